package world_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

func (w town) balance(t fataler, supplier string) world.Fen {
	t.Helper()
	left, limited := w.Balance(supplier)
	if !limited {
		t.Fatal("no limit")
	}
	return left
}

// Many buy at the same time from an account that is enough for a few: no fen
// more is spent than is there.
func TestBalanceIsNeverOverdrawn(t *testing.T) {
	t.Parallel()
	const callers = 12
	place := setting{journal: journalOf(t), file: twoWays(100)}
	w := start(t, place)
	price := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay)).Total()
	place.balances = map[string]world.Fen{air: 3*price + price/2}
	w = start(t, place)
	var bought, refused atomic.Int32
	var together sync.WaitGroup
	for i := range callers {
		o := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
		buy := func() error {
			_, err := w.Book(air, booking(o, false, price))
			return err
		}
		if i%2 == 0 {
			held, err := w.Book(air, booking(o, true, 0))
			if err != nil {
				t.Fatal(err)
			}
			buy = func() error {
				_, err := w.Pay(air, held.ID, cash(price), noScenario)
				return err
			}
		}
		together.Go(func() {
			switch err := buy(); {
			case err == nil:
				bought.Add(1)
			case errors.Is(err, world.ErrNoFunds):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	together.Wait()
	if bought.Load() != 3 || refused.Load() != callers-3 {
		t.Errorf("%d bought, %d refused", bought.Load(), refused.Load())
	}
	w = start(t, place)
	if got := w.balance(t, air); got != price/2 {
		t.Errorf("%d left after a restart, want %d", got, price/2)
	}
	if _, limited := w.Balance("skytrip"); limited {
		t.Error("a supplier nobody paid in with has a limit")
	}
	// Paid otherwise, the account is left alone.
	o := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
	b := booking(o, false, price)
	b.Tenders[0].Type = "arc_bsp_cash"
	settled, err := w.Book(air, b)
	if err != nil {
		t.Fatal(err)
	}
	w.cancel(t, settled)
	if got := w.balance(t, air); got != price/2 {
		t.Errorf("%d left after a sale through the BSP, want %d", got, price/2)
	}
	for _, order := range w.Orders(air) {
		if order.PaidAt != nil && order.CancelledAt == nil {
			refund := w.cancel(t, order).Refund
			if got := w.balance(t, air); got != price/2+refund {
				t.Errorf("%d left after a refund of %d", got, refund)
			}
			return
		}
	}
}

// Nothing is sold for money that is not there: no seat is taken by it.
func TestNoFundsTakesNoSeat(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(1), balances: map[string]world.Fen{air: 1}})
	o := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
	seat := freeSeat(w.seatMaps(t, o), 0, func(s world.Seat) bool { return s.Price == 0 })
	b := booking(o, false, o.Total())
	b.Seats = []world.SeatChoice{{PassengerID: o.Party[0].ID, Designator: seat}}
	if _, err := w.Book(air, b); !errors.Is(err, world.ErrNoFunds) {
		t.Fatal(err)
	}
	if got := stateOf(w.seatMaps(t, o), 0, seat); got != world.SeatFree || len(w.Orders(air)) != 0 {
		t.Errorf("the seat is %s, %d orders", got, len(w.Orders(air)))
	}
	b.Hold, b.Tenders = true, nil
	if _, err := w.Book(air, b); err != nil {
		t.Errorf("a hold needs no money: %v", err)
	}
}
