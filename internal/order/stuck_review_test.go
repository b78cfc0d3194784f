package order_test

import (
	"testing"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/travel"
)

// The authorization lapses while the ticket call is out, and the call is then
// refused: the order must end.
func TestReviewLapsedThenRefusedEnds(t *testing.T) {
	for _, said := range []order.GatewayStatus{order.GatewayFailed, order.GatewayVoided} {
		r := byHandFrom(t, false)
		r.pay("pay_1")
		r.do(r.said("pay_1", order.GatewayAuthorized, order.WorkAuthorize))
		r.start(order.WorkTicket)
		r.do(r.said("pay_1", said, ""))
		r.do(order.TicketRefused{Reason: "rejected"})
		if _, open := r.o.DueAt(); !open && !r.o.Status().Final() && r.o.Attention == "" {
			t.Errorf("after %s: order is %s, nothing due, nobody told; payment %+v", said, r.o.Status(), r.o.Payments[0])
		}
	}
}

// A step begun anew counts its attempts on: the word of a worker that hung
// before that does not fit by accident.
func TestReviewFenceSurvivesRestart(t *testing.T) {
	r := byHandFrom(t, true)
	r.held()
	r.pay("pay_1")
	r.do(r.said("pay_1", order.GatewayAuthorized, order.WorkAuthorize))
	a := r.start(order.WorkTicket) // A hangs
	stale := order.Result{Work: a, Try: r.o.Tries(a), Event: order.TicketRefused{Reason: "soldOut"}}
	r.now = r.now.Add(11e9)
	b := r.start(order.WorkTicket)
	r.do(order.PutOff{Work: b, Reason: "notIssued"})
	r.do(r.said("pay_1", order.GatewayVoided, "")) // money gone: awaits payment again
	r.pay("pay_2")
	r.do(r.said("pay_2", order.GatewayAuthorized, order.WorkAuthorize))
	r.start(order.WorkTicket)
	next, _, err := order.Apply(r.o, stale, r.now)
	if err == nil {
		t.Errorf("A's word from before the first payment lapsed cancelled the order (%s) while a new call is out", next.Status())
	}
}

// Paid twice over a lapse: the second acceptance is the only one.
func TestReviewPaidAgainAfterLapse(t *testing.T) {
	r := byHandFrom(t, true)
	r.held()
	r.pay("pay_1")
	r.do(r.said("pay_1", order.GatewayAuthorized, order.WorkAuthorize))
	r.do(r.said("pay_1", order.GatewayFailed, ""))
	r.pay("pay_2")
	r.do(r.said("pay_2", order.GatewayAuthorized, order.WorkAuthorize))
	r.start(order.WorkTicket)
	r.do(order.TicketsIssued{Booking: revBooking(travel.BookingTicketed)})
	w := r.start(order.WorkCapture)
	if w.PaymentID != "pay_2" {
		t.Errorf("captures %s", w.PaymentID)
	}
}
