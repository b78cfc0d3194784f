package duffel_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/duffel"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

// The personas of the simulator bought from: an airline that can hold, a reseller
// that cannot, and an airline with whom nothing is left to spend.
const (
	airline  = "air-china"
	reseller = "skytrip"
	broke    = "china-eastern"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	suppliertest.Run(t, func(t *testing.T) suppliertest.Rig { return rig(t, suppliertest.Plain) })
}

// TestConformanceOfTheDecorated: what supplier.Instrument adds takes nothing away.
func TestConformanceOfTheDecorated(t *testing.T) {
	t.Parallel()
	suppliertest.Run(t, func(t *testing.T) suppliertest.Rig { return rig(t, suppliertest.Decorated) })
}

// TestConformanceInBatches: searched airline by airline, it is the same supplier.
func TestConformanceInBatches(t *testing.T) {
	t.Parallel()
	suppliertest.Run(t, func(t *testing.T) suppliertest.Rig {
		return rig(t, suppliertest.Plain, func(c *duffel.Config) { c.BatchSearch = true })
	})
}

func rig(t *testing.T, wrap suppliertest.Wrap, also ...func(*duffel.Config)) suppliertest.Rig {
	t.Helper()
	wall := time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC)
	var ahead atomic.Int64 // of our clock, in nanoseconds
	sim, err := simulator.New(simulator.Config{
		Seed: 7, Wall: func() time.Time { return wall.Add(time.Duration(ahead.Load())) }, Balances: map[string]string{broke: "1.00"},
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(sim.Handler())
	t.Cleanup(func() {
		server.Close()
		if err := sim.Close(); err != nil {
			t.Error(err)
		}
	})
	tokens := map[string]string{}
	for _, persona := range simulator.Personas() {
		tokens[persona.ID] = persona.Token
	}
	as := func(id string) func(string, *http.Client) *supplier.Connector {
		return func(baseURL string, client *http.Client) *supplier.Connector {
			cfg := duffel.Config{ID: id, BaseURL: baseURL, Token: tokens[id], HTTPClient: client, WebhookSecret: noticeSecret}
			for _, change := range also {
				change(&cfg)
			}
			return wrap(duffel.New(cfg), "")
		}
	}
	charging := func(id string) func(string, *http.Client) *supplier.Connector {
		return func(baseURL string, client *http.Client) *supplier.Connector {
			return wrap(duffel.New(duffel.Config{ID: id, BaseURL: baseURL, Token: tokens[id], HTTPClient: client, PaymentType: duffel.PaymentCard}), supplier.SettleCard)
		}
	}
	search := suppliertest.ThereAndBack()
	// The cheapest fares of economy can neither be changed nor given back.
	search.Preferences.Cabin = travel.CabinBusiness
	return suppliertest.Rig{
		BaseURL: server.URL,
		Connect: as(airline),
		Instant: as(reseller),
		Search:  search,
		Broke:   as(broke),
		Cards: &suppliertest.Cards{
			Connect: charging(airline), Instant: charging(reseller),
			OK: "tcd_sandbox_ok", Declined: "tcd_sandbox_declined", Asking: "tcd_sandbox_3ds", Unknown: "tcd_of_nobody",
		},
		Currency:           "CNY",
		Clock:              func(_ *testing.T, by time.Duration) { ahead.Store(int64(by)) },
		ServicesPaidAtOnce: true,
		Later:              func(*testing.T) { sim.Stage().Advance(sim.Stage().Offset() + time.Hour) },
		Reads:              reads,
		// The words of Duffel's open lists, as they stand in compact JSON.
		Words: map[string]string{
			`"cabin_class":"business"`: `"cabin_class":"hammock"`,
			`"type":"checked"`:         `"type":"trunk"`,
		},
		Twice: suppliertest.Twice{
			Offer:   suppliertest.FirstTwice("offers", nil),
			Service: suppliertest.FirstTwice("available_services", nil),
			Seat:    suppliertest.FirstTwice("elements", func(e map[string]any) bool { return e["type"] == "seat" }),
			SeatMap: suppliertest.FirstTwice("data", func(m map[string]any) bool { return m["cabins"] != nil }),
			Order:   suppliertest.FirstTwice("data", func(o map[string]any) bool { return o["booking_reference"] != nil }),
			Ticket:  suppliertest.FirstTwice("documents", nil),
		},
		Notice: func(_ *testing.T, order string) (http.Header, []byte, time.Time) {
			body := []byte(`{"id":"wev_1","api_version":"v2","type":"order.created","data":{"object":{"id":"` + order + `"}},"live_mode":false}`)
			return signature(noticeSecret, body, wall), body, wall
		},
		Living: func(t *testing.T, reference string) int {
			t.Helper()
			count := 0
			for _, id := range []string{airline, reseller, broke} {
				count += living(t, server.URL, tokens[id], reference)
			}
			return count
		},
	}
}

const noticeSecret = "c2VjcmV0"

// asked are the POSTs that only ask: searches, and offers and quotes of which a
// later call confirms one.
var asked = map[string]bool{
	"/air/offer_requests":        true,
	"/air/batch_offer_requests":  true,
	"/air/order_cancellations":   true,
	"/air/order_change_requests": true,
	"/air/order_changes":         true,
}

func reads(r *http.Request, _ []byte) bool { return r.Method == http.MethodGet || asked[r.URL.Path] }

// living counts an airline's orders that carry our reference and live, by the
// wire alone.
func living(t *testing.T, baseURL, token, reference string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, baseURL+"/air/orders?limit=200", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Duffel-Version", "v2")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var list struct {
		Data []struct {
			CancelledAt *string           `json:"cancelled_at"`
			Metadata    map[string]string `json:"metadata"`
		} `json:"data"`
		Meta struct{ After *string } `json:"meta"`
	}
	err = json.NewDecoder(resp.Body).Decode(&list)
	if err != nil || resp.StatusCode != http.StatusOK || list.Meta.After != nil {
		t.Fatalf("list of orders: %d, %v", resp.StatusCode, err)
	}
	count := 0
	for _, order := range list.Data {
		if order.CancelledAt == nil && order.Metadata["farebridge_order_id"] == reference {
			count++
		}
	}
	return count
}
