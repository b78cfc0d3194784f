package duffel

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Retrieve finds a booking by Duffel's order id, or, when the booking call's
// answer never came, among the orders made from its offer: Duffel cannot be
// asked by metadata, and an offer makes one order at most.
func (c *connector) Retrieve(ctx context.Context, in supplier.RetrieveInput) (travel.Booking, bool, error) {
	if len(in.BookingRef) == 0 {
		ref, err := decodeOfferRef(in.OfferRef)
		if err != nil {
			return travel.Booking{}, false, err
		}
		return c.find(ctx, in.Reference, ref)
	}
	ref, err := decodeBookingRef(in.BookingRef)
	if err != nil {
		return travel.Booking{}, false, err
	}
	order, err := c.order(ctx, ref.order)
	if codeOf(err) == codeNotFound {
		return travel.Booking{}, false, nil
	}
	if err != nil {
		return travel.Booking{}, false, err
	}
	booking, err := bookingFrom(order, ref.party)
	if err != nil {
		return travel.Booking{}, false, notUnderstood(err)
	}
	return booking, true, nil
}

// order reads one order.
func (c *connector) order(ctx context.Context, id string) (wireOrder, error) {
	r := request{method: http.MethodGet, path: "/air/orders/" + url.PathEscape(id)}
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
		return wireOrder{}, r.lost(codeUnreadable, "answered another order than asked", nil)
	}
	return order, nil
}

// maxPages bounds how long a server can keep us turning pages.
const maxPages = 50

// find looks through the orders of one offer for our reference. A cancelled one
// counts, but one that lives is preferred. No is only said at the end of a
// complete list.
func (c *connector) find(ctx context.Context, reference string, ref offerRef) (travel.Booking, bool, error) {
	var cancelled *travel.Booking
	query := url.Values{"offer_id": {ref.offer}, "limit": {"200"}}
	for range maxPages {
		r := request{method: http.MethodGet, path: "/air/orders", query: query}
		a, err := c.client.call(ctx, r)
		if err != nil {
			return travel.Booking{}, false, err
		}
		var orders []json.RawMessage
		err = r.decode(a, &orders)
		if err != nil {
			return travel.Booking{}, false, err
		}
		if orders == nil {
			return travel.Booking{}, false, r.lost(codeUnreadable, "a list without data", nil)
		}
		for _, raw := range orders {
			booking, ours, err := ourBooking(raw, reference, ref.party)
			if err != nil {
				return travel.Booking{}, false, err
			}
			if ours && booking.Status != travel.BookingCancelled {
				return booking, true, nil
			}
			if ours {
				cancelled = &booking
			}
		}
		if a.after == "" {
			if cancelled != nil {
				return *cancelled, true, nil
			}
			return travel.Booking{}, false, nil
		}
		query.Set("after", a.after)
	}
	return travel.Booking{}, false, supplier.Fail(supplier.Unavailable, codeUnreadable, "a list without end", nil)
}

// ourBooking reads one order of a list. An order that cannot be read might be
// ours, so it is an error and not a no.
func ourBooking(raw json.RawMessage, reference string, p party) (travel.Booking, bool, error) {
	var order wireOrder
	err := json.Unmarshal(raw, &order)
	if err != nil {
		return travel.Booking{}, false, notUnderstood(err)
	}
	if reference == "" || order.reference() != reference {
		return travel.Booking{}, false, nil
	}
	booking, err := bookingFrom(order, p)
	if err != nil {
		return travel.Booking{}, false, notUnderstood(err)
	}
	return booking, true, nil
}

// notUnderstood is the failure of a read whose order makes no sense.
func notUnderstood(err error) error {
	return supplier.Fail(supplier.Unavailable, codeUnreadable, "order not understood", err)
}
