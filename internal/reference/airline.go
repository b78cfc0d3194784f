package reference

import (
	_ "embed"
	"iter"
	"slices"
	"strings"
	"sync"
)

//go:embed data/airlines.tsv
var airlinesText string

// Airline is a carrier that sells or flies passengers. The table holds the
// main ones; a flight of another is as real.
type Airline struct {
	Code          string // IATA designator, two letters or digits
	Name          string // English
	NameZH        string // Chinese; empty where not known
	TicketingCode string // the three digits its ticket numbers begin with; empty where not known
	Country       string // ISO 3166-1 alpha-2 of its seat
	ShortZH       string // what it is called for short in Chinese (国航); empty where the name contains it
}

var loadAirlines = sync.OnceValue(func() map[string]Airline {
	airlines := map[string]Airline{}
	for row := range rows(airlinesText) {
		airline := parseAirline(row)
		airlines[airline.Code] = airline
	}
	return airlines
})

// Designator reports the form of an airline's two-character IATA designator,
// whether or not anybody has it.
func Designator(code string) bool {
	return len(code) == 2 && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// AirlineByCode finds an airline by its IATA designator.
func AirlineByCode(code string) (Airline, bool) {
	airline, ok := loadAirlines()[code]
	return airline, ok
}

// Airlines yields every airline of the table in code order.
func Airlines() iter.Seq[Airline] {
	return func(yield func(Airline) bool) {
		for row := range rows(airlinesText) {
			if !yield(parseAirline(row)) {
				return
			}
		}
	}
}

func parseAirline(row string) Airline {
	return Airline{
		Code: field(&row), Country: field(&row), TicketingCode: field(&row),
		Name: field(&row), NameZH: field(&row), ShortZH: field(&row),
	}
}

// SearchAirlines finds the airlines whose designator or name, or a word of it,
// begins with query, English or Chinese, or whose tickets begin with those three
// digits, best first, and whether there are more than limit. The empty query finds all.
func SearchAirlines(query string, limit int) ([]Airline, bool) {
	directory := loadAirlineNames()
	if query == "" {
		return slices.Clone(directory.airlines[:min(limit, len(directory.airlines))]), len(directory.airlines) > limit
	}
	found, more := directory.names.search(asked(query), func(int) bool { return true }, limit)
	airlines := make([]Airline, 0, len(found))
	for _, i := range found {
		airlines = append(airlines, directory.airlines[i])
	}
	return airlines, more
}

type airlineNames struct {
	airlines []Airline
	names    *names
}

var loadAirlineNames = sync.OnceValue(func() *airlineNames {
	b := namesBuilder{known: map[string]uint32{}}
	airlines := slices.Collect(Airlines())
	for i, airline := range airlines {
		b.add(i, keyCode, fold(airline.Code))
		b.add(i, keyWhole, airline.TicketingCode)
		b.addName(i, keyName, airline.Name)
		b.addName(i, keyName, airline.NameZH)
		b.addName(i, keyName, airline.ShortZH)
	}
	return &airlineNames{airlines: airlines, names: b.build(len(airlines))}
})
