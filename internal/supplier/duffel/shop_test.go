package duffel_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

const searchRoute = "POST /air/offer_requests"

func TestShopAsksInDuffelsTerms(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string]http.HandlerFunc{searchRoute: say(http.StatusCreated, file(t, "search.json"))})
	search := familySearch(t)
	stops := 1
	search.Preferences.MaxStops = &stops
	search.Loyalty = []travel.LoyaltyAccount{
		{PaxID: search.Pax[0].ID, Carrier: "CA", Number: "42"}, // of nobody Duffel could look up
		{PaxID: search.Pax[0].ID, Carrier: "CA", Number: "0042", Surname: "Zhang", GivenName: " San"},
		{PaxID: search.Pax[0].ID, Carrier: "MU", Number: "77", Surname: "Zhang", GivenName: "San"},
		{PaxID: search.Pax[0].ID, Carrier: "CZ", Number: "78", Surname: "Li", GivenName: "San"}, // a passenger has one name
		{PaxID: search.Pax[1].ID, Carrier: "CA", Number: "43", Surname: "张", GivenName: "三"},
		{PaxID: search.Pax[1].ID, Carrier: "CA", Number: "45", Surname: "Jónsson", GivenName: "Ægir"},
		{PaxID: search.Pax[1].ID, Carrier: "CA", Number: "44", Surname: "Wolfeschlegelsteinhausen", GivenName: "Hubert"},
	}
	search.AccountCodes = []travel.AccountCode{{Contract: "acme", Carrier: "CA", Code: "ACME01"}, {Contract: "acme", Carrier: "CA", Code: "ACME02"}}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, err := c.Shop.Shop(ctx, search); err != nil {
		t.Fatal(err)
	}
	got := s.Last(searchRoute)
	want := map[string]any{"data": map[string]any{
		"slices": []any{map[string]any{"origin": "BJS", "destination": "SHA", "departure_date": "2026-12-20"}},
		"passengers": []any{map[string]any{
			"type": "adult", "given_name": "San", "family_name": "Zhang", "loyalty_programme_accounts": []any{
				map[string]any{"airline_iata_code": "CA", "account_number": "0042"}, map[string]any{"airline_iata_code": "MU", "account_number": "77"},
			},
		}, map[string]any{"age": 8.0}, map[string]any{"age": 0.0}},
		"cabin_class":     "premium_economy",
		"max_connections": 1.0,
		"private_fares":   map[string]any{"CA": []any{map[string]any{"corporate_code": "ACME01"}, map[string]any{"corporate_code": "ACME02"}}},
	}}
	if !reflect.DeepEqual(got.Body, want) {
		t.Errorf("body %v, want %v", got.Body, want)
	}
	for name, value := range map[string]string{
		"Authorization": "Bearer token", "Duffel-Version": "v2", "Accept": "application/json", "Content-Type": "application/json",
	} {
		if got.Header.Get(name) != value {
			t.Errorf("%s: %q", name, got.Header.Get(name))
		}
	}
	query, err := url.ParseQuery(got.Query)
	if err != nil || query.Get("return_offers") != "true" {
		t.Errorf("query %q: %v", got.Query, err)
	}
	ms, err := strconv.Atoi(query.Get("supplier_timeout"))
	if err != nil || ms > 9600 || ms < 5000 {
		t.Errorf("supplier_timeout %q under a deadline of 10 s", query.Get("supplier_timeout"))
	}
}

func TestShopTimeoutStaysWithinDuffelsBounds(t *testing.T) {
	t.Parallel()
	for budget, want := range map[time.Duration]string{2300 * time.Millisecond: "2000", 5 * time.Minute: "60000", 0: "20000"} {
		c, s := serve(t, map[string]http.HandlerFunc{searchRoute: say(http.StatusCreated, file(t, "search.json"))})
		ctx, cancel := context.WithCancel(t.Context())
		if budget > 0 {
			ctx, cancel = context.WithTimeout(t.Context(), budget)
		}
		if _, err := c.Shop.Shop(ctx, familySearch(t)); err != nil {
			t.Fatal(err)
		}
		cancel()
		if query := s.Last(searchRoute).Query; !strings.Contains(query, "supplier_timeout="+want) {
			t.Errorf("budget %v: %s", budget, query)
		}
	}
}

func TestShopReadsOffers(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string]http.HandlerFunc{searchRoute: say(http.StatusCreated, file(t, "search.json"))})
	answer, err := c.Shop.Shop(t.Context(), familySearch(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(answer.Offers) != 2 || len(answer.Dropped) != 0 {
		t.Fatalf("%d offers, dropped %v", len(answer.Offers), answer.Dropped)
	}
	checkDirect(t, answer.Offers[0])
	checkOneStop(t, answer.Offers[1])
}

func checkDirect(t *testing.T, o travel.SupplierOffer) {
	t.Helper()
	cny := func(amount string) money.Money { return money.MustParse(amount, money.CNY) }
	hundred := cny("100.00")
	local := func(s string) travel.LocalTime {
		l, err := travel.ParseLocalTime(s)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	const flight = "CA1501-PEKSHA-2026-12-20T0830T1045"
	want := travel.SupplierOffer{
		Owner: "CA",
		Ref:   directRef(t),
		Journeys: []travel.PaxJourney{{Duration: 135 * time.Minute, Segments: []travel.PaxSegment{{
			MarketingCarrier: "CA", FlightNumber: "1501", OperatingCarrier: "CA", OperatingFlightNumber: "1501",
			Departure: travel.FlightPoint{Airport: "PEK", Terminal: "3", Time: local("2026-12-20T08:30:00"), Zone: "Asia/Shanghai"},
			Arrival:   travel.FlightPoint{Airport: "SHA", Time: local("2026-12-20T10:45:00"), Zone: "Asia/Shanghai"},
			Duration:  135 * time.Minute, Aircraft: "32N",
		}}}},
		Items: []travel.OfferItem{{PaxIDs: []string{"mum", "kid", "baby"}, Price: travel.Price{
			Base: cny("3430.00"), Taxes: []travel.Tax{{Code: "XT", Amount: hundred}}, Total: agreed,
		}}},
		PaxRules: travel.PaxRules{LatinNames: true, NameLimit: 20, MaleOrFemale: true, DocumentTypes: []string{"passport"}, DocumentExpiry: true},
		Total:    agreed,
		Terms: travel.Terms{
			PriceClasses: []travel.PriceClass{{Name: "Flex", Cabin: travel.CabinEconomy, FareBasis: "Y", JourneyID: flight}},
			Baggage: []travel.BaggageAllowance{
				{Type: travel.BaggageChecked, Pieces: 1, PaxIDs: []string{"mum", "kid"}, SegmentIDs: []string{flight}},
				{Type: travel.BaggageCarryOn, Pieces: 1, PaxIDs: []string{"mum", "kid"}, SegmentIDs: []string{flight}},
				{Type: travel.BaggageChecked, Pieces: 0, PaxIDs: []string{"baby"}, SegmentIDs: []string{flight}},
			},
			Refund: travel.Penalty{Allowed: travel.AllowanceYes, Fee: &hundred},
			Change: travel.Penalty{Allowed: travel.AllowanceUnknown},
		},
		Clocks: travel.Clocks{
			OfferExpiresAt:       time.Date(2026, 12, 1, 8, 20, 0, 500_000_000, time.UTC),
			PriceGuaranteedUntil: time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC),
			PayBy:                time.Date(2026, 12, 2, 8, 0, 0, 0, time.UTC),
		},
		Holdable: true,
	}
	if !reflect.DeepEqual(o, want) {
		t.Errorf("got  %+v\nwant %+v", o, want)
	}
}

func checkOneStop(t *testing.T, o travel.SupplierOffer) {
	t.Helper()
	if o.Holdable || !o.Clocks.OfferExpiresAt.IsZero() || !o.Clocks.PayBy.IsZero() {
		t.Errorf("promises nobody made: %+v %v", o.Clocks, o.Holdable)
	}
	if len(o.Items[0].Price.Taxes) != 0 || o.Total.Amount() != "980.00" {
		t.Errorf("price %+v", o.Items[0].Price)
	}
	segments := o.Journeys[0].Segments
	if segments[0].FlightNumber != "21" || segments[0].OperatingFlightNumber != "9" || !segments[0].Codeshare() {
		t.Errorf("first segment %+v", segments[0])
	}
	if segments[1].FlightNumber != "22A" || segments[1].OperatingCarrier != "" || segments[1].Aircraft != "" {
		t.Errorf("second segment %+v", segments[1])
	}
	if o.Journeys[0].Duration != 6*time.Hour+20*time.Minute {
		t.Errorf("journey takes %v", o.Journeys[0].Duration)
	}
	class := o.Terms.PriceClasses[0]
	if class.Name != "" || class.Cabin != travel.CabinEconomy || class.FareBasis != "J/Y" {
		t.Errorf("price class %+v", class)
	}
	if o.Terms.Refund.Allowed != travel.AllowanceNo {
		t.Errorf("refund %+v", o.Terms.Refund)
	}
	if o.Terms.Change.Allowed != travel.AllowanceYes || o.Terms.Change.Fee != nil {
		t.Errorf("an unknown fee became %+v", o.Terms.Change)
	}
}

func TestShopKeepsToPreferences(t *testing.T) {
	t.Parallel()
	none := 0
	for name, tc := range map[string]struct {
		want  travel.Preferences
		owner string
	}{
		"carrier": {travel.Preferences{Carriers: []string{"MU", "CZ"}}, "MU"},
		"direct":  {travel.Preferences{MaxStops: &none}, "CA"},
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{searchRoute: say(http.StatusCreated, file(t, "search.json"))})
		search := familySearch(t)
		search.Preferences = tc.want
		answer, err := c.Shop.Shop(t.Context(), search)
		if err != nil || len(answer.Offers) != 1 || answer.Offers[0].Owner != tc.owner {
			t.Errorf("%s: %d offers, %v", name, len(answer.Offers), err)
		}
	}
}

// TestShopDropsWhatItCannotUnderstand spoils one offer and expects the other.
func TestShopDropsWhatItCannotUnderstand(t *testing.T) {
	t.Parallel()
	segment := func(key string, value any) func(map[string]any) {
		return func(o map[string]any) { at(o, "slices", 0, "segments", 0)[key] = value }
	}
	for reason, spoil := range map[string]func(map[string]any){
		"do not make total":       func(o map[string]any) { o["total_amount"] = "3530.01" },
		"\"100.00\" USD do not":   func(o map[string]any) { o["tax_currency"] = "USD" },
		"total: money":            func(o map[string]any) { o["total_currency"] = "XXX" },
		"base: money":             func(o map[string]any) { o["base_amount"] = "3.43e3" },
		"tax: negative":           func(o map[string]any) { o["tax_amount"] = "-1.00" },
		"cannot unmarshal":        func(o map[string]any) { o["total_amount"] = 3530.00 },
		"no slices":               func(o map[string]any) { o["slices"] = []any{} },
		"2 slices for 1 asked":    func(o map[string]any) { o["slices"] = []any{at(o, "slices", 0), at(o, "slices", 0)} },
		"no segments":             func(o map[string]any) { at(o, "slices", 0)["segments"] = nil },
		"partial":                 func(o map[string]any) { o["partial"] = true },
		"owner":                   func(o map[string]any) { o["owner"] = map[string]any{"iata_code": nil} },
		"without id":              func(o map[string]any) { o["id"] = nil },
		"unknown airport \"QQQ\"": segment("destination", map[string]any{"iata_code": "QQQ"}),
		"flight number":           segment("marketing_carrier_flight_number", "0000"),
		"marketing carrier":       segment("marketing_carrier", nil),
		"arrival: time":           segment("arriving_at", "2026-12-20"),
		"arrives before":          segment("arriving_at", "2026-12-20T08:30:00"),
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			var body map[string]any
			err := json.Unmarshal([]byte(file(t, "search.json")), &body)
			if err != nil {
				t.Fatal(err)
			}
			spoil(at(body, "data", "offers", 0))
			raw, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			c, _ := serve(t, map[string]http.HandlerFunc{searchRoute: say(http.StatusCreated, string(raw))})
			answer, err := c.Shop.Shop(t.Context(), familySearch(t))
			if err != nil || len(answer.Offers) != 1 || len(answer.Dropped) != 1 {
				t.Fatalf("%d offers, dropped %v, %v", len(answer.Offers), answer.Dropped, err)
			}
			if !strings.Contains(answer.Dropped[0], reason) {
				t.Errorf("reason %q", answer.Dropped[0])
			}
		})
	}
}

// at walks into decoded JSON by keys and indices.
func at(v any, path ...any) map[string]any {
	for _, step := range path {
		switch s := step.(type) {
		case string:
			v = v.(map[string]any)[s]
		case int:
			v = v.([]any)[s]
		default:
			panic(fmt.Sprintf("step %v", step))
		}
	}
	return v.(map[string]any)
}

func TestShopFailsWhole(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answer http.HandlerFunc
		want   supplier.Kind
	}{
		"another party":   {say(201, `{"data":{"id":"orq","passengers":[{"id":"p"}],"offers":[]}}`), supplier.Unavailable},
		"mixed up":        {say(201, strings.Replace(file(t, "search.json"), `"child"`, `"adult"`, 1)), supplier.Unavailable},
		"no offers field": {say(201, `{"data":{"id":"orq","passengers":[]}}`), supplier.Unavailable},
		"date too far":    {refuse(422, "validation_inclusion"), supplier.Rejected},
		"wrong token":     {refuse(401, "access_token_not_found"), supplier.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, map[string]http.HandlerFunc{searchRoute: tc.answer})
			_, err := c.Shop.Shop(t.Context(), familySearch(t))
			kindOf(t, err, tc.want)
		})
	}
}

func TestShopWithoutSeatedInfants(t *testing.T) {
	t.Parallel()
	c, s := serve(t, nil)
	search := familySearch(t)
	search.Pax = []travel.Pax{{ID: "a", PTC: travel.PTCAdult}, {ID: "b", PTC: travel.PTCInfantSeated}}
	_, err := c.Shop.Shop(t.Context(), search)
	kindOf(t, err, supplier.Unsupported)
	if len(s.Routes()) != 0 {
		t.Error("asked all the same")
	}
}
