package reference

import (
	"iter"
	"strconv"
	"time"
)

// Airport is a place flights leave from and arrive at. Its strings share the
// embedded table; the zero value is no airport.
type Airport struct {
	Code       string  // IATA, three letters
	Name       string  // English
	NameZH     string  // Chinese; empty where not known
	City       string  // IATA metropolitan code (PKX → BJS), otherwise the airport's own
	CityName   string  // English name of the city served
	CityNameZH string  // Chinese; empty where not known
	Country    string  // ISO 3166-1 alpha-2; HK, MO and TW are their own
	Zone       string  // IANA; Asia/Shanghai everywhere in CN, as airlines publish times
	Latitude   float64 // degrees, north positive
	Longitude  float64 // degrees, east positive
}

// AirportByCode finds an airport by its IATA code; a city code that is no
// airport (BJS) is not found, one that is both (SHA) is the airport.
func AirportByCode(code string) (Airport, bool) {
	return loadPlaces().airport(code)
}

// Airports yields every airport in code order.
func Airports() iter.Seq[Airport] {
	return func(yield func(Airport) bool) {
		p := loadPlaces()
		for row := range rows(airportsText) {
			airport, ok := p.airport(field(&row))
			if ok && !yield(airport) {
				return
			}
		}
	}
}

// Location is the airport's time zone, loaded once per process. It is UTC for
// an Airport that did not come from this package.
func (a Airport) Location() *time.Location {
	load, ok := loadPlaces().zones[a.Zone]
	if !ok {
		return time.UTC
	}
	return load()
}

func (p *places) airport(code string) (Airport, bool) {
	row, ok := p.airports.row(code)
	if !ok {
		return Airport{}, false
	}
	// The code is the table's own string: the caller's may hold a whole
	// request in memory.
	a := Airport{
		Code: field(&row), Country: field(&row), Zone: field(&row),
		Latitude: degrees(field(&row)), Longitude: degrees(field(&row)),
		Name: field(&row), CityName: field(&row),
	}
	a.City = a.Code
	names, ok := p.names.row(code)
	if ok {
		field(&names)
		a.NameZH, a.CityNameZH = field(&names), field(&names)
		a.CityName = either(field(&names), a.CityName)
		a.Name = either(field(&names), a.Name)
	}
	city, ok := p.cities[p.cityOf[code]]
	if ok {
		a.City, a.CityName, a.CityNameZH = city.Code, city.Name, city.NameZH
	}
	return a, true
}

// degrees reads a coordinate of the embedded table, all of which a test reads.
func degrees(s string) float64 {
	d, _ := strconv.ParseFloat(s, 64)
	return d
}

func either(first, second string) string {
	if first != "" {
		return first
	}
	return second
}
