package amadeusair

import (
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// Each supplier's calls are counted by themselves, and anew every minute.
func TestThrottle(t *testing.T) {
	t.Parallel()
	st := stage.New(func() time.Time { return time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC) })
	j, err := journal.Open("")
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	s := New(world.New(world.Config{Stage: st, Journal: j, Logger: log}), st, 0, log)
	s.perMinute = 2
	for range 2 {
		if err := s.throttle("air-china"); err != nil {
			t.Fatal(err)
		}
	}
	var f *failure
	if err := s.throttle("air-china"); !errors.As(err, &f) || f.status() != http.StatusTooManyRequests || f.issues[0].Code != 38194 {
		t.Fatalf("third call: %v", err)
	}
	if err := s.throttle("skytrip"); err != nil {
		t.Fatal(err)
	}
	st.Advance(time.Minute)
	if err := s.throttle("air-china"); err != nil {
		t.Fatal(err)
	}
}
