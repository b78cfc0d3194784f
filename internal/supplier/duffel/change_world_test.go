package duffel_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

// TestAChangeableFareIsChanged in a living world: of the fares there, one that may
// be changed is ticketed, moved by a day, and given back.
func TestAChangeableFareIsChanged(t *testing.T) {
	t.Parallel()
	r := rig(t, suppliertest.Plain)
	c := r.Connect(r.BaseURL, &http.Client{})
	answer, err := c.Shop.Shop(t.Context(), r.Search)
	if err != nil {
		t.Fatal(err)
	}
	var in supplier.BookInput
	for _, offer := range answer.Offers {
		if offer.Holdable && offer.Terms.Change.Allowed == travel.AllowanceYes {
			in = inputFor(offer, "ord_change")
			break
		}
	}
	held, err := c.Book.Book(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	ticketed, err := c.Ticket.Ticket(t.Context(), supplier.TicketInput{Reference: in.Reference, BookingRef: held.Ref, Total: held.Total, Pax: in.Pax})
	if err != nil || len(ticketed.Journeys) != 2 {
		t.Fatalf("%d journeys, %v", len(ticketed.Journeys), err)
	}
	named := supplier.BookingInput{Reference: in.Reference, BookingRef: ticketed.Ref, Pax: in.Pax}
	other := r.Search.OriginDestinations[1]
	other.Date = other.Date.AddDays(1)
	offers, err := c.Change.Reshop(t.Context(), supplier.ReshopInput{
		BookingInput: named, Remove: []string{ticketed.Journeys[1].ID()}, Add: []travel.OriginDestination{other},
	})
	if err != nil || len(offers) == 0 {
		t.Fatalf("%d offers, %v", len(offers), err)
	}
	chosen := offers[len(offers)-1] // the dearest: something is paid
	if chosen.Difference.IsNegative() || chosen.Difference.IsZero() {
		t.Fatalf("difference %s", chosen.Difference)
	}
	stale := chosen
	stale.Difference = offers[0].Difference
	if _, err := c.Change.Change(t.Context(), named, stale); supplier.KindOf(err) != supplier.PriceChanged {
		t.Fatalf("for another difference than it has: %v", err)
	}
	changed, err := c.Change.Change(t.Context(), named, chosen)
	if err != nil || !changed.Total.Equal(chosen.NewTotal) || len(changed.Tickets) == 0 {
		t.Fatalf("%s instead of %s, %v", changed.Total, chosen.NewTotal, err)
	}
	if ids(changed.Journeys)[0] != ids(ticketed.Journeys)[0] || changed.Journeys[1].ID() != chosen.Journeys[1].ID() ||
		changed.Journeys[1].Segments[0].Departure.Time.Date() != (travel.Date{Year: 2026, Month: time.December, Day: 28}) {
		t.Errorf("flies %v", ids(changed.Journeys))
	}
	if _, err := c.Change.Change(t.Context(), named, chosen); supplier.KindOf(err) != supplier.OutcomeUnknown {
		t.Errorf("the same change again: %v", err)
	}
	quote, err := c.Refund.QuoteRefund(t.Context(), named)
	if err != nil || quote.Refund == nil || quote.Penalty == nil {
		t.Fatalf("%+v, %v", quote, err)
	}
	if kept, err := quote.Refund.Add(*quote.Penalty); err != nil || !kept.Equal(changed.Total) {
		t.Errorf("%s and %s of %s", quote.Refund, quote.Penalty, changed.Total)
	}
}
