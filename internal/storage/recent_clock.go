package storage

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// RecentClock is the database's clock for those who only read: it asks the
// database at most once in recentFor, and goes on with this process's own
// clock from there.
//
// What it tells differs from Store.Now by what two clocks drift apart in that
// time, and by a sandbox's clock having been moved in another process within it.
// That is good enough to say whether an offer is still to be shown. It is not
// for transactions, nor for anything of an order: whoever writes judges
// deadlines by Store.Now, so that all processes agree.
//
// It is safe for concurrent use.
type RecentClock struct {
	store NowTeller
	wall  func() time.Time
	turn  chan struct{} // held by the one who asks the database

	mu      sync.Mutex
	told    time.Time // by the database; zero: forgotten
	heard   time.Time // by wall, when it was told
	forgets int
}

// recentFor is how long a told time is gone on from.
const recentFor = time.Second

// NowTeller is a clock that is asked each time (Store).
type NowTeller interface {
	Now(ctx context.Context) (time.Time, error)
}

// NewRecentClock makes one. Wall must be monotonic, as time.Now is.
func NewRecentClock(store NowTeller, wall func() time.Time) *RecentClock {
	return &RecentClock{store: store, wall: wall, turn: make(chan struct{}, 1)}
}

// Now is the database's time, as far as is known here. When the database does
// not say it, neither does this.
func (c *RecentClock) Now(ctx context.Context) (time.Time, error) {
	if now, _, ok := c.recent(); ok {
		return now, nil
	}
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return time.Time{}, fmt.Errorf("storage: clock: %w", ctx.Err())
	}
	now, forgets, ok := c.recent() // who had the turn before may have asked
	if ok {
		return now, nil
	}
	now, err := c.store.Now(ctx)
	if err != nil {
		return time.Time{}, err
	}
	c.keep(now, forgets)
	return now, nil
}

// Forget has the next caller ask: the sandbox's clock was moved. A time that is
// being asked for right now, and may be from before, is not kept.
func (c *RecentClock) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.told = time.Time{}
	c.forgets++
}

func (c *RecentClock) recent() (time.Time, int, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	age := c.wall().Sub(c.heard)
	if c.told.IsZero() || age < 0 || age >= recentFor {
		return time.Time{}, c.forgets, false
	}
	return c.told.Add(age).Truncate(time.Microsecond), c.forgets, true
}

func (c *RecentClock) keep(told time.Time, forgets int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if forgets == c.forgets {
		c.told, c.heard = told, c.wall()
	}
}
