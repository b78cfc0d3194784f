package reference

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// names finds things by the beginnings of the words of their names. Things are
// numbered; of two found equally well the lower number is the better.
//
// Every word of every name, and every Chinese character of one, is the start
// of a key; the keys are offsets into one text of all names, in the order of
// what they point at. What begins with a query is then one run of keys.
type names struct {
	text   string // each name once, a line end after each
	keys   []nameKey
	things int
}

type nameKey struct {
	at    uint32 // where in the text
	thing uint16
	kind  keyKind
}

type keyKind uint8

const (
	keyCode  keyKind = iota // its own code
	keyWhole                // found by all of it only: the code of its city
	keyShort                // likewise, and by chance: initials
	keyOther                // the beginning of another name: a reading, what foreigners say
	keyName                 // the beginning of the name
	keyWord                 // a later word of a name
)

// How well a thing is found, best last.
const (
	notFound      uint8 = iota
	foundCodeHead       // its code begins with the query
	foundWords          // each word of the query begins one of its own, in any order
	foundWord           // another name, or a later word of one, begins with the query
	foundStart          // the name begins with it
	foundName           // it is the whole of a name, of any
	foundCode           // it is the code
)

// namesBuilder collects the names of things.
type namesBuilder struct {
	text  strings.Builder
	known map[string]uint32
	keys  []nameKey
}

// add names a thing; name is folded.
func (b *namesBuilder) add(thing int, kind keyKind, name string) {
	if name == "" {
		return
	}
	at, ok := b.known[name]
	if !ok {
		at = uint32(b.text.Len())
		b.known[name] = at
		b.text.WriteString(name)
		b.text.WriteByte('\n')
	}
	key := nameKey{at: at, thing: uint16(thing), kind: kind}
	b.keys = append(b.keys, key)
	if kind != keyName && kind != keyOther {
		return
	}
	key.kind = keyWord
	var previous rune
	for i, r := range name {
		if i > 0 && r != ' ' && (previous == ' ' || unicode.Is(unicode.Han, r)) {
			key.at = at + uint32(i)
			b.keys = append(b.keys, key)
		}
		previous = r
	}
}

func (b *namesBuilder) build(things int) *names {
	text := b.text.String()
	slices.SortFunc(b.keys, func(a, b nameKey) int {
		if a.at != b.at {
			// A line end sorts before anything a name is made of.
			return strings.Compare(text[a.at:], text[b.at:])
		}
		return cmp.Or(cmp.Compare(a.thing, b.thing), cmp.Compare(a.kind, b.kind))
	})
	return &names{text: text, keys: slices.Clip(slices.Compact(b.keys)), things: things}
}

// search finds up to limit things that keep wants, best first, and whether
// there are more. The query is folded.
func (n *names) search(query string, keep func(thing int) bool, limit int) (things []int, more bool) {
	if query == "" {
		return nil, false
	}
	f := finds{names: n, how: make([]uint8, n.things)}
	f.phrase(query)
	words := strings.Fields(query)
	if len(words) > 1 {
		f.phrase(strings.Join(words, "")) // bei jing
		f.everyWord(words)
	}
	ranked := make([]int, 0, len(f.things))
	for _, thing := range f.things {
		if keep(thing) {
			ranked = append(ranked, int(foundCode-f.how[thing])*n.things+thing)
		}
	}
	slices.Sort(ranked)
	more = len(ranked) > limit
	ranked = ranked[:min(limit, len(ranked))]
	for i := range ranked {
		ranked[i] %= n.things
	}
	return ranked, more
}

// run is the keys whose text begins with the prefix.
func (n *names) run(prefix string) []nameKey {
	first, _ := slices.BinarySearchFunc(n.keys, prefix, func(key nameKey, prefix string) int {
		return strings.Compare(n.text[key.at:], prefix)
	})
	last := first
	for last < len(n.keys) && strings.HasPrefix(n.text[n.keys[last].at:], prefix) {
		last++
	}
	return n.keys[first:last]
}

// whole reports that the text at a key is the prefix it was found by and no more.
func (n *names) whole(key nameKey, prefix string) bool {
	return n.text[int(key.at)+len(prefix)] == '\n'
}

// finds is what one query has found so far.
type finds struct {
	*names
	how    []uint8 // of every thing
	things []int   // those found, in no order
}

func (f *finds) note(thing uint16, how uint8) {
	if f.how[thing] == notFound && how != notFound {
		f.things = append(f.things, int(thing))
	}
	f.how[thing] = max(f.how[thing], how)
}

// phrase notes what has a name, or a code, that begins with the query.
func (f *finds) phrase(query string) {
	for _, key := range f.run(query) {
		whole := f.whole(key, query)
		how := notFound
		switch {
		case key.kind == keyCode && whole:
			how = foundCode
		case key.kind == keyCode:
			how = foundCodeHead
		case key.kind == keyWord:
			how = foundWord
		case whole && key.kind != keyShort:
			how = foundName
		case whole || key.kind == keyName:
			how = foundStart
		case key.kind == keyOther:
			how = foundWord
		}
		f.note(key.thing, how)
	}
}

// everyWord notes what has each of the words at the beginning of one of its own.
func (f *finds) everyWord(words []string) {
	have := make([]uint8, f.names.things)
	for i, word := range words {
		for _, key := range f.run(word) {
			if int(have[key.thing]) != i || key.kind < keyOther && !f.whole(key, word) {
				continue
			}
			have[key.thing]++
			if i == len(words)-1 {
				f.note(key.thing, foundWords)
			}
		}
	}
}

// maxQuery is how many characters of a query count; no name is as long.
const maxQuery = 100

// asked is a query as it is compared.
func asked(query string) string {
	characters := []rune(fold(query))
	return strings.TrimSpace(string(characters[:min(maxQuery, len(characters))]))
}
