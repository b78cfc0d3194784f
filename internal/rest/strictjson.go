package rest

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a body may be made of. The largest list the API knows has 50 members, so
// these bound the work a hostile body causes, not what callers can say.
const (
	maxDepth   = 32    // nested objects and arrays, the outermost included
	maxMembers = 1000  // of one object or array
	maxValues  = 10000 // in all
)

// jsonFault is the first reason why a body is not JSON that only one reader can
// understand. Pointer names the value it is in.
type jsonFault struct {
	code    fieldCode
	pointer string
	offset  int
}

// checkJSON accepts one JSON object (RFC 8259) and nothing around it, in valid
// UTF-8. Member names must differ by more than case: encoding/json matches them
// regardless of case and takes the last one, so what was checked could otherwise
// be something else than what is read (the interoperability risk of RFC 8259 §4
// and I-JSON's "must", RFC 7493 §2.3).
func checkJSON(data []byte) *jsonFault {
	s := &jsonScanner{data: data}
	s.space()
	if s.pos == len(data) {
		return s.fault(findJSONEmpty)
	}
	if data[s.pos] != '{' {
		return s.fault(findJSONNotObject)
	}
	if fault := s.value(1); fault != nil {
		return fault
	}
	s.space()
	if s.pos != len(data) {
		return s.fault(findJSONTrailing)
	}
	return nil
}

type jsonScanner struct {
	data   []byte
	pos    int
	values int
	path   []string // of the value being read; raw reference tokens
}

func (s *jsonScanner) fault(code fieldCode) *jsonFault {
	return &jsonFault{code: code, pointer: pointer(s.path...), offset: s.pos}
}

// pointer is the JSON Pointer (RFC 6901) of a path.
func pointer(path ...string) string {
	var b strings.Builder
	for _, token := range path {
		b.WriteByte('/')
		b.WriteString(pointerEscapes.Replace(token))
	}
	return b.String()
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

func (s *jsonScanner) space() {
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\t', '\r', '\n':
			s.pos++
		default:
			return
		}
	}
}

// next is the byte at the cursor; 0, which is nowhere valid, at the end.
func (s *jsonScanner) next() byte {
	if s.pos < len(s.data) {
		return s.data[s.pos]
	}
	return 0
}

func (s *jsonScanner) value(depth int) *jsonFault {
	if s.values++; s.values > maxValues {
		return s.fault(findJSONTooMany)
	}
	switch c := s.next(); {
	case c == '{' || c == '[':
		if depth > maxDepth {
			return s.fault(findJSONDepth)
		}
		if c == '{' {
			return s.object(depth)
		}
		return s.array(depth)
	case c == '"':
		_, fault := s.text()
		return fault
	case c == '-' || isDigit(c):
		return s.number()
	}
	for _, word := range []string{"true", "false", "null"} {
		if strings.HasPrefix(string(s.data[s.pos:min(s.pos+len(word), len(s.data))]), word) {
			s.pos += len(word)
			return nil
		}
	}
	return s.fault(findJSONSyntax)
}

func (s *jsonScanner) object(depth int) *jsonFault {
	s.pos++
	seen := map[string]struct{}{}
	return s.members('}', func() *jsonFault {
		if s.next() != '"' {
			return s.fault(findJSONSyntax)
		}
		name, fault := s.text()
		if fault != nil {
			return fault
		}
		s.path = append(s.path, name)
		folded := foldCase(name)
		if _, twice := seen[folded]; twice {
			return s.fault(findJSONDuplicate)
		}
		seen[folded] = struct{}{}
		s.space()
		if s.next() != ':' {
			return s.fault(findJSONSyntax)
		}
		s.pos++
		s.space()
		if fault := s.value(depth + 1); fault != nil {
			return fault
		}
		s.path = s.path[:len(s.path)-1]
		return nil
	})
}

func (s *jsonScanner) array(depth int) *jsonFault {
	s.pos++
	index := 0
	return s.members(']', func() *jsonFault {
		s.path = append(s.path, strconv.Itoa(index))
		if fault := s.value(depth + 1); fault != nil {
			return fault
		}
		s.path = s.path[:len(s.path)-1]
		index++
		return nil
	})
}

// members reads what stands between commas up to the closing byte.
func (s *jsonScanner) members(closing byte, member func() *jsonFault) *jsonFault {
	s.space()
	if s.next() == closing {
		s.pos++
		return nil
	}
	for count := 1; ; count++ {
		if count > maxMembers {
			return s.fault(findJSONTooMany)
		}
		if fault := member(); fault != nil {
			return fault
		}
		s.space()
		switch s.next() {
		case ',':
			s.pos++
			s.space()
		case closing:
			s.pos++
			return nil
		default:
			return s.fault(findJSONSyntax)
		}
	}
}

// text reads a string and gives its meaning.
func (s *jsonScanner) text() (string, *jsonFault) {
	s.pos++
	start := s.pos
	for s.pos < len(s.data) && isPlain(s.data[s.pos]) {
		s.pos++
	}
	if s.next() == '"' {
		s.pos++
		return string(s.data[start : s.pos-1]), nil
	}
	meaning := append([]byte(nil), s.data[start:s.pos]...)
	for {
		c := s.next()
		switch {
		case c == '"':
			s.pos++
			return string(meaning), nil
		case c == '\\':
			r, fault := s.escape()
			if fault != nil {
				return "", fault
			}
			meaning = utf8.AppendRune(meaning, r)
		case c < 0x20: // a control character, or the end
			return "", s.fault(findJSONSyntax)
		default:
			r, size := utf8.DecodeRune(s.data[s.pos:])
			if r == utf8.RuneError && size == 1 {
				return "", s.fault(findJSONEncoding)
			}
			meaning = append(meaning, s.data[s.pos:s.pos+size]...)
			s.pos += size
		}
	}
}

// isPlain reports a byte that stands for itself in a string.
func isPlain(c byte) bool { return c >= 0x20 && c < utf8.RuneSelf && c != '"' && c != '\\' }

// escape reads one escape sequence. Half of a surrogate pair means nothing;
// encoding/json would replace it silently.
func (s *jsonScanner) escape() (rune, *jsonFault) {
	if s.pos+1 >= len(s.data) {
		return 0, s.fault(findJSONSyntax)
	}
	c := s.data[s.pos+1]
	if c == 'u' {
		return s.unicodeEscape()
	}
	i := strings.IndexByte(`"\/bfnrt`, c)
	if i < 0 {
		return 0, s.fault(findJSONSyntax)
	}
	s.pos += 2
	return rune("\"\\/\b\f\n\r\t"[i]), nil
}

func (s *jsonScanner) unicodeEscape() (rune, *jsonFault) {
	high, ok := s.unit(s.pos)
	if !ok {
		return 0, s.fault(findJSONSyntax)
	}
	if high < 0xD800 || high > 0xDFFF {
		s.pos += 6
		return high, nil
	}
	low, ok := s.unit(s.pos + 6)
	if !ok || high > 0xDBFF || low < 0xDC00 || low > 0xDFFF {
		return 0, s.fault(findJSONEncoding)
	}
	s.pos += 12
	return (high-0xD800)<<10 + (low - 0xDC00) + 0x10000, nil
}

// unit reads the UTF-16 unit written "\u1234" at a position.
func (s *jsonScanner) unit(at int) (rune, bool) {
	if at+6 > len(s.data) || s.data[at] != '\\' || s.data[at+1] != 'u' {
		return 0, false
	}
	var unit rune
	for _, c := range s.data[at+2 : at+6] {
		switch {
		case isDigit(c):
			unit = unit<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			unit = unit<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			unit = unit<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return unit, true
}

func (s *jsonScanner) number() *jsonFault {
	if s.next() == '-' {
		s.pos++
	}
	if s.next() == '0' {
		s.pos++
	} else if !s.digits() {
		return s.fault(findJSONSyntax)
	}
	if s.next() == '.' {
		s.pos++
		if !s.digits() {
			return s.fault(findJSONSyntax)
		}
	}
	if c := s.next(); c == 'e' || c == 'E' {
		s.pos++
		if c := s.next(); c == '+' || c == '-' {
			s.pos++
		}
		if !s.digits() {
			return s.fault(findJSONSyntax)
		}
	}
	return nil
}

func (s *jsonScanner) digits() bool {
	start := s.pos
	for isDigit(s.next()) {
		s.pos++
	}
	return s.pos > start
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// foldCase maps names that differ only by case to one: every letter to the
// first of its orbit, as bytes.EqualFold compares them.
func foldCase(name string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf {
			return unicode.ToUpper(r)
		}
		first := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			first = min(first, next)
		}
		return first
	}, name)
}
