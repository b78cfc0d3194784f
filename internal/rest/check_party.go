package rest

import (
	"fmt"
	"strings"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/travel"
)

// checkParty finds what is wrong with named passengers whatever they buy.
// Whether they are the offer's, and of the right age, is ordering's to say.
func checkParty(pax []api.OrderPax) []travel.FieldError {
	var found findings
	seen := map[string]struct{}{}
	documents := map[string]struct{}{}
	for i, p := range pax {
		if _, twice := seen[p.PaxID]; twice {
			found.add(finding(fmt.Sprintf("/pax/%d/paxId", i), findDuplicate))
		}
		seen[p.PaxID] = struct{}{}
		if document := p.IdentityDocument; document != nil {
			one := fmt.Sprintf("%q %q %q", document.Type, document.IssuingCountry, strings.ToUpper(document.Number))
			if _, twice := documents[one]; twice {
				found.add(finding(fmt.Sprintf("/pax/%d/identityDocument/number", i), findDuplicate))
			}
			documents[one] = struct{}{}
		}
	}
	return found
}
