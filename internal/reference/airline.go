package reference

import (
	_ "embed"
	"iter"
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
		Name: field(&row), NameZH: field(&row),
	}
}
