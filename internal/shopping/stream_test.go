package shopping_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Lines come when suppliers do, can be sold from at once, and rank when read again.
func TestLinesComeAsSuppliersAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow, quick := sells(flight("MU", "5101", "08:00", "700.00", 130)), sells(flight("CA", "1501", "07:30", "850.00", 130), flight("CA", "1503", "09:30", "840.00", 130))
		quick.delay, slow.delay = time.Second, 2*time.Second
		h := open(t, 0, named("china-eastern", slow), named("air-china", quick), named("away", fails(supplier.Fail(supplier.Unavailable, "", "", nil))))
		began := time.Now()
		var at []time.Duration
		var lines []shownPage
		err := h.Stream(t.Context(), question(), func(line []byte) error {
			at = append(at, time.Since(began))
			page := read(t, line)
			lines = append(lines, page)
			for _, offer := range page.Offers {
				place, err := h.signer.ReadOffer("agy_1", offer.ID)
				if err != nil {
					t.Fatal(err)
				}
				kept, err := h.memory.set("agy_1", place.Search)
				if err != nil || !slices.ContainsFunc(kept.Offers, func(r shopping.Remembered) bool { return r.Offer.ID == offer.ID && r.Indexed.Ordinal == place.Ordinal }) {
					t.Errorf("%s was shown before it was remembered", offer.ID)
				}
			}
			return nil
		})
		if err != nil || !slices.Equal(at, []time.Duration{time.Second, 2 * time.Second, 2 * time.Second}) {
			t.Fatalf("lines at %v: %v", at, err)
		}
		if lines[0].ShoppingID != "air-china" || lines[0].Offers[0].Total != "840.00" || lines[1].ShoppingID != "china-eastern" || lines[2].Total != 3 {
			t.Errorf("lines %+v", lines)
		}
		if h.memory.remembered() != 3 {
			t.Errorf("%d offers remembered as they came", h.memory.remembered())
		}
		body, err := h.Retrieve(t.Context(), shopping.Page{AgencyID: "agy_1", ShoppingID: lines[2].ShoppingID})
		if err != nil {
			t.Fatal(err)
		}
		again := read(t, plain(t, body))
		if len(again.Offers) != 3 || again.Offers[0].ID != lines[1].Offers[0].ID || again.Offers[2].ID != lines[0].Offers[1].ID {
			t.Errorf("read again %+v", again)
		}
	})
}

func TestAStreamOfNobodyIsAnErrorAndNotAStream(t *testing.T) {
	t.Parallel()
	h := open(t, 0, named("away", fails(supplier.Fail(supplier.Unavailable, "", "", nil))))
	err := h.Stream(t.Context(), question(), func(line []byte) error {
		t.Errorf("line %s", line)
		return nil
	})
	if travel.CodeOf(err) != travel.CodeSuppliersUnavailable {
		t.Error(err)
	}
}

// A second caller hears what was said before it came; a caller whose line
// breaks does not take the search from the other.
func TestAStreamIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		quick, slow := sells(flight("CA", "1501", "07:30", "850.00", 130)), sells(flight("MU", "5101", "08:00", "700.00", 130))
		quick.delay, slow.delay = time.Second, 3*time.Second
		h := open(t, 0, named("air-china", quick), named("china-eastern", slow))
		in := question()
		in.Budget = 5 * time.Second
		broken := errors.New("broken pipe")
		var first error
		go func() {
			first = h.Stream(t.Context(), in, func([]byte) error { return broken })
		}()
		time.Sleep(500 * time.Millisecond)
		heard := 0
		go func() {
			time.Sleep(time.Second) // after the first line
			err := h.Stream(t.Context(), in, func([]byte) error { heard++; return nil })
			if err != nil {
				t.Error(err)
			}
		}()
		var other []shownPage
		err := h.Stream(t.Context(), in, func(line []byte) error { other = append(other, read(t, line)); return nil })
		synctest.Wait()
		if err != nil || !errors.Is(first, broken) || heard != 3 || len(other) != 3 || quick.calls.Load() != 1 {
			t.Errorf("%v, %v, late heard %d, other %d, %d calls", err, first, heard, len(other), quick.calls.Load())
		}
	})
}

func TestAStreamThatLosesItsCallerEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := sells()
		s.delay = 2 * time.Second
		h := open(t, 0, named("air-china", s))
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		began := time.Now()
		err := h.Stream(ctx, question(), func([]byte) error { return nil })
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

// What was shown is kept, however much better what comes later is.
func TestAStreamNeverTakesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		quick, slow := sells(flight("CA", "1", "07:30", "850.00", 130), flight("CA", "3", "08:30", "950.00", 130)), sells(flight("MU", "5", "08:00", "700.00", 130), flight("MU", "7", "08:00", "600.00", 130))
		slow.delay = time.Second
		h := open(t, 3, named("air-china", quick), named("china-eastern", slow))
		var totals []string
		var end shownPage
		err := h.Stream(t.Context(), question(), func(line []byte) error {
			end = read(t, line)
			for _, offer := range end.Offers {
				totals = append(totals, offer.Total)
			}
			return nil
		})
		if err != nil || !slices.Equal(totals, []string{"850.00", "600.00", "700.00"}) || end.Total != 3 {
			t.Errorf("%v, %+v, %v", totals, end, err)
		}
	})
}

// A memory that does not take what came is not waited for with every supplier.
func TestAStreamWaitsForAHungMemoryOnce(t *testing.T) {
	t.Parallel()
	h := open(t, 0, named("one", sells(flight("CA", "1", "07:30", "500.00", 130))), named("two", sells(flight("CA", "2", "08:30", "510.00", 130))), named("three", sells(flight("CA", "3", "09:30", "520.00", 130))))
	h.memory.err = travel.NewError(travel.CodeOfferStoreUnavailable)
	lines := 0
	err := h.Stream(t.Context(), question(), func([]byte) error { lines++; return nil })
	if err != nil || lines != 4 || h.memory.early != 1 {
		t.Errorf("%d lines, %d offers remembered early, %v", lines, h.memory.early, err)
	}
}

// Who answers first does not take the room of who is slower.
func TestAStreamHasRoomForEverybody(t *testing.T) {
	t.Parallel()
	many := func(carrier string) *supplier.Connector {
		var offers []travel.SupplierOffer
		for i := range 9 {
			offers = append(offers, flight(carrier, strconv.Itoa(i+1), "08:00", fmt.Sprintf("%d00.00", 9-i), 120))
		}
		return named(carrier, sells(offers...))
	}
	h := open(t, 9, many("CA"), many("MU"), named("few", sells(flight("CZ", "1", "08:00", "950.00", 120))))
	if err := h.Stream(t.Context(), question(), func([]byte) error { return nil }); err != nil {
		t.Fatal(err)
	}
	kept, cheapest := map[string]int{}, map[string]bool{}
	for _, remembered := range h.memory.only(t).Offers {
		kept[remembered.Offer.SupplierID]++
		cheapest[remembered.Offer.SupplierID] = cheapest[remembered.Offer.SupplierID] || remembered.Offer.Total.Minor == 10_000
	}
	if kept["few"] != 1 || kept["CA"] < 3 || kept["MU"] < 3 || kept["CA"]+kept["MU"]+kept["few"] > 9 || !cheapest["CA"] || !cheapest["MU"] {
		t.Errorf("kept %v, the cheapest of %v", kept, cheapest)
	}
}
