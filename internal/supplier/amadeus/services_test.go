package amadeus_test

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

func bags(t *testing.T) []travel.Service {
	t.Helper()
	c, s := serve(t, map[string]http.HandlerFunc{priceRoute: say(200, file(t, "priced.json"))})
	listed, err := c.Services.Services(t.Context(), supplier.About{OfferRef: directRef(t), Pax: family})
	if err != nil {
		t.Fatal(err)
	}
	if query := s.Last(priceRoute).Query; query != "include=bags%2Cother-services" {
		t.Errorf("asked %q", query)
	}
	return slices.DeleteFunc(listed, func(s travel.Service) bool { return s.Type != travel.ServiceBaggage })
}

// TestBagsForSale: two for twice the price are a quantity of one service, three at
// a price of their own are another; what is of no flight or currency here is not
// listed.
func TestBagsForSale(t *testing.T) {
	t.Parallel()
	type line struct {
		pax, name    string
		price        string
		most, weight int
	}
	var got []line
	for _, s := range bags(t) {
		if s.Type != travel.ServiceBaggage || s.Bag != travel.BaggageChecked || len(s.SegmentIDs) != 1 || s.SegmentIDs[0] != "CA1501-PEKSHA-2026-12-20T0830T1045" {
			t.Errorf("service %+v", s)
		}
		got = append(got, line{s.PaxIDs[0], s.Name, s.Price.Amount(), s.MaxQuantity, s.WeightKg})
	}
	want := []line{
		{"kid", "CHECKED_BAG", "200.00", 2, 23},
		{"mum", "CHECKED_BAG", "200.00", 2, 23},
		{"mum", "3 × CHECKED_BAG", "700.00", 1, 0},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("listed %+v", got)
	}
}

// withAdded is the priced offer with services in it.
func withAdded(t *testing.T, grandTotal, services, fareDetail string) string {
	t.Helper()
	body := altered(t, "priced.json", `"grandTotal": "3530.00"`, `"grandTotal": "`+grandTotal+`", "additionalServices": [`+services+`]`)
	if fareDetail == "" {
		return body
	}
	return strings.Replace(body, `"class": "W"`, `"class": "W", "additionalServices": `+fareDetail, 1)
}

func TestAnOfferWithServices(t *testing.T) {
	t.Parallel()
	seat := mumsSeat(t)
	bag := bags(t)[1]
	c, s := serve(t, map[string]http.HandlerFunc{
		priceRoute: say(200, withAdded(t, "4010.00", `{"amount":"400.00","type":"CHECKED_BAGS"},{"amount":"80.00","type":"SEATS"}`,
			`{"chargeableCheckedBags":{"quantity":2},"chargeableSeat":{"number":"4A"}}`)),
	})
	offer, err := priced(t, c, travel.ServiceChoice{Ref: bag.Ref, Quantity: 2}, travel.ServiceChoice{Ref: seat.Ref, Quantity: 1})
	if err != nil {
		t.Fatal(err)
	}
	checkSound(t, offer)
	sent := at(t, s.Last(priceRoute), "data", "flightOffers", 0, "travelerPricings", 0, "fareDetailsBySegment", 0, "additionalServices")
	want := map[string]any{"chargeableCheckedBags": map[string]any{"quantity": 2.0}, "chargeableSeat": map[string]any{"number": "4A"}}
	if !reflect.DeepEqual(sent, want) {
		t.Errorf("sent %v", sent)
	}
	segments := []string{"CA1501-PEKSHA-2026-12-20T0830T1045"}
	items := []travel.OfferItem{
		{PaxIDs: []string{"mum"}, PTC: travel.PTCAdult, Price: travel.Price{Base: cny("400.00"), Total: cny("400.00")}, Service: &travel.SoldService{Type: travel.ServiceBaggage, Name: "CHECKED_BAG", SegmentIDs: segments, Quantity: 2}},
		{PaxIDs: []string{"mum"}, PTC: travel.PTCAdult, Price: travel.Price{Base: cny("80.00"), Total: cny("80.00")}, Service: &travel.SoldService{Type: travel.ServiceSeat, Name: "4A", SegmentIDs: segments, Seat: "4A", Quantity: 1}},
	}
	if !reflect.DeepEqual(offer.Items[3:], items) {
		t.Errorf("items %+v %+v", offer.Items[3].Service, offer.Items[3:])
	}
	again, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: offer.Ref, Pax: family})
	if err != nil || !reflect.DeepEqual(again.Items, offer.Items) {
		t.Errorf("left as they are: %+v, %v", again.Items, err)
	}
}

func TestServicesThatAreGone(t *testing.T) {
	t.Parallel()
	listed := bags(t)
	two := []travel.ServiceChoice{{Ref: listed[0].Ref, Quantity: 1}, {Ref: listed[1].Ref, Quantity: 2}}
	one := []travel.ServiceChoice{{Ref: listed[1].Ref, Quantity: 1}}
	for name, tc := range map[string]struct {
		answer  http.HandlerFunc
		choices []travel.ServiceChoice
	}{
		"refused":         {refuse(400, "38034"), one},
		"left out":        {say(200, withAdded(t, "3730.00", `{"amount":"200.00","type":"CHECKED_BAGS"}`, "")), one},
		"another number":  {say(200, withAdded(t, "3730.00", `{"amount":"200.00","type":"CHECKED_BAGS"}`, `{"chargeableCheckedBags":{"quantity":2}}`)), one},
		"not to be split": {say(200, withAdded(t, "4131.00", `{"amount":"601.00","type":"CHECKED_BAGS"}`, `{"chargeableCheckedBags":{"quantity":1}}`)), two},
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{priceRoute: tc.answer})
		_, err := priced(t, c, tc.choices...)
		t.Run(name, func(t *testing.T) {
			if e := kindOf(t, err, supplier.SoldOut); e.Code != supplier.CodeServiceGone {
				t.Errorf("code %s", e.Code)
			}
		})
	}
}

// TestAServiceAtANewPrice: one service costs what Amadeus bills for it now.
func TestAServiceAtANewPrice(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string]http.HandlerFunc{
		priceRoute: say(200, withAdded(t, "3780.00", `{"amount":"250.00","type":"CHECKED_BAGS"}`, `{"chargeableCheckedBags":{"quantity":1}}`)),
	})
	offer, err := priced(t, c, travel.ServiceChoice{Ref: bags(t)[1].Ref, Quantity: 1})
	if err != nil || !offer.Items[3].Price.Total.Equal(cny("250.00")) || !offer.Total.Equal(cny("3780.00")) {
		t.Fatalf("%+v, %v", offer.Items, err)
	}
}

func TestChoicesThatMakeNoSense(t *testing.T) {
	t.Parallel()
	listed, seat := bags(t), mumsSeat(t)
	for name, choices := range map[string][]travel.ServiceChoice{
		"none of it":           {{Ref: listed[1].Ref}},
		"too many":             {{Ref: listed[1].Ref, Quantity: 10}},
		"one seat twice":       {{Ref: seat.Ref, Quantity: 2}},
		"two kinds of bag":     {{Ref: listed[1].Ref, Quantity: 1}, {Ref: listed[2].Ref, Quantity: 1}},
		"two seats":            {{Ref: seat.Ref, Quantity: 1}, {Ref: seat.Ref, Quantity: 1}},
		"no handle":            {{Ref: []byte("{}"), Quantity: 1}},
		"of another traveller": {{Ref: []byte(strings.Replace(string(listed[1].Ref), `"t":"1"`, `"t":"9"`, 1)), Quantity: 1}},
		"of another flight":    {{Ref: []byte(strings.Replace(string(listed[1].Ref), `"11"`, `"12"`, 1)), Quantity: 1}},
		"of another currency":  {{Ref: []byte(strings.Replace(string(listed[1].Ref), `CNY`, `EUR`, 1)), Quantity: 1}},
	} {
		c, s := serve(t, nil)
		_, err := priced(t, c, choices...)
		t.Run(name, func(t *testing.T) { kindOf(t, err, supplier.Rejected) })
		if len(s.routes()) != 0 {
			t.Errorf("%s: asked all the same", name)
		}
	}
}

func TestNothingIsAddedToABooking(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, nil)
	about := supplier.About{OfferRef: directRef(t), BookingRef: bookedRef(), Pax: family}
	_, err := c.Services.Services(t.Context(), about)
	kindOf(t, err, supplier.Unsupported)
	_, err = c.Rules.Rules(t.Context(), about)
	kindOf(t, err, supplier.Unsupported)
}

func TestRules(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string]http.HandlerFunc{priceRoute: say(200, file(t, "priced.json"))})
	rules, err := c.Rules.Rules(t.Context(), supplier.About{OfferRef: directRef(t), Pax: family})
	if err != nil {
		t.Fatal(err)
	}
	if query := s.Last(priceRoute).Query; query != "include=detailed-fare-rules%2Ccredit-card-fees" {
		t.Errorf("asked %q", query)
	}
	if brand := at(t, s.Last(priceRoute), "data", "payments", 0, "brand"); brand != "VISA" {
		t.Errorf("fees asked of %v", brand)
	}
	change, refund := cny("150.00"), cny("900.00")
	departure := travel.LocalTime{}
	err = departure.UnmarshalText([]byte("2026-12-20T00:30:00"))
	if err != nil {
		t.Fatal(err)
	}
	const journey = "CA1501-PEKSHA-2026-12-20T0830T1045"
	want := travel.Rules{
		Penalties: []travel.FareRule{
			{Kind: travel.RuleChange, Allowed: travel.AllowanceYes, Fee: &change},
			{Kind: travel.RuleRefund, Allowed: travel.AllowanceNo},
			{Kind: travel.RuleRefund, JourneyID: journey, From: departure.In(utc), Allowed: travel.AllowanceYes, Fee: &refund},
			{Kind: travel.RuleNoShow, JourneyID: journey, Allowed: travel.AllowanceNo},
		},
		Texts: []travel.RuleText{
			{Category: "PENALTIES", Text: "CHANGES ANY TIME CHARGE CNY 150.00."},
			{Category: "CREDIT_CARD_FEES", Text: "DINERS: " + cny("52.00").String()},
			{Category: "CREDIT_CARD_FEES", Text: "VISA: " + cny("28.00").String()},
		},
	}
	if !reflect.DeepEqual(rules, want) {
		t.Errorf("rules %+v", rules)
	}
}
