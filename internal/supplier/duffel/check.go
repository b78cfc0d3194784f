package duffel

import (
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
		misfits = append(misfits, supplier.MisfitNames(i, t, nameLimit)...)
		if t.Gender != travel.GenderMale && t.Gender != travel.GenderFemale {
			misfits = append(misfits, supplier.Misfit{Pax: i, Field: "gender", Code: supplier.MisfitMaleOrFemale})
		}
	}
	return misfits
}
