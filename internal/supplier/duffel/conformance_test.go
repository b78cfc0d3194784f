package duffel_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/duffel"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

// The personas of the simulator bought from: an airline that can hold, and a
// reseller that cannot.
const (
	airline  = "air-china"
	reseller = "skytrip"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	suppliertest.Run(t, func(t *testing.T) suppliertest.Rig { return rig(t, plain) })
}

// TestConformanceOfTheDecorated: what supplier.Instrument adds takes nothing away.
func TestConformanceOfTheDecorated(t *testing.T) {
	t.Parallel()
	suppliertest.Run(t, func(t *testing.T) suppliertest.Rig { return rig(t, decorated) })
}

func plain(c *supplier.Connector) *supplier.Connector { return c }

func decorated(c *supplier.Connector) *supplier.Connector {
	return supplier.Instrument(c, supplier.Options{
		Now: time.Now, RetryDelay: time.Millisecond,
		// The faults come one after another; here they must all be seen.
		Breaker: supplier.Breaker{MinCalls: 1000},
	})
}

func rig(t *testing.T, wrap func(*supplier.Connector) *supplier.Connector) suppliertest.Rig {
	t.Helper()
	wall := time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC)
	sim, err := simulator.New(simulator.Config{Seed: 7, Wall: func() time.Time { return wall }})
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
			return wrap(duffel.New(duffel.Config{ID: id, BaseURL: baseURL, Token: tokens[id], HTTPClient: client}))
		}
	}
	return suppliertest.Rig{
		BaseURL: server.URL,
		Connect: as(airline),
		Instant: as(reseller),
		Search: travel.Search{
			OriginDestinations: []travel.OriginDestination{
				{Origin: "BJS", Destination: "SHA", Date: travel.Date{Year: 2026, Month: time.December, Day: 20}},
				{Origin: "SHA", Destination: "BJS", Date: travel.Date{Year: 2026, Month: time.December, Day: 27}},
			},
			Pax: []travel.Pax{{ID: "traveller-1", PTC: travel.PTCAdult}},
		},
		Currency: "CNY",
		Living: func(t *testing.T, reference string) int {
			t.Helper()
			return living(t, server.URL, tokens[airline], reference)
		},
	}
}

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
