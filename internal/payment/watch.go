package payment

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"slices"
	"time"
)

// conduct is how a role is called.
type conduct struct {
	role      string
	reference string
	deadline  time.Duration
	writes    bool // a failure of unknown origin leaves the outcome unknown
}

// answer is what any role says.
type answer struct {
	state State
	found bool
}

// call makes one call, and a second one if the first was certainly not done.
// Every call of the port bears repeating under its reference; still, after
// OutcomeUnknown it is Query's turn, not ours.
func (w watched) call(ctx context.Context, how conduct, role func(context.Context) (answer, error)) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, how.deadline)
	defer cancel()
	started := w.options.Now()
	attempts := 1
	a, failure := w.attempt(ctx, how, role)
	if failure != nil && failure.Kind == Unavailable && pause(ctx, w.options.RetryDelay) {
		attempts++
		a, failure = w.attempt(ctx, how, role)
	}
	w.log(ctx, how, a, failure, attempts, w.options.Now().Sub(started))
	if failure != nil {
		return answer{}, failure
	}
	return a, nil
}

// attempt contains a panic of the adapter. The log says where, and what kind of
// value, but not the value: it may be anybody's.
func (w watched) attempt(ctx context.Context, how conduct, role func(context.Context) (answer, error)) (answer, *Error) {
	var a answer
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
			err = Fail(how.unexplained(), w.gateway.ID, CodePanic, what, nil)
			w.options.Logger.ErrorContext(ctx, "gateway panicked",
				"role", how.role, "panic", what, "stack", string(debug.Stack()))
		}()
		a, err = role(ctx)
	}()
	return a, w.close(how, err)
}

// unexplained is the kind of a failure nobody can explain.
func (c conduct) unexplained() Kind {
	if c.writes {
		return OutcomeUnknown
	}
	return Unavailable
}

var closedKinds = []Kind{Unsupported, Rejected, Unavailable, OutcomeUnknown}

// close makes err an *Error of a closed kind with the gateway's id.
func (w watched) close(how conduct, err error) *Error {
	if err == nil {
		return nil
	}
	failure := Fail(how.unexplained(), w.gateway.ID, CodeForeign, "", err)
	if said, ok := errors.AsType[*Error](err); ok && slices.Contains(closedKinds, said.Kind) {
		own := *said // the adapter may have kept it
		failure = &own
	}
	if failure.Kind == OutcomeUnknown && !how.writes {
		failure.Kind = Unavailable // a read has no outcome to know
	}
	failure.Gateway = w.gateway.ID
	return failure
}

// log writes one line per call: which, how long, what came of it. References
// are ours and opaque; amounts, tokens and the gateway's own words stay out.
func (w watched) log(ctx context.Context, how conduct, a answer, failure *Error, attempts int, took time.Duration) {
	level, attrs := slog.LevelInfo, []slog.Attr{
		slog.String("role", how.role), slog.String("reference", how.reference),
		slog.Int("attempts", attempts), slog.Duration("took", took),
	}
	switch {
	case failure == nil && !a.found:
		attrs = append(attrs, slog.String("result", "notFound"))
	case failure == nil:
		attrs = append(attrs, slog.String("result", string(a.state.Status)))
	default:
		level = slog.LevelWarn
		attrs = append(attrs, slog.String("result", string(failure.Kind)), slog.String("code", failure.Code))
	}
	w.options.Logger.LogAttrs(ctx, level, "gateway call", attrs...)
}

// pause waits before a retry; false when ctx ends first.
func pause(ctx context.Context, d time.Duration) bool {
	if ctx.Err() != nil {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
