package reference_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/reference"
)

// shown writes what was found: cities in brackets.
func shown(places []reference.Place) string {
	var all []string
	for _, p := range places {
		if p.Kind == reference.PlaceCity {
			all = append(all, "["+p.City.Code+"]")
		} else {
			all = append(all, p.Airport.Code)
		}
	}
	return strings.Join(all, " ")
}

func TestSearchPlaces(t *testing.T) {
	t.Parallel()
	tests := []struct {
		query string
		kind  reference.PlaceKind
		want  string // what is found first
		all   bool   // and nothing else is
	}{
		// However Beijing is asked for.
		{"北京", "", "[BJS] PEK PKX", true},
		{"Beijing", "", "[BJS] PEK PKX", true},
		{"beijing", "", "[BJS] PEK PKX", true},
		{"bei jing", "", "[BJS] PEK PKX", true},
		{"Ｂｅｉｊｉｎｇ", "", "[BJS] PEK PKX", true},
		{"BJS", "", "[BJS] PEK PKX", true},
		{"bj", "", "[BJS] PEK PKX", false},
		{"Peking", "", "[BJS] PEK PKX", true},
		{"北京市", "", "[BJS] PEK PKX", true},
		{"PEK", "", "PEK", false},
		{"首都", "", "PEK", true},
		{"首都机场", "", "PEK", true},
		{"北京首都国际机场", "", "PEK", true},
		{"beijing daxing", "", "PKX", true},
		{"daxing beijing", "", "PKX", true},
		{"beijing", reference.PlaceCity, "[BJS]", true},
		{"beijing", reference.PlaceAirport, "PEK PKX", true},
		// A code that is a city's and an airport's.
		{"SHA", "", "[SHA] SHA PVG", false},
		{"sh", "", "[SHA] SHA SHE", false},
		{"浦东机场", "", "PVG", true},
		// A city that is one airport.
		{"guangzhou", "", "CAN", false},
		{"guangzhou", reference.PlaceCity, "[CAN]", false},
		{"Canton", "", "CAN", false},
		{"can", "", "CAN CUN CBR", false},
		{"Xi'an", "", "[SIA] XIY", false},
		{"xian", "", "[SIA] XIY", false},
		{"wulumuqi", "", "URC", true},
		{"urumqi", "", "URC", true},
		{"汕头", "", "SWA", true},
		// Other scripts and other people's names.
		{"München", "", "MUC", true},
		{"Munchen", "", "MUC", true},
		{"Muenchen", "", "MUC", true},
		{"munich", "", "MUC", false},
		{"Köln", "", "CGN", true},
		{"臺北", "", "[TPE] TPE TSA", true},
		{"東京", "", "[TYO] HND NRT", true},
		{"dongjing", "", "[TYO] HND NRT", true},
		{"Москва", "", "[MOW] SVO DME VKO ZIA", true},
		{"서울", "", "[SEL] ICN GMP", true},
		{"Đà Nẵng", "", "DAD", true},
		// Bigger places first, cities before their airports, main ones first.
		{"lon", "", "[LON] LHR LGW STN LTN LCY SEN", false},
		{"london", "", "[LON] LHR LGW STN LTN LCY", false},
		{"san", "", "SAN SAT SCL SDQ SFO", false},
		{"la", "", "LAX", false},
		{"newyork", "", "[NYC] JFK EWR LGA", false},
		{"new york jfk", "", "JFK", true},
		{"heathrow airport", "", "LHR", true},
		{"QQQ", "", "", true},
		{"---", "", "", true},
		{"", "", "", true},
		{"\xff\x00", "", "", true},
	}
	for _, test := range tests {
		places, more := reference.SearchPlaces(test.query, test.kind, 8)
		got := shown(places)
		if test.all && (got != test.want || more) || !strings.HasPrefix(got+" ", test.want) {
			t.Errorf("%q %s finds %s, more %v, want %s", test.query, test.kind, got, more, test.want)
		}
	}
}

func TestSearchPlacesSaysWhenThereAreMore(t *testing.T) {
	t.Parallel()
	all, more := reference.SearchPlaces("beijing", "", 3)
	if len(all) != 3 || more {
		t.Errorf("%s, more %v", shown(all), more)
	}
	two, more := reference.SearchPlaces("beijing", "", 2)
	if len(two) != 2 || !more || shown(two) != "[BJS] PEK" {
		t.Errorf("%s, more %v", shown(two), more)
	}
}

func TestPlaceByCode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code       string
		kind, want reference.PlaceKind
		airports   int
	}{
		{"BJS", "", reference.PlaceCity, 2},
		{"PEK", "", reference.PlaceAirport, 0},
		{"SHA", "", reference.PlaceCity, 2},
		{"SHA", reference.PlaceAirport, reference.PlaceAirport, 0},
		{"CAN", "", reference.PlaceAirport, 0},
		{"CAN", reference.PlaceCity, reference.PlaceCity, 1},
		{"PEK", reference.PlaceCity, "", 0},
		{"BJS", reference.PlaceAirport, "", 0},
		{"QQQ", "", "", 0},
		{"QQQ", reference.PlaceCity, "", 0},
		{"bjs", "", "", 0},
		{"", "", "", 0},
	}
	for _, test := range tests {
		got, ok := reference.PlaceByCode(test.code, test.kind)
		if ok != (test.want != "") || got.Kind != test.want || len(got.Airports) != test.airports {
			t.Errorf("PlaceByCode(%q, %q) = %+v, %v", test.code, test.kind, got, ok)
		}
	}
	if pvg, _ := reference.PlaceByCode("PVG", ""); pvg.City.Code != "SHA" || pvg.City.NameZH != "上海" {
		t.Errorf("%+v", pvg)
	}
}

// Whatever a place is called, the beginning of any word of it finds the place,
// among those of its kind; its code finds it before any other.
func TestEveryPlaceIsFound(t *testing.T) {
	t.Parallel()
	airports := slices.Collect(reference.Airports())
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SampledFrom(airports).Draw(t, "airport")
		is := func(p reference.Place) bool { return p.Airport.Code == a.Code }
		if found, _ := reference.SearchPlaces(a.Code, reference.PlaceAirport, 1); len(found) != 1 || !is(found[0]) {
			t.Fatalf("%s finds %s", a.Code, shown(found))
		}
		for _, name := range []string{a.Name, a.CityName, a.NameZH, a.CityNameZH} {
			if name == "" {
				continue
			}
			words := strings.Fields(name)
			first := rapid.IntRange(0, len(words)-1).Draw(t, "first word")
			query := strings.Join(words[first:], " ")
			found, more := reference.SearchPlaces(query, reference.PlaceAirport, math.MaxInt32)
			if more || !slices.ContainsFunc(found, is) {
				t.Fatalf("%q does not find %s", query, a.Code)
			}
			slices.Reverse(words)
			query = strings.Join(words, " ")
			if found, _ := reference.SearchPlaces(query, reference.PlaceAirport, math.MaxInt32); !slices.ContainsFunc(found, is) {
				t.Fatalf("%q does not find %s", query, a.Code)
			}
		}
		if city, ok := reference.CityByCode(a.City); ok {
			found, _ := reference.SearchPlaces(city.Code, reference.PlaceCity, 1)
			if len(found) != 1 || found[0].City != city || len(found[0].Airports) == 0 {
				t.Fatalf("%s finds %+v", city.Code, found)
			}
		}
	})
}

func TestAliasesBelongToPlaces(t *testing.T) {
	t.Parallel()
	for alias, code := range map[string]string{"Saigon": "SGN", "Bombay": "BOM", "Maldives": "MLE", "西贡": "SGN", "Kiev": "IEV", "Wien": "VIE", "haneda": "HND"} {
		found, _ := reference.SearchPlaces(alias, "", 1)
		if len(found) != 1 || found[0].Airport.Code != code && found[0].City.Code != code {
			t.Errorf("%s finds %s, want %s", alias, shown(found), code)
		}
	}
}

func BenchmarkSearchPlaces(b *testing.B) {
	reference.Prepare()
	for _, query := range []string{"北京", "PEK", "bei", "san f", "a", "airport", "beijing daxing airport"} {
		b.Run(query, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				found, _ := reference.SearchPlaces(query, "", 10)
				if len(found) == 0 {
					b.Fatal("nothing found")
				}
			}
		})
	}
}
