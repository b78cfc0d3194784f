package supplier_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

// breakerOptions open after 4 calls of which half failed.
func breakerOptions(c clock) supplier.Options {
	return supplier.Options{
		Now:      c.Now,
		Breaker:  supplier.Breaker{FailurePercent: 50, MinCalls: 4, Window: 10 * time.Second, Cooldown: time.Minute},
		Patience: time.Second, RetryDelay: time.Nanosecond,
	}
}

// tripped is a connector whose orders lane is open, and the fake behind it.
func tripped(t *testing.T, c clock) (*supplier.Connector, *fake) {
	t.Helper()
	f := failing(supplier.Fail(supplier.OutcomeUnknown, "", "", nil))
	guarded := supplier.Instrument(f.connector(), breakerOptions(c))
	for range 4 {
		if e := errorOf(roles["book"](t.Context(), guarded)); e.Kind != supplier.OutcomeUnknown {
			t.Fatalf("before it opens: %+v", e)
		}
	}
	f.calls.Store(0)
	return guarded, f
}

func TestCircuitOpensAndClosesAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClock()
		guarded, f := tripped(t, c)
		e := errorOf(roles["book"](t.Context(), guarded))
		if e.Kind != supplier.Unavailable || e.Code != supplier.CodeCircuitOpen || e.RetryAfter != time.Minute {
			t.Fatalf("open: %+v", e)
		}
		if f.calls.Load() != 0 {
			t.Fatal("the supplier was asked though the circuit is open")
		}

		c.advance(time.Minute)
		_ = roles["book"](t.Context(), guarded) // the probe fails
		e = errorOf(roles["book"](t.Context(), guarded))
		if f.calls.Load() != 1 || e.Code != supplier.CodeCircuitOpen {
			t.Fatalf("after a failed probe: %d calls, %+v", f.calls.Load(), e)
		}

		c.advance(time.Minute)
		f.answer = func(context.Context) error { return supplier.Fail(supplier.SoldOut, "", "", nil) }
		for range 3 {
			if e := errorOf(roles["book"](t.Context(), guarded)); e.Kind != supplier.SoldOut {
				t.Fatalf("after a probe that was answered: %+v", e)
			}
		}
	})
}

func TestSearchesAndOrdersFailApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClock()
		guarded, f := tripped(t, c)
		f.answer = func(context.Context) error { return nil }
		if err := roles["shop"](t.Context(), guarded); err != nil {
			t.Fatalf("search while orders are closed: %v", err)
		}
	})
}

func TestRefusalsDoNotOpenTheCircuit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, kind := range []supplier.Kind{supplier.Rejected, supplier.SoldOut, supplier.PriceChanged, supplier.Unsupported} {
			f := failing(supplier.Fail(kind, "", "", nil))
			guarded := supplier.Instrument(f.connector(), breakerOptions(newClock()))
			for range 20 {
				_ = roles["price"](t.Context(), guarded)
			}
			if f.calls.Load() != 20 {
				t.Errorf("%s: only %d of 20 calls were made", kind, f.calls.Load())
			}
		}
	})
}

// TestWhatCannotBeLookedUp is a matter of the protocol: it neither comes right
// when asked again nor says that the supplier is ill.
func TestWhatCannotBeLookedUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for code, made := range map[string]int64{supplier.CodeCannotLookUp: 20, supplier.CodeUnreadable: 4} {
			f := failing(supplier.Fail(supplier.Unavailable, code, "", nil))
			guarded := supplier.Instrument(f.connector(), breakerOptions(newClock()))
			for range 20 {
				e := errorOf(roles["retrieve"](t.Context(), guarded))
				if code == supplier.CodeCannotLookUp && (e.Kind != supplier.Unavailable || e.Code != code) {
					t.Fatalf("%+v", e)
				}
			}
			if f.calls.Load() != made {
				t.Errorf("%s: %d calls were made of 20, want %d", code, f.calls.Load(), made)
			}
		}
	})
}

func TestOldFailuresAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClock()
		f := failing(supplier.Fail(supplier.OutcomeUnknown, "", "", nil))
		guarded := supplier.Instrument(f.connector(), breakerOptions(c))
		for range 20 { // never four within ten seconds
			_ = roles["book"](t.Context(), guarded)
			c.advance(4 * time.Second)
		}
		if f.calls.Load() != 20 {
			t.Fatalf("only %d of 20 calls were made", f.calls.Load())
		}
	})
}

func TestCallersInAHurryProveNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, tc := range map[string]struct {
			took time.Duration
			gone bool // canceled; else out of time
			made int64
		}{
			"left":              {took: 2 * time.Second, gone: true, made: 8},
			"short budget":      {took: 100 * time.Millisecond, made: 8},
			"sufficient budget": {took: time.Second, made: 4},
		} {
			c := newClock()
			f := &fake{answer: func(context.Context) error {
				c.advance(tc.took)
				return supplier.Fail(supplier.Unavailable, "", "", nil)
			}}
			guarded := supplier.Instrument(f.connector(), breakerOptions(c))
			ctx, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
			if tc.gone {
				ctx, cancel = context.WithCancel(t.Context())
				cancel()
			}
			for range 8 {
				_ = roles["shop"](ctx, guarded)
			}
			cancel()
			if f.calls.Load() != tc.made {
				t.Errorf("%s: %d calls made, want %d", name, f.calls.Load(), tc.made)
			}
		}
	})
}

func TestAProbeWhoseCallerLeftIsGivenBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClock()
		guarded, f := tripped(t, c)
		c.advance(time.Minute)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_ = roles["book"](ctx, guarded)
		f.answer = func(context.Context) error { return nil }
		if err := roles["book"](t.Context(), guarded); err != nil {
			t.Fatalf("the next call may see: %v", err)
		}
	})
}

func TestTooManyRequestsKeepsUsAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClock()
		limited := supplier.Fail(supplier.RateLimited, "rate_limit_exceeded", "", nil)
		limited.RetryAfter = 20 * time.Second
		f := failing(limited)
		guarded := supplier.Instrument(f.connector(), breakerOptions(c))
		_ = roles["shop"](t.Context(), guarded)
		c.advance(5 * time.Second)
		e := errorOf(roles["book"](t.Context(), guarded))
		if e.Kind != supplier.RateLimited || e.Code != supplier.CodeHeldOff || e.RetryAfter != 15*time.Second {
			t.Errorf("while held off: %+v", e)
		}
		if f.calls.Load() != 1 {
			t.Errorf("%d calls while held off", f.calls.Load())
		}
		c.advance(15 * time.Second)
		_ = roles["shop"](t.Context(), guarded)
		if f.calls.Load() != 2 {
			t.Error("still away after the time was over")
		}
	})
}

// blocked starts a booking that is with the supplier until the returned channel
// is closed, and then ends with err.
func blocked(t *testing.T, guarded *supplier.Connector, f *fake, err error) (chan<- struct{}, <-chan error) {
	t.Helper()
	entered, release, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	f.answer = func(context.Context) error { close(entered); <-release; return err }
	go func() { done <- roles["book"](t.Context(), guarded) }()
	<-entered
	return release, done
}

func TestOneProbeAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClock()
		guarded, f := tripped(t, c)
		c.advance(time.Minute)
		release, done := blocked(t, guarded, f, nil)
		if e := errorOf(roles["ticket"](t.Context(), guarded)); e.Code != supplier.CodeCircuitOpen {
			t.Errorf("while a probe is out: %+v", e)
		}
		close(release)
		if err := <-done; err != nil {
			t.Errorf("the probe: %v", err)
		}
	})
}

func TestAStragglerDoesNotProlongTheCooldown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClock()
		unknown := supplier.Fail(supplier.OutcomeUnknown, "", "", nil)
		f := &fake{}
		guarded := supplier.Instrument(f.connector(), breakerOptions(c))
		release, done := blocked(t, guarded, f, unknown)
		f.answer = func(context.Context) error { return unknown }
		for range 4 {
			_ = roles["book"](t.Context(), guarded)
		}
		c.advance(5 * time.Second)
		close(release)
		<-done
		c.advance(55 * time.Second)
		f.answer = func(context.Context) error { return nil }
		if err := roles["book"](t.Context(), guarded); err != nil {
			t.Fatalf("a minute after it opened: %v", err)
		}
	})
}
