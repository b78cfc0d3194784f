package ordering_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/payment"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// After a call in doubt and "no such payment", a refusal is also what a gateway
// says to a call that already did: it is looked into, as with capture.
func TestAuthorizeRefusedAfterDoubt(t *testing.T) {
	t.Parallel()
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

// What a supplier says in its own words may repeat what was sent.
func TestLogsNoSupplierWords(t *testing.T) {
	t.Parallel()
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
func TestLeaseOutlivesTheCall(t *testing.T) {
	t.Parallel()
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
func TestResultSurvivesShutdown(t *testing.T) {
	t.Parallel()
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
func TestSweepGoesOn(t *testing.T) {
	t.Parallel()
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
