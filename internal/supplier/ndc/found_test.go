package ndc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// withNames is an answer whose people are called like the family, or by a name of
// their own.
func withNames(answer, surname string) string {
	for i, one := range family {
		id := fmt.Sprintf("<PaxID>PAX%d</PaxID>", i+1)
		answer = strings.Replace(answer, "<Pax>"+id, "<Pax><Individual><GivenName>"+one.ID+"</GivenName><Surname>"+surname+"</Surname></Individual>"+id, 1)
	}
	return answer
}

// twoOrders is an answer with a second order that shows another reference, "" for
// none.
func twoOrders(answer, from, to string) string {
	start, end := strings.Index(answer, "<Order>"), strings.LastIndex(answer, "</Order>")+len("</Order>")
	second := strings.NewReplacer("order 1", "order 2", from, to).Replace(answer[start:end])
	return answer[:start] + second + answer[start:]
}

// TestOnlyOursIsFound: an order of somebody else's is not ours, whatever the
// supplier thinks it was asked; one that may be is not taken for ours, nor for none.
func TestOnlyOursIsFound(t *testing.T) {
	t.Parallel()
	by := supplier.RetrieveInput{Reference: "ord_ours", OfferRef: familyRef(t), Pax: familyNamed()}
	silent := strings.ReplaceAll(orderAnswer("ord_x"), "FAREBRIDGE", "OTHER")
	const found, none, unclear = 1, 0, -1
	for name, tc := range map[string]struct {
		answer string
		want   int
	}{
		"ours":                            {orderAnswer("ord_ours"), found},
		"somebody else's":                 {orderAnswer("ord_theirs"), none},
		"no such order":                   {failed("IATA_OrderViewRS", padisNoMatch), none},
		"nothing by it":                   {failed("IATA_OrderViewRS", padisNotFound), none},
		"ours beside theirs":              {twoOrders(orderAnswer("ord_ours"), "ord_ours", "ord_theirs"), found},
		"ours beside one that shows none": {twoOrders(orderAnswer("ord_ours"), "FAREBRIDGE", "OTHER"), found},
		"shows none, our people":          {withNames(silent, "Muster"), found},
		"shows none, nobody named":        {silent, unclear},
		"shows none, other people":        {withNames(silent, "Other"), unclear},
		"two that show none":              {twoOrders(withNames(silent, "Muster"), "", ""), unclear},
	} {
		booking, ok, err := answering(200, tc.answer).Retrieve.Retrieve(t.Context(), by)
		if ok != (tc.want == found) || (err != nil) != (tc.want == unclear) {
			t.Errorf("%s: %v %v", name, ok, err)
			continue
		}
		if err != nil {
			wantFailure(t, err, supplier.Unavailable, supplier.CodeUnreadable)
		}
		if ok && (booking.SupplierOrderID != "order 1" || len(booking.RecordLocators) != 1 || booking.RecordLocators[0].Locator != "ABC123") {
			t.Errorf("%s: %+v", name, booking)
		}
	}
}

// TestTicketsOfTwoAdults: after a lost answer the airline numbers them in an order
// of its own. Each gets the ticket under their name; where names are not known,
// what was paired wrongly by ids does not stay.
func TestTicketsOfTwoAdults(t *testing.T) {
	t.Parallel()
	two := []travel.Pax{{ID: "li", PTC: travel.PTCAdult}, {ID: "wang", PTC: travel.PTCAdult}}
	people := []travel.Traveller{{Pax: two[0], Surname: "LI", GivenName: "LEI"}, {Pax: two[1], Surname: "WANG", GivenName: "WU"}}
	offer, err := ref{Kind: kindOffer, ID: "offer 0", Owner: "CA", Currency: "CNY", Party: partyOf(two).stored(), Items: []itemRef{{ID: "item", Pax: []int{0, 1}}}}.encode()
	if err != nil {
		t.Fatal(err)
	}
	text := orderAnswer("r")
	from, to := strings.Index(text, "<PaxList>"), strings.Index(text, "</PaxList>")
	text = text[:from] + `<PaxList><Pax><Individual><GivenName>WU</GivenName><Surname>WANG</Surname></Individual><PaxID>PAX1</PaxID><PTC>ADT</PTC></Pax>` +
		`<Pax><Individual><GivenName>LEI</GivenName><Surname>LI</Surname></Individual><PaxID>PAX2</PaxID><PTC>ADT</PTC></Pax>` + text[to:]
	issued := strings.Replace(text, "</Response>", `<TicketDocInfo><PaxRefID>PAX1</PaxRefID><Ticket><TicketNumber>9991111111111</TicketNumber></Ticket></TicketDocInfo>`+
		`<TicketDocInfo><PaxRefID>PAX2</PaxRefID><Ticket><TicketNumber>9992222222222</TicketNumber></Ticket></TicketDocInfo></Response>`, 1)
	for name, first := range map[string][]travel.Traveller{"names known": people, "names known later": nil} {
		booking, found, err := answering(200, text).Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "r", OfferRef: offer, Pax: first})
		if err != nil || !found || strings.Contains(string(booking.Ref), "WANG") {
			t.Fatal(name, found, err)
		}
		handle := booking.Ref
		booking, err = answering(200, issued).Ticket.Ticket(t.Context(), supplier.TicketInput{Reference: "r", BookingRef: handle, Total: agreed, Pax: people})
		checkTickets(t, booking, err)
		booking, _, err = answering(200, issued).Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "r", BookingRef: handle, Pax: people})
		checkTickets(t, booking, err)
	}
}

func checkTickets(t *testing.T, b travel.Booking, err error) {
	t.Helper()
	want := map[string]string{"li": "9992222222222", "wang": "9991111111111"}
	if err != nil || len(b.Tickets) != len(want) {
		t.Fatalf("%v: %+v", err, b.Tickets)
	}
	for _, ticket := range b.Tickets {
		if want[ticket.PaxID] != ticket.Number {
			t.Errorf("%s has %s", ticket.PaxID, ticket.Number)
		}
	}
}

// TestWhoIsWhoDoesNotMatterForAll: a hold is released, and rules are read, of
// people who are numbered anew.
func TestWhoIsWhoDoesNotMatterForAll(t *testing.T) {
	t.Parallel()
	twins := ref{Kind: kindBooking, ID: "order 1", Owner: "CA", Party: [][3]string{{"mum", "ADT", "x1"}, {"dad", "ADT", "x2"}, {"baby", "INF", "x3"}}}
	handle, err := twins.encode()
	if err != nil {
		t.Fatal(err)
	}
	answer := strings.Replace(withNames(orderAnswer("r"), "Muster"), "<PTC>CHD<", "<PTC>ADT<", 1)
	rules, err := answering(200, answer).Rules.Rules(t.Context(), supplier.About{Reference: "r", BookingRef: handle})
	if err != nil {
		t.Errorf("%+v, %v", rules, err)
	}
	_, _, err = answering(200, answer).Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "r", BookingRef: handle})
	wantFailure(t, err, supplier.Unavailable, supplier.CodeUnreadable) // here it does
	gone := strings.ReplaceAll(answer, "<StatusCode>OPENED<", "<StatusCode>CANCELLED<")
	c, s := scripted(t, map[string][]string{"IATA_OrderRetrieveRQ": {answer}, "IATA_OrderChangeRQ": {gone}})
	err = c.Release.Release(t.Context(), "r", handle)
	if err != nil || len(s.changes()) != 1 {
		t.Errorf("%v, %d changes", err, len(s.changes()))
	}
}

func TestAnInfantSitsWithAnAdultOfTheParty(t *testing.T) {
	t.Parallel()
	for _, with := range []string{"stranger", "kid", "baby"} {
		pax := familyNamed()
		pax[2].AccompaniedBy = with
		_, err := answering(200, orderAnswer("r")).Book.Book(t.Context(), supplier.BookInput{Reference: "r", OfferRef: familyRef(t), Total: agreed, Pax: pax})
		wantFailure(t, err, supplier.Rejected, "infantWithoutAdult")
	}
}
