package duffel

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/travel"
)

// referenceKey is where our order id stands in an order's metadata.
const referenceKey = "farebridge_order_id"

const electronicTicket = "electronic_ticket"

// bookingFrom converts an order, or says why it is none.
func bookingFrom(w wireOrder, p party) (travel.Booking, error) {
	if w.ID == "" {
		return travel.Booking{}, errors.New("order without id")
	}
	total, err := amount(w.TotalAmount, w.TotalCurrency)
	if err != nil {
		return travel.Booking{}, fmt.Errorf("order total: %w", err)
	}
	ref, err := bookingRef{order: w.ID, party: p}.encode()
	if err != nil {
		return travel.Booking{}, err
	}
	booking := travel.Booking{
		Ref:             ref,
		SupplierOrderID: w.ID,
		RecordLocators:  locatorsFrom(w),
		Status:          travel.BookingHeld,
		Total:           total,
		Tickets:         ticketsFrom(w.Documents, p),
	}
	if status := w.PaymentStatus; status != nil {
		booking.PayBy = instant(status.PaymentRequiredBy)
		booking.PriceGuaranteedUntil = instant(status.PriceGuaranteeExpires)
	}
	switch {
	case w.CancelledAt != "":
		booking.Status = travel.BookingCancelled
	case ticketed(booking.Tickets, p):
		booking.Status = travel.BookingTicketed
	}
	return booking, nil
}

// locatorsFrom prefers the list, which names the carriers; older answers have
// only the owner's.
func locatorsFrom(w wireOrder) []travel.RecordLocator {
	var locators []travel.RecordLocator
	for _, said := range w.BookingReferences {
		if said.BookingReference != "" {
			locators = append(locators, travel.RecordLocator{Carrier: said.Carrier.IATACode, Locator: said.BookingReference})
		}
	}
	if len(locators) == 0 && w.BookingReference != "" {
		locators = append(locators, travel.RecordLocator{Carrier: w.Owner.IATACode, Locator: w.BookingReference})
	}
	return locators
}

// ticketsFrom drops what airlines write between the digits. Nothing else is
// altered: a number of another length is the supplier's word all the same.
func ticketsFrom(documents []wireDocument, p party) []travel.Ticket {
	var tickets []travel.Ticket
	for _, d := range documents {
		number := strings.NewReplacer("-", "", " ", "").Replace(d.UniqueIdentifier)
		if d.Type != electronicTicket || number == "" {
			continue
		}
		for _, id := range d.PassengerIDs {
			if paxID, ok := p.paxOf(id); ok {
				tickets = append(tickets, travel.Ticket{Number: number, PaxID: paxID})
			}
		}
	}
	return tickets
}

// ticketed reports whether everybody, laps included, has a ticket.
func ticketed(tickets []travel.Ticket, p party) bool {
	for _, one := range p {
		if !slices.ContainsFunc(tickets, func(t travel.Ticket) bool { return t.PaxID == one.paxID }) {
			return false
		}
	}
	return len(p) > 0
}

// reference is our order id in the order, "" when somebody else made it.
func (w wireOrder) reference() string {
	var metadata map[string]json.RawMessage
	if json.Unmarshal(w.Metadata, &metadata) != nil {
		return ""
	}
	var reference string
	if json.Unmarshal(metadata[referenceKey], &reference) != nil {
		return ""
	}
	return reference
}

// toBePaid reports whether the order is a hold nobody has paid or is paying.
func (w wireOrder) toBePaid() bool {
	return w.CancelledAt == "" && w.PaymentStatus != nil &&
		w.PaymentStatus.AwaitingPayment && w.PaymentStatus.PaidAt == ""
}
