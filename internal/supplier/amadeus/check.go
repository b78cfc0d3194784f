package amadeus

import (
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
		misfits = append(misfits, supplier.MisfitNames(i, t, nameLimit)...)
	}
	return misfits
}
