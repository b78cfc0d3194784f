package duffel

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

// bigAnswer is a search's answer of about 3 MB: a return trip for three with one
// stop each way, 220 offers, and all the fields Duffel sends that nobody reads.
func bigAnswer(tb testing.TB) (travel.Search, []byte) {
	tb.Helper()
	search := travel.Search{
		OriginDestinations: []travel.OriginDestination{
			{Origin: "PEK", Destination: "LHR", Date: travel.Date{Year: 2026, Month: time.December, Day: 20}},
			{Origin: "LHR", Destination: "PEK", Date: travel.Date{Year: 2026, Month: time.December, Day: 27}},
		},
		Pax: []travel.Pax{{ID: "a", PTC: travel.PTCAdult}, {ID: "b", PTC: travel.PTCAdult}, {ID: "c", PTC: travel.PTCChild}},
	}
	people := []any{}
	for i, kind := range []string{"adult", "adult", "child"} {
		people = append(people, map[string]any{
			"id": paxID(i), "type": kind, "age": nil, "fare_type": nil, "given_name": nil, "family_name": nil,
			"loyalty_programme_accounts": []any{},
		})
	}
	offers := make([]any, 220)
	for i := range offers {
		offers[i] = bigOffer(i, people)
	}
	raw, err := json.Marshal(map[string]any{"data": map[string]any{
		"id": "orq_0000AwEE7XosOlx8huuz1D", "live_mode": false, "client_key": strings.Repeat("k", 400),
		"created_at": "2026-12-01T08:00:00.333478Z", "cabin_class": "economy", "slices": []any{}, "passengers": people, "offers": offers,
	}})
	if err != nil {
		tb.Fatal(err)
	}
	if len(raw) < 2_800_000 || len(raw) > 3_400_000 {
		tb.Fatalf("%d bytes are not about 3 MB", len(raw))
	}
	return search, raw
}

func paxID(i int) string { return fmt.Sprintf("pas_0000AwEE7XosOlx8huuz%02d", i) }

func bigOffer(i int, people []any) map[string]any {
	free := map[string]any{"allowed": true, "penalty_amount": "120.00", "penalty_currency": "GBP"}
	return map[string]any{
		"id": fmt.Sprintf("off_0000AwEE7m8BBniD5q%04d", i), "live_mode": false, "partial": false,
		"owner":       bigAirline("CA"),
		"base_amount": "3000.00", "base_currency": "CNY", "tax_amount": "530.25", "tax_currency": "CNY",
		"total_amount": "3530.25", "total_currency": "CNY", "total_emissions_kg": "914",
		"created_at": "2026-12-01T08:00:00.333478Z", "updated_at": "2026-12-01T08:00:00.333478Z", "expires_at": "2026-12-01T08:30:00.119104Z",
		"payment_requirements": map[string]any{
			"requires_instant_payment": false, "price_guarantee_expires_at": "2026-12-01T10:00:00Z", "payment_required_by": "2026-12-02T08:00:00Z",
		},
		"passenger_identity_documents_required": false, "supported_passenger_identity_document_types": []any{"passport"},
		"supported_loyalty_programmes": []any{"CA"}, "private_fares": []any{}, "available_services": nil,
		"intended_payment_methods": []any{}, "available_airline_credit_ids": []any{},
		"conditions": map[string]any{"refund_before_departure": nil, "change_before_departure": free},
		"passengers": people,
		"slices": []any{
			bigSlice(i, free, 20, "PEK", "FRA", "LHR"), bigSlice(i+500, free, 27, "LHR", "FRA", "PEK"),
		},
	}
}

func bigAirline(code string) map[string]any {
	return map[string]any{
		"id": "arl_00009VME7DDSWSIAygCT2J", "iata_code": code, "name": "Invented Airways",
		"logo_symbol_url":            "https://assets.example.com/img/air/" + code + ".svg",
		"logo_lockup_url":            nil,
		"conditions_of_carriage_url": "https://www.example.com/conditions",
	}
}

func bigPlace(code string) map[string]any {
	return map[string]any{
		"id": "arp_" + strings.ToLower(code) + "_gb", "type": "airport", "iata_code": code, "iata_country_code": "GB", "icao_code": "E" + code,
		"name": "Invented International Airport", "city_name": "Invented City", "iata_city_code": code, "latitude": 51.470311, "longitude": -0.458118,
		"time_zone": "Europe/London", "city": map[string]any{"id": "cit_" + code, "iata_code": code, "iata_country_code": "GB", "name": "Invented City", "type": "city"},
	}
}

func bigSlice(i int, change any, day int, at ...string) map[string]any {
	segments := []any{}
	for leg := range len(at) - 1 {
		persons := []any{}
		for p := range 3 {
			persons = append(persons, map[string]any{
				"passenger_id": paxID(p), "cabin_class": "economy", "cabin_class_marketing_name": "Economy Standard", "fare_basis_code": "YSALE4CN",
				"cabin": map[string]any{"name": "economy", "marketing_name": "Economy", "amenities": map[string]any{
					"wifi": map[string]any{"available": true, "cost": "paid"}, "seat": nil,
					"power": map[string]any{"available": true},
				}},
				"baggages": []any{map[string]any{"type": "checked", "quantity": 1}, map[string]any{"type": "carry_on", "quantity": 1}},
			})
		}
		segments = append(segments, map[string]any{
			"id":     fmt.Sprintf("seg_0000AwEE7m8BBniD%04d%d", i, leg),
			"origin": bigPlace(at[leg]), "destination": bigPlace(at[leg+1]), "origin_terminal": "3", "destination_terminal": "1",
			"departing_at": fmt.Sprintf("2026-12-%dT%02d:05:00", day, 2+leg*16), "arriving_at": fmt.Sprintf("2026-12-%dT15:35:00", day+leg),
			"duration": "PT11H30M", "distance": "8164.5", "aircraft": map[string]any{"id": "arc_1", "iata_code": "789", "name": "Boeing 787-9"},
			"marketing_carrier": bigAirline("CA"), "marketing_carrier_flight_number": fmt.Sprint(100 + i),
			"operating_carrier": bigAirline("CA"), "operating_carrier_flight_number": fmt.Sprint(100 + i),
			"stops": []any{}, "passengers": persons,
		})
	}
	return map[string]any{
		"id": fmt.Sprintf("sli_0000AwEE7m8BBniD5q%04d", i), "fare_brand_name": "Standard", "duration": "P1DT2H", "comparison_key": "V/q3", "ngs_shelf": 2,
		"origin": bigPlace(at[0]), "destination": bigPlace(at[len(at)-1]), "origin_type": "airport", "destination_type": "airport",
		"conditions": map[string]any{"change_before_departure": change, "advance_seat_selection": nil, "priority_boarding": nil, "priority_check_in": nil},
		"segments":   segments,
	}
}

// bareAnswer is the wire structs as encoding/json alone would fill them.
type bareAnswer struct {
	Data struct {
		ID         string          `json:"id"`
		Passengers []wirePassenger `json:"passengers"`
		Offers     []wireOffer     `json:"offers"`
	} `json:"data"`
}

// readBig is what the connector does with an answer's bytes.
func readBig(tb testing.TB, search travel.Search, raw []byte) *harvest {
	tb.Helper()
	got, err := request{}.readSearch(supplier.Reply{Status: http.StatusCreated, Body: raw})
	if err != nil {
		tb.Fatal(err)
	}
	p, err := partyOf(search.Pax, got.passengers)
	if err != nil {
		tb.Fatal(err)
	}
	h := newHarvest(search)
	h.add(got, p)
	return h
}

// BenchmarkSearchAnswer decodes and maps 3 MB, beside encoding/json alone.
func BenchmarkSearchAnswer(b *testing.B) {
	search, raw := bigAnswer(b)
	againstBare(b, raw, func() {
		h := readBig(b, search, raw)
		if len(h.answer.Offers) != 220 {
			b.Fatalf("%d offers, %d dropped: %.200q", len(h.answer.Offers), len(h.answer.Dropped), h.answer.Dropped[:min(1, len(h.answer.Dropped))])
		}
	})
}

// BenchmarkSearchAnswerWithALie is the same with one offer of the wrong shape,
// which must cost nothing but itself.
func BenchmarkSearchAnswerWithALie(b *testing.B) {
	search, raw := bigAnswer(b)
	lie := []byte(strings.Replace(string(raw), `"total_amount":"3530.25"`, `"total_amount":3530.25`, 1))
	againstBare(b, raw, func() {
		h := readBig(b, search, lie)
		if len(h.answer.Offers) != 219 || len(h.answer.Dropped) != 1 {
			b.Fatalf("%d offers, %d dropped: %.200q", len(h.answer.Offers), len(h.answer.Dropped), h.answer.Dropped[:min(1, len(h.answer.Dropped))])
		}
	})
}

func againstBare(b *testing.B, raw []byte, full func()) {
	b.Helper()
	suppliertest.AgainstBare(b, len(raw), func() {
		var whole bareAnswer
		err := json.Unmarshal(raw, &whole)
		if err != nil {
			b.Fatal(err)
		}
	}, full)
}
