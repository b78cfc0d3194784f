package ndc

import (
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/travel"
)

// crossesBorder reports flights between countries. NDC offers do not say what
// has to be known of travellers; states want to know who is coming (APIS), so
// airlines ask for a travel document whenever a border is crossed.
func crossesBorder(journeys []travel.PaxJourney) bool {
	for _, journey := range journeys {
		for _, s := range journey.Segments {
			from, known := reference.AirportByCode(s.Departure.Airport)
			to, knownToo := reference.AirportByCode(s.Arrival.Airport)
			if known && knownToo && from.Country != to.Country {
				return true
			}
		}
	}
	return false
}
