package fare_test

import (
	"errors"
	"slices"
	"strconv"
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
			if step.Rule != wanted || (step.FiledFare == nil) != promoted || priced.Promotion != promoted {
				t.Errorf("trace %+v, promotion %v", step, priced.Promotion)
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

// Scenarios 3 and 4: a promotion beside a discounted 780 (741 official).
func TestTheLowerIsShown(t *testing.T) {
	t.Parallel()
	gov := shipped(t, "gov-cn")
	for name, tc := range map[string]struct {
		promotion, basis string
		shown            []string // totals, cheapest first
		published        string   // of the first
	}{
		"a lower promotion of the class":     {"700", "V33", []string{"770.00", "1962.00"}, "850.00"},
		"a lower promotion of another class": {"700", "X33", []string{"770.00", "811.00", "1962.00"}, "850.00"},
		"a dearer promotion":                 {"745", "X33", []string{"811.00", "1962.00"}, "850.00"},
		"a tie is the official price's":      {"741", "V33", []string{"811.00", "1962.00"}, "850.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var rivals []fare.Rival
			for _, l := range []leg{
				{flight: "CA PEK-SHA", adult: "2150"},
				{flight: "CA PEK-SHA", adult: "780", basis: "V36", brand: "Economy Saver"},
				{flight: "CA PEK-SHA", adult: tc.promotion, basis: tc.basis, brand: "Web Promo"},
			} {
				offer := trip(t, 1, l)
				priced, err := gov.Apply(offer, now)
				if err != nil {
					t.Fatal(err)
				}
				rivals = append(rivals, fare.Rival{Offer: offer, Priced: priced})
			}
			gov.Compare(rivals)
			var shown []fare.Priced
			for _, r := range rivals {
				if r.Lost == nil {
					shown = append(shown, r.Priced)
				}
			}
			slices.SortFunc(shown, func(a, b fare.Priced) int { return int(a.Total.Minor - b.Total.Minor) })
			var totals []string
			for _, p := range shown {
				totals = append(totals, p.Total.Amount())
			}
			if !slices.Equal(totals, tc.shown) || !shown[0].Published.Equal(cny(tc.published)) {
				t.Fatalf("%v beside %v", totals, shown[0].Published)
			}
			if shown[0].Promotion && (shown[0].Trace[0].LowerThan == nil || !shown[0].Trace[0].LowerThan.Equal(cny("811"))) {
				t.Errorf("trace %+v", shown[0].Trace)
			}
		})
	}
}

// A protocol that does not tell booking classes puts no fare into another's: a
// promotion takes the place of none that is not its very own.
func TestAPromotionOfAnUntoldClass(t *testing.T) {
	t.Parallel()
	gov := shipped(t, "gov-cn")
	for name, bases := range map[string][]string{"by fare basis": {"V36", "Y", "T40"}, "by nothing": {"", "", ""}} {
		var rivals []fare.Rival
		for i, l := range []leg{
			{flight: "CA PEK-SHA", adult: "780", brand: "Economy Saver"},
			{flight: "CA PEK-SHA", adult: "2150", brand: "Full Economy"},
			{flight: "CA PEK-SHA", adult: "700", brand: "Web Promo"},
		} {
			offer := trip(t, 1, l)
			for c := range offer.Terms.PriceClasses {
				offer.Terms.PriceClasses[c].RBD, offer.Terms.PriceClasses[c].FareBasis = "", bases[i]
			}
			offer.Ref = []byte{byte(i)}
			priced, err := gov.Apply(offer, now)
			if err != nil {
				t.Fatal(err)
			}
			rivals = append(rivals, fare.Rival{Offer: offer, Priced: priced})
		}
		gov.Compare(rivals)
		for _, r := range rivals {
			if r.Lost != nil {
				t.Errorf("%s: %s: %v", name, r.Priced.Total, r.Lost)
			}
		}
	}
}

// Of any promotion and any fare of the same flights the lower stays, and on a
// tie the official one.
func TestLowerWinsProperty(t *testing.T) {
	t.Parallel()
	gov := shipped(t, "gov-cn")
	rapid.Check(t, func(rt *rapid.T) {
		yuan := rapid.IntRange(100, 2150)
		amounts := []string{strconv.Itoa(yuan.Draw(rt, "fare")), strconv.Itoa(yuan.Draw(rt, "promotion"))}
		var rivals []fare.Rival
		for i, l := range []leg{{flight: "CA PEK-SHA", basis: "V"}, {flight: "CA PEK-SHA", basis: "V", brand: "Web Promo"}} {
			l.adult = amounts[i]
			offer := trip(t, 1, l)
			priced, err := gov.Apply(offer, now)
			if err != nil {
				rt.Fatal(err)
			}
			rivals = append(rivals, fare.Rival{Offer: offer, Priced: priced})
		}
		own, promotion := rivals[0].Priced.Total.Minor, rivals[1].Priced.Total.Minor
		gov.Compare(rivals)
		if promotionWins := promotion < own; (rivals[0].Lost != nil) != promotionWins || (rivals[1].Lost == nil) != promotionWins {
			rt.Fatalf("%d against a promotion of %d: %v, %v", own, promotion, rivals[0].Lost, rivals[1].Lost)
		}
		for _, r := range rivals {
			if r.Priced.Total.Minor > r.Priced.Published.Minor {
				rt.Fatalf("%v above %v", r.Priced.Total, r.Priced.Published)
			}
		}
	})
}

// A promotion that is asked for again keeps the published price it was shown
// beside; nothing else is taken over.
func TestAPromotionKeepsItsPublishedPrice(t *testing.T) {
	t.Parallel()
	gov := shipped(t, "gov-cn")
	offer := trip(t, 1, leg{flight: "CA PEK-SHA", adult: "700", basis: "X33", brand: "Web Promo"})
	beside := cny("850.00")
	shown := travel.Offer{SupplierOffer: offer, Published: &beside}
	shown.Items = []travel.OfferItem{{PaxIDs: []string{"p1"}, Published: &beside}}
	undercut := cny("811")
	shown.Trace = []travel.TraceStep{{JourneyID: offer.Journeys[0].ID(), PaxIDs: []string{"p1"}, LowerThan: &undercut}}
	sale := now
	sale.Shown = &shown
	priced, err := gov.Apply(offer, sale)
	if err != nil || !priced.Published.Equal(beside) || !priced.Items[0].Published.Equal(beside) || !priced.Total.Equal(cny("770")) {
		t.Fatalf("%+v, %v", priced, err)
	}
	if lower := priced.Trace[0].LowerThan; lower == nil || !lower.Equal(undercut) {
		t.Errorf("trace %+v", priced.Trace)
	}
	// With a seat the comparison stands, and the seat costs what it costs.
	seat := travel.OfferItem{PaxIDs: []string{"p1"}, Service: &travel.SoldService{Type: travel.ServiceSeat, Seat: "11A", Quantity: 1}}
	seat.Price.Base, seat.Price.Total = cny("50"), cny("50")
	seated := offer
	seated.Items, seated.Total = append(slices.Clone(offer.Items), seat), cny("820")
	priced, err = gov.Apply(seated, sale)
	if err != nil || !priced.Published.Equal(cny("900")) || !priced.Total.Equal(cny("820")) || !priced.Items[0].Published.Equal(beside) {
		t.Fatalf("%+v, %v", priced, err)
	}
	regular, err := gov.Apply(trip(t, 1, leg{flight: "CA PEK-SHA", adult: "600", basis: "V36"}), sale)
	if err != nil || !regular.Published.Equal(cny("670")) {
		t.Fatalf("%+v, %v", regular, err)
	}
}
