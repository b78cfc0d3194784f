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
		"the other way in another brand is another fare": {
			[]string{"V36 780 + Light: T46 980", "V36 780 + Flex: T60 1200", "Web Promo: V33 700 + Flex: T60 1200"},
			[]string{"1812.00 beside 1900.00", "1980.00 beside 2120.00 under 2021.00"},
		},
		"a promotion that is too dear does not win by the other way": {
			[]string{"V36 780 + Flex: T60 1200", "Web Promo: V33 745 + Light: T46 980"},
			[]string{"1816.00 beside 1865.00", "2021.00 beside 2120.00"},
		},
		"in every brand of the other way": {
			[]string{"V36 780 + Light: T46 980", "V36 780 + Flex: T60 1200", "Web Promo: V33 700 + Light: T46 980", "Web Promo: V33 700 + Flex: T60 1200"},
			[]string{"1771.00 beside 1900.00 under 1812.00", "1980.00 beside 2120.00 under 2021.00"},
		},
		"two prices as low, published higher and lower": {
			[]string{"Y 2150 + T46 980", "M86 1991.58 + T46 980", "Web Promo: V33 1800 + T46 980"},
			[]string{"2871.00 beside 3111.58 under 2963.00", "2963.00 beside 3111.58", "2963.00 beside 3270.00"},
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

// What is compared is what the flights cost, in whatever form it is said.
func TestPromotionsInOtherForms(t *testing.T) {
	t.Parallel()
	gov := shipped(t, "gov-cn")
	for name, tc := range map[string]struct {
		change func(promotion *travel.SupplierOffer)
		want   string // empty: it loses
	}{
		"as said": {func(*travel.SupplierOffer) {}, "1540.00 beside 1700.00 under 1622.00"},
		"a class said twice": {func(o *travel.SupplierOffer) {
			o.Terms.PriceClasses = append(o.Terms.PriceClasses, o.Terms.PriceClasses[0])
		}, "1540.00 beside 1700.00 under 1622.00"},
		"passengers the other way around": {func(o *travel.SupplierOffer) { o.Items[0].PaxIDs = []string{"p2", "p1"} }, "1540.00 beside 1700.00 under 1622.00"},
		"passengers each alone": {func(o *travel.SupplierOffer) {
			*o = eachAlone(t, trip(t, 1, legs("Web Promo: V33 700")...), 2)
		}, "1540.00 beside 1540.00"},
		"with a seat": {func(o *travel.SupplierOffer) {
			seat := travel.OfferItem{PaxIDs: []string{"p1"}, Service: &travel.SoldService{Type: travel.ServiceSeat, Seat: "11A", Quantity: 1}}
			seat.Price.Base, seat.Price.Total = cny("90"), cny("90")
			o.Items, o.Total = append(o.Items, seat), plus(t, o.Total, cny("90"))
		}, "1630.00 beside 1790.00 under 1622.00"},
		"in another cabin": {func(o *travel.SupplierOffer) { o.Terms.PriceClasses[0].Cabin = travel.CabinBusiness }, "1540.00 beside 1540.00"},
		"as dear":          {func(o *travel.SupplierOffer) { *o = trip(t, 2, legs("Web Promo: V33 741")...) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var all []fare.Rival
			promotion := trip(t, 2, legs("Web Promo: V33 700")...)
			tc.change(&promotion)
			for _, offer := range []travel.SupplierOffer{promotion, trip(t, 2, legs("V36 780")...)} {
				priced, err := gov.Apply(offer, now)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, fare.Rival{Offer: offer, Priced: priced})
			}
			gov.Compare(all)
			got := ""
			if all[0].Lost == nil {
				got = told(all[0].Priced)
			}
			if got != tc.want {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}

// Whatever promotions there are of whichever journeys, for one or several, priced
// together or each by himself: the lowest price stays on sale, what stands as a
// promotion is lower than what differs from it in being none, what is not shown was
// beaten by what is, in whatever order they came; prices beside each other add up,
// and stay when they are asked for again.
func TestLowerWinsProperty(t *testing.T) {
	t.Parallel()
	gov := shipped(t, "gov-cn")
	rapid.Check(t, func(rt *rapid.T) {
		ways, pax := rapid.IntRange(1, 2).Draw(rt, "ways"), rapid.IntRange(1, 3).Draw(rt, "pax")
		var trips [][]string
		for range rapid.IntRange(1, 9).Draw(rt, "offers") {
			var fares []string
			for range ways {
				brand := rapid.SampledFrom([]string{"", "Flex: ", "Web Promo: "}).Draw(rt, "brand")
				class := rapid.SampledFrom([]string{"V", "T"}).Draw(rt, "class")
				fares = append(fares, brand+class+" "+rapid.SampledFrom([]string{"700", "703.33", "735", "741", "780"}).Draw(rt, "fare"))
			}
			trips = append(trips, fares)
		}
		apart := rapid.Bool().Draw(rt, "apart")
		compared := func() []fare.Rival {
			var all []fare.Rival
			for i, fares := range trips {
				offer := trip(t, pax, legs(strings.Join(fares, " + "))...)
				if apart {
					offer = eachAlone(t, trip(t, 1, legs(strings.Join(fares, " + "))...), pax)
				}
				offer.Ref = []byte{byte(i)}
				priced, err := gov.Apply(offer, now)
				if err != nil {
					rt.Fatal(err)
				}
				all = append(all, fare.Rival{Offer: offer, Priced: priced})
			}
			gov.Compare(all)
			return all
		}
		all := compared()
		lowest := slices.MinFunc(all, func(a, b fare.Rival) int { return int(a.Priced.Total.Minor - b.Priced.Total.Minor) }).Priced.Total
		kept := false
		for i, r := range all {
			kept = kept || r.Lost == nil && r.Priced.Total.Equal(lowest)
			beaten := false
			for j, o := range all {
				less, more := meet(trips[j], trips[i], false) && !(o.Priced.Total.Minor > r.Priced.Total.Minor), meet(trips[i], trips[j], true) && o.Priced.Total.Minor < r.Priced.Total.Minor
				if less && r.Lost == nil {
					rt.Fatalf("%s stands against %s of %q", trips[i], trips[j], trips)
				}
				beaten = beaten || less || more && o.Lost == nil
			}
			if r.Lost != nil {
				if !beaten {
					rt.Fatalf("%s is beaten by none of %q", trips[i], trips)
				}
				continue
			}
			sum := cny("0")
			for _, item := range r.Priced.Items {
				sum = plus(t, sum, *item.Published)
			}
			under := r.Priced.Trace[slices.IndexFunc(r.Priced.Trace, func(s travel.TraceStep) bool { return s.LowerThan != nil || s.JourneyID != "" })].LowerThan
			if !sum.Equal(*r.Priced.Published) || r.Priced.Total.Minor > sum.Minor || under != nil && (under.Minor <= r.Priced.Total.Minor || under.Minor > sum.Minor) {
				rt.Fatalf("%s, items %s, of %q", told(r.Priced), sum, trips)
			}
			sale, shown := now, shownAs(r)
			sale.Shown = &shown
			again, err := gov.Apply(r.Offer, sale)
			if err != nil || told(again) != told(r.Priced) {
				rt.Fatalf("%s, again %s, %v", told(r.Priced), told(again), err)
			}
		}
		if !kept {
			rt.Fatalf("%s of %q is not shown", lowest, trips)
		}
		slices.Reverse(trips)
		for i, r := range compared() {
			if was := all[len(all)-1-i]; (r.Lost == nil) != (was.Lost == nil) || told(r.Priced) != told(was.Priced) {
				rt.Fatalf("%s in another order %s: %q", told(was.Priced), told(r.Priced), trips)
			}
		}
	})
}

// meet: the second promotes what the first does not, and else they are the same
// fares. Where they differ the classes must be the same if asked for.
func meet(fewer, more []string, classes bool) bool {
	differ := false
	for i := range fewer {
		promotes := [2]bool{strings.HasPrefix(fewer[i], "Web Promo"), strings.HasPrefix(more[i], "Web Promo")}
		switch {
		case promotes == [2]bool{false, true}:
			differ = true
			if classes && class(fewer[i]) != class(more[i]) {
				return false
			}
		case fewer[i] != more[i]:
			return false
		}
	}
	return differ
}

func class(text string) string { return strings.Fields(text)[len(strings.Fields(text))-2] }

// eachAlone is an offer for one as one for several, with an item for each.
func eachAlone(t testing.TB, offer travel.SupplierOffer, pax int) travel.SupplierOffer {
	t.Helper()
	one := offer.Items[0]
	offer.Items, offer.Total = nil, times(t, offer.Total, pax)
	for i := range pax {
		one.PaxIDs = []string{"p" + strconv.Itoa(i+1)}
		offer.Items = append(offer.Items, one)
	}
	return offer
}

// shownAs is the offer that was made of a rival.
func shownAs(r fare.Rival) travel.Offer {
	shown := travel.Offer{SupplierOffer: r.Offer, Published: r.Priced.Published, Trace: r.Priced.Trace}
	shown.Items, shown.Total = r.Priced.Items, r.Priced.Total
	return shown
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
