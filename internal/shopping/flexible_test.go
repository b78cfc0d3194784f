package shopping_test

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// on moves an offer's flights to another day.
func on(offer travel.SupplierOffer, day travel.Date) travel.SupplierOffer {
	offer.Journeys = slices.Clone(offer.Journeys)
	for i := range offer.Journeys {
		offer.Journeys[i].Segments = slices.Clone(offer.Journeys[i].Segments)
		for j := range offer.Journeys[i].Segments {
			s := &offer.Journeys[i].Segments[j]
			for _, point := range []*travel.FlightPoint{&s.Departure, &s.Arrival} {
				moved, err := travel.ParseLocalTime(day.String() + strings.TrimPrefix(point.Time.String(), point.Time.Date().String()))
				if err != nil {
					panic(err)
				}
				point.Time = moved
			}
		}
	}
	return offer
}

func TestFlexibleDaysMakeACalendar(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var asked []string
	prices := map[travel.Date]string{day.AddDays(-1): "900.00", day: "850.00", day.AddDays(1): "640.00"}
	daily := &shop{answer: func(s travel.Search) (supplier.ShopAnswer, error) {
		date := s.OriginDestinations[0].Date
		mu.Lock()
		asked = append(asked, date.String())
		mu.Unlock()
		if date == day.AddDays(2) {
			return supplier.ShopAnswer{}, supplier.Fail(supplier.Unavailable, "", "", nil)
		}
		price, sold := prices[date]
		if !sold {
			return supplier.ShopAnswer{}, nil
		}
		return supplier.ShopAnswer{Offers: []travel.SupplierOffer{on(flight("CA", "1501", "07:30", price, 130), date), on(flight("CA", "1503", "09:30", "990.00", 130), date)}}, nil
	}}
	h := open(t, 0, named("air-china", daily))
	in := question()
	in.FlexibleDays = 2
	result, err := h.AirShopping(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(asked)
	if !slices.Equal(asked, []string{"2026-12-06", "2026-12-07", "2026-12-08", "2026-12-09", "2026-12-10"}) {
		t.Errorf("asked about %v", asked)
	}
	offers := read(t, plain(t, result.Page)).Offers
	for i, want := range []struct {
		date     string
		lowest   string
		offers   int
		complete bool
	}{
		{"2026-12-06", "", 0, true}, {"2026-12-07", "900.00", 2, true}, {"2026-12-08", "850.00", 2, true}, {"2026-12-09", "640.00", 2, true}, {"2026-12-10", "", 0, false},
	} {
		got := result.Summary.Calendar[i]
		if got.Dates[0].String() != want.date || got.Offers != want.offers || got.Complete != want.complete || (want.offers > 0 && got.Lowest.Amount() != want.lowest) {
			t.Errorf("%s: %+v", want.date, got)
		}
		if want.offers > 0 && !slices.ContainsFunc(offers, func(o shownOffer) bool { return o.ID == got.OfferID && o.Total == want.lowest }) {
			t.Errorf("%s: no offer %s of %s", want.date, got.OfferID, want.lowest)
		}
	}
	if r := result.Summary.Suppliers[0]; r.Status != shopping.StatusPartial || r.Reason != shopping.ReasonCutShort || r.Offers != 6 || result.Summary.Complete {
		t.Errorf("report %+v, complete %v", r, result.Summary.Complete)
	}
	body, err := h.Retrieve(t.Context(), shopping.Page{AgencyID: "agy_1", ShoppingID: result.Summary.ShoppingID, Filter: shopping.Filter{Day: day.AddDays(1)}})
	if page := read(t, plain(t, body)); err != nil || page.Total != 2 || page.Offers[0].Total != "640.00" {
		t.Errorf("one day again: %+v, %v", page, err)
	}
}

// What a supplier will not sell on one day is an answer about that day; what it did
// not say about another is missing, whatever it refused before.
func TestDaysThatAreRejected(t *testing.T) {
	t.Parallel()
	rejected, down := supplier.Fail(supplier.Rejected, "102", "", nil), supplier.Fail(supplier.Unavailable, "503", "", nil)
	unasked := supplier.Fail(supplier.Rejected, supplier.CodeNotSent, "", nil)
	partial := func(reason shopping.Reason, offers, dropped int) shopping.SupplierReport {
		return shopping.SupplierReport{Status: shopping.StatusPartial, Reason: reason, Offers: offers, Dropped: dropped}
	}
	const missing, refused, left = shopping.WarningPartialResults, shopping.WarningSearchRejected, shopping.WarningOffersDropped
	whole := func(s supplier.ShopAnswer) supplier.ShopAnswer { return s }
	dropping := func(s supplier.ShopAnswer) supplier.ShopAnswer { s.Dropped = []string{"no price"}; return s }
	cut := func(s supplier.ShopAnswer) supplier.ShopAnswer { s.Partial = true; return s }
	for name, tc := range map[string]struct {
		before, after error
		on            func(supplier.ShopAnswer) supplier.ShopAnswer // what is said of the days that are answered
		want          shopping.SupplierReport
		warnings      []shopping.WarningCode
		days          []bool
	}{
		"one day":               {rejected, nil, whole, partial(shopping.ReasonRejected, 2, 0), []shopping.WarningCode{refused}, []bool{true, true, true}},
		"and no answer another": {rejected, down, whole, partial(shopping.ReasonCutShort, 1, 0), []shopping.WarningCode{missing, refused}, []bool{true, true, false}},
		"and not asked another": {rejected, unasked, whole, partial(shopping.ReasonCutShort, 1, 0), []shopping.WarningCode{missing, refused}, []bool{true, true, false}},
		"and left out another":  {rejected, nil, dropping, partial(shopping.ReasonOffersDropped, 2, 2), []shopping.WarningCode{refused, left}, []bool{true, false, false}},
		"and cut another":       {rejected, nil, cut, partial(shopping.ReasonCutShort, 2, 0), []shopping.WarningCode{missing, refused}, []bool{true, false, false}},
		"left out and missing":  {nil, down, dropping, partial(shopping.ReasonCutShort, 2, 2), []shopping.WarningCode{missing, left}, []bool{false, false, false}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			daily := &shop{answer: func(s travel.Search) (supplier.ShopAnswer, error) {
				date := s.OriginDestinations[0].Date
				said := map[travel.Date]error{day.AddDays(-1): tc.before, day.AddDays(1): tc.after}[date]
				if said != nil {
					return supplier.ShopAnswer{}, said
				}
				return tc.on(supplier.ShopAnswer{Offers: []travel.SupplierOffer{on(flight("CA", "1501", "07:30", "850.00", 130), date)}}), nil
			}}
			h := open(t, 0, named("air-china", daily))
			in := question()
			in.FlexibleDays = 1
			result, err := h.AirShopping(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			got := result.Summary.Suppliers[0]
			got.SupplierID, got.Latency = "", 0
			var warnings []shopping.WarningCode
			for _, w := range result.Summary.Warnings {
				warnings = append(warnings, w.Code)
			}
			if !reflect.DeepEqual(got, tc.want) || !slices.Equal(warnings, tc.warnings) ||
				result.Summary.Complete != !slices.ContainsFunc(warnings, func(c shopping.WarningCode) bool { return c != refused }) {
				t.Errorf("%+v: %+v", got, result.Summary)
			}
			for i, complete := range tc.days {
				if result.Summary.Calendar[i].Complete != complete {
					t.Errorf("day %d: complete %v", i, !complete)
				}
			}
		})
	}
	// With nothing to show, what is missing counts for more than what was refused.
	h := open(t, 0, named("air-china", &shop{answer: func(s travel.Search) (supplier.ShopAnswer, error) {
		if s.OriginDestinations[0].Date == day {
			return supplier.ShopAnswer{}, down
		}
		return supplier.ShopAnswer{}, rejected
	}}))
	in := question()
	in.FlexibleDays = 1
	_, err := h.AirShopping(t.Context(), in)
	var problem *travel.Error
	if !errors.As(err, &problem) || problem.Code != travel.CodeSuppliersUnavailable {
		t.Errorf("%v", err)
	}
}

// A search that is cut keeps the cheapest of every day.
func TestACutCalendarKeepsItsDays(t *testing.T) {
	t.Parallel()
	daily := &shop{answer: func(s travel.Search) (supplier.ShopAnswer, error) {
		date := s.OriginDestinations[0].Date
		price := 500
		if date == day.AddDays(1) {
			price = 900
		}
		var offers []travel.SupplierOffer
		for i := range 4 {
			offers = append(offers, on(flight("CA", strconv.Itoa(1501+i), "07:30", strconv.Itoa(price+i), 130), date))
		}
		return supplier.ShopAnswer{Offers: offers}, nil
	}}
	h := open(t, 3, named("air-china", daily))
	in := question()
	in.FlexibleDays = 1
	result, err := h.AirShopping(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	shown := read(t, plain(t, result.Page))
	if !result.Summary.Truncated || len(shown.Offers) != 3 || shown.Offers[2].Total != "900.00" {
		t.Errorf("%+v, truncated %v", shown, result.Summary.Truncated)
	}
	for i, want := range []string{"500.00", "500.00", "900.00"} {
		got := result.Summary.Calendar[i]
		if got.Lowest.Amount() != want || got.Offers != 4 || got.OfferID == "" {
			t.Errorf("%v: %+v", got.Dates, got)
		}
	}
}

// Nobody flies yesterday, and a return moves with its departure.
func TestFlexibleDaysStayWithinWhatIsSold(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var asked []string
	s := &shop{answer: func(s travel.Search) (supplier.ShopAnswer, error) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, s.OriginDestinations[0].Date.String()+" "+s.OriginDestinations[1].Date.String())
		return supplier.ShopAnswer{}, nil
	}}
	h := open(t, 0, named("air-china", s))
	in := question()
	today := travel.DateOf(start)
	in.FlexibleDays, in.Search.OriginDestinations[0].Date = 3, today.AddDays(1)
	in.Search.OriginDestinations = append(in.Search.OriginDestinations, travel.OriginDestination{Origin: "SHA", Destination: "BJS", Date: today.AddDays(360)})
	_, err := h.AirShopping(t.Context(), in)
	slices.Sort(asked)
	if err != nil || !slices.Equal(asked, []string{"2026-11-22 2027-11-16", "2026-11-23 2027-11-17", "2026-11-24 2027-11-18"}) {
		t.Errorf("asked %q, %v", asked, err)
	}
	in.FlexibleDays = 4
	if _, err := h.AirShopping(t.Context(), in); travel.CodeOf(err) != travel.CodeValidationFailed {
		t.Error(err)
	}
}

func TestDisplayPrices(t *testing.T) {
	t.Parallel()
	rates, err := money.NewRates([]money.Rate{{Day: start.AddDate(0, 0, -3), Base: money.USD, Quote: money.CNY, Price: "7.00"}})
	if err != nil {
		t.Fatal(err)
	}
	inCurrency := func(offer travel.SupplierOffer, amount string, c money.Currency) travel.SupplierOffer {
		total := money.MustParse(amount, c)
		offer.Total = total
		offer.Items = []travel.OfferItem{{PaxIDs: []string{"p1"}, PTC: travel.PTCAdult, Price: travel.Price{Base: total, Total: total}}}
		return offer
	}
	dollars := inCurrency(flight("UA", "850", "10:00", "1.00", 130), "100.00", money.USD)
	euros := inCurrency(flight("LH", "720", "11:00", "1.00", 130), "10.00", "EUR")
	h := open(t, 0, named("any", sells(flight("CA", "1501", "07:30", "750.00", 130), dollars, euros)))
	h.Service = h.with(func(o *shopping.Options) { o.Rates = rates })
	in := question()
	in.Currency = money.CNY
	result, err := h.AirShopping(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	kept := h.memory.only(t).Offers
	var shown []string
	for _, r := range kept {
		shown = append(shown, r.Offer.Total.String())
	}
	if !slices.Equal(shown, []string{"100.00 USD", "750.00 CNY", "10.00 EUR"}) || kept[0].Offer.Display.String() != "700.00 CNY" || kept[2].Offer.Display != nil {
		t.Errorf("ranked %q, display %v, %v", shown, kept[0].Offer.Display, kept[2].Offer.Display)
	}
	warned := func() bool {
		return slices.ContainsFunc(result.Summary.Warnings, func(w shopping.Warning) bool {
			return w.Code == shopping.WarningNoRate && slices.Equal(w.Params, []string{"EUR"})
		})
	}
	if !warned() || !result.Summary.RatesOf.Equal(start.AddDate(0, 0, -3)) {
		t.Errorf("%+v", result.Summary)
	}
	// A highest price is one in its own currency; what cannot be compared is not within it.
	most := money.MustParse("720.00", money.CNY)
	in.Search.Preferences.MaxPrice, in.Currency = &most, ""
	result, err = h.AirShopping(t.Context(), in)
	if page := read(t, plain(t, result.Page)); err != nil || len(page.Offers) != 1 || page.Offers[0].Total != "100.00" || !warned() {
		t.Errorf("%+v, %+v, %v", page, result.Summary.Warnings, err)
	}
	in.Currency = money.USD
	if _, err := h.AirShopping(t.Context(), in); travel.CodeOf(err) != travel.CodeValidationFailed {
		t.Error(err)
	}
	// Who names no currency sees none but the suppliers', and the cheapest first.
	in.Currency, in.Search.Preferences.MaxPrice = "", nil
	result, err = h.AirShopping(t.Context(), in)
	page := read(t, plain(t, result.Page))
	if err != nil || len(page.Offers) != 3 || page.Offers[0].Total != "100.00" || page.Offers[1].Total != "750.00" {
		t.Errorf("%+v, %v", page, err)
	}
}

// answers is a memory of what suppliers said.
type answers struct {
	mu   sync.Mutex
	kept map[string]shopping.Answer
}

func TestAnswersAreReusedForAWhile(t *testing.T) {
	t.Parallel()
	s := sells(flight("CA", "1501", "07:30", "850.00", 130))
	h := open(t, 0, named("air-china", s))
	h.Service = h.with(func(o *shopping.Options) { o.Answers, o.ReuseFor = &answers{}, 30*time.Second })
	ask := func(agency, scenario string) travel.Offer {
		in := question()
		in.AgencyID, in.Scenario = agency, scenario
		result, err := h.AirShopping(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		search, err := h.signer.ReadSearch(agency, result.Summary.ShoppingID)
		if err != nil {
			t.Fatal(err)
		}
		return h.memory.sets[search.ID].Offers[0].Offer
	}
	first := ask("agy_1", "")
	h.clock.advance(30*time.Second - 1)
	again := ask("agy_2", "")
	if s.calls.Load() != 1 || first.Source != travel.SourceLive || again.Source != travel.SourceCached || !again.PricedAt.Equal(first.PricedAt) {
		t.Errorf("%d calls, %s, then %s of %v", s.calls.Load(), first.Source, again.Source, again.PricedAt)
	}
	if staged := ask("agy_1", "price-up"); s.calls.Load() != 2 || staged.Source != travel.SourceLive {
		t.Error("what was said to another was given for a staged search")
	}
	h.clock.advance(1)
	if late := ask("agy_1", ""); s.calls.Load() != 3 || late.Source != travel.SourceLive {
		t.Error("reused for too long")
	}
	s.answer = func(travel.Search) (supplier.ShopAnswer, error) {
		return supplier.ShopAnswer{Partial: true, Offers: []travel.SupplierOffer{flight("CA", "1501", "07:30", "850.00", 130)}}, nil
	}
	for range 2 {
		h.clock.advance(time.Minute)
		ask("agy_1", "")
		ask("agy_1", "")
	}
	if s.calls.Load() != 7 {
		t.Errorf("%d calls: half an answer was reused", s.calls.Load())
	}
}
