package storage_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/storage"
)

// told is a database whose clock a test sets.
type told struct {
	asked atomic.Int64
	now   func(n int64) (time.Time, error) // of the n-th question
}

func (d *told) Now(context.Context) (time.Time, error) { return d.now(d.asked.Add(1)) }

// A told time is gone on from for a second, and then asked for again.
func TestRecentClockAsksOnceASecond(t *testing.T) {
	t.Parallel()
	base, wall := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC), time.Now()
	database := &told{now: func(n int64) (time.Time, error) { return base.Add(time.Duration(n) * time.Hour), nil }}
	clock := storage.NewRecentClock(database, func() time.Time { return wall })
	for _, step := range []struct {
		after time.Duration
		want  time.Duration // since base
		asked int64
	}{
		{0, time.Hour, 1},
		{300 * time.Millisecond, time.Hour + 300*time.Millisecond, 1},
		{699*time.Millisecond + 999*time.Microsecond, time.Hour + 999999*time.Microsecond, 1},
		{time.Microsecond, 2 * time.Hour, 2},
		{-time.Minute, 3 * time.Hour, 3}, // a wall that goes back is not believed
	} {
		wall = wall.Add(step.after)
		now, err := clock.Now(t.Context())
		if err != nil || !now.Equal(base.Add(step.want)) || database.asked.Load() != step.asked {
			t.Errorf("after %v: %v, %v, asked %d times, want %v and %d", step.after, now, err, database.asked.Load(), base.Add(step.want), step.asked)
		}
	}
	clock.Forget()
	now, err := clock.Now(t.Context())
	if err != nil || !now.Equal(base.Add(4*time.Hour)) {
		t.Errorf("after it was moved: %v, %v", now, err)
	}
}

// A time that was asked for before the clock was moved is not kept after it.
func TestRecentClockForgetsWhatIsOnItsWay(t *testing.T) {
	t.Parallel()
	base := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	asked, moved := make(chan struct{}), make(chan struct{})
	database := &told{now: func(n int64) (time.Time, error) {
		if n == 1 {
			close(asked)
			<-moved
			return base, nil
		}
		return base.Add(time.Hour), nil
	}}
	wall := time.Now()
	clock := storage.NewRecentClock(database, func() time.Time { return wall })
	var all sync.WaitGroup
	all.Go(func() {
		if now, err := clock.Now(t.Context()); err != nil || !now.Equal(base) {
			t.Errorf("the one who asked before: %v, %v", now, err)
		}
	})
	<-asked
	clock.Forget()
	close(moved)
	all.Wait()
	now, err := clock.Now(t.Context())
	if err != nil || !now.Equal(base.Add(time.Hour)) {
		t.Errorf("after it was moved: %v, %v", now, err)
	}
}

// A database that does not say the time is asked again by the next caller, and
// who has no time left does not wait for who asks.
func TestRecentClockWithoutADatabase(t *testing.T) {
	t.Parallel()
	gone := errors.New("gone")
	asked, answer := make(chan struct{}), make(chan struct{})
	database := &told{now: func(n int64) (time.Time, error) {
		if n == 1 {
			return time.Time{}, gone
		}
		close(asked)
		<-answer
		return time.Now(), nil
	}}
	clock := storage.NewRecentClock(database, time.Now)
	if _, err := clock.Now(t.Context()); !errors.Is(err, gone) {
		t.Errorf("%v", err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := clock.Now(t.Context()); err != nil {
			t.Errorf("asked again: %v", err)
		}
	})
	<-asked
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := clock.Now(over); !errors.Is(err, context.Canceled) {
		t.Errorf("no time left: %v", err)
	}
	close(answer)
	all.Wait()
}
