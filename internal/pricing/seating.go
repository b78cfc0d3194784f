package pricing

import (
	"slices"
	"strconv"

	"github.com/farebridge/farebridge/internal/travel"
)

// maySit reports whether somebody of a type may have a seat (R-002-7).
func maySit(ptc travel.PTC, seat travel.Seat) bool {
	switch ptc {
	case travel.PTCAdult:
		return true
	case travel.PTCChild, travel.PTCInfantSeated:
		return !forAdultsAlone(seat)
	case travel.PTCInfant:
	}
	return false
}

// forAdultsAlone reports a seat beside an exit, or one the airline keeps the young
// from: neither in it nor on the lap of who sits there.
func forAdultsAlone(seat travel.Seat) bool {
	return slices.Contains(seat.Characteristics, travel.SeatExitRow) || slices.Contains(seat.Characteristics, travel.SeatNotForChild)
}

// freeLaps is how many adults of a party hold no infant. Who they are is said when it
// is booked.
func freeLaps(party []travel.Pax) int {
	free := 0
	for _, pax := range party {
		switch pax.PTC {
		case travel.PTCAdult:
			free++
		case travel.PTCInfant:
			free--
		case travel.PTCChild, travel.PTCInfantSeated:
		}
	}
	return free
}

// seating finds the seats that are wanted on the maps of an offer's flights.
type seating struct {
	offer    travel.Offer
	maps     []travel.SeatMap
	upgrades []ListedService // that are wanted as well

	chosen []travel.ServiceChoice
	wrong  []travel.FieldError
	noLap  []string // who sits where nobody may hold an infant
}

func (s *seating) choose(wishes []SeatWish) {
	taken, seated := map[[2]string]bool{}, map[[2]string]bool{}
	alone := map[string]int{} // adults in seats for adults alone, by flight
	for i, wish := range wishes {
		at := "/seats/" + strconv.Itoa(i)
		bad := func(field string, what Finding) { s.wrong = append(s.wrong, found(at+"/"+field, what)) }
		person := slices.IndexFunc(s.offer.Pax, func(p travel.Pax) bool { return p.ID == wish.PaxID })
		seat, flown, there := s.find(wish)
		place, pax := [2]string{wish.SegmentID, wish.Seat}, [2]string{wish.SegmentID, wish.PaxID}
		switch {
		case person < 0:
			bad("paxId", FindNotInOffer)
		case s.offer.Pax[person].PTC == travel.PTCInfant:
			bad("paxId", FindInfant)
		case !flown:
			bad("paxSegmentId", FindNotOnOffer)
		case seated[pax]:
			bad("paxId", FindTwice)
		case slices.ContainsFunc(s.upgrades, func(l ListedService) bool { return l.moves(wish.PaxID, wish.SegmentID) }):
			bad("seat", FindUpgraded)
		case !there:
			bad("seat", FindNoSuchSeat)
		case taken[place]:
			bad("seat", FindTwice)
		case seat.State != travel.SeatAvailable:
			bad("seat", FindSeatTaken)
		case !maySit(s.offer.Pax[person].PTC, seat) && slices.Contains(seat.Characteristics, travel.SeatExitRow):
			bad("seat", FindExitRow)
		case forAdultsAlone(seat) && alone[wish.SegmentID] >= freeLaps(s.offer.Pax):
			bad("seat", FindLapInExitRow)
		default:
			own := slices.IndexFunc(seat.Offers, func(o travel.SeatOffer) bool { return o.PaxID == wish.PaxID })
			if own < 0 {
				bad("seat", FindNotForPax)
				break
			}
			if forAdultsAlone(seat) {
				alone[wish.SegmentID]++
				s.noLap = append(s.noLap, wish.PaxID)
			}
			s.chosen = append(s.chosen, travel.ServiceChoice{Ref: seat.Offers[own].Ref, Quantity: 1})
		}
		taken[place], seated[pax] = true, true
	}
	slices.Sort(s.noLap)
	s.noLap = slices.Compact(s.noLap)
}

// find is the seat wished for, and says whether its flight is one of the offer's. A flight
// that leaves at another time by now has its seats still.
func (s *seating) find(wish SeatWish) (travel.Seat, bool, bool) {
	flown := slices.ContainsFunc(s.offer.Journeys, func(j travel.PaxJourney) bool {
		return slices.ContainsFunc(j.Segments, func(f travel.PaxSegment) bool { return travel.SameFlights(f.ID(), wish.SegmentID) })
	})
	for _, m := range s.maps {
		if !travel.SameFlights(m.SegmentID, wish.SegmentID) {
			continue
		}
		for _, cabin := range m.Cabins {
			for _, row := range cabin.Rows {
				for _, seat := range row.Seats {
					if strconv.Itoa(row.Number)+seat.Column == wish.Seat {
						return seat, flown, true
					}
				}
			}
		}
	}
	return travel.Seat{}, flown, false
}
