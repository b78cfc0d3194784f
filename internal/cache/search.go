package cache

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/shopping"
)

// Fields of a search's hash. Each is packed and sealed by itself.
const (
	fieldPages = "page:" // and the page's name: as callers see it, compressed
	fieldIndex = "index" // without any offer
	fieldNear  = "near"  // outlines of the offers, from which alternatives are chosen
)

// blocks are lists that are stored so many to a field.
type blocks struct {
	name string
	size int
}

var (
	offerBlocks    = blocks{"o", rowsPerBlock}      // domain rows
	fragmentBlocks = blocks{"f", fragmentsPerBlock} // the same offers, ready for the wire
	entryBlocks    = blocks{"l", entriesPerBlock}   // data-list entries, ready for the wire
)

func (b blocks) field(block int) string { return b.name + strconv.Itoa(block) }

// fields are those that hold the items at these places, each once.
func (b blocks) fields(places []int) ([]string, error) {
	var fields []string
	for _, place := range places {
		if place < 0 {
			return nil, forgotten(fmt.Errorf("cache: no place %d", place))
		}
		field := b.field(place / b.size)
		if !slices.Contains(fields, field) {
			fields = append(fields, field)
		}
	}
	return fields, nil
}

// pick finds the items at these places in the fields that hold them.
func (b blocks) pick(read map[string][][]byte, places []int) ([][]byte, error) {
	items := make([][]byte, 0, len(places))
	for _, place := range places {
		block := read[b.field(place/b.size)]
		if place%b.size >= len(block) {
			return nil, forgotten(fmt.Errorf("cache: no %s at %d", b.name, place))
		}
		items = append(items, block[place%b.size])
	}
	return items, nil
}

// sealer collects the fields of one write.
type sealer struct {
	agencyID string
	searchID string
	fields   []any // name, value, name, value, …
}

func (s *sealer) put(field string, payloads ...[]byte) {
	at := place{agencyID: s.agencyID, searchID: s.searchID, field: field}
	s.fields = append(s.fields, field, seal(at, pack(payloads)))
}

// putPage puts what is compressed already, so that it is sent as it is kept.
func (s *sealer) putPage(name string, gzipped []byte) {
	field := fieldPages + name
	at := place{agencyID: s.agencyID, searchID: s.searchID, field: field}
	s.fields = append(s.fields, field, seal(at, gzipped))
}

// putBlocks puts items into blocks, the first of them at the beginning of one.
func (s *sealer) putBlocks(b blocks, block int, items [][]byte) {
	for some := range slices.Chunk(items, b.size) {
		s.put(b.field(block), some...)
		block++
	}
}

// Remember implements shopping.Memory.
func (c *Cache) Remember(ctx context.Context, set shopping.Set) error {
	s := &sealer{agencyID: set.AgencyID, searchID: set.SearchID}
	index, err := encodeIndex(set)
	if err != nil {
		return err
	}
	outlines, err := encodeNeighbours(set)
	if err != nil {
		return err
	}
	rows, err := encodeRows(set, 0)
	if err != nil {
		return err
	}
	var fragments, entries [][]byte
	for _, offer := range set.Offers {
		fragments = append(fragments, offer.Fragment)
	}
	for _, entry := range set.Entries {
		entries = append(entries, entry.Body)
	}
	s.putPage(shopping.FirstPage, set.FirstPage)
	s.put(fieldIndex, index)
	s.put(fieldNear, outlines)
	s.putBlocks(offerBlocks, 0, rows)
	s.putBlocks(fragmentBlocks, 0, fragments)
	s.putBlocks(entryBlocks, 0, entries)
	return c.write(ctx, s.searchID, s.fields, set.KeepFor)
}

// RememberOffers implements shopping.Memory. A block that was begun by the
// offers before is written again.
func (c *Cache) RememberOffers(ctx context.Context, set shopping.Set, from int) error {
	first := from / rowsPerBlock
	s := &sealer{agencyID: set.AgencyID, searchID: set.SearchID}
	rows, err := encodeRows(set, first*rowsPerBlock)
	if err != nil {
		return err
	}
	s.putBlocks(offerBlocks, first, rows)
	return c.write(ctx, s.searchID, s.fields, set.KeepFor)
}

// encodeRows puts the rows of all offers whose ordinal is from or higher where
// their ordinals say.
func encodeRows(set shopping.Set, from int) ([][]byte, error) {
	var rows [][]byte
	for _, offer := range set.Offers {
		at := offer.Indexed.Ordinal - from
		if at < 0 {
			continue
		}
		row, err := encodeOffer(pricing.Remembered{Offer: offer.Offer})
		if err != nil {
			return nil, err
		}
		for len(rows) <= at {
			rows = append(rows, nil)
		}
		rows[at] = row
	}
	return rows, nil
}

// Page implements shopping.Memory.
func (c *Cache) Page(ctx context.Context, agencyID, searchID, name string) ([]byte, error) {
	field := fieldPages + name
	values, err := c.get(ctx, searchID, field)
	if err != nil {
		return nil, err
	}
	page, err := unseal(place{agencyID: agencyID, searchID: searchID, field: field}, values[0])
	if err != nil {
		return nil, forgotten(err)
	}
	return page, nil
}

// KeepPage implements shopping.Memory. It is kept for as long as the search is:
// a search that is gone does not come back as a page.
func (c *Cache) KeepPage(ctx context.Context, agencyID, searchID, name string, gzipped []byte) error {
	s := &sealer{agencyID: agencyID, searchID: searchID}
	s.putPage(name, gzipped)
	return c.addTo(ctx, searchID, s.fields)
}

// Index implements shopping.Memory.
func (c *Cache) Index(ctx context.Context, agencyID, searchID string) (shopping.Index, error) {
	row, err := c.readOne(ctx, agencyID, searchID, fieldIndex)
	if err != nil {
		return shopping.Index{}, err
	}
	index, err := decodeIndex(row, agencyID)
	if err != nil {
		return shopping.Index{}, forgotten(err)
	}
	return index, nil
}

// Fragments implements shopping.Memory.
func (c *Cache) Fragments(ctx context.Context, agencyID, searchID string, ordinals, entries []int) (shopping.Fragments, error) {
	fields, err := fragmentBlocks.fields(ordinals)
	if err != nil {
		return shopping.Fragments{}, err
	}
	more, err := entryBlocks.fields(entries)
	if err != nil {
		return shopping.Fragments{}, err
	}
	read, err := c.read(ctx, agencyID, searchID, append(fields, more...)...)
	if err != nil {
		return shopping.Fragments{}, err
	}
	var parts shopping.Fragments
	parts.Offers, err = fragmentBlocks.pick(read, ordinals)
	if err != nil {
		return shopping.Fragments{}, err
	}
	parts.Entries, err = entryBlocks.pick(read, entries)
	if err != nil {
		return shopping.Fragments{}, err
	}
	return parts, nil
}

// readOne reads a field that holds one payload.
func (c *Cache) readOne(ctx context.Context, agencyID, searchID, field string) ([]byte, error) {
	read, err := c.read(ctx, agencyID, searchID, field)
	if err != nil {
		return nil, err
	}
	if len(read[field]) != 1 {
		return nil, forgotten(errPacked)
	}
	return read[field][0], nil
}
