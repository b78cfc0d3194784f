package amadeusair_test

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

func TestPricing(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	offer := c.offers("adults=2&children=1")[0]
	a := c.call(http.MethodPost, "/v1/shopping/flight-offers/pricing?include=bags,detailed-fare-rules,credit-card-fees,other-services&forceClass=false",
		map[string]any{"data": map[string]any{
			"type": "flight-offers-pricing", "flightOffers": []any{offer},
			"payments": []any{
				map[string]any{"brand": "VISA", "binNumber": 411111},
				map[string]any{"brand": "MAESTRO", "flightOfferIds": []any{text(offer, "id")}},
				map[string]any{"brand": "DINERS", "flightOfferIds": []any{"other"}},
			},
		}}).must(http.StatusOK)
	priced := a.get("data.flightOffers.0")
	checkOffer(t, a, priced)
	if text(priced, "price.grandTotal") != text(offer, "price.grandTotal") || text(priced, "id") != text(offer, "id") {
		t.Fatalf("priced %v", dig(priced, "price"))
	}
	if rule := text(priced, "fareRules.rules.1.category"); rule != "REFUND" {
		t.Fatalf("rules %v", dig(priced, "fareRules"))
	}
	if a.get("data.bookingRequirements.travelerRequirements.2.dateOfBirthRequired") != true {
		t.Fatalf("requirements %v", a.get("data.bookingRequirements"))
	}
	one, two := a.get("included.bags.1"), a.get("included.bags.2")
	if fen(t, text(two, "price.amount")) != 2*fen(t, text(one, "price.amount")) || dig(two, "quantity") != 2.0 {
		t.Fatalf("bags %v, %v", one, two)
	}
	if len(dig(one, "travelerIds").([]any)) != 3 || text(one, "segmentIds.0") != text(priced, "itineraries.0.segments.0.id") {
		t.Fatalf("bag %v", one)
	}
	notes := a.get("included.detailed-fare-rules.1.fareNotes.descriptions").([]any)
	if !slices.ContainsFunc(notes, func(n any) bool { return text(n, "descriptionType") == "PENALTIES" && text(n, "text") != "" }) {
		t.Fatalf("rules %v", notes)
	}
	fee := world.Fen(fen(t, text(priced, "price.grandTotal")) * 8 / 1000 / 100 * 100).Amount()
	wantFees := map[string]any{
		"1": map[string]any{"brand": "VISA", "amount": fee, "currency": "CNY", "flightOfferId": text(offer, "id")},
		"2": map[string]any{"brand": "MAESTRO", "amount": "0.00", "currency": "CNY", "flightOfferId": text(offer, "id")},
	}
	if got := a.get("included.credit-card-fees"); fee == "0.00" || !reflect.DeepEqual(got, wantFees) {
		t.Fatalf("card fees %v, want %v", got, wantFees)
	}
	wantOther := map[string]any{"1": map[string]any{
		"name": "PRIORITY_BOARDING", "price": map[string]any{"amount": "58.00", "currencyCode": "CNY"},
		"bookableByTraveler": true, "bookableByItinerary": true,
		"segmentIds": []any{text(priced, "itineraries.0.segments.0.id")}, "travelerIds": []any{"1", "2", "3"},
	}}
	if got := a.get("included.other-services"); !reflect.DeepEqual(got, wantOther) {
		t.Fatalf("other services %v", got)
	}
}

// What the echo says about money is not looked at; what it says about flights
// and fares must exist.
func TestPricingTrustsNothing(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	offers := c.offers("adults=1")
	offer := offers[0]
	cheap := copied(offer)
	for _, path := range []string{"price.grandTotal", "price.total", "price.base", "travelerPricings.0.price.total"} {
		put(cheap, path, "1.00")
	}
	if got := c.price(cheap).must(http.StatusOK); got.text("data.flightOffers.0.price.grandTotal") != text(offer, "price.grandTotal") {
		t.Fatalf("sold for %s", got.text("data.flightOffers.0.price.grandTotal"))
	}
	for what, change := range map[string][2]string{
		"flight": {"itineraries.0.segments.0.number", "9999"},
		"time":   {"itineraries.0.segments.0.departure.at", "2026-12-20T03:33:00"},
		"fare":   {"travelerPricings.0.fareDetailsBySegment.0.fareBasis", "QQQ"},
		"brand":  {"travelerPricings.0.fareDetailsBySegment.0.brandedFare", "GOLD"},
	} {
		other := copied(offer)
		put(other, change[0], change[1])
		a := c.price(other)
		if a.must(http.StatusBadRequest).text("errors.0.detail") != "No fare applicable" {
			t.Errorf("another %s: %s", what, a.raw)
		}
		a.refused(http.StatusBadRequest, 4926).at("/data/flightOffers[0]")
	}
	// The reference of one offer with the content of another is the other one.
	i := slices.IndexFunc(offers, func(o any) bool { return text(o, "price.grandTotal") != text(offer, "price.grandTotal") })
	mixed := copied(offers[i])
	put(mixed, "offerReference", text(offer, "offerReference"))
	if got := c.price(mixed).must(http.StatusOK).text("data.flightOffers.0.price.grandTotal"); got != text(offers[i], "price.grandTotal") {
		t.Fatalf("sold for %s", got)
	}
}

// A client that keeps only Amadeus' own fields, or an old offer, is served by
// what the offer says.
func TestPricingFindsOffersByContent(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.as("skytrip")
	a := c.call(http.MethodGet, oneWay+"&returnDate=2026-12-24&adults=1&infants=1", nil).must(http.StatusOK)
	for _, i := range []int{0, 7, 23} {
		offer := copied(a.get("data." + strconv.Itoa(i)))
		put(offer, "offerReference", nil)
		got := c.price(offer).must(http.StatusOK).get("data.flightOffers.0")
		if text(got, "price.grandTotal") != text(offer, "price.grandTotal") || text(got, "offerReference") == "" {
			t.Fatalf("offer %d: %v", i, dig(got, "price"))
		}
	}
	s.later(20*time.Minute + time.Second)
	c.price(a.get("data.0")).must(http.StatusOK)
	put(a.get("data.1"), "travelerPricings.1.travelerType", "CHILD")
	if got := c.price(a.get("data.1")).must(http.StatusOK).text("data.flightOffers.0.travelerPricings.1.travelerType"); got != "CHILD" {
		t.Fatalf("another party is priced as %s", got)
	}
}

func TestPricingRefusals(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	offer := c.offers("adults=1")[0]
	for what, want := range map[string]struct {
		path    string
		value   any
		code    int
		pointer string
	}{
		"type":        {"data.type", "flight-order", 4926, "/data/type"},
		"no offers":   {"data.flightOffers", []any{}, 32171, "/data/flightOffers"},
		"seven":       {"data.flightOffers", []any{offer, offer, offer, offer, offer, offer, offer}, 10661, "/data/flightOffers"},
		"mistyped":    {"data.flightOffers.0.itineraries", "none", 477, "/data/flightOffers/itineraries"},
		"no flights":  {"data.flightOffers.0.itineraries", []any{}, 32171, "/data/flightOffers[0]/itineraries"},
		"no segments": {"data.flightOffers.0.itineraries.0.segments", []any{}, 32171, "/data/flightOffers[0]/itineraries[0]/segments"},
		"nobody":      {"data.flightOffers.0.travelerPricings", []any{}, 32171, "/data/flightOffers[0]/travelerPricings"},
		"detail":      {"data.flightOffers.0.travelerPricings.0.fareDetailsBySegment.0.segmentId", "99", 4926, "/data/flightOffers[0]/travelerPricings[0]/fareDetailsBySegment[0]/segmentId"},
	} {
		t.Run(what, func(t *testing.T) {
			body := copied(pricingOf(offer))
			put(body, want.path, want.value)
			c.call(http.MethodPost, "/v1/shopping/flight-offers/pricing", body).refused(http.StatusBadRequest, want.code).at(want.pointer)
		})
	}
	card := pricingOf(offer)
	put(card, "data.payments", []any{map[string]any{"brand": "TULIP"}})
	c.call(http.MethodPost, "/v1/shopping/flight-offers/pricing", card).refused(http.StatusBadRequest, 572).at("/data/payments[0]/brand")
	a := c.call(http.MethodPost, "/v1/shopping/flight-offers/pricing?include=lunch", pricingOf(offer)).refused(http.StatusBadRequest, 572)
	if a.text("errors.0.source.parameter") != "include" {
		t.Fatalf("%s", a.raw)
	}
	c.call(http.MethodPost, "/v1/shopping/flight-offers/pricing", "not json").refused(http.StatusBadRequest, 477)
	c.call(http.MethodPost, "/v1/shopping/flight-offers/pricing", nil).refused(http.StatusBadRequest, 32171)
	c.headers = []string{"Content-Type", "text/plain"}
	c.price(offer).refused(http.StatusUnsupportedMediaType, 477)
}

func upsellOf(offer any) map[string]any {
	return map[string]any{"data": map[string]any{"type": "flight-offers-upselling", "flightOffers": []any{offer}}}
}

func TestUpsell(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	offer := c.offers("adults=1")[0]
	a := c.call(http.MethodPost, "/v1/shopping/flight-offers/upselling", upsellOf(offer)).must(http.StatusOK)
	brands := map[string]bool{}
	for _, o := range a.list("data") {
		checkOffer(t, a, o)
		brands[text(o, "travelerPricings.0.fareDetailsBySegment.0.brandedFare")] = true
		if text(o, "itineraries.0.segments.0.number") != text(offer, "itineraries.0.segments.0.number") ||
			fen(t, text(o, "price.grandTotal")) <= fen(t, text(offer, "price.grandTotal")) {
			t.Fatalf("no upsell: %v", o)
		}
		c.price(o).must(http.StatusOK)
	}
	if len(brands) < 2 {
		t.Fatalf("brands %v", brands)
	}
	dearest := a.list("data")[len(a.list("data"))-1]
	c.call(http.MethodPost, "/v1/shopping/flight-offers/upselling", upsellOf(dearest)).refused(http.StatusBadRequest, 39397).at("/data/flightOffers[0]")
}
