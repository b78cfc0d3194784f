package shopping

import (
	"errors"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/travel"
)

var errUnusable = errors.New("shopping: unusable offer")

// examine prices an offer and refuses one that could not be sold as it is: a
// supplier's word is checked before it becomes ours. What the program does not
// sell is a *fare.NotSold.
func examine(program fare.Program, search travel.Search, supplierID string, offer travel.SupplierOffer, now time.Time) (fare.Priced, error) {
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
		if err := flies(journey, search.OriginDestinations[i]); err != nil {
			return fare.Priced{}, fmt.Errorf("%w: journey %d %w", errUnusable, i, err)
		}
	}
	if !expiry(offer, now).After(now) {
		return fare.Priced{}, fmt.Errorf("%w: already expired", errUnusable)
	}
	err := program.Sells(offer.Journeys)
	if err != nil {
		return fare.Priced{}, err
	}
	priced, err := program.Apply(offer, fare.Sale{At: now, SupplierID: supplierID, Pax: search.Pax, AccountCodes: search.AccountCodes})
	if err != nil {
		return fare.Priced{}, err
	}
	err = fare.Covers(priced.Items, search.Pax)
	if err != nil {
		return fare.Priced{}, err
	}
	return priced, nil
}

// flies says why a journey is not the one asked for: another day, other places,
// or flights that do not meet.
func flies(journey travel.PaxJourney, asked travel.OriginDestination) error {
	first, last := journey.Segments[0].Departure, journey.Segments[len(journey.Segments)-1].Arrival
	switch {
	case first.Time.Date() != asked.Date:
		return fmt.Errorf("leaves on %s", first.Time.Date())
	case !reference.Serves(first.Airport, asked.Origin):
		return fmt.Errorf("leaves from %s", first.Airport)
	case !reference.Serves(last.Airport, asked.Destination):
		return fmt.Errorf("arrives at %s", last.Airport)
	}
	for i, s := range journey.Segments[1:] {
		if from := journey.Segments[i].Arrival.Airport; from != s.Departure.Airport && !reference.SameCity(from, s.Departure.Airport) {
			return fmt.Errorf("goes on from %s after landing at %s", s.Departure.Airport, from)
		}
	}
	return nil
}

func expiry(offer travel.SupplierOffer, now time.Time) time.Time {
	return offerid.Expiry(offer.Clocks.OfferExpiresAt, now)
}
