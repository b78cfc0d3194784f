package fare_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// The worked numbers of R-000-19…24: one adult, one way, 70 of taxes on both prices.
func TestOfficialPrice(t *testing.T) {
	t.Parallel()
	gov := shipped(t, "gov-cn")
	for name, tc := range map[string]struct {
		leg   leg
		fare  string
		level travel.FareLevel
		rate  string
	}{
		"full":                        {leg{flight: "CA PEK-SHA", adult: "2150"}, "1892.00", travel.FareFull, "0.88"},
		"discounted":                  {leg{flight: "CA PEK-SHA", adult: "780", basis: "V36"}, "741.00", travel.FareDiscounted, "0.95"},
		"the guide's full 1000":       {leg{flight: "MF XMN-FOC", adult: "1000"}, "880.00", travel.FareFull, "0.88"},
		"the guide's 600":             {leg{flight: "MF FOC-XMN", adult: "600", basis: "G60"}, "570.00", travel.FareDiscounted, "0.95"},
		"the guide's special 300":     {leg{flight: "MF XMN-FOC", adult: "300", basis: "X30", brand: "Web promo"}, "300.00", travel.FarePromotional, ""},
		"a promotion by its basis":    {leg{flight: "CA PEK-SHA", adult: "700", basis: "X33PROMO"}, "700.00", travel.FarePromotional, ""},
		"another airline's full fare": {leg{flight: "CZ PEK-SHA", adult: "1850"}, "1628.00", travel.FareFull, "0.88"},
		"the same for a CA discount":  {leg{flight: "CA PEK-SHA", adult: "1850", basis: "M86"}, "1757.50", travel.FareDiscounted, "0.95"},
		"inversion: full":             {leg{flight: "MU SHA-CAN", adult: "2000"}, "1760.00", travel.FareFull, "0.88"},
		"inversion: 93":               {leg{flight: "MU SHA-CAN", adult: "1860", basis: "B93"}, "1767.00", travel.FareDiscounted, "0.95"},
		"not whole yuan":              {leg{flight: "CA PEK-SHA", adult: "735", basis: "V34"}, "698.25", travel.FareDiscounted, "0.95"},
		"halves go up to the fen":     {leg{flight: "CA PEK-SHA", adult: "735.10", basis: "V34"}, "698.35", travel.FareDiscounted, "0.95"},
		"business, full":              {leg{flight: "CA PEK-SHA", adult: "5810", basis: "J", cabin: travel.CabinBusiness}, "5112.80", travel.FareFull, "0.88"},
		"abroad, full":                {leg{flight: "CA PEK-SIN", adult: "8730"}, "7420.50", travel.FareFull, "0.85"},
		"abroad, discounted":          {leg{flight: "CA PEK-SIN", adult: "4370", basis: "Q50"}, "4151.50", travel.FareDiscounted, "0.95"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			offer := trip(t, 1, tc.leg)
			priced, err := gov.Apply(offer, now)
			if err != nil {
				t.Fatal(err)
			}
			item, step := priced.Items[0], priced.Trace[0]
			if !item.Price.Base.Equal(cny(tc.fare)) || !priced.Total.Equal(plus(t, cny(tc.fare), cny("70"))) {
				t.Errorf("fare %s, total %s", item.Price.Base, priced.Total)
			}
			if priced.Published == nil || !priced.Published.Equal(offer.Total) || !item.Published.Equal(offer.Total) {
				t.Errorf("published %v, %v", priced.Published, item.Published)
			}
			if step.FareLevel != tc.level || step.Rate != tc.rate || !step.Before.Equal(cny(tc.leg.adult)) || !step.After.Equal(cny(tc.fare)) {
				t.Errorf("trace %+v", step)
			}
			promoted := tc.level == travel.FarePromotional
			wanted := map[bool]string{true: "gov-cn.airlinePromo", false: "gov-cn.govDiscount"}[promoted]
			if step.Rule != wanted || (step.FiledFare == nil) != promoted || (len(priced.Promoted) > 0) != promoted {
				t.Errorf("trace %+v, promoted %v", step, priced.Promoted)
			}
		})
	}
}

// Scenario 6 in every unit, and a fare that rounding must not raise.
func TestRoundingUnits(t *testing.T) {
	t.Parallel()
	for unit, want := range map[string]map[string]string{
		"1":    {"735": "698.25", "790": "750.50", "6": "5.70"},
		"100":  {"735": "698.00", "790": "751.00", "6": "6.00"},
		"1000": {"735": "700.00", "790": "750.00", "6": "6.00"},
	} {
		gov, err := changed(t, "gov-cn", "roundingUnitFen: 1\n", "roundingUnitFen: "+unit+"\n")
		if err != nil {
			t.Fatal(err)
		}
		for adult, fare := range want {
			priced, err := gov.Apply(trip(t, 1, leg{flight: "CA PEK-SHA", adult: adult, basis: "V34"}), now)
			if err != nil || !priced.Items[0].Price.Base.Equal(cny(fare)) {
				t.Errorf("%s to %s: %v, %v, want %s", adult, unit, priced.Items, err, fare)
			}
		}
	}
}

// Scenario 8: each journey by its own level, for one and for three.
func TestReturnTripByJourney(t *testing.T) {
	t.Parallel()
	gov := shipped(t, "gov-cn")
	out, back := leg{flight: "CA PEK-SHA", adult: "2150"}, leg{flight: "CA SHA-PEK", adult: "980", basis: "T46"}
	for pax, want := range map[int]string{1: "2963.00", 3: "8889.00", 9: "26667.00"} {
		priced, err := gov.Apply(trip(t, pax, out, back), now)
		if err != nil || !priced.Total.Equal(cny(want)) || len(priced.Trace) != 2 {
			t.Fatalf("%d: %v, %v", pax, priced.Total, err)
		}
		if !priced.Trace[0].After.Equal(times(t, cny("1892"), pax)) || !priced.Trace[1].After.Equal(times(t, cny("931"), pax)) {
			t.Errorf("trace %+v", priced.Trace)
		}
	}
}

func TestWhatCannotBeClassifiedIsNotSold(t *testing.T) {
	t.Parallel()
	gov := shipped(t, "gov-cn")
	full := leg{flight: "CA PEK-SHA", adult: "2150"}
	for name, tc := range map[string]struct {
		spoil  func(*travel.SupplierOffer)
		legs   []leg
		at     time.Time
		reason fare.Reason
	}{
		"no filing for the airline":     {legs: []leg{{flight: "SC PEK-SHA", adult: "900"}}, reason: fare.ReasonNoFiledFare},
		"no filing for the airport":     {legs: []leg{{flight: "CA PKX-SHA", adult: "900"}}, reason: fare.ReasonNoFiledFare},
		"no filing on the day":          {legs: []leg{full}, at: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), reason: fare.ReasonNoFiledFare},
		"two directions in one sum":     {legs: []leg{full, {flight: "CA SHA-PEK", adult: "980"}}, spoil: func(o *travel.SupplierOffer) { o.Items[0].Components = nil }, reason: fare.ReasonNoFareSplit},
		"components of another sum":     {legs: []leg{full}, spoil: func(o *travel.SupplierOffer) { o.Items[0].Components[0].Base.Minor-- }, reason: fare.ReasonNoFareSplit},
		"a component of another flight": {legs: []leg{full}, spoil: func(o *travel.SupplierOffer) { o.Items[0].Components[0].JourneyID = "x" }, reason: fare.ReasonNoFareSplit},
		"a class of no direction":       {legs: []leg{full, {flight: "CA SHA-PEK", adult: "980"}}, spoil: func(o *travel.SupplierOffer) { o.Terms.PriceClasses[1].JourneyID = "" }, reason: fare.ReasonNoFareSplit},
		"no cabin":                      {legs: []leg{full}, spoil: func(o *travel.SupplierOffer) { o.Terms.PriceClasses[0].Cabin = "" }, reason: fare.ReasonMixedCabins},
		"no class":                      {legs: []leg{full}, spoil: func(o *travel.SupplierOffer) { o.Terms.PriceClasses = nil }, reason: fare.ReasonMixedCabins},
		"two airlines on one fare": {legs: []leg{full}, spoil: func(o *travel.SupplierOffer) {
			second := o.Journeys[0].Segments[0]
			second.MarketingCarrier = "MU"
			o.Journeys[0].Segments = append(o.Journeys[0].Segments, second)
			o.Items[0].Components[0].JourneyID = o.Journeys[0].ID()
			o.Terms.PriceClasses[0].JourneyID = o.Journeys[0].ID()
		}, reason: fare.ReasonMixedCarriers},
		"another currency": {legs: []leg{full}, spoil: func(o *travel.SupplierOffer) {
			price := travel.Price{Base: money.New(100, money.USD), Total: money.New(100, money.USD)}
			o.Items[0].Price, o.Total = price, price.Total
		}, reason: fare.ReasonCurrency},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			offer, sale := trip(t, 1, tc.legs...), now
			if tc.spoil != nil {
				tc.spoil(&offer)
			}
			if !tc.at.IsZero() {
				sale.At = tc.at
			}
			_, err := gov.Apply(offer, sale)
			var unsold *fare.NotSold
			if !errors.As(err, &unsold) || unsold.Reason != tc.reason {
				t.Errorf("error %v, want %s", err, tc.reason)
			}
		})
	}
}

// The second filing of PEK-SHA: a fare is full or not by what is filed on the
// day it is sold, in China.
func TestLevelByDayOfSale(t *testing.T) {
	t.Parallel()
	gov := shipped(t, "gov-cn")
	for at, want := range map[string]string{
		"2025-10-25T15:59:59Z": "1628.00", // still the 25th in China: 1850 is full
		"2025-10-25T16:00:00Z": "1757.50",
	} {
		sold, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		priced, err := gov.Apply(trip(t, 1, leg{flight: "CA PEK-SHA", adult: "1850"}), fare.Sale{At: sold})
		if err != nil || !priced.Items[0].Price.Base.Equal(cny(want)) {
			t.Errorf("%s: %v, %v, want %s", at, priced.Items, err, want)
		}
	}
}

// Whatever is asked: official prices add up, are never above the published ones,
// are the same each time, and leave the offer as it was.
func TestOfficialProperty(t *testing.T) {
	t.Parallel()
	var govs []fare.Program
	for _, unit := range []string{"100", "1000"} {
		gov, err := changed(t, "gov-cn", "roundingUnitFen: 1\n", "roundingUnitFen: "+unit+"\n")
		if err != nil {
			t.Fatal(err)
		}
		govs = append(govs, gov)
	}
	govs = append(govs, shipped(t, "gov-cn"))
	rapid.Check(t, func(rt *rapid.T) {
		gov := rapid.SampledFrom(govs).Draw(rt, "gov")
		pax := rapid.IntRange(1, 9).Draw(rt, "pax")
		legs := []leg{{flight: "CA PEK-SHA"}, {flight: "CA SHA-PEK"}}[:rapid.IntRange(1, 2).Draw(rt, "legs")]
		for i := range legs {
			legs[i].adult = money.New(rapid.Int64Range(1, 600_000).Draw(rt, "fen"), money.CNY).Amount()
			legs[i].brand = rapid.SampledFrom([]string{"", "Web Promo"}).Draw(rt, "brand")
		}
		offer := trip(t, pax, legs...)
		before := offer.Total
		priced, err := gov.Apply(offer, now)
		if err != nil {
			rt.Fatal(err)
		}
		again, err := gov.Apply(offer, now)
		if err != nil || !again.Total.Equal(priced.Total) || len(again.Trace) != len(priced.Trace) || !offer.Total.Equal(before) {
			rt.Fatalf("again %v, %v", again, err)
		}
		if !priced.Published.Equal(before) || priced.Total.Minor > before.Minor || !priced.Items[0].Price.Adds() || !priced.Items[0].Price.Total.Equal(priced.Total) {
			rt.Fatalf("%v of %v: %+v", priced.Total, before, priced.Items)
		}
		saved := int64(0)
		for _, step := range priced.Trace {
			saved += step.Before.Minor - step.After.Minor
			if step.FareLevel == travel.FarePromotional && !step.After.Equal(step.Before) {
				rt.Fatalf("a promotion was discounted: %+v", step)
			}
		}
		if before.Minor-priced.Total.Minor != saved {
			rt.Fatalf("the trace saves %d of %v to %v", saved, before, priced.Total)
		}
		// Nine pay nine times what one pays.
		one, err := gov.Apply(trip(t, 1, legs...), now)
		if err != nil || one.Total.Minor*int64(pax) != priced.Total.Minor {
			rt.Fatalf("%d pay %v, one pays %v: %v", pax, priced.Total, one.Total, err)
		}
	})
}
