package rest

import (
	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/reference"
)

func toAPIPlace(in language, p reference.Place) api.Place {
	written := api.Place{
		Type: api.PlaceType(p.Kind), IataCode: p.City.Code, CityCode: p.City.Code, Country: toAPICountry(in, p.City.Country),
		Zone: p.Airport.Zone, Latitude: p.Airport.Latitude, Longitude: p.Airport.Longitude,
	}
	if p.Kind == reference.PlaceAirport {
		written.IataCode = p.Airport.Code
		written.Name, written.Names = toAPINames(in, p.Airport.Name, p.Airport.NameZH)
		written.City = ptr(toAPINamedPlace(in, p.City.Code, p.City.Name, p.City.NameZH))
		return written
	}
	written.Name, written.Names = toAPINames(in, p.City.Name, p.City.NameZH)
	for _, airport := range p.Airports {
		written.Airports = append(written.Airports, toAPINamedPlace(in, airport.Code, airport.Name, airport.NameZH))
	}
	return written
}

func toAPINamedPlace(in language, code, en, zh string) api.NamedPlace {
	name, names := toAPINames(in, en, zh)
	return api.NamedPlace{IataCode: code, Name: name, Names: names}
}

func toAPICountry(in language, code string) api.Country {
	country, _ := reference.CountryByCode(code)
	name, names := toAPINames(in, country.Name, country.NameZH)
	return api.Country{Code: code, Name: name, Names: names}
}

func toAPIAirline(in language, a reference.Airline) api.Airline {
	written := api.Airline{IataCode: a.Code, Country: toAPICountry(in, a.Country)}
	written.Name, written.Names = toAPINames(in, a.Name, a.NameZH)
	if a.TicketingCode != "" {
		written.TicketingCode = &a.TicketingCode
	}
	return written
}

// toAPINames chooses a name by language, and gives all there are.
func toAPINames(in language, en, zh string) (string, api.Names) {
	if zh == "" {
		return en, api.Names{En: en}
	}
	if in == chinese {
		return zh, api.Names{En: en, Zh: &zh}
	}
	return en, api.Names{En: en, Zh: &zh}
}
