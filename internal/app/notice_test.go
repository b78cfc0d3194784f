package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/app"
	"github.com/farebridge/farebridge/internal/config"
)

// A Duffel webhook, set up as Duffel's customers do it, tells us of a schedule
// change: its signature is checked, and what it says is asked for.
func TestDuffelWebhookIsTold(t *testing.T) {
	t.Parallel()
	world := playedWorld(t)
	// The webhook is made before our server has an address: a door of its own
	// leads there.
	var server atomic.Pointer[string]
	var notices atomic.Int64
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		to := server.Load()
		if err != nil || to == nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		onward, err := http.NewRequestWithContext(r.Context(), http.MethodPost, *to+r.URL.Path, bytes.NewReader(body))
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		onward.Header = r.Header.Clone()
		resp, err := http.DefaultClient.Do(onward)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		_ = resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			notices.Add(1)
		}
		w.WriteHeader(resp.StatusCode)
	}))
	t.Cleanup(door.Close)
	secret := webhookAt(t, world, "duffel_test_china-eastern", door.URL+"/v1/notices/suppliers/china-eastern")
	s := start(t, func(c *config.Config) {
		c.Simulator.URL = world
		c.Suppliers = []config.Supplier{{
			ID: "china-eastern", Connector: "duffel", BaseURL: world,
			Credentials: config.Credentials{Token: "duffel_test_china-eastern", NoticeSecret: secret},
		}}
	})
	server.Store(&s.url)

	s.toldOfAChange("china-eastern")
	if notices.Load() == 0 {
		t.Error("the order knows, but no notice was taken")
	}
	s.refused(s.post("/v1/notices/suppliers/china-eastern", `{"id":"wev_forged"}`), 400, "invalidRequest")
	s.refused(s.post("/v1/notices/suppliers/nobody", `{}`), 404, "notFound")
}

// webhookAt registers a webhook with a Duffel-speaking server and gives its secret.
func webhookAt(t *testing.T, base, token, url string) string {
	t.Helper()
	wanted := `{"data":{"url":"` + url + `","events":["order.airline_initiated_change_detected","order.created"]}}`
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/air/webhooks", strings.NewReader(wanted))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Duffel-Version", "v2")
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var made struct {
		Data struct{ Secret string }
	}
	if err := json.NewDecoder(resp.Body).Decode(&made); err != nil || made.Data.Secret == "" {
		t.Fatalf("webhook: %d %v", resp.StatusCode, err)
	}
	return made.Data.Secret
}

// playedWorld is a simulated world of the test's own, and where it is.
func playedWorld(t *testing.T) string {
	t.Helper()
	world, err := app.StartSimulator(t.Context(), app.SimulatorConfig{
		Listen: "127.0.0.1:0", Seed: 1, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ending, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := world.Close(ending); err != nil {
			t.Error(err)
		}
	})
	return world.URL()
}

// The sandbox's Duffel-speaking airlines are told where to send notices, once: a
// restart at another address turns the webhook there, and its secret still holds.
func TestWebhooksDoNotPileUp(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	var before []any
	for _, run := range []string{"first", "again"} {
		t.Run(run, func(t *testing.T) {
			s := start(t, func(c *config.Config) { c.DataDir = home })
			hooks := s.webhooks("china-eastern")
			if len(hooks) != 1 || hooks[0].(map[string]any)["url"] != s.url+"/v1/notices/suppliers/china-eastern" {
				t.Fatalf("webhooks: %v", hooks)
			}
			if before != nil && hooks[0].(map[string]any)["id"] != before[0].(map[string]any)["id"] {
				t.Errorf("another webhook: %v instead of %v", hooks, before)
			}
			before = hooks
			s.toldOfAChange("china-eastern")
		})
	}
}

// webhooks are those of a simulated supplier's account.
func (s *sandbox) webhooks(supplierID string) []any {
	s.t.Helper()
	return s.want(s.call("GET", s.sim+"/air/webhooks?limit=200", "", header{
		"Authorization": "Bearer duffel_test_" + supplierID, "Duffel-Version": "v2",
	}), 200).list("data")
}
