package reference

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed data/zones.tsv
var zonesText string

// Zone is countries that rules of sale name together.
type Zone struct {
	Code      string // mainlandChina
	Name      string
	NameZH    string
	countries []string
}

var loadZones = sync.OnceValue(func() map[string]Zone {
	zones := map[string]Zone{}
	for row := range rows(zonesText) {
		z := Zone{Code: field(&row), Name: field(&row), NameZH: field(&row), countries: strings.Fields(field(&row))}
		zones[z.Code] = z
	}
	return zones
})

// ZoneByCode finds a zone.
func ZoneByCode(code string) (Zone, bool) {
	z, ok := loadZones()[code]
	return z, ok
}

// Has reports an airport of the zone; a code that is no airport is in none.
func (z Zone) Has(airport string) bool {
	a, ok := AirportByCode(airport)
	return ok && slices.Contains(z.countries, a.Country)
}

// HasPlace reports an airport or city all of whose airports are in the zone.
func (z Zone) HasPlace(code string) bool {
	airports := PlaceAirports(code)
	return len(airports) > 0 && !slices.ContainsFunc(airports, func(a Airport) bool {
		return !slices.Contains(z.countries, a.Country)
	})
}
