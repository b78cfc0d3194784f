package suppliertest

import (
	"slices"
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

// whatARefundCosts there and back is what the offer said when it was priced.
func whatARefundCosts(t *testing.T, r Rig) {
	c := r.under(t, "")
	answer, err := c.Shop.Shop(t.Context(), r.Search)
	if err != nil {
		t.Fatalf("shop: %v", err)
	}
	at := slices.IndexFunc(answer.Offers, func(o travel.SupplierOffer) bool {
		return o.Holdable != r.NoHold && o.Terms.Refund.Fee != nil && !o.Terms.Refund.Fee.IsZero()
	})
	if at < 0 {
		t.Fatalf("none of %d offers says what a refund costs", len(answer.Offers))
	}
	firm, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: answer.Offers[at].Ref, Pax: r.Search.Pax})
	if err != nil || firm.Terms.Refund.Fee == nil {
		t.Fatalf("price: %+v, %v", firm.Terms.Refund, err)
	}
	s := refundable(t, r, c, firm)
	kept, err := s.booking.Total.Sub(*s.quote.Refund)
	if err != nil || !kept.Equal(*firm.Terms.Refund.Fee) {
		t.Errorf("keeps %s, the offer said %s: %v", kept, firm.Terms.Refund.Fee, err)
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
	s := changeableSale(t, r, c, changeable(t, r, c))
	r.wantLiving(t, s.in.Reference, 1)
	changed, err := c.Change.Change(t.Context(), s.named(), s.change)
	if err != nil {
		t.Fatalf("change: %v", err)
	}
	s.changed(t, r, changed)
}

// changed: the booking is what the change offer said it would be.
func (s sale) changed(t *testing.T, r Rig, changed travel.Booking) {
	t.Helper()
	if !changed.Total.Equal(s.change.NewTotal) || len(changed.Journeys) != len(s.booking.Journeys) {
		t.Fatalf("changed to %s instead of %s: %+v", changed.Total, s.change.NewTotal, changed.Journeys)
	}
	days := map[string]bool{}
	for _, journey := range changed.Journeys {
		days[journey.Segments[0].Departure.Time.Date().String()] = true
	}
	was := r.Search.OriginDestinations[len(s.booking.Journeys)-1].Date
	if !days[was.AddDays(1).String()] || days[was.String()] {
		t.Fatalf("flies on %v", days)
	}
	wantTickets(t, changed, r.Search.Pax)
	r.wantLiving(t, s.in.Reference, 1)
}

// aScheduleChangeIsAccepted: the airline moved a flight; the booking says so,
// before and after, and accepting it makes the new time the booked one.
func aScheduleChangeIsAccepted(t *testing.T, r Rig) {
	s := rescheduled(t, r)
	c := r.under(t, "")
	change := s.booking.ScheduleChanges[0]
	if change.Answered || !change.CanAccept || len(change.Before) == 0 || len(change.After) == 0 {
		t.Fatalf("schedule change %+v", change)
	}
	was, becomes := change.Before[0].Segments[0].Departure.Time, change.After[0].Segments[0].Departure.Time
	if was == becomes {
		t.Fatalf("left at %s and leaves at %s", was, becomes)
	}
	accepted, err := c.Accept.Accept(t.Context(), s.named(), change)
	if err != nil {
		t.Fatalf("accept: %v", err)
	}
	s.accepted(t, r, accepted)
	s.accepted(t, r, r.find(t, c, s.in, s.booking))
}

// accepted: the new time is the booked one, and nothing is open.
func (s sale) accepted(t *testing.T, r Rig, b travel.Booking) {
	t.Helper()
	becomes := s.booking.ScheduleChanges[0].After[0].Segments[0].Departure.Time
	if got := b.Journeys[0].Segments[0].Departure.Time; got != becomes {
		t.Fatalf("leaves at %s instead of %s", got, becomes)
	}
	if n := open(b); n != 0 {
		t.Fatalf("%d schedule changes still open", n)
	}
	r.wantLiving(t, s.in.Reference, 1)
}
