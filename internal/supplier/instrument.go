package supplier

import (
	"context"
	"log/slog"
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

// Codes the decorator itself gives, in Error.Code. The first three say that the
// supplier was not even asked.
const (
	CodeCircuitOpen = "circuitOpen" // Unavailable: failed too often just now; RetryAfter says when it is tried again
	CodeCrowded     = "crowded"     // Unavailable: too many calls of ours are with the supplier already
	CodeHeldOff     = "heldOff"     // RateLimited: the time the supplier named is not over
	CodePanic       = "panic"       // the connector broke down
	CodeForeign     = "foreign"     // the connector gave an error outside the closed kinds
)

// Options are how one supplier is treated. Zero values mean the defaults.
type Options struct {
	Logger *slog.Logger     // nil: nothing is logged
	Now    func() time.Time // required; measures durations and hold-offs

	Deadlines Deadlines
	Bulkheads Bulkheads
	Breaker   Breaker

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

// Deadlines bound one call of a role, retry included. Shop has only its caller's.
type Deadlines struct {
	Price    time.Duration // default 30 s
	Book     time.Duration // default 130 s: airlines take up to 120 s
	Ticket   time.Duration // default 130 s
	Retrieve time.Duration // default 30 s
	Release  time.Duration // default 130 s
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

// Instrument gives every role c has its deadline, bulkhead, circuit breaker,
// retry and log. Roles c has not stay nil. Errors that come out are *Error of a
// closed Kind with the supplier's id in it, whatever the connector did.
func Instrument(c *Connector, options Options) *Connector {
	o := options.withDefaults()
	g := newGuard(c.ID, o)
	out := &Connector{ID: c.ID, Check: c.Check}
	if c.Shop != nil {
		out.Shop = guardedShopper{guard: g, inner: c.Shop}
	}
	if c.Price != nil {
		out.Price = guardedPricer{guard: g, inner: c.Price}
	}
	if c.Book != nil {
		out.Book = guardedBooker{guard: g, inner: c.Book}
	}
	if c.Ticket != nil {
		out.Ticket = guardedTicketer{guard: g, inner: c.Ticket}
	}
	if c.Retrieve != nil {
		out.Retrieve = guardedRetriever{guard: g, inner: c.Retrieve}
	}
	if c.Release != nil {
		out.Release = guardedReleaser{guard: g, inner: c.Release}
	}
	return out
}

type guardedShopper struct {
	guard *guard
	inner Shopper
}

func (s guardedShopper) Shop(ctx context.Context, search travel.Search) (ShopAnswer, error) {
	how := conduct{role: "shop", repeat: true}
	return under(ctx, s.guard, s.guard.searches, how, func(ctx context.Context) (ShopAnswer, error) {
		return s.inner.Shop(ctx, search)
	})
}

type guardedPricer struct {
	guard *guard
	inner Pricer
}

func (p guardedPricer) Price(ctx context.Context, in PriceInput) (travel.SupplierOffer, error) {
	how := conduct{role: "price", deadline: p.guard.options.Deadlines.Price, repeat: true}
	return under(ctx, p.guard, p.guard.orders, how, func(ctx context.Context) (travel.SupplierOffer, error) {
		return p.inner.Price(ctx, in)
	})
}

type guardedBooker struct {
	guard *guard
	inner Booker
}

func (b guardedBooker) Book(ctx context.Context, in BookInput) (travel.Booking, error) {
	how := conduct{role: "book", deadline: b.guard.options.Deadlines.Book, writes: true}
	return under(ctx, b.guard, b.guard.orders, how, func(ctx context.Context) (travel.Booking, error) {
		return b.inner.Book(ctx, in)
	})
}

type guardedTicketer struct {
	guard *guard
	inner Ticketer
}

func (t guardedTicketer) Ticket(ctx context.Context, in TicketInput) (travel.Booking, error) {
	how := conduct{role: "ticket", deadline: t.guard.options.Deadlines.Ticket, writes: true}
	return under(ctx, t.guard, t.guard.orders, how, func(ctx context.Context) (travel.Booking, error) {
		return t.inner.Ticket(ctx, in)
	})
}

type guardedRetriever struct {
	guard *guard
	inner Retriever
}

func (r guardedRetriever) Retrieve(ctx context.Context, in RetrieveInput) (travel.Booking, bool, error) {
	type answer struct {
		booking travel.Booking
		found   bool
	}
	how := conduct{role: "retrieve", deadline: r.guard.options.Deadlines.Retrieve, repeat: true}
	a, err := under(ctx, r.guard, r.guard.orders, how, func(ctx context.Context) (answer, error) {
		booking, found, err := r.inner.Retrieve(ctx, in)
		return answer{booking: booking, found: found}, err
	})
	return a.booking, a.found, err
}

type guardedReleaser struct {
	guard *guard
	inner Releaser
}

func (r guardedReleaser) Release(ctx context.Context, reference string, bookingRef []byte) error {
	how := conduct{role: "release", deadline: r.guard.options.Deadlines.Release, writes: true, repeat: true}
	_, err := under(ctx, r.guard, r.guard.orders, how, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, r.inner.Release(ctx, reference, bookingRef)
	})
	return err
}
