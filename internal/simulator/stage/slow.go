package stage

import (
	"context"
	"time"
)

// callsOfAStep is how many calls a buyer makes for one step of an order: it reads
// the order, pays or asks for a quote, and reads again or confirms.
const callsOfAStep = 3

// Share is how late a slow supplier answers one call about an order, where delay
// is how late it answers others. The calls of a step share the buyer's patience:
// all of them together are late by the delay, and still done.
func Share(delay time.Duration) time.Duration { return delay / callsOfAStep }

// Linger waits as a slow supplier does, without holding anything, or until ctx
// ends.
func Linger(ctx context.Context, delay time.Duration) error {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
