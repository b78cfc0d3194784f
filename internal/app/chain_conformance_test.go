package app_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/glebarez/sqlite"

	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/simulator"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/farebridge"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

// TestFarebridgeConformance holds the connector that speaks to another Farebridge
// to what every connector promises, against a whole second server.
func TestFarebridgeConformance(t *testing.T) {
	t.Parallel()
	suppliertest.Run(t, func(t *testing.T) suppliertest.Rig {
		s := newSeller(t)
		departure, err := travel.ParseDate(day())
		if err != nil {
			t.Fatal(err)
		}
		return suppliertest.Rig{
			BaseURL: s.door,
			Connect: s.connect("fb_test_ota"),
			Instant: s.connect("fb_test_ota"), // a reseller's offers are among the others
			Broke:   s.connect("fb_test_agency"),
			Search: travel.Search{
				OriginDestinations: []travel.OriginDestination{{Origin: "PEK", Destination: "SHA", Date: departure}},
				Pax:                []travel.Pax{{ID: "p1", PTC: travel.PTCAdult}},
			},
			Currency: "CNY",
			Living:   s.living,
			Later:    s.later,
			Clock:    s.setClock,
			Reads: func(r *http.Request, _ []byte) bool {
				return r.Method == http.MethodGet || r.URL.Path == "/v1/air-shopping" || strings.HasSuffix(r.URL.Path, "/price")
			},
			Words: map[string]string{
				`"economy"`: `"hammock"`, `"checked"`: `"onTheRoof"`, `"notAllowed"`: `"askYourMother"`, `"live"`: `"rumour"`, `"ADT"`: `"GHO"`,
			},
			Twice: suppliertest.Twice{
				Offer:  suppliertest.FirstTwice("offers", nil),
				Order:  suppliertest.FirstTwice("orders", nil),
				Ticket: suppliertest.FirstTwice("tickets", nil),
			},
		}
	})
}

// seller is a whole server that sells to us, and the door in front of it.
type seller struct {
	*sandbox
	airlines *withheld
	door     string
	memory   string       // where its database is
	behind   atomic.Int64 // how far its airlines' wall clock is from ours, in nanoseconds, at most 0
}

// newSeller starts one with an airline that holds and a reseller that does not.
func newSeller(t *testing.T) *seller {
	t.Helper()
	s := &seller{}
	world, err := simulator.New(simulator.Config{
		Seed: 1, SlowDelay: slowSupplier, Wall: func() time.Time { return time.Now().Add(time.Duration(s.behind.Load())) },
	})
	if err != nil {
		t.Fatal(err)
	}
	skies := httptest.NewServer(world.Handler())
	t.Cleanup(func() {
		skies.Close()
		if err := world.Close(); err != nil {
			t.Error(err)
		}
	})
	s.airlines = &withheld{target: skies.URL}
	airlines := httptest.NewServer(s.airlines)
	t.Cleanup(airlines.Close)
	s.sandbox = start(t, func(c *config.Config) {
		sells(c, airlines.URL, "air-china", "skytrip")
		s.memory = c.DataDir
	})
	door := httptest.NewServer(http.HandlerFunc(s.atTheDoor))
	t.Cleanup(door.Close)
	s.door = door.URL
	return s
}

// sells has a server sell what simulated suppliers at url offer in Duffel's
// protocol, whose tickets withheld can keep back.
func sells(c *config.Config, url string, ids ...string) {
	c.Simulator.Embedded, c.Simulator.URL = false, url
	for _, id := range ids {
		c.Suppliers = append(c.Suppliers, config.Supplier{
			ID: id, Connector: "duffel", BaseURL: url, Credentials: config.Credentials{Token: "duffel_test_" + id},
		})
	}
}

// atTheDoor plays the misfortunes that are between us and the seller. Those of
// its airlines go in with the call and are played there.
func (s *seller) atTheDoor(w http.ResponseWriter, r *http.Request) {
	scenario := r.Header.Get("Farebridge-Scenario")
	paying := r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/payments")
	switch scenario {
	case "supplier-down":
		refuse(w, http.StatusServiceUnavailable, "overloaded")
		return
	case "supplier-slow":
		_, _ = io.Copy(io.Discard, r.Body) // only then is a caller's leaving seen
		<-r.Context().Done()
		return
	case "ticketing-fails":
		if paying {
			refuse(w, http.StatusUnprocessableEntity, "paymentMethodNotAllowed")
			return
		}
		r.Header.Del("Farebridge-Scenario")
	case "ticketing-slow":
		s.airlines.back.Store(true)
		r.Header.Del("Farebridge-Scenario")
	case "booked-then-timeout":
		r.Header.Del("Farebridge-Scenario")
	}
	answer, err := carry(r, s.url)
	if err != nil || scenario == "booked-then-timeout" && (paying || answer.booked(r)) {
		panic(http.ErrAbortHandler)
	}
	answer.write(w)
}

// booked reports an order that was made and has seats.
func (a carried) booked(r *http.Request) bool {
	var order struct {
		RecordLocators []any `json:"recordLocators"`
	}
	return r.Method == http.MethodPost && r.URL.Path == "/v1/orders" && json.Unmarshal(a.body, &order) == nil && len(order.RecordLocators) > 0
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"type":"about:blank","title":"No","status":0,"code":"` + code + `","outcome":"notDone","retryable":true,"safeToRetry":true,"fault":"farebridge","requestId":"req_1"}`))
}

// connect makes connectors whose tests need not wait: the seller issues tickets
// by jobs of its own, and a caller would ask again until they are there.
func (s *seller) connect(key string) func(baseURL string, client *http.Client) *supplier.Connector {
	return func(baseURL string, client *http.Client) *supplier.Connector {
		c := farebridge.New(farebridge.Config{ID: "skybridge", BaseURL: baseURL, Token: key, HTTPClient: client})
		p := patient{seller: s, Connector: *c}
		patiently := *c
		patiently.Book, patiently.Ticket, patiently.Retrieve = p, p, p
		return &patiently
	}
}

// patient waits for the seller's own work before it asks how a booking stands.
type patient struct {
	seller *seller
	supplier.Connector
}

// Book books, and waits for what is ticketed at once.
func (p patient) Book(ctx context.Context, in supplier.BookInput) (travel.Booking, error) {
	booking, err := p.Connector.Book.Book(ctx, in)
	if err != nil || !in.Instant {
		return booking, err
	}
	booking, _, err = p.Retrieve(ctx, supplier.RetrieveInput{Reference: in.Reference, OfferRef: in.OfferRef, BookingRef: booking.Ref})
	return booking, err
}

// Ticket pays, and waits for tickets.
func (p patient) Ticket(ctx context.Context, in supplier.TicketInput) (travel.Booking, error) {
	booking, err := p.Connector.Ticket.Ticket(ctx, in)
	if err != nil {
		return booking, err
	}
	booking, _, err = p.Retrieve(ctx, supplier.RetrieveInput{Reference: in.Reference, BookingRef: booking.Ref})
	return booking, err
}

// Retrieve asks once nothing is under way, or tickets are kept back.
func (p patient) Retrieve(ctx context.Context, in supplier.RetrieveInput) (travel.Booking, bool, error) {
	if !p.seller.airlines.back.Load() {
		p.seller.settle()
	}
	return p.Connector.Retrieve.Retrieve(ctx, in)
}

// settle waits until no order of ours is being worked on.
func (s *seller) settle() {
	s.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); s.busy(); {
		if time.Now().After(deadline) {
			s.t.Fatal("the seller does not get done")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (s *seller) busy() bool {
	s.t.Helper()
	working := 0
	for _, status := range []string{"paid", "ticketing", "refunding"} {
		working += len(s.as("fb_test_ota").get("/v1/orders?status=" + status).list("orders"))
	}
	return working > 0
}

// later lets the airlines hand out what they kept back.
func (s *seller) later(t *testing.T) {
	t.Helper()
	s.airlines.back.Store(false)
	s.sandbox.later("PT5M")
	s.settle()
}

// setClock sets the seller's clock, which is its database's, and that of its
// airlines with it. No API turns a clock back, so it is done in the database. The
// airlines follow the seller ahead by what it tells them in each call, and behind
// by a wall clock of their own. The last second is moved through the API: a server
// that nobody told goes on from what it knew, for as long as that counts as recent.
func (s *seller) setClock(t *testing.T, ahead time.Duration) {
	t.Helper()
	s.behind.Store(int64(min(ahead, 0)))
	db, err := sql.Open(sqlite.DriverName, filepath.Join(s.memory, "farebridge.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	_, err = db.ExecContext(t.Context(), `INSERT INTO sandbox_clock (id, offset_us) VALUES (1, ?)
		ON CONFLICT (id) DO UPDATE SET offset_us = excluded.offset_us`, (ahead - time.Second).Microseconds())
	if err != nil {
		t.Fatal(err)
	}
	s.want(s.post("/v1/sandbox/clock", `{"advance":"PT1S"}`), 200)
}

// living counts what the seller has of ours under a reference.
func (s *seller) living(t *testing.T, reference string) int {
	t.Helper()
	n := 0
	for _, key := range []string{"fb_test_ota", "fb_test_agency"} {
		agency := s.as(key)
		for _, each := range agency.want(agency.get("/v1/orders?clientReference="+reference), 200).list("orders") {
			switch each.(map[string]any)["status"] {
			case "failed", "cancelled", "refunded":
			default:
				n++
			}
		}
	}
	return n
}
