package order_test

import (
	"errors"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/travel"
)

// chargedBySupplier is an order whose supplier charges the card, with a payment
// under way.
func chargedBySupplier(t *testing.T) *byHand {
	t.Helper()
	r := byHandFrom(t, true)
	r.o.Offer.ChargesCard = true
	r.held()
	r.card("pay_1")
	return r
}

func (r *byHand) card(id string) {
	r.t.Helper()
	r.do(order.PaymentStarted{
		Payment: order.Payment{ID: id, BySupplier: true, Method: order.MethodCard, CardToken: "tok"},
		Lease:   r.now.Add(10 * time.Second), Settle: r.now.Add(20 * time.Second),
	})
}

func (r *byHand) payment(i int) order.Payment { return r.o.Payments[i] }

func TestACardIsChargedWithTheTickets(t *testing.T) {
	t.Parallel()
	r := chargedBySupplier(t)
	if r.o.Status() != order.StatusTicketing || r.payment(0).Status != order.PaymentPending || !r.payment(0).Accepted {
		t.Fatalf("%s %+v", r.o.Status(), r.payment(0))
	}
	r.do(order.TicketsIssued{Booking: revBooking(travel.BookingTicketed)})
	if p := r.payment(0); r.o.Status() != order.StatusTicketed || p.Status != order.PaymentCaptured || p.CardToken != "" {
		t.Fatalf("%s %+v", r.o.Status(), p)
	}
	if w, due := r.o.Next(r.now.Add(time.Hour)); due {
		t.Fatalf("nothing is left to do, yet %+v", w)
	}
}

func TestADeclinedCardLeavesTheOrderToBePaid(t *testing.T) {
	t.Parallel()
	r := chargedBySupplier(t)
	r.do(order.CardDeclined{Code: "cardDeclined"})
	if p := r.payment(0); r.o.Status() != order.StatusAwaitingPayment || p.Status != order.PaymentFailed || p.DeclineCode != "cardDeclined" || p.CardToken != "" {
		t.Fatalf("%s %+v", r.o.Status(), p)
	}
	r.card("pay_2")
	r.do(order.TicketsIssued{Booking: revBooking(travel.BookingTicketed)})
	if r.o.Status() != order.StatusTicketed || r.payment(0).Status != order.PaymentFailed || r.payment(1).Status != order.PaymentCaptured {
		t.Fatalf("%s %+v", r.o.Status(), r.o.Payments)
	}
}

// The worker of the first card has no say in the second's.
func TestALateDeclineIsOfItsOwnCard(t *testing.T) {
	t.Parallel()
	r := chargedBySupplier(t)
	late := order.Result{Work: order.Work{Kind: order.WorkTicket}, Try: r.o.Tries(order.Work{Kind: order.WorkTicket}), Event: order.CardDeclined{Code: "cardDeclined"}}
	r.do(late)
	r.card("pay_2")
	if _, _, err := order.Apply(r.o, late, r.now); !errors.Is(err, order.ErrInvalid) {
		t.Fatalf("the first card's word on the second: %v", err)
	}
}

func TestNoTicketsIsNoCharge(t *testing.T) {
	t.Parallel()
	r := chargedBySupplier(t)
	r.do(order.TicketRefused{Reason: "rejected"})
	if p := r.payment(0); r.o.Status() != order.StatusCancelled || p.Status != order.PaymentFailed || p.DeclineCode != order.NotCharged || p.Returning != "" {
		t.Fatalf("%s %+v", r.o.Status(), p)
	}
	// Issued all the same: then the card was charged, and a person is told.
	r.do(order.TicketsIssued{Booking: revBooking(travel.BookingTicketed)})
	if p := r.payment(0); p.Status != order.PaymentCaptured || r.o.Attention == "" {
		t.Fatalf("%q %+v", r.o.Attention, p)
	}
}

// Whoever the offer says charges, charges.
func TestNobodyElseTakesTheMoney(t *testing.T) {
	t.Parallel()
	for _, bySupplier := range []bool{true, false} {
		r := byHandFrom(t, true)
		r.o.Offer.ChargesCard = !bySupplier
		r.held()
		_, _, err := order.Apply(r.o, order.PaymentStarted{Payment: order.Payment{ID: "pay_1", BySupplier: bySupplier}, Lease: r.now.Add(time.Second)}, r.now)
		if !errors.Is(err, order.ErrInvalid) {
			t.Errorf("by the supplier %v, and the offer says otherwise: %v", bySupplier, err)
		}
	}
}
