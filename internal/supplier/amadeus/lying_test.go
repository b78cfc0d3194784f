package amadeus_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
)

// TestASupplierThatLies: what is wrong with one offer costs us that offer, with a
// reason, and nothing else.
func TestASupplierThatLies(t *testing.T) {
	t.Parallel()
	honest := offerOf(t, "search.json", 1, "", "")
	lies := map[string]string{}
	lie := func(name, from, to string) {
		text := offerOf(t, "search.json", 0, "", "")
		var members map[string]any
		if err := json.Unmarshal([]byte(text), &members); err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(members) // in one line, with sorted names
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(raw), from) {
			t.Fatalf("%s: no %s in %s", name, from, raw)
		}
		lies[name] = strings.Replace(string(raw), from, to, 1)
	}
	lie("twenty decimals that matter", `"grandTotal":"3530.00"`, `"grandTotal":"3530.00000000000000000001"`)
	lie("another grand total", `"grandTotal":"3530.00"`, `"grandTotal":"3530.01"`)
	lie("no grand total", `"grandTotal":"3530.00"`, `"grandTotal":""`)
	lie("money of no currency", `"price":{"base":"3340.00","currency":"CNY"`, `"price":{"base":"3340.00","currency":"XXX"`)
	lie("two currencies", `"currency":"CNY","total":"1900.00"`, `"currency":"EUR","total":"1900.00"`)
	lie("a negative fare", `"base":"1780.00"`, `"base":"-1780.00"`)
	lie("base over total", `"base":"1780.00"`, `"base":"1980.00"`)
	lie("a number where text should be", `"base":"1780.00"`, `"base":1780.00`)
	lie("a list where an object should be", `"fareRules":{`, `"fareRules":[7],"x":{`)
	lie("a flight without number", `"number":"1501"`, `"number":"CA"`)
	lie("an airline of three letters", `"carrierCode":"CA","departure"`, `"carrierCode":"CCA","departure"`)
	lie("no airline", `"validatingAirlineCodes":["CA"]`, `"validatingAirlineCodes":[]`)
	lie("an airport nobody knows", `"iataCode":"PEK"`, `"iataCode":"ZZZ"`)
	lie("a time that is none", `2026-12-20T08:30:00`, `2026-12-20T25:30:00`)
	lie("arriving before departing", `2026-12-20T10:45:00`, `2026-12-20T06:45:00`)
	lie("no segments", `"segments":[`, `"segments":[],"x":[`)
	lie("a fare of a segment that is not there", `"segmentId":"11"`, `"segmentId":"12"`)
	lie("the same person twice", `"travelerId":"2"`, `"travelerId":"1"`)
	lie("a person of another kind", `"travelerType":"CHILD"`, `"travelerType":"ADULT"`)
	lie("nobody", `"travelerPricings":[`, `"travelerPricings":[],"x":[`)
	lie("half of a journey", `"oneWay":false`, `"oneWay":true`)
	// What could not be unpacked again must not be sold.
	lie("an offer of a megabyte", `"source":"GDS"`, `"source":"GDS","padding":"`+strings.Repeat("x", 1<<20)+`"`)
	lies["null"], lies["text"], lies["a number"], lies["nothing in it"] = "null", `"x"`, "7", "{}"
	for name, text := range lies {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, map[string]http.HandlerFunc{searchRoute: say(200, `{"data":[`+text+`,`+honest+`]}`)})
			answer, err := c.Shop.Shop(t.Context(), familySearch())
			if err != nil || len(answer.Offers) != 1 || answer.Offers[0].Owner != "MU" || len(answer.Dropped) != 1 {
				t.Fatalf("%d offers, dropped %v, %v", len(answer.Offers), answer.Dropped, err)
			}
		})
	}
}

// TestNonsenseIsBounded: however much of it there is, no more than the bound is
// read, and the good offers before it are.
func TestNonsenseIsBounded(t *testing.T) {
	t.Parallel()
	honest := offerOf(t, "search.json", 1, "", "")
	for more, want := range map[int]struct {
		dropped int
		partial bool
	}{
		supplier.MostListed - 1:     {supplier.MostListed - 1, false},
		supplier.MostListed + 9_000: {supplier.MostListed - 1, true},
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{searchRoute: say(200, `{"data":[`+honest+strings.Repeat(",{}", more)+`]}`)})
		answer, err := c.Shop.Shop(t.Context(), familySearch())
		if err != nil || len(answer.Offers) != 1 || len(answer.Dropped) != want.dropped || answer.Partial != want.partial {
			t.Errorf("%d: %d offers, %d dropped, partial %v, %v", more, len(answer.Offers), len(answer.Dropped), answer.Partial, err)
		}
		if want.partial != (len(answer.Cut) == 1 && answer.Cut[0] == "9001 more offers than are read") {
			t.Errorf("cut %q", answer.Cut)
		}
	}
}

// TestWhatIsOnlyOddIsUnderstood: none of it changes what is sold.
func TestWhatIsOnlyOddIsUnderstood(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string][2]string{
		"twenty zeros":            {`"total": "1900.00"`, `"total": "1900.00000000000000000000"`},
		"a prefixed number":       {`"number": "1501"`, `"number": "CA1501"`},
		"leading zeros":           {`"number": "1501"`, `"number": " 01501"`},
		"ids with spaces":         {`"11"`, `"1 1/é"`},
		"an unknown cabin":        {`"PREMIUM_ECONOMY"`, `"BUNK"`},
		"unknown bags":            {`"quantity": 2`, `"quantity": -2`},
		"a currency beside rules": {`"fareRules": {`, `"fareRules": {"currency": "CNY",`},
		"an unknown rule":         {`"EXCHANGE"`, `"TELEPORT"`},
		"more seats than exist":   {`"numberOfBookableSeats": 4`, `"numberOfBookableSeats": 400`},
		"no limit":                {`"lastTicketingDate": "2026-12-03"`, `"lastTicketingDate": "soon"`},
		"a null":                  {`"lastTicketingDate": "2026-12-03"`, `"lastTicketingDate": null`},
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{
			searchRoute: say(200, `{"data":[`+offerOf(t, "search.json", 0, tc[0], tc[1])+`]}`),
		})
		answer, err := c.Shop.Shop(t.Context(), familySearch())
		if err != nil || len(answer.Offers) != 1 || !answer.Offers[0].Total.Equal(agreed) {
			t.Errorf("%s: %d offers, %v, %v", name, len(answer.Offers), answer.Dropped, err)
			continue
		}
		if number := answer.Offers[0].Journeys[0].Segments[0].FlightNumber; number != "1501" {
			t.Errorf("%s: flight %s", name, number)
		}
	}
}

// TestTheSameOfferTwiceIsOne: Amadeus' ids mean nothing outside of an answer, but
// what is sold does.
func TestTheSameOfferTwiceIsOne(t *testing.T) {
	t.Parallel()
	one := offerOf(t, "search.json", 0, "", "")
	c, _ := serve(t, map[string]http.HandlerFunc{searchRoute: say(200, `{"data":[`+one+`,`+one+`]}`)})
	answer, err := c.Shop.Shop(t.Context(), familySearch())
	if err != nil || len(answer.Offers) != 1 || len(answer.Dropped) != 1 {
		t.Fatalf("%d offers, %v, %v", len(answer.Offers), answer.Dropped, err)
	}
}

// TestAnswersThatAreNoSearch: they are failures, never empty results.
func TestAnswersThatAreNoSearch(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"", "<html>", `{}`, `{"data":{}}`, `{"data":null}`, `{"data":7}`, `[]`, `{"errors":[]}`,
		`{"data":[],"errors":[{"code":141}]}`, file(t, "search.json")[:900],
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{searchRoute: say(200, body)})
		_, err := c.Shop.Shop(t.Context(), familySearch())
		kindOf(t, err, supplier.Unavailable)
	}
}
