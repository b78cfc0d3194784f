package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/travel"
)

// Due is the net under the jobs, of every agency: a hold whose lease is over
// in a minute, and one whose step is finished.
func testDue(t *testing.T, b *bench) {
	other := account.AsAgency(context.Background(), agencyB)
	first := b.create(t, b.ctx)
	b.advance(t, time.Second)
	second := b.create(t, other)
	done := b.create(t, b.ctx, func(c *ordering.Change) {
		c.Order.Booking.Hold = order.Step{Stage: order.StageRefused}
	})
	wantDue := func(limit int, want ...order.Order) {
		t.Helper()
		got, err := b.Due(context.Background(), limit)
		if err != nil {
			t.Fatal(err)
		}
		var named []ordering.Due
		for _, o := range want {
			named = append(named, ordering.Due{AgencyID: o.AgencyID, OrderID: o.ID})
		}
		if !slices.Equal(got, named) {
			t.Errorf("due %v, want %v", got, named)
		}
	}
	wantDue(10)
	b.advance(t, time.Minute)
	wantDue(10, first, second)
	wantDue(1, first)
	err := b.Update(b.ctx, first.ID, func(o order.Order, now time.Time) (ordering.Change, error) {
		o.Booking.Hold = done.Booking.Hold
		return touch(o, now, 1), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wantDue(10, second)
}

func (b *bench) ids(t *testing.T, filter ordering.Filter) ([]string, string) {
	t.Helper()
	orders, next, err := b.List(b.ctx, filter)
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, o := range orders {
		ids = append(ids, o.ID)
	}
	return ids, next
}

func testList(t *testing.T, b *bench) {
	const n = 7
	want := []string{}
	for i := range n {
		want = append(want, b.create(t, b.ctx).ID)
		if i%2 == 0 { // some share an instant as far as SQLite's clock can tell
			b.advance(t, time.Second)
		}
	}
	all, next := b.ids(t, ordering.Filter{})
	if len(all) != n || next != "" {
		t.Fatalf("%d orders, cursor %q", len(all), next)
	}
	if all[0] != want[n-1] || all[n-1] != want[0] {
		t.Errorf("list %v, created %v", all, want)
	}
	paged, after := []string{}, ""
	for {
		page, next := b.ids(t, ordering.Filter{Limit: 3, After: after})
		paged = append(paged, page...)
		if after = next; after == "" {
			break
		}
		b.create(t, b.ctx) // newer ones do not shift the pages
	}
	if !slices.Equal(paged, all) {
		t.Errorf("in pages %v\nat once  %v", paged, all)
	}
}

func testListFilter(t *testing.T, b *bench) {
	first := b.create(t, b.ctx)
	b.advance(t, time.Minute)
	second := b.create(t, b.ctx, func(c *ordering.Change) { c.Order.ClientReference = "" })
	b.advance(t, time.Minute)
	failed := b.create(t, b.ctx, func(c *ordering.Change) { c.Order.Booking.Hold = order.Step{Stage: order.StageRefused} })
	for name, tc := range map[string]struct {
		filter ordering.Filter
		want   []string
	}{
		"reference":        {ordering.Filter{Reference: second.Reference}, []string{second.ID}},
		"client reference": {ordering.Filter{ClientReference: "trip-7", Status: order.StatusPending}, []string{first.ID}},
		"status":           {ordering.Filter{Status: order.StatusFailed}, []string{failed.ID}},
		"created after":    {ordering.Filter{CreatedAfter: second.CreatedAt}, []string{failed.ID}},
		"just before":      {ordering.Filter{CreatedAfter: second.CreatedAt.Add(-time.Nanosecond)}, []string{failed.ID, second.ID}},
		"nothing":          {ordering.Filter{Reference: "------"}, []string{}},
	} {
		got, next := b.ids(t, tc.filter)
		if !slices.Equal(got, tc.want) || next != "" {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

func testListCursor(t *testing.T, b *bench) {
	for _, after := range []string{"x", "!!!", "AAAAAAAAAAA", "AAAAAAAAAAAAb3JkX3g", "' OR 1=1"} {
		_, _, err := b.List(b.ctx, ordering.Filter{After: after})
		if travel.CodeOf(err) != travel.CodeInvalidRequest {
			t.Errorf("%q: %v", after, err)
		}
	}
}

func testIsolation(t *testing.T, b *bench) {
	other := account.AsAgency(context.Background(), agencyB)
	mine := b.create(t, b.ctx)
	_, err := b.Order(other, mine.ID)
	wantNotFound(t, "order", err)
	_, err = b.History(other, mine.ID)
	wantNotFound(t, "history", err)
	err = b.Update(other, mine.ID, func(o order.Order, now time.Time) (ordering.Change, error) {
		t.Error("decide ran on another agency's order")
		return touch(o, now, 1), nil
	})
	wantNotFound(t, "update", err)
	orders, _, err := b.List(other, ordering.Filter{Reference: mine.Reference})
	if err != nil || len(orders) != 0 {
		t.Errorf("list: %d orders, %v", len(orders), err)
	}
	none := context.Background()
	_, err = b.Order(none, mine.ID)
	if !errors.Is(err, storage.ErrNoAgency) {
		t.Errorf("no agency: %v", err)
	}
	_, err = b.Order(account.AsAgency(none, ""), mine.ID)
	if !errors.Is(err, storage.ErrNoAgency) {
		t.Errorf("empty agency: %v", err)
	}
}

// What a thief of the database would look for is in no column of any table.
func testSealed(t *testing.T, b *bench) {
	k := key("OrderCreate", "k", "i")
	o := b.create(t, b.ctx, claiming(k))
	err := b.Update(b.ctx, o.ID, func(o order.Order, now time.Time) (ordering.Change, error) {
		o.Payments = []order.Payment{{ID: travel.NewID(travel.PrefixPayment), Gateway: "card", CardToken: "tok_canary_9", CreatedAt: now}}
		return touch(o, now, 1), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Answer(b.ctx, k, ordering.Answer{Status: 201, Body: []byte(`{"surname":"Wang-Özil"}`)})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"orders", "order_events", "payments", "idempotency_keys", "river_job"} {
		dump := b.dump(t, table)
		for _, canary := range []string{"Wang", "Özil", "李雷", "E12345678", "lilei@example.com", "13800000000", "tok_canary", "1980-02-29"} {
			if bytes.Contains(dump, []byte(canary)) {
				t.Errorf("%q can be read in table %s", canary, table)
			}
		}
		if len(dump) == 0 {
			t.Errorf("table %s is empty: nothing was looked at", table)
		}
	}
}

// dump is every value of every row.
func (b *bench) dump(t *testing.T, table string) []byte {
	t.Helper()
	rows, err := b.store.DB().QueryContext(context.Background(), `SELECT * FROM `+table)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		err = rows.Scan(values...)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range values {
			switch v := (*v.(*any)).(type) {
			case []byte:
				out.Write(v)
			default:
				fmt.Fprint(&out, v)
			}
		}
	}
	err = rows.Err()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
