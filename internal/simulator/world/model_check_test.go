package world_test

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// check looks at everything the world says after a step and adds it up anew.
func (m *modelled) check(r *rapid.T) {
	sold := map[string]int{}      // flight, and "front" before it for business → seats
	places := map[string]string{} // flight and seat → order
	account := modelFunds
	for _, o := range m.Orders(air) {
		account -= m.netOf(r, o)
		if o.CancelledAt != nil {
			continue
		}
		m.checkSums(r, o)
		flights, flight := o.Offer.Flights(), 0
		for _, s := range o.Offer.Slices {
			for _, f := range s.Flights {
				for _, p := range o.Offer.Party {
					switch {
					case p.Kind == world.Infant:
					case s.Fare.Cabin == world.Business || upgradedOn(o, flight, p.ID):
						sold["front "+flightName(f)]++
					default:
						sold[flightName(f)]++
					}
				}
				flight++
			}
		}
		for _, c := range o.Seats {
			place := flightName(flights[c.Flight]) + " " + c.Designator
			if places[place] != "" {
				r.Fatalf("%s is of %s and of %s", place, places[place], o.ID)
			}
			places[place] = o.ID
		}
	}
	for flight, n := range sold {
		if n > modelSeats || strings.HasPrefix(flight, "front ") && n > frontSeats {
			r.Fatalf("%d seats sold on %s", n, flight)
		}
	}
	if got := m.balance(r, air); got != account || got < 0 {
		r.Fatalf("the account has %d, want %d", got, account)
	}
	// Only the way out is looked at anew: for one, as long as it has not left.
	offers := m.shopAll(r, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
	if left := modelSeats - sold["CA1501 "+travelDay]; (left > 0) != (len(offers) > 0) {
		r.Fatalf("%d seats left and %d offers", left, len(offers))
	}
	for _, o := range offers {
		_, upgrade := ofKind(m.ancillaries(r, o), world.Upgrade)
		if left := frontSeats - sold["front CA1501 "+travelDay]; (left > 0) != upgrade {
			r.Fatalf("%d seats left in business, an upgrade: %v", left, upgrade)
		}
		maps := m.seatMaps(r, o)
		for place, order := range places {
			name := flightName(maps[0].Flight) + " "
			if len(place) > len(name) && place[:len(name)] == name && stateOf(maps, 0, place[len(name):]) != world.SeatOccupied {
				r.Fatalf("%s of %s is for sale", place, order)
			}
		}
	}
}

// netOf is what of the account an order has now.
func (m *modelled) netOf(r *rapid.T, o world.Order) world.Fen {
	net := -o.Returned
	for _, p := range m.Payments(air, o.ID) {
		net += p.Amount
	}
	if o.CancelledAt == nil && o.PaidAt != nil && net != o.Total() {
		r.Fatalf("an order of %d for which %d were paid", o.Total(), net)
	}
	if quote, found := m.CancellationOf(o.ID); found && quote.ConfirmedAt != nil {
		if quote.Refund+quote.Penalty != net {
			r.Fatalf("%d back and %d kept of %d", quote.Refund, quote.Penalty, net)
		}
		net -= quote.Refund
	}
	return net
}

func (m *modelled) checkSums(r *rapid.T, o world.Order) {
	var base, tax world.Fen
	for _, s := range o.Offer.Slices {
		base, tax = base+s.Base, tax+s.Tax
	}
	if base != o.Offer.Base || tax != o.Offer.Tax {
		r.Fatalf("slices of %d and %d make %d and %d", base, tax, o.Offer.Base, o.Offer.Tax)
	}
	seats := 0
	for _, e := range o.Extras {
		if e.Kind == world.ChosenSeat {
			seats++
		}
	}
	if seats != len(o.Seats) {
		r.Fatalf("%d seats were sold, %d are kept", seats, len(o.Seats))
	}
}

func upgradedOn(o world.Order, flight int, passengerID string) bool {
	return slices.ContainsFunc(o.Extras, func(e world.SoldExtra) bool {
		return e.Kind == world.Upgrade && e.PassengerID == passengerID && e.Flights[0] == flight
	})
}

// flightName is a flight by its number and the day it belongs to.
func flightName(f world.Flight) string {
	day := f.Day
	if day == "" {
		day = f.Departs.Format("2006-01-02")
	}
	return f.Carrier + f.Number + " " + day
}
