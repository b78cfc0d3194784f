package simulator_test

import (
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator"
)

// TestOfficialDuffelClient lets Duffel's own npm client buy from the simulator,
// change, give back and be told of it: a peer that knows nothing of us and was
// written against the real thing. What it did is the test's log.
func TestOfficialDuffelClient(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("CI must have %s: %v", tool, err)
			}
			t.Skipf("no %s on this machine", tool)
		}
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "duffel-client"))); err != nil {
		t.Fatal(err)
	}
	install := exec.CommandContext(t.Context(), "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("npm ci: %v\n%s", err, out)
		}
		t.Skipf("the client cannot be installed here: %v", err)
	}
	world, err := simulator.New(simulator.Config{Wall: time.Now, Seed: 1, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	server := httptest.NewServer(world.Handler())
	t.Cleanup(server.Close)

	date := time.Now().AddDate(0, 0, 30).Format(time.DateOnly)
	later := time.Now().AddDate(0, 0, 33).Format(time.DateOnly)
	buy := exec.CommandContext(t.Context(), "node", "buy.mjs", server.URL, "duffel_test_air-china", date, later)
	buy.Dir = dir
	out, err := buy.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
}
