package supplier

import (
	"sync"
	"time"
)

// breaker leaves a failing supplier alone for a while. It is closed until, over
// a sliding window, too large a share of calls failed; then open for the
// cooldown; then lets one call through, whose success closes it again.
//
// It is our own and not failsafe-go's because a probe whose caller left must be
// given back without a verdict, and because time comes from the injected clock.
type breaker struct {
	rule    Breaker
	now     func() time.Time
	changed func(state string) // called outside the lock

	mu      sync.Mutex
	window  [windowSlices]tally
	opened  time.Time // zero: closed
	probing bool      // open, and one call is out to see
}

// windowSlices is how finely the window slides.
const windowSlices = 10

// tally counts one slice of the window; epoch tells it from the same slot a
// whole window earlier.
type tally struct {
	epoch  int64
	calls  int
	failed int
}

// pass is leave to call. Whoever got one reports once.
type pass struct{ probe bool }

type verdict int

const (
	worked   verdict = iota // the supplier answered, whatever it said
	failed                  // it did not, or not understandably
	unproven                // the call ended for reasons of ours
)

// admit gives leave to call, or says how long until it makes sense to ask again.
func (b *breaker) admit() (pass, time.Duration, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.opened.IsZero() {
		return pass{}, 0, true
	}
	left := b.opened.Add(b.rule.Cooldown).Sub(b.now())
	if left > 0 || b.probing {
		return pass{}, max(left, 0), false
	}
	b.probing = true
	return pass{probe: true}, 0, true
}

// report tells how the call of p went.
func (b *breaker) report(p pass, v verdict) {
	state := b.settle(p, v)
	if state != "" {
		b.changed(state)
	}
}

// settle is the state just entered, "" for none.
func (b *breaker) settle(p pass, v verdict) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case p.probe:
		b.probing = false // unproven: the next call may see
		switch v {
		case worked:
			b.opened = time.Time{}
			b.window = [windowSlices]tally{}
			return "closed"
		case failed:
			b.opened = b.now()
		case unproven:
		}
		return ""
	case !b.opened.IsZero() || v == unproven:
		return "" // a straggler from before it opened decides nothing
	}
	b.count(v == failed)
	if !b.tooManyFailed() {
		return ""
	}
	b.opened = b.now()
	return "open"
}

func (b *breaker) count(failure bool) {
	epoch := b.epoch()
	slot := &b.window[epoch%windowSlices]
	if slot.epoch != epoch {
		*slot = tally{epoch: epoch}
	}
	slot.calls++
	if failure {
		slot.failed++
	}
}

func (b *breaker) tooManyFailed() bool {
	oldest := b.epoch() - windowSlices + 1
	calls, failures := 0, 0
	for _, slot := range b.window {
		if slot.epoch >= oldest {
			calls += slot.calls
			failures += slot.failed
		}
	}
	return calls >= b.rule.MinCalls && failures*100 >= calls*b.rule.FailurePercent
}

// epoch numbers the slices of time.
func (b *breaker) epoch() int64 {
	return b.now().UnixNano() / max(1, int64(b.rule.Window)/windowSlices)
}
