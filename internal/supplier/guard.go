package supplier

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"
)

// guard stands before one supplier.
type guard struct {
	id       string
	options  Options
	searches *lane
	orders   *lane
	// heldUntil is the end of the supplier's own "too many requests", in Unix
	// nanoseconds. It counts per account, so both lanes share it.
	heldUntil atomic.Int64
}

// lane is one kind of traffic to the supplier.
type lane struct {
	places     chan struct{} // one per call under way
	rehearsals chan struct{} // the same for rehearsals
	wait       time.Duration // for a place; 0: not at all
	breaker    *breaker
}

func newGuard(id string, o Options) *guard {
	o.Logger = o.Logger.With("supplier", id)
	return &guard{
		id:       id,
		options:  o,
		searches: newLane("searches", o, o.Bulkheads.Searches, 0),
		orders:   newLane("orders", o, o.Bulkheads.Orders, o.Bulkheads.Wait),
	}
}

func newLane(name string, o Options, places int, wait time.Duration) *lane {
	return &lane{
		places:     make(chan struct{}, places),
		rehearsals: make(chan struct{}, places),
		wait:       wait,
		breaker: &breaker{rule: o.Breaker, now: o.Now, changed: func(state string) {
			o.Logger.Warn("supplier circuit", "lane", name, "state", state)
		}},
	}
}

// enter takes a place; false when there is none in time.
func (l *lane) enter(ctx context.Context, places chan<- struct{}) bool {
	select {
	case places <- struct{}{}:
		return true
	default:
	}
	if l.wait <= 0 {
		return false
	}
	timer := time.NewTimer(l.wait)
	defer timer.Stop()
	select {
	case places <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	case <-timer.C:
		return false
	}
}

// conduct is how a role is called.
type conduct struct {
	role     string
	deadline time.Duration // 0: the caller's own
	writes   bool          // a failure of unknown origin leaves the outcome unknown
	repeat   bool          // trying again cannot do anything twice
}

// under calls a role: once, and once more where that can do nothing twice.
func under[T any](ctx context.Context, g *guard, l *lane, how conduct, call func(context.Context) (T, error)) (T, error) {
	caller := ctx
	if how.deadline > 0 {
		bounded, cancel := context.WithTimeout(ctx, how.deadline)
		defer cancel()
		ctx = bounded
	}
	started := g.options.Now()
	attempts := 1
	value, failure := attempt(caller, ctx, g, l, how, call)
	if how.repeat && worthRepeating(failure) && pause(ctx, g.options.RetryDelay) {
		attempts++
		value, failure = attempt(caller, ctx, g, l, how, call)
	}
	g.log(ctx, how, value, failure, attempts, g.options.Now().Sub(started))
	if failure != nil {
		return value, failure
	}
	return value, nil
}

// attempt is one call, if the supplier may be asked at all.
func attempt[T any](caller, ctx context.Context, g *guard, l *lane, how conduct, call func(context.Context) (T, error)) (T, *Error) {
	if g.options.Rehearsal(caller) {
		return rehearse(ctx, g, l, how, call)
	}
	var none T
	if left := time.Unix(0, g.heldUntil.Load()).Sub(g.options.Now()); left > 0 {
		return none, g.refuse(RateLimited, CodeHeldOff, "asked to stay away", left)
	}
	if !l.enter(ctx, l.places) {
		return none, g.crowded()
	}
	defer func() { <-l.places }()
	leave, left, ok := l.breaker.admit()
	if !ok {
		return none, g.refuse(Unavailable, CodeCircuitOpen, "circuit open", left)
	}
	started := g.options.Now()
	value, err := contained(ctx, g, how, call)
	failure := g.close(how, err)
	l.breaker.report(leave, g.judge(caller, failure, g.options.Now().Sub(started)))
	if failure != nil {
		g.holdOff(failure)
		return none, failure
	}
	return value, nil
}

// rehearse is one call nobody else hears of.
func rehearse[T any](ctx context.Context, g *guard, l *lane, how conduct, call func(context.Context) (T, error)) (T, *Error) {
	var none T
	if !l.enter(ctx, l.rehearsals) {
		return none, g.crowded()
	}
	defer func() { <-l.rehearsals }()
	value, err := contained(ctx, g, how, call)
	failure := g.close(how, err)
	if failure != nil {
		return none, failure
	}
	return value, nil
}

func (g *guard) crowded() *Error {
	return g.refuse(Unavailable, CodeCrowded, "no place among the calls under way", 0)
}

func (g *guard) refuse(kind Kind, code, message string, after time.Duration) *Error {
	failure := Fail(kind, code, message, nil)
	failure.Supplier = g.id
	failure.RetryAfter = after
	return failure
}

// contained keeps a connector's panic from taking the process along. The log
// says where, and what kind of value, but not the value: it may be anybody's.
func contained[T any](ctx context.Context, g *guard, how conduct, call func(context.Context) (T, error)) (T, error) {
	var value T
	var err error
	func() {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			what := fmt.Sprintf("%T", p)
			if fault, ok := p.(runtime.Error); ok {
				what = fault.Error()
			}
			err = Fail(how.unexplained(), CodePanic, what, nil)
			g.options.Logger.ErrorContext(ctx, "connector panicked",
				"role", how.role, "panic", what, "stack", string(debug.Stack()))
		}()
		value, err = call(ctx)
	}()
	return value, err
}

// unexplained is the kind of a failure nobody can explain.
func (c conduct) unexplained() Kind {
	if c.writes {
		return OutcomeUnknown
	}
	return Unavailable
}

var closedKinds = []Kind{Unsupported, Rejected, SoldOut, PriceChanged, RateLimited, Unavailable, OutcomeUnknown}

// close makes err an *Error of a closed kind with the supplier's id.
func (g *guard) close(how conduct, err error) *Error {
	if err == nil {
		return nil
	}
	failure := Fail(how.unexplained(), CodeForeign, "", err)
	var said *Error
	if errors.As(err, &said) && slices.Contains(closedKinds, said.Kind) {
		own := *said // the connector may have kept it
		failure = &own
	}
	if failure.Kind == OutcomeUnknown && !how.writes {
		failure.Kind = Unavailable // a read has no outcome to know
	}
	failure.Supplier = g.id
	return failure
}

// judge says what a call tells of the supplier.
func (g *guard) judge(caller context.Context, failure *Error, took time.Duration) verdict {
	if failure == nil || (failure.Kind != Unavailable && failure.Kind != OutcomeUnknown) {
		return worked
	}
	if errors.Is(caller.Err(), context.Canceled) || (caller.Err() != nil && took < g.options.Patience) {
		return unproven // the caller left, or was in too much of a hurry
	}
	return failed
}

// holdOff obeys "too many requests".
func (g *guard) holdOff(failure *Error) {
	if failure.Kind == RateLimited && failure.RetryAfter > 0 {
		g.heldUntil.Store(g.options.Now().Add(min(failure.RetryAfter, longestHold)).UnixNano())
	}
}

// longestHold bounds how long a supplier's word can keep us away.
const longestHold = 5 * time.Minute

// worthRepeating: certainly not done, and not for a reason of our own.
func worthRepeating(failure *Error) bool {
	return failure != nil && failure.Kind == Unavailable &&
		failure.Code != CodeCircuitOpen && failure.Code != CodeCrowded
}

// pause waits before a retry; false when ctx ends first.
func pause(ctx context.Context, d time.Duration) bool {
	if ctx.Err() != nil {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// log writes one line per call: no names, no numbers of documents, and not the
// supplier's words, which may repeat what was sent.
func (g *guard) log(ctx context.Context, how conduct, value any, failure *Error, attempts int, took time.Duration) {
	rehearsal := g.options.Rehearsal(ctx)
	level, kind := slog.LevelDebug, "ok"
	if how.writes {
		level = slog.LevelInfo
	}
	attrs := []slog.Attr{slog.Int("attempts", attempts), slog.Int64("tookMs", took.Milliseconds())}
	if failure != nil {
		kind = string(failure.Kind)
		attrs = append(attrs, slog.String("code", failure.Code))
		level = slog.LevelInfo
		if alarming(failure) && !rehearsal {
			level = slog.LevelWarn
		}
	}
	if rehearsal {
		attrs = append(attrs, slog.Bool("rehearsal", true))
	}
	if answer, ok := value.(ShopAnswer); ok && failure == nil {
		attrs = append(attrs, slog.Int("offers", len(answer.Offers)), slog.Int("dropped", len(answer.Dropped)))
		if len(answer.Dropped) > 0 {
			attrs = append(attrs, slog.String("droppedFirst", answer.Dropped[0]))
		}
	}
	attrs = append([]slog.Attr{slog.String("role", how.role), slog.String("kind", kind)}, attrs...)
	g.options.Logger.LogAttrs(ctx, level, "supplier call", attrs...)
}

// alarming is a failure an operator should know of. That a supplier is left
// alone was said once, by its circuit or by its own "too many requests"; each
// call that is spared for it is no news.
func alarming(failure *Error) bool {
	switch failure.Kind {
	case Unavailable, OutcomeUnknown, RateLimited:
		return failure.Code != CodeCircuitOpen && failure.Code != CodeHeldOff
	case Unsupported, Rejected, SoldOut, PriceChanged:
	}
	return false
}
