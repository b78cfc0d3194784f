package ndc

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

// crowded is an order with a number of services more.
func crowded(services int) string {
	one := `<Service><PaxRefID>PAX1</PaxRefID></Service>`
	return strings.Replace(orderAnswer("r"), "<StatusCode>ACTIVE</StatusCode></OrderItem>", strings.Repeat(one, services)+"<StatusCode>ACTIVE</StatusCode></OrderItem>", 1)
}

// TestAnOrderHasAnEnd: the most that is read of an answer about one order, in
// parts and in bytes.
func TestAnOrderHasAnEnd(t *testing.T) {
	t.Parallel()
	by := supplier.RetrieveInput{Reference: "r", BookingRef: heldRef(t)}
	for name, tc := range map[string]struct {
		answer string
		read   bool
	}{
		"as many as may be":  {crowded(maxParts - len(family)), true},
		"one too many":       {crowded(maxParts - len(family) + 1), false},
		"too many documents": {strings.Replace(orderAnswer("r"), "</Response>", strings.Repeat("<TicketDocInfo/>", maxParts+1)+"</Response>", 1), false},
		"too many segments":  {strings.Replace(orderAnswer("r"), "</PaxSegmentList>", strings.Repeat("<PaxSegment/>", maxParts+1)+"</PaxSegmentList>", 1), false},
		"too many items":     {strings.Replace(orderAnswer("r"), "</Order>", strings.Repeat("<OrderItem/>", maxParts+1)+"</Order>", 1), false},
		"too long":           {orderAnswer("r") + strings.Repeat(" ", maxOrder), false},
	} {
		_, found, err := answering(200, tc.answer).Retrieve.Retrieve(t.Context(), by)
		if found != tc.read {
			t.Errorf("%s: %v, %v", name, found, err)
		}
		if !tc.read {
			wantFailure(t, err, supplier.Unavailable, supplier.CodeUnreadable)
		}
	}
	long := strings.Replace(shoppingAnswer(2), "<OffersGroup>", strings.Repeat(" ", maxOrder)+"<OffersGroup>", 1)
	answer, err := answering(200, long).Shop.Shop(t.Context(), familySearch)
	if err != nil || len(answer.Offers) != 2 {
		t.Errorf("offers are not one order: %v", err)
	}
	crammed := strings.Replace(shoppingAnswer(2), "<OwnerCode>CA</OwnerCode><TotalPrice>", strings.Repeat("<OfferItem/>", maxParts+1)+"<OwnerCode>CA</OwnerCode><TotalPrice>", 1)
	answer, err = answering(200, crammed).Shop.Shop(t.Context(), familySearch)
	if err != nil || len(answer.Offers) != 1 || len(answer.Dropped) != 1 {
		t.Errorf("%d offers, dropped %v, %v", len(answer.Offers), answer.Dropped, err)
	}
}

// TestNonsenseIsBounded: however much of it there is, no more than the bound is
// read, and the good offers before it are.
func TestNonsenseIsBounded(t *testing.T) {
	t.Parallel()
	nothing := strings.Repeat("<Offer/>", 2*supplier.MostListed)
	sound := shoppingAnswer(2)
	for name, tc := range map[string]struct {
		answer          string
		offers, dropped int
		partial         bool
	}{
		"after the good ones":  {strings.Replace(sound, "</CarrierOffers>", nothing+"</CarrierOffers>", 1), 2, supplier.MostListed - 2, true},
		"of many carriers":     {strings.Replace(sound, "</CarrierOffers>", "</CarrierOffers>"+strings.Repeat("<CarrierOffers><Offer/></CarrierOffers>", supplier.MostListed), 1), 2, supplier.MostListed - 2, true},
		"in an offer":          {strings.Replace(sound, "<OwnerCode>CA</OwnerCode><TotalPrice>", strings.Repeat("<OfferItem/>", 2*supplier.MostListed)+"<OwnerCode>CA</OwnerCode><TotalPrice>", 1), 1, 1, false},
		"as much as there can": {strings.Replace(sound, "</CarrierOffers>", nothing[:len("<Offer/>")*(supplier.MostListed-2)]+"</CarrierOffers>", 1), 2, supplier.MostListed - 2, false},
		"one more":             {strings.Replace(sound, "</CarrierOffers>", nothing[:len("<Offer/>")*(supplier.MostListed-1)]+"</CarrierOffers>", 1), 2, supplier.MostListed - 2, true},
		"of penalties":         {strings.Replace(sound, "</PaxSegmentList>", "</PaxSegmentList><PenaltyList>"+strings.Repeat("<Penalty/>", supplier.MostListed+1)+"</PenaltyList>", 1), 2, 0, true},
	} {
		answer, err := answering(200, tc.answer).Shop.Shop(t.Context(), familySearch)
		if err != nil || len(answer.Offers) != tc.offers || len(answer.Dropped) != tc.dropped || answer.Partial != tc.partial {
			t.Errorf("%s: %d offers, %d dropped, partial %v, %v", name, len(answer.Offers), len(answer.Dropped), answer.Partial, err)
		}
	}
	lists := strings.Replace(sound, "</PaxSegmentList>", strings.Repeat("<PaxSegment/>", 2*supplier.MostListed)+"</PaxSegmentList>", 1)
	a, err := decode[wireShopped](strings.NewReader(lists), len(lists), "IATA_AirShoppingRS")
	if err != nil || len(a.Response.DataLists.Segments.taken()) != supplier.MostListed || a.Response.DataLists.cut() != "PaxSegmentList" {
		t.Errorf("%d segments, %v", len(a.Response.DataLists.Segments), err)
	}
}

// TestAnAnswerIsGoodForItsLength: nothing is made of megabytes of nothing, whatever
// it is called and however it is nested; what suppliers send is far from the bound.
func TestAnAnswerIsGoodForItsLength(t *testing.T) {
	t.Parallel()
	const length = 12 << 20
	const offer, ended = "<Response><OffersGroup><CarrierOffers><Offer>", "</Offer></CarrierOffers></OffersGroup></Response>"
	for name, shape := range map[string][3]string{
		"items":       {offer, "<OfferItem/>", ended},
		"offers":      {"<Response><OffersGroup><CarrierOffers>", "<Offer>" + strings.Repeat("<OfferItem/>", 200) + "</Offer>", "</CarrierOffers></OffersGroup></Response>"},
		"fares":       {offer + "<OfferItem><FareDetail>", "<FareComponent/>", "</FareDetail></OfferItem>" + ended},
		"taxes":       {offer + "<OfferItem><Price><TaxSummary>", "<Tax/>", "</TaxSummary></Price></OfferItem>" + ended},
		"errors":      {"", "<Error/>", ""},
		"warnings":    {"<Response>", "<Warning/>", "</Response>"},
		"segments":    {"<Response><DataLists><PaxSegmentList>", "<PaxSegment/>", "</PaxSegmentList></DataLists></Response>"},
		"a deep tree": {"", "<a>", ""},
		"attributes":  {"<a ", `b="" `, "/>"},
		"one text":    {"<a>", "text ", "</a>"},
	} {
		body := "<IATA_AirShoppingRS>" + shape[0] + strings.Repeat(shape[1], length/len(shape[1])) + shape[2] + "</IATA_AirShoppingRS>"
		if _, err := decode[wireShopped](strings.NewReader(body), len(body), "IATA_AirShoppingRS"); !errors.Is(err, errExcess) {
			t.Errorf("%s: %v", name, err)
		}
	}
	sound := shoppingAnswer(50)
	m := &measured{costs: costsOf(reflect.TypeFor[envelope[wireShopped]]()), left: 3 * len(sound), source: strings.NewReader(sound)}
	m.raw = xml.NewDecoder(m)
	for {
		if _, err := m.Token(); err != nil {
			if !errors.Is(err, io.EOF) {
				t.Errorf("%v of an answer of %d bytes", err, len(sound))
			}
			break
		}
	}
}

// TestNobodyWaits: what comes when the caller has left is not gone through, but for
// what was done.
func TestNobodyWaits(t *testing.T) {
	t.Parallel()
	left := errors.New("left")
	ctx, leave := context.WithCancelCause(t.Context())
	leave(left)
	if _, err := decode[wireShopped](waited{ctx, strings.NewReader(shoppingAnswer(2))}, 0, "IATA_AirShoppingRS"); !errors.Is(err, left) {
		t.Errorf("read: %v", err)
	}
	a, err := decode[wireShopped](strings.NewReader(shoppingAnswer(2)), len(shoppingAnswer(2)), "IATA_AirShoppingRS")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readOffers(ctx, a.Response, familySearch, partyOf(family)); !errors.Is(err, left) {
		t.Errorf("converted: %v", err)
	}
}

// TestWhatWasDoneIsRead: who leaves when the answer is there is not told what could
// be bought, but what was.
func TestWhatWasDoneIsRead(t *testing.T) {
	t.Parallel()
	left := errors.New("left")
	through := func(body string) (context.Context, *supplier.Connector) {
		ctx, leave := context.WithCancelCause(t.Context())
		t.Cleanup(func() { leave(nil) })
		client := &http.Client{Transport: suppliertest.Leaving{
			Through: suppliertest.Canned{Status: 200, Body: []byte(body)}, Leave: func() { leave(left) },
		}}
		return ctx, New(Config{ID: "sup", BaseURL: "http://supplier.invalid/ndc", HTTPClient: client})
	}
	for _, offers := range []int{0, 2} {
		ctx, c := through(shoppingAnswer(offers))
		if _, err := c.Shop.Shop(ctx, familySearch); !errors.Is(err, left) {
			t.Errorf("a search, %d found: %v", offers, err)
		}
	}
	ctx, c := through(orderAnswer("r"))
	booking, err := c.Book.Book(ctx, supplier.BookInput{Reference: "r", OfferRef: familyRef(t), Total: agreed, Pax: familyNamed()})
	if err != nil || booking.Status != travel.BookingHeld || ctx.Err() == nil {
		t.Errorf("an order: %+v, %v", booking, err)
	}
}

// pricedWith is a priced offer that includes a seat for the first passenger.
func pricedWith(seat string) string {
	row, column := seat[:len(seat)-1], seat[len(seat)-1:]
	item := `<OfferItem><OfferItemID>seat item</OfferItemID><Price><TotalAmount CurCode="CNY">80</TotalAmount></Price><Service><OfferServiceAssociation>` +
		`<SeatAssignment><Seat><ColumnID>` + column + `</ColumnID><RowNumber>` + row + `</RowNumber></Seat><SeatAssignmentAssociations><PaxSegmentReferences>` +
		`<PaxSegmentRefID>s:0</PaxSegmentRefID></PaxSegmentReferences></SeatAssignmentAssociations></SeatAssignment></OfferServiceAssociation>` +
		`<PaxRefID>PAX1</PaxRefID><ServiceID>sv9</ServiceID></Service></OfferItem>`
	return strings.NewReplacer(`<OwnerCode>CA</OwnerCode><TotalPrice>`, item+`<OwnerCode>CA</OwnerCode><TotalPrice>`, `CurCode="CNY">1650.00<`, `CurCode="CNY">1730.00<`).Replace(pricedAnswer())
}

// TestServicesOfAPricedOffer: what was asked for and is not priced is gone; what is
// asked for next replaces it; nothing asked for keeps it.
func TestServicesOfAPricedOffer(t *testing.T) {
	t.Parallel()
	about := supplier.About{OfferRef: familyRef(t), Pax: family}
	maps, err := answering(200, seatAnswer()).Seats.SeatMaps(t.Context(), about)
	if err != nil {
		t.Fatal(err)
	}
	seat := []travel.ServiceChoice{{Ref: maps[0].Cabins[0].Rows[0].Seats[0].Offers[0].Ref, Quantity: 1}}
	in := supplier.PriceInput{OfferRef: about.OfferRef, Pax: family, Services: seat}
	for _, without := range []string{pricedAnswer(), pricedWith("12C"), strings.Replace(pricedWith("12A"), "<PaxRefID>PAX1</PaxRefID><ServiceID>sv9<", "<PaxRefID>PAX2</PaxRefID><ServiceID>sv9<", 1)} {
		_, err := answering(200, without).Price.Price(t.Context(), in)
		wantFailure(t, err, supplier.SoldOut, supplier.CodeServiceGone)
	}
	twice := in
	twice.Services = append(seat[:1:1], seat...)
	_, err = answering(200, pricedWith("12A")).Price.Price(t.Context(), twice)
	wantFailure(t, err, supplier.SoldOut, supplier.CodeServiceGone)

	c, s := scripted(t, map[string][]string{"IATA_OfferPriceRQ": {pricedWith("12A")}})
	for range 2 {
		offer, err := c.Price.Price(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		in.OfferRef = offer.Ref
	}
	if strings.Contains(s.Calls()[1].Raw, "seat item") || !strings.Contains(s.Calls()[1].Raw, "SelectedSeat") {
		t.Errorf("not replaced: %s", s.Calls()[1].Raw)
	}
	in.Services = nil
	_, err = c.Price.Price(t.Context(), in)
	if err != nil || !strings.Contains(s.Calls()[2].Raw, "seat item") {
		t.Errorf("not kept: %v, %s", err, s.Calls()[2].Raw)
	}
}

// TestAChangeAddsUp: what the order cost and the difference are the new total.
func TestAChangeAddsUp(t *testing.T) {
	t.Parallel()
	r := changeReading{held: travel.Booking{Total: agreed}, answer: &wireReshopped{}, graph: graphOf(&wireLists{}), party: partyOf(family), order: "order 1"}
	for total, ok := range map[token]bool{"1750": true, "": true, "9999": false, "100": false} {
		w := &wireChangedOffer{OfferID: "c1", OwnerCode: "CA", DeleteOrderItem: []wireDeletedItem{{Differential: &wireDifferential{TypeCode: "AddCol"}}}}
		w.DeleteOrderItem[0].Differential.Diff.TotalAmount = &wireAmount{CurCode: "CNY", Value: "100"}
		if total != "" {
			w.TotalPrice = &wirePrice{TotalAmount: &wireAmount{CurCode: "CNY", Value: total}}
		}
		offer, err := r.offer(w)
		if (err == nil) != ok || (ok && !offer.NewTotal.Equal(money.MustParse("1750", money.CNY))) {
			t.Errorf("%q: %s, %v", total, offer.NewTotal, err)
		}
	}
}
