package world

import (
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
)

// The passenger types, as the wire spells them.
const (
	Adult  = "adult"
	Child  = "child"
	Infant = "infant_without_seat"
)

// Passenger is somebody an offer is for, before a name is known.
type Passenger struct {
	ID         string
	Kind       string
	Age        *int // as asked for; nil: an adult of whatever age
	FareType   string
	GivenName  string
	FamilyName string
}

// Slice is one direction of an offer: an itinerary on one fare.
type Slice struct {
	Flights  Itinerary
	Fare     Fare
	Capacity []int // seats for sale in the fare's class, sold ones included, flight by flight
	// In an offer or order: what its party pays for the slice, what an adult's fare
	// was when that was reckoned, and when it was. A slice written down before the
	// last two were kept has neither.
	Base     Fen
	Tax      Fen
	Adult    Fen
	PricedAt time.Time
}

// slice puts an itinerary on a fare.
func (t timetable) slice(i Itinerary, fare Fare) Slice {
	s := Slice{Flights: i, Fare: fare}
	for _, f := range i {
		capacity := fare.Seats
		if capacity == 0 {
			capacity = t.seats(f, fare.class())
		}
		s.Capacity = append(s.Capacity, capacity)
	}
	return s
}

// fareKey names the product whose seats and drift a slice has.
func (s Slice) fareKey() string { return s.Flights.key() + s.Fare.Basis + "/" + s.Fare.Brand }

// quote is the slice at what the party pays for it at a time.
func (t timetable) quote(s Slice, party []Passenger, at time.Time) Slice {
	s.Adult, s.PricedAt = t.adultFare(s, at), at
	s.Base, s.Tax = 0, 0
	for _, p := range party {
		s.Base += s.fareOf(p)
		for _, f := range s.Flights {
			s.Tax += taxOf(f, p, at)
		}
	}
	return s
}

// priced are the slices with what the party pays for each.
func (t timetable) priced(parts []Slice, party []Passenger, at time.Time) []Slice {
	parts = slices.Clone(parts)
	for i, s := range parts {
		parts[i] = t.quote(s, party, at)
	}
	return parts
}

func (t timetable) adultFare(s Slice, at time.Time) Fen {
	fare := s.Fare.Filed
	if s.Fare.Floats {
		fare += t.drift(s.Flights.key()+s.Fare.Basis, s.Fare.Full, at)
	}
	return s.Fare.sold(fare)
}

// fareOf: a child pays half of the full fare (three quarters abroad), or the
// adult's fare where that is less; an infant a tenth of the full fare. Both
// are rounded to ten yuan.
func (s Slice) fareOf(p Passenger) Fen {
	share := 50
	first, last := s.Flights[0], s.Flights[len(s.Flights)-1]
	if !domestic(airportOf(first.Origin), airportOf(last.Destination)) {
		share = 75
	}
	switch p.Kind {
	case Child:
		return min(s.Adult, s.Fare.sold(s.Fare.Full).percent(share, tenYuan))
	case Infant:
		return min(s.Adult, s.Fare.sold(s.Fare.Full).percent(10, tenYuan))
	default:
		return s.Adult
	}
}

// fuelBand is the domestic surcharge for tickets issued from a day on.
type fuelBand struct {
	from       string // in China
	near, far  Fen    // up to and beyond 800 km
	childShare int    // per cent, rounded down to ten yuan
}

var fuelBands = []fuelBand{
	{"2026-01-05", 10 * yuan, 20 * yuan, 50},
	{"2025-12-05", 20 * yuan, 40 * yuan, 50},
	{"", 10 * yuan, 20 * yuan, 50},
}

// taxOf is what states, airports and the fuel surcharge add to one flight.
func taxOf(f Flight, p Passenger, issued time.Time) Fen {
	state, fuel := levies(f, p, issued)
	return state + fuel
}

// levies are what states and airports take, and fuel: inside China the aviation
// fund of 50 (none up to and including twelve years) and fuel; from China abroad
// 90; from elsewhere an airport tax of 150; abroad fuel by distance. Infants pay
// none.
func levies(f Flight, p Passenger, issued time.Time) (Fen, Fen) {
	if p.Kind == Infant {
		return 0, 0
	}
	from, to := airportOf(f.Origin), airportOf(f.Destination)
	exempt := p.Kind == Child || p.Age != nil && *p.Age <= 12
	var state Fen
	switch {
	case from.Country != "CN":
		state = 150 * yuan
	case exempt:
	case domestic(from, to):
		state = 50 * yuan
	default:
		state = 90 * yuan
	}
	switch {
	case domestic(from, to):
		return state, domesticFuel(f.FuelKm, p.Kind == Child, issued)
	case f.Km < 2000:
		return state, 200 * yuan
	case f.Km < 5000:
		return state, 500 * yuan
	default:
		return state, 900 * yuan
	}
}

func domesticFuel(km int, child bool, issued time.Time) Fen {
	day := issued.In(airportOf("PEK").Location()).Format(time.DateOnly)
	for _, band := range fuelBands {
		if day < band.from {
			continue
		}
		fuel := band.near
		if km > 800 {
			fuel = band.far
		}
		if child {
			fuel = fuel * Fen(band.childShare) / 100 / tenYuan * tenYuan
		}
		return fuel
	}
	return 0
}

// airportOf is for codes the world itself put there: an unknown one is the
// zero airport, in no country.
func airportOf(code string) reference.Airport {
	airport, _ := reference.AirportByCode(code)
	return airport
}
