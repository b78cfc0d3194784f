package ndcair

import (
	"strings"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// quote prices a held order again, or a reshop offer.
func (s *Surface) quote(c *call) (reply, error) {
	var body readQuote
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	key := body.Repriced
	if key == nil {
		key = body.Existing
	}
	switch {
	case key == nil:
		var f findings
		f.missing("RepricedOrder")
		return reply{}, f.err()
	case len(body.Selected) > 1:
		return reply{}, unsupported("One offer is quoted at a time")
	}
	order, _, err := c.order(strings.TrimSpace(key.ID), strings.TrimSpace(key.Owner))
	if err != nil {
		return reply{}, err
	}
	if len(body.Selected) == 1 {
		return s.requote(order, body.Selected[0])
	}
	return s.reprice(order)
}

// reprice brings a hold to today's price once its guarantee has lapsed.
func (s *Surface) reprice(before world.Order) (reply, error) {
	if !before.Awaiting() {
		return reply{}, fail(codeTicketed, "Only orders that are not paid are priced again")
	}
	after, err := s.world.Order(before.Supplier, before.ID)
	if err != nil {
		return reply{}, orderless(err)
	}
	g := newGraph(s.world.Now())
	was, is := s.order(g, before), s.order(newGraph(s.world.Now()), after)
	out := wireReshopResponse{Lists: g.lists, Order: keyOf(after)}
	if before.Total() == after.Total() {
		out.Results.NoChange = &wireNoChange{Same: true}
		return reply{body: out}, nil
	}
	repriced := &wireRepriced{
		ExpiresAt: timeOrNil(after.Offer.PayBy), ID: repricedID(after), Owner: after.Offer.Owner, Total: totalPrice(after.Total()),
	}
	for i := range was.Items {
		repriced.Items = append(repriced.Items, wireRepricedItem{
			Original: wireOriginalItem{ID: was.Items[i].ID, Total: was.Items[i].Price}, Total: is.Items[i].Price,
		})
	}
	out.Results.Repriced = repriced
	return reply{body: out}, nil
}

// repricedID names an order at a price.
func repricedID(o world.Order) string { return o.ID + "." + o.Total().Amount() }

// requote says again what a change comes to.
func (s *Surface) requote(order world.Order, selected readSelection) (reply, error) {
	change, err := s.world.ChangeOfferByID(order.Supplier, strings.TrimSpace(selected.OfferID))
	if err != nil {
		return reply{}, err
	}
	switch {
	case change.OrderID != order.ID:
		return reply{}, world.ErrNotFound
	case s.world.Now().After(change.ExpiresAt):
		return reply{}, world.ErrOfferExpired
	case change.Version != order.Version:
		return reply{}, world.ErrStaleQuote
	}
	g := newGraph(s.world.Now())
	s.order(g, order)
	offer := g.changeOffer(order, change)
	out := wireReshopResponse{Order: keyOf(order), Results: wireReshopResults{Offers: &wireReshopOffers{Requoted: &offer}}}
	out.Lists = g.lists
	return reply{body: out}, nil
}
