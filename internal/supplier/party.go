package supplier

import (
	"unicode"
	"unicode/utf8"

	"github.com/farebridge/farebridge/internal/travel"
)

// MisfitNames finds the names of traveller t, number pax of the party, that no
// airline's host takes (outside the Latin letters, space, hyphen and apostrophe)
// or that have more characters than the supplier's protocol has room for.
func MisfitNames(pax int, t travel.Traveller, most int) []Misfit {
	var misfits []Misfit
	for _, name := range []struct{ field, text string }{{"surname", t.Surname}, {"givenName", t.GivenName}} {
		switch {
		case !latin(name.text):
			misfits = append(misfits, Misfit{Pax: pax, Field: name.field, Code: MisfitLatinOnly})
		case utf8.RuneCountInString(name.text) > most:
			misfits = append(misfits, Misfit{Pax: pax, Field: name.field, Code: MisfitTooLong})
		}
	}
	return misfits
}

func latin(name string) bool {
	for _, r := range name {
		if !unicode.Is(unicode.Latin, r) && r != ' ' && r != '-' && r != '\'' {
			return false
		}
	}
	return true
}
