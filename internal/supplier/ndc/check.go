package ndc

import (
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// nameLimit is the longest surname or given name of the schema.
const nameLimit = 64

// CheckParty finds the names the schema or every airline's host would refuse:
// outside the Latin letters, or too long. Genders are all known to NDC.
func (c *connector) CheckParty(pax []travel.Traveller) []supplier.Misfit {
	var misfits []supplier.Misfit
	for i, t := range pax {
		misfits = append(misfits, supplier.MisfitNames(i, t, nameLimit)...)
	}
	return misfits
}
