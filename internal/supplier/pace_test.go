package supplier_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

// A turn that nobody took must not be lost: impatient searches reserve the
// turns to come and leave; the supplier is then asked far less than agreed, or
// never.
func TestTurnsOfThoseWhoLeftAreNotLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := failing(nil)
		c := supplier.Instrument(f.connector(), supplier.Options{Now: time.Now, Rate: supplier.Rate{PerSecond: 2, Wait: time.Second}})
		for range 200 { // at least 10 s, a search every 50 ms, each with a budget of 50 ms
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			_ = roles["shop"](ctx, c)
			cancel()
			time.Sleep(50 * time.Millisecond)
		}
		if n := f.calls.Load(); n < 15 {
			t.Errorf("%d calls in 10 s at 2 a second", n)
		}
	})
}

// The same turns are those of paid orders.
func TestSearchesDoNotTakeTheTurnsOfOrders(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := failing(nil)
		c := supplier.Instrument(f.connector(), supplier.Options{Now: time.Now, Rate: supplier.Rate{PerSecond: 1, Wait: 8 * time.Second}})
		for range 10 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			_ = roles["shop"](ctx, c) // gone before its turn
			cancel()
		}
		if e := errorOf(roles["ticket"](t.Context(), c)); e.Kind != "" {
			t.Errorf("one call was made, nobody waits, and a ticket is refused: %s (%s)", e.Kind, e.Code)
		}
	})
}

// A shorter "too many requests" that comes later does not end a longer one.
func TestALongerHoldOffStands(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		long := supplier.Fail(supplier.RateLimited, "quota", "", nil)
		long.RetryAfter = time.Minute
		short := supplier.Fail(supplier.RateLimited, "burst", "", nil)
		short.RetryAfter = time.Second
		first := make(chan struct{})
		f := &fake{}
		f.answer = func(context.Context) error {
			if f.calls.Load() == 1 { // on its way when the other is told to stay away
				<-first
				return short
			}
			return long
		}
		c := supplier.Instrument(f.connector(), supplier.Options{Now: time.Now})
		done := make(chan struct{})
		go func() { _ = roles["shop"](t.Context(), c); close(done) }()
		synctest.Wait()
		_ = roles["shop"](t.Context(), c)
		close(first)
		<-done
		time.Sleep(2 * time.Second)
		if e := errorOf(roles["shop"](t.Context(), c)); e.Code != supplier.CodeHeldOff {
			t.Errorf("asked again after 2 s of a minute: %+v", e)
		}
	})
}

// The code is the supplier's word as well: it must not fill a log line or
// repeat what was sent.
func TestACodeOfTheSuppliersIsBoundedInLogs(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	f := failing(supplier.Fail(supplier.Rejected, "name LILEI/ZHANG passport E12345678 "+strings.Repeat("x", 1<<20), "", errors.New("x")))
	c := supplier.Instrument(f.connector(), supplier.Options{Now: time.Now, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	_ = roles["book"](t.Context(), c)
	if log.Len() > 2000 || strings.Contains(log.String(), "E12345678") {
		t.Errorf("a log line of %d bytes: %.120s", log.Len(), log.String())
	}
}
