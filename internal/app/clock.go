package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/storage"
)

// sandboxClock moves the sandbox's time, and has done what is due at the new
// time before it says so: who moves the clock past a deadline sees its effect.
type sandboxClock struct {
	*storage.Store
	recent *storage.RecentClock      // which must not go on from before
	sweep  func(ctx context.Context) // returns when it is done, or when it takes too long
}

// AdvanceClock moves the clock forward for everybody on this database.
func (c *sandboxClock) AdvanceClock(ctx context.Context, by time.Duration) (time.Time, time.Duration, error) {
	now, offset, err := c.Store.AdvanceClock(ctx, by)
	c.recent.Forget() // also after a failure: it may have been moved
	if err == nil {
		c.sweep(ctx)
	}
	return now, offset, err
}

// agreeOnTime takes over the time of a simulator elsewhere: another sandbox may
// have moved it, and what is paid there would be too late here.
func (a *App) agreeOnTime(ctx context.Context) {
	if a.config.Mode != config.Sandbox || a.config.Simulator.URL == "" {
		return
	}
	theirs, err := simulatorOffset(ctx, a.config.Simulator.URL)
	if err != nil {
		a.logger.WarnContext(ctx, "the simulator does not say what time it is", "url", a.config.Simulator.URL, "error", err)
		return
	}
	ours, err := a.store.ClockOffset(ctx)
	if err == nil && theirs > ours {
		_, _, err = a.store.AdvanceClock(ctx, theirs-ours)
	}
	if err != nil {
		a.logger.WarnContext(ctx, "the sandbox clock was not set to the simulator's", "error", err)
	}
}

func simulatorOffset(ctx context.Context, url string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/clock", nil)
	if err != nil {
		return 0, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct {
		OffsetMs *int64 `json:"offset_ms"`
	}
	if response.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("app: %s/clock: %s", url, response.Status)
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return 0, fmt.Errorf("app: %s/clock: %w", url, err)
	}
	if answer.OffsetMs == nil {
		return 0, fmt.Errorf("app: %s/clock says no offset_ms", url)
	}
	return time.Duration(*answer.OffsetMs) * time.Millisecond, nil
}
