package amadeus

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/farebridge/farebridge/internal/travel"
)

// widest is more columns than any aircraft has, aisles included.
const widest = 16

// place is where a seat is.
type place struct {
	row    int
	column string
}

// placeOf reads "12A".
func placeOf(number string) (place, bool) {
	column := strings.TrimLeft(number, "0123456789")
	row, err := strconv.Atoi(strings.TrimSuffix(number, column))
	if err != nil || row < 1 || row > 999 || len(column) != 1 || column[0] < 'A' || column[0] > 'Z' {
		return place{}, false
	}
	return place{row: row, column: column}, true
}

// placedSeat is a seat of the wire that has a place of its own.
type placedSeat struct {
	place
	wire wireSeat
}

// cabinsFrom parts a deck by cabin, from the nose to the tail. A seat without a
// place, or in another's, is left out, and counted.
func cabinsFrom(deck wireDeck, segmentID string, buyers seatBuyers) ([]travel.SeatCabin, int, error) {
	leftOut := 0
	var order []string
	parts := map[string][]placedSeat{}
	seen := map[place]bool{}
	for _, w := range deck.Seats {
		at, ok := placeOf(w.Number)
		if !ok || seen[at] {
			leftOut++
			continue
		}
		seen[at] = true
		if _, known := parts[w.Cabin]; !known {
			order = append(order, w.Cabin)
		}
		parts[w.Cabin] = append(parts[w.Cabin], placedSeat{place: at, wire: w})
	}
	var shown []travel.SeatCabin
	for _, name := range order {
		seats := parts[name]
		columns := columnsOf(seats)
		slices.SortStableFunc(seats, func(a, b placedSeat) int {
			return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(slices.Index(columns, a.column), slices.Index(columns, b.column)))
		})
		cabin := travel.SeatCabin{Cabin: cabins[name], Columns: columns}
		for _, one := range seats {
			seat, err := buyers.seat(one.wire, one.place, segmentID)
			if err != nil {
				return nil, 0, err
			}
			n := len(cabin.Rows)
			if n == 0 || cabin.Rows[n-1].Number != one.row {
				cabin.Rows = append(cabin.Rows, travel.SeatRow{Number: one.row})
				n++
			}
			cabin.Rows[n-1].Seats = append(cabin.Rows[n-1].Seats, seat)
		}
		shown = append(shown, cabin)
	}
	return shown, leftOut, nil
}

// columnsOf is the letters from left to right. Where all seats say how far to the
// right they stand, and no letter stands in two places, the gaps are aisles;
// otherwise it is the alphabet, without aisles.
func columnsOf(seats []placedSeat) []string {
	letters := map[int]string{}
	places := map[string]int{}
	first, last := widest, -1
	told := true
	for _, s := range seats {
		at := s.wire.Coordinates
		if at == nil || at.Y == nil || *at.Y < 0 || *at.Y >= widest {
			told = false
			places[s.column] = 0
			continue
		}
		y := *at.Y
		if letter, taken := letters[y]; taken && letter != s.column {
			told = false
		}
		if before, placed := places[s.column]; placed && before != y {
			told = false
		}
		letters[y], places[s.column] = s.column, y
		first, last = min(first, y), max(last, y)
	}
	var columns []string
	if !told {
		for letter := range places {
			columns = append(columns, letter)
		}
		slices.Sort(columns)
		return columns
	}
	for y := first; y <= last; y++ {
		columns = append(columns, letters[y])
	}
	return columns
}
