package world

import (
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

// upgradesOf are the upgrades an offer's party could have; how many are left is
// not looked at.
func (w *World) upgradesOf(o Offer) []Ancillary {
	var upgrades []Ancillary
	flight := 0
	for _, s := range o.Slices {
		next, higher := w.nextCabin(o.Supplier, s)
		for i, f := range s.Flights {
			for _, p := range o.Party {
				if !higher || p.Kind == Infant {
					continue
				}
				price := s.upgradePrice(next, p, f)
				if price <= 0 {
					continue
				}
				upgrades = append(upgrades, Ancillary{
					ID: Token("anc", o.ID, p.ID, upgradeCode, f.key()), Kind: Upgrade, Code: upgradeCode,
					Name: upgradeNames[next.Fare.Cabin], PassengerID: p.ID, Flights: []int{flight}, MaxQuantity: 1, Price: price,
					Upgrade: &UpgradeTo{Cabin: next.Fare.Cabin, Class: next.Fare.class(), Capacity: next.Capacity[i]},
				})
			}
			flight++
		}
	}
	return upgrades
}

// nextCabin is a slice's flights on the cheapest fare that anybody can buy in the
// cabin above its own, as it was priced when the slice was; false: there is none.
func (w *World) nextCabin(supplier string, s Slice) (Slice, bool) {
	from, to := airportOf(s.Flights[0].Origin), airportOf(s.Flights[len(s.Flights)-1].Destination)
	day, err := time.ParseInLocation(time.DateOnly, s.Flights[0].day(), from.Location())
	if err != nil || s.PricedAt.IsZero() {
		return Slice{}, false
	}
	var next Slice
	own, best := slices.Index(cabins, s.Fare.Cabin), len(cabins)
	for _, other := range w.dayOf(w.suppliers[supplier], from, to, day, len(s.Flights)-1) {
		rank := slices.Index(cabins, other.Fare.Cabin)
		if other.Flights.key() != s.Flights.key() || other.Fare.Account != "" || other.Fare.Promo || rank <= own {
			continue
		}
		if rank < best || rank == best && other.Fare.Filed < next.Fare.Filed {
			next, best = other, rank
		}
	}
	if best == len(cabins) {
		return Slice{}, false
	}
	return w.quote(next, nil, s.PricedAt), true
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

// on reports something of a passenger's on a flight, by index.
func (e SoldExtra) on(flight int, passengerID string) bool {
	return e.PassengerID == passengerID && slices.Contains(e.Flights, flight)
}

// upgraded is how many of an order's people fly in another cabin than the fare's.
func (o Order) upgraded(flight int) int {
	n := 0
	for _, e := range o.Extras {
		if e.Upgrade != nil && slices.Contains(e.Flights, flight) {
			n++
		}
	}
	return n
}
