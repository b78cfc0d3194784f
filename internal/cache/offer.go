package cache

import (
	"context"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/travel"
)

// Offer implements pricing.Memory.
func (c *Cache) Offer(ctx context.Context, agencyID, offerID string, place offerid.Offer) (pricing.Remembered, error) {
	rows, err := c.rows(ctx, agencyID, place.Search, []int{place.Ordinal})
	if err != nil {
		return pricing.Remembered{}, err
	}
	r, err := decodeOffer(rows[0])
	if err != nil {
		return pricing.Remembered{}, forgotten(err)
	}
	if r.Offer.AgencyID != agencyID || r.Offer.ID != offerID {
		return pricing.Remembered{}, forgotten(fmt.Errorf("cache: the row of %s is another offer's", offerID))
	}
	return r, nil
}

// rows reads the rows of offers by ordinal, in that order.
func (c *Cache) rows(ctx context.Context, agencyID, searchID string, ordinals []int) ([][]byte, error) {
	fields, err := offerBlocks.fields(ordinals)
	if err != nil {
		return nil, err
	}
	read, err := c.read(ctx, agencyID, searchID, fields...)
	if err != nil {
		return nil, err
	}
	return offerBlocks.pick(read, ordinals)
}

// Found implements pricing.Memory.
func (c *Cache) Found(ctx context.Context, agencyID, searchID string, ordinals []int) ([]travel.Offer, error) {
	rows, err := c.rows(ctx, agencyID, searchID, ordinals)
	if err != nil {
		return nil, err
	}
	offers := make([]travel.Offer, len(rows))
	for i, row := range rows {
		r, err := decodeOffer(row)
		if err != nil {
			return nil, forgotten(err)
		}
		if r.Offer.AgencyID != agencyID {
			return nil, forgotten(fmt.Errorf("cache: row %d of %s is another agency's", ordinals[i], searchID))
		}
		offers[i] = r.Offer
	}
	return offers, nil
}

// Neighbours implements pricing.Memory. Outlines are written with the search,
// so that none of its offers is decoded.
func (c *Cache) Neighbours(ctx context.Context, agencyID, searchID string) (pricing.Neighbourhood, error) {
	row, err := c.readOne(ctx, agencyID, searchID, fieldNear)
	if err != nil {
		return pricing.Neighbourhood{}, err
	}
	around, err := decodeNeighbours(row, agencyID)
	if err != nil {
		return pricing.Neighbourhood{}, forgotten(err)
	}
	return around, nil
}

// RememberOffer implements pricing.Memory. Such an offer is alone in its
// search, so its block holds nothing else.
func (c *Cache) RememberOffer(ctx context.Context, place offerid.Offer, r pricing.Remembered, keepFor time.Duration) error {
	row, err := encodeOffer(r)
	if err != nil {
		return err
	}
	s := &sealer{agencyID: r.Offer.AgencyID, searchID: place.Search}
	alone := make([][]byte, place.Ordinal%rowsPerBlock+1)
	alone[len(alone)-1] = row
	s.put(offerBlocks.field(place.Ordinal/rowsPerBlock), alone...)
	return c.write(ctx, s.searchID, s.fields, keepFor)
}
