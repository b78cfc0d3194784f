package ndc

import (
	"context"
	"errors"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Services lists what can be bought beside the flights, one entry per traveller.
// The message does not say how many of a thing one may have, so that it is one.
func (c *connector) Services(ctx context.Context, about supplier.About) ([]travel.Service, error) {
	core, p, err := coreOf(about)
	if err != nil {
		return nil, err
	}
	body := sendServiceList{XMLName: root("IATA_ServiceListRQ"), sendHead: c.head(), Payload: payloadOf(about.Reference)}
	body.Request.Pax, body.Request.Core = p.anonymous(), core
	a, err := ask[wireServiceList](ctx, c.client, request{body: body, answers: "IATA_ServiceListRS"})
	if supplier.FirmCode(err) == padisNoOffers {
		return nil, nil
	}
	if err != nil {
		return nil, gone(err)
	}
	w := a.Response
	if w.ALaCarteOffer == nil {
		return nil, nil
	}
	p, err = p.meet(w.DataLists.Pax)
	if err != nil {
		return nil, notUnderstood(err)
	}
	g := graphOf(&w.DataLists)
	var services []travel.Service
	seen := map[token]bool{}
	handles := 0
	for _, item := range w.ALaCarteOffer.OfferItem {
		var listed []travel.Service
		err := errors.New("item came twice")
		if !seen[item.OfferItemID] {
			listed, err = servicesFrom(item, w.ALaCarteOffer, g, p, &handles)
		}
		seen[item.OfferItemID] = true
		if err != nil {
			supplier.LeftOut(ctx, 1)
			c.logger.DebugContext(ctx, "service not understood", "error", err)
			continue // one thing less to buy
		}
		services = append(services, listed...)
	}
	return services, nil
}

// servicesFrom makes one service of an item for each traveller it is for. handles
// are the bytes of all made so far.
func servicesFrom(w wireALaCarteItem, offer *wireALaCarte, g *graph, p party, handles *int) ([]travel.Service, error) {
	definition := g.definitions[w.Definition]
	price, err := aLaCartePrice(w)
	if err != nil || definition == nil || w.OfferItemID == "" {
		return nil, errIncomplete(err)
	}
	err = within(part{"bags", len(definition.Baggage)})
	if err != nil {
		return nil, err
	}
	refs, err := g.segmentsOf(w.Flights)
	if err != nil {
		return nil, err
	}
	ids, err := g.ids(refs)
	if err != nil {
		return nil, err
	}
	people, err := p.eligible(w.PaxRefID)
	if err != nil {
		return nil, err
	}
	var bag travel.BaggageAllowance
	for _, id := range definition.Baggage {
		if one := g.bag(id); one.Type != "" {
			bag = one
		}
	}
	known := &soldRef{Type: serviceType(definition), Code: serviceCode(definition), Segments: ids}
	var services []travel.Service
	for _, one := range people {
		if *handles > maxHandles {
			return nil, errors.New("more services than are read")
		}
		handle, err := ref{
			Kind: kindService, ID: string(offer.OfferID), Owner: string(offer.OwnerCode),
			ItemIDs: []string{string(w.OfferItemID)}, Pax: one.paxID, Most: 1, Sold: known,
		}.encode()
		if err != nil {
			return nil, err
		}
		*handles += len(handle)
		s := travel.Service{
			Ref: handle, Type: known.Type, Code: known.Code, Name: string(definition.Name),
			PaxIDs: []string{one.paxID}, SegmentIDs: ids, MaxQuantity: 1, Price: price,
		}
		if s.Type == travel.ServiceBaggage {
			s.Bag = travel.BaggageChecked
		}
		if bag.Type != "" {
			s.Bag, s.WeightKg = bag.Type, bag.WeightKg
		}
		services = append(services, s)
	}
	return services, nil
}

// coreOf is what services and seats are asked of, and for whom.
func coreOf(about supplier.About) (sendCore, party, error) {
	if len(about.BookingRef) > 0 {
		r, err := decodeRef(about.BookingRef, kindBooking)
		if err != nil {
			return sendCore{}, nil, err
		}
		return sendCore{Order: &sendCoreOrder{OrderID: r.ID, Owner: r.Owner}}, r.party(), nil
	}
	r, err := decodeRef(about.OfferRef, kindOffer)
	if err != nil {
		return sendCore{}, nil, err
	}
	offer := &sendCoreOffer{OfferID: r.ID, Owner: r.Owner}
	for _, item := range r.selected().Items {
		offer.Items = append(offer.Items, sendCoreItem{ItemID: item.ItemID, PaxIDs: item.PaxIDs})
	}
	return sendCore{Offer: offer}, r.party(), nil
}
