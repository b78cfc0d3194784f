package deposit_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/payment"
	"github.com/farebridge/farebridge/internal/payment/deposit"
	"github.com/farebridge/farebridge/internal/payment/paymenttest"
	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestMain(m *testing.M) { storagetest.Main(m) }

// inTheNameOf is a ledger every call to which is made for one agency, as
// ordering makes them.
type inTheNameOf struct {
	*storage.Store
	agencyID string
}

func (l inTheNameOf) as(ctx context.Context) context.Context {
	return account.AsAgency(ctx, l.agencyID)
}

func (l inTheNameOf) Reserve(ctx context.Context, reference, orderReference string, amount money.Money) (payment.Reservation, error) {
	return l.Store.Reserve(l.as(ctx), reference, orderReference, amount)
}

func (l inTheNameOf) Settle(ctx context.Context, reference string) (payment.Reservation, error) {
	return l.Store.Settle(l.as(ctx), reference)
}

func (l inTheNameOf) Free(ctx context.Context, reference string) (payment.Reservation, error) {
	return l.Store.Free(l.as(ctx), reference)
}

func (l inTheNameOf) Return(ctx context.Context, reference string, amount money.Money, returnReference string) (payment.Reservation, error) {
	return l.Store.Return(l.as(ctx), reference, amount, returnReference)
}

func (l inTheNameOf) Reservation(ctx context.Context, reference string) (payment.Reservation, error) {
	return l.Store.Reservation(l.as(ctx), reference)
}

// paidIn is the ledger of an agency that paid in 100,000.00 CNY.
func paidIn(t *testing.T, s *storage.Store) inTheNameOf {
	t.Helper()
	l := inTheNameOf{Store: s, agencyID: travel.NewID(travel.PrefixAgency)}
	_, err := s.AddAgency(t.Context(), account.Agency{ID: l.agencyID, Name: "Payer", Program: account.ProgramRetail})
	if err == nil {
		_, _, err = s.Credit(t.Context(), l.agencyID, "opening", money.New(10_000_000, money.CNY))
	}
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestConformance(t *testing.T) {
	t.Parallel()
	storagetest.Each(t, func(t *testing.T, open func() *storage.Store) {
		store := open()
		paymenttest.Run(t, func(t *testing.T) paymenttest.Provider {
			ledger := paidIn(t, store)
			return paymenttest.Provider{
				Now: func() time.Time {
					now, err := store.Now(context.Background())
					if err != nil {
						t.Error(err)
					}
					return now
				},
				Connect: func(string, *http.Client) *payment.Gateway {
					return payment.Instrument(deposit.New("deposit", ledger), payment.Options{Now: time.Now, RetryDelay: time.Millisecond})
				},
				Ledger: func(ctx context.Context, orderReference string) ([]money.Money, error) {
					return moved(ctx, store, orderReference)
				},
			}
		})
	})
}

// moved is what the record says was taken and given back for an order.
func moved(ctx context.Context, s *storage.Store, orderReference string) ([]money.Money, error) {
	query := `SELECT m.kind, m.amount_minor, m.currency FROM deposit_entries m
		JOIN deposit_entries r ON r.agency_id = m.agency_id AND r.reference = m.reference AND r.kind = 'reserve'
		WHERE m.kind IN ('settle', 'return') AND r.subject = '` + orderReference + `' ORDER BY m.id`
	rows, err := s.DB().QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []money.Money
	for rows.Next() {
		var kind, currency string
		var minor int64
		if err := rows.Scan(&kind, &minor, &currency); err != nil {
			return nil, err
		}
		amount := money.New(minor, money.Currency(currency))
		if kind == "return" {
			amount = amount.Neg()
		}
		all = append(all, amount)
	}
	return all, rows.Err()
}

func intent(minor int64, c money.Currency) payment.Intent {
	return payment.Intent{
		Reference: travel.NewID(travel.PrefixPayment), OrderReference: travel.NewID(travel.PrefixOrder), Amount: money.New(minor, c),
	}
}

// What a balance does not bear is declined, as a card would be, and the same
// payment stays declined when money has come in since.
func TestDeclined(t *testing.T) {
	t.Parallel()
	storagetest.Each(t, func(t *testing.T, open func() *storage.Store) {
		ledger := paidIn(t, open())
		g := deposit.New("deposit", ledger)
		for _, tc := range []struct {
			code string
			in   payment.Intent
		}{
			{"insufficientDeposit", intent(10_000_001, money.CNY)}, // before anything is paid in
			{"depositCurrency", intent(1, money.USD)},
		} {
			code, in := tc.code, tc.in
			for range 2 {
				state, err := g.Authorize.Authorize(t.Context(), in)
				if err != nil || state.Status != payment.Failed || state.DeclineCode != code || !state.PaidAt.IsZero() || state.NextAction.Type != order.ActionNone {
					t.Fatalf("%s: %+v, %v", code, state, err)
				}
				_, _, err = ledger.Credit(t.Context(), ledger.agencyID, "more", money.New(10_000_000, money.CNY))
				if err != nil {
					t.Fatal(err)
				}
			}
			state, found, err := g.Query.Query(t.Context(), in.Reference)
			if err != nil || !found || state.Status != payment.Failed || state.DeclineCode != code {
				t.Fatalf("%s: %+v, %v, %v", code, state, found, err)
			}
		}
	})
}

// broken is a ledger whose database fails.
type broken struct {
	payment.Ledger
	calls int
}

var errBroken = errors.New("connection lost")

func (b *broken) Reserve(context.Context, string, string, money.Money) (payment.Reservation, error) {
	b.calls++
	return payment.Reservation{}, errBroken
}

func (b *broken) Settle(context.Context, string) (payment.Reservation, error) {
	return payment.Reservation{}, errBroken
}

func (b *broken) Reservation(context.Context, string) (payment.Reservation, error) {
	return payment.Reservation{}, errBroken
}

// A lost connection may have committed; a read that failed is no "none".
func TestABrokenLedgerLeavesTheOutcomeUnknown(t *testing.T) {
	t.Parallel()
	b := &broken{}
	g := deposit.New("deposit", b)
	_, err := g.Authorize.Authorize(t.Context(), intent(1, money.CNY))
	if payment.KindOf(err) != payment.OutcomeUnknown || !errors.Is(err, errBroken) {
		t.Errorf("authorize: %v", err)
	}
	_, err = g.Capture.Capture(t.Context(), "pay_1")
	if payment.KindOf(err) != payment.OutcomeUnknown {
		t.Errorf("capture: %v", err)
	}
	_, found, err := g.Query.Query(t.Context(), "pay_1")
	if payment.KindOf(err) != payment.Unavailable || found {
		t.Errorf("query: %v, %v", found, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = g.Authorize.Authorize(ended, intent(1, money.CNY))
	if payment.KindOf(err) != payment.Unavailable || b.calls != 1 {
		t.Errorf("after the caller left: %v, %d calls", err, b.calls)
	}
	if g.Notices != nil || len(g.Methods) != 1 || g.Methods[0] != order.MethodDeposit {
		t.Errorf("%+v", g)
	}
}
