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
		return c.find(ctx, in)
	}
	view, err := c.viewed(ctx, in.Reference, in.BookingRef, in.Pax)
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
	code := supplier.FirmCode(err)
	return code == padisNoMatch || code == padisNotFound
}

// find is the booking under our reference. A cancelled one counts, but one that
// lives is preferred.
func (c *connector) find(ctx context.Context, in supplier.RetrieveInput) (travel.Booking, bool, error) {
	r, err := decodeRef(in.OfferRef, kindOffer)
	if err != nil {
		return travel.Booking{}, false, err
	}
	body := c.retrieval(in.Reference)
	body.Request.Filter.Reference = &sendReferenceFilter{ID: in.Reference, Org: c.org()}
	a, err := ask[wireOrderView](ctx, c.client, request{body: body, answers: "IATA_OrderViewRS"})
	if absent(err) {
		return travel.Booking{}, false, nil
	}
	if err != nil {
		return travel.Booking{}, false, err
	}
	p := r.party().named(in.Pax)
	views := viewsOf(a, p)
	if len(views) == 0 {
		return travel.Booking{}, false, notUnderstood(errors.New("no orders and no error"))
	}
	view, err := c.ours(views, in.Reference, p)
	if view == nil || err != nil {
		return travel.Booking{}, false, err
	}
	booking, err := view.booking()
	if err != nil {
		return travel.Booking{}, false, notUnderstood(err)
	}
	return booking, true, nil
}

// ours is the order that was made under a reference, nil when none is. One that
// shows it is, one that shows another is not. One that shows none may be
// anybody's: it is taken when it is the only one and everybody has the right name.
func (c *connector) ours(views []*orderView, reference string, p party) (*orderView, error) {
	var shows, silent []*orderView
	for _, view := range views {
		switch view.reference(c.seller.AgencyID) {
		case reference:
			shows = append(shows, view)
		case "":
			silent = append(silent, view)
		}
	}
	if len(shows) > 0 {
		return firstLiving(shows), nil
	}
	if len(silent) == 0 {
		return nil, nil
	}
	open := slices.DeleteFunc(slices.Clone(silent), (*orderView).cancelled)
	switch candidate := firstLiving(silent); {
	case len(open) > 1:
		return nil, notUnderstood(fmt.Errorf("%d orders that may be ours", len(open)))
	case !candidate.sameNames(p):
		return nil, notUnderstood(errors.New("an order that shows neither our reference nor our people"))
	default:
		return candidate, nil
	}
}

// firstLiving is the first that is not cancelled, else the last.
func firstLiving(views []*orderView) *orderView {
	at := slices.IndexFunc(views, func(v *orderView) bool { return !v.cancelled() })
	if at < 0 {
		at = len(views) - 1
	}
	return views[at]
}

func (c *connector) retrieval(reference string) sendOrderRetrieve {
	return sendOrderRetrieve{XMLName: root("IATA_OrderRetrieveRQ"), sendHead: c.head(), Payload: payloadOf(reference)}
}

// viewed reads one order by its handle. Where passengers are numbered anew, only
// the names of people tell them apart; without them the view may be no booking.
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
	views := viewsOf(a, r.party().named(people))
	at := slices.IndexFunc(views, func(v *orderView) bool { return string(v.wire.OrderID) == r.ID })
	if at < 0 {
		return nil, notUnderstood(fmt.Errorf("%d orders, none of them the one asked for", len(views)))
	}
	return views[at], nil
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
		return nil, message.lost(supplier.CodeUnreadable, "order not understood", err)
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
	return supplier.Fail(supplier.OutcomeUnknown, supplier.CodeUnreadable, message, err)
}
