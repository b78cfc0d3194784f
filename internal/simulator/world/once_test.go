package world_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// Whether a search is good for one order only is for the wire to say.
func TestASearchThatSellsOnce(t *testing.T) {
	t.Parallel()
	w := start(t, setting{})
	offers := w.shopAll(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
	first, second := booking(offers[0], true, 0), booking(offers[1], true, 0)
	for range 2 {
		if _, err := w.Book(air, first); err != nil {
			t.Fatal(err)
		}
	}
	second.Once = true
	if _, err := w.Book(air, second); !errors.Is(err, world.ErrAlreadyBooked) {
		t.Errorf("sold once more: %v", err)
	}
	again := booking(w.shopAll(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))[0], true, 0)
	again.Once = true
	var made atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			_, err := w.Book(air, again)
			switch {
			case err == nil:
				made.Add(1)
			case !errors.Is(err, world.ErrAlreadyBooked):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("%d orders", made.Load())
	}
}
