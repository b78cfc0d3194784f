package world

import (
	"slices"
	"strconv"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
)

const (
	// salesDays is how far ahead airlines open their flights.
	salesDays    = 361
	minutesOfDay = 24 * 60
)

// timetable invents the world's flights: the same for ever for one seed.
type timetable struct {
	dice
	network
}

// nonstops are the flights of carrier between two airports on a local day
// (midnight in the origin's zone).
func (t timetable) nonstops(carrier string, from, to reference.Airport, day time.Time) []Flight {
	pair := from.Code + to.Code
	km := reference.Distance(from, to)
	_, _, published := t.find(from.Code, to.Code)
	var flights []Flight
	for i := range t.frequency(carrier, pair, published, km) {
		slot := strconv.Itoa(i)
		// The first flight of a carrier goes every day, later ones rest on a day of the week.
		if i > 0 && t.pick(7, "rest", carrier, pair, slot) == int(day.Weekday()) {
			continue
		}
		departs := t.departure(carrier, pair, i, km, day)
		f := Flight{
			Carrier: carrier, Operator: carrier,
			Number: t.number(carrier, from, to, i),
			Origin: from.Code, OriginTerminal: t.terminal(carrier, from),
			Destination: to.Code, ArrivalTerminal: t.terminal(carrier, to),
			Departs:  departs,
			Arrives:  departs.Add(blockTime(km)).In(to.Location()),
			Aircraft: t.aircraft(carrier, pair, slot, km),
			Km:       km,
			FuelKm:   reference.RouteDistance(from, to),
		}
		f.OperatorNumber = f.Number
		flights = append(flights, f)
	}
	return flights
}

// partners are whose flights a carrier sells as its own, under the partner's number.
var partners = map[string]string{"MU": "FM", "CA": "ZH", "CZ": "MF"}

// codeshares are the partner's first flight of the day, on published routes of
// both: the same aircraft, the same seats.
func (t timetable) codeshares(carrier string, from, to reference.Airport, day time.Time) []Flight {
	r, _, published := t.find(from.Code, to.Code)
	partner := partners[carrier]
	if !published || !slices.Contains(r.carriers, carrier) || !slices.Contains(r.carriers, partner) {
		return nil
	}
	operated := t.nonstops(partner, from, to, day)[:1]
	operated[0].Carrier = carrier
	return operated
}

func (t timetable) frequency(carrier, pair string, published bool, km int) int {
	switch {
	case km > 4000:
		return 1
	case published && slices.Contains([]string{"CA", "MU", "CZ", "HU"}, carrier):
		return 3
	case published:
		return 2
	default:
		return 1 + t.pick(2, "frequency", carrier, pair)
	}
}

// departure spreads a day's flights over the hours people fly at; long hauls
// leave at any hour.
func (t timetable) departure(carrier, pair string, i, km int, day time.Time) time.Time {
	const opening, closing, step = 6*60 + 30, 21*60 + 30, 5
	slot := strconv.Itoa(i)
	minute := t.pick(minutesOfDay/step, "longhaul", carrier, pair) * step
	if km <= 4000 {
		part := (closing - opening) / 3
		minute = opening + i*part + t.pick(part/step, "slot", carrier, pair, slot)*step
	}
	return time.Date(day.Year(), day.Month(), day.Day(), minute/60, minute%60, 0, 0, day.Location())
}

// blockTime is a rule of thumb (cruise plus half an hour on the ground and in
// the climb), to five minutes.
func blockTime(km int) time.Duration {
	minutes := km*60/800 + 30
	if km > 4000 {
		minutes = km*60/870 + 30
	}
	return time.Duration((minutes+4)/5*5) * time.Minute
}

// series are the thousands of the flight numbers Chinese carriers use at home.
var series = map[string]int{
	"CA": 1000, "HO": 1000, "CZ": 3000, "SC": 4000, "MU": 5000, "JD": 5000,
	"HU": 7000, "3U": 8000, "9C": 8000, "MF": 8000, "FM": 9000, "ZH": 9000,
}

// number is odd away from the route's first airport and even on the way back,
// as carriers number their rotations.
func (t timetable) number(carrier string, from, to reference.Airport, i int) string {
	a, b := from.Code, to.Code
	r, place, published := t.find(a, b)
	back := a > b
	if published {
		back = a == r.to
	}
	if a > b {
		a, b = b, a
	}
	base := series[carrier]
	switch {
	case base == 0 || !domestic(from, to):
		base = 100 + t.pick(420, "number", carrier, a, b)*2
	case published && place == 0 && carrier == "CA":
		base = 1500 // PEK-SHA has had CA 15xx and HU 76xx for decades
	case published && place == 0 && carrier == "HU":
		base = 7600
	case published:
		base += 100 + place*20
	default:
		base += 560 + t.pick(210, "number", carrier, a, b)*2
	}
	number := base + 2*i + 1
	if back {
		number++
	}
	return strconv.Itoa(number)
}

func (t timetable) terminal(carrier string, at reference.Airport) string {
	if at.Country != "CN" {
		return ""
	}
	return strconv.Itoa(1 + t.pick(3, "terminal", carrier, at.Code))
}

var (
	narrow = []Aircraft{{"32N", "Airbus A320neo"}, {"738", "Boeing 737-800"}, {"321", "Airbus A321"}, {"919", "COMAC C919"}}
	wide   = []Aircraft{{"333", "Airbus A330-300"}, {"359", "Airbus A350-900"}, {"789", "Boeing 787-9"}, {"77W", "Boeing 777-300ER"}}
)

// aircraft is not always said, on the wire as in life.
func (t timetable) aircraft(carrier, pair, slot string, km int) *Aircraft {
	fleet := narrow
	if km > 3500 {
		fleet = wide
	}
	n := t.pick(len(fleet)*4+1, "aircraft", carrier, pair, slot)
	if n == len(fleet)*4 {
		return nil
	}
	return &fleet[n%len(fleet)]
}

// connections go through hub with one change, the next sensible flight on for
// every flight in.
func (t timetable) connections(carrier string, from, hub, to reference.Airport, day time.Time) []Itinerary {
	// A flight a day in and a flight a day out always meet within the longest.
	const shortest, longest = 90 * time.Minute, 26 * time.Hour
	var found []Itinerary
	for _, in := range t.nonstops(carrier, from, hub, day) {
		arrival := in.Arrives
		midnight := time.Date(arrival.Year(), arrival.Month(), arrival.Day(), 0, 0, 0, 0, hub.Location())
		onward := t.nonstops(carrier, hub, to, midnight)
		onward = append(onward, t.nonstops(carrier, hub, to, midnight.AddDate(0, 0, 1))...)
		for _, out := range onward {
			wait := out.Departs.Sub(arrival)
			if wait >= shortest && wait <= longest {
				found = append(found, Itinerary{in, out})
				break
			}
		}
	}
	return found
}
