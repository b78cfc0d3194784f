package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/glebarez/sqlite"

	"github.com/farebridge/farebridge/internal/jobs"
)

// sqliteConns is for readers; writers take turns. Idle ones are kept: opening a
// connection costs several pragmas.
const sqliteConns = 8

func openSQLite(ctx context.Context, c Config) (*Store, error) {
	place, err := enter(c.DataDir)
	if err != nil {
		return nil, err
	}
	s, err := sqliteAt(ctx, filepath.Join(place.dir, "farebridge.db"), c)
	if err != nil {
		return nil, errors.Join(err, place.release())
	}
	s.home = place
	return s, nil
}

func sqliteAt(ctx context.Context, path string, c Config) (*Store, error) {
	// It holds people's data: nobody else on the machine reads it. SQLite gives
	// its journals the mode of the database.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = errors.Join(file.Chmod(0o600), file.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("storage: %w", err)
	}
	db, err := sql.Open(sqlite.DriverName, sqliteDSN(path, c.Sandbox))
	if err != nil {
		return nil, fmt.Errorf("storage: %w", err)
	}
	db.SetMaxOpenConns(sqliteConns)
	db.SetMaxIdleConns(sqliteConns)
	err = db.PingContext(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("storage: open %s: %w", path, err), db.Close())
	}
	s, err := newStore(&sqlite.Dialector{Conn: db}, db, jobs.SQLite, c)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// sqliteDSN: transactions take the write lock when they begin (_txlock), since
// one that starts to read and then wants to write fails at once instead of
// waiting. In the sandbox a power cut may cost the last commits, a killed
// process none; elsewhere every commit is on disk before it is answered.
func sqliteDSN(path string, sandbox bool) string {
	durability := "FULL"
	if sandbox {
		durability = "NORMAL"
	}
	query := url.Values{
		"_pragma": {
			"busy_timeout(10000)", // first: switching to WAL may have to wait
			"journal_mode(WAL)",
			"synchronous(" + durability + ")",
			"foreign_keys(1)",
		},
		// Nothing beside it: with _time_format the driver stops reading before it
		// gets here (and that format is its default).
		"_txlock": {"immediate"},
	}
	slashed := filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" {
		slashed = "/" + slashed
	}
	return "file:" + (&url.URL{Path: slashed}).EscapedPath() + "?" + query.Encode()
}

// home is a data directory that belongs to this process.
type home struct {
	dir       string
	temporary bool
	lock      *os.File
}

// enter takes a data directory for this process alone. SQLite would survive two
// processes; the job queue, which takes a running job found at the start for
// one whose process died, would run it twice.
func enter(dataDir string) (*home, error) {
	h := &home{dir: dataDir}
	if dataDir == "" || strings.HasPrefix(dataDir, ":memory:") {
		// Not SQLite's own in-memory mode: its connections lock each other's
		// tables and fail where those of a file wait.
		dir, err := os.MkdirTemp("", "farebridge-")
		if err != nil {
			return nil, fmt.Errorf("storage: %w", err)
		}
		h.dir, h.temporary = dir, true
	}
	err := os.MkdirAll(h.dir, 0o700)
	if err != nil {
		return nil, fmt.Errorf("storage: data directory: %w", err)
	}
	h.lock, err = lockFile(filepath.Join(h.dir, "farebridge.lock"))
	if err != nil {
		return nil, fmt.Errorf("storage: data directory %s: %w", h.dir, err)
	}
	return h, nil
}

// Hold takes a file for this process alone, until it is closed or the process
// ends, however it ends. Its directory is made. ErrInUse: another has it.
func Hold(path string) (io.Closer, error) {
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	if err != nil {
		return nil, fmt.Errorf("storage: %w", err)
	}
	file, err := lockFile(path)
	if err != nil {
		return nil, fmt.Errorf("storage: %s: %w", path, err)
	}
	return file, nil
}

// release lets the directory go. The lock file stays: removing it could take
// away the lock of who came next.
func (h *home) release() error {
	err := h.lock.Close()
	if h.temporary {
		err = errors.Join(err, os.RemoveAll(h.dir))
	}
	return err
}

// ErrInUse is what two processes must not have at once.
var ErrInUse = errors.New("in use by another process")
