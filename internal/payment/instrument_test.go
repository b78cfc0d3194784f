package payment_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/payment"
)

// fake plays every role with one function, and counts.
type fake struct {
	calls int
	do    func(ctx context.Context, call int) (payment.State, error)
}

func (f *fake) next(ctx context.Context) (payment.State, error) {
	f.calls++
	return f.do(ctx, f.calls)
}

func (f *fake) Authorize(ctx context.Context, _ payment.Intent) (payment.State, error) {
	return f.next(ctx)
}
func (f *fake) Capture(ctx context.Context, _ string) (payment.State, error) { return f.next(ctx) }
func (f *fake) Void(ctx context.Context, _ string) (payment.State, error)    { return f.next(ctx) }
func (f *fake) Refund(ctx context.Context, _ string, _ money.Money, _ string) (payment.State, error) {
	return f.next(ctx)
}

func (f *fake) Query(ctx context.Context, _ string) (payment.State, bool, error) {
	s, err := f.next(ctx)
	return s, err == nil, err
}

func (f *fake) ReadNotice(http.Header, []byte, time.Time) (payment.Notice, error) {
	_, err := f.next(context.Background())
	return payment.Notice{ID: "evt_1"}, err
}

// watched is every role of f under watch, by name.
func watched(f *fake, o payment.Options) map[string]func(context.Context) (payment.State, error) {
	o.Now = time.Now
	g := payment.Instrument(&payment.Gateway{
		ID: "card", Authorize: f, Capture: f, Void: f, Refund: f, Query: f, Notices: f,
	}, o)
	return map[string]func(context.Context) (payment.State, error){
		"authorize": func(ctx context.Context) (payment.State, error) {
			return g.Authorize.Authorize(ctx, payment.Intent{Reference: "pay_1", CardToken: "tok_private"})
		},
		"capture": func(ctx context.Context) (payment.State, error) { return g.Capture.Capture(ctx, "pay_1") },
		"void":    func(ctx context.Context) (payment.State, error) { return g.Void.Void(ctx, "pay_1") },
		"refund": func(ctx context.Context) (payment.State, error) {
			return g.Refund.Refund(ctx, "pay_1", money.New(1, money.CNY), "rfd_1")
		},
		"query": func(ctx context.Context) (payment.State, error) {
			s, _, err := g.Query.Query(ctx, "pay_1")
			return s, err
		},
	}
}

func TestOnlyUnavailableIsTriedAgain(t *testing.T) {
	t.Parallel()
	for kind, calls := range map[payment.Kind]int{
		payment.Unavailable: 2, payment.OutcomeUnknown: 1, payment.Rejected: 1, payment.Unsupported: 1,
	} {
		synctest.Test(t, func(t *testing.T) {
			for role := range watched(&fake{}, payment.Options{}) {
				f := &fake{do: func(context.Context, int) (payment.State, error) {
					return payment.State{}, payment.Fail(kind, "", "code", "", nil)
				}}
				_, err := watched(f, payment.Options{})[role](t.Context())
				want, wantCalls := kind, calls
				if role == "query" && kind == payment.OutcomeUnknown {
					want, wantCalls = payment.Unavailable, 2 // a read has no outcome to know
				}
				e, ok := errors.AsType[*payment.Error](err)
				if !ok || e.Kind != want || e.Gateway != "card" || f.calls != wantCalls {
					t.Errorf("%s: %v after %d calls; want %s after %d", role, err, f.calls, want, wantCalls)
				}
			}
		})
	}
}

func TestSecondTrySucceeds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fake{do: func(_ context.Context, call int) (payment.State, error) {
			if call == 1 {
				return payment.State{}, payment.Fail(payment.Unavailable, "card", "unreachable", "", nil)
			}
			return payment.State{Status: payment.Captured}, nil
		}}
		started := time.Now()
		state, err := watched(f, payment.Options{RetryDelay: time.Second})["capture"](t.Context())
		if err != nil || state.Status != payment.Captured || time.Since(started) != time.Second {
			t.Errorf("%+v, %v after %v", state, err, time.Since(started))
		}
	})
}

func TestDeadlines(t *testing.T) {
	t.Parallel()
	o := payment.Options{Deadlines: payment.Deadlines{
		Authorize: 1 * time.Second, Capture: 2 * time.Second, Void: 3 * time.Second, Refund: 4 * time.Second, Query: 5 * time.Second,
	}}
	for role, want := range map[string]time.Duration{
		"authorize": o.Deadlines.Authorize, "capture": o.Deadlines.Capture, "void": o.Deadlines.Void,
		"refund": o.Deadlines.Refund, "query": o.Deadlines.Query,
	} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{do: func(ctx context.Context, _ int) (payment.State, error) {
				<-ctx.Done()
				return payment.State{}, ctx.Err()
			}}
			started := time.Now()
			_, err := watched(f, o)[role](t.Context())
			kind := payment.OutcomeUnknown
			if role == "query" {
				kind = payment.Unavailable
			}
			if got := time.Since(started); got != want || payment.KindOf(err) != kind || !errors.Is(err, context.DeadlineExceeded) || f.calls != 1 {
				t.Errorf("%s: %v after %v and %d calls; want %s after %v", role, err, got, f.calls, kind, want)
			}
		})
	}
}

func TestForeignErrorsAndPanicsAreClosed(t *testing.T) {
	t.Parallel()
	foreign := errors.New("driver: bad connection")
	for code, do := range map[string]func(context.Context, int) (payment.State, error){
		payment.CodeForeign: func(context.Context, int) (payment.State, error) { return payment.State{}, foreign },
		payment.CodePanic:   func(context.Context, int) (payment.State, error) { panic("the cardholder's name") },
	} {
		var log bytes.Buffer
		logger := slog.New(slog.NewTextHandler(&log, nil))
		_, err := watched(&fake{do: do}, payment.Options{Logger: logger})["authorize"](t.Context())
		e, ok := errors.AsType[*payment.Error](err)
		if !ok || e.Kind != payment.OutcomeUnknown || e.Code != code || e.Gateway != "card" {
			t.Errorf("%s came out as %v", code, err)
		}
		if text := log.String() + err.Error(); strings.Contains(text, "cardholder") {
			t.Errorf("the log quotes a panic: %s", text)
		}
	}
}

func TestOneLinePerCall(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	f := &fake{do: func(context.Context, int) (payment.State, error) {
		return payment.State{Status: payment.Authorized, Amount: money.New(196200, money.CNY)}, nil
	}}
	calls := watched(f, payment.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	if _, err := calls["authorize"](t.Context()); err != nil {
		t.Fatal(err)
	}
	line := log.String()
	if strings.Count(line, "\n") != 1 {
		t.Errorf("not one line:\n%s", line)
	}
	for _, wanted := range []string{"gateway=card", "role=authorize", "reference=pay_1", "attempts=1", "result=authorized"} {
		if !strings.Contains(line, wanted) {
			t.Errorf("%q is not in %s", wanted, line)
		}
	}
	if strings.Contains(line, "tok_private") || strings.Contains(line, "1962") {
		t.Errorf("too much in %s", line)
	}
}

func TestRolesStayNilAndNoticesAreRejectedOnly(t *testing.T) {
	t.Parallel()
	if g := payment.Instrument(&payment.Gateway{ID: "card"}, payment.Options{Now: time.Now}); g.Authorize != nil ||
		g.Capture != nil || g.Void != nil || g.Refund != nil || g.Query != nil || g.Notices != nil {
		t.Errorf("roles out of nothing: %+v", g)
	}
	f := &fake{do: func(context.Context, int) (payment.State, error) { return payment.State{}, errors.New("no") }}
	g := payment.Instrument(&payment.Gateway{ID: "card", Notices: f}, payment.Options{Now: time.Now})
	n, err := g.Notices.ReadNotice(nil, nil, time.Time{})
	if payment.KindOf(err) != payment.Rejected || n != (payment.Notice{}) {
		t.Errorf("%+v, %v", n, err)
	}
}
