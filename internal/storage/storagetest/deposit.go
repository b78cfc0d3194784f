package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/payment"
	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/travel"
)

// Deposits is the suite of agencies' prepaid balances: account.Store's side, by
// which money comes in, and payment.Ledger, by which it is spent.
func Deposits(t *testing.T, open func(t *testing.T) *storage.Store) {
	t.Helper()
	for _, tc := range []struct {
		name string
		test func(t *testing.T, p *purse)
	}{
		{"money comes in once per reference", testCredit},
		{"an agency pays from its own balance only", testDepositIsolation},
		{"a reservation is settled or freed, once", testReservationEnds},
		{"what was settled goes back once", testReturn},
		{"what cannot be reserved is declined and stays so", testDecline},
		{"everybody at once spends no more than there is", testDepositRace},
		{"one reference at once is one reservation", testReferenceRace},
		{"any sequence of moves keeps the books", testBooks},
		{"entries are never changed", testEntriesStay},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.test(t, newPurse(t, open(t)))
		})
	}
}

// purse is the balance of one agency in one database.
type purse struct {
	*storage.Store
	ctx      context.Context
	agencyID string
}

func newPurse(t *testing.T, s *storage.Store) *purse {
	t.Helper()
	p := &purse{Store: s, agencyID: travel.NewID(travel.PrefixAgency)}
	p.ctx = account.AsAgency(context.Background(), p.agencyID)
	added, err := s.AddAgency(p.ctx, account.Agency{ID: p.agencyID, Name: "Purse", Program: account.ProgramRetail})
	if err != nil || !added {
		t.Fatalf("agency: %v %v", added, err)
	}
	return p
}

func yuan(minor int64) money.Money { return money.New(minor, money.CNY) }

func (p *purse) credit(t *testing.T, minor int64) {
	t.Helper()
	_, added, err := p.Credit(p.ctx, p.agencyID, travel.NewID("bank_"), yuan(minor))
	if err != nil || !added {
		t.Fatalf("credit: %v %v", added, err)
	}
}

func (p *purse) want(t *testing.T, balance, reserved int64) {
	t.Helper()
	d, found, err := p.Deposit(p.ctx, p.agencyID)
	if want := (account.Deposit{Balance: yuan(balance), Reserved: yuan(reserved)}); err != nil || !found || d != want {
		t.Fatalf("deposit %+v, %v, %v; want %+v", d, found, err, want)
	}
}

// reserve makes a payment of its own.
func (p *purse) reserve(t *testing.T, minor int64) string {
	t.Helper()
	id := travel.NewID(travel.PrefixPayment)
	r, err := p.Reserve(p.ctx, id, "ord_1", yuan(minor))
	if err != nil || r.Status != payment.Authorized || r.Amount != yuan(minor) || r.ReservedAt.IsZero() || r.Reference != id {
		t.Fatalf("reserve: %+v, %v", r, err)
	}
	return id
}

func testCredit(t *testing.T, p *purse) {
	_, found, err := p.Deposit(p.ctx, p.agencyID)
	if found || err != nil {
		t.Fatalf("a deposit before anything was paid in: %v %v", found, err)
	}
	for i, want := range []bool{true, false, false} {
		d, added, err := p.Credit(p.ctx, p.agencyID, "bank-1", yuan(5_000_000))
		if err != nil || added != want || d.Balance != yuan(5_000_000) {
			t.Fatalf("time %d: %+v %v %v", i+1, d, added, err)
		}
	}
	d, added, err := p.Credit(p.ctx, p.agencyID, "bank-2", yuan(1))
	if err != nil || !added || d.Available() != yuan(5_000_001) {
		t.Fatalf("%+v %v %v", d, added, err)
	}
	_, _, err = p.Credit(p.ctx, p.agencyID, "bank-3", money.New(1, money.USD))
	if !errors.Is(err, account.ErrDepositCurrency) {
		t.Errorf("another currency: %v", err)
	}
	_, _, err = p.Credit(p.ctx, p.agencyID, "bank-4", yuan(1<<63-1))
	if !errors.Is(err, money.ErrOverflow) {
		t.Errorf("more than there can be: %v", err)
	}
	_, _, err = p.Credit(p.ctx, travel.NewID(travel.PrefixAgency), "bank-5", yuan(1))
	if !errors.Is(err, account.ErrNoAgency) {
		t.Errorf("nobody's: %v", err)
	}
	p.want(t, 5_000_001, 0)
	got, err := p.Agency(p.ctx, p.agencyID)
	if err != nil || got.ID != p.agencyID || got.Name != "Purse" {
		t.Errorf("agency %+v, %v", got, err)
	}
	_, err = p.Agency(p.ctx, "agy_nobody")
	if !errors.Is(err, account.ErrNoAgency) {
		t.Errorf("an agency nobody made: %v", err)
	}
}

func testDepositIsolation(t *testing.T, p *purse) {
	p.credit(t, 1000)
	other := newPurse(t, p.Store)
	other.credit(t, 1000)
	id := p.reserve(t, 600)
	for what, call := range map[string]func() (payment.Reservation, error){
		"settle": func() (payment.Reservation, error) { return other.Settle(other.ctx, id) },
		"free":   func() (payment.Reservation, error) { return other.Free(other.ctx, id) },
		"return": func() (payment.Reservation, error) { return other.Return(other.ctx, id, yuan(600), "r") },
		"find":   func() (payment.Reservation, error) { return other.Reservation(other.ctx, id) },
	} {
		r, err := call()
		if !errors.Is(err, payment.ErrNoReservation) {
			t.Errorf("%s by another agency: %+v, %v", what, r, err)
		}
	}
	nobody := context.Background()
	for what, call := range map[string]func() error{
		"reserve": func() error { _, err := p.Reserve(nobody, "pay_1", "ord_1", yuan(1)); return err },
		"settle":  func() error { _, err := p.Settle(nobody, id); return err },
		"return":  func() error { _, err := p.Return(nobody, id, yuan(600), "r"); return err },
		"find":    func() error { _, err := p.Reservation(nobody, id); return err },
	} {
		if err := call(); !errors.Is(err, storage.ErrNoAgency) {
			t.Errorf("%s in nobody's name: %v", what, err)
		}
	}
	p.want(t, 1000, 600)
	other.want(t, 1000, 0)
}

func testReservationEnds(t *testing.T, p *purse) {
	p.credit(t, 1000)
	settled, freed := p.reserve(t, 300), p.reserve(t, 200)
	p.want(t, 1000, 500)
	first, err := p.Reservation(p.ctx, settled)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r, err := p.Settle(p.ctx, settled)
		if err != nil || r.Status != payment.Captured || r.EntryID != first.EntryID || !r.ReservedAt.Equal(first.ReservedAt) {
			t.Fatalf("settle: %+v, %v", r, err)
		}
		r, err = p.Free(p.ctx, freed)
		if err != nil || r.Status != payment.Voided {
			t.Fatalf("free: %+v, %v", r, err)
		}
	}
	p.want(t, 700, 0)
	_, err = p.Free(p.ctx, settled)
	wantState(t, "freeing what was settled", err)
	_, err = p.Settle(p.ctx, freed)
	wantState(t, "settling what was freed", err)
	_, err = p.Return(p.ctx, freed, yuan(200), "r")
	wantState(t, "returning what was freed", err)
	again, err := p.Reserve(p.ctx, freed, "ord_1", yuan(200))
	if err != nil || again.Status != payment.Voided {
		t.Errorf("reserving again what was freed: %+v, %v", again, err)
	}
	p.want(t, 700, 0)
}

func wantState(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, payment.ErrReservationState) {
		t.Errorf("%s: %v, want ErrReservationState", what, err)
	}
}

func testReturn(t *testing.T, p *purse) {
	p.credit(t, 1000)
	id := p.reserve(t, 400)
	_, err := p.Return(p.ctx, id, yuan(400), "rfd_1")
	wantState(t, "returning what was not taken", err)
	if _, err := p.Settle(p.ctx, id); err != nil {
		t.Fatal(err)
	}
	_, err = p.Return(p.ctx, id, yuan(401), "rfd_1")
	if !errors.Is(err, payment.ErrReservationDiffers) {
		t.Errorf("another amount: %v", err)
	}
	for range 2 {
		r, err := p.Return(p.ctx, id, yuan(400), "rfd_1")
		if err != nil || r.Status != payment.Refunded {
			t.Fatalf("return: %+v, %v", r, err)
		}
	}
	_, err = p.Return(p.ctx, id, yuan(400), "rfd_2")
	if !errors.Is(err, payment.ErrReservationDiffers) {
		t.Errorf("a second return: %v", err)
	}
	p.want(t, 1000, 0)
}

func testDecline(t *testing.T, p *purse) {
	decline := func(amount money.Money, code string) string {
		t.Helper()
		id := travel.NewID(travel.PrefixPayment)
		r, err := p.Reserve(p.ctx, id, "ord_1", amount)
		if err != nil || r.Status != payment.Failed || r.DeclineCode != code || !r.ReservedAt.IsZero() || r.EntryID == "" {
			t.Fatalf("reserve: %+v, %v", r, err)
		}
		return id
	}
	before := decline(yuan(1), payment.DeclineInsufficientDeposit)
	p.credit(t, 1000)
	decline(money.New(1, money.USD), payment.DeclineDepositCurrency)
	decline(yuan(1001), payment.DeclineInsufficientDeposit)
	p.reserve(t, 999)
	last := decline(yuan(2), payment.DeclineInsufficientDeposit)
	p.reserve(t, 1)
	p.credit(t, 1000)
	// What was declined stays declined, though there is money by now.
	for id, amount := range map[string]int64{before: 1, last: 2} {
		r, err := p.Reserve(p.ctx, id, "ord_1", yuan(amount))
		if err != nil || r.Status != payment.Failed {
			t.Errorf("asked again: %+v, %v", r, err)
		}
		_, err = p.Settle(p.ctx, id)
		wantState(t, "settling what was declined", err)
	}
	_, err := p.Reserve(p.ctx, last, "ord_1", yuan(3))
	if !errors.Is(err, payment.ErrReservationDiffers) {
		t.Errorf("another amount under the same reference: %v", err)
	}
	for _, nothing := range []money.Money{{}, yuan(0), yuan(-1), {Minor: 1, Currency: "XXX"}} {
		_, err := p.Reserve(p.ctx, travel.NewID(travel.PrefixPayment), "ord_1", nothing)
		if !errors.Is(err, payment.ErrReservationDiffers) {
			t.Errorf("reserving %s: %v", nothing, err)
		}
	}
	p.want(t, 2000, 1000)
}

func testDepositRace(t *testing.T, p *purse) {
	const buyers, each, enoughFor = 24, 100, 7
	p.credit(t, each*enoughFor+each-1)
	var won, lost atomic.Int32
	var all sync.WaitGroup
	for range buyers {
		all.Go(func() {
			id := travel.NewID(travel.PrefixPayment)
			r, err := p.Reserve(p.ctx, id, "ord_1", yuan(each))
			switch {
			case err != nil:
				t.Error(err)
			case r.Status == payment.Failed:
				lost.Add(1)
			default:
				won.Add(1)
				if _, err := p.Settle(p.ctx, id); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if won.Load() != enoughFor || lost.Load() != buyers-enoughFor {
		t.Errorf("%d paid and %d were declined, with money for %d", won.Load(), lost.Load(), enoughFor)
	}
	p.want(t, each-1, 0)
}

func testReferenceRace(t *testing.T, p *purse) {
	p.credit(t, 10_000)
	for name, amount := range map[string]int64{"granted": 100, "declined": 20_000} {
		id := travel.NewID(travel.PrefixPayment)
		var all sync.WaitGroup
		answers := make(chan payment.Reservation, 12)
		for range cap(answers) {
			all.Go(func() {
				r, err := p.Reserve(p.ctx, id, "ord_1", yuan(amount))
				if err != nil {
					t.Error(err)
				}
				answers <- r
			})
		}
		all.Wait()
		first := <-answers
		for range cap(answers) - 1 {
			if r := <-answers; r != first {
				t.Errorf("%s: %+v and %+v", name, first, r)
			}
		}
	}
	p.want(t, 10_000, 100)
}

// testBooks moves a balance at random and compares it, after every move, with
// books kept by hand.
func testBooks(t *testing.T, p *purse) {
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		q := newPurse(t, p.Store)
		var balance, reserved int64
		state := map[string]payment.Status{}
		amounts := map[string]int64{}
		for i := range rapid.IntRange(1, 12).Draw(rt, "moves") {
			id := fmt.Sprintf("pay_%d_%d", run, rapid.IntRange(0, 3).Draw(rt, "payment"))
			amount := int64(rapid.IntRange(1, 50).Draw(rt, "amount"))
			switch rapid.SampledFrom([]string{"credit", "reserve", "settle", "free", "return"}).Draw(rt, "move") {
			case "credit":
				q.credit(t, amount)
				balance += amount
			case "reserve":
				r, err := q.Reserve(q.ctx, id, "ord_1", yuan(amount))
				switch {
				case state[id] != "" && amounts[id] != amount:
					if !errors.Is(err, payment.ErrReservationDiffers) {
						rt.Fatalf("move %d: %v", i, err)
					}
					continue
				case state[id] == "" && balance-reserved >= amount:
					reserved += amount
					state[id], amounts[id] = payment.Authorized, amount
				case state[id] == "":
					state[id], amounts[id] = payment.Failed, amount
				}
				if err != nil || r.Status != state[id] {
					rt.Fatalf("move %d: %+v, %v; want %s", i, r, err, state[id])
				}
			case "settle":
				_, err := q.Settle(q.ctx, id)
				if state[id] == payment.Authorized && err == nil {
					balance, reserved, state[id] = balance-amounts[id], reserved-amounts[id], payment.Captured
				}
			case "free":
				_, err := q.Free(q.ctx, id)
				if state[id] == payment.Authorized && err == nil {
					reserved, state[id] = reserved-amounts[id], payment.Voided
				}
			case "return":
				_, err := q.Return(q.ctx, id, yuan(amounts[id]), "rfd")
				if state[id] == payment.Captured && err == nil {
					balance, state[id] = balance+amounts[id], payment.Refunded
				}
			}
			d, found, err := q.Deposit(q.ctx, q.agencyID)
			if err != nil || found && (d.Balance.Minor != balance || d.Reserved.Minor != reserved) || !found && balance != 0 {
				rt.Fatalf("move %d: %+v, %v; by hand %d, %d", i, d, err, balance, reserved)
			}
		}
	})
}

func testEntriesStay(t *testing.T, p *purse) {
	p.credit(t, 1000)
	for _, statement := range []string{`UPDATE deposit_entries SET amount_minor = 1`, `DELETE FROM deposit_entries`} {
		_, err := p.DB().ExecContext(p.ctx, statement)
		if err == nil {
			t.Errorf("%s went through", statement)
		}
	}
	_, err := p.DB().ExecContext(p.ctx, `UPDATE deposits SET reserved_minor = balance_minor + 1`)
	if err == nil {
		t.Error("more is reserved than there is")
	}
	before, err := p.Now(p.ctx)
	if err != nil {
		t.Fatal(err)
	}
	id := p.reserve(t, 1)
	r, err := p.Reservation(p.ctx, id)
	if err != nil || r.ReservedAt.Before(before) || r.ReservedAt.Sub(before) > time.Minute {
		t.Errorf("reserved at %v, after %v; %v", r.ReservedAt, before, err)
	}
}
