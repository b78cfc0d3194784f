package storagetest

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/travel"
)

func testCreate(t *testing.T, b *bench) {
	before, err := b.Now(b.ctx)
	if err != nil {
		t.Fatal(err)
	}
	k := key("OrderCreate", "k1", "input")
	o := b.create(t, b.ctx, claiming(k))
	if o.CreatedAt.Before(before) || o.CreatedAt.Sub(before) > time.Minute {
		t.Errorf("created at %s, the clock said %s before", o.CreatedAt, before)
	}
	b.wantRows(t, map[string]int{"orders": 1, "order_events": 1, "idempotency_keys": 1, "river_job": 1})
	history, err := b.History(b.ctx, o.ID)
	if err != nil || len(history) != 1 || history[0].Kind != "created" || history[0].Version != 1 || history[0].Status != order.StatusPending || !history[0].At.Equal(o.CreatedAt) {
		t.Errorf("history %+v, %v", history, err)
	}
}

func testRoundTrip(t *testing.T, b *bench) {
	want := b.create(t, b.ctx)
	got, err := b.Order(b.ctx, want.ID)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read\n%+v\nwrote\n%+v", got, want)
	}
}

func testDecideRefuses(t *testing.T, b *bench) {
	refused := errors.New("refused")
	err := b.Create(b.ctx, func(time.Time) (ordering.Change, error) { return ordering.Change{}, refused })
	if err != refused { //nolint:errorlint // it comes back as it is
		t.Errorf("create: %v", err)
	}
	o := b.create(t, b.ctx)
	err = b.Update(b.ctx, o.ID, func(o order.Order, now time.Time) (ordering.Change, error) {
		return touch(o, now, 1), refused
	})
	if err != refused { //nolint:errorlint // it comes back as it is
		t.Errorf("update: %v", err)
	}
	b.wantRows(t, map[string]int{"orders": 1, "order_events": 1, "river_job": 1})
}

func testEnqueueFails(t *testing.T, b *bench) {
	broken := errors.New("broken queue")
	b.queue.fail = func() error { return broken }
	_, err := b.tryCreate(b.ctx, claiming(key("OrderCreate", "k", "i")))
	if !errors.Is(err, broken) {
		t.Errorf("create: %v", err)
	}
	fresh, err := b.RecordNotice(b.ctx, "card", "n1", jobs.Job{Kind: "order.payment", Args: "x"})
	if fresh || !errors.Is(err, broken) {
		t.Errorf("notice: %v, %v", fresh, err)
	}
	b.wantRows(t, map[string]int{"orders": 0, "order_events": 0, "idempotency_keys": 0, "payment_notices": 0, "river_job": 0})
}

func testUpdate(t *testing.T, b *bench) {
	o := b.create(t, b.ctx)
	paymentID := travel.NewID(travel.PrefixPayment)
	var want order.Order
	err := b.Update(b.ctx, o.ID, func(before order.Order, now time.Time) (ordering.Change, error) {
		if !reflect.DeepEqual(before, o) {
			t.Errorf("update sees %+v", before)
		}
		if now.Before(o.CreatedAt) {
			t.Errorf("the clock went back to %s", now)
		}
		before.Payments = []order.Payment{{ID: paymentID, Method: order.MethodCard, Gateway: "card", Amount: o.Total(), Status: order.PaymentPending, CreatedAt: now}}
		change := touch(before, now, 2)
		change.Jobs = []jobs.Job{{Kind: "order.advance", Args: "x"}}
		k := key("OrderPay", "k2", "input")
		change.Claim, change.Subject = &k, paymentID
		want = change.Order
		return change, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.Order(b.ctx, o.ID)
	if err != nil || !reflect.DeepEqual(got, want) || got.Version != 3 {
		t.Errorf("read %+v, %v\nwrote %+v", got, err, want)
	}
	claim, err := b.Claimed(b.ctx, key("OrderPay", "k2", ""))
	if err != nil || claim.Subject != paymentID || claim.OrderID != o.ID {
		t.Errorf("claim %+v, %v", claim, err)
	}
	b.wantRows(t, map[string]int{"orders": 1, "order_events": 3, "payments": 1, "river_job": 2})
}

func testUpdateWithoutEvents(t *testing.T, b *bench) {
	o := b.create(t, b.ctx)
	err := b.Update(b.ctx, o.ID, func(before order.Order, _ time.Time) (ordering.Change, error) {
		before.Attention = "not written"
		return ordering.Change{Order: before, Jobs: []jobs.Job{{Kind: "order.advance", Args: "x"}}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.Order(b.ctx, o.ID)
	if err != nil || got.Attention != "" || got.Version != 1 {
		t.Errorf("read %+v, %v", got, err)
	}
	b.wantRows(t, map[string]int{"order_events": 1, "river_job": 2})
}

func testIncoherentChange(t *testing.T, b *bench) {
	o := b.create(t, b.ctx)
	for name, decide := range map[string]func(order.Order, time.Time) ordering.Change{
		"another order": func(before order.Order, now time.Time) ordering.Change {
			before.ID = travel.NewID(travel.PrefixOrder)
			return touch(before, now, 1)
		},
		"another agency": func(before order.Order, now time.Time) ordering.Change {
			before.AgencyID = agencyB
			return touch(before, now, 1)
		},
		"a version without an event": func(before order.Order, _ time.Time) ordering.Change {
			before.Version++
			return ordering.Change{Order: before}
		},
		"a skipped version": func(before order.Order, now time.Time) ordering.Change {
			before.Version++
			return touch(before, now, 1)
		},
	} {
		err := b.Update(b.ctx, o.ID, func(before order.Order, now time.Time) (ordering.Change, error) { return decide(before, now), nil })
		if err == nil {
			t.Errorf("%s: written", name)
		}
	}
	_, err := b.tryCreate(b.ctx, func(c *ordering.Change) { c.Order.AgencyID = agencyB })
	if err == nil {
		t.Error("an order was created for another agency")
	}
	b.wantRows(t, map[string]int{"orders": 1, "order_events": 1})
}

func testUnknown(t *testing.T, b *bench) {
	for _, id := range []string{travel.NewID(travel.PrefixOrder), "", "ord_x", strings.Repeat("x", 5000), "'; DROP TABLE orders; --"} {
		_, err := b.Order(b.ctx, id)
		wantNotFound(t, "order", err)
		_, err = b.History(b.ctx, id)
		wantNotFound(t, "history", err)
		err = b.Update(b.ctx, id, func(o order.Order, now time.Time) (ordering.Change, error) {
			t.Error("decide ran")
			return touch(o, now, 1), nil
		})
		wantNotFound(t, "update", err)
	}
}

func testConcurrentUpdates(t *testing.T, b *bench) {
	const writers, each = 12, 5
	o := b.create(t, b.ctx)
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range each {
				err := b.Update(b.ctx, o.ID, func(before order.Order, now time.Time) (ordering.Change, error) {
					before.Metadata[fmt.Sprintf("w%d-%d", w, i)] = "done"
					return touch(before, now, 1), nil
				})
				if err != nil {
					t.Errorf("writer %d: %v", w, err)
				}
			}
		})
	}
	all.Wait()
	got, err := b.Order(b.ctx, o.ID)
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + writers*each; got.Version != want || len(got.Metadata) != len(o.Metadata)+writers*each {
		t.Errorf("version %d with %d marks, want %d", got.Version, len(got.Metadata), want)
	}
	history, err := b.History(b.ctx, o.ID)
	if err != nil || len(history) != got.Version {
		t.Fatalf("%d events, %v", len(history), err)
	}
	for i := 1; i < len(history); i++ {
		if history[i].Version != i+1 || history[i].At.Before(history[i-1].At) {
			t.Errorf("event %d: version %d at %s after %s", i, history[i].Version, history[i].At, history[i-1].At)
		}
	}
}

// Twenty callers want to be the one who starts: the state decides.
func testOneWins(t *testing.T, b *bench) {
	taken := errors.New("taken")
	o := b.create(t, b.ctx)
	var won atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			err := b.Update(b.ctx, o.ID, func(before order.Order, now time.Time) (ordering.Change, error) {
				if before.Attention != "" {
					return ordering.Change{}, taken
				}
				before.Attention = "mine"
				return touch(before, now, 1), nil
			})
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, taken):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Errorf("%d won", won.Load())
	}
}

func testRetried(t *testing.T, b *bench) {
	failures := 0
	b.queue.fail = func() error {
		failures++
		if failures <= 3 {
			return fmt.Errorf("enqueue: %w", &pgconn.PgError{Code: "40001"})
		}
		return nil
	}
	decided := 0
	b.create(t, b.ctx, func(*ordering.Change) { decided++ })
	if decided != 4 {
		t.Errorf("decided %d times, want 4", decided)
	}
	b.wantRows(t, map[string]int{"orders": 1, "order_events": 1, "river_job": 1})
}
