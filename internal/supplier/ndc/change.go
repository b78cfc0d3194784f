package ndc

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Reshop asks what else could be flown: the order is read for the items of the
// journeys that go, of which all other services stay.
func (c *connector) Reshop(ctx context.Context, in supplier.ReshopInput) ([]travel.ChangeOffer, error) {
	view, err := c.viewed(ctx, in.Reference, in.BookingRef, in.Pax)
	if err != nil {
		return nil, err
	}
	held, err := view.booking()
	if err != nil {
		return nil, notUnderstood(err)
	}
	deleted, err := view.without(in.Remove)
	if err != nil {
		return nil, err
	}
	reshopping := &sendReshopping{Delete: deleted}
	if len(in.Add) > 0 {
		reshopping.Add = &sendAdded{Flights: flightsFor(in.Add, in.Cabin), PaxList: sendPaxList{Pax: view.party.anonymous()}}
	}
	r := ref{ID: string(view.wire.OrderID), Owner: string(view.wire.OwnerCode)}
	a, err := c.reshop(ctx, in.Reference, r, sendReshopUpdate{Reshop: reshopping})
	if code := supplier.FirmCode(err); code == padisNoOffers || code == padisNoNewOffers {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p, err := view.party.meet(a.DataLists.Pax)
	if err != nil {
		return nil, notUnderstood(err)
	}
	reading := changeReading{answer: a, graph: graphOf(&a.DataLists), party: p, order: r.ID, held: held, removed: in.Remove}
	var offers []travel.ChangeOffer
	for i := range a.ReshopResults.Offer {
		offer, err := reading.offer(&a.ReshopResults.Offer[i])
		if err != nil {
			supplier.LeftOut(ctx, 1)
			c.logger.DebugContext(ctx, "change offer not understood", "error", err)
			continue
		}
		offers = append(offers, offer)
	}
	return offers, nil
}

// without are the items that have a flight of the journeys, and the services of
// them that stay.
func (v *orderView) without(journeyIDs []string) ([]sendDeletedItem, error) {
	taken, err := v.flying()
	if err != nil {
		return nil, notUnderstood(err)
	}
	var going []token
	for _, id := range journeyIDs {
		at := slices.IndexFunc(taken, func(j takenJourney) bool { return travel.SameFlights(j.id, id) })
		if at < 0 {
			return nil, supplier.Fail(supplier.Rejected, codeBadHandle, "no such journey in the booking", nil)
		}
		going = append(going, taken[at].segments...)
	}
	var deleted []sendDeletedItem
	for _, item := range v.wire.OrderItem {
		if item.StatusCode == statusCancelled || item.proposed() {
			continue
		}
		gone := sendDeletedItem{ItemID: string(item.OrderItemID)}
		touched := false
		for _, s := range item.Service {
			switch {
			case s.Flight != "" && slices.Contains(going, s.Flight):
				touched = true
			case alive(s):
				gone.Retain = append(gone.Retain, string(s.ServiceID))
			}
		}
		if touched {
			deleted = append(deleted, gone)
		}
	}
	return deleted, nil
}

// changeReading is an answer on its way to change offers.
type changeReading struct {
	answer  *wireReshopped
	graph   *graph
	party   party
	order   string
	held    travel.Booking
	removed []string
}

func (r changeReading) offer(w *wireChangedOffer) (travel.ChangeOffer, error) {
	if w.OfferID == "" || len(w.AddedOfferItem)+len(w.DeleteOrderItem) == 0 {
		return travel.ChangeOffer{}, errors.New("change offer without id or items")
	}
	err := w.excess()
	if err != nil {
		return travel.ChangeOffer{}, err
	}
	offer := travel.ChangeOffer{ExpiresAt: w.Expires.instant()}
	difference, err := differenceOf(w)
	if err != nil {
		return travel.ChangeOffer{}, err
	}
	offer.Difference = difference
	offer.NewTotal, err = r.held.Total.Add(difference)
	if err != nil {
		return travel.ChangeOffer{}, err
	}
	if w.TotalPrice != nil && w.TotalPrice.TotalAmount.said() {
		said, err := w.TotalPrice.TotalAmount.amount()
		if err != nil {
			return travel.ChangeOffer{}, err
		}
		if !said.Equal(offer.NewTotal) {
			return travel.ChangeOffer{}, fmt.Errorf("%s and %s do not make %s", r.held.Total, difference, said)
		}
	}
	if offer.NewTotal.Currency != r.held.Total.Currency {
		return travel.ChangeOffer{}, fmt.Errorf("costs %s, the order %s", offer.NewTotal, r.held.Total)
	}
	refs := w.PenaltyRefID
	for _, item := range w.AddedOfferItem {
		refs = slices.Concat(refs, item.PenaltyRefID)
	}
	offer.Penalty = penaltyOf(r.answer, refs)
	offer.Journeys, err = r.journeys(w)
	if err != nil {
		return travel.ChangeOffer{}, err
	}
	kept, err := r.items(w)
	if err != nil {
		return travel.ChangeOffer{}, err
	}
	offer.Ref, err = ref{
		Kind: kindChange, ID: string(w.OfferID), Owner: string(w.OwnerCode), Order: r.order, Items: kept,
		Party: r.party.stored(), Amount: difference.Amount(), Currency: string(difference.Currency),
	}.encode()
	return offer, err
}

// differenceOf is what has to be paid for all items together; below zero it
// comes back.
func differenceOf(w *wireChangedOffer) (money.Money, error) {
	var sum money.Money
	add := func(d *wireDifferential) error {
		owed, err := d.owed()
		if err != nil {
			return err
		}
		sum, err = sum.Add(owed)
		return err
	}
	for _, item := range w.AddedOfferItem {
		if item.Differential == nil && item.Plain != nil && item.Plain.TotalAmount.said() {
			price, err := item.Plain.TotalAmount.amount()
			if err != nil {
				return money.Money{}, err
			}
			sum, err = sum.Add(price)
			if err != nil {
				return money.Money{}, err
			}
			continue
		}
		err := add(item.Differential)
		if err != nil {
			return money.Money{}, err
		}
	}
	for _, item := range w.DeleteOrderItem {
		if item.Differential == nil {
			continue // said with what is added
		}
		err := add(item.Differential)
		if err != nil {
			return money.Money{}, err
		}
	}
	if sum.Currency == "" {
		return money.Money{}, errors.New("no difference")
	}
	return sum, nil
}

// journeys is the whole itinerary afterwards: the overview where there is one,
// else what stays and what is added.
func (r changeReading) journeys(w *wireChangedOffer) ([]travel.PaxJourney, error) {
	var refs []token
	for _, said := range w.JourneyOverview.JourneyPriceClass {
		refs = append(refs, said.PaxJourneyRefID)
	}
	var journeys []travel.PaxJourney
	if len(refs) == 0 {
		for _, j := range r.held.Journeys {
			if !slices.ContainsFunc(r.removed, func(id string) bool { return travel.SameFlights(id, j.ID()) }) {
				journeys = append(journeys, j)
			}
		}
		for _, item := range w.AddedOfferItem {
			for _, s := range item.Service {
				refs = append(refs, s.Association.Journeys...)
			}
		}
	}
	for i, id := range refs {
		if slices.Contains(refs[:i], id) {
			continue
		}
		j := r.graph.journey(id)
		if j.err != nil {
			return nil, j.err
		}
		journeys = append(journeys, j.journey)
	}
	slices.SortStableFunc(journeys, func(a, b travel.PaxJourney) int {
		return departs(a).Compare(departs(b))
	})
	return journeys, nil
}

// items are what has to be selected to take the offer: everything in it.
func (r changeReading) items(w *wireChangedOffer) ([]itemRef, error) {
	var items []itemRef
	everybody := make([]int, len(r.party))
	for i := range r.party {
		everybody[i] = i
	}
	for _, item := range w.AddedOfferItem {
		var refs []token
		for _, s := range item.Service {
			refs = append(refs, s.PaxRefID...)
		}
		people, err := r.party.among(refs)
		if err != nil {
			return nil, err
		}
		one := itemRef{ID: string(item.OfferItemID)}
		for _, p := range people {
			one.Pax = append(one.Pax, slices.Index(r.party, p))
		}
		items = append(items, one)
	}
	for _, item := range w.DeleteOrderItem {
		if item.OfferItemID != "" {
			items = append(items, itemRef{ID: string(item.OfferItemID), Pax: everybody})
		}
	}
	return items, nil
}

// Change takes a change offer and pays what it costs; what comes back goes where
// the airline sends it.
func (c *connector) Change(ctx context.Context, in supplier.BookingInput, offer travel.ChangeOffer) (travel.Booking, error) {
	r, err := decodeRef(in.BookingRef, kindBooking)
	if err != nil {
		return travel.Booking{}, err
	}
	o, err := decodeRef(offer.Ref, kindChange)
	if err != nil {
		return travel.Booking{}, err
	}
	difference, err := o.money()
	if err != nil || o.Order != r.ID || !difference.Equal(offer.Difference) || len(o.Items) == 0 {
		return travel.Booking{}, supplier.Fail(supplier.Rejected, codeBadHandle, "change of another order or amount", err)
	}
	selected := o.selected()
	total := amountOf(offer.NewTotal)
	selected.Total = &total
	body := sendChangeRequest{Choice: &sendChangeChoice{Selected: &sendSelectedList{Offers: []sendSelected{selected}}}}
	if !difference.IsNegative() && !difference.IsZero() {
		if c.settlement == CustomerCard {
			return travel.Booking{}, supplier.Fail(supplier.Unsupported, codeNoCard, "a change is not paid by the traveller's card", nil)
		}
		body.Payments = c.payment(difference, "")
	}
	view, err := c.changed(ctx, in.Reference, r, r.party().named(in.Pax), body)
	if err != nil {
		return travel.Booking{}, stale(err)
	}
	booking, err := view.booking()
	if err != nil {
		return travel.Booking{}, doubtful("changed order not understood", err)
	}
	flown := slices.EqualFunc(booking.Journeys, offer.Journeys, func(a, b travel.PaxJourney) bool { return travel.SameFlights(a.ID(), b.ID()) })
	switch {
	case flown && booking.Total.Equal(offer.NewTotal):
		return booking, nil
	case !flown && view.failed():
		return travel.Booking{}, supplier.Fail(supplier.Rejected, codeNotPaid, "the payment was not taken, and nothing changed", nil)
	}
	return travel.Booking{}, doubtful(fmt.Sprintf("the order is not what was agreed on: %s instead of %s", booking.Total, offer.NewTotal), nil)
}
