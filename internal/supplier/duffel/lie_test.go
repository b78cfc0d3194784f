package duffel_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestASupplierThatLies loses the offer it lies about, with a reason, and
// nothing else. A nil reason is a lie that does no harm.
func TestASupplierThatLies(t *testing.T) {
	t.Parallel()
	segment := func(key string, value any) func(map[string]any) {
		return func(o map[string]any) { at(o, "slices", 0, "segments", 0)[key] = value }
	}
	passenger := func(key string, value any) func(map[string]any) {
		return func(o map[string]any) {
			for _, p := range at(o, "slices", 0, "segments", 0)["passengers"].([]any) {
				p.(map[string]any)[key] = value
			}
		}
	}
	set := func(key string, value any) func(map[string]any) { return func(o map[string]any) { o[key] = value } }
	for name, tc := range map[string]struct {
		lie    func(map[string]any)
		reason string
	}{
		"number for string":         {set("total_amount", 3530.00), "cannot unmarshal number"},
		"object for list":           {set("slices", map[string]any{"0": "x"}), "cannot unmarshal object"},
		"list for object":           {set("owner", []any{}), "cannot unmarshal array"},
		"text for flag":             {set("partial", "no"), "cannot unmarshal string"},
		"text for bags":             {passenger("baggages", "two"), "cannot unmarshal string"},
		"fraction of a bag":         {passenger("baggages", []any{map[string]any{"type": "checked", "quantity": 1.5}}), "cannot unmarshal number"},
		"20 decimals":               {set("total_amount", "3530.00000000000000000001"), "total: money"},
		"20 decimals, all zero":     {set("base_amount", "3430.00000000000000000000"), ""},
		"more than money can be":    {set("total_amount", "99999999999999999999.00"), "total: money"},
		"card type as amount":       {set("tax_amount", "VI"), "tax: money"},
		"card type as currency":     {set("total_currency", "VISA"), "total: money"},
		"total of nothing":          {set("total_amount", ""), "total: money"},
		"other carrier's prefix":    {segment("marketing_carrier_flight_number", "W29896"), "flight number"},
		"id with spaces":            {set("id", "off 1"), "id that no address can have"},
		"id of control characters":  {set("id", "off\n1"), "id that no address can have"},
		"id that climbs":            {set("id", ".."), "id that no address can have"},
		"id without end":            {set("id", strings.Repeat("x", 5000)), "id that no address can have"},
		"same id again":             {set("id", "off_onestop"), "same id"},
		"owner with spaces":         {func(o map[string]any) { at(o, "owner")["iata_code"] = " CA" }, "owner"},
		"passengers of others":      {passenger("passenger_id", "pas_9"), "none of the passengers"},
		"airport missing":           {segment("origin", nil), "unknown airport"},
		"time with offset":          {segment("departing_at", "2026-12-20T08:30:00+08:00"), "departure: time"},
		"own prefix":                {segment("marketing_carrier_flight_number", "CA1501"), ""},
		"own prefix, spaced":        {segment("marketing_carrier_flight_number", "CA 1501 "), ""},
		"unknown cabin":             {passenger("cabin_class", "hammock"), ""},
		"unknown bag":               {passenger("baggages", []any{map[string]any{"type": "trunk", "quantity": 1}}), ""},
		"negative bags":             {passenger("baggages", []any{map[string]any{"type": "checked", "quantity": -7}}), ""},
		"no aircraft":               {segment("aircraft", nil), ""},
		"operating number of words": {segment("operating_carrier_flight_number", "see ticket"), ""},
		"field nobody knows":        {set("never_heard_of", map[string]any{"a": []any{1}}), ""},
		"services nobody asked for": {set("available_services", "none"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var body map[string]any
			err := json.Unmarshal([]byte(file(t, "search.json")), &body)
			if err != nil {
				t.Fatal(err)
			}
			offers := at(body, "data")["offers"].([]any)
			tc.lie(offers[0].(map[string]any))
			// The liar comes last: what is behind it must not be what is kept.
			at(body, "data")["offers"] = []any{offers[1], offers[0], nil, 7, "offer", []any{}}
			raw, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			c, _ := serve(t, map[string]http.HandlerFunc{searchRoute: say(http.StatusCreated, string(raw))})
			answer, err := c.Shop.Shop(t.Context(), familySearch(t))
			lost := 4 // null, a number, a word, a list
			if tc.reason != "" {
				lost++
			}
			if err != nil || len(answer.Offers)+lost != 6 || len(answer.Dropped) != lost {
				t.Fatalf("%d offers, dropped %.300q, %v", len(answer.Offers), answer.Dropped, err)
			}
			if !strings.Contains(strings.Join(answer.Dropped, "\n"), tc.reason) {
				t.Errorf("reasons %.300q", answer.Dropped)
			}
			for _, reason := range answer.Dropped {
				if len(reason) > 600 {
					t.Errorf("a reason of %d bytes", len(reason))
				}
			}
			for _, offer := range answer.Offers {
				checkSound(t, offer)
			}
		})
	}
}

// TestErrorsInSuccess: an error body under 200, whatever stands beside it, is no
// answer.
func TestErrorsInSuccess(t *testing.T) {
	t.Parallel()
	good := strings.TrimSuffix(strings.TrimSpace(file(t, "search.json")), "}")
	for _, body := range []string{
		`{"errors":[{"code":"airline_unknown","title":"T"}],"meta":{"status":502}}`,
		good + `,"errors":[{"code":"x"}]}`,
		good + `} trailing`,
		good,
		`{"data":` + file(t, "search.json") + `}`,
		`{"data":null}`,
		`[]`,
		`"fine"`,
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{searchRoute: say(http.StatusOK, body)})
		answer, err := c.Shop.Shop(t.Context(), familySearch(t))
		if err == nil {
			t.Errorf("%.60s: %d offers", body, len(answer.Offers))
			continue
		}
		if kind := fmt.Sprint(err); !strings.Contains(kind, "unavailable") {
			t.Errorf("%.60s: %v", body, err)
		}
	}
}

// What stands beside the offers, and more of them than there can be, costs no offer
// that is good.
func TestNonsenseBesideTheOffers(t *testing.T) {
	t.Parallel()
	var body struct {
		Data map[string]json.RawMessage `json:"data"`
	}
	err := json.Unmarshal([]byte(file(t, "search.json")), &body)
	if err != nil {
		t.Fatal(err)
	}
	id, passengers, offers := string(body.Data["id"]), string(body.Data["passengers"]), string(body.Data["offers"])
	whole := `"id":` + id + `,"passengers":` + passengers + `,"offers":` + offers
	nothing := strings.Repeat("{},", 20_000) + "{}"
	for name, tc := range map[string]struct {
		answer  string
		partial bool
	}{
		"batches in words":      {`{"data":{` + whole + `,"remaining_batches":"3"}}`, false},
		"errors of no shape":    {`{"data":{` + whole + `},"errors":{}}`, false},
		"offers said again":     {`{"data":{` + whole + `,"offers":[]}}`, false},
		"thousands of nothings": {`{"data":{` + whole + `,"offers":[` + nothing + `]}}`, true},
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{searchRoute: say(http.StatusCreated, tc.answer)})
		answer, err := c.Shop.Shop(t.Context(), familySearch(t))
		if err != nil || len(answer.Offers) != 2 || answer.Partial != tc.partial || len(answer.Dropped) > 10_001 {
			t.Errorf("%s: %d offers, %d dropped, partial %v, %v", name, len(answer.Offers), len(answer.Dropped), answer.Partial, err)
		}
	}
}
