package world_test

import (
	"errors"
	"testing"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// What was looked at with nothing happening is bought as it was shown, also
// after a restart; its search's other offers still meet what is bound to it.
func TestWhatIsSparedStaysSpared(t *testing.T) {
	t.Parallel()
	for _, name := range []string{stage.SoldOut, stage.PriceUp} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := journalOf(t)
			w := start(t, setting{journal: path, file: twoWays(9)})
			shop := func() world.Offer {
				return w.shop(t, air, name, []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
			}
			spared, other := shop(), shop()
			if _, err := w.Reverify(air, spared.ID, stage.Scenario{Name: stage.None}); err != nil {
				t.Fatal(err)
			}
			w = start(t, setting{journal: path, file: twoWays(9)})
			now, err := w.Reverify(air, spared.ID, noScenario)
			if err != nil || now.Total() != spared.Total() || now.Bend != "" {
				t.Errorf("spared: %v at %v, was %v (%s)", err, now.Total(), spared.Total(), now.Bend)
			}
			if _, err := w.Book(air, booking(spared, true, 0)); err != nil {
				t.Errorf("spared, not sold: %v", err)
			}
			now, err = w.Reverify(air, other.ID, noScenario)
			if gone := errors.Is(err, world.ErrOfferGone); gone != (name == stage.SoldOut) || !gone && now.Total() == other.Total() {
				t.Errorf("not spared: %v at %v, was %v", err, now.Total(), other.Total())
			}
		})
	}
}
