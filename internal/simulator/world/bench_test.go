package world_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// BenchmarkSearch is what a search costs the simulator itself: it must stay
// small beside what is measured through it.
func BenchmarkSearch(b *testing.B) {
	now := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	st := stage.New(func() time.Time { return now })
	j, err := journal.Open("")
	if err != nil {
		b.Fatal(err)
	}
	w := world.New(world.Config{Stage: st, Journal: j, Logger: slog.New(slog.DiscardHandler)})
	for b.Loop() {
		request := world.Request{
			Legs:  []world.Leg{{Origin: "BJS", Destination: "SHA", Date: "2026-12-20"}},
			Party: []world.Passenger{{Kind: world.Adult}}, Cabin: world.Economy, MaxStops: 1,
		}
		if _, _, err := w.Search("air-china", request, stage.Scenario{}); err != nil {
			b.Fatal(err)
		}
	}
}
