package world_test

import (
	"errors"
	"testing"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

func TestExtrasArePaidKeptAndGivenBack(t *testing.T) {
	t.Parallel()
	path := journalOf(t)
	w := start(t, setting{journal: path, file: twoWays(9)})
	o := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay), leg("SHA", "PEK", returnDay))
	bag, found := ofKind(w.ancillaries(t, o), world.Bag)
	if !found || bag.WeightKg != 23 || len(bag.Flights) != 1 || bag.MaxQuantity != 2 {
		t.Fatalf("the bag is %+v", bag)
	}
	seat := freeSeat(w.seatMaps(t, o), 1, func(s world.Seat) bool { return s.Price > 0 })
	extras := []world.Extra{{AncillaryID: bag.ID, Quantity: 1}}
	seats := []world.SeatChoice{{PassengerID: o.Party[0].ID, Flight: 1, Designator: seat}}
	priced, err := w.PriceExtras(air, o.ID, extras, seats)
	if err != nil {
		t.Fatal(err)
	}
	short := booking(o, false, o.Total())
	short.Extras, short.Seats = extras, seats
	if _, err := w.Book(air, short); !errors.Is(err, world.ErrAmountDiffers) {
		t.Errorf("extras unpaid: %v", err)
	}
	order := w.buy(t, o, extras, seats)
	if order.Total() != o.Total()+priced.Total || len(order.Extras) != 2 || order.Seats[0] != seats[0] {
		t.Errorf("order of %d with %+v", order.Total(), order.Extras)
	}
	more, err := w.AddExtras(air, order.ID, extras, cash(bag.Price))
	if err != nil || more.Total() != order.Total()+bag.Price || len(more.Extras) != 2 {
		t.Fatalf("one more bag: %+v, %v", more.Extras, err)
	}
	left, err := w.OrderAncillaries(air, order.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range left {
		if a.ID == bag.ID {
			t.Error("a third bag for one passenger")
		}
	}
	again := start(t, setting{journal: path, file: twoWays(9)})
	if got := again.order(t, air, order.ID); got.Total() != more.Total() || len(got.Seats) != 1 || got.Extras[0].Quantity != 2 {
		t.Errorf("after a restart: %+v %+v", got.Extras, got.Seats)
	}
	// 200 of each of the two fares and the seat stay with the airline, the bags come back.
	quote := again.cancel(t, more)
	kept := 40000 + priced.Items[1].Price
	if quote.Penalty != kept || quote.Refund != more.Total()-kept {
		t.Errorf("refund %d, kept %d of %d; want %d kept", quote.Refund, quote.Penalty, more.Total(), kept)
	}
}

func TestAncillariesRunOut(t *testing.T) {
	t.Parallel()
	path := journalOf(t)
	place := setting{journal: path, file: twoWays(100)}
	w := start(t, place)
	var orders []world.Order
	for range 20 {
		o := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
		lounge, found := ofKind(w.ancillaries(t, o), world.Lounge)
		if !found {
			break
		}
		if _, err := w.PriceExtras(air, o.ID, []world.Extra{{AncillaryID: lounge.ID, Quantity: 2}}, nil); !errors.Is(err, world.ErrAncillaryGone) {
			t.Errorf("two lounges for one: %v", err)
		}
		orders = append(orders, w.buy(t, o, []world.Extra{{AncillaryID: lounge.ID, Quantity: 1}}, nil))
	}
	if len(orders) < 6 || len(orders) > 12 {
		t.Fatalf("%d places in the lounge", len(orders))
	}
	w = start(t, place)
	full := w.shop(t, "skytrip", "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
	if _, found := ofKind(w.ancillaries(t, full), world.Lounge); found {
		t.Error("after a restart there are places again")
	}
	w.cancel(t, orders[0])
	if _, found := ofKind(w.ancillaries(t, full), world.Lounge); !found {
		t.Error("a place given back is not for sale")
	}
}

func TestExtrasOfAHoldArePaidWithIt(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	o := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
	bag, _ := ofKind(w.ancillaries(t, o), world.Bag)
	held, err := w.Book(air, booking(o, true, 0))
	if err != nil {
		t.Fatal(err)
	}
	extras := []world.Extra{{AncillaryID: bag.ID, Quantity: 1}}
	if _, err := w.AddExtras(air, held.ID, extras, cash(bag.Price)); !errors.Is(err, world.ErrAmountDiffers) {
		t.Errorf("paid before the hold: %v", err)
	}
	held, err = w.AddExtras(air, held.ID, extras, nil)
	if err != nil || held.Total() != o.Total()+bag.Price {
		t.Fatalf("%d, %v", held.Total(), err)
	}
	if _, err := w.Pay(air, held.ID, cash(o.Total()), noScenario); !errors.Is(err, world.ErrAmountDiffers) {
		t.Errorf("paid without the bag: %v", err)
	}
	if _, err := w.Pay(air, held.ID, cash(held.Total()), noScenario); err != nil {
		t.Error(err)
	}
}

func TestWhoGetsWhat(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	age := 7
	party := []world.Passenger{adult(), {Kind: world.Child, Age: &age}, {Kind: world.Infant}}
	o := w.shop(t, air, "", party, leg("PEK", "SHA", travelDay))
	codes := map[string]map[string]bool{}
	for _, a := range w.ancillaries(t, o) {
		if codes[a.PassengerID] == nil {
			codes[a.PassengerID] = map[string]bool{}
		}
		if codes[a.PassengerID][a.Code] {
			t.Errorf("%s twice", a.Code)
		}
		codes[a.PassengerID][a.Code] = true
	}
	if codes[o.Party[0].ID]["CHML"] || !codes[o.Party[1].ID]["CHML"] || !codes[o.Party[0].ID]["VGML"] || len(codes[o.Party[2].ID]) != 0 {
		t.Errorf("%v", codes)
	}
	// A child pays half of the full fare, an infant a tenth.
	if want := world.Fen(200000 + 100000 + 20000); o.Base != want {
		t.Errorf("base %d, want %d", o.Base, want)
	}
}
