package ordering_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
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

// The supplier books and is paid at once; its tickets come a little later. The
// booking is there: it is never made again.
func TestReviewInstantBookingIsMadeOnce(t *testing.T) {
	p := well()
	p.verify = func(int) (travel.Offer, error) { return offer(false), nil }
	p.book = func(_ context.Context, call int) (travel.Booking, error) {
		if call > 1 { // the offer has expired by now: an honest supplier's word
			return travel.Booking{}, supplier.Fail(supplier.SoldOut, "offer_expired", "", nil)
		}
		return heldBooking(), nil // booked and paid, documents not issued yet
	}
	b := newBench(t, p, usual, nil)
	id := b.create(t, "k")
	if _, err := b.Pay(b.ctx, payInput("p", id)); err != nil {
		t.Fatal(err)
	}
	o := b.settle(t, id, 6)
	if p.books.Load() != 1 {
		t.Errorf("Book was called %d times although Retrieve showed the booking; order is now %s (%s)", p.books.Load(), o.Status(), o.CancelReason)
	}
}

// Two calls with one key: the second is still verifying when the first books.
func TestReviewSameKeyDuringVerification(t *testing.T) {
	p := well()
	second, go2 := make(chan struct{}), make(chan struct{})
	p.verify = func(call int) (travel.Offer, error) {
		if call == 2 {
			close(second)
			<-go2
			return travel.Offer{}, travel.NewError(travel.CodeOfferUnavailable).NotDone() // the first call took the last seat
		}
		<-second
		return offer(true), nil
	}
	b := newBench(t, p, usual, nil)
	var all sync.WaitGroup
	var told error
	var again ordering.Answered
	all.Go(func() {
		// waits until the first call has passed its own look-up
		for p.verifies.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
		again, told = b.Create(b.ctx, createInput("k"))
	})
	first, err := b.Create(b.ctx, createInput("k"))
	if err != nil {
		t.Fatal(err)
	}
	close(go2)
	all.Wait()
	var e *travel.Error
	if errors.As(told, &e) && e.Code != travel.CodeIdempotencyInProgress {
		t.Errorf("first answer %q; the same key was then told %s, outcome %s", first.Body, e.Code, e.Outcome)
	}
	_ = again
}

// The same for OrderPay: both calls passed the look-up before either claimed.
func TestReviewSameKeyPaidTwiceAtOnce(t *testing.T) {
	p := well()
	p.verify = func(int) (travel.Offer, error) { return offer(false), nil }
	b := newBench(t, p, usual, nil)
	id := b.create(t, "k")
	inside, release := make(chan struct{}), make(chan struct{})
	p.verify = func(call int) (travel.Offer, error) {
		if call == 2 { // call 1 was Create's
			close(inside)
			<-release
		}
		return offer(false), nil
	}
	var slow ordering.Answered
	var told error
	var all sync.WaitGroup
	all.Go(func() { slow, told = b.Pay(b.ctx, payInput("p", id)) })
	<-inside
	first, err := b.Pay(b.ctx, payInput("p", id))
	if err != nil {
		t.Fatal(err)
	}
	close(release)
	all.Wait()
	if told != nil {
		var e *travel.Error
		errors.As(told, &e)
		t.Errorf("one caller got %q, the other, with the same key, %s outcome %q", first.Body, e.Code, e.Outcome)
	} else if !bytes.Equal(slow.Body, first.Body) {
		t.Errorf("%q and %q", slow.Body, first.Body)
	}
}

// The first answer wins byte for byte: between the result and the answer the
// order goes on (here: its tickets), and a repetition answers first.
func TestReviewFirstAnswerWins(t *testing.T) {
	p := well()
	at, on := make(chan struct{}), make(chan struct{})
	b := newBench(t, p, usual, func(name string) {
		if name == "authorize.result" {
			close(at)
			<-on
		}
	})
	id := b.create(t, "k")
	var first ordering.Answered
	var all sync.WaitGroup
	in := payInput("p", id)
	in.Encode = func(o order.Order, p order.Payment, err error) ordering.Answer {
		return ordering.Answer{Status: 201, Body: fmt.Appendf(nil, "%s", p.Status)}
	}
	all.Go(func() { first, _ = b.Pay(b.ctx, in) })
	<-at
	if err := b.Advance(b.ctx, id); err != nil { // the job: ticket, capture
		t.Fatal(err)
	}
	second, err := b.Pay(b.ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	close(on)
	all.Wait()
	if !bytes.Equal(first.Body, second.Body) {
		t.Errorf("one key, two answers: %q to the call itself, %q to its repetition", first.Body, second.Body)
	}
}

// After a call in doubt and "no such payment", a refusal is also what a gateway
// says to a call that already did: it is looked into, as with capture.
func TestReviewAuthorizeRefusedAfterDoubt(t *testing.T) {
	p := well()
	landed := false
	p.authorize = func(_ context.Context, call int) (payment.State, error) {
		if call == 1 {
			return payment.State{}, payment.Fail(payment.OutcomeUnknown, "card", "no_answer", "", nil)
		}
		landed = true // the first call arrived in the meantime
		return payment.State{}, payment.Fail(payment.Rejected, "card", "reference_in_use", "", nil)
	}
	p.query = func(int) (payment.State, bool, error) {
		if !landed {
			return payment.State{}, false, nil
		}
		s, err := authorized()
		return s, true, err
	}
	b := newBench(t, p, usual, nil)
	id := b.create(t, "k")
	if _, err := b.Pay(b.ctx, payInput("p", id)); err != nil {
		t.Fatal(err)
	}
	o := b.settle(t, id, 8)
	pay := o.Payments[0]
	if pay.Status == order.PaymentFailed {
		t.Errorf("the gateway holds %s; we say %s (%s), order %s, nothing will ever void it", cny, pay.Status, pay.DeclineCode, o.Status())
	}
}

// A price guarantee that was never given has lapsed (design §1: absent means
// not guaranteed): OrderPay asks before it takes money.
func TestReviewAbsentGuaranteeIsVerified(t *testing.T) {
	p := well()
	p.retrieve = func(int) (travel.Booking, bool, error) {
		x := heldBooking()
		x.Total = money.MustParse("2500.00", money.CNY)
		return x, true, nil
	}
	b := newBench(t, p, usual, nil)
	id := b.create(t, "k") // heldBooking guarantees nothing
	a, err := b.Pay(b.ctx, payInput("p", id))
	if err == nil {
		t.Errorf("money taken (%s) without asking; retrieve called %d times", a.Body, p.retrieves.Load())
	}
}

// A booking in doubt whose supplier was taken out of the configuration is still
// in doubt: "failed" promises that nothing was booked.
func TestReviewUnknownHoldOfARemovedSupplier(t *testing.T) {
	p := well()
	p.book = func(context.Context, int) (travel.Booking, error) {
		return travel.Booking{}, supplier.Fail(supplier.OutcomeUnknown, "no_answer", "", nil)
	}
	p.retrieve = func(int) (travel.Booking, bool, error) {
		return travel.Booking{}, false, supplier.Fail(supplier.Unavailable, "down", "", nil)
	}
	b := newBench(t, p, usual, nil)
	id := b.create(t, "k")
	later := ordering.New(ordering.Config{Store: b.store.Orders(noQueue{}), Verifier: p, Limits: usual, Logger: slog.New(slog.DiscardHandler)})
	if _, _, err := b.store.AdvanceClock(b.ctx, time.Minute); err != nil {
		t.Fatal(err)
	}
	if err := later.Advance(b.ctx, id); err != nil {
		t.Fatal(err)
	}
	o, _, err := b.Order(b.ctx, id, false)
	if err != nil || o.Status() == order.StatusFailed {
		t.Errorf("order is %s (never booked, nothing owed), yet nobody knows: %v", o.Status(), err)
	}
}

// What a supplier says in its own words may repeat what was sent.
func TestReviewLogsNoSupplierWords(t *testing.T) {
	p := well()
	p.book = func(context.Context, int) (travel.Booking, error) {
		return travel.Booking{}, supplier.Fail(supplier.Rejected, "invalid", "passenger ZHANG SAN, passport E12345678, is on no list", nil)
	}
	p.authorize = func(context.Context, int) (payment.State, error) {
		return payment.State{}, payment.Fail(payment.Rejected, "card", "resource_missing", "No such token: 'tok_secret'", nil)
	}
	b := newBench(t, p, usual, nil)
	b.create(t, "k")
	p.book = well().book
	id := b.create(t, "k2")
	if _, err := b.Pay(b.ctx, payInput("p", id)); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"E12345678", "tok_secret"} {
		if strings.Contains(b.log.String(), secret) {
			t.Errorf("%s is in the log:\n%s", secret, b.log)
		}
	}
}

// No step is asked after while its own call may still be at work.
func TestReviewLeaseOutlivesTheCall(t *testing.T) {
	p := well()
	limits := ordering.Limits{Book: 300 * time.Millisecond, Supplier: 4 * time.Second, Gateway: time.Second, Answer: 100 * time.Millisecond}
	asked, done := make(chan struct{}), make(chan struct{})
	p.book = func(ctx context.Context, _ int) (travel.Booking, error) {
		<-ctx.Done()
		return travel.Booking{}, supplier.Fail(supplier.OutcomeUnknown, "no_answer", "", ctx.Err())
	}
	p.retrieve = func(call int) (travel.Booking, bool, error) {
		if call == 1 {
			close(asked)
			<-done
		}
		return heldBooking(), true, nil
	}
	b := newBench(t, p, limits, nil)
	a, err := b.Create(b.ctx, createInput("k"))
	if err != nil {
		t.Fatal(err)
	}
	<-asked
	began := time.Now()
	for time.Since(began) < 3500*time.Millisecond && p.retrieves.Load() == 1 { // the own call is still within its limits
		if err := b.Advance(b.ctx, a.Location); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	close(done)
	if p.retrieves.Load() > 1 {
		t.Errorf("the step was taken over %v after its call began to ask, within the %v it may take", time.Since(began).Round(time.Millisecond), limits.Supplier)
	}
}

// A result is recorded although the process is shutting down.
func TestReviewResultSurvivesShutdown(t *testing.T) {
	p := well()
	ctx, cancel := context.WithCancel(context.Background())
	p.ticket = func(context.Context, int) (travel.Booking, error) {
		cancel() // the sweeper or the queue is told to stop while the supplier answers
		x := heldBooking()
		x.Status, x.Tickets = travel.BookingTicketed, []travel.Ticket{{Number: "9992400000001", PaxID: "p1"}}
		return x, nil
	}
	b := newBench(t, p, usual, nil)
	id := b.create(t, "k")
	if _, err := b.Pay(b.ctx, payInput("p", id)); err != nil {
		t.Fatal(err)
	}
	err := b.Advance(account.AsAgency(ctx, "agy_x"), id)
	o, _, _ := b.Order(b.ctx, id, false)
	if len(o.Ticketing.Tickets) == 0 {
		t.Errorf("the supplier answered with tickets, and they are not on record: %v", err)
	}
}

// One order that cannot be advanced does not keep the net from all others.
func TestReviewSweepGoesOn(t *testing.T) {
	p := well()
	p.authorize = func(context.Context, int) (payment.State, error) {
		return payment.State{Status: payment.Pending, Amount: cny}, nil
	}
	b := newBench(t, p, usual, nil)
	for i := range 101 {
		id := b.create(t, fmt.Sprint("k", i))
		if i < 100 { // these wait for their payer, and the gateway is down
			if _, err := b.Pay(b.ctx, payInput(fmt.Sprint("p", i), id)); err != nil {
				t.Fatal(err)
			}
		}
	}
	p.query = func(int) (payment.State, bool, error) {
		return payment.State{}, false, payment.Fail(payment.Unavailable, "card", "down", "", nil)
	}
	if _, _, err := b.store.AdvanceClock(b.ctx, 31*time.Minute); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		_ = b.Sweep(b.ctx)
	}
	got, _, _, err := b.Orders(b.ctx, ordering.Filter{Status: order.StatusCancelled, Limit: 10})
	if err != nil || len(got) != 1 {
		t.Errorf("the 101st order is unpaid and past its time; %d cancelled, %v", len(got), err)
	}
}

// The sandbox's clock jumps while the supplier is booking and ticketing: money
// and tickets still end up on the same side.
func TestReviewClockJumpDuringInstantBooking(t *testing.T) {
	p := well()
	p.verify = func(int) (travel.Offer, error) { return offer(false), nil }
	calling, answer := make(chan struct{}), make(chan struct{})
	p.book = func(ctx context.Context, _ int) (travel.Booking, error) {
		close(calling)
		<-answer
		return well().ticket(ctx, 1)
	}
	p.retrieve = func(int) (travel.Booking, bool, error) { return travel.Booking{}, false, nil } // not yet on the supplier's list
	b := newBench(t, p, usual, nil)
	id := b.create(t, "k")
	if _, err := b.Pay(b.ctx, payInput("p", id)); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() { _ = b.Advance(b.ctx, id) })
	<-calling
	if _, _, err := b.store.AdvanceClock(b.ctx, 31*time.Minute); err != nil {
		t.Fatal(err)
	}
	if err := b.Advance(b.ctx, id); err != nil { // what AdvanceClock's sweep does
		t.Fatal(err)
	}
	close(answer)
	all.Wait()
	o, _, _ := b.Order(b.ctx, id, false)
	if len(o.Ticketing.Tickets) == 0 && o.Attention == "" {
		t.Errorf("the supplier sold and ticketed; the order is %s (%s), no tickets on record, attention %q", o.Status(), o.CancelReason, o.Attention)
	}
}

// A breakdown while an answer is written is one caller's problem.
func TestReviewPanicWhileAnswering(t *testing.T) {
	if testing.Short() || !panicsAllowed {
		t.Skip("it ends the process: set panicsAllowed to see")
	}
	b := newBench(t, well(), usual, nil)
	in := createInput("k")
	in.Encode = func(order.Order, time.Time, error) ordering.Answer { panic("a wire type") }
	_, _ = b.Create(b.ctx, in)
}

const panicsAllowed = false
