package shopping_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// market is a finished search of offers that differ in everything they can be
// told apart by.
func market(t *testing.T) (*house, shopping.Result) {
	t.Helper()
	early := flight("CA", "1", "07:30", "500.00", 130)
	early.Terms.Refund.Allowed = travel.AllowanceNo
	late := flight("MU", "2", "20:00", "600.00", 100)
	late.Terms = travel.Terms{
		PriceClasses: []travel.PriceClass{{Cabin: travel.CabinBusiness, JourneyID: late.Journeys[0].ID()}},
		Baggage:      []travel.BaggageAllowance{{Type: travel.BaggageChecked, Pieces: 2, PaxIDs: []string{"p1"}, SegmentIDs: []string{late.Journeys[0].Segments[0].ID()}}},
		Refund:       travel.Penalty{Allowed: travel.AllowanceYes},
	}
	stop := flight("CZ", "3", "12:00", "700.00", 300)
	next := stop.Journeys[0].Segments[0]
	next.FlightNumber, next.MarketingCarrier, next.Departure.Airport = "4", "CA", "SHA"
	stop.Journeys[0].Segments = append(stop.Journeys[0].Segments, next)
	h := open(t, 0, named("one", sells(early, late)), named("other", sells(stop)))
	result, err := h.AirShopping(t.Context(), question())
	if err != nil {
		t.Fatal(err)
	}
	return h, result
}

func TestPagesAreSortedAndFiltered(t *testing.T) {
	t.Parallel()
	h, result := market(t)
	zero := 0
	most := money.MustParse("600.00", money.CNY)
	for name, tc := range map[string]struct {
		order  shopping.Order
		filter shopping.Filter
		want   []string
	}{
		"as ranked":         {"", shopping.Filter{}, []string{"500.00", "600.00", "700.00"}},
		"by price":          {shopping.OrderPrice, shopping.Filter{}, []string{"500.00", "600.00", "700.00"}},
		"dearest first":     {"-price", shopping.Filter{}, []string{"700.00", "600.00", "500.00"}},
		"shortest first":    {shopping.OrderDuration, shopping.Filter{}, []string{"600.00", "500.00", "700.00"}},
		"latest first":      {"-departure", shopping.Filter{}, []string{"600.00", "700.00", "500.00"}},
		"earliest arrival":  {shopping.OrderArrival, shopping.Filter{}, []string{"500.00", "700.00", "600.00"}},
		"fewest stops":      {shopping.OrderStops, shopping.Filter{}, []string{"500.00", "600.00", "700.00"}},
		"most stops":        {"-stops", shopping.Filter{}, []string{"700.00", "500.00", "600.00"}},
		"nonstop":           {"", shopping.Filter{Preferences: travel.Preferences{MaxStops: &zero}}, []string{"500.00", "600.00"}},
		"business":          {"", shopping.Filter{Preferences: travel.Preferences{Cabin: travel.CabinBusiness}}, []string{"500.00", "600.00", "700.00"}},
		"economy":           {"", shopping.Filter{Preferences: travel.Preferences{Cabin: travel.CabinEconomy}}, []string{"500.00", "700.00"}},
		"with two bags":     {"", shopping.Filter{Preferences: travel.Preferences{CheckedBags: 2}}, []string{"600.00"}},
		"with three bags":   {"", shopping.Filter{Preferences: travel.Preferences{CheckedBags: 3}}, nil},
		"refundable":        {"", shopping.Filter{Preferences: travel.Preferences{Refundable: true}}, []string{"600.00"}},
		"in the morning":    {"", shopping.Filter{Preferences: travel.Preferences{Departure: &travel.TimeWindow{From: 0, To: 450}}}, []string{"500.00"}},
		"after the morning": {"", shopping.Filter{Preferences: travel.Preferences{Departure: &travel.TimeWindow{From: 451, To: 1439}}}, []string{"600.00", "700.00"}},
		"at most 600":       {"", shopping.Filter{Preferences: travel.Preferences{MaxPrice: &most}}, []string{"500.00", "600.00"}},
		"one carrier":       {"", shopping.Filter{Preferences: travel.Preferences{Carriers: []string{"CA"}}}, []string{"500.00"}},
		"two carriers":      {"", shopping.Filter{Preferences: travel.Preferences{Carriers: []string{"CA", "CZ"}}}, []string{"500.00", "700.00"}},
		"one supplier":      {"", shopping.Filter{Suppliers: []string{"other"}}, []string{"700.00"}},
		"another day":       {"", shopping.Filter{Day: day.AddDays(1)}, nil},
	} {
		body, err := h.Retrieve(t.Context(), shopping.Page{AgencyID: "agy_1", ShoppingID: result.Summary.ShoppingID, Order: tc.order, Filter: tc.filter})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		page := read(t, plain(t, body))
		var totals []string
		for _, o := range page.Offers {
			totals = append(totals, o.Total)
		}
		if !slices.Equal(totals, tc.want) || page.Total != len(tc.want) {
			t.Errorf("%s: %q of %d, want %q", name, totals, page.Total, tc.want)
		}
	}
}

// A highest price in a currency that nothing is known in is told, not a page of
// nothing.
func TestAHighestPriceInAnotherCurrency(t *testing.T) {
	t.Parallel()
	h, result := market(t)
	dollars := money.MustParse("600.00", money.USD)
	_, err := h.Retrieve(t.Context(), shopping.Page{
		AgencyID: "agy_1", ShoppingID: result.Summary.ShoppingID, Filter: shopping.Filter{Preferences: travel.Preferences{MaxPrice: &dollars}},
	})
	var told *travel.Error
	if !errors.As(err, &told) || len(told.Fields) != 1 || told.Fields[0].Code != "otherCurrency" || told.Fields[0].Params[0] != "CNY" {
		t.Errorf("%v", err)
	}
}

// Turned around or not, what costs the same stands shortest first.
func TestOffersOfOnePriceStandAsRanked(t *testing.T) {
	t.Parallel()
	h := open(t, 0, named("one", sells(
		flight("CA", "1", "07:30", "500.00", 130), flight("CA", "2", "07:30", "500.00", 120), flight("CA", "3", "07:30", "600.00", 150), flight("CA", "4", "07:30", "600.00", 140),
	)))
	result, err := h.AirShopping(t.Context(), question())
	if err != nil {
		t.Fatal(err)
	}
	for order, want := range map[shopping.Order]string{"price": "CA2 CA1 CA4 CA3", "-price": "CA4 CA3 CA2 CA1"} {
		body, err := h.Retrieve(t.Context(), shopping.Page{AgencyID: "agy_1", ShoppingID: result.Summary.ShoppingID, Order: order})
		if err != nil {
			t.Fatal(err)
		}
		var flights []string
		for _, o := range read(t, plain(t, body)).Offers {
			flight, _, _ := strings.Cut(o.Refs[0], "-")
			flights = append(flights, flight)
		}
		if got := strings.Join(flights, " "); got != want {
			t.Errorf("%s: %s, want %s", order, got, want)
		}
	}
}

// A cursor goes on where it was given, and nowhere else.
func TestACursorBelongsToItsOrderAndFilter(t *testing.T) {
	t.Parallel()
	h, result := searched(t, 120)
	page := shopping.Page{AgencyID: "agy_1", ShoppingID: result.Summary.ShoppingID, Limit: 50, Order: "-price"}
	var totals []string
	for {
		body, err := h.Retrieve(t.Context(), page)
		if err != nil {
			t.Fatal(err)
		}
		shown := read(t, plain(t, body))
		for _, o := range shown.Offers {
			totals = append(totals, o.Total)
		}
		if shown.After == "" {
			break
		}
		page.After = shown.After
	}
	if len(totals) != 120 || totals[0] != "619.00" || totals[119] != "500.00" {
		t.Errorf("%d offers from %s to %s", len(totals), totals[0], totals[len(totals)-1])
	}
	for name, other := range map[string]func(*shopping.Page){
		"as ranked":     func(p *shopping.Page) { p.Order = "" },
		"another order": func(p *shopping.Page) { p.Order = shopping.OrderDuration },
		"filtered":      func(p *shopping.Page) { p.Filter.Refundable = true },
		"no order":      func(p *shopping.Page) { p.Order, p.After = "cheapest", "" },
	} {
		wrong := page
		other(&wrong)
		if _, err := h.Retrieve(t.Context(), wrong); travel.CodeOf(err) != travel.CodeValidationFailed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is asked for is narrowed as what is read again is.
func TestASearchIsNarrowedByItsPreferences(t *testing.T) {
	t.Parallel()
	bag := flight("CA", "1", "07:30", "500.00", 130)
	bag.Terms.Baggage = []travel.BaggageAllowance{{Type: travel.BaggageChecked, Pieces: 1, PaxIDs: []string{"p1"}, SegmentIDs: []string{bag.Journeys[0].Segments[0].ID()}}}
	h := open(t, 0, named("air-china", sells(bag, flight("CA", "3", "09:30", "400.00", 130))))
	in := question()
	in.Search.Preferences = travel.Preferences{CheckedBags: 1, Departure: &travel.TimeWindow{From: 0, To: int((8 * time.Hour).Minutes())}}
	result, err := h.AirShopping(t.Context(), in)
	page := read(t, plain(t, result.Page))
	if err != nil || len(page.Offers) != 1 || page.Offers[0].Total != "500.00" || !result.Summary.Complete || result.Summary.Suppliers[0].Status != shopping.StatusOK {
		t.Errorf("%+v, %+v, %v", page, result.Summary, err)
	}
}
