package cache

import (
	"context"
	"strconv"

	"github.com/farebridge/farebridge/internal/shopping"
)

// Fields of a search's hash.
const (
	fieldFirstPageMeta = "meta"
	fieldFirstPage     = "page"
	fieldIndex         = "index"
)

func fieldOffer(ordinal int) string    { return "o" + strconv.Itoa(ordinal) } // the domain row
func fieldFragment(ordinal int) string { return "f" + strconv.Itoa(ordinal) } // the same, ready for the wire
func fieldEntry(number int) string     { return "l" + strconv.Itoa(number) }  // a data-list entry, ready for the wire

// sealer collects the fields of one write.
type sealer struct {
	agencyID string
	searchID string
	fields   []any // name, value, name, value, …
}

func (s *sealer) put(field string, payload []byte) {
	at := place{agencyID: s.agencyID, searchID: s.searchID, field: field}
	s.fields = append(s.fields, field, seal(at, payload))
}

// Remember implements shopping.Memory.
func (c *Cache) Remember(ctx context.Context, set shopping.Set) error {
	s := &sealer{agencyID: set.AgencyID, searchID: set.Summary.ShoppingID}
	meta, err := encodeMeta(set)
	if err != nil {
		return err
	}
	s.put(fieldFirstPageMeta, meta)
	s.put(fieldFirstPage, set.FirstPage)
	index, err := encodeIndex(set)
	if err != nil {
		return err
	}
	s.put(fieldIndex, index)
	for number, entry := range set.Entries {
		s.put(fieldEntry(number), entry.Body)
	}
	for ordinal, offer := range set.Offers {
		row, err := encodeOffer(offer.Offer, "")
		if err != nil {
			return err
		}
		s.put(fieldOffer(ordinal), row)
		s.put(fieldFragment(ordinal), offer.Fragment)
	}
	return c.write(ctx, s.searchID, s.fields, set.KeepFor)
}

// FirstPage implements shopping.Memory.
func (c *Cache) FirstPage(ctx context.Context, agencyID, shoppingID string) (shopping.FirstPage, error) {
	values, err := c.read(ctx, agencyID, shoppingID, fieldFirstPageMeta, fieldFirstPage)
	if err != nil {
		return shopping.FirstPage{}, err
	}
	expiresAt, err := decodeMeta(values[0], agencyID)
	if err != nil {
		return shopping.FirstPage{}, forgotten(err)
	}
	return shopping.FirstPage{ExpiresAt: expiresAt, Body: values[1]}, nil
}

// Index implements shopping.Memory.
func (c *Cache) Index(ctx context.Context, agencyID, shoppingID string) (shopping.Index, error) {
	values, err := c.read(ctx, agencyID, shoppingID, fieldIndex)
	if err != nil {
		return shopping.Index{}, err
	}
	index, err := decodeIndex(values[0], agencyID)
	if err != nil {
		return shopping.Index{}, forgotten(err)
	}
	return index, nil
}

// Fragments implements shopping.Memory.
func (c *Cache) Fragments(ctx context.Context, agencyID, shoppingID string, ordinals, entries []int) (shopping.Fragments, error) {
	fields := make([]string, 0, len(ordinals)+len(entries))
	for _, ordinal := range ordinals {
		fields = append(fields, fieldFragment(ordinal))
	}
	for _, number := range entries {
		fields = append(fields, fieldEntry(number))
	}
	values, err := c.read(ctx, agencyID, shoppingID, fields...)
	if err != nil {
		return shopping.Fragments{}, err
	}
	return shopping.Fragments{Offers: values[:len(ordinals)], Entries: values[len(ordinals):]}, nil
}
