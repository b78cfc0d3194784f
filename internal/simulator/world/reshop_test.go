package world_test

import (
	"errors"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

var noScenario = stage.Scenario{}

const anotherDay = "2026-12-27"

// there and back, with a seat on each flight and a bag each way.
func (w town) roundTrip(t *testing.T) world.Order {
	t.Helper()
	o := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay), leg("SHA", "PEK", returnDay))
	maps := w.seatMaps(t, o)
	var seats []world.SeatChoice
	for i := range maps {
		paid := func(s world.Seat) bool { return s.Price > 0 }
		seats = append(seats, world.SeatChoice{PassengerID: o.Party[0].ID, Flight: i, Designator: freeSeat(maps, i, paid)})
	}
	var extras []world.Extra
	for _, a := range w.ancillaries(t, o) {
		if a.Kind == world.Bag {
			extras = append(extras, world.Extra{AncillaryID: a.ID, Quantity: 1})
		}
	}
	return w.buy(t, o, extras, seats)
}

func TestChangeMovesEverything(t *testing.T) {
	t.Parallel()
	path := journalOf(t)
	w := start(t, setting{journal: path, file: twoWays(1)})
	order := w.roundTrip(t)
	request, err := w.RequestChange(air, order.ID, []int{0}, []world.Leg{leg("PEK", "SHA", "2026-12-21")}, world.Economy)
	if err != nil || len(request.Offers) != 1 {
		t.Fatalf("%d offers, %v", len(request.Offers), err)
	}
	w = start(t, setting{journal: path, file: twoWays(1)})
	offer, err := w.ChangeOfferByID(air, request.Offers[0].ID)
	if err != nil {
		t.Fatalf("after a restart: %v", err)
	}
	seat, bag := order.Extras[2], order.Extras[0]
	if seat.Kind != world.ChosenSeat || bag.Kind != world.Bag {
		t.Fatalf("%+v", order.Extras)
	}
	// The same fare on another day: the fee and the seat's price are lost, the bag's comes back.
	if want := 10000 + seat.Price; offer.Penalty != want || offer.Difference != want-seat.Price-bag.Price {
		t.Errorf("penalty %d and difference %d; seat %d, bag %d", offer.Penalty, offer.Difference, seat.Price, bag.Price)
	}
	if _, err := w.ConfirmChange("skytrip", offer.ID, nil); !errors.Is(err, world.ErrNotFound) {
		t.Errorf("another supplier's change: %v", err)
	}
	changed, err := w.ConfirmChange(air, offer.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	if changed.Total() != offer.NewTotal || changed.Returned != -offer.Difference || changed.Tickets[0].Number == order.Tickets[0].Number {
		t.Errorf("%d instead of %d, %d came back, tickets %v", changed.Total(), offer.NewTotal, changed.Returned, changed.Tickets)
	}
	if len(changed.Seats) != 1 || changed.Seats[0] != order.Seats[1] || len(changed.Extras) != 2 {
		t.Errorf("what stayed: %+v %+v", changed.Seats, changed.Extras)
	}
	if _, err := w.ConfirmChange(air, offer.ID, nil); !errors.Is(err, world.ErrStaleQuote) {
		t.Errorf("twice: %v", err)
	}
	for _, w := range []town{w, start(t, setting{journal: path, file: twoWays(1)})} {
		if n := len(w.shopAll(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", "2026-12-21"))); n != 0 {
			t.Error("the new flight's seat is still for sale")
		}
		old := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
		if got := stateOf(w.seatMaps(t, old), 0, order.Seats[0].Designator); got != world.SeatFree {
			t.Errorf("the old seat is %s", got)
		}
		if got := w.order(t, air, order.ID); got.Total() != offer.NewTotal || got.Offer.Slices[0].Flights[0].Departs.Day() != 21 {
			t.Errorf("the order costs %d and leaves at %v", got.Total(), got.Offer.Slices[0].Flights[0].Departs)
		}
	}
}

// Where the first slice is put behind the second, what hangs on the second
// goes along with it.
func TestChangeOfTheOrderOfSlices(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	order := w.roundTrip(t)
	request, err := w.RequestChange(air, order.ID, []int{0}, []world.Leg{leg("PEK", "SHA", anotherDay)}, world.Economy)
	if err != nil || len(request.Offers) != 1 {
		t.Fatalf("%d offers, %v", len(request.Offers), err)
	}
	offer := request.Offers[0]
	changed, err := w.ConfirmChange(air, offer.ID, due(offer.Difference))
	if err != nil {
		t.Fatal(err)
	}
	if c := changed.Seats[0]; c.Flight != 0 || c.Designator != order.Seats[1].Designator || changed.Extras[0].Flights[0] != 0 {
		t.Errorf("%+v %+v", changed.Seats, changed.Extras)
	}
	maps, err := w.OrderSeatMaps(air, order.ID)
	if err != nil || stateOf(maps, 0, order.Seats[1].Designator) != world.SeatOccupied {
		t.Errorf("the seat kept is %s, %v", stateOf(maps, 0, order.Seats[1].Designator), err)
	}
}

func TestChangeRefusals(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	to := []world.Leg{leg("PEK", "SHA", anotherDay)}
	request := func(o world.Order, remove []int, add []world.Leg) error {
		_, err := w.RequestChange(air, o.ID, remove, add, "")
		return err
	}
	order := w.roundTrip(t)
	held, err := w.Book(air, booking(w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay)), true, 0))
	if err != nil {
		t.Fatal(err)
	}
	promo := w.buy(t, w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "WUH", travelDay)), nil, nil)
	if !promo.Offer.Slices[0].Fare.Promo {
		t.Error("the file's promotion is none")
	}
	for name, tc := range map[string]struct {
		err, want error
	}{
		"unpaid":          {request(held, []int{0}, to), world.ErrNotChangeable},
		"not by the fare": {request(promo, []int{0}, to), world.ErrNotChangeable},
		"nothing":         {request(order, nil, nil), world.ErrNotChangeable},
		"nothing left":    {request(order, []int{0, 1}, nil), world.ErrNotChangeable},
		"twice":           {request(order, []int{0, 0}, to), world.ErrNotChangeable},
		"no such slice":   {request(order, []int{2}, to), world.ErrNotChangeable},
		"no such order":   {request(world.Order{ID: "ord_x"}, []int{0}, to), world.ErrNotFound},
	} {
		if !errors.Is(tc.err, tc.want) {
			t.Errorf("%s: %v, want %v", name, tc.err, tc.want)
		}
	}
	request1, err := w.RequestChange(air, order.ID, []int{0}, []world.Leg{leg("PEK", "SHA", "2026-12-21")}, "")
	if err != nil {
		t.Fatal(err)
	}
	w.stage.Advance(21 * time.Minute)
	if _, err := w.ConfirmChange(air, request1.Offers[0].ID, nil); !errors.Is(err, world.ErrOfferExpired) {
		t.Errorf("late: %v", err)
	}
	w.stage.Advance(19 * 24 * time.Hour)
	if err := request(order, []int{0}, to); !errors.Is(err, world.ErrDeparted) {
		t.Errorf("after departure: %v", err)
	}
	if err := request(order, []int{1}, []world.Leg{leg("SHA", "PEK", anotherDay)}); err != nil {
		t.Errorf("the way back, on the way: %v", err)
	}
}

// A quote is for the order as it was.
func TestQuoteGoesStaleWhenTheOrderChanges(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	o := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
	bag, _ := ofKind(w.ancillaries(t, o), world.Bag)
	order := w.buy(t, o, nil, nil)
	quote, err := w.QuoteCancellation(air, order.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.AddExtras(air, order.ID, []world.Extra{{AncillaryID: bag.ID, Quantity: 1}}, cash(bag.Price)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.ConfirmCancellation(air, quote.ID); !errors.Is(err, world.ErrStaleQuote) {
		t.Errorf("a quote without the bag: %v", err)
	}
}
