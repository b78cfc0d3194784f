package duffel

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
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
	err := w.excess()
	if err != nil {
		return travel.Booking{}, fmt.Errorf("order with %w", err)
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
	flown := flownIn(w, p)
	booking.Journeys, booking.Seats, booking.ScheduleChanges = flown.journeys, flown.seats, flown.changes
	if status := w.PaymentStatus; status != nil {
		booking.PayBy = instant(status.PaymentRequiredBy)
		booking.PriceGuaranteedUntil = instant(status.PriceGuaranteeExpires)
		booking.Paid = !w.toBePaid()
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
			paxID, ok := p.paxOf(id)
			ticket := travel.Ticket{Number: number, PaxID: paxID}
			if ok && !slices.Contains(tickets, ticket) {
				tickets = append(tickets, ticket)
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

// noted is one text of an order's metadata, "" when it has none of the name.
func noted(metadata json.RawMessage, key string) string {
	var pairs map[string]json.RawMessage
	if json.Unmarshal(metadata, &pairs) != nil {
		return ""
	}
	var text string
	if json.Unmarshal(pairs[key], &text) != nil {
		return ""
	}
	return text
}

// passengerKey is where the metadata of an order made from a renewed offer has
// Duffel's id of the i-th passenger of the party: the offer's handle, which is
// all a later reader may have, knows the ids of the offer it replaces.
func passengerKey(i int) string { return "farebridge_passenger_" + strconv.Itoa(i) }

// partyIn is p with the ids by which the order knows it.
func partyIn(metadata json.RawMessage, p party) (party, error) {
	renewed := make(party, 0, len(p))
	for i, one := range p {
		if id := noted(metadata, passengerKey(i)); id != "" {
			renewed = append(renewed, passenger{paxID: one.paxID, duffelID: id})
		}
	}
	switch len(renewed) {
	case 0:
		return p, nil
	case len(p):
		return renewed, nil
	default:
		return nil, errors.New("order names only part of the party")
	}
}

// toBePaid reports whether the order is a hold nobody has paid or is paying.
func (w wireOrder) toBePaid() bool {
	return w.CancelledAt == "" && w.PaymentStatus != nil &&
		w.PaymentStatus.AwaitingPayment && w.PaymentStatus.PaidAt == ""
}
