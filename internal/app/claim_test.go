package app_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/app"
	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
)

// Who starts a second server in a data directory is refused before anything in
// it is touched: where the first one's simulator is stays on record, and what
// was booked there stays as it was written.
func TestASecondServerLeavesTheDirectoryAlone(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]func(t *testing.T) string{
		"sqlite":   func(*testing.T) string { return "" },
		"postgres": func(t *testing.T) string { return storagetest.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, url := t.TempDir(), database(t)
			first := start(t, func(c *config.Config) { c.DataDir, c.DatabaseURL = dir, url })
			first.shop()
			before := contents(t, dir)
			if !bytes.Contains(before["simulator.address"], []byte(strings.TrimPrefix(first.sim, "http://"))) {
				t.Fatalf("%s is not where the simulator is: %s", before["simulator.address"], first.sim)
			}

			c, err := config.Load(nil)
			if err != nil {
				t.Fatal(err)
			}
			c.Listen, c.DataDir, c.DatabaseURL = "127.0.0.1:0", dir, url
			_, err = app.New(t.Context(), c, slog.New(slog.DiscardHandler))
			if err == nil || !strings.Contains(err.Error(), "in use by another process") {
				t.Fatalf("second: %v", err)
			}
			for file, was := range contents(t, dir) {
				if !bytes.Equal(was, before[file]) {
					t.Errorf("%s was changed", file)
				}
			}
			if a := first.call(http.MethodGet, first.sim+"/healthz", ""); a.status != http.StatusOK {
				t.Errorf("the first one's simulator: %d", a.status)
			}
		})
	}
}

// contents reads what the simulator keeps in a directory.
func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	for _, name := range []string{"simulator.address", "simulator.jsonl"} {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		found[name] = content
	}
	return found
}
