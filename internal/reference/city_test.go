package reference_test

import (
	"slices"
	"testing"

	"github.com/farebridge/farebridge/internal/reference"
)

func TestPlaceAirports(t *testing.T) {
	t.Parallel()
	tests := []struct {
		place string
		want  []string
	}{
		{"BJS", []string{"PEK", "PKX"}},
		{"PEK", []string{"PEK"}},
		{"SHA", []string{"SHA", "PVG"}}, // both: the city
		{"PVG", []string{"PVG"}},
		{"CTU", []string{"CTU", "TFU"}},
		{"TFU", []string{"TFU"}},
		{"SIA", []string{"XIY"}},
		{"CAN", []string{"CAN"}},
		{"TYO", []string{"HND", "NRT"}},
		{"SEL", []string{"ICN", "GMP"}},
		{"LON", []string{"LHR", "LGW", "STN", "LTN", "LCY", "SEN"}},
		{"NYC", []string{"JFK", "EWR", "LGA"}},
		{"HOU", []string{"IAH", "HOU"}}, // both, and the code's own airport is not the main one
		{"sha", nil},
		{"QQQ", nil},
		{"", nil},
	}
	for _, test := range tests {
		var got []string
		for _, a := range reference.PlaceAirports(test.place) {
			got = append(got, a.Code)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("PlaceAirports(%q) = %v, want %v", test.place, got, test.want)
		}
	}
}

func TestSameCity(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		want bool
	}{
		{"PEK", "PKX", true},
		{"PEK", "BJS", true},
		{"BJS", "BJS", true},
		{"PVG", "SHA", true},
		{"TFU", "CTU", true},
		{"XIY", "SIA", true},
		{"LHR", "STN", true},
		{"CAN", "CAN", true},
		{"PEK", "PVG", false},
		{"CAN", "SZX", false},
		{"SHA", "SHE", false},
		{"QQQ", "QQQ", false},
		{"PEK", "QQQ", false},
		{"", "", false},
	}
	for _, test := range tests {
		if got := reference.SameCity(test.a, test.b); got != test.want {
			t.Errorf("SameCity(%q, %q) = %v", test.a, test.b, got)
		}
		if got := reference.SameCity(test.b, test.a); got != test.want {
			t.Errorf("SameCity(%q, %q) = %v", test.b, test.a, got)
		}
	}
}

func TestCityByCode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code string
		want reference.City
	}{
		{"BJS", reference.City{Code: "BJS", Name: "Beijing", NameZH: "北京", Country: "CN"}},
		{"SHA", reference.City{Code: "SHA", Name: "Shanghai", NameZH: "上海", Country: "CN"}},
		{"CAN", reference.City{Code: "CAN", Name: "Guangzhou", NameZH: "广州", Country: "CN"}},
		{"PEK", reference.City{}},
		{"PVG", reference.City{}},
		{"QQQ", reference.City{}},
	}
	for _, test := range tests {
		got, ok := reference.CityByCode(test.code)
		if got != test.want || ok != (test.want.Code != "") {
			t.Errorf("CityByCode(%q) = %+v, %v", test.code, got, ok)
		}
	}
}

// The hand-kept tables may name no airport that the generated one lacks, and
// an airport has one city.
func TestMetropolisesAreWhole(t *testing.T) {
	t.Parallel()
	city := map[string]string{}
	previous := ""
	for m := range reference.Metropolises() {
		if m.Code <= previous || m.Name == "" || m.NameZH == "" {
			t.Errorf("after %s: %+v", previous, m)
		}
		previous = m.Code
		airports := reference.PlaceAirports(m.Code)
		if len(airports) == 0 {
			t.Errorf("%s has no airport", m.Code)
		}
		for _, a := range airports {
			if a.City != m.Code || a.CityName != m.Name || a.Country != m.Country {
				t.Errorf("%s lists %+v", m.Code, a)
			}
			if city[a.Code] != "" {
				t.Errorf("%s is in %s and in %s", a.Code, city[a.Code], m.Code)
			}
			city[a.Code] = m.Code
			if far := reference.Distance(a, airports[0]); far > 130 {
				t.Errorf("%s is %d km from %s", a.Code, far, airports[0].Code)
			}
		}
	}
	if len(city) < 80 {
		t.Errorf("%d airports in metropolitan areas", len(city))
	}
}
