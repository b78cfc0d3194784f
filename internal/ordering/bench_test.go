package ordering_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/payment"
	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

type noQueue struct{}

func (noQueue) EnqueueTx(context.Context, *sql.Tx, ...jobs.Job) error { return nil }

var cny = money.MustParse("1962.00", money.CNY)

// peers is a supplier, a gateway and a verifier made of functions.
type peers struct {
	verify    func(call int) (travel.Offer, error)
	book      func(ctx context.Context, call int) (travel.Booking, error)
	ticket    func(ctx context.Context, call int) (travel.Booking, error)
	retrieve  func(call int) (travel.Booking, bool, error)
	authorize func(ctx context.Context, call int) (payment.State, error)
	query     func(call int) (payment.State, bool, error)

	verifies, books, tickets, retrieves, authorizes, queries atomic.Int32
}

func (p *peers) Offer(context.Context, string, string) (travel.Offer, error) { return offer(true), nil }

func (p *peers) Verify(context.Context, string, string, string, string) (travel.Offer, error) {
	return p.verify(int(p.verifies.Add(1)))
}

func (p *peers) VerifyOrdered(context.Context, travel.Offer, string) (travel.Offer, error) {
	return p.verify(int(p.verifies.Add(1)))
}

// VerifyHeld is the real one's behaviour for one token.
func (p *peers) VerifyHeld(_ context.Context, was travel.Offer, asks money.Money, token string) (travel.Offer, error) {
	if token != "acc_good" {
		return travel.Offer{}, travel.NewError(travel.CodePriceChanged).Carrying(asks).NotDone()
	}
	was.Net, was.Total = asks, asks
	return was, nil
}

func (p *peers) Sold(offer travel.Offer) any { return offer }

func (p *peers) Book(ctx context.Context, _ supplier.BookInput) (travel.Booking, error) {
	return p.book(ctx, int(p.books.Add(1)))
}

func (p *peers) Ticket(ctx context.Context, _ supplier.TicketInput) (travel.Booking, error) {
	return p.ticket(ctx, int(p.tickets.Add(1)))
}

func (p *peers) Retrieve(context.Context, supplier.RetrieveInput) (travel.Booking, bool, error) {
	return p.retrieve(int(p.retrieves.Add(1)))
}
func (p *peers) Release(context.Context, string, []byte) error { return nil }
func (p *peers) Authorize(ctx context.Context, in payment.Intent) (payment.State, error) {
	s, err := p.authorize(ctx, int(p.authorizes.Add(1)))
	s.Reference = in.Reference
	return s, err
}

func (p *peers) Query(context.Context, string) (payment.State, bool, error) {
	return p.query(int(p.queries.Add(1)))
}

func (p *peers) Void(context.Context, string) (payment.State, error) {
	return payment.State{Status: payment.Voided, Amount: cny}, nil
}

func (p *peers) Capture(context.Context, string) (payment.State, error) {
	return payment.State{Status: payment.Captured, Amount: cny, PaidAt: time.Now()}, nil
}

func offer(holdable bool) travel.Offer {
	return travel.Offer{
		ID: "ofr_1", SupplierID: "air", Program: "retail", Net: cny, Pax: []travel.Pax{{ID: "p1", PTC: travel.PTCAdult}},
		SupplierOffer: travel.SupplierOffer{
			Total: cny, Holdable: holdable, Ref: []byte("r"),
			Journeys: []travel.PaxJourney{{Segments: []travel.PaxSegment{{Departure: travel.FlightPoint{Time: travel.LocalTimeOf(time.Date(2027, 1, 1, 8, 0, 0, 0, time.UTC))}}}}},
		},
	}
}

func heldBooking() travel.Booking {
	return travel.Booking{Ref: []byte("b"), SupplierOrderID: "sup_1", Status: travel.BookingHeld, Total: cny}
}

type bench struct {
	*ordering.Service
	store *storage.Store
	log   *bytes.Buffer
	ctx   context.Context
}

func newBench(t *testing.T, p *peers, limits ordering.Limits, checkpoint func(string)) *bench {
	t.Helper()
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&lockedWriter{w: &log}, nil))
	store, err := storage.Open(t.Context(), storage.Config{DataDir: t.TempDir(), Sandbox: true, Logger: logger})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	s := ordering.New(ordering.Config{
		Store: store.Orders(noQueue{}), Verifier: p, Limits: limits, Logger: logger, Checkpoint: checkpoint,
		Suppliers: []*supplier.Connector{{ID: "air", Book: p, Ticket: p, Retrieve: p, Release: p}},
		Gateways:  []*payment.Gateway{{ID: "card", Methods: []order.PaymentMethod{order.MethodCard}, Authorize: p, Query: p, Void: p, Capture: p}},
		NoticeURL: func(string) string { return "" },
	})
	t.Cleanup(func() { _ = s.Wait(context.Background()) })
	ctx := account.WithPrincipal(account.AsAgency(context.Background(), "agy_x"), account.Principal{AgencyID: "agy_x", Program: "retail"})
	return &bench{Service: s, store: store, log: &log, ctx: ctx}
}

type lockedWriter struct {
	mu sync.Mutex
	w  *bytes.Buffer
}

func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

var usual = ordering.Limits{Book: 5 * time.Second, Supplier: 5 * time.Second, Gateway: 5 * time.Second, Answer: 20 * time.Second}

func createInput(key string) ordering.CreateInput {
	return ordering.CreateInput{
		Key: ordering.Key{Operation: "OrderCreate", Value: key, InputHash: sha256.Sum256([]byte(key))}, OfferID: "ofr_1", AcceptedTotal: cny,
		Travellers: []travel.Traveller{{Pax: travel.Pax{ID: "p1"}, Surname: "ZHANG", GivenName: "SAN", BirthDate: travel.DateOf(time.Date(1990, 3, 7, 0, 0, 0, 0, time.UTC))}},
		Encode: func(o order.Order, _ time.Time, err error) ordering.Answer {
			return ordering.Answer{Status: 201, Location: o.ID, Body: fmt.Appendf(nil, "%s v%d %v", o.Status(), o.Version, err)}
		},
	}
}

func payInput(key, id string) ordering.PayInput {
	return ordering.PayInput{
		Key: ordering.Key{Operation: "OrderPay", Value: key, InputHash: sha256.Sum256([]byte(key + id))}, OrderID: id,
		Method: order.MethodCard, CardToken: "tok_secret",
		Encode: func(o order.Order, p order.Payment, err error) ordering.Answer {
			return ordering.Answer{Status: 201, Body: fmt.Appendf(nil, "%s %s %v", p.Status, p.NextAction.Type, err)}
		},
	}
}

func (b *bench) create(t *testing.T, key string) string {
	t.Helper()
	a, err := b.Create(b.ctx, createInput(key))
	if err != nil || a.Location == "" {
		t.Fatalf("create: %+v %v", a, err)
	}
	return a.Location
}

// settle moves the clock to whatever is due and does it.
func (b *bench) settle(t *testing.T, id string, rounds int) order.Order {
	t.Helper()
	for range rounds {
		if err := b.Advance(b.ctx, id); err != nil {
			t.Fatal(err)
		}
		o, now, err := b.Order(b.ctx, id, false)
		if err != nil {
			t.Fatal(err)
		}
		due, open := o.DueAt()
		if !open {
			return o
		}
		if _, _, err := b.store.AdvanceClock(b.ctx, max(0, due.Sub(now))+time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	o, _, _ := b.Order(b.ctx, id, false)
	return o
}

func authorized() (payment.State, error) {
	return payment.State{GatewayRef: "g", Status: payment.Authorized, Amount: cny}, nil
}

func well() *peers {
	return &peers{
		verify:   func(int) (travel.Offer, error) { return offer(true), nil },
		book:     func(context.Context, int) (travel.Booking, error) { return heldBooking(), nil },
		retrieve: func(int) (travel.Booking, bool, error) { return heldBooking(), true, nil },
		ticket: func(context.Context, int) (travel.Booking, error) {
			b := heldBooking()
			b.Status, b.Tickets = travel.BookingTicketed, []travel.Ticket{{Number: "9992400000001", PaxID: "p1"}}
			return b, nil
		},
		authorize: func(context.Context, int) (payment.State, error) { return authorized() },
		query:     func(int) (payment.State, bool, error) { s, err := authorized(); return s, true, err },
	}
}
