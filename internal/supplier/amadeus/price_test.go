package amadeus_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

func priced(t *testing.T, c *supplier.Connector, services ...travel.ServiceChoice) (travel.SupplierOffer, error) {
	t.Helper()
	return c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: directRef(t), Pax: family, Services: services})
}

func TestPriceSendsTheWholeOfferBack(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string]http.HandlerFunc{priceRoute: say(200, file(t, "priced.json"))})
	offer, err := priced(t, c)
	if err != nil {
		t.Fatal(err)
	}
	checkSound(t, offer)
	sent := s.Last(priceRoute)
	if at(t, sent, "data", "type") != "flight-offers-pricing" || sent.Query != "" ||
		at(t, sent, "data", "flightOffers", 0, "somethingNew", "kept", 1) != 2.0 ||
		at(t, sent, "data", "flightOffers", 0, "itineraries", 0, "segments", 0, "number") != "1501" {
		t.Errorf("sent %s %v", sent.Query, sent.Body)
	}
	taxes := []travel.Tax{{Code: "CN", Amount: cny("50.00")}, {Code: "YQ", Amount: cny("70.00")}}
	rules := travel.PaxRules{Identity: true, LatinNames: true, NameLimit: 57, DocumentTypes: []string{"nationalId", "passport"}}
	if !reflect.DeepEqual(offer.PaxRules, rules) || !reflect.DeepEqual(offer.Items[0].Price.Taxes, taxes) || len(offer.Items[1].Price.Taxes) != 1 {
		t.Errorf("offer %+v", offer)
	}
	again, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: offer.Ref, Pax: family})
	if err != nil || !reflect.DeepEqual(again, offer) {
		t.Errorf("asked again: %+v, %v", again, err)
	}
}

func TestANewPriceIsAnotherTotal(t *testing.T) {
	t.Parallel()
	body := strings.NewReplacer(`"3530.00"`, `"3630.00"`, `"1900.00"`, `"2000.00"`, `"70.00", "code": "YQ"`, `"170.00", "code": "YQ"`).Replace(file(t, "priced.json"))
	body = strings.Replace(body, `"amount": "70.00"`, `"amount": "170.00"`, 1)
	c, _ := serve(t, map[string]http.HandlerFunc{priceRoute: say(200, body)})
	offer, err := priced(t, c)
	if err != nil || !offer.Total.Equal(cny("3630.00")) {
		t.Fatalf("%s, %v", offer.Total, err)
	}
}

func TestPricesThatAreNone(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answer http.HandlerFunc
		want   supplier.Kind
	}{
		"another currency":   {say(200, altered(t, "priced.json", "CNY", "THB")), supplier.Unavailable},
		"no currency":        {say(200, altered(t, "priced.json", "CNY", "XXX")), supplier.Unavailable},
		"no offers":          {say(200, `{"data":{"flightOffers":[]}}`), supplier.Unavailable},
		"another party":      {say(200, altered(t, "priced.json", `"travelerId": "2"`, `"travelerId": "4"`)), supplier.Unavailable},
		"sold out":           {refuse(400, "34651"), supplier.SoldOut},
		"no fare":            {refuse(400, "34107"), supplier.SoldOut},
		"out of date":        {refuse(400, "4926"), supplier.SoldOut},
		"written with zeros": {refuse(400, `"04926"`), supplier.SoldOut},
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{priceRoute: tc.answer})
		_, err := priced(t, c)
		t.Run(name, func(t *testing.T) { kindOf(t, err, tc.want) })
	}
}

func TestHandlesOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	ref := directRef(t)
	otherVersion := append([]byte{9}, ref[1:]...)
	for name, raw := range map[string][]byte{
		"nothing": nil, "text": []byte("{}"), "another version": otherVersion, "cut": ref[:len(ref)/2], "a booking's": bookedRef(),
	} {
		c, s := serve(t, nil)
		_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: raw, Pax: family})
		kindOf(t, err, supplier.Rejected)
		about := supplier.About{OfferRef: raw, Pax: family}
		_, err = c.Services.Services(t.Context(), about)
		kindOf(t, err, supplier.Rejected)
		_, err = c.Seats.SeatMaps(t.Context(), about)
		kindOf(t, err, supplier.Rejected)
		_, err = c.Rules.Rules(t.Context(), about)
		kindOf(t, err, supplier.Rejected)
		kindOf(t, c.Release.Release(t.Context(), "", raw[:min(len(raw), 5)]), supplier.Rejected)
		if len(s.routes()) != 0 {
			t.Errorf("%s: asked all the same", name)
		}
	}
	c, _ := serve(t, nil)
	for _, pax := range [][]travel.Pax{nil, family[:2], {family[0], family[0], family[0]}, {family[0], family[1], {ID: "stranger"}}} {
		_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: ref, Pax: pax})
		kindOf(t, err, supplier.Rejected)
	}
}
