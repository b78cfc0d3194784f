package duffel

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// SeatMaps shows the seats of an offer. Duffel sells seats with the order and
// not after, so that bookings have none.
func (c *connector) SeatMaps(ctx context.Context, about supplier.About) ([]travel.SeatMap, error) {
	if len(about.BookingRef) > 0 {
		return nil, supplier.Fail(supplier.Unsupported, "seats_after_booking", "no seats after booking", nil)
	}
	ref, err := decodeOfferRef(about.OfferRef)
	if err != nil {
		return nil, err
	}
	_, n, err := c.offerNamed(ctx, ref, nil)
	if err != nil {
		return nil, err
	}
	wires, err := c.seatMaps(ctx, ref.offer)
	if err != nil {
		return nil, err
	}
	maps := make([]travel.SeatMap, 0, len(wires))
	twice := 0
	for _, wire := range wires {
		one, again, err := seatMapFrom(wire, n)
		if err != nil {
			return nil, err
		}
		if len(one.Cabins) > 0 && !slices.ContainsFunc(maps, func(m travel.SeatMap) bool { return m.SegmentID == one.SegmentID }) {
			maps = append(maps, one)
			twice += again
		}
	}
	c.leftOut(ctx, "seats", make([]string, twice))
	if out := len(wires) - len(maps); out > 0 {
		c.leftOut(ctx, "seat maps", make([]string, out))
	}
	return maps, nil
}

// seatMaps reads the maps there are; one that cannot be read is left out.
func (c *connector) seatMaps(ctx context.Context, offer string) ([]wireSeatMap, error) {
	r := request{method: http.MethodGet, path: "/air/seat_maps", query: url.Values{"offer_id": {offer}}}
	a, err := c.client.call(ctx, r)
	if supplier.FirmCode(err) == codeNotFound {
		return nil, supplier.Recast(supplier.SoldOut, err)
	}
	if err != nil {
		return nil, err
	}
	var apart []json.RawMessage
	err = r.decode(a, &apart)
	if err != nil {
		return nil, err
	}
	maps := make([]wireSeatMap, 0, len(apart))
	for _, raw := range apart {
		var wire wireSeatMap
		if json.Unmarshal(raw, &wire) == nil {
			maps = append(maps, wire)
		}
	}
	if out := len(apart) - len(maps); out > 0 {
		c.leftOut(ctx, "seat maps", make([]string, out))
	}
	return maps, nil
}
