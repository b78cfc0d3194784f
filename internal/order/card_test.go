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

// A card is not charged at another moment than its holder chose: what certainly
// did not happen is not tried again, however late it is.
func TestACardIsNotChargedLater(t *testing.T) {
	t.Parallel()
	for code, event := range map[string]order.Event{
		order.SupplierUnavailable: order.PutOff{Work: order.Work{Kind: order.WorkTicket}, Reason: "unavailable"},
		order.NotCharged:          order.TicketsNotIssued{},
	} {
		r := chargedBySupplier(t)
		r.now = r.now.Add(25 * time.Second) // nothing can arrive any more
		r.do(event)
		if p := r.payment(0); r.o.Status() != order.StatusAwaitingPayment || p.Status != order.PaymentFailed || p.DeclineCode != code || p.CardToken != "" {
			t.Errorf("%s: %s %+v", code, r.o.Status(), p)
		}
		if work, due := r.o.Next(r.now); due {
			t.Errorf("%s: %+v is due", code, work)
		}
	}
}

// Once the supplier has shown a booking for it, the card is not given again,
// whatever the supplier says later, nor forgotten about.
func TestACardIsGivenOnce(t *testing.T) {
	t.Parallel()
	r := chargedBySupplier(t)
	said := revBooking(travel.BookingHeld)
	r.do(order.PutOff{Work: order.Work{Kind: order.WorkTicket}, Unknown: true, Reason: "issuing", Booking: &said})
	for range 20 {
		r.now = r.now.Add(5 * time.Minute)
		if work := r.start(order.WorkTicket); !work.Resolve {
			t.Fatalf("called again: %+v", work)
		}
		r.do(order.TicketsNotIssued{})
	}
	if p := r.payment(0); p.CardToken != "" || p.Status != order.PaymentPending || r.o.Attention == "" {
		t.Fatalf("%q %+v", r.o.Attention, p)
	}
	r.now = r.now.Add(5 * time.Minute)
	r.start(order.WorkTicket)
	r.do(order.TicketsIssued{Booking: revBooking(travel.BookingTicketed)})
	if p := r.payment(0); p.Status != order.PaymentCaptured {
		t.Fatalf("%+v", p)
	}
}

// Tickets that turn up after all were charged for.
func TestTicketsAfterADecline(t *testing.T) {
	t.Parallel()
	for what, end := range map[string]func(*byHand){
		"still to be paid": func(*byHand) {},
		"expired": func(r *byHand) {
			r.now = r.now.Add(time.Hour)
			r.do(order.Expired{})
			r.start(order.WorkRelease)
			r.do(order.ReleaseRefused{Reason: "ticketed"})
		},
	} {
		r := chargedBySupplier(t)
		r.do(order.CardDeclined{Code: "cardDeclined"})
		end(r)
		r.do(order.TicketsIssued{Booking: revBooking(travel.BookingTicketed)})
		ticketed := r.o.Status() == order.StatusTicketed
		if p := r.payment(0); p.Status != order.PaymentCaptured || len(r.o.Ticketing.Tickets) != 1 || ticketed != (what == "still to be paid") || ticketed == (r.o.Attention != "") {
			t.Errorf("%s: %s %q %+v", what, r.o.Status(), r.o.Attention, p)
		}
	}
}

// What the supplier gave up after it was asked to charge may have been charged.
func TestABookingGivenUpMayHaveBeenCharged(t *testing.T) {
	t.Parallel()
	r := chargedBySupplier(t)
	r.now = r.now.Add(time.Minute) // nothing of it can arrive any more
	r.start(order.WorkTicket)
	r.do(order.TicketRefused{Reason: string(order.CancelSupplierCancelled)})
	if p := r.payment(0); p.DeclineCode != order.ChargeUnconfirmed || r.o.Attention == "" || r.o.Status() != order.StatusCancelled {
		t.Fatalf("%s %q %+v", r.o.Status(), r.o.Attention, p)
	}
}

// A booking that shows itself again is no loss any more.
func TestABookingThatIsThereAgain(t *testing.T) {
	t.Parallel()
	r := ticketedOrder(t, true)
	r.do(order.BookingSeen{Booking: revBooking(travel.BookingCancelled)})
	r.do(order.BookingSeen{Booking: revBooking(travel.BookingTicketed)})
	if r.o.Attention != "" {
		t.Fatal(r.o.Attention)
	}
}

// Nor is it forgotten when the supplier cannot find its booking again.
func TestACardThatWasGivenIsNotForgotten(t *testing.T) {
	t.Parallel()
	r := chargedBySupplier(t)
	said := revBooking(travel.BookingHeld)
	r.do(order.PutOff{Work: order.Work{Kind: order.WorkTicket}, Unknown: true, Reason: "issuing", Booking: &said})
	r.now = r.now.Add(20 * time.Minute)
	r.start(order.WorkTicket)
	r.do(order.TicketAbsent{})
	if p := r.payment(0); p.Status != order.PaymentPending || !p.Accepted || r.o.Status() != order.StatusTicketing {
		t.Fatalf("%s %+v", r.o.Status(), p)
	}
}

// A cancelled booking that is found while the call at hand may still book is
// another's: the one at hand is asked after again.
func TestWhatAnEarlierCardLeftBehind(t *testing.T) {
	t.Parallel()
	r := chargedBySupplier(t)
	gone := order.TicketRefused{Reason: string(order.CancelSupplierCancelled)}
	r.do(gone)
	if p := r.payment(0); r.o.Status() != order.StatusTicketing || p.Status != order.PaymentPending {
		t.Fatalf("%s %+v", r.o.Status(), p)
	}
	r.now = r.now.Add(time.Minute)
	r.start(order.WorkTicket)
	r.do(order.TicketsIssued{Booking: revBooking(travel.BookingTicketed)})
	if r.o.Status() != order.StatusTicketed {
		t.Fatal(r.o.Status())
	}
}
