package shopping_test

import (
	"reflect"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestAThousandIdenticalSearchesAreOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := sells(flight("CA", "1501", "07:30", "850.00", 130))
		s.delay = time.Second
		h := open(t, 0, named("air-china", s))

		results := make([]shopping.Result, 1000)
		var all sync.WaitGroup
		for i := range results {
			all.Go(func() {
				in := question()
				in.AgencyID = "agy_" + strconv.Itoa(i%4)
				result, err := h.AirShopping(t.Context(), in)
				if err != nil {
					t.Error(err)
				}
				results[i] = result
			})
		}
		all.Wait()
		if s.calls.Load() != 1 {
			t.Errorf("%d calls", s.calls.Load())
		}
		searches := map[string]string{}
		for i, result := range results {
			page := read(t, plain(t, result.Page))
			agency := "agy_" + strconv.Itoa(i%4)
			if owner, seen := searches[page.ShoppingID]; seen && owner != agency {
				t.Fatalf("%s and %s share search %s", owner, agency, page.ShoppingID)
			}
			searches[page.ShoppingID] = agency
			if _, err := h.signer.ReadOffer(agency, page.Offers[0].ID); err != nil {
				t.Fatalf("%s: offer %v", agency, err)
			}
		}
		if len(searches) != 4 {
			t.Errorf("%d searches of 4 agencies", len(searches))
		}
	})
}

// A search that is over is not in flight any more: whoever asks next asks the
// suppliers.
func TestAnAnswerIsNotReused(t *testing.T) {
	t.Parallel()
	s := sells(flight("CA", "1501", "07:30", "850.00", 130))
	h := open(t, 0, named("air-china", s))
	for range 2 {
		_, err := h.AirShopping(t.Context(), question())
		if err != nil {
			t.Fatal(err)
		}
	}
	if s.calls.Load() != 2 || len(h.memory.sets) != 2 {
		t.Errorf("%d calls, %d searches", s.calls.Load(), len(h.memory.sets))
	}
}

// Everything that makes a question another one, makes it another one.
func TestSearchesThatDifferAreNotShared(t *testing.T) {
	t.Parallel()
	zero := 0
	for name, differ := range map[string]func(*shopping.Input){
		"contract":    func(in *shopping.Input) { in.Search.Contract = "acme-2026" },
		"scenario":    func(in *shopping.Input) { in.Scenario = "price-up" },
		"currency":    func(in *shopping.Input) { in.Currency = money.USD },
		"budget":      func(in *shopping.Input) { in.Budget = 4 * time.Second },
		"origin":      func(in *shopping.Input) { in.Search.OriginDestinations[0].Origin = "PEK" },
		"destination": func(in *shopping.Input) { in.Search.OriginDestinations[0].Destination = "PVG" },
		"date":        func(in *shopping.Input) { in.Search.OriginDestinations[0].Date = day.AddDays(1) },
		"return": func(in *shopping.Input) {
			in.Search.OriginDestinations = append(in.Search.OriginDestinations, travel.OriginDestination{Origin: "SHA", Destination: "BJS", Date: day})
		},
		"pax id":   func(in *shopping.Input) { in.Search.Pax[0].ID = "p2" },
		"pax type": func(in *shopping.Input) { in.Search.Pax[0].PTC = travel.PTCChild },
		"one more": func(in *shopping.Input) {
			in.Search.Pax = append(in.Search.Pax, travel.Pax{ID: "p2", PTC: travel.PTCAdult})
		},
		"cabin":      func(in *shopping.Input) { in.Search.Preferences.Cabin = travel.CabinFirst },
		"carriers":   func(in *shopping.Input) { in.Search.Preferences.Carriers = []string{"CA"} },
		"stops":      func(in *shopping.Input) { in.Search.Preferences.MaxStops = &zero },
		"delimiters": func(in *shopping.Input) { in.Search.Pax[0].ID = `p1" "ADT` },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := sells()
				s.delay = time.Second
				h := open(t, 0, named("air-china", s))
				in := question()
				differ(&in)
				var all sync.WaitGroup
				for _, in := range []shopping.Input{question(), in, in} {
					all.Go(func() {
						_, err := h.AirShopping(t.Context(), in)
						if err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
				if s.calls.Load() != 2 {
					t.Errorf("%d calls for two questions", s.calls.Load())
				}
			})
		})
	}
}

// The house contract is a contract; the order in which airlines are named is
// nothing.
func TestSearchesThatOnlyLookDifferentAreShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &shop{delay: time.Second, answer: func(search travel.Search) (supplier.ShopAnswer, error) {
			if search.Contract != shopping.HouseContract {
				t.Errorf("contract %q", search.Contract)
			}
			return supplier.ShopAnswer{}, nil
		}}
		h := open(t, 0, named("air-china", s))
		a, b := question(), question()
		a.Search.Preferences.Carriers = []string{"CA", "MU"}
		b.Search.Preferences.Carriers = []string{"MU", "CA", "MU"}
		b.Search.Contract, b.Budget, b.AgencyID = shopping.HouseContract, shopping.DefaultBudget, "agy_2"
		var all sync.WaitGroup
		for _, in := range []shopping.Input{a, b} {
			all.Go(func() {
				_, err := h.AirShopping(t.Context(), in)
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if s.calls.Load() != 1 {
			t.Errorf("%d calls", s.calls.Load())
		}
		if !reflect.DeepEqual(a.Search.Preferences.Carriers, []string{"CA", "MU"}) {
			t.Error("the caller's input was changed")
		}
	})
}
