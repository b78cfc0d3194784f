package pricing_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/travel"
)

// scout is a Searcher that finds what it is told to, and notes what it was asked.
type scout struct {
	finds  func(ctx context.Context) (string, error)
	asked  []travel.Search
	budget time.Duration
}

func (s *scout) Search(ctx context.Context, agencyID, program string, search travel.Search, budget time.Duration) (string, error) {
	if agencyID != "agy_1" || program != "retail" {
		return "", errors.New("a search for somebody else")
	}
	s.asked, s.budget = append(s.asked, search), budget
	return s.finds(ctx)
}

// send is a shelf with a scout who finds another day's flights.
func send(t *testing.T) (*shelf, *scout) {
	t.Helper()
	s := &scout{}
	shop := stock(t, func(o *pricing.Options) { o.Searcher = s })
	days := travel.NewID(travel.PrefixSearch)
	s.finds = func(context.Context) (string, error) { return days, nil }
	first := shop.search
	shop.search = days
	shop.put(t, "same", "air-china")
	shop.put(t, "day after", "air-china", outbound("1501", 1, 0), dearerBy(-50))
	shop.put(t, "day before", "skytrip", outbound("1501", -1, 0), dearerBy(60))
	shop.put(t, "global", "globalfares", dearerBy(20))
	shop.search = first
	return shop, s
}

func TestOtherDaysAreSearchedWhenThereIsTime(t *testing.T) {
	t.Parallel()
	shop, s := send(t)
	shown := shop.put(t, "shown", "air-china")
	shop.put(t, "global", "globalfares", dearerBy(20))
	shop.gone("shown")
	nonstop := 0
	shop.around = pricing.Neighbourhood{
		Preferences:  travel.Preferences{Cabin: travel.CabinEconomy, MaxStops: &nonstop, Carriers: []string{"CA"}},
		Loyalty:      []travel.LoyaltyAccount{{PaxID: "a1", Carrier: "CA", Number: "000123"}},
		AccountCodes: []travel.AccountCode{{Carrier: "CA", Code: "ACME"}},
	}
	want := []string{"global sameFlightsOtherSupplier 20.00", "day after nearbyDate -50.00", "day before nearbyDate 60.00"}
	if got := told(shop.price(t, shown.ID).Alternatives); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if len(s.asked) != 1 || s.budget <= 0 || s.budget > pricing.DefaultBudget/2 {
		t.Fatalf("searched %+v within %v", s.asked, s.budget)
	}
	asked := s.asked[0]
	legs := []travel.OriginDestination{
		{Origin: "PEK", Destination: "SHA", Date: travel.Date{Year: 2026, Month: 12, Day: 8}},
		{Origin: "SHA", Destination: "PEK", Date: travel.Date{Year: 2026, Month: 12, Day: 10}},
	}
	if !slices.Equal(asked.OriginDestinations, legs) || !slices.Equal(asked.Pax, party()) || asked.Contract != "house" {
		t.Errorf("searched %+v", asked)
	}
	again := pricing.Neighbourhood{Preferences: asked.Preferences, Loyalty: asked.Loyalty, AccountCodes: asked.AccountCodes}
	if !reflect.DeepEqual(again, shop.around) {
		t.Errorf("searched with %+v", again)
	}
	// What both searches found was asked about once.
	if n := len(slices.DeleteFunc(slices.Clone(shop.asked), func(ref string) bool { return ref != "global" })); n != 1 {
		t.Errorf("asked %q", shop.asked)
	}
}

func TestNothingIsSearchedForNothing(t *testing.T) {
	t.Parallel()
	ask := func(t *testing.T, shop *shelf, id string, budget time.Duration) []string {
		t.Helper()
		result, err := shop.OfferPrice(t.Context(), pricing.Input{AgencyID: "agy_1", Program: "retail", OfferID: id, Budget: budget})
		if err != nil {
			t.Fatal(err)
		}
		return told(result.Alternatives)
	}
	t.Run("three are at hand", func(t *testing.T) {
		t.Parallel()
		shop, s := send(t)
		shown := fill(t, shop)
		shop.gone("shown")
		if got := ask(t, shop, shown.ID, 0); len(got) != 3 || len(s.asked) != 0 {
			t.Errorf("%q, searched %v", got, s.asked)
		}
	})
	t.Run("no time is left", func(t *testing.T) {
		t.Parallel()
		shop, s := send(t)
		shown := shop.put(t, "shown", "air-china")
		shop.gone("shown")
		if got := ask(t, shop, shown.ID, pricing.MinBudget); len(got) != 0 || len(s.asked) != 0 {
			t.Errorf("%q, searched %v", got, s.asked)
		}
	})
	t.Run("the search fails", func(t *testing.T) {
		t.Parallel()
		shop, s := send(t)
		shown := shop.put(t, "shown", "air-china")
		shop.put(t, "lite", "air-china", brand("Lite"))
		shop.gone("shown")
		s.finds = func(context.Context) (string, error) { return "", travel.NewError(travel.CodeSuppliersUnavailable) }
		if got := ask(t, shop, shown.ID, 0); !slices.Equal(got, []string{"lite sameFlightsOtherBrand 0.00"}) {
			t.Errorf("%q", got)
		}
	})
}

// A supplier that hangs does not use up the time to look elsewhere, and what it
// says in the meantime still counts.
func TestASlowSupplierLeavesTimeToSearch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop, s := send(t)
		shown := shop.put(t, "shown", "air-china")
		shop.put(t, "lite", "air-china", brand("Lite"))
		shop.gone("shown")
		shop.says("lite", func(context.Context) (travel.SupplierOffer, error) {
			time.Sleep(5 * time.Second)
			o := sold()
			brand("Lite")(&o)
			o.Ref = []byte("lite")
			return o, nil
		})
		began := time.Now()
		want := []string{"global sameFlightsOtherSupplier 20.00", "lite sameFlightsOtherBrand 0.00", "day after nearbyDate -50.00"}
		got := told(shop.price(t, shown.ID).Alternatives)
		if !slices.Equal(got, want) || s.budget != 2*time.Second || time.Since(began) != 5*time.Second {
			t.Errorf("%q after %v, searched within %v", got, time.Since(began), s.budget)
		}
	})
}

// All that was remembered with an expired offer has expired with it: nobody is
// asked about it, and a new search has what is sold now.
func TestAnExpiredOfferHasAlternatives(t *testing.T) {
	t.Parallel()
	shop, s := send(t)
	shown := fill(t, shop)
	days := travel.NewID(travel.PrefixSearch)
	shop.advance(25 * time.Minute)
	shop.search = days
	shop.put(t, "same", "air-china")
	shop.put(t, "global", "globalfares", dearerBy(20))
	shop.put(t, "day after", "air-china", outbound("1501", 1, 0))
	s.finds = func(context.Context) (string, error) { return days, nil }

	want := []string{"global sameFlightsOtherSupplier 20.00", "day after nearbyDate 0.00"}
	result := shop.price(t, shown.ID)
	if result.Outcome != pricing.Expired || result.Offer != nil || !slices.Equal(told(result.Alternatives), want) {
		t.Errorf("%s %q", result.Outcome, told(result.Alternatives))
	}
	if slices.Contains(shop.asked, "near") {
		t.Errorf("asked %q", shop.asked)
	}
	_, err := shop.Verify(t.Context(), "agy_1", "retail", shown.ID, "")
	if carried := carries(t, err, travel.CodeOfferExpired); !slices.Equal(told(carried.Alternatives), want) {
		t.Errorf("a sale carries %q", told(carried.Alternatives))
	}
}
