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
	at := []int{place.Ordinal}
	fields, err := offerBlocks.fields(at)
	if err != nil {
		return pricing.Remembered{}, err
	}
	read, err := c.read(ctx, agencyID, place.Search, fields...)
	if err != nil {
		return pricing.Remembered{}, err
	}
	rows, err := offerBlocks.pick(read, at)
	if err != nil {
		return pricing.Remembered{}, err
	}
	offer, inPlaceOf, err := decodeOffer(rows[0])
	if err != nil {
		return pricing.Remembered{}, forgotten(err)
	}
	if offer.AgencyID != agencyID || offer.ID != offerID {
		return pricing.Remembered{}, forgotten(fmt.Errorf("cache: the row of %s is another offer's", offerID))
	}
	return pricing.Remembered{Offer: offer, InPlaceOf: inPlaceOf}, nil
}

// RememberOffer implements pricing.Memory. Such an offer is alone in its
// search, so its block holds nothing else.
func (c *Cache) RememberOffer(ctx context.Context, place offerid.Offer, r pricing.Remembered, keepFor time.Duration) error {
	row, err := encodeOffer(r.Offer, r.InPlaceOf)
	if err != nil {
		return err
	}
	s := &sealer{agencyID: r.Offer.AgencyID, searchID: place.Search}
	alone := make([][]byte, place.Ordinal%rowsPerBlock+1)
	alone[len(alone)-1] = row
	err = s.put(offerBlocks.field(place.Ordinal/rowsPerBlock), alone...)
	if err != nil {
		return err
	}
	return c.write(ctx, s.searchID, s.fields, keepFor)
}
