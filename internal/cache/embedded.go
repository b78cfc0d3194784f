package cache

import (
	"fmt"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
)

const (
	defaultCapacity = 256 << 20 // bytes
	tick            = time.Second
)

// embedded is a Redis inside the process.
type embedded struct {
	server *miniredis.Miniredis
	stop   chan struct{}
	ticker sync.WaitGroup

	mu       sync.Mutex
	capacity int
	size     int
	entries  []entry // oldest first
}

type entry struct {
	key  string
	size int
}

func startEmbedded(capacity int) (*embedded, error) {
	if capacity <= 0 {
		capacity = defaultCapacity
	}
	server := miniredis.NewMiniRedis()
	err := server.StartAddr("127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("cache: start Redis inside the process: %w", err)
	}
	e := &embedded{server: server, stop: make(chan struct{}), capacity: capacity}
	e.ticker.Go(e.age)
	return e, nil
}

func (e *embedded) addr() string { return e.server.Addr() }

// age makes time pass: miniredis's own stands still. A late tick only makes
// memory be freed later.
func (e *embedded) age() {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			e.server.FastForward(tick)
		case <-e.stop:
			return
		}
	}
}

// account lets the oldest entries go when there are too many. Entries that
// have died of age meanwhile are still counted, but being the oldest they are
// also the first to be taken off.
func (e *embedded) account(key string, fields []any) {
	added := entry{key: key, size: len(key)}
	for _, field := range fields {
		switch v := field.(type) {
		case string:
			added.size += len(v)
		case []byte:
			added.size += len(v)
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.entries = append(e.entries, added)
	e.size += added.size
	for e.size > e.capacity && len(e.entries) > 1 {
		oldest := e.entries[0]
		e.entries = e.entries[1:]
		e.size -= oldest.size
		e.server.Del(oldest.key)
	}
}

func (e *embedded) close() {
	close(e.stop)
	e.ticker.Wait()
	e.server.Close()
}
