package amadeus

import (
	"unicode"
	"unicode/utf8"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// nameLimit is the longest surname or given name of a record's name element.
const nameLimit = 57

// CheckParty finds what Amadeus would refuse at the order: names outside the Latin
// letters or too long. It knows an unspecified gender.
func (c *connector) CheckParty(pax []travel.Traveller) []supplier.Misfit {
	var misfits []supplier.Misfit
	for i, t := range pax {
		for _, name := range []struct{ field, text string }{{"surname", t.Surname}, {"givenName", t.GivenName}} {
			switch {
			case !latin(name.text):
				misfits = append(misfits, supplier.Misfit{Pax: i, Field: name.field, Code: supplier.MisfitLatinOnly})
			case utf8.RuneCountInString(name.text) > nameLimit:
				misfits = append(misfits, supplier.Misfit{Pax: i, Field: name.field, Code: supplier.MisfitTooLong})
			}
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
