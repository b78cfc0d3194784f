package farebridge

import (
	"unicode/utf8"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// maxName is the longest name the API takes, in characters.
const maxName = 60

// CheckParty knows the API's own limits. What the peer's supplier cannot book is
// the peer's to know: it says so when the order is made.
func (c *connector) CheckParty(pax []travel.Traveller) []supplier.Misfit {
	var found []supplier.Misfit
	for i, t := range pax {
		for _, name := range []struct{ field, value string }{{"surname", t.Surname}, {"givenName", t.GivenName}} {
			if utf8.RuneCountInString(name.value) > maxName {
				found = append(found, supplier.Misfit{Pax: i, Field: name.field, Code: supplier.MisfitTooLong})
			}
		}
	}
	return found
}
