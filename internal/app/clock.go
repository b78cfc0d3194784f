package app

import (
	"context"
	"time"

	"github.com/farebridge/farebridge/internal/storage"
)

// sandboxClock moves the sandbox's time, and has done what is due at the new
// time before it says so: who moves the clock past a deadline sees its effect.
type sandboxClock struct {
	*storage.Store
	sweep func(ctx context.Context) // what fails is tried again by the sweeper
}

// AdvanceClock moves the clock forward for everybody on this database.
func (c *sandboxClock) AdvanceClock(ctx context.Context, by time.Duration) (time.Time, time.Duration, error) {
	now, offset, err := c.Store.AdvanceClock(ctx, by)
	if err == nil {
		c.sweep(ctx)
	}
	return now, offset, err
}
