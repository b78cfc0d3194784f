package world

import (
	"cmp"
	"slices"
	"time"
)

// An upgrade moves one passenger into the next cabin of one flight: it takes a seat
// of that cabin's class, gives the fare's own back for sale, and leaves the fare
// and its rules as they are. Where in the cabin one sits is said at check-in.

// UpgradeTo is where an upgrade leads.
type UpgradeTo struct {
	Cabin    string
	Class    string // the booking class the seat comes from
	Capacity int    // seats for sale in that class on the flight, sold ones included
}

const (
	upgradeCode = "0BJ"
	// upgradeShare is what is asked of the difference of two cabins' fares, per mille.
	upgradeShare = 750
)

// cabins from the lowest up, and what an upgrade to each is called.
var (
	cabins       = []string{Economy, PremiumEconomy, Business, First}
	upgradeNames = map[string]string{
		PremiumEconomy: "Upgrade to Premium Economy", Business: "Upgrade to Business", First: "Upgrade to First",
	}
)

// upgradesOf are the upgrades an offer's party could have, for each passenger and
// flight the lowest cabin and its cheapest class first; how many seats are left is
// not looked at.
func (w *World) upgradesOf(o Offer) []Ancillary {
	var upgrades []Ancillary
	flight := 0
	for _, s := range o.Slices {
		higher := w.higherCabins(o.Supplier, s)
		for i, f := range s.Flights {
			for _, p := range o.Party {
				for _, next := range higher {
					price := s.upgradePrice(next, p, f)
					if p.Kind == Infant || price <= 0 {
						continue
					}
					upgrades = append(upgrades, Ancillary{
						// Of the fare as well: a dearer one is another service.
						ID: Token("anc", o.ID, p.ID, upgradeCode, f.key(), next.Fare.Cabin, next.Fare.Basis, next.Fare.Brand), Kind: Upgrade, Code: upgradeCode,
						Name: upgradeNames[next.Fare.Cabin], PassengerID: p.ID, Flights: []int{flight}, MaxQuantity: 1, Price: price,
						Upgrade: &UpgradeTo{Cabin: next.Fare.Cabin, Class: next.Fare.class(), Capacity: next.Capacity[i]},
					})
				}
			}
			flight++
		}
	}
	return upgrades
}

// higherCabins are a slice's flights on every fare that anybody can buy in the
// cabins above its own, as they were priced when the slice was: lower cabins first,
// and cheaper fares of a cabin.
func (w *World) higherCabins(supplier string, s Slice) []Slice {
	from, to := airportOf(s.Flights[0].Origin), airportOf(s.Flights[len(s.Flights)-1].Destination)
	day, err := time.ParseInLocation(time.DateOnly, s.Flights[0].day(), from.Location())
	if err != nil || s.PricedAt.IsZero() {
		return nil
	}
	rank := func(f Fare) int { return slices.Index(cabins, f.Cabin) }
	var higher []Slice
	for _, other := range w.dayOf(w.suppliers[supplier], from, to, day, len(s.Flights)-1) {
		if other.Flights.key() == s.Flights.key() && other.Fare.Account == "" && !other.Fare.Promo && rank(other.Fare) > rank(s.Fare) {
			higher = append(higher, w.quote(other, nil, s.PricedAt))
		}
	}
	slices.SortStableFunc(higher, func(a, b Slice) int {
		return cmp.Or(cmp.Compare(rank(a.Fare), rank(b.Fare)), cmp.Compare(a.Fare.Filed, b.Fare.Filed))
	})
	return higher
}

// upgradePrice is most of what the other cabin's fare is dearer by for a passenger,
// a flight's part of it by distance.
func (s Slice) upgradePrice(next Slice, p Passenger, f Flight) Fen {
	km := 0
	for _, each := range s.Flights {
		km += each.Km
	}
	more := next.fareOf(p) - s.fareOf(p)
	return (more * Fen(f.Km) / Fen(max(1, km))).permille(upgradeShare, tenYuan)
}

// places reports an extra that says where a passenger sits on a flight, by index.
func (e SoldExtra) places(flight int, passengerID string) bool {
	return (e.Kind == Upgrade || e.Kind == ChosenSeat) && e.PassengerID == passengerID && slices.Contains(e.Flights, flight)
}

// upgraded are the passengers, by id, that extras move to another cabin than the
// fare's on a flight.
func upgraded(extras []SoldExtra, flight int) map[string]bool {
	moved := map[string]bool{}
	for _, e := range extras {
		if e.Kind == Upgrade && slices.Contains(e.Flights, flight) {
			moved[e.PassengerID] = true
		}
	}
	return moved
}

// accompanied refuses extras that leave the young of an offer without an adult in
// their cabin, on any of its flights. Who is on a lap goes where that goes.
func accompanied(o Offer, extras []SoldExtra) error {
	for flight := range o.Flights() {
		moved := upgraded(extras, flight)
		adults, young := map[bool]bool{}, map[bool]bool{} // by whether they are upgraded
		for _, p := range o.Party {
			switch p.Kind {
			case Adult:
				adults[moved[p.ID]] = true
			case Child, SeatedInfant:
				young[moved[p.ID]] = true
			case Infant:
			}
		}
		if len(adults) > 0 && (young[true] && !adults[true] || young[false] && !adults[false]) {
			return ErrSeatNotAllowed
		}
	}
	return nil
}
