package shopping_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Time in these tests is virtual: "exactly" means exactly.

func TestWhatHasNotComeByTheBudgetIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	for name, deaf := range map[string]bool{"a supplier that stops when told": false, "a supplier that does not": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := sells(flight("MU", "1", "07:30", "1.00", 1))
				s.delay = time.Hour
				if deaf {
					s.until = make(chan struct{})
					defer close(s.until)
				}
				quick := sells(flight("CA", "1501", "07:30", "850.00", 130))
				quick.delay = 300 * time.Millisecond
				h := open(t, 0, named("hung", s), named("quick", quick))
				in := question()
				in.Budget = time.Second

				began := time.Now()
				result, err := h.AirShopping(t.Context(), in)
				if err != nil {
					t.Fatal(err)
				}
				if took := time.Since(began); took != 960*time.Millisecond { // and the rest to put the answer together
					t.Errorf("took %v", took)
				}
				reports := result.Summary.Suppliers
				if reports[0].Status != shopping.StatusTimeout || reports[0].Latency != 960*time.Millisecond || reports[0].Reason != shopping.ReasonTimeout {
					t.Errorf("hung: %+v", reports[0])
				}
				if reports[1].Status != shopping.StatusOK || reports[1].Latency != 300*time.Millisecond || reports[1].Offers != 1 {
					t.Errorf("quick: %+v", reports[1])
				}
				if result.Summary.Complete || len(read(t, plain(t, result.Page)).Offers) != 1 {
					t.Errorf("summary %+v", result.Summary)
				}
			})
		})
	}
}

func TestAnAnswerIsGivenWhenTheLastSupplierHasSpoken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := sells()
		slow.delay = 2800 * time.Millisecond
		began := time.Now()
		_, err := open(t, 0, named("slow", slow), named("quick", sells())).AirShopping(t.Context(), question())
		if err != nil || time.Since(began) != slow.delay {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

// A connector that is cut off may call that what it likes.
func TestAFailureAtTheEndOfTheBudgetIsATimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cut := &shop{delay: time.Hour, cut: supplier.Fail(supplier.Rejected, "", "", nil)}
		result, err := open(t, 0, named("cut", cut), named("quick", sells())).AirShopping(t.Context(), question())
		if err != nil || result.Summary.Suppliers[0].Status != shopping.StatusTimeout {
			t.Errorf("%+v, %v", result.Summary.Suppliers, err)
		}
	})
}

func TestNobodyAnsweringInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		_, err := open(t, 0, named("a", &shop{delay: time.Hour})).AirShopping(t.Context(), question())
		if travel.CodeOf(err) != travel.CodeSuppliersUnavailable || time.Since(began) != shopping.DefaultBudget*24/25 {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

func TestTheFirstCallerLeavingDoesNotEndASearchOthersWaitFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := sells(flight("CA", "1501", "07:30", "850.00", 130))
		s.delay = time.Second
		h := open(t, 0, named("air-china", s))

		leaving, leave := context.WithCancel(t.Context())
		first := make(chan error)
		go func() {
			_, err := h.AirShopping(leaving, question())
			first <- err
		}()
		synctest.Wait()
		second := make(chan error)
		go func() {
			_, err := h.AirShopping(t.Context(), question())
			second <- err
		}()
		synctest.Wait()
		leave()
		if err := <-first; !errors.Is(err, context.Canceled) {
			t.Errorf("who left: %v", err)
		}
		if err := <-second; err != nil {
			t.Errorf("who stayed: %v", err)
		}
		if s.calls.Load() != 1 {
			t.Errorf("%d calls", s.calls.Load())
		}
	})
}

func TestSuppliersAreNotKeptBusyForNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := sells()
		s.delay = time.Second
		h := open(t, 0, named("air-china", s))
		leaving, leave := context.WithCancel(t.Context())
		gone := make(chan error, 2)
		for _, agency := range []string{"agy_1", "agy_2"} {
			in := question()
			in.AgencyID = agency
			go func() {
				_, err := h.AirShopping(leaving, in)
				gone <- err
			}()
		}
		synctest.Wait()
		leave()
		<-gone
		<-gone
		synctest.Wait() // with nobody waiting the supplier's call ends without any time passing

		began := time.Now()
		_, err := h.AirShopping(t.Context(), question())
		if err != nil || time.Since(began) != time.Second || s.calls.Load() != 2 {
			t.Errorf("who comes next asks anew: %v after %v, %d calls", err, time.Since(began), s.calls.Load())
		}
	})
}

// Who answers first must not decide who is shown first.
func TestRankDoesNotDependOnWhoWasFaster(t *testing.T) {
	t.Parallel()
	rank := func(t *testing.T, a, b time.Duration) []string {
		offers := []travel.SupplierOffer{
			flight("CA", "1501", "07:30", "850.00", 130), flight("CA", "1503", "07:30", "850.00", 130), flight("CA", "1501", "07:30", "700.00", 130),
		}
		first, second := sells(offers...), sells(offers...)
		first.delay, second.delay = a, b
		result, err := open(t, 0, named("a", first), named("b", second)).AirShopping(t.Context(), question())
		if err != nil {
			t.Fatal(err)
		}
		var order []string
		for _, o := range read(t, plain(t, result.Page)).Offers {
			order = append(order, o.Total+o.Refs[0]+o.Supplier)
		}
		return order
	}
	synctest.Test(t, func(t *testing.T) {
		one, other := rank(t, time.Second, 2*time.Second), rank(t, 2*time.Second, time.Second)
		if len(one) != 6 || !slices.Equal(one, other) {
			t.Errorf("%q\n%q", one, other)
		}
	})
}
