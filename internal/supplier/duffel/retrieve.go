package duffel

import (
	"context"
	"net/http"
	"net/url"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Retrieve finds a booking by Duffel's order id, or, when the booking call's
// answer never came, by our reference in the order's metadata, which Duffel
// cannot be asked for: see look.
func (c *connector) Retrieve(ctx context.Context, in supplier.RetrieveInput) (travel.Booking, bool, error) {
	if len(in.BookingRef) == 0 {
		ref, err := decodeOfferRef(in.OfferRef)
		if err != nil {
			return travel.Booking{}, false, err
		}
		return c.find(ctx, in.Reference, ref, in.Pax)
	}
	ref, err := decodeBookingRef(in.BookingRef)
	if err != nil {
		return travel.Booking{}, false, err
	}
	order, err := c.order(ctx, ref.order)
	if supplier.FirmCode(err) == codeNotFound {
		return travel.Booking{}, false, nil
	}
	if err != nil {
		return travel.Booking{}, false, err
	}
	booking, err := bookingFrom(order, ref.party)
	if err != nil {
		return travel.Booking{}, false, notUnderstood(err)
	}
	c.leftOut(ctx, "order", flownIn(order, ref.party).dropped)
	return booking, true, nil
}

// order reads one order.
func (c *connector) order(ctx context.Context, id string) (wireOrder, error) {
	r := request{method: http.MethodGet, path: "/air/orders/" + url.PathEscape(id), oneOrder: true}
	a, err := c.client.call(ctx, r)
	if err != nil {
		return wireOrder{}, err
	}
	var order wireOrder
	err = r.decode(a, &order)
	if err != nil {
		return wireOrder{}, err
	}
	if order.ID != id {
		return wireOrder{}, r.lost(supplier.CodeUnreadable, "answered another order than asked", nil)
	}
	return order, nil
}

// notUnderstood is the failure of a read whose order makes no sense.
func notUnderstood(err error) error {
	return supplier.Fail(supplier.Unavailable, supplier.CodeUnreadable, "order not understood", err)
}
