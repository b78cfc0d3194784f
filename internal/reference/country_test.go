package reference_test

import (
	"testing"

	"github.com/farebridge/farebridge/internal/reference"
)

func TestCountryKnown(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"CN", "HK", "MO", "TW", "GB", "US", "AD", "ZW", "SS", "CW", "XK"} {
		if !reference.CountryKnown(code) {
			t.Errorf("%s is a country", code)
		}
	}
	for _, code := range []string{"", " ", "  ", "C", "cn", "CHN", "UK", "EU", "AN", "YU", "ZZ", "A ", " A", "D A", "AD AE"} {
		if reference.CountryKnown(code) {
			t.Errorf("%q is no country", code)
		}
	}
}

// ISO 3166-1 has 249 officially assigned codes; XK is the one beside them.
func TestCountryCount(t *testing.T) {
	t.Parallel()
	count := 0
	for first := 'A'; first <= 'Z'; first++ {
		for second := 'A'; second <= 'Z'; second++ {
			if reference.CountryKnown(string([]rune{first, second})) {
				count++
			}
		}
	}
	if count != 250 {
		t.Errorf("%d countries, want 250", count)
	}
}

func TestCountriesHaveNames(t *testing.T) {
	t.Parallel()
	for country := range reference.Countries() {
		byCode, ok := reference.CountryByCode(country.Code)
		if !ok || byCode != country || country.Name == "" || country.NameZH == "" {
			t.Errorf("%+v, by code %+v", country, byCode)
		}
	}
	if china, _ := reference.CountryByCode("CN"); china.Name != "China" || china.NameZH != "中国" {
		t.Errorf("%+v", china)
	}
	if _, ok := reference.CountryByCode("cn"); ok {
		t.Error("cn is no code")
	}
}
