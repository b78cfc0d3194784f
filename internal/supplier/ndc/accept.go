package ndc

import (
	"context"
	"slices"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Accept agrees to what the airline changed.
func (c *connector) Accept(ctx context.Context, in supplier.BookingInput, change travel.ScheduleChange) (travel.Booking, error) {
	r, err := decodeRef(in.BookingRef, kindBooking)
	if err != nil {
		return travel.Booking{}, err
	}
	a, err := decodeRef(change.Ref, kindAccept)
	if err != nil {
		return travel.Booking{}, err
	}
	if a.ID != r.ID || len(a.ItemIDs) == 0 {
		return travel.Booking{}, supplier.Fail(supplier.Rejected, codeBadHandle, "schedule change of another order", nil)
	}
	body := sendChangeRequest{Choice: &sendChangeChoice{Change: &sendOrderItems{IDs: a.ItemIDs}}}
	view, err := c.changed(ctx, in.Reference, r, r.party().named(in.Pax), body)
	if err != nil {
		return travel.Booking{}, err
	}
	booking, err := view.booking()
	if err != nil {
		return travel.Booking{}, doubtful("changed order not understood", err)
	}
	for _, left := range booking.ScheduleChanges {
		waits, err := decodeRef(left.Ref, kindAccept)
		if err == nil && !left.Answered && slices.ContainsFunc(waits.ItemIDs, func(id string) bool { return slices.Contains(a.ItemIDs, id) }) {
			return travel.Booking{}, doubtful("the change still waits for an answer", nil)
		}
	}
	return booking, nil
}
