package amadeus

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

const (
	electronicTicket = "ETICKET"
	amadeusCode      = "1A" // Amadeus' own designator as a reservation system
	systemGDS        = "GDS"
)

// bookingFrom converts an order, or says why it is none.
func bookingFrom(w wireOrder, p party, office *time.Location) (travel.Booking, error) {
	if w.ID == "" {
		return travel.Booking{}, errors.New("order without id")
	}
	var offers []wireOffer
	for i, raw := range w.FlightOffers {
		var offer wireOffer
		err := json.Unmarshal(raw, &offer)
		if err != nil {
			return travel.Booking{}, fmt.Errorf("offer %d: %w", i, err)
		}
		offers = append(offers, offer)
	}
	total, err := orderTotal(offers)
	if err != nil {
		return travel.Booking{}, err
	}
	ref, err := bookingRef{order: w.ID, party: p}.encode()
	if err != nil {
		return travel.Booking{}, err
	}
	booking := travel.Booking{
		Ref:             ref,
		SupplierOrderID: w.ID,
		RecordLocators:  locatorsFrom(w.AssociatedRecords),
		Status:          travel.BookingHeld,
		Total:           total,
		Tickets:         ticketsFrom(w.Tickets, p),
	}
	switch {
	case cancelled(offers):
		booking.Status = travel.BookingCancelled
	case ticketed(booking.Tickets, p):
		booking.Status = travel.BookingTicketed
	}
	for _, offer := range offers {
		journeys, segments, err := journeysFrom(offer.Itineraries)
		if err != nil {
			booking.Journeys, booking.Seats = nil, nil // what is booked now is not said, which is no reason to lose sight of it
			break
		}
		booking.Journeys = append(booking.Journeys, journeys...)
		booking.Seats = append(booking.Seats, seatsOf(offer, segments, p)...)
	}
	booking.PayBy = w.Agreement.until(booking.Journeys, office)
	return booking, nil
}

// until is when Amadeus cancels an order that is not paid; zero: it does not, or
// whose local time it is cannot be told.
func (a wireAgreement) until(journeys []travel.PaxJourney, office *time.Location) time.Time {
	if office == nil && len(journeys) > 0 {
		office = zoneOf(journeys[0])
	}
	at, err := travel.ParseLocalTime(strings.TrimSuffix(a.DateTime, ".000"))
	if err != nil || a.Option != "DELAY_TO_CANCEL" || office == nil {
		return time.Time{}
	}
	return at.In(office).UTC()
}

// cancelled reports whether no flight of the order is left, as after a
// consolidator or airline gave it up.
func cancelled(offers []wireOffer) bool {
	left, gone := 0, 0
	for _, offer := range offers {
		for _, itinerary := range offer.Itineraries {
			for _, segment := range itinerary.Segments {
				if segment.Status == "CANCELLED" {
					gone++
				} else {
					left++
				}
			}
		}
	}
	return gone > 0 && left == 0
}

// orderTotal is what all of an order's offers cost.
func orderTotal(offers []wireOffer) (money.Money, error) {
	var total money.Money
	for i, offer := range offers {
		one, err := amount(offer.Price.GrandTotal, offer.Price.Currency)
		if err != nil {
			return money.Money{}, fmt.Errorf("grand total of offer %d: %w", i, err)
		}
		total, err = total.Add(one)
		if err != nil {
			return money.Money{}, err
		}
	}
	if total.Currency == "" {
		return money.Money{}, errors.New("order without offers")
	}
	return total, nil
}

// locatorsFrom: one record may stand there once for every offer in it.
func locatorsFrom(records []wireRecord) []travel.RecordLocator {
	var locators []travel.RecordLocator
	for _, record := range records {
		locator := travel.RecordLocator{Carrier: record.OriginSystemCode, Locator: record.Reference}
		if locator.Carrier == systemGDS || locator.Carrier == "" {
			locator.Carrier = amadeusCode
		}
		if locator.Locator != "" && !slices.Contains(locators, locator) {
			locators = append(locators, locator)
		}
	}
	return locators
}

// ticketsFrom drops what is written between the digits; a ticket that was voided,
// refunded or exchanged is none any more.
func ticketsFrom(documents []wireDocument, p party) []travel.Ticket {
	var tickets []travel.Ticket
	for _, d := range documents {
		number := strings.NewReplacer("-", "", " ", "").Replace(d.Number)
		if d.Type != electronicTicket || number == "" || !(d.Status == "" || d.Status == "ISSUED" || d.Status == "ORIGINAL") {
			continue
		}
		paxID, ok := p.paxOf(d.TravelerID)
		ticket := travel.Ticket{Number: number, PaxID: paxID}
		if ok && !slices.Contains(tickets, ticket) {
			tickets = append(tickets, ticket)
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

func seatsOf(w wireOffer, segments map[string]travel.PaxSegment, p party) []travel.AssignedSeat {
	var seats []travel.AssignedSeat
	for _, pricing := range w.TravelerPricings {
		paxID, ok := p.paxOf(pricing.TravelerID)
		if !ok {
			continue
		}
		for _, detail := range pricing.FareDetails {
			segment, known := segments[detail.SegmentID]
			if seat := detail.AdditionalServices.seat(); known && seat != "" {
				seats = append(seats, travel.AssignedSeat{PaxID: paxID, SegmentID: segment.ID(), Seat: seat})
			}
		}
	}
	return seats
}
