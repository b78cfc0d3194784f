package world_test

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

func TestSeatMapsFollowFromTheSeed(t *testing.T) {
	t.Parallel()
	first, again, other := start(t, setting{seed: 7}), start(t, setting{seed: 7}), start(t, setting{seed: 8})
	var maps [3][]world.SeatMap
	var wares [3][]world.Ancillary
	for i, w := range []town{first, again, other} {
		o := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay), leg("SHA", "PEK", returnDay))
		maps[i], wares[i] = w.seatMaps(t, o), w.ancillaries(t, o)
	}
	if !reflect.DeepEqual(maps[0], maps[1]) || !reflect.DeepEqual(wares[0], wares[1]) {
		t.Error("one seed makes two worlds")
	}
	if reflect.DeepEqual(maps[0], maps[2]) {
		t.Error("two seeds make one world")
	}
	for i, m := range maps[0] {
		if m.FlightIndex != i || m.Cabin != world.Economy {
			t.Errorf("map %d is of flight %d in %s", i, m.FlightIndex, m.Cabin)
		}
		states, paid := map[world.SeatState]int{}, 0
		for _, row := range m.Rows {
			if row.Number == 13 {
				t.Error("there is a row 13")
			}
			for n, seat := range row.Seats {
				states[seat.State]++
				if seat.Price > 0 {
					paid++
				}
				if seat.Window != (n == 0 || n == len(row.Seats)-1) || seat.NotForChild != row.ExitRow {
					t.Errorf("%d%s: %+v", row.Number, seat.Column, seat)
				}
			}
		}
		if states[world.SeatFree] == 0 || states[world.SeatOccupied] == 0 || states[world.SeatBlocked] == 0 || paid == 0 {
			t.Errorf("%v, %d of them for money", states, paid)
		}
	}
}

func TestSeatRefusals(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	age := 7
	party := []world.Passenger{adult(), {Kind: world.Child, Age: &age}, {Kind: world.Infant}}
	o := w.shop(t, air, "", party, leg("PEK", "SHA", travelDay))
	maps := w.seatMaps(t, o)
	grown, child, infant := o.Party[0].ID, o.Party[1].ID, o.Party[2].ID
	exit := freeSeat(maps, 0, func(s world.Seat) bool { return s.NotForChild })
	row := func(state world.SeatState) string {
		for _, r := range maps[0].Rows {
			for _, s := range r.Seats {
				if s.State == state {
					return designatorOf(r, s)
				}
			}
		}
		return ""
	}
	plain := freeSeat(maps, 0, func(s world.Seat) bool { return !s.NotForChild })
	for name, tc := range map[string]struct {
		seats []world.SeatChoice
		want  error
	}{
		"free":               {[]world.SeatChoice{{PassengerID: grown, Designator: exit}, {PassengerID: child, Designator: plain}}, nil},
		"occupied":           {[]world.SeatChoice{{PassengerID: grown, Designator: row(world.SeatOccupied)}}, world.ErrSeatTaken},
		"blocked":            {[]world.SeatChoice{{PassengerID: grown, Designator: row(world.SeatBlocked)}}, world.ErrSeatNotAllowed},
		"child at the exit":  {[]world.SeatChoice{{PassengerID: child, Designator: exit}}, world.ErrSeatNotAllowed},
		"infant":             {[]world.SeatChoice{{PassengerID: infant, Designator: plain}}, world.ErrSeatNotAllowed},
		"no such seat":       {[]world.SeatChoice{{PassengerID: grown, Designator: "13A"}}, world.ErrSeatNotAllowed},
		"no such passenger":  {[]world.SeatChoice{{PassengerID: "pas_x", Designator: plain}}, world.ErrSeatNotAllowed},
		"no such flight":     {[]world.SeatChoice{{PassengerID: grown, Flight: 1, Designator: plain}}, world.ErrSeatNotAllowed},
		"a negative flight":  {[]world.SeatChoice{{PassengerID: grown, Flight: -1, Designator: plain}}, world.ErrSeatNotAllowed},
		"two on one seat":    {[]world.SeatChoice{{PassengerID: grown, Designator: plain}, {PassengerID: child, Designator: plain}}, world.ErrSeatTaken},
		"one on two seats":   {[]world.SeatChoice{{PassengerID: grown, Designator: plain}, {PassengerID: grown, Designator: exit}}, world.ErrSeatNotAllowed},
		"nothing asked, too": {nil, nil},
	} {
		priced, err := w.PriceExtras(air, o.ID, nil, tc.seats)
		if !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
		if err == nil && len(priced.Items) != len(tc.seats) {
			t.Errorf("%s: %d items", name, len(priced.Items))
		}
	}
	if _, err := w.PriceExtras("skytrip", o.ID, nil, nil); !errors.Is(err, world.ErrNotFound) {
		t.Errorf("another supplier's offer: %v", err)
	}
}

func designatorOf(r world.SeatRow, s world.Seat) string { return fmt.Sprint(r.Number, s.Column) }

// Two suppliers, many callers, one seat: one of them gets it, and nobody who
// did not get it has an order.
func TestOneSeatOneOrder(t *testing.T) {
	t.Parallel()
	const callers = 16
	path := journalOf(t)
	w := start(t, setting{journal: path, file: twoWays(100)})
	o := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
	wanted := freeSeat(w.seatMaps(t, o), 0, anySeat)
	var bookings []world.Booking
	var sellers []string
	for i := range callers {
		seller := []string{air, "skytrip"}[i%2]
		o := w.shop(t, seller, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
		seats := []world.SeatChoice{{PassengerID: o.Party[0].ID, Designator: wanted}}
		priced, err := w.PriceExtras(seller, o.ID, nil, seats)
		if err != nil {
			t.Fatal(err)
		}
		b := booking(o, false, o.Total()+priced.Total)
		b.Seats = seats
		bookings, sellers = append(bookings, b), append(sellers, seller)
	}
	var sold, taken atomic.Int32
	var together sync.WaitGroup
	for i, b := range bookings {
		together.Go(func() {
			switch _, err := w.Book(sellers[i], b); {
			case err == nil:
				sold.Add(1)
			case errors.Is(err, world.ErrSeatTaken):
				taken.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	together.Wait()
	if sold.Load() != 1 || taken.Load() != callers-1 {
		t.Errorf("%d sold, %d taken", sold.Load(), taken.Load())
	}
	for _, w := range []town{w, start(t, setting{journal: path, file: twoWays(100)})} {
		if n := len(w.Orders(air)) + len(w.Orders("skytrip")); n != 1 {
			t.Errorf("%d orders", n)
		}
		o := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
		if got := stateOf(w.seatMaps(t, o), 0, wanted); got != world.SeatOccupied {
			t.Errorf("the seat is %s", got)
		}
	}
}

func TestSeatsComeBackWithTheOrder(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	shop := func() world.Offer {
		return w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
	}
	o := shop()
	seat := freeSeat(w.seatMaps(t, o), 0, anySeat)
	order := w.buy(t, o, nil, []world.SeatChoice{{PassengerID: o.Party[0].ID, Designator: seat}})
	maps, err := w.OrderSeatMaps(air, order.ID)
	if err != nil || stateOf(maps, 0, seat) != world.SeatOccupied {
		t.Errorf("in the order's own map: %v, %v", stateOf(maps, 0, seat), err)
	}
	other := freeSeat(maps, 0, anySeat)
	if _, err := w.AddSeats(air, order.ID, []world.SeatChoice{{PassengerID: o.Party[0].ID, Designator: other}}, nil); !errors.Is(err, world.ErrSeatNotAllowed) {
		t.Errorf("a second seat: %v", err)
	}
	w.cancel(t, order)
	if got := stateOf(w.seatMaps(t, shop()), 0, seat); got != world.SeatFree {
		t.Errorf("after the cancellation the seat is %s", got)
	}
	if _, err := w.OrderSeatMaps(air, order.ID); !errors.Is(err, world.ErrAlreadyCancelled) {
		t.Errorf("seats of a cancelled order: %v", err)
	}
}
