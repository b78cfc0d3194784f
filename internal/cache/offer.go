package cache

import (
	"context"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/pricing"
)

// Offer implements pricing.Memory.
func (c *Cache) Offer(ctx context.Context, agencyID, offerID string, place offerid.Offer) (pricing.Remembered, error) {
	values, err := c.read(ctx, agencyID, place.Search, fieldOffer(place.Ordinal))
	if err != nil {
		return pricing.Remembered{}, err
	}
	offer, inPlaceOf, err := decodeOffer(values[0])
	if err != nil {
		return pricing.Remembered{}, forgotten(err)
	}
	if offer.AgencyID != agencyID || offer.ID != offerID {
		return pricing.Remembered{}, forgotten(fmt.Errorf("cache: the row of %s is another offer's", offerID))
	}
	return pricing.Remembered{Offer: offer, InPlaceOf: inPlaceOf}, nil
}

// RememberOffer implements pricing.Memory.
func (c *Cache) RememberOffer(ctx context.Context, place offerid.Offer, r pricing.Remembered, keepFor time.Duration) error {
	row, err := encodeOffer(r.Offer, r.InPlaceOf)
	if err != nil {
		return err
	}
	s := &sealer{agencyID: r.Offer.AgencyID, searchID: place.Search}
	s.put(fieldOffer(place.Ordinal), row)
	return c.write(ctx, s.searchID, s.fields, keepFor)
}
