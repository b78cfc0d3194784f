package ndcair

import (
	"slices"
	"strconv"
	"strings"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// reshop quotes giving an order back, or offers other journeys for some of it.
func (s *Surface) reshop(c *call) (reply, error) {
	var body readReshop
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	order, _, err := c.order(strings.TrimSpace(body.OrderID), "")
	if err != nil {
		return reply{}, err
	}
	switch {
	case body.Cancel != nil && strings.TrimSpace(body.Cancel.OrderID) != order.ID:
		return reply{}, fail(codeInvalid, "CancelOrderRef names another order")
	case body.Cancel != nil:
		return s.quoteCancellation(order)
	case body.Service != nil:
		return s.offerChange(order, *body.Service)
	default:
		return reply{}, unsupported("Orders are cancelled, or have journeys changed")
	}
}

func keyOf(o world.Order) wireKey {
	return wireKey{ID: o.ID, Owner: o.Offer.Owner, Status: orderStatus(o)}
}

func (s *Surface) quoteCancellation(order world.Order) (reply, error) {
	quote, err := s.world.QuoteCancellation(order.Supplier, order.ID)
	if err != nil {
		return reply{}, err
	}
	g := newGraph(s.world.Now())
	deleted := wireDeletedItem{ID: quote.ID, Differential: cancelled(order, quote)}
	for _, item := range s.order(g, order).Items {
		deleted.Existing = append(deleted.Existing, wireExistingItem{item.ID})
	}
	out := wireReshopResponse{Order: keyOf(order)}
	offer := wireChangedOffer{
		Deleted: []wireDeletedItem{deleted}, ExpiresAt: timeOrNil(quote.ExpiresAt), ID: quote.ID, Owner: order.Offer.Owner,
	}
	if order.PaidAt != nil {
		offer.Penalties = []string{g.penalty("Cancellation", "Kept of what was paid", quote.Penalty)}
		out.Fees = &wirePenalty{ID: offer.Penalties[0], Price: totalPrice(quote.Penalty), Type: "Cancellation"}
	}
	out.Results.Offers = &wireReshopOffers{Offers: []wireChangedOffer{offer}}
	out.Lists = g.lists
	return reply{body: out}, nil
}

func (s *Surface) offerChange(order world.Order, asked readServiceOrder) (reply, error) {
	var f findings
	remove := removedFrom(asked, order, &f)
	var legs []world.Leg
	if len(asked.Add) > 0 {
		legs = legsFrom(asked.Add, s.world.Now(), &f)
	}
	cabin := cabinFrom(asked.Add, &f)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	request, err := s.world.RequestChange(order.Supplier, order.ID, remove, legs, cabin)
	if err != nil {
		return reply{}, err
	}
	if len(request.Offers) == 0 {
		return reply{}, fail(codeNoNewOffers, "There is nothing else to fly")
	}
	g := newGraph(s.world.Now())
	s.order(g, order)
	out := wireReshopResponse{Order: keyOf(order), Results: wireReshopResults{Offers: &wireReshopOffers{}}}
	for _, change := range request.Offers {
		out.Results.Offers.Offers = append(out.Results.Offers.Offers, g.changeOffer(order, change))
	}
	out.Lists = g.lists
	return reply{body: out}, nil
}

// removedFrom are the slices whose items go. An item of which services are to be
// retained goes only if none of them flies in it.
func removedFrom(asked readServiceOrder, order world.Order, f *findings) []int {
	var remove []int
	for _, deleted := range asked.Deleted {
		id := strings.TrimSpace(deleted.ID)
		at := slices.IndexFunc(order.Offer.Slices, func(s world.Slice) bool { return orderItemID(order, s) == id })
		if at < 0 {
			f.add(codeNotFound, "OrderItemRefID", "The order has no journey with that item")
			continue
		}
		if len(deleted.Retain) > 0 {
			f.add(codeUnsupported, "RetainServiceID", "A journey is changed as a whole")
			continue
		}
		remove = append(remove, at)
	}
	return remove
}

// changeOffer is another itinerary for an order.
func (g *graph) changeOffer(order world.Order, change world.ChangeOffer) wireChangedOffer {
	out := wireChangedOffer{
		Overview: &wireOverview{}, ExpiresAt: timeOrNil(change.ExpiresAt), ID: change.ID, Owner: order.Offer.Owner,
		Penalties: []string{g.penalty("Change", "In the difference", change.Penalty)}, Total: totalPrice(change.NewTotal),
	}
	after := order.Offer
	after.Slices = change.Slices
	for _, s := range change.Slices {
		out.Overview.Journeys = append(out.Overview.Journeys, wireJourneyClass{
			Journey: g.journey(s.Flights), Class: g.priceClass(order.Offer.Owner, s.Fare),
		})
	}
	differential := changed(order, change)
	var gone []wireExistingItem
	for _, i := range change.Removed {
		gone = append(gone, wireExistingItem{orderItemID(order, order.Offer.Slices[i])})
	}
	if len(change.Added) == 0 {
		out.Deleted = []wireDeletedItem{{Existing: gone, ID: change.ID, Differential: differential}}
		return out
	}
	pax := g.partyOf(order)
	item := wireAddedItem{
		Existing: gone, ID: change.ID, Owner: order.Offer.Owner, Penalty: out.Penalties,
		Price: wireReshopPrice{differential},
	}
	added := world.Offer{Owner: order.Offer.Owner, Party: order.Offer.Party, Slices: change.Added}
	item.Fares = g.fares(added)
	for i, s := range change.Added {
		item.Services = append(item.Services, wireOfferedService{
			Association: wireOfferAssociation{Journeys: &wireJourneyRefs{[]string{g.journey(s.Flights)}}},
			Pax:         pax, ID: "SRV" + strconv.Itoa(i+1),
		})
	}
	out.Added = []wireAddedItem{item}
	return out
}

// changed is what a change costs or gives back, penalty included.
func changed(order world.Order, change world.ChangeOffer) *wireDifferential {
	d := &wireDifferential{Type: "EvenExchange", New: totalPrice(change.NewTotal), Old: totalPrice(order.Total())}
	switch {
	case change.Difference > 0:
		d.Type, d.Diff.DueTo = "AddCol", amountOf(change.Difference)
	case change.Difference < 0:
		d.Type, d.Diff.DueBy = "Refund", amountOf(-change.Difference)
	default:
		d.Diff.DueTo = amountOf(0)
	}
	return d
}
