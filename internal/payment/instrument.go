package payment

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/farebridge/farebridge/internal/money"
)

// Codes the decorator itself gives, in Error.Code.
const (
	CodePanic   = "panic"   // the adapter broke down
	CodeForeign = "foreign" // the adapter gave an error outside the closed kinds
)

// Options are how one gateway is treated. Zero values mean the defaults.
type Options struct {
	Logger    *slog.Logger     // nil: nothing is logged
	Now       func() time.Time // required; measures durations
	Deadlines Deadlines
	// RetryDelay is the pause before the one retry. Default 100 ms.
	RetryDelay time.Duration
}

// Deadlines bound one call of a role, retry included.
type Deadlines struct {
	Authorize time.Duration // default 30 s: behind it a bank is asked
	Capture   time.Duration // default 30 s
	Void      time.Duration // default 30 s
	Refund    time.Duration // default 30 s
	Query     time.Duration // default 10 s
}

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	for _, d := range []struct {
		value    *time.Duration
		fallback time.Duration
	}{
		{&o.Deadlines.Authorize, 30 * time.Second},
		{&o.Deadlines.Capture, 30 * time.Second},
		{&o.Deadlines.Void, 30 * time.Second},
		{&o.Deadlines.Refund, 30 * time.Second},
		{&o.Deadlines.Query, 10 * time.Second},
		{&o.RetryDelay, 100 * time.Millisecond},
	} {
		if *d.value == 0 {
			*d.value = d.fallback
		}
	}
	return o
}

// Instrument gives every role g has its deadline, one retry where certainly
// nothing was done, and a log line. Roles g has not stay nil. Errors that come
// out are *Error of a closed Kind with the gateway's id in it, whatever the
// adapter did.
func Instrument(g *Gateway, options Options) *Gateway {
	o := options.withDefaults()
	o.Logger = o.Logger.With("gateway", g.ID)
	w := watched{gateway: g, options: o}
	out := &Gateway{ID: g.ID, Methods: g.Methods}
	if g.Authorize != nil {
		out.Authorize = w
	}
	if g.Capture != nil {
		out.Capture = w
	}
	if g.Void != nil {
		out.Void = w
	}
	if g.Refund != nil {
		out.Refund = w
	}
	if g.Query != nil {
		out.Query = w
	}
	if g.Notices != nil {
		out.Notices = w
	}
	return out
}

// watched plays the roles of a gateway by the gateway's own, under watch.
type watched struct {
	gateway *Gateway
	options Options
}

func (w watched) Authorize(ctx context.Context, in Intent) (State, error) {
	how := conduct{role: "authorize", reference: in.Reference, deadline: w.options.Deadlines.Authorize, writes: true}
	return w.state(ctx, how, func(ctx context.Context) (State, error) {
		return w.gateway.Authorize.Authorize(ctx, in)
	})
}

func (w watched) Capture(ctx context.Context, reference string) (State, error) {
	how := conduct{role: "capture", reference: reference, deadline: w.options.Deadlines.Capture, writes: true}
	return w.state(ctx, how, func(ctx context.Context) (State, error) {
		return w.gateway.Capture.Capture(ctx, reference)
	})
}

func (w watched) Void(ctx context.Context, reference string) (State, error) {
	how := conduct{role: "void", reference: reference, deadline: w.options.Deadlines.Void, writes: true}
	return w.state(ctx, how, func(ctx context.Context) (State, error) {
		return w.gateway.Void.Void(ctx, reference)
	})
}

func (w watched) Refund(ctx context.Context, reference string, amount money.Money, refundReference string) (State, error) {
	how := conduct{role: "refund", reference: reference, deadline: w.options.Deadlines.Refund, writes: true}
	return w.state(ctx, how, func(ctx context.Context) (State, error) {
		return w.gateway.Refund.Refund(ctx, reference, amount, refundReference)
	})
}

func (w watched) Query(ctx context.Context, reference string) (State, bool, error) {
	how := conduct{role: "query", reference: reference, deadline: w.options.Deadlines.Query}
	a, err := w.call(ctx, how, func(ctx context.Context) (answer, error) {
		state, found, err := w.gateway.Query.Query(ctx, reference)
		return answer{state: state, found: found}, err
	})
	return a.state, a.found, err
}

func (w watched) ReadNotice(header http.Header, body []byte, now time.Time) (Notice, error) {
	notice, err := w.gateway.Notices.ReadNotice(header, body, now)
	if err == nil {
		return notice, nil
	}
	failure := w.close(conduct{role: "notice"}, err)
	// A notice is believed or refused; there is nobody to try again with.
	failure.Kind = Rejected
	w.options.Logger.Warn("notice refused", "code", failure.Code, "bytes", len(body))
	return Notice{}, failure
}

func (w watched) state(ctx context.Context, how conduct, call func(context.Context) (State, error)) (State, error) {
	a, err := w.call(ctx, how, func(ctx context.Context) (answer, error) {
		state, err := call(ctx)
		return answer{state: state, found: true}, err
	})
	return a.state, err
}
