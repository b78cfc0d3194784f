package reference

import (
	"regexp"
	"strings"
	"testing"
)

// A row that a lookup cannot reach, or reads wrongly, would be lost silently:
// the tables are read here as text.
func TestTablesAreWellFormed(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`^[A-Z]{3}$`)
	tests := []struct {
		name        string
		text        string
		code        *regexp.Regexp
		least, most int
	}{
		{"airports", airportsText, code, 8, 8},
		{"names", namesText, code, 4, 5},
		{"cities", citiesText, code, 5, 5},
		{"airlines", airlinesText, regexp.MustCompile(`^[A-Z0-9]{2}$`), 5, 6},
		{"aliases", aliasesText, code, 2, 9},
		{"countries", countriesText, regexp.MustCompile(`^[A-Z]{2}$`), 3, 3},
		{"pinyin", pinyinText, regexp.MustCompile(`^[a-z]{1,6}$`), 2, 2},
		{"variants", variantsText, regexp.MustCompile(`^\p{Han}$`), 2, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			previous := ""
			for row := range rows(test.text) {
				fields := strings.Split(row, "\t")
				if !test.code.MatchString(fields[0]) || fields[0] <= previous {
					t.Errorf("code %q after %q", fields[0], previous)
				}
				previous = fields[0]
				if len(fields) < test.least || len(fields) > test.most {
					t.Errorf("%s: %d fields", fields[0], len(fields))
				}
				for _, f := range fields {
					if strings.TrimSpace(f) != f {
						t.Errorf("%s: field %q", fields[0], f)
					}
				}
			}
			if !strings.HasSuffix(test.text, "\n") || strings.Contains(test.text, "\r") {
				t.Error("line ends")
			}
		})
	}
}

func TestNamesBelongToAirports(t *testing.T) {
	t.Parallel()
	p := loadPlaces()
	for row := range rows(namesText) {
		code := field(&row)
		_, ok := p.airport(code)
		if !ok {
			t.Errorf("%s has a Chinese name and no airport", code)
		}
	}
}

func TestAliasesAreOfPlaces(t *testing.T) {
	t.Parallel()
	for row := range rows(aliasesText) {
		code := field(&row)
		airport, isAirport := AirportByCode(code)
		city, isCity := CityByCode(code)
		if !isAirport && !isCity {
			t.Errorf("%s has other names and is no place", code)
		}
		for alias := range strings.SplitSeq(row, "\t") {
			if alias == "" || isAirport && alias == airport.Name || isCity && alias == city.Name {
				t.Errorf("%s: alias %q is none", code, alias)
			}
		}
	}
}

func FuzzIndexRow(f *testing.F) {
	for _, code := range []string{"PEK", "AAA", "ZZZ", "", "# c", "pek", "PEKING", "\x00\xff\n"} {
		f.Add(code)
	}
	x := newIndex(airportsText)
	f.Fuzz(func(t *testing.T, code string) {
		row, ok := x.row(code)
		if ok != (row != "") || ok && (len(code) != 3 || !strings.HasPrefix(row, code+"\t")) {
			t.Errorf("row(%q) = %q, %v", code, row, ok)
		}
	})
}
