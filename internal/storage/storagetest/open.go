package storagetest

import (
	"context"
	"log/slog"
	"testing"

	"github.com/farebridge/farebridge/internal/storage"
)

// Each runs a suite on SQLite and on Postgres, as subtests "sqlite" and
// "postgres". What open returns is one database per call of f, open as often
// as f likes on Postgres and once on SQLite, whose file belongs to one Store.
func Each(t *testing.T, f func(t *testing.T, open func() *storage.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		f(t, func() *storage.Store { return Open(t, storage.Config{DataDir: dir, Sandbox: true}) })
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		url := Postgres(t)
		f(t, func() *storage.Store { return Open(t, storage.Config{DatabaseURL: url, Sandbox: true}) })
	})
}

// Open opens a store that is closed when the test ends. Without a Logger,
// errors go to the test's log.
func Open(t testing.TB, c storage.Config) *storage.Store {
	t.Helper()
	if c.Logger == nil {
		c.Logger = Logger(t)
	}
	s, err := storage.Open(context.Background(), c)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		err := s.Close()
		if err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// Logger writes warnings and errors to the test's log.
func Logger(t testing.TB) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
}
