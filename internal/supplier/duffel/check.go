package duffel

import (
	"unicode"
	"unicode/utf8"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// nameLimit is the longest given or family name Duffel takes.
const nameLimit = 20

// CheckParty finds what Duffel would refuse at the order: names outside the
// Latin letters or too long, and a gender it has no letter for.
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
		if t.Gender != travel.GenderMale && t.Gender != travel.GenderFemale {
			misfits = append(misfits, supplier.Misfit{Pax: i, Field: "gender", Code: supplier.MisfitMaleOrFemale})
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
