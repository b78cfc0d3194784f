package ndc

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Retrieve finds a booking by its order id, or, when the booking call's answer
// never came, by our reference as the seller's booking reference.
func (c *connector) Retrieve(ctx context.Context, in supplier.RetrieveInput) (travel.Booking, bool, error) {
	if len(in.BookingRef) == 0 {
		return c.find(ctx, in.Reference, in.OfferRef)
	}
	view, err := c.viewed(ctx, in.Reference, in.BookingRef, nil)
	if absent(err) {
		return travel.Booking{}, false, nil
	}
	if err != nil {
		return travel.Booking{}, false, err
	}
	booking, err := view.booking()
	if err != nil {
		return travel.Booking{}, false, notUnderstood(err)
	}
	return booking, true, nil
}

// absent is the supplier's word that there is no such order.
func absent(err error) bool {
	code := codeOf(err)
	return code == padisNoMatch || code == padisNotFound
}

// find is the booking under our reference. A cancelled one counts, but one that
// lives is preferred. An order that shows another reference of ours is not the one.
func (c *connector) find(ctx context.Context, reference string, offerRef []byte) (travel.Booking, bool, error) {
	r, err := decodeRef(offerRef, kindOffer)
	if err != nil {
		return travel.Booking{}, false, err
	}
	body := c.retrieval(reference)
	body.Request.Filter.Reference = &sendReferenceFilter{ID: reference, Org: c.org()}
	a, err := ask[wireOrderView](ctx, c.client, request{body: body, answers: "IATA_OrderViewRS"})
	if absent(err) {
		return travel.Booking{}, false, nil
	}
	if err != nil {
		return travel.Booking{}, false, err
	}
	views, err := viewsOf(a, r.party())
	if err != nil {
		return travel.Booking{}, false, notUnderstood(err)
	}
	var cancelled *travel.Booking
	for _, view := range views {
		if shown := view.reference(c.seller.AgencyID); shown != "" && shown != reference {
			continue
		}
		booking, err := view.booking()
		if err != nil {
			return travel.Booking{}, false, notUnderstood(err) // it might be ours
		}
		if booking.Status != travel.BookingCancelled {
			return booking, true, nil
		}
		cancelled = &booking
	}
	switch {
	case cancelled != nil:
		return *cancelled, true, nil
	case len(views) == 0:
		return travel.Booking{}, false, notUnderstood(errors.New("no orders and no error"))
	}
	return travel.Booking{}, false, nil
}

func (c *connector) retrieval(reference string) sendOrderRetrieve {
	return sendOrderRetrieve{XMLName: root("IATA_OrderRetrieveRQ"), sendHead: c.head(), Payload: payloadOf(reference)}
}

// viewed reads one order by its handle. Names of people, where the caller knows
// them, help to tell passengers apart.
func (c *connector) viewed(ctx context.Context, reference string, bookingRef []byte, people []travel.Traveller) (*orderView, error) {
	r, err := decodeRef(bookingRef, kindBooking)
	if err != nil {
		return nil, err
	}
	body := c.retrieval(reference)
	body.Request.Filter.Order = &sendOrderKey{OrderID: r.ID, Owner: r.Owner}
	a, err := ask[wireOrderView](ctx, c.client, request{body: body, answers: "IATA_OrderViewRS"})
	if err != nil {
		return nil, err
	}
	views, err := viewsOf(a, r.party().known(people))
	if err != nil {
		return nil, notUnderstood(err)
	}
	at := slices.IndexFunc(views, func(v *orderView) bool { return string(v.wire.OrderID) == r.ID })
	if at < 0 {
		return nil, notUnderstood(fmt.Errorf("%d orders, none of them the one asked for", len(views)))
	}
	return views[at], nil
}

// known adds the names of people to a party that has none.
func (p party) known(people []travel.Traveller) party {
	if slices.ContainsFunc(p, func(one passenger) bool { return one.name != "" }) {
		return p
	}
	return p.named(people)
}

// changed sends an OrderChangeRQ and reads the order after it.
func (c *connector) changed(ctx context.Context, reference string, r ref, p party, body sendChangeRequest) (*orderView, error) {
	message := request{body: c.change(reference, r, body), answers: "IATA_OrderViewRS", changes: true}
	a, err := ask[wireOrderView](ctx, c.client, message)
	if err != nil {
		return nil, err
	}
	view, err := c.only(a, p)
	if err == nil && string(view.wire.OrderID) != r.ID {
		err = errors.New("answered another order than asked")
	}
	if err != nil {
		return nil, message.lost(codeUnreadable, "order not understood", err)
	}
	return view, nil
}

// change makes an OrderChangeRQ about an order.
func (c *connector) change(reference string, r ref, body sendChangeRequest) sendOrderChange {
	body.Order = sendOrderKey{OrderID: r.ID, Owner: r.Owner}
	return sendOrderChange{XMLName: root("IATA_OrderChangeRQ"), sendHead: c.head(), Payload: payloadOf(reference), Request: body}
}

// doubtful is the failure of a write whose answer has an order that makes no sense.
func doubtful(message string, err error) error {
	return supplier.Fail(supplier.OutcomeUnknown, codeUnreadable, message, err)
}
