package supplier

import (
	"sync"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
)

// breaker leaves a failing supplier alone for a while. It is closed until, over
// a sliding window, too large a share of calls failed; then open for the
// cooldown; then lets one call through, whose success closes it again.
//
// What it adds to failsafe-go's circuit breaker is a third verdict: a call that
// ended for reasons of ours proves nothing, and a probe that ended so is given
// back. Its lock makes "is this call the probe" and "what did the verdict
// change" one answer each.
type breaker struct {
	mu      sync.Mutex
	circuit circuitbreaker.CircuitBreaker[any]
	changed func(state string) // called outside the lock
}

func newBreaker(rule Breaker, changed func(state string)) *breaker {
	circuit := circuitbreaker.NewBuilder[any]().
		WithFailureRateThreshold(float64(rule.FailurePercent)/100, uint(rule.MinCalls), rule.Window).
		WithSuccessThreshold(1).
		WithDelay(rule.Cooldown).
		Build()
	return &breaker{circuit: circuit, changed: changed}
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
	if !b.circuit.TryAcquirePermit() {
		return pass{}, b.circuit.RemainingDelay(), false
	}
	return pass{probe: b.circuit.IsHalfOpen()}, 0, true
}

// report tells how the call of p went.
func (b *breaker) report(p pass, v verdict) {
	if state := b.settle(p, v); state != "" {
		b.changed(state)
	}
}

// settle is the state just entered, "" for none.
func (b *breaker) settle(p pass, v verdict) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !p.probe && !b.circuit.IsClosed() {
		return "" // a straggler from before it opened decides nothing
	}
	switch {
	case v == worked:
		b.circuit.RecordSuccess()
	case v == failed:
		b.circuit.RecordFailure()
	case p.probe:
		b.circuit.Open() // entering half-open anew is how a permit is given back
		b.circuit.HalfOpen()
	}
	switch {
	case p.probe && b.circuit.IsClosed():
		return "closed"
	case !p.probe && b.circuit.IsOpen():
		return "open"
	default:
		return ""
	}
}
