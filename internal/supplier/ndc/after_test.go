package ndc

import (
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

func cancelledAnswer() string {
	return strings.NewReplacer("OPENED", "CLOSED", ">ACTIVE<", ">CANCELLED<", ">CONFIRMED<", ">CANCELLED<").Replace(orderAnswer("r"))
}

// Who repeats a refund whose answer was lost hears that it was done, however the
// airline puts it, and that nobody knows when it cannot be read.
func TestARefundRepeated(t *testing.T) {
	t.Parallel()
	in := supplier.BookingInput{Reference: "r", BookingRef: heldRef(t), Pax: familyNamed()}
	quote, err := answering(200, refundAnswer(`<DueByAirlineAmount CurCode="CNY">1200</DueByAirlineAmount>`)).Refund.QuoteRefund(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	gone := failed("IATA_OrderViewRS", padisNotFound)
	for name, tc := range map[string]struct {
		orders []string // as they are read one after the other
		sent   int
		want   supplier.Kind // "": done
	}{
		"done before":          {[]string{cancelledAnswer()}, 0, ""},
		"done meanwhile":       {[]string{ticketedAnswer(), cancelledAnswer()}, 1, ""},
		"not done":             {[]string{ticketedAnswer(), ticketedAnswer()}, 1, supplier.PriceChanged},
		"nobody can say":       {[]string{ticketedAnswer(), "<html>"}, 1, supplier.OutcomeUnknown},
		"not read, not called": {[]string{"<html>"}, 0, supplier.Unavailable},
	} {
		c, s := scripted(t, map[string][]string{"IATA_OrderRetrieveRQ": tc.orders, "IATA_OrderChangeRQ": {gone}})
		done, err := c.Refund.Refund(t.Context(), in, quote)
		if len(s.changes()) != tc.sent || supplier.KindOf(err) != tc.want && err != nil || (err == nil) != (tc.want == "") {
			t.Errorf("%s: %v after %d calls", name, err, len(s.changes()))
		}
		if err == nil && !done.Refund.Equal(*quote.Refund) {
			t.Errorf("%s: %+v", name, done)
		}
	}
}

// A change is made when the order flies what was agreed on, for what was agreed on.
func TestAChangeThatDidNotHappen(t *testing.T) {
	t.Parallel()
	in := supplier.BookingInput{Reference: "r", BookingRef: heldRef(t), Pax: familyNamed()}
	held, err := answering(200, orderAnswer("r")).Retrieve.(*connector).viewed(t.Context(), "r", heldRef(t), familyNamed())
	if err != nil {
		t.Fatal(err)
	}
	before, err := held.booking()
	if err != nil {
		t.Fatal(err)
	}
	ref, err := ref{Kind: kindChange, ID: "change 1", Owner: "CA", Order: "order 1", Amount: "300.00", Currency: "CNY", Items: []itemRef{{ID: "i1"}}}.encode()
	if err != nil {
		t.Fatal(err)
	}
	other := []travel.PaxJourney{{Segments: []travel.PaxSegment{{MarketingCarrier: "CA", FlightNumber: "9"}}}}
	offer := travel.ChangeOffer{Ref: ref, Difference: money.MustParse("300.00", money.CNY), NewTotal: money.MustParse("1950.00", money.CNY), Journeys: other}
	agreed := offer
	agreed.NewTotal, agreed.Journeys = before.Total, before.Journeys
	for name, tc := range map[string]struct {
		offer  travel.ChangeOffer
		answer string
		want   supplier.Kind // "": made
	}{
		"as agreed":                 {agreed, orderAnswer("r"), ""},
		"payment failed":            {offer, declinedOrder("r"), supplier.Rejected},
		"nothing changed":           {offer, orderAnswer("r"), supplier.OutcomeUnknown},
		"for another price than so": {travel.ChangeOffer{Ref: ref, Difference: offer.Difference, NewTotal: offer.NewTotal, Journeys: before.Journeys}, orderAnswer("r"), supplier.OutcomeUnknown},
	} {
		c, _ := scripted(t, map[string][]string{"IATA_OrderChangeRQ": {tc.answer}})
		_, err := c.Change.Change(t.Context(), in, tc.offer)
		if (err == nil) != (tc.want == "") || err != nil && supplier.KindOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
