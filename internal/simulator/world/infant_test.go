package world_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// An infant with a seat pays a child's fare and charges and has a child's extras,
// but not its meal; one on a lap pays a tenth and has none.
func TestAnInfantWithASeatPaysAsAChild(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(4)})
	party := []world.Passenger{adult(), {Kind: world.Child}, {Kind: world.SeatedInfant}, {Kind: world.Infant}}
	for _, legs := range [][]world.Leg{
		{leg("PEK", "SHA", travelDay)},
		{leg("PEK", "NRT", travelDay)},
		{leg("PEK", "SHA", travelDay), leg("SHA", "PEK", returnDay)},
	} {
		o := w.shop(t, air, "", party, legs...)
		shares := o.Shares()
		child, seated, lap := shares[1], shares[2], shares[3]
		if seated.Base != child.Base || !slices.Equal(seated.Taxes, child.Taxes) || lap.Base >= seated.Base || lap.Tax() != 0 {
			t.Errorf("%s: %+v", legs[0].Destination, shares)
		}
	}
	o := w.shop(t, air, "", party, leg("PEK", "SHA", travelDay))
	if seated := o.Shares()[2]; seated.Base != 100_000 || seated.Tax() != 1_000 {
		t.Errorf("half of 2000.00 and of the fuel's 20.00 is %+v", seated)
	}
	codes := map[string][]string{}
	for _, a := range w.ancillaries(t, o) {
		codes[a.PassengerID] = append(codes[a.PassengerID], a.Code)
	}
	has := func(i int, code string) bool { return slices.Contains(codes[o.Party[i].ID], code) }
	if !has(2, "0CC") || has(2, "CHML") || !has(1, "CHML") || len(codes[o.Party[3].ID]) != 0 {
		t.Errorf("extras %v", codes)
	}
}

// What sits takes a seat of the fare's class.
func TestAnInfantWithASeatTakesOne(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(3)})
	seated := []world.Passenger{adult(), {Kind: world.SeatedInfant}}
	o := w.shop(t, air, "", seated, leg("PEK", "SHA", travelDay))
	w.buy(t, o, nil, nil)
	if left := w.SeatsLeft(o); left != 1 {
		t.Errorf("%d of three seats left", left)
	}
	if more := w.shopAll(t, air, "", seated, leg("PEK", "SHA", travelDay)); len(more) != 0 {
		t.Error("two on the last seat")
	}
	w.shop(t, air, "", []world.Passenger{adult(), {Kind: world.Infant}}, leg("PEK", "SHA", travelDay))
}

// A seat is chosen for who has one, but not beside an exit.
func TestAnInfantWithASeatSitsWhereChildrenMay(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	o := w.shop(t, air, "", []world.Passenger{adult(), {Kind: world.SeatedInfant}, {Kind: world.Infant}}, leg("PEK", "SHA", travelDay))
	maps := w.seatMaps(t, o)
	exit := freeSeat(maps, 0, func(s world.Seat) bool { return s.NotForChild })
	plain := freeSeat(maps, 0, func(s world.Seat) bool { return !s.NotForChild })
	for name, tc := range map[string]struct {
		pax  int
		seat string
		want error
	}{
		"a seat":       {1, plain, nil},
		"an exit":      {1, exit, world.ErrSeatNotAllowed},
		"one on a lap": {2, plain, world.ErrSeatNotAllowed},
	} {
		choice := []world.SeatChoice{{PassengerID: o.Party[tc.pax].ID, Designator: tc.seat}}
		if _, err := w.PriceExtras(air, o.ID, nil, choice); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Who has an infant on the lap sits where children may, chosen with the booking or
// later; another adult need not.
func TestALapIsNotBesideAnExit(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	o := w.shop(t, air, "", []world.Passenger{adult(), adult(), {Kind: world.Infant}}, leg("PEK", "SHA", travelDay))
	exit := freeSeat(w.seatMaps(t, o), 0, func(s world.Seat) bool { return s.NotForChild })
	for holder, want := range []error{world.ErrSeatNotAllowed, nil} {
		b := booking(o, true, 0)
		b.Passengers[holder].InfantID = o.Party[2].ID
		held, err := w.Book(air, b)
		if err != nil {
			t.Fatal(err)
		}
		choice := []world.SeatChoice{{PassengerID: o.Party[0].ID, Designator: exit}}
		if _, err := w.AddSeats(air, held.ID, choice, nil); !errors.Is(err, want) {
			t.Errorf("added, on the lap of %d: %v", holder, err)
		}
		if want != nil {
			b.Seats = choice
			if _, err := w.Book(air, b); !errors.Is(err, want) {
				t.Errorf("booked, on the lap of %d: %v", holder, err)
			}
		}
	}
}

func TestMinded(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		adults, laps, seats int
		want                bool
	}{
		{1, 0, 0, true},
		{1, 1, 1, true},
		{1, 0, 2, true},
		{2, 2, 2, true},
		{0, 0, 1, false}, // alone
		{1, 2, 0, false}, // two on a lap
		{1, 1, 2, false},
		{1, 0, 3, false},
	} {
		party := slices.Concat(
			slices.Repeat([]world.Passenger{adult()}, tc.adults),
			slices.Repeat([]world.Passenger{{Kind: world.Infant}}, tc.laps),
			slices.Repeat([]world.Passenger{{Kind: world.SeatedInfant}}, tc.seats),
		)
		if got := world.Minded(party); got != tc.want {
			t.Errorf("%d adults with %d on laps and %d in seats: %v", tc.adults, tc.laps, tc.seats, got)
		}
	}
}

func TestOfAge(t *testing.T) {
	t.Parallel()
	for kind, ages := range map[string][]int{
		world.Infant: {0, 1}, world.SeatedInfant: {0, 1}, world.Child: {2, 11}, world.Adult: {12, 90},
	} {
		for _, age := range []int{-1, 0, 1, 2, 11, 12, 90} {
			if got := world.OfAge(kind, age); got != slices.Contains(ages, age) {
				t.Errorf("%s of %d: %v", kind, age, got)
			}
		}
	}
}
