package ndc

import (
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"strings"
	"sync"
)

// What an answer may cost: a few bytes of nothing would each make a structure of
// some hundred. What suppliers send makes about as much as it is long.
const (
	// mostMade is how many bytes of structures are made of an answer at most, and
	// for each of its bytes so many more.
	mostMade    = 32 << 20
	madeOfByte  = 4
	maxDepth    = 100      // the standard's messages are less than thirty deep
	maxMarkup   = 10 << 20 // bytes of one tag with its attributes, one comment, one text
	elementCost = 16       // of an element that is gone over
)

var errExcess = errors.New("more in it than its length is good for")

// measured reads the elements of an answer and keeps account of what is made of them.
type measured struct {
	raw   *xml.Decoder
	costs map[string]int // by local name
	left  int
	depth int

	source io.Reader
	given  int64 // bytes of source that raw has
	from   int64 // where the token begins that it is at
}

// measure gives a decoder of an answer of a length, whose elements become R.
func measure[R any](body io.Reader, length int) *xml.Decoder {
	m := &measured{costs: costsOf(reflect.TypeFor[R]()), left: mostMade + madeOfByte*length, source: body}
	m.raw = xml.NewDecoder(m)
	m.raw.CharsetReader = charset
	return xml.NewTokenDecoder(m)
}

// Token counts what begins here.
func (m *measured) Token() (xml.Token, error) {
	t, err := m.raw.RawToken()
	m.from = m.raw.InputOffset()
	switch t := t.(type) {
	case xml.StartElement:
		m.depth++
		m.left -= elementCost + m.costs[t.Name.Local]
		if m.left < 0 || m.depth > maxDepth {
			return nil, errExcess
		}
	case xml.EndElement:
		m.depth--
	}
	return t, err
}

// Read gives no more at once than one tag or text takes.
func (m *measured) Read(p []byte) (int, error) {
	if m.given-m.from > maxMarkup {
		return 0, errExcess
	}
	n, err := m.source.Read(p)
	m.given += int64(n)
	return n, err
}

// costs are the costs of elements by the type they become.
var costs sync.Map // reflect.Type to map[string]int

// costsOf says how many bytes an element makes, by its local name: the largest of
// the types that any element of that name becomes. Names that become part of the
// structure around them are not in it.
func costsOf(t reflect.Type) map[string]int {
	known, ok := costs.Load(t)
	if ok {
		return known.(map[string]int)
	}
	found := map[string]int{}
	addCosts(found, t, map[reflect.Type]bool{})
	costs.Store(t, found)
	return found
}

func addCosts(found map[string]int, t reflect.Type, seen map[reflect.Type]bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return
	}
	seen[t] = true
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("xml"), ",")
		name = name[strings.LastIndexByte(name, '>')+1:]
		if name == "" {
			name = field.Name
		}
		switch field.Type.Kind() {
		case reflect.Slice: // which grows by up to as much again
			found[name] = max(found[name], 2*int(field.Type.Elem().Size()))
		case reflect.Pointer:
			found[name] = max(found[name], int(field.Type.Elem().Size()))
		}
		addCosts(found, field.Type, seen)
	}
}
