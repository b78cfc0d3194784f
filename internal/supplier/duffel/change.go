package duffel

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Reshop asks what the order could be changed to. It changes nothing.
func (c *connector) Reshop(ctx context.Context, in supplier.ReshopInput) ([]travel.ChangeOffer, error) {
	ref, err := decodeBookingRef(in.BookingRef)
	if err != nil {
		return nil, err
	}
	order, err := c.order(ctx, ref.order)
	if err != nil {
		return nil, err
	}
	flown := flownIn(order, ref.party)
	body, kept, err := changeRequestFor(ref.order, in, flown)
	if err != nil {
		return nil, err
	}
	raws, err := c.requestChange(ctx, body)
	if err != nil {
		return nil, err
	}
	offers := make([]travel.ChangeOffer, 0, len(raws))
	var dropped []string
	for _, raw := range raws {
		var wire wireChange
		err := json.Unmarshal(raw, &wire)
		if err == nil {
			var offer travel.ChangeOffer
			offer, err = changeOfferFrom(wire, kept)
			if err == nil {
				offers = append(offers, offer)
				continue
			}
		}
		dropped = append(dropped, err.Error())
	}
	c.leftOut(ctx, "change offers", dropped)
	return offers, nil
}

// changeRequestFor also gives the journeys that stay.
func changeRequestFor(order string, in supplier.ReshopInput, flown flown) (sendChangeRequest, []travel.PaxJourney, error) {
	body := sendChangeRequest{OrderID: order, Slices: sendChangeParts{Remove: []sendRemoved{}, Add: []sendAdded{}}}
	var kept []travel.PaxJourney
	cabin := cabinTo(in.Cabin)
	for i, journey := range flown.journeys {
		if !slices.ContainsFunc(in.Remove, func(id string) bool { return travel.SameFlights(id, journey.ID()) }) {
			kept = append(kept, journey)
			continue
		}
		body.Slices.Remove = append(body.Slices.Remove, sendRemoved{SliceID: flown.wire[i].ID})
		if cabin == "" {
			cabin = cabinOf(flown.wire[i])
		}
	}
	if len(body.Slices.Remove) != len(in.Remove) {
		return sendChangeRequest{}, nil, supplier.Fail(supplier.Rejected, codeNoSuchJourney, "not all of these journeys are booked", nil)
	}
	for _, od := range in.Add {
		body.Slices.Add = append(body.Slices.Add, sendAdded{
			Origin: od.Origin, Destination: od.Destination, DepartureDate: od.Date.String(),
			CabinClass: cmp.Or(cabin, string(travel.CabinEconomy)),
		})
	}
	return body, kept, nil
}

// cabinOf is what a booked slice is flown in: the first that is said.
func cabinOf(slice wireSlice) string {
	for _, segment := range slice.Segments {
		for _, one := range segment.Passengers {
			if one.CabinClass != "" {
				return one.CabinClass
			}
		}
	}
	return ""
}

// requestChange gives the change offers, which come with the request's answer or
// are read for it.
func (c *connector) requestChange(ctx context.Context, body sendChangeRequest) ([]json.RawMessage, error) {
	r := request{method: http.MethodPost, path: "/air/order_change_requests", body: body}
	a, err := c.client.call(ctx, r)
	if err != nil {
		return nil, err
	}
	var asked wireChangeRequest
	err = r.decode(a, &asked)
	if err != nil {
		return nil, err
	}
	if asked.ID == "" || (asked.OrderID != "" && asked.OrderID != body.OrderID) {
		return nil, r.lost(supplier.CodeUnreadable, "not a change request for the order", nil)
	}
	if asked.Offers != nil {
		return asked.Offers, nil
	}
	query := url.Values{"order_change_request_id": {asked.ID}, "limit": {"200"}}
	var offers []json.RawMessage
	for range maxPages {
		r := request{method: http.MethodGet, path: "/air/order_change_offers", query: query}
		a, err := c.client.call(ctx, r)
		if err != nil {
			return nil, err
		}
		var page []json.RawMessage
		err = r.decode(a, &page)
		if err != nil {
			return nil, err
		}
		offers = append(offers, page...)
		if a.after == "" {
			return offers, nil
		}
		query.Set("after", a.after)
	}
	return nil, supplier.Fail(supplier.Unavailable, supplier.CodeUnreadable, "a list without end", nil)
}

func changeOfferFrom(w wireChange, kept []travel.PaxJourney) (travel.ChangeOffer, error) {
	difference, err := w.difference()
	if err != nil {
		return travel.ChangeOffer{}, fmt.Errorf("difference: %w", err)
	}
	total, err := amount(w.NewTotalAmount, w.NewTotalCurrency)
	if err != nil {
		return travel.ChangeOffer{}, fmt.Errorf("new total: %w", err)
	}
	added, err := journeysFrom(w.Slices.Add)
	if err != nil {
		return travel.ChangeOffer{}, err
	}
	ref, err := laterRef{Kind: laterChange, ID: w.ID, Added: journeyIDs(added)}.encode()
	if err != nil {
		return travel.ChangeOffer{}, err
	}
	offer := travel.ChangeOffer{
		Ref: ref, Journeys: slices.Concat(kept, added), Difference: difference, NewTotal: total, ExpiresAt: instant(w.ExpiresAt),
	}
	slices.SortStableFunc(offer.Journeys, func(a, b travel.PaxJourney) int { return departure(a).Compare(departure(b)) })
	penalty, err := w.penalty()
	if err == nil {
		offer.Penalty = &penalty
	}
	return offer, nil
}

// difference is signed.
func (w wireChange) difference() (money.Money, error) {
	return money.Parse(w.ChangeTotalAmount, money.Currency(w.ChangeTotalCurrency))
}

func (w wireChange) penalty() (money.Money, error) {
	return amount(cmp.Or(w.PenaltyTotalAmount, w.PenaltyAmount), cmp.Or(w.PenaltyTotalCurrency, w.PenaltyCurrency))
}

// Change takes a change offer, which makes a pending change, and confirms it with
// the payment it needs. Only the confirmation changes the order.
func (c *connector) Change(ctx context.Context, in supplier.BookingInput, offer travel.ChangeOffer) (travel.Booking, error) {
	ref, err := decodeBookingRef(in.BookingRef)
	if err != nil {
		return travel.Booking{}, err
	}
	later, err := decodeLater(offer.Ref, laterChange)
	if err != nil {
		return travel.Booking{}, err
	}
	costs := !offer.Difference.IsNegative() && !offer.Difference.IsZero()
	if costs && c.paymentType == PaymentCard {
		return travel.Booking{}, supplier.Fail(supplier.Unsupported, codeNoCard, "a change is not paid by the traveller's card", nil)
	}
	r := request{method: http.MethodPost, path: "/air/order_changes", body: sendChange{Offer: later.ID}}
	pending, err := c.change(ctx, r, ref.order)
	if err != nil {
		return travel.Booking{}, actioned(lapsed(err))
	}
	err = asAgreed(r, pending, offer, later.Added)
	if err != nil {
		return travel.Booking{}, err
	}

	confirm := request{
		method: http.MethodPost, path: "/air/order_changes/" + url.PathEscape(pending.ID) + "/actions/confirm", changes: true,
	}
	if costs {
		payment := c.tender(offer.Difference)
		confirm.body = sendChangePayment{Payment: &payment}
	}
	done, err := c.change(ctx, confirm, ref.order)
	if err != nil {
		return travel.Booking{}, actioned(lapsed(err))
	}
	if done.ConfirmedAt == "" {
		return travel.Booking{}, confirm.lost(supplier.CodeUnreadable, "change not confirmed", nil)
	}
	return c.afterwards(ctx, ref)
}

// change makes a call whose answer is a change of the order.
func (c *connector) change(ctx context.Context, r request, order string) (wireChange, error) {
	a, err := c.client.call(ctx, r)
	if err != nil {
		return wireChange{}, err
	}
	var wire wireChange
	err = r.decode(a, &wire)
	if err != nil {
		return wireChange{}, err
	}
	if wire.ID == "" || (wire.OrderID != "" && wire.OrderID != order) {
		return wireChange{}, r.lost(supplier.CodeUnreadable, "not a change of the order", nil)
	}
	return wire, nil
}

// actioned: that a change was acted upon before may be by a call of ours.
func actioned(err error) error {
	if supplier.FirmCode(err) == codeAlreadyActioned {
		return supplier.Recast(supplier.OutcomeUnknown, err)
	}
	return err
}

// afterwards reads an order that was just changed. The change is made: what cannot
// be read now is found by Retrieve.
func (c *connector) afterwards(ctx context.Context, ref bookingRef) (travel.Booking, error) {
	order, err := c.order(ctx, ref.order)
	if err != nil {
		return travel.Booking{}, supplier.Recast(supplier.OutcomeUnknown, err)
	}
	booking, err := bookingFrom(order, ref.party)
	if err != nil {
		return travel.Booking{}, supplier.Recast(supplier.OutcomeUnknown, notUnderstood(err))
	}
	return booking, nil
}
