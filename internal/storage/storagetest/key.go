package storagetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/travel"
)

func testClaimOnce(t *testing.T, b *bench) {
	k := key("OrderCreate", "k1", "input")
	first := b.create(t, b.ctx, claiming(k))
	_, err := b.tryCreate(b.ctx, claiming(k))
	if !errors.Is(err, ordering.ErrKeyTaken) {
		t.Errorf("same input: %v", err)
	}
	_, err = b.tryCreate(b.ctx, claiming(key("OrderCreate", "k1", "other input")))
	if !errors.Is(err, ordering.ErrKeyTaken) {
		t.Errorf("other input: %v", err)
	}
	b.wantRows(t, map[string]int{"orders": 1, "order_events": 1, "river_job": 1})
	got, err := b.Claimed(b.ctx, k)
	if want := (ordering.Claim{InputHash: k.InputHash, OrderID: first.ID}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("claim %+v, %v", got, err)
	}
	_, err = b.Claimed(b.ctx, key("OrderCreate", "never used", ""))
	wantNotFound(t, "claim", err)
}

func testClaimRace(t *testing.T, b *bench) {
	const callers = 24
	k := key("OrderCreate", "raced", "input")
	var won atomic.Int32
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			_, err := b.tryCreate(b.ctx, claiming(k))
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, ordering.ErrKeyTaken):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Errorf("%d callers hold the key", won.Load())
	}
	b.wantRows(t, map[string]int{"orders": 1, "order_events": 1, "idempotency_keys": 1, "river_job": 1})
}

func testClaimScope(t *testing.T, b *bench) {
	other := account.AsAgency(context.Background(), agencyB)
	mine := b.create(t, b.ctx, claiming(key("OrderCreate", "k", "a")))
	theirs := b.create(t, other, claiming(key("OrderCreate", "k", "b")))
	b.create(t, b.ctx, claiming(key("OrderPay", "k", "c")))
	for ctx, want := range map[context.Context]string{b.ctx: mine.ID, other: theirs.ID} {
		got, err := b.Claimed(ctx, key("OrderCreate", "k", ""))
		if err != nil || got.OrderID != want {
			t.Errorf("claim %+v, %v", got, err)
		}
	}
	k := key("OrderCreate", "mine alone", "x")
	b.create(t, b.ctx, claiming(k))
	_, err := b.Claimed(other, k)
	wantNotFound(t, "another agency's key", err)
	_, err = b.Answer(other, k, ordering.Answer{Status: 200})
	wantNotFound(t, "an answer to another agency's key", err)
}

func testAnswer(t *testing.T, b *bench) {
	k := key("OrderCreate", "k1", "input")
	b.create(t, b.ctx, claiming(k))
	first := ordering.Answer{Status: 201, ContentType: "application/json", Location: "/v1/orders/x", Body: []byte("{\"name\":\"李雷\"}\n\x00\xff")}
	for i, answer := range []ordering.Answer{first, {Status: 500, Body: []byte("late")}} {
		kept, err := b.Answer(b.ctx, k, answer)
		if err != nil || !reflect.DeepEqual(kept, first) {
			t.Fatalf("answer %d: kept %+v, %v", i, kept, err)
		}
		got, err := b.Claimed(b.ctx, k)
		if err != nil || got.Answer == nil || !reflect.DeepEqual(*got.Answer, first) {
			t.Errorf("after answer %d: %+v, %v", i, got.Answer, err)
		}
	}
	_, err := b.Answer(b.ctx, key("OrderCreate", "k2", "input"), first)
	wantNotFound(t, "answer to a key nobody holds", err)
	_, err = b.Answer(b.ctx, key("OrderCreate", "k1", "other"), first)
	wantNotFound(t, "answer to other input", err)
}

func testKeyExpires(t *testing.T, b *bench) {
	k := key("OrderCreate", "k1", "input")
	b.create(t, b.ctx, claiming(k))
	_, err := b.Answer(b.ctx, k, ordering.Answer{Status: 201, Body: []byte("first")})
	if err != nil {
		t.Fatal(err)
	}
	b.advance(t, 7*24*time.Hour-time.Minute)
	_, err = b.tryCreate(b.ctx, claiming(k))
	if !errors.Is(err, ordering.ErrKeyTaken) {
		t.Errorf("before seven days: %v", err)
	}
	b.advance(t, time.Minute)
	_, err = b.Claimed(b.ctx, k)
	wantNotFound(t, "expired claim", err)
	again := key("OrderCreate", "k1", "other input")
	second := b.create(t, b.ctx, claiming(again))
	got, err := b.Claimed(b.ctx, k)
	if err != nil || got.OrderID != second.ID || got.InputHash != again.InputHash || got.Answer != nil {
		t.Errorf("claim %+v, %v", got, err)
	}
	b.advance(t, 8*24*time.Hour)
	purged, err := b.store.Purge(b.ctx)
	if err != nil || purged != 1 {
		t.Errorf("purged %d, %v", purged, err)
	}
	b.wantRows(t, map[string]int{"idempotency_keys": 0, "orders": 2})
}

func (b *bench) advance(t *testing.T, d time.Duration) {
	t.Helper()
	_, _, err := b.store.AdvanceClock(b.ctx, d)
	if err != nil {
		t.Fatal(err)
	}
}

func testPaymentOrder(t *testing.T, b *bench) {
	o := b.create(t, b.ctx)
	ids := []string{travel.NewID(travel.PrefixPayment), travel.NewID(travel.PrefixPayment)}
	for i := range ids {
		err := b.Update(b.ctx, o.ID, func(before order.Order, now time.Time) (ordering.Change, error) {
			before.Payments = append(before.Payments, order.Payment{ID: ids[i], Gateway: "card", Status: order.PaymentPending, CreatedAt: now})
			return touch(before, now, 1), nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range ids {
		got, err := b.PaymentOrder(context.Background(), "card", id)
		if err != nil || got != (ordering.Due{AgencyID: agencyA, OrderID: o.ID}) {
			t.Errorf("payment %s: %+v, %v", id, got, err)
		}
	}
	_, err := b.PaymentOrder(context.Background(), "alipay", ids[0])
	wantNotFound(t, "another gateway's payment", err)
	_, err = b.PaymentOrder(context.Background(), "card", travel.NewID(travel.PrefixPayment))
	wantNotFound(t, "an unknown payment", err)
}

// testSupplierOrder: by our reference, or by the supplier's number once it is on
// record; never somebody else's.
func testSupplierOrder(t *testing.T, b *bench) {
	ctx := context.Background()
	o := b.create(t, b.ctx)
	_, err := b.SupplierOrder(ctx, "air-china", "", "their-1")
	wantNotFound(t, "a number nobody knows yet", err)
	err = b.Update(b.ctx, o.ID, func(before order.Order, now time.Time) (ordering.Change, error) {
		before.Booking.Said = travel.Booking{
			SupplierOrderID: "their-1", Status: travel.BookingHeld, Total: before.Offer.Net,
			Journeys:        before.Offer.Journeys,
			Seats:           []travel.AssignedSeat{{PaxID: "p1", SegmentID: "CA1501-PEKSHA-2026-12-08T0730T0945", Seat: "12A"}},
			ScheduleChanges: []travel.ScheduleChange{{Ref: []byte{1}, Before: before.Offer.Journeys, After: before.Offer.Journeys, CanAccept: true}},
		}
		return touch(before, now, 1), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := ordering.Due{AgencyID: agencyA, OrderID: o.ID}
	for _, by := range [][2]string{{"", "their-1"}, {o.ID, ""}, {o.ID, "another"}} {
		got, err := b.SupplierOrder(ctx, "air-china", by[0], by[1])
		if err != nil || got != want {
			t.Errorf("by %v: %+v, %v", by, got, err)
		}
	}
	for _, by := range [][3]string{{"skytrip", "", "their-1"}, {"skytrip", o.ID, ""}, {"air-china", "", "their-2"}, {"air-china", "", ""}} {
		_, err := b.SupplierOrder(ctx, by[0], by[1], by[2])
		wantNotFound(t, "by "+by[0]+" "+by[1]+" "+by[2], err)
	}
	read, err := b.Order(b.ctx, o.ID)
	if err != nil || len(read.Booking.Said.Seats) != 1 || len(read.Booking.Said.ScheduleChanges) != 1 ||
		!reflect.DeepEqual(read.Booking.Said.Journeys, o.Offer.Journeys) {
		t.Errorf("read again: %+v, %v", read.Booking.Said, err)
	}
}

func testNotice(t *testing.T, b *bench) {
	ctx := context.Background()
	job := jobs.Job{Kind: "order.payment", Args: "x"}
	for i, want := range []bool{true, false, false} {
		fresh, err := b.RecordNotice(ctx, "card", "n1", job)
		if err != nil || fresh != want {
			t.Errorf("time %d: %v, %v", i+1, fresh, err)
		}
	}
	fresh, err := b.RecordNotice(ctx, "alipay", "n1", job)
	if err != nil || !fresh {
		t.Errorf("another gateway's notice of that id: %v, %v", fresh, err)
	}
	b.wantRows(t, map[string]int{"payment_notices": 2, "river_job": 2})
	b.advance(t, 31*24*time.Hour)
	purged, err := b.store.Purge(ctx)
	if err != nil || purged != 2 {
		t.Errorf("purged %d, %v", purged, err)
	}
}

func testNoticeRace(t *testing.T, b *bench) {
	var first atomic.Int32
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			fresh, err := b.RecordNotice(context.Background(), "card", "n1", jobs.Job{Kind: "order.payment", Args: fmt.Sprint(i)})
			if err != nil {
				t.Error(err)
			}
			if fresh {
				first.Add(1)
			}
		})
	}
	all.Wait()
	if first.Load() != 1 {
		t.Errorf("%d were first", first.Load())
	}
	b.wantRows(t, map[string]int{"payment_notices": 1, "river_job": 1})
}
