package amadeus

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/farebridge/farebridge/internal/supplier"
)

// addBrands asks for the dearer brands of the cheapest offers, one call for each:
// several offers in one call are read as parts of one journey. What cannot be had
// is no failure of the search, which has its offers already.
func (c *connector) addBrands(ctx context.Context, found *assortment) {
	cheapest := make([]int, len(found.offers))
	for i := range cheapest {
		cheapest[i] = i
	}
	slices.SortStableFunc(cheapest, func(a, b int) int {
		order, err := found.offers[a].Total.Cmp(found.offers[b].Total)
		if err != nil {
			return 0 // of two currencies neither is cheaper
		}
		return order
	})
	for _, i := range cheapest[:min(c.upsell, len(cheapest))] {
		siblings, err := c.siblings(ctx, found.sources[i])
		if err != nil {
			c.logger.WarnContext(ctx, "no brands beside an offer", "code", supplier.CodeOf(err))
			if ctx.Err() != nil {
				return
			}
			continue
		}
		before := found.dropped
		err = found.add(ctx, siblings)
		found.dropped = before // none of these was missing from the search
		if err != nil {
			return
		}
	}
}

// siblings are the other brands of an offer's flights; none is an answer too.
func (c *connector) siblings(ctx context.Context, source json.RawMessage) ([]json.RawMessage, error) {
	r := request{
		method: http.MethodPost,
		path:   "/v1/shopping/flight-offers/upselling",
		data:   sendOffers{Type: "flight-offers-upselling", FlightOffers: []json.RawMessage{source}},
		many:   true,
	}
	a, err := c.client.call(ctx, r)
	if supplier.FirmCode(err) == codeNoUpsell {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found supplier.Pieces
	err = r.decode(a, &found)
	return found.Taken, err
}
