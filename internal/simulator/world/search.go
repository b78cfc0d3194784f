package world

import (
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/simulator/stage"
)

// Window limits a local time of day; both ends are "15:04" and may be empty.
type Window struct{ From, To string }

func (w Window) admits(t time.Time) bool {
	clock := t.Format("15:04")
	return (w.From == "" || clock >= w.From) && (w.To == "" || clock <= w.To)
}

// Leg is one direction somebody wants to fly.
type Leg struct {
	Origin      string // airport or city, known to reference
	Destination string
	Date        string // 2006-01-02, at the origin
	Departure   Window
	Arrival     Window
}

// Request is what a search asks for. The wire has validated it.
type Request struct {
	Legs     []Leg
	Party    []Passenger // ids are given by Search
	Cabin    string      // empty: any
	MaxStops int
	Accounts []Account `json:",omitempty"` // whose terms are asked for as well
	// WithinCity sells flights between airports of one city too, which nobody flies
	// but some surfaces rehearse with.
	WithinCity bool
}

// Account is a company's agreement with an airline, by the airline's code for it.
type Account struct{ Carrier, Code string }

// may reports whether a fare is sold to who asks.
func (r Request) may(buy Slice) bool {
	return buy.Fare.Account == "" || slices.Contains(r.Accounts, Account{Carrier: buy.Flights.Owner(), Code: buy.Fare.Account})
}

// seats is how many of the party sit.
func (r Request) seats() int { return seated(r.Party) }

func seated(party []Passenger) int {
	n := 0
	for _, p := range party {
		if p.Kind != Infant {
			n++
		}
	}
	return n
}

// mostInfants is how many one adult may bring, as Air China has it: one on the lap,
// and another on a child's ticket.
const mostInfants = 2

// Minded reports whether a party has the adults its infants need.
func Minded(party []Passenger) bool {
	counts := map[string]int{}
	for _, p := range party {
		counts[p.Kind]++
	}
	return counts[Infant] <= counts[Adult] && counts[Infant]+counts[SeatedInfant] <= mostInfants*counts[Adult]
}

// Search is a remembered request. Its offers are not kept but made again when
// asked for: they follow from it and the world.
type Search struct {
	ID        string
	Number    int64
	Supplier  string
	Request   Request
	CreatedAt time.Time
	Scenario  stage.Scenario
	Gone      []string // the fares that had no seats when it was made
}

// offerLife is how long an offer can be booked.
const offerLife = 20 * time.Minute

// ExpiresAt ends the life of the search's offers.
func (s Search) ExpiresAt() time.Time { return s.CreatedAt.Add(offerLife) }

// offersOf makes the search's offers, cheapest first, from what each leg has.
func (w *World) offersOf(s Search, legs [][]Slice) []Offer {
	combined := []combination{{}}
	for _, options := range legs {
		options = slices.DeleteFunc(options, func(option Slice) bool { return slices.Contains(s.Gone, option.fareKey()) })
		combined = w.combine(combined, options, s)
	}
	offers := make([]Offer, 0, len(combined))
	for _, c := range combined {
		offers = append(offers, w.offer(s, c.parts))
	}
	slices.SortStableFunc(offers, func(a, b Offer) int { return int(a.Total() - b.Total()) })
	return offers
}

// legs are all itineraries and fares of each leg.
func (w *World) legs(s Search) [][]Slice {
	legs := make([][]Slice, 0, len(s.Request.Legs))
	for _, leg := range s.Request.Legs {
		legs = append(legs, w.options(w.suppliers[s.Supplier], leg, s))
	}
	return legs
}

// options are all itineraries and fares of one leg.
func (w *World) options(supplier Supplier, leg Leg, s Search) []Slice {
	var options []Slice
	for _, from := range mainAirports(leg.Origin) {
		day, err := time.ParseInLocation(time.DateOnly, leg.Date, from.Location())
		if err != nil || day.After(s.CreatedAt.AddDate(0, 0, salesDays)) {
			continue
		}
		for _, to := range mainAirports(leg.Destination) {
			if from.Code == to.Code || reference.SameCity(from.Code, to.Code) && !s.Request.WithinCity {
				continue
			}
			for _, option := range w.dayOf(supplier, from, to, day, s.Request.MaxStops) {
				// Sales close with check-in.
				closes := option.Flights.Departs().Add(-45 * time.Minute)
				fits := leg.Departure.admits(option.Flights.Departs()) && leg.Arrival.admits(option.Flights.Arrives())
				if closes.After(s.CreatedAt) && fits && s.Request.may(option) && (s.Request.Cabin == "" || s.Request.Cabin == option.Fare.Cabin) {
					options = append(options, option)
				}
			}
		}
	}
	return options
}

// dayOf is what supplier has between two airports on a day: what the world
// file says where it says something, else what the timetable invents.
func (w *World) dayOf(supplier Supplier, from, to reference.Airport, day time.Time, maxStops int) []Slice {
	exact, ok := w.file.day(w.timetable, supplier, from, to, day)
	if ok {
		return slices.DeleteFunc(exact, func(s Slice) bool { return len(s.Flights) > maxStops+1 })
	}
	var options []Slice
	for _, itinerary := range w.shelf(supplier, from, to, day, maxStops) {
		for _, fare := range w.fares(supplier, itinerary) {
			options = append(options, w.slice(itinerary, fare))
		}
	}
	return options
}

// mainAirports keeps a search for a city with six airports from becoming
// thirty-six searches.
func mainAirports(place string) []reference.Airport {
	airports := reference.PlaceAirports(place)
	return airports[:min(2, len(airports))]
}
