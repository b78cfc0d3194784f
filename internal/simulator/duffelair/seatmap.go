package duffelair

import (
	"slices"
	"strconv"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// readSeatMaps shows the seats of an offer, under new ids.
func (s *Surface) readSeatMaps(c *call) (reply, error) {
	id, err := requiredQuery(c, "offer_id")
	if err != nil {
		return reply{}, err
	}
	offer, search, err := s.world.Offer(c.supplier.ID, id)
	if err != nil {
		return reply{}, err
	}
	if err := c.bound(search.Scenario); err != nil {
		return reply{}, err
	}
	maps, err := s.world.SeatMaps(c.supplier.ID, id)
	if err != nil {
		return reply{}, err
	}
	set, err := s.services.next(seatsOf(id))
	if err != nil {
		return reply{}, err
	}
	out := make([]wireSeatMap, 0, len(maps))
	for _, m := range maps {
		out = append(out, wireSeatMapOf(offer, m, set))
	}
	return ok(out), nil
}

func wireSeatMapOf(o world.Offer, m world.SeatMap, set int64) wireSeatMap {
	out := wireSeatMap{
		ID:        world.Token("sea", o.ID, strconv.Itoa(m.FlightIndex)),
		SliceID:   sliceID(o.ID, sliceWith(o, m.FlightIndex)),
		SegmentID: segmentIDs(o)[m.FlightIndex],
	}
	cabin := wireSeatCabin{CabinClass: m.Cabin}
	for _, column := range m.Columns {
		if column == "" {
			cabin.Aisles++
		}
	}
	cabin.Rows = append(cabin.Rows, edges(m, "lavatory", "galley"))
	firstExit, lastExit := -1, -1
	for _, row := range m.Rows {
		if slices.ContainsFunc(row.Seats, func(s world.Seat) bool { return s.Bassinet }) {
			cabin.Rows = append(cabin.Rows, laid(m, func(column string) wireSeatElement {
				return elementIf(hasBassinet(row, column), "bassinet")
			}))
		}
		if row.ExitRow {
			cabin.Rows = append(cabin.Rows, edges(m, "exit_row", "exit_row"))
			lastExit = len(cabin.Rows)
			if firstExit < 0 {
				firstExit = lastExit
			}
		}
		cabin.Rows = append(cabin.Rows, wireRowOf(o, m, row, set))
	}
	cabin.Rows = append(cabin.Rows, edges(m, "galley", "lavatory"))
	if firstExit >= 0 {
		// The exits over the wings are in their middle.
		cabin.Wings = &wireWings{First: max(1, firstExit-4), Last: min(len(cabin.Rows)-2, lastExit+4)}
	}
	out.Cabins = []wireSeatCabin{cabin}
	return out
}

func sliceWith(o world.Offer, flight int) world.Slice {
	for _, s := range o.Slices {
		if flight < len(s.Flights) {
			return s
		}
		flight -= len(s.Flights)
	}
	return o.Slices[len(o.Slices)-1]
}

func wireRowOf(o world.Offer, m world.SeatMap, row world.SeatRow, set int64) wireSeatRow {
	return laid(m, func(column string) wireSeatElement {
		i := slices.IndexFunc(row.Seats, func(s world.Seat) bool { return s.Column == column })
		if i < 0 {
			return wireSeatElement{Type: "empty"}
		}
		return wireSeatOf(o, m, row, row.Seats[i], set)
	})
}

// laid builds a row, cut at the aisles.
func laid(m world.SeatMap, element func(column string) wireSeatElement) wireSeatRow {
	row, section := wireSeatRow{}, wireSeatSection{}
	for _, column := range m.Columns {
		if column != "" {
			section.Elements = append(section.Elements, element(column))
			continue
		}
		row.Sections = append(row.Sections, section)
		section = wireSeatSection{}
	}
	row.Sections = append(row.Sections, section)
	return row
}

// edges is a row with something at either wall.
func edges(m world.SeatMap, left, right string) wireSeatRow {
	return laid(m, func(column string) wireSeatElement {
		switch column {
		case m.Columns[0]:
			return wireSeatElement{Type: left}
		case m.Columns[len(m.Columns)-1]:
			return wireSeatElement{Type: right}
		default:
			return wireSeatElement{Type: "empty"}
		}
	})
}

func elementIf(there bool, kind string) wireSeatElement {
	if there {
		return wireSeatElement{Type: kind}
	}
	return wireSeatElement{Type: "empty"}
}

// wireSeatOf offers a free seat to everyone who may sit there: infants sit on
// laps, children not beside an exit.
func wireSeatOf(o world.Offer, m world.SeatMap, row world.SeatRow, seat world.Seat, set int64) wireSeatElement {
	out := wireSeatElement{
		Type: "seat", Designator: strconv.Itoa(row.Number) + seat.Column, Name: "Standard seat",
		Disclosures: &[]string{}, Services: &[]wireSeatService{},
	}
	if seat.Legroom {
		out.Name = "Extra legroom seat"
	}
	if seat.NotForChild {
		*out.Disclosures = append(*out.Disclosures, "Passengers in exit rows must be at least 15 years old and able to help in an emergency.")
	}
	if seat.State == world.SeatBlocked {
		out.Type = "restricted_seat_general"
	}
	if seat.State != world.SeatFree {
		return out
	}
	for _, p := range o.Party {
		if !seat.For(p) {
			continue
		}
		choice := world.SeatChoice{PassengerID: p.ID, Flight: m.FlightIndex, Designator: out.Designator}
		*out.Services = append(*out.Services, wireSeatService{
			ID: seatServiceID(o.ID, set, choice), PassengerID: p.ID,
			TotalAmount: seat.Price.Amount(), TotalCurrency: currency,
		})
	}
	return out
}

func hasBassinet(row world.SeatRow, column string) bool {
	return slices.ContainsFunc(row.Seats, func(s world.Seat) bool { return s.Column == column && s.Bassinet })
}
