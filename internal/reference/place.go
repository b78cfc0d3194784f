package reference

// PlaceKind is what a Place is.
type PlaceKind string

// The kinds of place.
const (
	PlaceCity    PlaceKind = "city"
	PlaceAirport PlaceKind = "airport"
)

// Place is a city or an airport.
type Place struct {
	Kind     PlaceKind
	City     City      // the city, or the one the airport serves
	Airport  Airport   // the airport, or the city's main one
	Airports []Airport // of a city, main airport first; none of an airport
}

// PlaceByCode finds a place by its IATA code. A code that is both a city's and
// an airport's (SHA) is the kind asked for; with no kind it is the city where
// that has a metropolitan code, as a search reads it, and the airport otherwise.
func PlaceByCode(code string, kind PlaceKind) (Place, bool) {
	if kind == "" {
		kind = PlaceAirport
		if _, ok := loadPlaces().cities[code]; ok {
			kind = PlaceCity
		}
	}
	if kind == PlaceCity {
		city, ok := CityByCode(code)
		if !ok {
			return Place{}, false
		}
		airports := PlaceAirports(code)
		return Place{Kind: kind, City: city, Airport: airports[0], Airports: airports}, true
	}
	airport, ok := AirportByCode(code)
	if !ok {
		return Place{}, false
	}
	city, _ := CityByCode(airport.City)
	return Place{Kind: kind, City: city, Airport: airport}, true
}
