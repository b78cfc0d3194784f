package duffel

import (
	"context"
	"net/http"
	"net/url"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Accept agrees to an airline-initiated change. One that was replaced by another
// meanwhile is refused by Duffel, and Rejected: the new one is to be read first.
func (c *connector) Accept(ctx context.Context, in supplier.BookingInput, change travel.ScheduleChange) (travel.Booking, error) {
	ref, err := decodeBookingRef(in.BookingRef)
	if err != nil {
		return travel.Booking{}, err
	}
	later, err := decodeLater(change.Ref, laterAirlineChange)
	if err != nil {
		return travel.Booking{}, err
	}
	// Read first, as before every write whose 503 promises nothing: a Duffel that is
	// down says so here, where it is certain that nothing was done.
	_, err = c.order(ctx, ref.order)
	if err != nil {
		return travel.Booking{}, err
	}
	r := request{
		method: http.MethodPost, path: "/air/airline_initiated_changes/" + url.PathEscape(later.ID) + "/actions/accept", changes: true,
	}
	a, err := c.client.call(ctx, r)
	if err != nil {
		return travel.Booking{}, err
	}
	var accepted wireAirlineChange
	err = r.decode(a, &accepted)
	if err != nil {
		return travel.Booking{}, err
	}
	if accepted.ID != later.ID || accepted.ActionTaken != "accepted" {
		return travel.Booking{}, r.lost(supplier.CodeUnreadable, "change not accepted", nil)
	}
	return c.afterwards(ctx, ref)
}
