package reference

import (
	_ "embed"
	"iter"
	"sync"
)

//go:embed data/countries.tsv
var countriesText string

// Country is one with an officially assigned alpha-2 code of ISO 3166-1, or
// XK: user-assigned, but what airlines, passports and gateways write for
// Kosovo.
type Country struct {
	Code   string // ISO 3166-1 alpha-2
	Name   string // English, the short one in use
	NameZH string // Chinese
}

var loadCountries = sync.OnceValue(func() map[string]Country {
	countries := map[string]Country{}
	for row := range rows(countriesText) {
		country := parseCountry(row)
		countries[country.Code] = country
	}
	return countries
})

// CountryByCode finds a country by its ISO 3166-1 alpha-2 code, in upper case.
func CountryByCode(code string) (Country, bool) {
	country, ok := loadCountries()[code]
	return country, ok
}

// CountryKnown reports whether code is a country's ISO 3166-1 alpha-2 code, in
// upper case.
func CountryKnown(code string) bool {
	_, ok := loadCountries()[code]
	return ok
}

// Countries yields every country in code order.
func Countries() iter.Seq[Country] {
	return func(yield func(Country) bool) {
		for row := range rows(countriesText) {
			if !yield(parseCountry(row)) {
				return
			}
		}
	}
}

func parseCountry(row string) Country {
	return Country{Code: field(&row), Name: field(&row), NameZH: field(&row)}
}
