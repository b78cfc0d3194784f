package amadeus_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/amadeusair"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/amadeus"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

// airline is the persona of the simulator bought from.
const airline = "air-china"

// slowness is how late a slow supplier answers. Whoever is to give up does so when
// it begins, not after a time.
const slowness = 50 * time.Millisecond

func TestConformance(t *testing.T) {
	t.Parallel()
	suppliertest.Run(t, func(t *testing.T) suppliertest.Rig { return rig(t, suppliertest.Plain) })
}

// TestConformanceOfTheDecorated: what supplier.Instrument adds takes nothing away.
func TestConformanceOfTheDecorated(t *testing.T) {
	t.Parallel()
	suppliertest.Run(t, func(t *testing.T) suppliertest.Rig { return rig(t, suppliertest.Decorated) })
}

func rig(t *testing.T, wrap suppliertest.Wrap) suppliertest.Rig {
	t.Helper()
	silent := slog.New(slog.DiscardHandler)
	wall := time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC)
	var ahead atomic.Int64 // of our clock, in nanoseconds
	st := stage.New(func() time.Time { return wall.Add(time.Duration(ahead.Load())) })
	j, err := journal.Open("")
	if err != nil {
		t.Fatal(err)
	}
	w := world.New(world.Config{Stage: st, Journal: j, Seed: 7, Logger: silent})
	server := httptest.NewServer(spoilable{amadeusair.New(w, st, slowness, silent)})
	t.Cleanup(server.Close)
	connect := func(baseURL string, client *http.Client) *supplier.Connector {
		c := amadeus.New(amadeus.Config{
			ID: airline, BaseURL: baseURL, HTTPClient: client,
			Now:      func() time.Time { return wall.Add(st.Offset()) },
			ClientID: amadeusair.ClientID(airline), ClientSecret: amadeusair.ClientSecret(airline),
		})
		// A connector in use has a token. Without one, whatever befalls a call
		// befalls its request for a token first, after which nothing is ever done.
		_, found, _ := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{BookingRef: bookedRef()})
		if found {
			t.Error("found an order nobody made")
		}
		return wrap(c, "")
	}
	return suppliertest.Rig{
		BaseURL:       server.URL,
		Connect:       connect,
		Search:        suppliertest.ThereAndBack(),
		Currency:      "CNY",
		SeatedInfants: true,
		Clock:         func(_ *testing.T, by time.Duration) { ahead.Store(int64(by)) },
		Instant:       connect,
		NoHold:        true,
		Unfindable:    true,
		Later:         func(*testing.T) { st.Advance(st.Offset() + time.Hour) },
		Reads: func(r *http.Request, _ []byte) bool {
			return r.Method == http.MethodGet || r.Header.Get("X-HTTP-Method-Override") == http.MethodGet || strings.HasSuffix(r.URL.Path, "/token")
		},
		Words: map[string]string{
			`"ECONOMY"`: `"BUNK"`, `"EXCHANGE"`: `"TELEPORT"`, `"SUPPLIER"`: `"MOON"`, `"PUBLISHED"`: `"WHISPERED"`, `"GDS"`: `"NDC"`,
		},
		Twice: suppliertest.Twice{
			Offer:   suppliertest.FirstTwice("data", func(o map[string]any) bool { return o["type"] == "flight-offer" }),
			Service: firstBagTwice,
			Seat:    suppliertest.FirstTwice("seats", nil),
			SeatMap: suppliertest.FirstTwice("data", func(m map[string]any) bool { return m["type"] == "seatmap" }),
			// Order: orders are read one by one, Amadeus has no list of them.
			Ticket: suppliertest.FirstTwice("tickets", nil),
		},
		Living: func(t *testing.T, reference string) int {
			t.Helper()
			count := 0
			for _, order := range w.Orders(airline) {
				if order.CancelledAt == nil && order.Metadata[world.ReferenceKey] == reference {
					count++
				}
			}
			return count
		},
	}
}

// firstBagTwice says a bag under two keys: bags are no list but the members of an
// object, named by numbers that mean nothing.
func firstBagTwice(body []byte) []byte {
	var answer, included, bags map[string]json.RawMessage
	if json.Unmarshal(body, &answer) != nil || json.Unmarshal(answer["included"], &included) != nil ||
		json.Unmarshal(included["bags"], &bags) != nil || bags["1"] == nil {
		return body
	}
	bags["1001"] = bags["1"]
	var err error
	included["bags"], err = json.Marshal(bags)
	if err != nil {
		return body
	}
	answer["included"], err = json.Marshal(included)
	if err != nil {
		return body
	}
	again, err := json.Marshal(answer)
	if err != nil {
		return body
	}
	return again
}

// spoilable answers a deletion with a body. Amadeus' 204 has none, so that the
// suite's half and empty answers would be whole ones; how a 204 is read,
// TestRelease has.
type spoilable struct{ inner http.Handler }

func (s spoilable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodDelete {
		w = withBody{w}
	}
	s.inner.ServeHTTP(w, r)
}

type withBody struct{ http.ResponseWriter }

func (w withBody) WriteHeader(status int) {
	if status != http.StatusNoContent {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	w.ResponseWriter.WriteHeader(http.StatusOK)
	_, _ = io.WriteString(w.ResponseWriter, `{"data":{"type":"flight-order"}}`)
}
