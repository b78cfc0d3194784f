package reference

import (
	_ "embed"
	"iter"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones must load on a machine that has none
)

//go:embed data/airports.tsv
var airportsText string

//go:embed data/names.tsv
var namesText string

//go:embed data/cities.tsv
var citiesText string

// index finds the row of a three-letter code in a table of tab-separated rows
// that begin with it. Letters are a number in base 26, so there is nothing to
// hash: the entry is the row's offset plus one, zero for none.
type index struct {
	text string
	rows [26 * 26 * 26]uint32
}

func newIndex(text string) *index {
	x := &index{text: text}
	offset := 0
	for row := range strings.Lines(text) {
		n, ok := ordinal(row[:min(3, len(row))])
		if ok {
			x.rows[n] = uint32(offset) + 1
		}
		offset += len(row)
	}
	return x
}

// row returns the whole row of a code, without its line end.
func (x *index) row(code string) (string, bool) {
	n, ok := ordinal(code)
	if !ok || x.rows[n] == 0 {
		return "", false
	}
	row := x.text[x.rows[n]-1:]
	end := strings.IndexByte(row, '\n')
	if end >= 0 {
		row = row[:end]
	}
	return row, true
}

func ordinal(code string) (int, bool) {
	if len(code) != 3 {
		return 0, false
	}
	n := 0
	for i := range len(code) {
		letter := code[i] - 'A'
		if letter >= 26 {
			return 0, false
		}
		n = n*26 + int(letter)
	}
	return n, true
}

// rows yields the rows of a table without its comments and line ends.
func rows(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for row := range strings.Lines(text) {
			if strings.HasPrefix(row, "#") {
				continue
			}
			if !yield(strings.TrimSuffix(row, "\n")) {
				return
			}
		}
	}
}

// field cuts the first field off; a missing one is empty.
func field(fields *string) string {
	first, rest, _ := strings.Cut(*fields, "\t")
	*fields = rest
	return first
}

// places is everything about where, built once on first use.
type places struct {
	airports *index
	names    *index
	cities   map[string]metropolis // by city code
	cityOf   map[string]string     // airport code → city code, where they differ or a city has several
	zones    map[string]func() *time.Location
}

type metropolis struct {
	City
	airports []string // codes, main airport first
}

var loadPlaces = sync.OnceValue(func() *places {
	p := &places{
		airports: newIndex(airportsText),
		names:    newIndex(namesText),
		cities:   map[string]metropolis{},
		cityOf:   map[string]string{},
		zones:    map[string]func() *time.Location{},
	}
	for row := range rows(citiesText) {
		city := City{Code: field(&row), Name: field(&row), NameZH: field(&row), Country: field(&row)}
		airports := strings.Fields(field(&row))
		p.cities[city.Code] = metropolis{City: city, airports: airports}
		for _, airport := range airports {
			p.cityOf[airport] = city.Code
		}
	}
	for row := range rows(airportsText) {
		field(&row)
		field(&row)
		zone := field(&row)
		if p.zones[zone] == nil {
			// LoadLocation parses the zone file at every call, and most
			// zones are never asked for.
			p.zones[zone] = sync.OnceValue(func() *time.Location { return loadZone(zone) })
		}
	}
	return p
})

func loadZone(name string) *time.Location {
	location, err := time.LoadLocation(name)
	if err != nil {
		// Cannot happen: the database is linked in and a test loads every
		// zone of the table.
		return time.UTC
	}
	return location
}
