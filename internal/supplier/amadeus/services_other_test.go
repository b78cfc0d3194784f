package amadeus_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/amadeus"
	"github.com/farebridge/farebridge/internal/travel"
)

// uselessBags is how many of priced.json's bags cannot be sold.
const uselessBags = 2

// others lists what priced.json sells beside bags, and counts what it left out.
func others(t *testing.T, answer string) ([]travel.Service, int64) {
	t.Helper()
	url, _ := listen(t, map[string]http.HandlerFunc{priceRoute: say(200, answer)})
	ctx, leftOut := supplier.CountLeftOut(t.Context())
	listed, err := amadeus.New(config(url)).Services.Services(ctx, supplier.About{OfferRef: directRef(t), Pax: family})
	if err != nil {
		t.Fatal(err)
	}
	var found []travel.Service
	for _, s := range listed {
		if s.Type != travel.ServiceBaggage {
			found = append(found, s)
		}
	}
	return found, leftOut.Load() - uselessBags
}

// TestOtherServicesForSale: each traveller's own, or one for all where it is sold
// so; what has no known name, no price here or nobody to have it is counted.
func TestOtherServicesForSale(t *testing.T) {
	t.Parallel()
	listed, leftOut := others(t, file(t, "priced.json"))
	segments := []string{"CA1501-PEKSHA-2026-12-20T0830T1045"}
	want := []travel.Service{
		{Type: travel.ServiceOther, Name: "Priority boarding", PaxIDs: []string{"kid"}, SegmentIDs: segments, MaxQuantity: 1, Price: cny("58.00")},
		{Type: travel.ServiceOther, Name: "Priority boarding", PaxIDs: []string{"mum"}, SegmentIDs: segments, MaxQuantity: 1, Price: cny("58.00")},
		{Type: travel.ServiceOther, Name: "Check-in at the airport", PaxIDs: []string{"mum", "kid"}, SegmentIDs: segments, MaxQuantity: 1, Price: cny("30.00")},
	}
	again, _ := others(t, file(t, "priced.json"))
	if !reflect.DeepEqual(listed, again) {
		t.Errorf("listed %+v, then %+v", listed, again)
	}
	for i := range listed {
		listed[i].Ref = nil
	}
	if !reflect.DeepEqual(listed, want) {
		t.Errorf("listed %+v", listed)
	}
	if leftOut != 4 {
		t.Errorf("%d left out", leftOut)
	}
}

// TestOtherServicesOfAnotherShape cost themselves and nothing else.
func TestOtherServicesOfAnotherShape(t *testing.T) {
	t.Parallel()
	answer := altered(t, "priced.json", `"other-services": {`, `"other-services": ["PRIORITY_BOARDING"], "others": {`)
	listed, leftOut := others(t, answer)
	if len(listed) != 0 || leftOut != 1 {
		t.Errorf("listed %+v, %d left out", listed, leftOut)
	}
}

func TestAnOfferWithOtherServices(t *testing.T) {
	t.Parallel()
	listed, _ := others(t, file(t, "priced.json"))
	first, desk := listed[1], listed[2]
	added := withAdded(t, "3618.00", `{"amount":"88.00","type":"OTHER_SERVICES"}`, `{"otherServices":["PRIORITY_BOARDING","AIRPORT_CHECKIN"]}`)
	kids := strings.Index(added, `"travelerType": "CHILD"`)
	kids += strings.Index(added[kids:], `"class": "W"`)
	added = added[:kids] + `"additionalServices": {"otherServices":["AIRPORT_CHECKIN"]}, ` + added[kids:]
	c, s := serve(t, map[string]http.HandlerFunc{priceRoute: say(200, added)})
	offer, err := priced(t, c, travel.ServiceChoice{Ref: first.Ref, Quantity: 1}, travel.ServiceChoice{Ref: desk.Ref, Quantity: 1})
	if err != nil {
		t.Fatal(err)
	}
	checkSound(t, offer)
	for i, names := range [][]any{{"PRIORITY_BOARDING", "AIRPORT_CHECKIN"}, {"AIRPORT_CHECKIN"}} {
		sent := at(t, s.Last(priceRoute), "data", "flightOffers", 0, "travelerPricings", i, "fareDetailsBySegment", 0, "additionalServices")
		if !reflect.DeepEqual(sent, map[string]any{"otherServices": names}) {
			t.Errorf("sent %v for traveller %d", sent, i)
		}
	}
	segments := []string{"CA1501-PEKSHA-2026-12-20T0830T1045"}
	items := []travel.OfferItem{
		{PaxIDs: []string{"mum"}, PTC: travel.PTCAdult, Price: travel.Price{Base: cny("58.00"), Total: cny("58.00")}, Service: &travel.SoldService{Type: travel.ServiceOther, Name: "Priority boarding", SegmentIDs: segments, Quantity: 1}},
		{PaxIDs: []string{"mum", "kid"}, Price: travel.Price{Base: cny("30.00"), Total: cny("30.00")}, Service: &travel.SoldService{Type: travel.ServiceOther, Name: "Check-in at the airport", SegmentIDs: segments, Quantity: 1}},
	}
	if !reflect.DeepEqual(offer.Items[3:], items) {
		t.Errorf("items %+v", offer.Items[3:])
	}
}

func TestOtherServicesThatCannotBeHad(t *testing.T) {
	t.Parallel()
	listed, _ := others(t, file(t, "priced.json"))
	first := travel.ServiceChoice{Ref: listed[1].Ref, Quantity: 1}
	for name, tc := range map[string]struct {
		choices []travel.ServiceChoice
		answer  string
		want    supplier.Kind
	}{
		"twice":          {[]travel.ServiceChoice{first, first}, "", supplier.Rejected},
		"two at once":    {[]travel.ServiceChoice{{Ref: first.Ref, Quantity: 2}}, "", supplier.Rejected},
		"left out":       {[]travel.ServiceChoice{first}, withAdded(t, "3588.00", `{"amount":"58.00","type":"OTHER_SERVICES"}`, ""), supplier.SoldOut},
		"another in it":  {[]travel.ServiceChoice{first}, withAdded(t, "3588.00", `{"amount":"58.00","type":"OTHER_SERVICES"}`, `{"otherServices":["JETPACK"]}`), supplier.SoldOut},
		"for a stranger": {[]travel.ServiceChoice{{Ref: []byte(strings.Replace(string(listed[2].Ref), `"f":["2"]`, `"f":["9"]`, 1)), Quantity: 1}}, "", supplier.Rejected},
	} {
		answers := map[string]http.HandlerFunc{}
		if tc.answer != "" {
			answers[priceRoute] = say(200, tc.answer)
		}
		c, _ := serve(t, answers)
		_, err := priced(t, c, tc.choices...)
		t.Run(name, func(t *testing.T) { kindOf(t, err, tc.want) })
	}
}
