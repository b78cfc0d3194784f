package supplier

import (
	"context"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// Codes the decorator itself gives, in Error.Code. The first four say that the
// supplier was not even asked.
const (
	CodeCircuitOpen = "circuitOpen" // Unavailable: failed too often just now; RetryAfter says when it is tried again
	CodeCrowded     = "crowded"     // Unavailable: too many calls of ours are with the supplier already
	CodeHeldOff     = "heldOff"     // RateLimited: the time the supplier named is not over
	CodePaced       = "paced"       // RateLimited: more calls than agreed with the supplier
	CodePanic       = "panic"       // the connector broke down
	CodeForeign     = "foreign"     // the connector gave an error outside the closed kinds
)

// Options are how one supplier is treated. Zero values mean the defaults.
type Options struct {
	Logger *slog.Logger     // nil: nothing is logged
	Now    func() time.Time // required; measures durations and hold-offs

	Tracer  trace.Tracer      // nil: no spans
	Observe func(Observation) // nil: nobody counts
	// Circuit is told that a lane ("searches", "orders") was closed to us or
	// opened again: state is "open" or "closed". nil: nobody is.
	Circuit func(supplier, lane, state string)

	Deadlines  Deadlines
	Bulkheads  Bulkheads
	Breaker    Breaker
	Rate       Rate
	Settlement Settlement

	// Rehearsal reports a call whose faults are acted, not suffered (a sandbox
	// scenario). It tells nothing of the supplier and must not cost other callers
	// theirs, nor be kept from what it rehearses: it has a bulkhead of its own, and
	// neither feeds nor heeds breaker and hold-off. nil: no call is one.
	Rehearsal func(ctx context.Context) bool

	// Patience is how long a supplier may take before a caller's running out of
	// time is the supplier's fault. Default 2 s: a caller with a budget of 100 ms
	// must not close a supplier for everybody.
	Patience time.Duration
	// RetryDelay is the pause before the one retry. Default 100 ms.
	RetryDelay time.Duration
}

// Deadlines bound one call of a role, retry included. Shop has only its
// caller's. Questions about an order have Retrieve's, other writes Book's.
type Deadlines struct {
	Price    time.Duration // default 30 s; services, seats and rules too
	Book     time.Duration // default 130 s: airlines take up to 120 s
	Ticket   time.Duration // default 130 s
	Retrieve time.Duration // default 30 s
	Release  time.Duration // default 130 s
}

// Rate is how often the supplier may be called, evenly spaced, all roles
// together. Zero: as often as we like.
type Rate struct {
	PerSecond int
	Wait      time.Duration // how long a search waits its turn; calls for orders wait as for a place
}

// Bulkheads bound how many calls are with the supplier at once. Searches and
// everything that concerns an order are apart: a flood of searches must not
// keep a paid order from its tickets.
type Bulkheads struct {
	Searches int           // default 64; a search over it is refused at once
	Orders   int           // default 32; a call over it waits its turn up to Wait
	Wait     time.Duration // default 5 s
}

// Breaker says when a supplier is left alone. Only Unavailable and
// OutcomeUnknown count: a supplier that refuses is at work. Searches and orders
// have a breaker each, for the same reason as they have a bulkhead each.
type Breaker struct {
	FailurePercent int           // of calls, default 50
	MinCalls       int           // before the share means anything, default 10
	Window         time.Duration // over which it is counted, default 30 s
	Cooldown       time.Duration // until one call is let through to see, default 10 s
}

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Tracer == nil {
		o.Tracer = noop.NewTracerProvider().Tracer("")
	}
	if o.Observe == nil {
		o.Observe = func(Observation) {}
	}
	if o.Circuit == nil {
		o.Circuit = func(string, string, string) {}
	}
	if o.Rehearsal == nil {
		o.Rehearsal = func(context.Context) bool { return false }
	}
	orElse(&o.Deadlines.Price, 30*time.Second)
	orElse(&o.Deadlines.Book, 130*time.Second)
	orElse(&o.Deadlines.Ticket, 130*time.Second)
	orElse(&o.Deadlines.Retrieve, 30*time.Second)
	orElse(&o.Deadlines.Release, 130*time.Second)
	orElse(&o.Bulkheads.Searches, 64)
	orElse(&o.Bulkheads.Orders, 32)
	orElse(&o.Bulkheads.Wait, 5*time.Second)
	orElse(&o.Breaker.FailurePercent, 50)
	orElse(&o.Breaker.MinCalls, 10)
	orElse(&o.Breaker.Window, 30*time.Second)
	orElse(&o.Breaker.Cooldown, 10*time.Second)
	orElse(&o.Patience, 2*time.Second)
	orElse(&o.RetryDelay, 100*time.Millisecond)
	return o
}

func orElse[T comparable](value *T, fallback T) {
	var zero T
	if *value == zero {
		*value = fallback
	}
}
