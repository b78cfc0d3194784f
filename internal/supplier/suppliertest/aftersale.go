package suppliertest

import (
	"strconv"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

func seatName(row int, column string) string { return strconv.Itoa(row) + column }

// named is how after-sale roles are told which booking is meant.
func named(in supplier.BookInput, b travel.Booking) supplier.BookingInput {
	return supplier.BookingInput{Reference: in.Reference, BookingRef: b.Ref, Pax: in.Pax}
}

// aTicketIsRefunded on the terms of its quote, once.
func aTicketIsRefunded(t *testing.T, r Rig) {
	c := r.under(t, "")
	in, booking := ticketed(t, r, c)
	quote, err := c.Refund.QuoteRefund(t.Context(), named(in, booking))
	if err != nil {
		t.Fatalf("quote: %v", err)
	}
	r.wantLiving(t, in.Reference, 1)
	if quote.Refund == nil || string(quote.Refund.Currency) != r.Currency || quote.Refund.Minor < 0 || len(quote.Ref) == 0 {
		t.Fatalf("quote %+v", quote)
	}
	if cmp, err := quote.Refund.Cmp(booking.Total); err != nil || cmp > 0 {
		t.Fatalf("gives back %s of %s: %v", quote.Refund, booking.Total, err)
	}
	given, err := c.Refund.Refund(t.Context(), named(in, booking), quote)
	if err != nil || given.Refund == nil || !given.Refund.Equal(*quote.Refund) {
		t.Fatalf("gave %+v instead of %s: %v", given.Refund, quote.Refund, err)
	}
	r.wantLiving(t, in.Reference, 0)
	if found := r.find(t, c, in, booking); found.Status != travel.BookingCancelled {
		t.Fatalf("after the refund: %s", found.Status)
	}
	_, err = c.Refund.QuoteRefund(t.Context(), named(in, booking))
	wantKind(t, "a second refund", err, supplier.Rejected)
}

// refundedAndNoAnswer: the booking says whether it was given back.
func refundedAndNoAnswer(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	in, booking := ticketed(t, r, c)
	quote, err := c.Refund.QuoteRefund(t.Context(), named(in, booking))
	if err != nil {
		t.Fatalf("quote: %v", err)
	}
	p.spoilWrites(faults["nothing comes back"])
	_, err = c.Refund.Refund(t.Context(), named(in, booking), quote)
	p.behave()
	wantKind(t, "refund", err, supplier.OutcomeUnknown)
	if found := r.find(t, c, in, booking); found.Status != travel.BookingCancelled {
		t.Fatalf("after the refund: %s", found.Status)
	}
}

// changeable is an offer whose flights may be changed, priced.
func changeable(t *testing.T, r Rig, c *supplier.Connector) travel.SupplierOffer {
	t.Helper()
	answer, err := c.Shop.Shop(t.Context(), r.Search)
	if err != nil {
		t.Fatalf("shop: %v", err)
	}
	for _, offer := range answer.Offers {
		if offer.Holdable == r.NoHold || offer.Terms.Change.Allowed != travel.AllowanceYes {
			continue
		}
		firm, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: offer.Ref, Pax: r.Search.Pax})
		if err != nil {
			t.Fatalf("price: %v", err)
		}
		return firm
	}
	t.Fatalf("none of %d offers can be changed", len(answer.Offers))
	return travel.SupplierOffer{}
}

// aFlightIsChanged to the day after, for exactly the difference that was said.
func aFlightIsChanged(t *testing.T, r Rig) {
	c := r.under(t, "")
	in := wish(changeable(t, r, c), r.Search.Pax)
	booking, err := c.Book.Book(t.Context(), in)
	if err != nil {
		t.Fatalf("book: %v", err)
	}
	booking = r.issued(t, c, in, booking)
	before := booking.Journeys
	if len(before) != len(r.Search.OriginDestinations) {
		t.Fatalf("booked journeys: %+v", before)
	}
	last := len(before) - 1
	other := r.Search.OriginDestinations[last]
	other.Date = other.Date.AddDays(1)
	offers, err := c.Change.Reshop(t.Context(), supplier.ReshopInput{
		BookingInput: named(in, booking), Remove: []string{before[last].ID()}, Add: []travel.OriginDestination{other},
	})
	if err != nil || len(offers) == 0 {
		t.Fatalf("reshop: %d offers, %v", len(offers), err)
	}
	chosen := offers[0]
	r.wantLiving(t, in.Reference, 1)
	changed, err := c.Change.Change(t.Context(), named(in, booking), chosen)
	if err != nil {
		t.Fatalf("change: %v", err)
	}
	if !changed.Total.Equal(chosen.NewTotal) || len(changed.Journeys) != len(before) {
		t.Fatalf("changed to %s instead of %s: %+v", changed.Total, chosen.NewTotal, changed.Journeys)
	}
	days := map[string]bool{}
	for _, journey := range changed.Journeys {
		days[journey.Segments[0].Departure.Time.Date().String()] = true
	}
	if !days[other.Date.String()] || days[r.Search.OriginDestinations[last].Date.String()] {
		t.Fatalf("flies on %v", days)
	}
	wantTickets(t, changed, r.Search.Pax)
	r.wantLiving(t, in.Reference, 1)
}

// aScheduleChangeIsAccepted: the airline moved a flight; the booking says so,
// before and after, and accepting it makes the new time the booked one.
func aScheduleChangeIsAccepted(t *testing.T, r Rig) {
	c := r.under(t, scenarioScheduleChange)
	in, booking := ticketed(t, r, c)
	r.Later(t)
	moved := r.find(t, c, in, booking)
	if len(moved.ScheduleChanges) != 1 {
		t.Fatalf("%d schedule changes", len(moved.ScheduleChanges))
	}
	change := moved.ScheduleChanges[0]
	if change.Answered || !change.CanAccept || len(change.Before) == 0 || len(change.After) == 0 {
		t.Fatalf("schedule change %+v", change)
	}
	was, becomes := change.Before[0].Segments[0].Departure.Time, change.After[0].Segments[0].Departure.Time
	if was == becomes {
		t.Fatalf("left at %s and leaves at %s", was, becomes)
	}
	accepted, err := c.Accept.Accept(t.Context(), named(in, moved), change)
	if err != nil {
		t.Fatalf("accept: %v", err)
	}
	if got := accepted.Journeys[0].Segments[0].Departure.Time; got != becomes {
		t.Fatalf("leaves at %s instead of %s", got, becomes)
	}
	for _, c := range r.find(t, c, in, booking).ScheduleChanges {
		if !c.Answered {
			t.Fatalf("still open: %+v", c)
		}
	}
	r.wantLiving(t, in.Reference, 1)
}
