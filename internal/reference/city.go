package reference

import (
	"iter"
	"maps"
	"slices"
)

// City is what people fly to: an IATA metropolitan area with its airports, or
// the city of a single airport, under that airport's code.
type City struct {
	Code    string // IATA, three letters
	Name    string // English
	NameZH  string // Chinese; empty where not known
	Country string // ISO 3166-1 alpha-2
}

// CityByCode finds a city by its metropolitan code, or by the code of an
// airport that is not part of a metropolitan area. PVG is not a city: SHA is.
func CityByCode(code string) (City, bool) {
	p := loadPlaces()
	metropolis, ok := p.cities[code]
	if ok {
		return metropolis.City, true
	}
	airport, ok := p.airport(code)
	if !ok || airport.City != code {
		return City{}, false
	}
	return City{Code: airport.Code, Name: airport.CityName, NameZH: airport.CityNameZH, Country: airport.Country}, true
}

// Metropolises yields the cities that have a metropolitan code, in code order.
func Metropolises() iter.Seq[City] {
	return func(yield func(City) bool) {
		p := loadPlaces()
		for _, code := range slices.Sorted(maps.Keys(p.cities)) {
			if !yield(p.cities[code].City) {
				return
			}
		}
	}
}

// PlaceAirports resolves what a search names as origin or destination: a city
// code to its airports, main airport first, an airport code to that airport,
// anything else to none. A code that is both means the city, as IATA and the
// reservation systems read it: SHA is Hongqiao and Pudong, not Hongqiao alone.
func PlaceAirports(code string) []Airport {
	p := loadPlaces()
	metropolis, ok := p.cities[code]
	if !ok {
		airport, ok := p.airport(code)
		if !ok {
			return nil
		}
		return []Airport{airport}
	}
	airports := make([]Airport, 0, len(metropolis.airports))
	for _, code := range metropolis.airports {
		airport, ok := p.airport(code)
		if ok {
			airports = append(airports, airport)
		}
	}
	return airports
}

// Serves reports an airport that is the place, or one of the city that is.
func Serves(airport, place string) bool {
	return airport == place || slices.ContainsFunc(PlaceAirports(place), func(a Airport) bool { return a.Code == airport })
}

// SameCity reports whether two place codes, airports or cities, name the same
// city: PEK and PKX, PVG and SHA, BJS and PEK. Unknown codes never do.
func SameCity(a, b string) bool {
	p := loadPlaces()
	city, ok := p.city(a)
	if !ok {
		return false
	}
	other, ok := p.city(b)
	return ok && city == other
}

// city is the metropolitan code a place belongs to, or its own.
func (p *places) city(code string) (string, bool) {
	city, ok := p.cityOf[code]
	if ok {
		return city, true
	}
	_, ok = p.cities[code]
	if ok {
		return code, true
	}
	_, ok = p.airports.row(code)
	return code, ok
}
