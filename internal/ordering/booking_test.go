package ordering_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/payment"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// The supplier books and is paid at once; its tickets come a little later. The
// booking is there: it is never made again.
func TestInstantBookingIsMadeOnce(t *testing.T) {
	t.Parallel()
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

// A price guarantee that was never given has lapsed (design §1: absent means
// not guaranteed): OrderPay asks before it takes money.
func TestAbsentGuaranteeIsVerified(t *testing.T) {
	t.Parallel()
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

// Held at a price that moved, an order is paid at what its buyer accepts, and at
// nothing else.
func TestAHeldPriceThatMovedIsAccepted(t *testing.T) {
	t.Parallel()
	p := well()
	dearer := money.MustParse("2500.00", money.CNY)
	p.retrieve = func(int) (travel.Booking, bool, error) {
		x := heldBooking()
		x.Total = dearer
		return x, true, nil
	}
	b := newBench(t, p, usual, nil)
	id := b.create(t, "k")
	_, err := b.Pay(b.ctx, payInput("p", id))
	var told *travel.Error
	if !errors.As(err, &told) || told.Code != travel.CodePriceChanged || told.Details != any(dearer) || told.Outcome != travel.OutcomeNotDone {
		t.Fatalf("%v", err)
	}
	in := payInput("p2", id)
	in.AcceptanceToken = "acc_good"
	p.authorize = func(context.Context, int) (payment.State, error) {
		return payment.State{GatewayRef: "g", Status: payment.Authorized, Amount: dearer}, nil
	}
	_, err = b.Pay(b.ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	o, _, err := b.Order(b.ctx, id, false)
	if err != nil || !o.Total().Equal(dearer) || !o.Payments[0].Amount.Equal(dearer) || !o.Booking.Said.Total.Equal(dearer) || !o.Offer.Holdable {
		t.Errorf("%+v, %v", o, err)
	}
}

// A total that is not the offer's is told with the offer as it is sold.
func TestAnotherTotalIsToldWithTheOffer(t *testing.T) {
	t.Parallel()
	b := newBench(t, well(), usual, nil)
	in := createInput("k")
	in.AcceptedTotal = money.MustParse("1.00", money.CNY)
	_, err := b.Create(b.ctx, in)
	var told *travel.Error
	if !errors.As(err, &told) || told.Code != travel.CodeAcceptanceRequired || len(told.Fields) != 1 {
		t.Fatalf("%v", err)
	}
	if shown, ok := told.Details.(travel.Offer); !ok || !shown.Total.Equal(cny) {
		t.Errorf("carries %+v", told.Details)
	}
}

// A booking in doubt whose supplier was taken out of the configuration is still
// in doubt: "failed" promises that nothing was booked.
func TestUnknownHoldOfARemovedSupplier(t *testing.T) {
	t.Parallel()
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

// A booking whose answer was lost, at a supplier that cannot be searched: a person
// is told at once where to look and for what.
func TestABookingNobodyCanLookUpIsTold(t *testing.T) {
	t.Parallel()
	for code, told := range map[string]bool{supplier.CodeCannotLookUp: true, "down": false} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			p := well()
			p.verify = func(int) (travel.Offer, error) { return offer(false), nil }
			p.book = func(context.Context, int) (travel.Booking, error) {
				return travel.Booking{}, supplier.Fail(supplier.OutcomeUnknown, "no_answer", "", nil)
			}
			p.retrieve = func(int) (travel.Booking, bool, error) {
				return travel.Booking{}, false, supplier.Fail(supplier.Unavailable, code, "", nil)
			}
			b := newBench(t, p, usual, nil)
			id := b.create(t, "k")
			if _, err := b.Pay(b.ctx, payInput("p", id)); err != nil {
				t.Fatal(err)
			}
			o := b.settle(t, id, 3)
			if o.Status().Final() || strings.Contains(o.Attention, "by hand") != told || strings.Contains(o.Attention, id) != told {
				t.Fatalf("%s, attention %q", o.Status(), o.Attention)
			}
			p.retrieve = func(int) (travel.Booking, bool, error) {
				return travel.Booking{}, false, supplier.Fail(supplier.Unavailable, "down", "", nil)
			}
			if o = b.settle(t, id, 1); strings.Contains(o.Attention, "by hand") != told {
				t.Errorf("attention %q once it is down", o.Attention)
			}
			p.retrieve = func(int) (travel.Booking, bool, error) {
				ticketed, err := well().ticket(b.ctx, 1)
				return ticketed, true, err
			}
			if o = b.settle(t, id, 3); len(o.Ticketing.Tickets) == 0 || o.Attention != "" {
				t.Errorf("%s, attention %q", o.Status(), o.Attention)
			}
		})
	}
}

// The sandbox's clock jumps while the supplier is booking and ticketing: money
// and tickets still end up on the same side.
func TestClockJumpDuringInstantBooking(t *testing.T) {
	t.Parallel()
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
