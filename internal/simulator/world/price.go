package world

import (
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/reference"
)

// The passenger types. An Infant sits on a lap; a SeatedInfant is as young and has
// a child's ticket: its fare, its charges, its bags and a seat.
const (
	Adult        = "adult"
	Child        = "child"
	Infant       = "infant_without_seat"
	SeatedInfant = "infant_with_seat"
)

// Passenger is somebody an offer is for, before a name is known.
type Passenger struct {
	ID         string
	Kind       string
	Age        *int // as asked for; nil: an adult of whatever age
	FareType   string
	GivenName  string
	FamilyName string
	Loyalty    []LoyaltyAccount `json:",omitempty"`
}

// LoyaltyAccount is a passenger's number in an airline's programme. It makes no
// price here.
type LoyaltyAccount struct {
	Carrier string
	Number  string
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

// aged is the offer at the fares that a world file gives offers of an age.
func (t timetable) aged(o Offer, age time.Duration) Offer {
	if !slices.ContainsFunc(o.Slices, func(s Slice) bool { return s.Fare.at(age).Filed != s.Fare.Filed }) {
		return o
	}
	parts := slices.Clone(o.Slices)
	for i := range parts {
		parts[i].Fare = parts[i].Fare.at(age)
	}
	return o.with(t.priced(parts, o.Party, o.CreatedAt))
}

func (t timetable) adultFare(s Slice, at time.Time) Fen {
	fare := s.Fare.Filed
	if s.Fare.Floats {
		fare += t.drift(s.Flights.key()+s.Fare.Basis, s.Fare.Full, at)
	}
	return s.Fare.sold(fare)
}

// fareOf: the young pay their share of the full fare, or the adult's
// fare where that is less.
func (s Slice) fareOf(p Passenger) Fen {
	if payerOf(p) == reference.PayerAdult {
		return s.Adult
	}
	first, last := s.Flights[0], s.Flights[len(s.Flights)-1]
	full := money.New(int64(s.Fare.sold(s.Fare.Full)), money.CNY)
	share, ok := reference.ReducedFare(full, airportOf(first.Origin), airportOf(last.Destination), s.PricedAt, payerOf(p))
	if !ok {
		return s.Adult
	}
	return min(s.Adult, Fen(share.Minor))
}

func payerOf(p Passenger) reference.Payer {
	switch p.Kind {
	case Child, SeatedInfant:
		return reference.PayerChild
	case Infant:
		return reference.PayerInfant
	default:
		return reference.PayerAdult
	}
}

// taxOf is what states, airports and the fuel surcharge add to one flight.
func taxOf(f Flight, p Passenger, issued time.Time) Fen {
	state, fuel := levies(f, p, issued)
	return state + fuel
}

// levies are what states and airports take, and fuel: from China and inside it
// by the dated tables; from elsewhere an airport tax of 150; abroad fuel by
// distance. Infants on laps pay none.
func levies(f Flight, p Passenger, issued time.Time) (Fen, Fen) {
	if p.Kind == Infant {
		return 0, 0
	}
	from, to := airportOf(f.Origin), airportOf(f.Destination)
	age := p.Age
	if age == nil && payerOf(p) == reference.PayerChild {
		age = new(int) // young enough for every exemption
	}
	var state, fuel Fen
	for _, levy := range reference.Levies(from, to, f.FuelKm, issued, payerOf(p), age) {
		if levy.Code == reference.LevyFund {
			state += Fen(levy.Amount.Minor)
		} else {
			fuel += Fen(levy.Amount.Minor)
		}
	}
	if from.Country != "CN" {
		state = 150 * yuan
	}
	switch {
	case domestic(from, to):
	case f.Km < 2000:
		fuel = 200 * yuan
	case f.Km < 5000:
		fuel = 500 * yuan
	default:
		fuel = 900 * yuan
	}
	return state, fuel
}

// airportOf is for codes the world itself put there: an unknown one is the
// zero airport, in no country.
func airportOf(code string) reference.Airport {
	airport, _ := reference.AirportByCode(code)
	return airport
}
