package shopping

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/travel"
)

var errUnusable = errors.New("shopping: unusable offer")

// examine prices an offer and refuses one that could not be sold as it is: a
// supplier's word is checked before it becomes ours.
func examine(program fare.Program, search travel.Search, offer travel.SupplierOffer, now time.Time) (fare.Priced, error) {
	if offer.Owner == "" || len(offer.Ref) == 0 {
		return fare.Priced{}, fmt.Errorf("%w: no owner or no handle", errUnusable)
	}
	if len(offer.Journeys) != len(search.OriginDestinations) {
		return fare.Priced{}, fmt.Errorf("%w: %d journeys for %d asked", errUnusable, len(offer.Journeys), len(search.OriginDestinations))
	}
	for i, journey := range offer.Journeys {
		if len(journey.Segments) == 0 {
			return fare.Priced{}, fmt.Errorf("%w: journey %d has no flight", errUnusable, i)
		}
		if leaves := journey.Segments[0].Departure.Time.Date(); leaves != search.OriginDestinations[i].Date {
			return fare.Priced{}, fmt.Errorf("%w: journey %d leaves on %s", errUnusable, i, leaves)
		}
	}
	if !expiry(offer, now).After(now) {
		return fare.Priced{}, fmt.Errorf("%w: already expired", errUnusable)
	}
	priced, err := fare.Apply(program, offer)
	if err != nil {
		return fare.Priced{}, err
	}
	err = fare.Covers(priced.Items, search.Pax)
	if err != nil {
		return fare.Priced{}, err
	}
	return priced, nil
}

// matches reports whether an offer is what the caller asked for. Suppliers
// narrow as they can; what they cannot, they ignore, so it is done again here.
func matches(search travel.Search, offer travel.SupplierOffer) bool {
	p := search.Preferences
	for _, journey := range offer.Journeys {
		if p.MaxStops != nil && journey.Stops() > *p.MaxStops {
			return false
		}
		if len(p.Carriers) > 0 && slices.ContainsFunc(journey.Segments, func(s travel.PaxSegment) bool {
			return !slices.Contains(p.Carriers, s.MarketingCarrier)
		}) {
			return false
		}
		if p.Cabin != "" && !inCabin(p.Cabin, journey.ID(), offer.Terms.PriceClasses) {
			return false
		}
	}
	return true
}

// inCabin gives a supplier that does not say the cabin the benefit of the doubt.
func inCabin(cabin travel.Cabin, journeyID string, classes []travel.PriceClass) bool {
	stated := false
	for _, class := range classes {
		if class.JourneyID != journeyID || class.Cabin == "" {
			continue
		}
		if class.Cabin == cabin {
			return true
		}
		stated = true
	}
	return !stated
}

func expiry(offer travel.SupplierOffer, now time.Time) time.Time {
	return offerid.Expiry(offer.Clocks.OfferExpiresAt, now)
}
