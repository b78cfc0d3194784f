package order_test

import (
	"slices"
	"testing"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/travel"
)

// ticketedOrder is one whose tickets are issued and paid: held first, or bought at
// once.
func ticketedOrder(t *testing.T, holdable bool) *byHand {
	t.Helper()
	r := byHandFrom(t, holdable)
	if holdable {
		r.held()
	}
	r.paid("pay_1")
	r.start(order.WorkTicket)
	r.do(order.TicketsIssued{Booking: revBooking(travel.BookingTicketed)})
	r.start(order.WorkCapture)
	r.do(r.said("pay_1", order.GatewayCaptured, order.WorkCapture))
	if r.o.Status() != order.StatusTicketed || r.o.Attention != "" {
		t.Fatalf("%s %q", r.o.Status(), r.o.Attention)
	}
	return r
}

// What the supplier does to a ticketed order somebody is told of, however it was
// booked.
func TestWhatBecomesOfATicketedOrderIsTold(t *testing.T) {
	t.Parallel()
	changed := revBooking(travel.BookingTicketed)
	changed.ScheduleChanges = []travel.ScheduleChange{{Ref: []byte("c1")}}
	for _, holdable := range []bool{true, false} {
		for what, booking := range map[string]travel.Booking{
			"a schedule change": changed,
			"a cancellation":    revBooking(travel.BookingCancelled),
		} {
			r := ticketedOrder(t, holdable)
			before := r.o.Version
			r.do(order.BookingSeen{Booking: booking})
			r.do(order.BookingSeen{Booking: booking})
			if r.o.Version != before+1 || r.o.Attention == "" || r.o.Status() != order.StatusTicketed {
				t.Errorf("%s, held %v: version %d after %d, %s, attention %q", what, holdable, r.o.Version, before, r.o.Status(), r.o.Attention)
			}
		}
	}
}

// Who cannot hold has no booking before the order is paid.
func TestTheMatrixIsOfWhatThereIs(t *testing.T) {
	t.Parallel()
	all := order.Capabilities{PayAtOnce: true, Retrieve: true, Release: true, Notify: true}
	for _, row := range all.Matrix() {
		if row.Operation == order.OperationCancel || row.Operation != order.OperationPay && slices.Contains(row.States, string(order.StatusAwaitingPayment)) {
			t.Errorf("%+v of a supplier that holds nothing", row)
		}
	}
	all.Hold = true
	if !slices.ContainsFunc(all.Matrix(), func(row order.Possible) bool { return row.Operation == order.OperationCancel }) {
		t.Error("what is held can be given back")
	}
}
