package fare_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/travel"
)

// rivals prices trips of one passenger; one leg of each is written
// "V36 780" or "Web Promo: V33 700", and where it goes by its place.
func rivals(t testing.TB, gov fare.Program, trips ...string) []fare.Rival {
	t.Helper()
	var all []fare.Rival
	for i, text := range trips {
		offer := trip(t, 1, legs(text)...)
		offer.Ref = []byte{byte(i)}
		priced, err := gov.Apply(offer, now)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fare.Rival{Offer: offer, Priced: priced})
	}
	return all
}

func legs(text string) []leg {
	var all []leg
	for i, fares := range strings.Split(text, " + ") {
		l := leg{flight: []string{"CA PEK-SHA", "CA SHA-PEK"}[i]}
		brand, rest, branded := strings.Cut(fares, ": ")
		if branded {
			l.brand, fares = brand, rest
		}
		l.basis, l.adult, _ = strings.Cut(fares, " ")
		all = append(all, l)
	}
	return all
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
			all := rivals(t, gov, "Y 2150", "Economy Saver: V36 780", "Web Promo: "+tc.basis+" "+tc.promotion)
			gov.Compare(all)
			var shown []fare.Priced
			for _, r := range all {
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
			if len(shown[0].Promoted) > 0 && (shown[0].Trace[0].LowerThan == nil || !shown[0].Trace[0].LowerThan.Equal(cny("811"))) {
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
		var all []fare.Rival
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
			all = append(all, fare.Rival{Offer: offer, Priced: priced})
		}
		gov.Compare(all)
		for _, r := range all {
			if r.Lost != nil {
				t.Errorf("%s: %s: %v", name, r.Priced.Total, r.Lost)
			}
		}
	}
}

// A return is compared as a whole with what differs from it in promoted journeys
// only: 70 of taxes each way, 741 and 931 the official fares of 780 and 980.
func TestPromotionsOfAReturn(t *testing.T) {
	t.Parallel()
	gov := shipped(t, "gov-cn")
	for name, tc := range map[string]struct {
		trips []string
		shown []string // total, beside what is published, and what it is lower than
	}{
		"one way of two, lower": {
			[]string{"V36 780 + T46 980", "Web Promo: V33 700 + T46 980"},
			[]string{"1771.00 beside 1900.00 under 1812.00"},
		},
		"one way of two, dearer": {
			[]string{"V36 780 + T46 980", "Web Promo: V33 745 + T46 980"},
			[]string{"1812.00 beside 1900.00"},
		},
		"one way of two, a tie": {
			[]string{"V36 780 + T46 980", "V36 780 + Web Promo: T46 931"},
			[]string{"1812.00 beside 1900.00"},
		},
		"the other way in another class is another fare": {
			[]string{"V36 780 + T46 980", "Web Promo: V33 745 + M60 1300"},
			[]string{"1812.00 beside 1900.00", "2120.00 beside 2185.00"},
		},
		"of another class than what it undercuts": {
			[]string{"V36 780 + T46 980", "Web Promo: X33 700 + T46 980"},
			[]string{"1771.00 beside 1900.00 under 1812.00", "1812.00 beside 1900.00"},
		},
		"both ways, either and none": {
			[]string{"V36 780 + T46 980", "Web Promo: V33 700 + T46 980", "V36 780 + Web Promo: T40 900", "Web Promo: V33 700 + Web Promo: T40 900"},
			[]string{"1740.00 beside 1900.00 under 1771.00"},
		},
		"both ways, one of them too dear": {
			[]string{"V36 780 + T46 980", "Web Promo: V33 700 + T46 980", "Web Promo: V33 700 + Web Promo: T44 940"},
			[]string{"1771.00 beside 1900.00 under 1812.00"},
		},
		"a promotion that loses takes nobody's place": {
			[]string{"V36 780 + T46 980", "T44 850 + T46 980", "Web Promo: T33 750 + T46 980"},
			[]string{"1812.00 beside 1900.00", "1878.50 beside 1970.00"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 { // whatever the order
				slices.Reverse(tc.trips)
				all := rivals(t, gov, tc.trips...)
				gov.Compare(all)
				var shown []string
				for _, r := range all {
					if r.Lost != nil {
						continue
					}
					shown = append(shown, told(r.Priced))
				}
				slices.Sort(shown)
				if !slices.Equal(shown, tc.shown) {
					t.Errorf("%q, want %q", shown, tc.shown)
				}
			}
		})
	}
}

// Whatever promotions there are of whichever journeys: the lowest price stays on
// sale, what stands as a promotion is lower than all that promotes less of it, and
// what is not shown was beaten by what is.
func TestLowerWinsProperty(t *testing.T) {
	t.Parallel()
	gov := shipped(t, "gov-cn")
	rapid.Check(t, func(rt *rapid.T) {
		ways := rapid.IntRange(1, 2).Draw(rt, "ways")
		var trips []string
		for range rapid.IntRange(1, 8).Draw(rt, "offers") {
			var parts []string
			for range ways {
				brand := rapid.SampledFrom([]string{"", "Web Promo: "}).Draw(rt, "brand")
				class := rapid.SampledFrom([]string{"V", "T"}).Draw(rt, "class")
				parts = append(parts, brand+class+" "+strconv.Itoa(rapid.IntRange(695, 745).Draw(rt, "fare")))
			}
			trips = append(trips, strings.Join(parts, " + "))
		}
		all := rivals(t, gov, trips...)
		lowest := slices.MinFunc(all, func(a, b fare.Rival) int { return int(a.Priced.Total.Minor - b.Priced.Total.Minor) }).Priced.Total
		gov.Compare(all)
		kept := false
		for i, r := range all {
			kept = kept || r.Lost == nil && r.Priced.Total.Equal(lowest)
			if r.Priced.Total.Minor > r.Priced.Published.Minor {
				rt.Fatalf("%s above %s", r.Priced.Total, r.Priced.Published)
			}
			beaten := false
			for j, o := range all {
				less := within(o.Priced.Promoted, r.Priced.Promoted) && sameClasses(r, o, r.Priced.Promoted)
				if less && r.Lost == nil && o.Priced.Total.Minor <= r.Priced.Total.Minor {
					rt.Fatalf("%s stands against %s of %q", trips[i], trips[j], trips)
				}
				more := within(r.Priced.Promoted, o.Priced.Promoted) && sameClasses(r, o, nil) && o.Priced.Total.Minor < r.Priced.Total.Minor
				beaten = beaten || less && o.Priced.Total.Minor <= r.Priced.Total.Minor || more && o.Lost == nil
			}
			if r.Lost != nil && !beaten {
				rt.Fatalf("%s is beaten by none of %q", trips[i], trips)
			}
		}
		if !kept {
			rt.Fatalf("%s of %q is not shown", lowest, trips)
		}
	})
}

// within: some, and fewer.
func within(some, of []string) bool {
	return len(some) < len(of) && !slices.ContainsFunc(some, func(id string) bool { return !slices.Contains(of, id) })
}

// sameClasses compares the journeys that are not among some.
func sameClasses(a, b fare.Rival, some []string) bool {
	return slices.EqualFunc(a.Offer.Terms.PriceClasses, b.Offer.Terms.PriceClasses, func(x, y travel.PriceClass) bool {
		return x.RBD == y.RBD || slices.Contains(some, x.JourneyID)
	})
}

// A promotion that is asked for again is shown beside what it undercut, whose other
// fares and taxes are the promotion's own of today.
func TestAPromotionKeepsItsPublishedPrice(t *testing.T) {
	t.Parallel()
	gov := shipped(t, "gov-cn")
	for name, tc := range map[string]struct {
		shown  []string // the first is asked for again
		again  string
		change func(*travel.SupplierOffer)
		want   string
	}{
		"as it was":             {shown: []string{"Web Promo: X33 700", "V36 780"}, again: "Web Promo: X33 700", want: "770.00 beside 850.00 under 811.00"},
		"dearer":                {shown: []string{"Web Promo: X33 700", "V36 780"}, again: "Web Promo: X33 730", want: "800.00 beside 850.00 under 811.00"},
		"as dear":               {shown: []string{"Web Promo: X33 700", "V36 780"}, again: "Web Promo: X33 741", want: "811.00 beside 811.00"},
		"compared with none":    {shown: []string{"Web Promo: X33 700"}, again: "Web Promo: X33 690", want: "760.00 beside 760.00"},
		"no promotion any more": {shown: []string{"Web Promo: X33 700", "V36 780"}, again: "X33 700", want: "735.00 beside 770.00"},
		"with a seat": {shown: []string{"Web Promo: X33 700", "V36 780"}, again: "Web Promo: X33 700", change: func(o *travel.SupplierOffer) {
			seat := travel.OfferItem{PaxIDs: []string{"p1"}, Service: &travel.SoldService{Type: travel.ServiceSeat, Seat: "11A", Quantity: 1}}
			seat.Price.Base, seat.Price.Total = cny("50"), cny("50")
			o.Items, o.Total = append(o.Items, seat), plus(t, o.Total, cny("50"))
		}, want: "820.00 beside 900.00 under 811.00"},
		"taxes went up": {shown: []string{"Web Promo: X33 700", "V36 780"}, again: "Web Promo: X33 700", change: func(o *travel.SupplierOffer) {
			price := &o.Items[0].Price
			price.Taxes[1].Amount, price.Total, o.Total = cny("30"), plus(t, price.Total, cny("10")), plus(t, o.Total, cny("10"))
		}, want: "780.00 beside 860.00 under 821.00"},
		"one way of two":                       {shown: []string{"Web Promo: V33 700 + T46 980", "V36 780 + T46 980"}, again: "Web Promo: V33 700 + T46 980", want: "1771.00 beside 1900.00 under 1812.00"},
		"one way of two, the other has moved":  {shown: []string{"Web Promo: V33 700 + T46 980", "V36 780 + T46 980"}, again: "Web Promo: V33 700 + T46 1000", want: "1790.00 beside 1920.00 under 1831.00"},
		"one way of two, now the other":        {shown: []string{"Web Promo: V33 700 + T46 980", "V36 780 + T46 980"}, again: "V33 700 + Web Promo: T46 900", want: "1705.00 beside 1740.00"},
		"one way of two, dearer than the rest": {shown: []string{"Web Promo: V33 700 + T46 980", "V36 780 + T46 980"}, again: "Web Promo: V33 742 + T46 980", want: "1813.00 beside 1862.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := rivals(t, gov, tc.shown...)
			gov.Compare(all)
			first := all[0]
			shown := travel.Offer{SupplierOffer: first.Offer, Published: first.Priced.Published, Trace: first.Priced.Trace}
			shown.Items, shown.Total = first.Priced.Items, first.Priced.Total
			offer, sale := trip(t, 1, legs(tc.again)...), now
			if tc.change != nil {
				tc.change(&offer)
			}
			sale.Shown = &shown
			priced, err := gov.Apply(offer, sale)
			if err != nil {
				t.Fatal(err)
			}
			if got := told(priced); got != tc.want {
				t.Errorf("%s, want %s", got, tc.want)
			}
		})
	}
}

// told is a price, what is published beside it, and what it is lower than.
func told(p fare.Priced) string {
	text := fmt.Sprintf("%s beside %s", p.Total.Amount(), p.Published.Amount())
	at := slices.IndexFunc(p.Trace, func(s travel.TraceStep) bool { return s.LowerThan != nil })
	if at >= 0 {
		text += " under " + p.Trace[at].LowerThan.Amount()
	}
	return text
}
