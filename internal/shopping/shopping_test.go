package shopping_test

import (
	"bytes"
	"errors"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestOffersOfAllSuppliersAreRankedOwnedAndRemembered(t *testing.T) {
	t.Parallel()
	short := flight("CA", "1501", "07:30", "850.00", 130)
	short.Clocks.OfferExpiresAt = start.Add(5*time.Minute + 700*time.Millisecond)
	h := open(
		t, 0,
		named("air-china", sells(flight("CA", "1519", "12:00", "850.00", 140), short)),
		named("china-eastern", sells(flight("MU", "5101", "08:00", "780.00", 135))),
		named("skytrip", sells(flight("CA", "1501", "07:30", "850.00", 130))),
	)
	result, err := h.AirShopping(t.Context(), question())
	if err != nil {
		t.Fatal(err)
	}
	page := read(t, plain(t, result.Page))
	var got []string
	for _, o := range page.Offers {
		got = append(got, o.Total+" "+o.Refs[0]+" "+o.Supplier)
	}
	want := []string{
		"780.00 MU5101-PEKSHA-2026-12-08T0800T0800 china-eastern",
		"850.00 CA1501-PEKSHA-2026-12-08T0730T0730 air-china", // the shorter flight; of two sellers by name
		"850.00 CA1501-PEKSHA-2026-12-08T0730T0730 skytrip",
		"850.00 CA1519-PEKSHA-2026-12-08T1200T1200 air-china",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("rank %q", got)
	}
	if len(page.Entries) != 3 || page.After != "" {
		t.Errorf("entries %q after %q: sibling offers share a journey", page.Entries, page.After)
	}

	search, err := h.signer.ReadSearch("agy_1", page.ShoppingID)
	if err != nil || !search.ExpiresAt.Equal(start.Add(20*time.Minute)) {
		t.Fatalf("%s: %+v, %v", page.ShoppingID, search, err)
	}
	set := h.memory.sets[search.ID]
	ordinals := map[int]bool{}
	for i, remembered := range set.Offers {
		o := remembered.Offer
		if ordinals[remembered.Indexed.Ordinal] {
			t.Errorf("two offers are called %d", remembered.Indexed.Ordinal)
		}
		ordinals[remembered.Indexed.Ordinal] = true
		place, err := h.signer.ReadOffer("agy_1", o.ID)
		if err != nil || place.Search != search.ID || place.Ordinal != remembered.Indexed.Ordinal || !place.ExpiresAt.Equal(o.Clocks.OfferExpiresAt) {
			t.Errorf("offer %d: id says %+v, %v", i, place, err)
		}
		if o.AgencyID != "agy_1" || o.Program != "retail" || o.Contract != shopping.HouseContract || !o.Net.Equal(o.Total) ||
			!o.PricedAt.Equal(start) || o.Source != travel.SourceLive || o.Verified || len(o.Trace) != 1 {
			t.Errorf("offer %d: %+v", i, o)
		}
		lives := 20 * time.Minute
		if i == 1 {
			lives = 5 * time.Minute // what its supplier says, in whole seconds
		}
		if !o.Clocks.OfferExpiresAt.Equal(start.Add(lives)) {
			t.Errorf("offer %d expires %v", i, o.Clocks.OfferExpiresAt)
		}
	}
	if set.KeepFor != 50*time.Minute || !result.Summary.ExpiresAt.Equal(start.Add(20*time.Minute)) {
		t.Errorf("kept for %v, expires %v", set.KeepFor, result.Summary.ExpiresAt)
	}
	if !result.Summary.Complete || result.Summary.Truncated || len(result.Summary.Warnings) != 0 {
		t.Errorf("summary %+v", result.Summary)
	}
}

func TestNothingFlyingIsAnAnswer(t *testing.T) {
	t.Parallel()
	result, err := open(t, 0, named("air-china", sells()), named("china-eastern", sells())).AirShopping(t.Context(), question())
	if err != nil {
		t.Fatal(err)
	}
	page := read(t, plain(t, result.Page))
	if !result.Summary.Complete || len(page.Offers) != 0 || len(result.Summary.Warnings) != 0 || !result.Summary.ExpiresAt.Equal(start.Add(20*time.Minute)) {
		t.Errorf("%+v, %+v", result.Summary, page)
	}
}

func TestReports(t *testing.T) {
	t.Parallel()
	open503 := supplier.Fail(supplier.Unavailable, supplier.CodeCircuitOpen, "circuit open", nil)
	mixed := &shop{answer: func(travel.Search) (supplier.ShopAnswer, error) {
		return supplier.ShopAnswer{
			Offers:  []travel.SupplierOffer{flight("CA", "1", "07:30", "850.00", 130), {}},
			Dropped: []string{"not understood"},
		}, nil
	}}
	slow := &shop{answer: func(travel.Search) (supplier.ShopAnswer, error) {
		return supplier.ShopAnswer{Offers: []travel.SupplierOffer{flight("CA", "3", "09:30", "850.00", 130)}, Partial: true}, nil
	}}
	broken := &shop{answer: func(travel.Search) (supplier.ShopAnswer, error) { panic("broken connector") }}
	h := open(
		t, 0,
		named("ok", sells(flight("CA", "2", "07:30", "850.00", 130))),
		named("mixed", mixed),
		named("limited", fails(supplier.Fail(supplier.RateLimited, "429", "slow down", nil))),
		named("down", fails(supplier.Fail(supplier.Unavailable, "503", "", nil))),
		named("open", fails(open503)),
		named("garbage", fails(errors.New("no error of ours"))),
		named("refuses", fails(supplier.Fail(supplier.Rejected, "422", "", nil))),
		named("cannot", fails(supplier.Fail(supplier.Unsupported, "", "", nil))),
		named("broken", broken),
		named("slow", slow),
		&supplier.Connector{ID: "books-only"},
	)
	result, err := h.AirShopping(t.Context(), question())
	if err != nil {
		t.Fatal(err)
	}
	want := []shopping.SupplierReport{
		{SupplierID: "ok", Status: shopping.StatusOK, Offers: 1},
		{SupplierID: "mixed", Status: shopping.StatusPartial, Offers: 1, Dropped: 2, Reason: shopping.ReasonOffersDropped},
		{SupplierID: "limited", Status: shopping.StatusError, Reason: shopping.ReasonRateLimited},
		{SupplierID: "down", Status: shopping.StatusError, Reason: shopping.ReasonUnavailable},
		{SupplierID: "open", Status: shopping.StatusOpen, Reason: shopping.ReasonBreakerOpen},
		{SupplierID: "garbage", Status: shopping.StatusError, Reason: shopping.ReasonUnreadable},
		{SupplierID: "refuses", Status: shopping.StatusError, Reason: shopping.ReasonRejected},
		{SupplierID: "cannot", Status: shopping.StatusSkipped, Reason: shopping.ReasonUnsupported},
		{SupplierID: "broken", Status: shopping.StatusError, Reason: shopping.ReasonUnreadable},
		{SupplierID: "slow", Status: shopping.StatusPartial, Offers: 1, Reason: shopping.ReasonCutShort},
		{SupplierID: "books-only", Status: shopping.StatusSkipped, Reason: shopping.ReasonUnsupported},
	}
	for i, r := range result.Summary.Suppliers {
		r.Latency = 0
		if !reflect.DeepEqual(r, want[i]) {
			t.Errorf("%+v, want %+v", r, want[i])
		}
	}
	if result.Summary.Complete {
		t.Error("complete")
	}
	wantWarnings := []shopping.Warning{
		{Code: shopping.WarningPartialResults, Params: []string{"limited", "down", "open", "garbage", "broken", "slow"}},
		{Code: shopping.WarningSearchRejected, Params: []string{"refuses"}},
		{Code: shopping.WarningOffersDropped, Params: []string{"2"}},
	}
	if !reflect.DeepEqual(result.Summary.Warnings, wantWarnings) {
		t.Errorf("warnings %+v", result.Summary.Warnings)
	}
}

func TestNobodyAnswering(t *testing.T) {
	t.Parallel()
	limited := func(after time.Duration) error {
		failure := supplier.Fail(supplier.RateLimited, "", "", nil)
		failure.RetryAfter = after
		return failure
	}
	down, cannot := supplier.Fail(supplier.Unavailable, "", "", nil), supplier.Fail(supplier.Unsupported, "", "", nil)
	for name, tc := range map[string]struct {
		suppliers []*supplier.Connector
		after     time.Duration
	}{
		"the soonest anybody named": {[]*supplier.Connector{named("a", fails(limited(time.Minute))), named("b", fails(limited(9*time.Second))), named("c", fails(down))}, 9 * time.Second},
		"nobody named a time":       {[]*supplier.Connector{named("a", fails(down))}, 5 * time.Second},
		"nobody else to ask":        {[]*supplier.Connector{{ID: "books-only"}, named("a", fails(down)), named("b", fails(cannot))}, 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, 0, tc.suppliers...)
			_, err := h.AirShopping(t.Context(), question())
			var problem *travel.Error
			if !errors.As(err, &problem) || problem.Code != travel.CodeSuppliersUnavailable || problem.RetryAfter != tc.after {
				t.Fatalf("error %+v", err)
			}
			reports, ok := problem.Details.([]shopping.SupplierReport)
			if !ok || len(reports) != len(tc.suppliers) {
				t.Errorf("the error tells of %+v", problem.Details)
			}
			if len(h.memory.sets) != 0 {
				t.Error("something was remembered")
			}
		})
	}
}

// That nobody sells what is asked for is an answer, and no supplier's failure.
func TestNobodyToAsk(t *testing.T) {
	t.Parallel()
	cannot := supplier.Fail(supplier.Unsupported, "passenger_type", "no INS here", nil)
	refuses := supplier.Fail(supplier.Rejected, "145", "too many infants", nil)
	h := open(t, 0, named("cannot", fails(cannot)), &supplier.Connector{ID: "books-only"}, named("refuses", fails(refuses)))
	result, err := h.AirShopping(t.Context(), question())
	if err != nil {
		t.Fatal(err)
	}
	want := []shopping.SupplierReport{
		{SupplierID: "cannot", Status: shopping.StatusSkipped, Reason: shopping.ReasonUnsupported},
		{SupplierID: "books-only", Status: shopping.StatusSkipped, Reason: shopping.ReasonUnsupported},
		{SupplierID: "refuses", Status: shopping.StatusError, Reason: shopping.ReasonRejected},
	}
	warnings := []shopping.Warning{{Code: shopping.WarningSearchRejected, Params: []string{"refuses"}}}
	s := result.Summary
	for i := range s.Suppliers {
		s.Suppliers[i].Latency = 0
	}
	if !reflect.DeepEqual(s.Suppliers, want) || !s.Complete || s.Truncated || !reflect.DeepEqual(s.Warnings, warnings) {
		t.Errorf("%+v", s)
	}
	again, err := h.Retrieve(t.Context(), shopping.Page{AgencyID: "agy_1", ShoppingID: s.ShoppingID})
	if err != nil || !bytes.Equal(plain(t, again), plain(t, result.Page)) {
		t.Errorf("read again: %s, %v", again, err)
	}
}

func TestTooManyOffersAreCutAloud(t *testing.T) {
	t.Parallel()
	var many []travel.SupplierOffer
	for i := range 9 {
		many = append(many, flight("CA", strconv.Itoa(1500+i), "07:30", strconv.Itoa(900-i), 130))
	}
	h := open(t, 4, named("air-china", sells(many...)))
	result, err := h.AirShopping(t.Context(), question())
	if err != nil {
		t.Fatal(err)
	}
	page := read(t, plain(t, result.Page))
	if len(page.Offers) != 4 || page.Offers[0].Total != "892.00" || page.Offers[3].Total != "895.00" {
		t.Errorf("kept %+v: the cheapest stay", page.Offers)
	}
	want := []shopping.Warning{{Code: shopping.WarningResultsTruncated, Params: []string{"4"}}}
	if !result.Summary.Truncated || !reflect.DeepEqual(result.Summary.Warnings, want) || result.Summary.Suppliers[0].Offers != 9 {
		t.Errorf("summary %+v", result.Summary)
	}
}

func TestMemoryOutOfReachIsAWarning(t *testing.T) {
	t.Parallel()
	var many []travel.SupplierOffer
	for i := range 230 {
		many = append(many, flight("CA", strconv.Itoa(1000+i), "07:30", strconv.Itoa(500+i), 130))
	}
	for _, found := range []int{3, 230} {
		h := open(t, 0, named("air-china", sells(many[:found]...)))
		h.memory.err = travel.NewError(travel.CodeOfferStoreUnavailable)
		result, err := h.AirShopping(t.Context(), question())
		if err != nil {
			t.Fatal(err)
		}
		page := read(t, plain(t, result.Page))
		if len(page.Offers) != min(found, shopping.MaxLimit) || page.After != "" {
			t.Errorf("%d offers, after %q: there is no second page to come to", len(page.Offers), page.After)
		}
		if result.Summary.Warnings[0].Code != shopping.WarningOffersNotRemembered || !result.Summary.Complete || result.Summary.Truncated != (found > shopping.MaxLimit) {
			t.Errorf("summary %+v", result.Summary)
		}
	}
}

func TestInputsThatCannotBeAsked(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		spoil func(*shopping.Input)
		code  travel.Code
	}{
		"program without rules": {func(in *shopping.Input) { in.Program = "gov-cn" }, travel.CodeProgramNotGranted},
		"budget too small":      {func(in *shopping.Input) { in.Budget = shopping.MinBudget - 1 }, travel.CodeValidationFailed},
		"budget too large":      {func(in *shopping.Input) { in.Budget = shopping.MaxBudget + 1 }, travel.CodeValidationFailed},
		"negative budget":       {func(in *shopping.Input) { in.Budget = -time.Second }, travel.CodeValidationFailed},
		"nowhere":               {func(in *shopping.Input) { in.Search.OriginDestinations = nil }, travel.CodeValidationFailed},
		"nobody":                {func(in *shopping.Input) { in.Search.Pax = nil }, travel.CodeValidationFailed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sells()
			in := question()
			tc.spoil(&in)
			_, err := open(t, 0, named("air-china", s)).AirShopping(t.Context(), in)
			if err == nil || travel.CodeOf(err) != tc.code || s.calls.Load() != 0 {
				t.Errorf("error %v, %d calls", err, s.calls.Load())
			}
		})
	}
}

func TestAClockThatFailsFailsTheSearch(t *testing.T) {
	t.Parallel()
	h := open(t, 0, named("air-china", sells()))
	h.clock.err = errors.New("database is gone")
	_, err := h.AirShopping(t.Context(), question())
	if !errors.Is(err, h.clock.err) || travel.CodeOf(err) != travel.CodeInternal {
		t.Errorf("error %v", err)
	}
}

func TestOffersUnfitToBeShown(t *testing.T) {
	t.Parallel()
	zero, one := 0, 1
	usd := flight("CA", "1501", "07:30", "99.00", 130)
	usd.Total.Currency = money.USD
	for name, tc := range map[string]struct {
		spoil   func(*travel.SupplierOffer, *travel.Preferences)
		shown   int
		dropped int
	}{
		"fit":                       {func(*travel.SupplierOffer, *travel.Preferences) {}, 1, 0},
		"prices do not add up":      {func(o *travel.SupplierOffer, _ *travel.Preferences) { o.Total.Minor++ }, 0, 1},
		"a stranger is priced":      {func(o *travel.SupplierOffer, _ *travel.Preferences) { o.Items[0].PaxIDs = []string{"p2"} }, 0, 1},
		"total in another currency": {func(o *travel.SupplierOffer, _ *travel.Preferences) { *o = usd }, 0, 1},
		"expired already":           {func(o *travel.SupplierOffer, _ *travel.Preferences) { o.Clocks.OfferExpiresAt = start }, 0, 1},
		"expires within the second": {func(o *travel.SupplierOffer, _ *travel.Preferences) {
			o.Clocks.OfferExpiresAt = start.Add(time.Second - 1)
		}, 0, 1},
		"no handle to buy it by": {func(o *travel.SupplierOffer, _ *travel.Preferences) { o.Ref = nil }, 0, 1},
		"nobody's":               {func(o *travel.SupplierOffer, _ *travel.Preferences) { o.Owner = "" }, 0, 1},
		"a journey too many":     {func(o *travel.SupplierOffer, _ *travel.Preferences) { o.Journeys = append(o.Journeys, o.Journeys[0]) }, 0, 1},
		"no flights":             {func(o *travel.SupplierOffer, _ *travel.Preferences) { o.Journeys[0].Segments = nil }, 0, 1},
		"another day": {func(o *travel.SupplierOffer, _ *travel.Preferences) {
			*o = flight("CA", "1501", "07:30", "9.00", 1)
			o.Journeys[0].Segments[0].Departure.Time = travel.LocalTime{}
		}, 0, 1},
		"another airline":       {func(_ *travel.SupplierOffer, p *travel.Preferences) { p.Carriers = []string{"MU"} }, 0, 0},
		"the airline asked for": {func(_ *travel.SupplierOffer, p *travel.Preferences) { p.Carriers = []string{"MU", "CA"} }, 1, 0},
		"more stops than asked": {func(o *travel.SupplierOffer, p *travel.Preferences) {
			o.Journeys[0].Segments = append(o.Journeys[0].Segments, o.Journeys[0].Segments[0])
			p.MaxStops = &zero
		}, 0, 0},
		"as many stops as asked": {func(o *travel.SupplierOffer, p *travel.Preferences) {
			o.Journeys[0].Segments = append(o.Journeys[0].Segments, o.Journeys[0].Segments[0])
			o.Journeys[0].Segments[0].Arrival.Airport, o.Journeys[0].Segments[1].Departure.Airport = "XIY", "XIY"
			p.MaxStops = &one
		}, 1, 0},
		"flights that do not meet": {func(o *travel.SupplierOffer, _ *travel.Preferences) {
			o.Journeys[0].Segments = append(o.Journeys[0].Segments, o.Journeys[0].Segments[0])
		}, 0, 1},
		"from somewhere else": {func(o *travel.SupplierOffer, _ *travel.Preferences) {
			o.Journeys[0].Segments[0].Departure.Airport = "CAN"
		}, 0, 1},
		"to somewhere else": {func(o *travel.SupplierOffer, _ *travel.Preferences) {
			o.Journeys[0].Segments[0].Arrival.Airport = "CAN"
		}, 0, 1},
		"to another airport of the city": {func(o *travel.SupplierOffer, _ *travel.Preferences) {
			o.Journeys[0].Segments[0].Arrival.Airport = "PVG"
		}, 1, 0},
		"cabin not said": {func(_ *travel.SupplierOffer, p *travel.Preferences) { p.Cabin = travel.CabinBusiness }, 1, 0},
		"another cabin": {func(o *travel.SupplierOffer, p *travel.Preferences) {
			o.Terms.PriceClasses = []travel.PriceClass{{Cabin: travel.CabinEconomy, JourneyID: o.Journeys[0].ID()}}
			p.Cabin = travel.CabinBusiness
		}, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := question()
			offer := flight("CA", "1501", "07:30", "850.00", 130)
			tc.spoil(&offer, &in.Search.Preferences)
			result, err := open(t, 0, named("air-china", sells(offer))).AirShopping(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			report := result.Summary.Suppliers[0]
			if report.Offers != tc.shown || report.Dropped != tc.dropped || result.Summary.Complete != (tc.dropped == 0) {
				t.Errorf("report %+v, complete %v", report, result.Summary.Complete)
			}
		})
	}
}
