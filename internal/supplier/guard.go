package supplier

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/bulkhead"
	"github.com/failsafe-go/failsafe-go/ratelimiter"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// guard stands before one supplier.
type guard struct {
	id       string
	options  Options
	searches *lane
	orders   *lane
	retry    retrypolicy.RetryPolicy[any]
	pace     ratelimiter.RateLimiter[any] // nil: as fast as we like
	// heldUntil is the end of the supplier's own "too many requests", in Unix
	// nanoseconds. It counts per account, so both lanes share it.
	heldUntil atomic.Int64
	// brokeUntil is until when we take it that our balance is spent.
	brokeUntil atomic.Int64
}

// lane is one kind of traffic to the supplier.
type lane struct {
	name       string
	places     bulkhead.Bulkhead[any] // one per call under way
	rehearsals bulkhead.Bulkhead[any] // the same for rehearsals
	wait       time.Duration          // for a place; 0: not at all
	breaker    *breaker
}

func newGuard(id string, o Options) *guard {
	o.Logger = o.Logger.With("supplier", id)
	g := &guard{id: id, options: o, retry: newRetry(o.RetryDelay)}
	g.searches = g.newLane("searches", o.Bulkheads.Searches, 0)
	g.orders = g.newLane("orders", o.Bulkheads.Orders, o.Bulkheads.Wait)
	if o.Rate.PerSecond > 0 {
		g.pace = ratelimiter.NewSmooth[any](uint(o.Rate.PerSecond), time.Second)
	}
	return g
}

func (g *guard) newLane(name string, places int, wait time.Duration) *lane {
	return &lane{
		name:       name,
		places:     bulkhead.New[any](uint(places)),
		rehearsals: bulkhead.New[any](uint(places)),
		wait:       wait,
		breaker: newBreaker(g.options.Breaker, func(state string) {
			g.options.Logger.Warn("supplier circuit", "lane", name, "state", state)
			g.options.Circuit(g.id, name, state)
		}),
	}
}

// enter takes a place; false when there is none in time.
func (l *lane) enter(ctx context.Context, places bulkhead.Bulkhead[any]) bool {
	if l.wait <= 0 {
		return places.TryAcquirePermit()
	}
	return places.AcquirePermitWithMaxWait(ctx, l.wait) == nil
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
	ctx, span := g.options.Tracer.Start(ctx, "supplier "+how.role, trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(attribute.String("supplier.id", g.id), attribute.String("supplier.role", how.role)))
	defer span.End()
	if how.deadline > 0 {
		bounded, cancel := context.WithTimeout(ctx, how.deadline)
		defer cancel()
		ctx = bounded
	}
	started := g.options.Now()
	attempts := 0
	var value T
	// Kept here, since a pause that ctx cuts short would give ctx's error, and
	// the failure before it says more.
	var failure *Error
	leftOut := 0
	once := func() error {
		attempts++
		counted, tally := CountLeftOut(ctx)
		value, failure = attempt(caller, counted, g, l, how, call)
		leftOut = int(tally.Load()) // of the attempt that counts
		if failure != nil {
			return failure
		}
		return nil
	}
	if how.repeat {
		_ = failsafe.With(g.retry).WithContext(ctx).Run(once)
	} else {
		_ = once()
	}
	took := g.options.Now().Sub(started)
	LeftOut(caller, leftOut)
	g.log(ctx, how, value, failure, attempts, took)
	g.observe(span, how, value, failure, attempts, took, leftOut, g.options.Rehearsal(caller))
	if failure != nil {
		return value, failure
	}
	return value, nil
}

// newRetry repeats once what certainly was not done, unless for a reason of our
// own.
func newRetry(delay time.Duration) retrypolicy.RetryPolicy[any] {
	return retrypolicy.NewBuilder[any]().
		HandleIf(func(_ any, err error) bool {
			var failure *Error
			return errors.As(err, &failure) && worthRepeating(failure)
		}).
		WithMaxRetries(1).WithDelay(delay).Build()
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
	defer l.places.ReleasePermit()
	if !g.keepPace(ctx, l) {
		return none, g.refuse(RateLimited, CodePaced, "faster than agreed", time.Second)
	}
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
	defer l.rehearsals.ReleasePermit()
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
			what := panicText(p)
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
	failure.Code = codeWord(failure.Code)
	return failure
}

// codeWord is a supplier's code as far as it looks like one: it goes into logs,
// and must neither fill them nor repeat what was sent.
func codeWord(code string) string {
	const longest = 64
	if len(code) > longest {
		return ""
	}
	for _, c := range []byte(code) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.') {
			return ""
		}
	}
	return code
}

// judge says what a call tells of the supplier.
func (g *guard) judge(caller context.Context, failure *Error, took time.Duration) verdict {
	if failure == nil || (failure.Kind != Unavailable && failure.Kind != OutcomeUnknown) {
		return worked
	}
	if errors.Is(caller.Err(), context.Canceled) || (caller.Err() != nil && took < g.options.Patience) {
		return unproven // the caller left, or was in too much of a hurry
	}
	if failure.Kind == Unavailable && failure.Code == CodeCannotLookUp {
		return unproven // it was not even asked
	}
	return failed
}

// holdOff obeys "too many requests".
func (g *guard) holdOff(failure *Error) {
	if failure.Kind != RateLimited || failure.RetryAfter <= 0 {
		return
	}
	until := g.options.Now().Add(min(failure.RetryAfter, longestHold)).UnixNano()
	for {
		told := g.heldUntil.Load()
		if until <= told || g.heldUntil.CompareAndSwap(told, until) {
			return // a shorter word that comes later does not end a longer one
		}
	}
}

// longestHold bounds how long a supplier's word can keep us away.
const longestHold = 5 * time.Minute

// worthRepeating: certainly not done, and not for a reason of our own or one
// that lasts.
func worthRepeating(failure *Error) bool {
	if failure == nil || failure.Kind != Unavailable {
		return false
	}
	switch failure.Code {
	case CodeCircuitOpen, CodeCrowded, CodeNoFunds, CodeCannotLookUp:
		return false
	}
	return true
}

// keepPace waits its turn under the rate agreed with the supplier. A search
// that would come too late for its caller is not made at all.
func (g *guard) keepPace(ctx context.Context, l *lane) bool {
	if g.pace == nil {
		return true
	}
	wait := max(l.wait, g.options.Rate.Wait)
	if deadline, ok := ctx.Deadline(); ok {
		// A turn that is reserved and not taken is lost to everybody.
		wait = max(min(wait, time.Until(deadline)-time.Millisecond), 0)
	}
	return g.pace.AcquirePermitWithMaxWait(ctx, wait) == nil
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
