package world

import (
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
)

// File is a world file: exact flights and fares that take the place of the
// invented ones. The nil File says nothing about anything.
type File struct{ routes []fileRoute }

// fileRoute is what suppliers fly between two cities in a range of days.
type fileRoute struct {
	suppliers   []string // empty: all
	origin      string   // airport or city; the cities count
	destination string
	from, to    string // local days, inclusive; empty: open
	itineraries []fileItinerary
}

type fileItinerary struct {
	flights []fileFlight
	fares   []Fare
}

// fileFlight is a flight of any day: its times are minutes after midnight of
// the day of travel, at its own airports.
type fileFlight struct {
	Flight
	departs, arrives int
}

func (r fileRoute) covers(supplier Supplier, from, to reference.Airport, day string) bool {
	return (len(r.suppliers) == 0 || slices.Contains(r.suppliers, supplier.ID)) &&
		reference.SameCity(r.origin, from.Code) && reference.SameCity(r.destination, to.Code) &&
		(r.from == "" || day >= r.from) && (r.to == "" || day <= r.to)
}

// day is what the file says supplier flies between two airports on a day;
// false where it says nothing about their cities.
func (f *File) day(t timetable, supplier Supplier, from, to reference.Airport, day time.Time) ([]Slice, bool) {
	if f == nil {
		return nil, false
	}
	var found []Slice
	covered := false
	for _, r := range f.routes {
		if !r.covers(supplier, from, to, day.Format(time.DateOnly)) {
			continue
		}
		covered = true
		for _, i := range r.itineraries {
			first, last := i.flights[0], i.flights[len(i.flights)-1]
			if first.Origin != from.Code || last.Destination != to.Code {
				continue
			}
			var flights Itinerary
			for _, flight := range i.flights {
				flights = append(flights, flight.on(day))
			}
			for _, fare := range i.fares {
				found = append(found, t.slice(flights, fare))
			}
		}
	}
	return found, covered
}

func (f fileFlight) on(day time.Time) Flight {
	at := func(minutes int, airport string) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), 0, minutes, 0, 0, airportOf(airport).Location())
	}
	flight := f.Flight
	flight.Departs, flight.Arrives = at(f.departs, f.Origin), at(f.arrives, f.Destination)
	return flight
}
