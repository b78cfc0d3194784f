package farebridge

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/farebridge/farebridge/api/client"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// standing is what an order's status at the peer means to us.
type standing int

const (
	standsUnread  standing = iota // a status we do not know
	standsPending                 // the peer does not know its own supplier's outcome
	standsUnpaid                  // held until paid, or, when nothing can be held, not booked yet
	standsPaid                    // tickets are on their way
	standsIssued                  // tickets are there
	standsOver                    // was a booking, and is none any more
	standsNever                   // was never booked
)

var standings = map[client.OrderStatus]standing{
	client.OrderStatusPending:         standsPending,
	client.OrderStatusAwaitingPayment: standsUnpaid,
	client.OrderStatusPaid:            standsPaid,
	client.OrderStatusTicketing:       standsPaid,
	client.OrderStatusTicketed:        standsIssued,
	client.OrderStatusChanging:        standsIssued,
	client.OrderStatusRefunding:       standsOver,
	client.OrderStatusRefunded:        standsOver,
	client.OrderStatusCancelled:       standsOver,
	client.OrderStatusFailed:          standsNever,
}

func (w wireOrder) stands() standing { return standings[w.Status] }

// bookingFrom converts an order. Only a status of the table makes a booking.
func bookingFrom(w wireOrder, instantly bool) (travel.Booking, error) {
	if w.OrderID == "" {
		return travel.Booking{}, errors.New("order without id")
	}
	total, err := amount(w.TotalPrice)
	if err != nil {
		return travel.Booking{}, fmt.Errorf("total: %w", err)
	}
	ref, err := bookingRef{Order: w.OrderID, Instant: instantly}.encode()
	if err != nil {
		return travel.Booking{}, err
	}
	booking := travel.Booking{
		Ref: ref, SupplierOrderID: w.OrderID, Total: total,
		PayBy: moment(w.PayBy), PriceGuaranteedUntil: moment(w.PriceGuaranteedUntil),
		Tickets: ticketsFrom(w.Tickets),
	}
	switch w.stands() {
	case standsUnpaid, standsPaid:
		booking.Status = travel.BookingHeld
	case standsIssued:
		booking.Status = travel.BookingTicketed
	case standsOver:
		booking.Status = travel.BookingCancelled
	case standsUnread, standsPending, standsNever:
		return travel.Booking{}, fmt.Errorf("status %q is no booking's", supplier.Clip(string(w.Status)))
	}
	for _, l := range w.RecordLocators {
		if l.Locator != "" {
			booking.RecordLocators = append(booking.RecordLocators, travel.RecordLocator{Carrier: l.Carrier, Locator: l.Locator})
		}
	}
	flown, err := itineraryFrom(w.PaxJourneyIDs, w.DataLists.byID())
	if err == nil {
		booking.Journeys = flown.journeys
	}
	return booking, nil
}

// ticketsFrom leaves out what is no ticket number (IATA Resolution 722) and what
// is said twice: whether there is one for everybody is counted.
func ticketsFrom(wire []client.Ticket) []travel.Ticket {
	var tickets []travel.Ticket
	seen := map[string]bool{}
	for _, w := range wire {
		if len(w.TicketNumber) != 13 || strings.Trim(w.TicketNumber, "0123456789") != "" || seen[w.TicketNumber] {
			continue
		}
		seen[w.TicketNumber] = true
		tickets = append(tickets, travel.Ticket{Number: w.TicketNumber, PaxID: w.PaxID})
	}
	return tickets
}

// moment reads an instant; what cannot be read is not said.
func moment(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
