package pricing_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestWhatIsAnAlternative(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		supplier string
		edits    []func(*travel.SupplierOffer)
		want     string // "": none
	}{
		"the very same":                {"air-china", nil, ""},
		"a second search's same":       {"air-china", []func(*travel.SupplierOffer){dearerBy(5)}, ""},
		"another supplier":             {"skytrip", []func(*travel.SupplierOffer){dearerBy(30)}, "x sameFlightsOtherSupplier 30.00"},
		"another supplier, cheaper":    {"skytrip", []func(*travel.SupplierOffer){dearerBy(-30)}, "x sameFlightsOtherSupplier -30.00"},
		"another brand":                {"air-china", []func(*travel.SupplierOffer){brand("Lite"), dearerBy(-200)}, "x sameFlightsOtherBrand -200.00"},
		"another cabin, same flights":  {"air-china", []func(*travel.SupplierOffer){cabin(travel.CabinBusiness), dearerBy(2000)}, "x sameFlightsOtherBrand 2000.00"},
		"four hours later":             {"air-china", []func(*travel.SupplierOffer){outbound("1509", 0, 4*time.Hour)}, "x nearbyTime 0.00"},
		"more than four hours later":   {"air-china", []func(*travel.SupplierOffer){outbound("1509", 0, 4*time.Hour+time.Minute)}, ""},
		"earlier, of another supplier": {"skytrip", []func(*travel.SupplierOffer){outbound("5101", 0, -time.Hour)}, "x nearbyTime 0.00"},
		"the day after":                {"air-china", []func(*travel.SupplierOffer){outbound("1501", 1, 0)}, "x nearbyDate 0.00"},
		"the day before, at night":     {"air-china", []func(*travel.SupplierOffer){outbound("1511", -1, 14*time.Hour)}, "x nearbyDate 0.00"},
		"two days after":               {"air-china", []func(*travel.SupplierOffer){outbound("1501", 2, 0)}, ""},
		"near, further back": {"air-china", []func(*travel.SupplierOffer){
			cabin(travel.CabinEconomy), outbound("1509", 0, time.Hour),
		}, "x nearbyTime 0.00"},
		"another airport of the city": {"air-china", []func(*travel.SupplierOffer){outbound("1509", 0, time.Hour), func(o *travel.SupplierOffer) {
			o.Journeys[0].Segments[0].Departure.Airport = "PKX"
		}}, ""},
		"another currency": {"skytrip", []func(*travel.SupplierOffer){func(o *travel.SupplierOffer) {
			usd := money.MustParse("400.00", money.USD)
			o.Items = []travel.OfferItem{{PaxIDs: []string{"a1", "a2", "c1"}, Price: travel.Price{Base: usd, Total: usd}}}
			o.Total = usd
		}}, ""},
		"one way only": {"skytrip", []func(*travel.SupplierOffer){func(o *travel.SupplierOffer) { o.Journeys = o.Journeys[:1] }}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := stock(t)
			shown := s.put(t, "shown", "air-china")
			s.put(t, "x", tc.supplier, tc.edits...)
			s.gone("shown")
			var want []string
			if tc.want != "" {
				want = []string{tc.want}
			}
			if got := told(s.price(t, shown.ID).Alternatives); !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

// Who asked to sit in front is shown nothing further back, however cheap.
func TestNearbyIsNotFurtherBack(t *testing.T) {
	t.Parallel()
	s := stock(t)
	shown := s.put(t, "shown", "air-china", cabin(travel.CabinBusiness))
	s.put(t, "back", "air-china", outbound("1509", 0, time.Hour), dearerBy(-900))
	s.put(t, "front", "air-china", outbound("1509", 0, time.Hour), cabin(travel.CabinFirst), dearerBy(900))
	s.gone("shown")
	if got := told(s.price(t, shown.ID).Alternatives); !slices.Equal(got, []string{"front nearbyTime 900.00"}) {
		t.Errorf("%q", got)
	}
}

// fill puts one alternative of every kind a search of one day has on the shelf,
// and more than are shown.
func fill(t *testing.T, s *shelf) travel.Offer {
	t.Helper()
	shown := s.put(t, "shown", "air-china")
	s.put(t, "near", "air-china", outbound("1509", 0, time.Hour), dearerBy(-300))
	s.put(t, "lite", "air-china", brand("Lite"), dearerBy(-200))
	s.put(t, "lite again", "skytrip", brand("Lite"), dearerBy(-190))
	s.put(t, "same again", "skytrip", dearerBy(40))
	s.put(t, "global", "globalfares", dearerBy(20))
	s.put(t, "far", "air-china", outbound("1519", 0, 9*time.Hour))
	return shown
}

func TestTheBestThreeAreShownWheneverSomethingChanged(t *testing.T) {
	t.Parallel()
	want := []string{"global sameFlightsOtherSupplier 20.00", "same again sameFlightsOtherSupplier 40.00", "lite sameFlightsOtherBrand -200.00"}
	for name, tc := range map[string]struct {
		becomes func(s *shelf)
		outcome pricing.Outcome
		code    travel.Code
	}{
		"gone": {func(s *shelf) { s.gone("shown") }, pricing.Unavailable, travel.CodeOfferUnavailable},
		"dearer": {func(s *shelf) {
			s.says("shown", func(context.Context) (travel.SupplierOffer, error) { return dearer(), nil })
		}, pricing.PriceChanged, travel.CodePriceChanged},
		"stricter": {func(s *shelf) {
			s.says("shown", func(context.Context) (travel.SupplierOffer, error) {
				o := sold()
				o.Terms.Refund = travel.Penalty{Allowed: travel.AllowanceNo}
				return o, nil
			})
		}, pricing.TermsChanged, travel.CodeAcceptanceRequired},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := stock(t)
			shown := fill(t, s)
			tc.becomes(s)
			result := s.price(t, shown.ID)
			if result.Outcome != tc.outcome || !slices.Equal(told(result.Alternatives), want) {
				t.Fatalf("%s %q", result.Outcome, told(result.Alternatives))
			}
			for _, a := range result.Alternatives {
				again, err := s.Service.Offer(t.Context(), "agy_1", a.Offer.ID)
				if err != nil || !again.Verified || again.Source != travel.SourceLive {
					t.Errorf("%s: %+v, %v", a.Why, again, err)
				}
				// It is firm: bought at once, without a word.
				if _, err := s.Verify(t.Context(), "agy_1", "retail", a.Offer.ID, ""); err != nil {
					t.Errorf("%s: not sold: %v", a.Why, err)
				}
			}
			_, err := s.Verify(t.Context(), "agy_1", "retail", shown.ID, "")
			if carried := carries(t, err, tc.code); !slices.Equal(told(carried.Alternatives), want) {
				t.Errorf("a sale carries %q", told(carried.Alternatives))
			}
		})
	}
}

func TestAnUnchangedOfferHasNoAlternatives(t *testing.T) {
	t.Parallel()
	s := stock(t)
	if result := s.price(t, fill(t, s).ID); len(result.Alternatives) != 0 || len(s.asked) != 1 {
		t.Errorf("%q, asked %q", told(result.Alternatives), s.asked)
	}
}

// What is shown is what was verified, not what was remembered.
func TestAlternativesAreShownAsTheyAreNow(t *testing.T) {
	t.Parallel()
	s := stock(t)
	shown := fill(t, s)
	for _, name := range []string{"shown", "global"} {
		s.gone(name)
	}
	s.says("same again", func(context.Context) (travel.SupplierOffer, error) {
		o := sold()
		dearerBy(75)(&o)
		o.Ref = []byte("same again, dearer")
		return o, nil
	})
	s.says("lite", func(context.Context) (travel.SupplierOffer, error) {
		o := sold() // it turns out to fly next week
		outbound("1501", 7, 0)(&o)
		return o, nil
	})
	want := []string{"same again, dearer sameFlightsOtherSupplier 75.00", "near nearbyTime -300.00"}
	if got := told(s.price(t, shown.ID).Alternatives); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// A priced offer leads back to the search it came from, however often it was priced.
func TestAPricedOfferStillHasItsNeighbours(t *testing.T) {
	t.Parallel()
	s := stock(t)
	shown := fill(t, s)
	id := shown.ID
	for range 2 {
		id = s.price(t, id).Offer.ID
	}
	bought, err := s.Verify(t.Context(), "agy_1", "retail", id, "")
	if err != nil {
		t.Fatal(err)
	}
	s.gone("shown")
	for _, id := range []string{id, bought.ID} {
		result := s.price(t, id)
		if len(result.Alternatives) != 3 {
			t.Fatalf("%q", told(result.Alternatives))
		}
		// So does an alternative that is gone in its turn.
		s.gone("global")
		if next := s.price(t, result.Alternatives[0].Offer.ID); next.Outcome != pricing.Unavailable || len(next.Alternatives) != 3 {
			t.Errorf("%s %q", next.Outcome, told(next.Alternatives))
		}
		s.says("global", func(context.Context) (travel.SupplierOffer, error) {
			o := sold()
			dearerBy(20)(&o)
			o.Ref = []byte("global")
			return o, nil
		})
	}
}

func TestASlowAlternativeIsLeftOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := stock(t)
		shown := fill(t, s)
		s.gone("shown")
		s.hangs("global")
		began := time.Now()
		want := []string{"same again sameFlightsOtherSupplier 40.00", "lite sameFlightsOtherBrand -200.00", "near nearbyTime -300.00"}
		// With three in hand, a better one is waited for no longer than a moment.
		if got := told(s.price(t, shown.ID).Alternatives); !slices.Equal(got, want) || time.Since(began) != 2*time.Second {
			t.Errorf("%q after %v", got, time.Since(began))
		}
		s.hangs("lite")
		for _, tc := range []struct{ budget, takes time.Duration }{{0, pricing.DefaultBudget}, {time.Second, time.Second}} {
			began = time.Now()
			result, err := s.OfferPrice(t.Context(), pricing.Input{AgencyID: "agy_1", Program: "retail", OfferID: shown.ID, Budget: tc.budget})
			if err != nil || !slices.Equal(told(result.Alternatives), []string{want[0], want[2]}) || time.Since(began) != tc.takes {
				t.Errorf("%q, %v after %v", told(result.Alternatives), err, time.Since(began))
			}
		}
	})
}

// The budget is one: what the offer itself took is not there for alternatives.
func TestAlternativesHaveWhatIsLeftOfTheBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := stock(t)
		shown := fill(t, s)
		for _, name := range []string{"global", "same again", "lite", "lite again", "near"} {
			s.hangs(name)
		}
		s.says("shown", func(context.Context) (travel.SupplierOffer, error) {
			time.Sleep(6 * time.Second)
			return dearer(), nil
		})
		began := time.Now()
		result := s.price(t, shown.ID)
		if result.Outcome != pricing.PriceChanged || len(result.Alternatives) != 0 || time.Since(began) != pricing.DefaultBudget {
			t.Errorf("%s %q after %v", result.Outcome, told(result.Alternatives), time.Since(began))
		}
	})
}

// A connector that breaks down costs one alternative.
func TestAPanicCostsOneAlternative(t *testing.T) {
	t.Parallel()
	s := stock(t)
	shown := fill(t, s)
	s.gone("shown")
	s.says("global", func(context.Context) (travel.SupplierOffer, error) { panic("defect") })
	want := []string{"same again sameFlightsOtherSupplier 40.00", "lite sameFlightsOtherBrand -200.00", "near nearbyTime -300.00"}
	if got := told(s.price(t, shown.ID).Alternatives); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// What a sandbox stages for the offer does not befall what is shown in its place.
func TestAlternativesAreAskedForAside(t *testing.T) {
	t.Parallel()
	type asideKey struct{}
	s := stock(t, func(o *pricing.Options) {
		o.Aside = func(ctx context.Context) context.Context { return context.WithValue(ctx, asideKey{}, true) }
	})
	shown := fill(t, s)
	s.says("shown", func(ctx context.Context) (travel.SupplierOffer, error) {
		if ctx.Value(asideKey{}) != nil {
			t.Error("the offer itself was asked for aside")
		}
		return dearer(), nil
	})
	for _, name := range []string{"near", "lite", "global", "same again"} {
		says := s.sells[name]
		s.says(name, func(ctx context.Context) (travel.SupplierOffer, error) {
			if ctx.Value(asideKey{}) == nil {
				t.Errorf("%s was not asked for aside", name)
			}
			return says(ctx)
		})
	}
	if got := s.price(t, shown.ID).Alternatives; len(got) != 3 {
		t.Errorf("%q", told(got))
	}
}
