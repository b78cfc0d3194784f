package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// Record is one remembered fact. Kind says which part of the simulator wrote
// it ("air.order", "pay.intent"), Data is that part's own JSON.
type Record struct {
	Kind string          `json:"kind"`
	Data json.RawMessage `json:"data"`
}

// Journal is safe for concurrent use.
type Journal struct {
	mu     sync.Mutex
	file   *os.File // nil: memory only, nothing survives the process
	size   int64    // of the whole lines in file
	replay []Record
}

// Open reads what an earlier process left at path and makes it ready for
// appending. An empty path keeps nothing (tests, the demo).
func Open(path string) (*Journal, error) {
	if path == "" {
		return &Journal{}, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	records, whole, err := read(path)
	if err == nil {
		// A torn tail is the write that was never acknowledged.
		err = file.Truncate(whole)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("journal: %w", err), file.Close())
	}
	return &Journal{file: file, size: whole, replay: records}, nil
}

func read(path string) ([]Record, int64, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, 0, err
	}
	var records []Record
	whole := int64(0)
	for number := 1; ; number++ {
		end := bytes.IndexByte(content[whole:], '\n')
		if end < 0 {
			return records, whole, nil
		}
		var r Record
		if err := json.Unmarshal(content[whole:whole+int64(end)], &r); err != nil {
			return nil, 0, fmt.Errorf("%s line %d is damaged: %w", path, number, err)
		}
		records = append(records, r)
		whole += int64(end) + 1
	}
}

// Replay hands every record that was there at Open to fn, oldest first, and
// then forgets them.
func (j *Journal) Replay(fn func(Record) error) error {
	j.mu.Lock()
	records := j.replay
	j.replay = nil
	j.mu.Unlock()
	for _, r := range records {
		if err := fn(r); err != nil {
			return fmt.Errorf("journal: replay %s: %w", r.Kind, err)
		}
	}
	return nil
}

// Append remembers one fact and returns when it is on disk.
func (j *Journal) Append(kind string, data any) error { return j.write(kind, data, true) }

// Note remembers one fact without waiting for the disk: it survives the death
// of the process but not of the machine. Searches are noted, bookings appended.
func (j *Journal) Note(kind string, data any) error { return j.write(kind, data, false) }

func (j *Journal) write(kind string, data any, sync bool) error {
	if j.file == nil {
		return nil
	}
	encoded, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("journal: %s: %w", kind, err)
	}
	line, err := json.Marshal(Record{Kind: kind, Data: encoded})
	if err != nil {
		return fmt.Errorf("journal: %s: %w", kind, err)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	written, err := j.file.WriteAt(append(line, '\n'), j.size)
	if err != nil {
		// Half a line must not stay in front of the next one.
		return errors.Join(fmt.Errorf("journal: %w", err), j.file.Truncate(j.size))
	}
	j.size += int64(written)
	if !sync {
		return nil
	}
	if err := j.file.Sync(); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

// Close releases the file.
func (j *Journal) Close() error {
	if j.file == nil {
		return nil
	}
	return j.file.Close()
}
