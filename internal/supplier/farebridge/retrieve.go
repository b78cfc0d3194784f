package farebridge

import (
	"context"
	"net/http"
	"slices"

	"github.com/farebridge/farebridge/api/client"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Retrieve finds a booking by the peer's order id, or, when the booking call's
// answer never came, by our reference. An order whose outcome the peer does not
// know itself yet is Unavailable, stillPending: neither a booking nor none.
//
// Of what was to be bought at once an unpaid order is no booking, be it held there
// or not: without a payment it lapses at its payBy and nobody owes anything. While
// a payment is pending it may become one, so it is stillPending. A payment of ours
// that has not even arrived is the caller's to wait for, as any call on its way.
func (c *connector) Retrieve(ctx context.Context, in supplier.RetrieveInput) (travel.Booking, bool, error) {
	orderID, instantly := "", false
	if len(in.BookingRef) > 0 {
		ref, err := decodeBookingRef(in.BookingRef)
		if err != nil {
			return travel.Booking{}, false, err
		}
		orderID, instantly = ref.Order, ref.Instant
	} else {
		ref, err := decodeOfferRef(in.OfferRef)
		if err != nil {
			return travel.Booking{}, false, err
		}
		instantly = ref.Instant
		orderID, err = c.find(ctx, in.Reference)
		if err != nil || orderID == "" {
			return travel.Booking{}, false, err
		}
	}
	order, err := c.order(ctx, orderID)
	if codeOf(err) == client.ProblemCodeNotFound {
		return travel.Booking{}, false, nil
	}
	if err != nil {
		return travel.Booking{}, false, err
	}
	return order.found(instantly || order.Metadata[markAtOnce] == "true")
}

// found reads whether an order is a booking.
func (w wireOrder) found(instantly bool) (travel.Booking, bool, error) {
	stands := w.stands()
	switch {
	case stands == standsPending, stands == standsUnpaid && instantly && w.payment(client.PaymentStatusPending):
		return travel.Booking{}, false, stillPending()
	case stands == standsNever, stands == standsUnpaid && instantly:
		return travel.Booking{}, false, nil
	}
	booking, err := bookingFrom(w, instantly)
	if err != nil {
		return travel.Booking{}, false, notUnderstood(err)
	}
	return booking, true, nil
}

// payment reports whether the order has one of a status.
func (w wireOrder) payment(status client.PaymentStatus) bool {
	return slices.ContainsFunc(w.Payments, func(p wirePayment) bool { return p.Status == status })
}

// find is the id of the order under our reference, "" for none. Of several one
// that lives comes first: a failed one was never booked.
func (c *connector) find(ctx context.Context, reference string) (string, error) {
	a, err := c.peer.call(ctx, reads, func(ctx context.Context, api *client.Client) (*http.Response, error) {
		return api.OrderList(ctx, &client.OrderListParams{ClientReference: &reference})
	})
	if err != nil {
		return "", err
	}
	var list wireOrderList
	err = a.decode(&list)
	if err != nil {
		return "", err
	}
	if list.Orders == nil {
		return "", a.lost("no list of orders in it", nil)
	}
	id := ""
	for _, o := range list.Orders {
		switch {
		case o.ClientReference != reference, o.OrderID == "":
			return "", a.lost("orders of somebody else", nil)
		case standings[o.Status] != standsNever:
			return o.OrderID, nil
		}
		id = o.OrderID
	}
	return id, nil
}

// order reads one order.
func (c *connector) order(ctx context.Context, id string) (wireOrder, error) {
	a, err := c.peer.call(ctx, reads, func(ctx context.Context, api *client.Client) (*http.Response, error) {
		return api.OrderRetrieve(ctx, id, nil)
	})
	if err != nil {
		return wireOrder{}, err
	}
	var order wireOrder
	err = a.decode(&order)
	if err == nil && order.OrderID != id {
		return wireOrder{}, a.lost("another order than asked for", nil)
	}
	return order, err
}

func stillPending() error {
	return supplier.Fail(supplier.Unavailable, codeStillPending, "its outcome is not known there yet", nil)
}

// notUnderstood is the failure of a read whose order makes no sense.
func notUnderstood(err error) error {
	return supplier.Fail(supplier.Unavailable, supplier.CodeUnreadable, "order not understood", err)
}
