package world

import "slices"

// layout is one cabin of a type of aircraft. The letters are those of Chinese
// carriers; no row is numbered 13.
type layout struct {
	columns     []string // empty: an aisle
	first, last int
	exits       []int
}

// layoutOf is the cabin of a flight. An aircraft that is not said is a narrow one,
// unless the way is too long for it.
func layoutOf(f Flight, cabin string) layout {
	long := f.Aircraft == nil && f.Km > 5500
	if long || f.Aircraft != nil && slices.Contains(wide, *f.Aircraft) {
		switch cabin {
		case First:
			return layout{columns: []string{"A", "", "D", "H", "", "L"}, first: 1, last: 2}
		case Business:
			return layout{columns: []string{"A", "", "D", "H", "", "L"}, first: 6, last: 13}
		case PremiumEconomy:
			return layout{columns: []string{"A", "C", "", "D", "E", "H", "", "J", "L"}, first: 21, last: 24}
		default:
			return layout{columns: []string{"A", "B", "C", "", "D", "E", "H", "", "J", "K", "L"}, first: 31, last: 58, exits: []int{45}}
		}
	}
	switch cabin {
	case First:
		return layout{columns: []string{"A", "", "L"}, first: 1, last: 1}
	case Business:
		return layout{columns: []string{"A", "C", "", "J", "L"}, first: 2, last: 5}
	case PremiumEconomy:
		return layout{columns: []string{"A", "B", "C", "", "J", "K", "L"}, first: 8, last: 10}
	default:
		return layout{columns: []string{"A", "B", "C", "", "J", "K", "L"}, first: 11, last: 33, exits: []int{20, 21}}
	}
}

// rows are a cabin's seats as nobody of ours has taken any: some are occupied by
// people who bought elsewhere, some kept by the airline.
func (t timetable) rows(f Flight, fare Fare) []SeatRow {
	plan := layoutOf(f, fare.Cabin)
	var rows []SeatRow
	for number := plan.first; number <= plan.last; number++ {
		if number == 13 {
			continue
		}
		row := SeatRow{Number: number, ExitRow: slices.Contains(plan.exits, number), Bulkhead: number == plan.first}
		for i, column := range plan.columns {
			if column == "" {
				continue
			}
			seat := Seat{
				Column: column, State: SeatFree,
				Window:      i == 0 || i == len(plan.columns)-1,
				Aisle:       i > 0 && plan.columns[i-1] == "" || i < len(plan.columns)-1 && plan.columns[i+1] == "",
				Legroom:     row.ExitRow || row.Bulkhead,
				NotForChild: row.ExitRow,
			}
			seat.Bassinet = row.Bulkhead && !seat.Window
			switch n := t.pick(100, "seat", f.key(), designator(number, column)); {
			case n < 30:
				seat.State = SeatOccupied
			case n < 34:
				seat.State = SeatBlocked
			}
			seat.Price = seatPrice(f, fare, seat, number-plan.first)
			row.Seats = append(row.Seats, seat)
		}
		rows = append(rows, row)
	}
	return rows
}

// seatPrice: the dearer cabins and the undiscounted fare choose freely, but
// for legroom in economy everybody pays; abroad twice as much.
func seatPrice(f Flight, fare Fare, seat Seat, row int) Fen {
	price := Fen(0)
	switch {
	case fare.Cabin == Business || fare.Cabin == First:
	case seat.Legroom:
		price = 120 * yuan
	case !fare.Promo && fare.Filed >= fare.Full:
	case row < 5:
		price = 60 * yuan
	case seat.Window || seat.Aisle:
		price = 30 * yuan
	}
	if !domestic(airportOf(f.Origin), airportOf(f.Destination)) {
		price *= 2
	}
	return price
}
