package supplier_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

type rehearsalKey struct{}

func rehearsing(ctx context.Context) context.Context {
	return context.WithValue(ctx, rehearsalKey{}, true)
}

func isRehearsal(ctx context.Context) bool { return ctx.Value(rehearsalKey{}) != nil }

func TestRehearsalsDoNotOpenTheCircuit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, role := range []string{"shop", "book"} {
			options := breakerOptions(newClock())
			options.Rehearsal = isRehearsal
			f := failing(supplier.Fail(supplier.OutcomeUnknown, "", "", nil))
			guarded := supplier.Instrument(f.connector(), options)
			for range 20 {
				_ = roles[role](rehearsing(t.Context()), guarded)
			}
			f.answer = func(context.Context) error { return nil }
			if err := roles[role](t.Context(), guarded); err != nil {
				t.Errorf("%s after rehearsed faults: %v", role, err)
			}
		}
	})
}

func TestRehearsalsDoNotHeedTheCircuit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClock()
		options := breakerOptions(c)
		options.Rehearsal = isRehearsal
		f := failing(supplier.Fail(supplier.OutcomeUnknown, "", "", nil))
		guarded := supplier.Instrument(f.connector(), options)
		for range 4 {
			_ = roles["book"](t.Context(), guarded)
		}
		f.answer = func(context.Context) error { return nil }
		if err := roles["book"](rehearsing(t.Context()), guarded); err != nil {
			t.Errorf("rehearsal while the circuit is open: %v", err)
		}
		// What is rehearsed closes nothing either, and is not the probe.
		c.advance(time.Minute)
		_ = roles["book"](rehearsing(t.Context()), guarded)
		f.answer = func(context.Context) error { return supplier.Fail(supplier.OutcomeUnknown, "", "", nil) }
		_ = roles["book"](t.Context(), guarded)
		if e := errorOf(roles["book"](t.Context(), guarded)); e.Code != supplier.CodeCircuitOpen {
			t.Errorf("after a failed probe: %+v", e)
		}
	})
}

func TestRehearsedLimitsHoldNobodyOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		options := breakerOptions(newClock())
		options.Rehearsal = isRehearsal
		limited := supplier.Fail(supplier.RateLimited, "rate_limit_exceeded", "", nil)
		limited.RetryAfter = 20 * time.Second
		f := failing(limited)
		guarded := supplier.Instrument(f.connector(), options)
		_ = roles["shop"](rehearsing(t.Context()), guarded)
		if e := errorOf(roles["shop"](t.Context(), guarded)); e.Code != "rate_limit_exceeded" {
			t.Errorf("not asked after a rehearsed limit: %+v", e)
		}
		if e := errorOf(roles["shop"](t.Context(), guarded)); e.Code != supplier.CodeHeldOff {
			t.Errorf("asked after a limit: %+v", e)
		}
		if e := errorOf(roles["shop"](rehearsing(t.Context()), guarded)); e.Code != "rate_limit_exceeded" {
			t.Errorf("rehearsal held off: %+v", e)
		}
	})
}

func TestRehearsalsTakeNobodysPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		f := &fake{answer: func(context.Context) error { <-release; return nil }}
		c := supplier.Instrument(f.connector(), supplier.Options{
			Now: time.Now, Bulkheads: supplier.Bulkheads{Searches: 1}, Rehearsal: isRehearsal,
		})
		done := make(chan error, 2)
		go func() { done <- roles["shop"](rehearsing(t.Context()), c) }()
		go func() { done <- roles["shop"](t.Context(), c) }()
		synctest.Wait()
		if f.calls.Load() != 2 {
			t.Errorf("%d calls are with the supplier", f.calls.Load())
		}
		if e := errorOf(roles["shop"](rehearsing(t.Context()), c)); e.Code != supplier.CodeCrowded {
			t.Errorf("rehearsals without bounds: %+v", e)
		}
		close(release)
		for range 2 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
}

func TestOnlyNewsIsAWarning(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for kind, want := range map[supplier.Kind]string{
			supplier.Unsupported: "INFO", supplier.SoldOut: "INFO", supplier.PriceChanged: "INFO", supplier.Rejected: "INFO",
			supplier.Unavailable: "WARN", supplier.OutcomeUnknown: "WARN", supplier.RateLimited: "WARN",
		} {
			for _, ctx := range []context.Context{t.Context(), rehearsing(t.Context())} {
				var journal bytes.Buffer
				c := supplier.Instrument(failing(supplier.Fail(kind, "", "", nil)).connector(), supplier.Options{
					Now: newClock().Now, RetryDelay: time.Nanosecond, Rehearsal: isRehearsal, Logger: slog.New(slog.NewTextHandler(&journal, nil)),
				})
				_ = roles["book"](ctx, c)
				level := want
				if isRehearsal(ctx) {
					level = "INFO"
				}
				if log := journal.String(); !strings.Contains(log, "level="+level+" ") || strings.Contains(log, "rehearsal=true") != isRehearsal(ctx) {
					t.Errorf("%s: want %s: %s", kind, level, log)
				}
			}
		}
	})
}

func TestAnOpenCircuitWarnsOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var journal bytes.Buffer
		options := breakerOptions(newClock())
		options.Logger = slog.New(slog.NewTextHandler(&journal, nil))
		guarded := supplier.Instrument(failing(supplier.Fail(supplier.OutcomeUnknown, "", "", nil)).connector(), options)
		for range 20 {
			_ = roles["book"](t.Context(), guarded)
		}
		// Four calls that failed, and the circuit.
		if warnings := strings.Count(journal.String(), "level=WARN"); warnings != 5 {
			t.Errorf("%d warnings:\n%s", warnings, journal.String())
		}
	})
}
