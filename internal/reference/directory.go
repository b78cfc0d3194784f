package reference

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed data/aliases.tsv
var aliasesText string

// SearchPlaces finds the places that have a code or a name, or a word of a
// name, that begins with query, and whether there are more than limit. It looks
// at names in English, in Chinese and its pinyin (with or without spaces, or the
// initials alone), and at the other names of well-known places; accents, case,
// width and traditional characters make no difference.
//
// A code comes first, then a whole name, its beginning, a later word; of equals
// the bigger place, a city before its airports. With no kind, a city that is
// one airport under the airport's code is found once, as the airport.
func SearchPlaces(query string, kind PlaceKind, limit int) ([]Place, bool) {
	directory := loadDirectory()
	keep := func(i int) bool {
		entry := directory.entries[i]
		return entry.kind == kind || kind == "" && !entry.alone
	}
	found, more := directory.names.search(shortZH(asked(query)), keep, limit)
	places := make([]Place, 0, len(found))
	for _, i := range found {
		place, ok := PlaceByCode(directory.entries[i].code, directory.entries[i].kind)
		if ok {
			places = append(places, place)
		}
	}
	return places, more
}

// Prepare builds what searches need (some two megabytes) now and not at the
// first of them. Nothing depends on it being called.
func Prepare() {
	loadDirectory()
	loadAirlineNames()
}

// directory is every place in order of importance, and what each is called.
type directory struct {
	entries []placeEntry
	names   *names
}

type placeEntry struct {
	code  string
	kind  PlaceKind
	alone bool // a city that is one airport, under the same code
	size  int
	order int // among the airports of its city
}

var loadDirectory = sync.OnceValue(newDirectory)

func newDirectory() *directory {
	p := loadPlaces()
	sizes := map[string]int{}
	var entries []placeEntry
	for row := range rows(airportsText) {
		airport, ok := p.airport(row[:3])
		if !ok {
			continue
		}
		entry := placeEntry{code: airport.Code, kind: PlaceAirport, size: p.size(row)}
		sizes[entry.code] = entry.size
		metropolis, ok := p.cities[airport.City]
		if ok {
			entry.order = slices.Index(metropolis.airports, entry.code)
		} else {
			city := entry
			city.kind, city.alone = PlaceCity, true
			entries = append(entries, city)
		}
		entries = append(entries, entry)
	}
	for code, metropolis := range p.cities {
		city := placeEntry{code: code, kind: PlaceCity}
		for _, airport := range metropolis.airports {
			city.size = max(city.size, sizes[airport])
		}
		if len(metropolis.airports) > 1 {
			city.size += 2
		}
		entries = append(entries, city)
	}
	slices.SortFunc(entries, func(a, b placeEntry) int {
		return cmp.Or(
			cmp.Compare(b.size, a.size), cmp.Compare(b.kind, a.kind),
			cmp.Compare(a.order, b.order), cmp.Compare(a.code, b.code),
		)
	})
	return &directory{entries: entries, names: placeNames(p, entries)}
}

// size tells bigger airports from smaller: by what the table says of it, and by
// whether its name was worth keeping by hand.
func (p *places) size(row string) int {
	size := 2 * int(row[len(row)-1]-'0')
	_, named := p.names.row(row[:3])
	if named {
		size++
	}
	return size
}

func placeNames(p *places, entries []placeEntry) *names {
	aliases := map[string][]string{}
	for row := range rows(aliasesText) {
		code := field(&row)
		aliases[code] = strings.Split(row, "\t")
	}
	b := namesBuilder{known: map[string]uint32{}}
	for i, entry := range entries {
		b.add(i, keyCode, fold(entry.code))
		city, ok := p.cities[entry.code]
		if entry.kind == PlaceCity && ok {
			b.addCity(i, city.City, aliases[entry.code])
			continue
		}
		airport, _ := p.airport(entry.code)
		served := City{Code: airport.City, Name: airport.CityName, NameZH: airport.CityNameZH, Country: airport.Country}
		b.addCity(i, served, aliases[served.Code])
		if entry.kind == PlaceCity {
			continue
		}
		b.addName(i, keyName, airport.Name)
		b.add(i, keyName, shortZH(fold(airport.NameZH)))
		if served.Code != airport.Code {
			b.add(i, keyWhole, fold(served.Code))
			for _, alias := range aliases[airport.Code] {
				b.addName(i, keyOther, alias)
			}
		}
	}
	return b.build(len(entries))
}

// addCity names a thing after a city.
func (b *namesBuilder) addCity(thing int, city City, aliases []string) {
	b.addName(thing, keyName, city.Name)
	b.add(thing, keyName, shortZH(fold(city.NameZH)))
	for _, alias := range aliases {
		b.addName(thing, keyOther, alias)
	}
	pinyin, initials := romanize(fold(city.NameZH))
	b.add(thing, keyOther, pinyin)
	switch city.Country {
	case "CN", "HK", "MO", "TW":
		b.add(thing, keyShort, initials)
	}
}

// addName names a thing in the ways people type a name.
func (b *namesBuilder) addName(thing int, kind keyKind, name string) {
	plain := fold(name)
	b.add(thing, kind, plain)
	if strings.Contains(plain, " ") {
		b.add(thing, keyOther, strings.ReplaceAll(plain, " ", "")) // newyork
	}
	out := spelledOut.Replace(name)
	if out != name {
		b.add(thing, keyOther, fold(out))
	}
}
