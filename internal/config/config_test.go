package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/config"
)

func TestBuiltInIsASandboxOnLoopback(t *testing.T) {
	t.Parallel()
	c, err := config.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Mode != config.Sandbox || c.Listen != "127.0.0.1:8080" || !c.Simulator.Embedded || c.Limits.Answer != 25*time.Second {
		t.Fatalf("%+v", c)
	}
}

func TestEnvironmentWinsOverFileWinsOverBuiltIn(t *testing.T) {
	t.Parallel()
	path := write(t, "listen: 127.0.0.1:9000\ndataDir: /from/file\nsuppliers:\n  - {id: mine, connector: duffel, baseUrl: 'http://127.0.0.1:1', credentials: {token: t}}\n")
	c, err := config.Load([]string{"FAREBRIDGE_CONFIG=" + path, "FAREBRIDGE_DATA_DIR=/from/env", "FAREBRIDGE_SIMULATOR_LISTEN=127.0.0.1:8090", "HOME=/x"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:9000" || c.DataDir != "/from/env" || c.Simulator.Listen != "127.0.0.1:8090" || len(c.Suppliers) != 1 || c.Suppliers[0].Credentials.Token != "t" {
		t.Fatalf("%+v", c)
	}
}

func TestEveryShippedFileLoads(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../configs/*.yaml")
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		environ := []string{"FAREBRIDGE_CONFIG=" + path}
		if strings.HasSuffix(path, "production.yaml") {
			environ = append(environ, "FAREBRIDGE_DATABASE_URL=postgres://db/farebridge", "FAREBRIDGE_REDIS_URL=redis://cache:6379/0")
		}
		if _, err := config.Load(environ); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"an unknown field":              "listenn: 127.0.0.1:1\n",
		"a time that is none":           "sandbox: {now: tomorrow}\n",
		"two clocks":                    "sandbox: {now: '2026-03-02T10:00:00+08:00'}\nsimulator: {url: 'http://127.0.0.1:1'}\n",
		"an unknown mode":               "mode: test\n",
		"a sandbox others can reach":    "listen: 0.0.0.0:8080\n",
		"a name for a carrier":          "suppliers: [{id: a, connector: ndc, baseUrl: 'http://x', carrier: Air}]\n",
		"a carrier in small letters":    "suppliers: [{id: a, connector: ndc, baseUrl: 'http://x', carrier: ca}]\n",
		"an unknown connector":          "suppliers: [{id: a, connector: sabre, baseUrl: 'http://x'}]\n",
		"two suppliers of one id":       "suppliers: [{id: a, connector: duffel, baseUrl: 'http://x'}, {id: a, connector: duffel, baseUrl: 'http://y'}]\n",
		"a currency there is none of":   "suppliers: [{id: a, connector: amadeus, baseUrl: 'http://x', currency: XQX}]\n",
		"more offers than there are":    "suppliers: [{id: a, connector: amadeus, baseUrl: 'http://x', maxOffers: 251}]\n",
		"an office nowhere":             "suppliers: [{id: a, connector: amadeus, baseUrl: 'http://x', officeZone: Mars/Base}]\n",
		"metrics others can reach":      "adminListen: 0.0.0.0:9090\n",
		"no limit on a booking":         "limits: {book: 0s}\n",
		"production without a database": "mode: production\n",
		"no YAML":                       ":\n - {",
	} {
		if c, err := config.Load([]string{"FAREBRIDGE_CONFIG=" + write(t, content)}); err == nil {
			t.Errorf("%s passed: %+v", name, c)
		}
	}
	if _, err := config.Load([]string{"FAREBRIDGE_CONFIG=/does/not/exist.yaml"}); err == nil {
		t.Error("a missing file passed")
	}
}

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
