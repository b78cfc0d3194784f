package amadeus

import (
	"context"
	"net/http"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Release gives an order's seats back while no ticket is issued. After that it is
// the consolidator's business and refused. Amadeus forgets what is cancelled, so
// an order that is not there is released.
func (c *connector) Release(ctx context.Context, reference string, bookingRef []byte) error {
	ref, err := decodeBookingRef(bookingRef)
	if err != nil {
		return err
	}
	order, err := c.order(ctx, ref.order, reference)
	if supplier.FirmCode(err) == codeNotFoundThere {
		return nil
	}
	if err != nil {
		return err
	}
	if len(order.Tickets) > 0 {
		return supplier.Fail(supplier.Rejected, codeTicketed, "tickets are issued", nil)
	}
	booking, err := bookingFrom(order, ref.party, c.office)
	if err == nil && booking.Status == travel.BookingCancelled {
		return nil
	}
	err = c.cancel(ctx, ref.order, reference)
	if supplier.FirmCode(err) == codeNotFoundThere {
		return nil
	}
	return err
}

// cancel may be repeated. An order that is not there is a refusal: whether it was
// cancelled before, or is too young to be found, the caller knows.
func (c *connector) cancel(ctx context.Context, orderID, reference string) error {
	r := request{method: http.MethodDelete, path: orderPath(orderID), reference: reference, changes: true}
	_, err := c.client.call(ctx, r)
	return err
}
