package simulator_test

import (
	"log/slog"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/amadeusair"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// TestOfficialAmadeusClient lets Amadeus' own npm client buy from the simulator:
// a peer that knows nothing of us and was written against the real thing.
func TestOfficialAmadeusClient(t *testing.T) {
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
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "amadeus-client"))); err != nil {
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
	memory, err := journal.Open("")
	if err != nil {
		t.Fatal(err)
	}
	st, log := stage.New(time.Now), slog.New(slog.DiscardHandler)
	air := world.New(world.Config{Stage: st, Journal: memory, Seed: 1, Logger: log})
	server := httptest.NewServer(amadeusair.New(air, st, time.Second, log))
	t.Cleanup(server.Close)
	host, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	day := time.Now().AddDate(0, 0, 30)
	buy := exec.CommandContext(t.Context(), "node", "buy.mjs", host, port,
		amadeusair.ClientID("air-china"), amadeusair.ClientSecret("air-china"),
		day.Format(time.DateOnly), day.AddDate(0, 0, 3).Format(time.DateOnly))
	buy.Dir = dir
	out, err := buy.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
}
