package duffel

import (
	"slices"
	"strconv"
	"strings"

	"github.com/farebridge/farebridge/internal/travel"
)

// Element types of a seat map that mean something here.
const (
	elementSeat       = "seat"
	elementRestricted = "restricted_seat_general"
	elementExitRow    = "exit_row"
	elementBassinet   = "bassinet"
)

// mostColumns is more than any cabin has side by side.
const mostColumns = 20

// seatMapFrom converts one flight's map, and says how many of its seats came a
// second time. One that shows no seat of a flight of the offer has no cabins.
func seatMapFrom(w wireSeatMap, n names) (travel.SeatMap, int, error) {
	segment, ok := n.segments[w.SegmentID]
	if !ok {
		return travel.SeatMap{}, 0, nil
	}
	m := travel.SeatMap{SegmentID: segment}
	twice := 0
	for _, wire := range w.Cabins {
		cabin, again, err := cabinSeats(wire, segment, n)
		if err != nil {
			return travel.SeatMap{}, 0, err
		}
		twice += again
		if len(cabin.Rows) > 0 {
			m.Cabins = append(m.Cabins, cabin)
		}
	}
	return m, twice, nil
}

// cabinSeats also says how many seats came a second time in their row.
func cabinSeats(w wireSeatCabin, segment string, n names) (travel.SeatCabin, int, error) {
	cabin := travel.SeatCabin{Cabin: cabinFrom(w.CabinClass), Columns: columnsOf(w)}
	if len(cabin.Columns) > mostColumns {
		return travel.SeatCabin{}, 0, nil
	}
	twice := 0
	beyondExit, belowBassinets := false, []int(nil)
	for _, wire := range w.Rows {
		row := travel.SeatRow{}
		exit, bassinets := false, []int(nil)
		for _, place := range placesOf(wire) {
			switch place.element.Type {
			case elementExitRow:
				exit = true
			case elementBassinet:
				bassinets = append(bassinets, place.at)
			}
			seat, number, ok, err := seatFrom(place.element, segment, n)
			if err != nil {
				return travel.SeatCabin{}, 0, err
			}
			if !ok {
				continue
			}
			if slices.ContainsFunc(row.Seats, func(s travel.Seat) bool { return s.Column == seat.Column }) {
				twice++
				continue
			}
			row.Number = number
			seat.Characteristics = besides(seat.Characteristics, cabin.Columns, seat.Column)
			if beyondExit {
				seat.Characteristics = append(seat.Characteristics, travel.SeatExitRow)
			}
			if slices.Contains(belowBassinets, place.at) {
				seat.Characteristics = append(seat.Characteristics, travel.SeatBassinet)
			}
			row.Seats = append(row.Seats, seat)
		}
		if len(row.Seats) > 0 {
			cabin.Rows = append(cabin.Rows, row)
		}
		// An exit, and a cradle on the wall, are in a row of their own before the
		// seats they are for.
		beyondExit, belowBassinets = exit, bassinets
	}
	return cabin, twice, nil
}

// place is an element and how far from the left it stands.
type place struct {
	at      int
	element wireSeatElement
}

func placesOf(row wireSeatRow) []place {
	var places []place
	for i, section := range row.Sections {
		for j, element := range section.Elements {
			places = append(places, place{at: i*mostColumns + j, element: element})
		}
	}
	return places
}

// columnsOf is the letters of every section from left to right, with an aisle
// between sections. Letters run along the row on every aircraft.
func columnsOf(w wireSeatCabin) []string {
	var sections [][]string
	for _, row := range w.Rows {
		for i, section := range row.Sections {
			if i >= len(sections) {
				sections = append(sections, nil)
			}
			for _, element := range section.Elements {
				_, column, ok := designated(element)
				if ok && !slices.Contains(sections[i], column) {
					sections[i] = append(sections[i], column)
				}
			}
		}
	}
	var columns []string
	for i, letters := range sections {
		if i > 0 {
			columns = append(columns, "")
		}
		slices.Sort(letters)
		columns = append(columns, letters...)
	}
	return columns
}

// designated splits "12A"; false for what is no seat.
func designated(e wireSeatElement) (int, string, bool) {
	if e.Type != elementSeat && e.Type != elementRestricted {
		return 0, "", false
	}
	text := strings.TrimLeft(strings.TrimSpace(e.Designator), "0")
	column := strings.TrimLeft(text, "0123456789")
	row, err := strconv.Atoi(strings.TrimSuffix(text, column))
	if err != nil || row < 1 || row > 200 || len(column) != 1 || column < "A" || column > "Z" {
		return 0, "", false
	}
	return row, column, true
}

func seatFrom(e wireSeatElement, segment string, n names) (travel.Seat, int, bool, error) {
	number, column, ok := designated(e)
	if !ok {
		return travel.Seat{}, 0, false, nil
	}
	seat := travel.Seat{Column: column, State: travel.SeatOccupied, Characteristics: said(e)}
	if e.Type == elementRestricted {
		seat.State = travel.SeatBlocked
	}
	for _, one := range seatsFor(e, segment, n) {
		ref, err := one.encode()
		if err != nil {
			return travel.Seat{}, 0, false, err
		}
		seat.Offers = append(seat.Offers, travel.SeatOffer{Ref: ref, PaxID: one.PaxIDs[0], Price: one.price})
		seat.State = travel.SeatAvailable
	}
	return seat, number, true, nil
}

// seatsFor is the seat as each passenger can buy it.
func seatsFor(e wireSeatElement, segment string, n names) []onSale {
	if _, _, ok := designated(e); !ok {
		return nil
	}
	var offers []onSale
	for _, w := range e.Services {
		paxID, known := n.party.paxOf(w.PassengerID)
		price, err := amount(w.TotalAmount, w.TotalCurrency)
		if w.ID == "" || !known || err != nil {
			continue
		}
		offers = append(offers, onSale{
			content: content{
				Type: serviceSeat, PaxIDs: []string{paxID}, Segments: []string{segment},
				Seat: strings.TrimSpace(e.Designator), Price: price.String(),
			},
			id: w.ID, name: e.Name, most: 1, price: price,
		})
	}
	return offers
}

// seatsOn is every seat of a map that can be bought.
func seatsOn(w wireSeatMap, n names) []onSale {
	segment, ok := n.segments[w.SegmentID]
	if !ok {
		return nil
	}
	var offers []onSale
	for _, cabin := range w.Cabins {
		for _, row := range cabin.Rows {
			for _, place := range placesOf(row) {
				offers = append(offers, seatsFor(place.element, segment, n)...)
			}
		}
	}
	return offers
}

// said is what the airline's own words promise of a seat. Duffel has no codes for
// it; words that are not understood promise nothing.
func said(e wireSeatElement) []travel.SeatCharacteristic {
	words := strings.ToLower(e.Name + "\n" + strings.Join(e.Disclosures, "\n"))
	var found []travel.SeatCharacteristic
	for _, sign := range []struct {
		words string
		means travel.SeatCharacteristic
	}{
		{"extra legroom", travel.SeatLegroom},
		{"bulkhead", travel.SeatBulkhead},
		{"limited recline", travel.SeatNoRecline},
	} {
		if strings.Contains(words, sign.words) {
			found = append(found, sign.means)
		}
	}
	return found
}

// besides adds what follows from where a seat stands: at a window when it is the
// first or last of all, at an aisle when one is next to it.
func besides(characteristics []travel.SeatCharacteristic, columns []string, column string) []travel.SeatCharacteristic {
	at := slices.Index(columns, column)
	if at == 0 || at == len(columns)-1 {
		characteristics = append(characteristics, travel.SeatWindow)
	}
	if (at > 0 && columns[at-1] == "") || (at < len(columns)-1 && columns[at+1] == "") {
		characteristics = append(characteristics, travel.SeatAisle)
	}
	return characteristics
}
