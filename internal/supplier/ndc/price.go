package ndc

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Price asks for the offer, with the services and seats wanted, as one new offer.
// NDC has no flag for a price that moved: whoever asked compares.
func (c *connector) Price(ctx context.Context, in supplier.PriceInput) (travel.SupplierOffer, error) {
	r, err := decodeRef(in.OfferRef, kindOffer)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	if !sameParty(r.party(), in.Pax) {
		return travel.SupplierOffer{}, errOtherParty()
	}
	body, err := c.priceFor(r, in.Services)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	priced, err := c.priced(ctx, body, r)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	err = complete(priced.offer, in.Services)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	return priced.offer, nil
}

// complete makes sure that what was asked for is in the offer, as often.
func complete(offer travel.SupplierOffer, wanted []travel.ServiceChoice) error {
	type share struct {
		item  int
		paxID string
	}
	taken := map[share]int{}
	for _, choice := range wanted {
		s, err := decodeRef(choice.Ref, kindService)
		if err != nil {
			return err
		}
		missing := choice.Quantity
		for i, item := range offer.Items {
			if !s.soldAs(item) {
				continue
			}
			one := share{i, s.Pax}
			got := min(missing, max(item.Service.Quantity, 1)-taken[one])
			taken[one] += got
			missing -= got
		}
		if missing > 0 {
			return supplier.Fail(supplier.SoldOut, supplier.CodeServiceGone, "priced without a service asked for", nil)
		}
	}
	return nil
}

// soldAs reports an item that sells the service. What one of them does not say
// does not tell.
func (r ref) soldAs(item travel.OfferItem) bool {
	sold := item.Service
	if sold == nil || !slices.Contains(item.PaxIDs, r.Pax) {
		return false
	}
	if r.Column != "" && (sold.Type != travel.ServiceSeat || sold.Seat != fmt.Sprintf("%d%s", r.Row, r.Column)) {
		return false
	}
	if r.Sold == nil {
		return true
	}
	others := len(r.Sold.Segments) > 0 && len(sold.SegmentIDs) > 0 &&
		!slices.ContainsFunc(r.Sold.Segments, func(id string) bool { return slices.Contains(sold.SegmentIDs, id) })
	otherCode := r.Sold.Code != "" && sold.Code != "" && r.Sold.Code != sold.Code
	return sold.Type == r.Sold.Type && !otherCode && !others
}

// pricedOffer is an answer to OfferPriceRQ with what it was read from.
type pricedOffer struct {
	offer    travel.SupplierOffer
	offering *offering
}

// priced sends an OfferPriceRQ. What is asked for is an offer, so that not found
// is gone.
func (c *connector) priced(ctx context.Context, body sendOfferPrice, r ref) (pricedOffer, error) {
	a, err := ask[wirePriced](ctx, c.client, request{body: body, answers: "IATA_OfferPriceRS"})
	if code := supplier.FirmCode(err); code == padisNotFound || code == padisNoOffers || code == padisToBeReshopped {
		return pricedOffer{}, supplier.Recast(supplier.SoldOut, err)
	}
	if err != nil {
		return pricedOffer{}, err
	}
	w := a.Response
	if w.PricedOffer == nil {
		return pricedOffer{}, notUnderstood(errors.New("no priced offer"))
	}
	p, err := r.party().meet(w.DataLists.Pax)
	if err != nil {
		return pricedOffer{}, notUnderstood(err)
	}
	g := graphOf(&w.DataLists)
	offer, err := offerFrom(w.PricedOffer, g, p)
	if err != nil {
		return pricedOffer{}, notUnderstood(err)
	}
	if r.Currency != "" && string(offer.Total.Currency) != r.Currency {
		return pricedOffer{}, notUnderstood(fmt.Errorf("priced in %s, shopped in %s", offer.Total.Currency, r.Currency))
	}
	o := &offering{graph: g, wire: w.PricedOffer, party: p}
	err = o.readFlights()
	if err != nil {
		return pricedOffer{}, notUnderstood(err)
	}
	return pricedOffer{offer: offer, offering: o}, nil
}

// priceFor selects all of the offer, and what is wanted of the offers that list
// services and seats: one selection per such offer. What is wanted stands for the
// services the offer has; they stay when nothing is.
func (c *connector) priceFor(r ref, wanted []travel.ServiceChoice) (sendOfferPrice, error) {
	p := r.party()
	body := sendOfferPrice{XMLName: root("IATA_OfferPriceRQ"), sendHead: c.head(), Payload: payloadOf("")}
	body.Request.Lists.PaxList = sendPaxList{Pax: p.anonymous()}
	if wanted != nil {
		r.Items = slices.DeleteFunc(slices.Clone(r.Items), func(i itemRef) bool { return i.Extra })
	}
	body.Request.Offers = []sendSelected{r.selected()}
	extras, err := selectedServices(p, wanted)
	if err != nil {
		return sendOfferPrice{}, err
	}
	body.Request.Offers = append(body.Request.Offers, extras...)
	return body, nil
}

func selectedServices(p party, wanted []travel.ServiceChoice) ([]sendSelected, error) {
	var offers []sendSelected
	for _, choice := range wanted {
		s, err := decodeRef(choice.Ref, kindService)
		if err != nil {
			return nil, err
		}
		one, ok := p.of(s.Pax)
		if !ok || len(s.ItemIDs) != 1 {
			return nil, errOtherParty()
		}
		if choice.Quantity < 1 || choice.Quantity > s.Most {
			return nil, supplier.Fail(supplier.Rejected, "quantity", fmt.Sprintf("at most %d of a service", s.Most), nil)
		}
		item := sendSelectedItem{ItemID: s.ItemIDs[0], PaxIDs: []string{one.wireID}}
		if s.Column != "" {
			item.Seat = &sendSeat{Column: s.Column, Row: s.Row}
		} else {
			item.ALaCarte = &sendQuantity{Quantity: choice.Quantity}
		}
		at := slices.IndexFunc(offers, func(o sendSelected) bool { return o.OfferID == s.ID && o.Owner == s.Owner })
		if at < 0 {
			offers = append(offers, sendSelected{OfferID: s.ID, Owner: s.Owner})
			at = len(offers) - 1
		}
		offers[at].Items = append(offers[at].Items, item)
	}
	return offers, nil
}
