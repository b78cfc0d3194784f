package amadeus_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/amadeus"
	"github.com/farebridge/farebridge/internal/travel"
)

func cny(amount string) money.Money { return money.MustParse(amount, money.CNY) }

func TestWhatASearchAsks(t *testing.T) {
	t.Parallel()
	url, s := listen(t, map[string]http.HandlerFunc{searchRoute: say(200, `{"meta":{"count":0},"data":[]}`)})
	cfg := config(url)
	cfg.Currency, cfg.MaxOffers = money.CNY, 40
	stops := 1
	search := familySearch()
	search.OriginDestinations = append(search.OriginDestinations, travel.OriginDestination{
		Origin: "SHA", Destination: "TSN", Date: travel.Date{Year: 2026, Month: time.December, Day: 27},
	})
	search.Preferences = travel.Preferences{Cabin: travel.CabinPremiumEconomy, Carriers: []string{"CA", "MU"}, MaxStops: &stops}
	answer, err := amadeus.New(cfg).Shop.Shop(t.Context(), search)
	if err != nil || len(answer.Offers) != 0 || len(answer.Dropped) != 0 {
		t.Fatalf("%+v, %v", answer, err)
	}
	sent := s.Last(searchRoute)
	var want map[string]any
	err = json.Unmarshal([]byte(`{
		"currencyCode": "CNY", "sources": ["GDS"],
		"originDestinations": [
			{"id": "1", "originLocationCode": "BJS", "destinationLocationCode": "SHA", "departureDateTimeRange": {"date": "2026-12-20"}},
			{"id": "2", "originLocationCode": "SHA", "destinationLocationCode": "TSN", "departureDateTimeRange": {"date": "2026-12-27"}}],
		"travelers": [
			{"id": "1", "travelerType": "ADULT"}, {"id": "2", "travelerType": "CHILD"},
			{"id": "3", "travelerType": "HELD_INFANT", "associatedAdultId": "1"}],
		"searchCriteria": {"maxFlightOffers": 40, "additionalInformation": {"brandedFares": true, "fareRules": true},
			"flightFilters": {
				"cabinRestrictions": [{"cabin": "PREMIUM_ECONOMY", "coverage": "MOST_SEGMENTS", "originDestinationIds": ["1", "2"]}],
				"carrierRestrictions": {"includedCarrierCodes": ["CA", "MU"]},
				"connectionRestriction": {"maxNumberOfConnections": 1}}}}`), &want)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(sent.Body, want) {
		t.Errorf("sent %v", sent.Body)
	}
	for name, value := range map[string]string{
		"Authorization": "Bearer token", "Content-Type": "application/vnd.amadeus+json", "X-Http-Method-Override": "GET",
	} {
		if got := sent.Header.Get(name); got != value {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestPartiesThatCannotBeAskedFor(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		pax  []travel.Pax
		want supplier.Kind
	}{
		{[]travel.Pax{{ID: "a", PTC: "SRC"}}, supplier.Unsupported},
		{[]travel.Pax{{ID: "a", PTC: travel.PTCAdult}, {ID: "b", PTC: travel.PTCInfant}, {ID: "c", PTC: travel.PTCInfant}}, supplier.Rejected},
	} {
		c, s := serve(t, nil)
		_, err := c.Shop.Shop(t.Context(), travel.Search{Pax: tc.pax})
		kindOf(t, err, tc.want)
		if len(s.routes()) != 0 {
			t.Error("asked all the same")
		}
	}
}

func TestWhatASearchFinds(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string]http.HandlerFunc{searchRoute: say(200, file(t, "search.json"))})
	answer, err := c.Shop.Shop(t.Context(), familySearch())
	if err != nil || len(answer.Offers) != 2 || len(answer.Dropped) != 0 {
		t.Fatalf("%d offers, dropped %v, %v", len(answer.Offers), answer.Dropped, err)
	}
	direct, connecting := answer.Offers[0], answer.Offers[1]
	checkSound(t, direct)
	checkSound(t, connecting)

	segment := direct.Journeys[0].Segments[0].ID()
	wantTerms := travel.Terms{
		PriceClasses: []travel.PriceClass{{
			Name: "PEFLEX", Cabin: travel.CabinPremiumEconomy, RBD: "W", FareBasis: "WFLEX", JourneyID: direct.Journeys[0].ID(),
		}},
		Baggage: []travel.BaggageAllowance{
			{Type: travel.BaggageChecked, Pieces: 2, PaxIDs: []string{"mum", "kid"}, SegmentIDs: []string{segment}},
			{Type: travel.BaggageChecked, Pieces: 1, WeightKg: 10, PaxIDs: []string{"baby"}, SegmentIDs: []string{segment}},
		},
		Refund: travel.Penalty{Allowed: travel.AllowanceNo},
		// What it says is the most over all stages, which is no fee of any.
		Change: travel.Penalty{Allowed: travel.AllowanceYes},
	}
	if !reflect.DeepEqual(direct.Terms, wantTerms) {
		t.Errorf("terms %+v", direct.Terms)
	}
	wantItems := []travel.OfferItem{
		{PaxIDs: []string{"mum"}, PTC: travel.PTCAdult, Price: travel.Price{Base: cny("1780.00"), Total: cny("1900.00"), Taxes: []travel.Tax{{Code: "XT", Amount: cny("120.00")}}}},
		{PaxIDs: []string{"kid"}, PTC: travel.PTCChild, Price: travel.Price{Base: cny("1360.00"), Total: cny("1430.00"), Taxes: []travel.Tax{{Code: "XT", Amount: cny("70.00")}}}},
		{PaxIDs: []string{"baby"}, PTC: travel.PTCInfant, Price: travel.Price{Base: cny("200.00"), Total: cny("200.00")}},
	}
	if !reflect.DeepEqual(direct.Items, wantItems) {
		t.Errorf("items %+v", direct.Items)
	}
	if direct.Owner != "CA" || direct.SeatsLeft != 4 || !direct.Total.Equal(agreed) ||
		!direct.Clocks.TicketBy.Equal(time.Date(2026, 12, 3, 15, 59, 59, 0, time.UTC)) {
		t.Errorf("%s, %d seats, %s, %v", direct.Owner, direct.SeatsLeft, direct.Total, direct.Clocks)
	}

	// Fees are of the whole order; times are the office's; the rest is unknown.
	if fees := connecting.Items[0].Price.Fees; len(fees) != 1 || fees[0] != (travel.Tax{Code: "TICKETING", Amount: cny("20.00")}) ||
		!connecting.Total.Equal(cny("3550.00")) {
		t.Errorf("fees %v of %s", fees, connecting.Total)
	}
	first, second := connecting.Journeys[0].Segments[0], connecting.Journeys[0].Segments[1]
	if !first.Codeshare() || second.FlightNumber != "123A" || connecting.Journeys[0].Duration != 5*time.Hour {
		t.Errorf("segments %+v %+v", first, second)
	}
	if !connecting.Clocks.TicketBy.Equal(time.Date(2026, 12, 2, 10, 0, 0, 0, time.UTC)) ||
		connecting.Terms.Refund.Allowed != travel.AllowanceUnknown || connecting.Terms.Change.Allowed != travel.AllowanceUnknown {
		t.Errorf("%v %+v", connecting.Clocks, connecting.Terms)
	}
}

func TestTicketingLimitsOfAnOffice(t *testing.T) {
	t.Parallel()
	url, _ := listen(t, map[string]http.HandlerFunc{searchRoute: say(200, file(t, "search.json"))})
	cfg := config(url)
	cfg.Office = time.FixedZone("Nice", 3600)
	answer, err := amadeus.New(cfg).Shop.Shop(t.Context(), familySearch())
	if err != nil || !answer.Offers[1].Clocks.TicketBy.Equal(time.Date(2026, 12, 2, 17, 0, 0, 0, time.UTC)) {
		t.Fatalf("%v, %v", answer.Offers[1].Clocks, err)
	}
}

func TestPreferencesThatAreKeptByUs(t *testing.T) {
	t.Parallel()
	none, many := 0, 5
	for name, tc := range map[string]struct {
		want    travel.Preferences
		offers  int
		filters bool
	}{
		"non-stop":         {travel.Preferences{MaxStops: &none}, 1, true},
		"any stops":        {travel.Preferences{MaxStops: &many}, 2, false},
		"one carrier":      {travel.Preferences{Carriers: []string{"MU"}}, 1, true},
		"a carrier absent": {travel.Preferences{Carriers: []string{"LH"}}, 0, true},
	} {
		c, s := serve(t, map[string]http.HandlerFunc{searchRoute: say(200, file(t, "search.json"))})
		search := familySearch()
		search.Preferences = tc.want
		answer, err := c.Shop.Shop(t.Context(), search)
		if err != nil || len(answer.Offers) != tc.offers || len(answer.Dropped) != 0 {
			t.Errorf("%s: %d offers, %v, %v", name, len(answer.Offers), answer.Dropped, err)
		}
		if sent := at(t, s.Last(searchRoute), "searchCriteria", "flightFilters"); (sent != nil) != tc.filters {
			t.Errorf("%s: filters %v", name, sent)
		}
	}
}

func TestBrandsOfTheCheapest(t *testing.T) {
	t.Parallel()
	dearer := `{"data":[` + offerOf(t, "search.json", 0, `"PEFLEX"`, `"PEFULL"`) + `,` + offerOf(t, "search.json", 0, "", "") + `]}`
	url, s := listen(t, map[string]http.HandlerFunc{
		searchRoute: say(200, file(t, "search.json")), upsellRoute: say(200, dearer),
	})
	cfg := config(url)
	cfg.Upsell = 1
	answer, err := amadeus.New(cfg).Shop.Shop(t.Context(), familySearch())
	if err != nil || len(answer.Offers) != 3 {
		t.Fatalf("%d offers, %v", len(answer.Offers), err)
	}
	if name := answer.Offers[2].Terms.PriceClasses[0].Name; name != "PEFULL" || s.Count(upsellRoute) != 1 {
		t.Errorf("%s after %d calls", name, s.Count(upsellRoute))
	}
	sent := s.Last(upsellRoute)
	if at(t, sent, "data", "type") != "flight-offers-upselling" || at(t, sent, "data", "flightOffers", 0, "somethingNew", "kept", 1) != 2.0 {
		t.Errorf("sent %v", sent.Body)
	}
}

func TestWithoutBrandsASearchIsWhole(t *testing.T) {
	t.Parallel()
	for name, answerWith := range map[string]http.HandlerFunc{
		"none": refuse(400, "39397"), "broken": say(500, "<html>"), "limited": refuse(429, "38194"),
	} {
		url, s := listen(t, map[string]http.HandlerFunc{searchRoute: say(200, file(t, "search.json")), upsellRoute: answerWith})
		cfg := config(url)
		cfg.Upsell = 6
		answer, err := amadeus.New(cfg).Shop.Shop(t.Context(), familySearch())
		if err != nil || len(answer.Offers) != 2 || len(answer.Dropped) != 0 || s.Count(upsellRoute) != 2 {
			t.Errorf("%s: %d offers, %v, %d calls, %v", name, len(answer.Offers), answer.Dropped, s.Count(upsellRoute), err)
		}
	}
}

// offerOf is one offer of a golden file, with some text replaced.
func offerOf(t testing.TB, name string, index int, from, to string) string {
	t.Helper()
	text := file(t, name)
	if from != "" {
		text = altered(t, name, from, to)
	}
	var body struct{ Data []json.RawMessage }
	err := json.Unmarshal([]byte(text), &body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body.Data[index])
}
