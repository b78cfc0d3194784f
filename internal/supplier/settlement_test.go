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

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
)

// purse is a prepaid balance.
type purse struct {
	holds money.Money
	err   error
}

func (p purse) Funds(context.Context) (money.Money, error) { return p.holds, p.err }

func settled(f *fake, how supplier.Settlement, p supplier.Funder, log *bytes.Buffer) *supplier.Connector {
	c := f.connector()
	c.Funds = p
	return supplier.Instrument(c, supplier.Options{
		Now: time.Now, Settlement: how, Logger: slog.New(slog.NewTextHandler(log, nil)),
	})
}

func TestABookingBeyondOurBalanceIsNotMade(t *testing.T) {
	t.Parallel()
	price := money.New(78_000, money.CNY)
	for name, tc := range map[string]struct {
		settlement supplier.Settlement
		purse      purse
		made       int64
	}{
		"too little":       {supplier.SettleBalance, purse{holds: money.New(77_999, money.CNY)}, 0},
		"just enough":      {supplier.SettleBalance, purse{holds: price}, 1},
		"another currency": {supplier.SettleBalance, purse{holds: money.New(99_999_999, money.USD)}, 0},
		"no balance":       {supplier.SettleBalance, purse{err: supplier.Fail(supplier.Unavailable, supplier.CodeNoFunds, "", nil)}, 0},
		"nobody knows":     {supplier.SettleBalance, purse{err: errors.New("down")}, 1},
		"paid later":       {supplier.SettleBSP, purse{holds: money.New(0, money.CNY)}, 1},
	} {
		var log bytes.Buffer
		f := failing(nil)
		_, err := settled(f, tc.settlement, tc.purse, &log).Book.Book(t.Context(), supplier.BookInput{Total: price})
		if f.calls.Load() != tc.made {
			t.Errorf("%s: %d bookings, %v", name, f.calls.Load(), err)
		}
		if tc.made == 1 {
			continue
		}
		if e := errorOf(err); e.Kind != supplier.Unavailable || e.Code != supplier.CodeNoFunds || e.Supplier != "fake" {
			t.Errorf("%s: %+v", name, e)
		}
		if !strings.Contains(log.String(), "level=ERROR") || !strings.Contains(log.String(), "operator=true") {
			t.Errorf("%s: the operator was not told: %s", name, log.String())
		}
	}
}

// A supplier that cannot be asked for its balance says so when it is too late
// for one booking, which is early enough for the next.
func TestAfterARefusalForWantOfFundsNothingIsHeldForAWhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		f := failing(supplier.Fail(supplier.Unavailable, supplier.CodeNoFunds, "", nil))
		c := settled(f, supplier.SettleBalance, nil, &log)
		if e := errorOf(roles["ticket"](t.Context(), c)); e.Code != supplier.CodeNoFunds {
			t.Fatalf("ticket: %+v", e)
		}
		f.answer = func(context.Context) error { return nil }
		if e := errorOf(roles["book"](t.Context(), c)); e.Code != supplier.CodeNoFunds || e.RetryAfter != time.Minute {
			t.Errorf("book right after: %+v", e)
		}
		if err := roles["ticket"](t.Context(), c); err != nil {
			t.Errorf("a paid order tries again all the same: %v", err)
		}
		time.Sleep(time.Minute)
		if err := roles["book"](t.Context(), c); err != nil {
			t.Errorf("book a minute later: %v", err)
		}
	})
}

// What a supplier charges to the traveller's card says so, and nothing is paid
// otherwise than it was sold, whoever would have to pay.
func TestNobodyPaysWhatAnotherWasToPay(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		settlement supplier.Settlement
		card       string
		made       int64
	}{
		{supplier.SettleCard, "tok_1", 2},
		{supplier.SettleCard, "", 0},
		{supplier.SettleBSP, "tok_1", 0},
		{supplier.SettleBSP, "", 2},
	} {
		var log bytes.Buffer
		f := failing(nil)
		c := settled(f, tc.settlement, nil, &log)
		_, err := c.Book.Book(t.Context(), supplier.BookInput{Instant: true, CardToken: tc.card})
		_, also := c.Ticket.Ticket(t.Context(), supplier.TicketInput{CardToken: tc.card})
		if f.calls.Load() != tc.made {
			t.Errorf("%+v: %d calls, %v %v", tc, f.calls.Load(), err, also)
		}
		if e := errorOf(err); tc.made == 0 && (e.Kind != supplier.Rejected || e.Code != supplier.CodeSettlementChanged || errorOf(also).Code != e.Code) {
			t.Errorf("%+v: %v %v", tc, err, also)
		}
		if _, err := c.Book.Book(t.Context(), supplier.BookInput{}); err != nil {
			t.Errorf("%+v: a hold is paid by nobody yet: %v", tc, err)
		}
		offer, err := c.Price.Price(t.Context(), supplier.PriceInput{})
		if err != nil || offer.ChargesCard != (tc.settlement == supplier.SettleCard) {
			t.Errorf("%+v: %+v %v", tc, offer, err)
		}
	}
}

func TestCallsKeepTheAgreedPace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := failing(nil)
		c := supplier.Instrument(f.connector(), supplier.Options{
			Now: time.Now, Rate: supplier.Rate{PerSecond: 10, Wait: 150 * time.Millisecond},
		})
		started := time.Now()
		for range 3 {
			if err := roles["shop"](t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(started); took < 200*time.Millisecond || took > 250*time.Millisecond {
			t.Errorf("three searches in %v", took)
		}
		outcomes := make(chan error, 4)
		for range cap(outcomes) {
			go func() { outcomes <- roles["shop"](t.Context(), c) }()
		}
		refused := 0
		for range cap(outcomes) {
			if e := errorOf(<-outcomes); e.Code == supplier.CodePaced && e.Kind == supplier.RateLimited {
				refused++
			}
		}
		if refused == 0 || refused == cap(outcomes) {
			t.Errorf("%d of %d at once were refused", refused, cap(outcomes))
		}
		if err := roles["book"](t.Context(), c); err != nil {
			t.Errorf("an order waits its turn: %v", err)
		}
	})
}

func TestEveryCallIsCounted(t *testing.T) {
	t.Parallel()
	var seen []supplier.Observation
	f := failing(supplier.Fail(supplier.Unavailable, "their-own-code", "", nil))
	c := supplier.Instrument(f.connector(), supplier.Options{
		Now: time.Now, RetryDelay: time.Nanosecond, Observe: func(o supplier.Observation) { seen = append(seen, o) },
	})
	_ = roles["price"](t.Context(), c)
	f.answer = func(context.Context) error { return nil }
	_ = roles["book"](t.Context(), c)
	if len(seen) != 2 || seen[0].Supplier != "fake" || seen[0].Role != "price" || seen[0].Kind != supplier.Unavailable ||
		seen[0].Attempts != 2 || seen[0].Code != "" || seen[1].Role != "book" || seen[1].Kind != "" || seen[1].Attempts != 1 {
		t.Fatalf("%+v", seen)
	}
	f.answer = func(context.Context) error {
		return supplier.Fail(supplier.Unavailable, supplier.CodeCannotLookUp, "", nil)
	}
	_ = roles["retrieve"](t.Context(), c)
	if last := seen[len(seen)-1]; last.Role != "retrieve" || last.Code != supplier.CodeCannotLookUp {
		t.Fatalf("%+v", last)
	}
}
