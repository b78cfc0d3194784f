package duffel

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// How often, and how far apart, the order is looked for that used up an offer
// request: Duffel may refuse because of it before it is in the list.
const (
	glances      = 4
	glanceApart  = 200 * time.Millisecond
	mostSearched = 2 // the most connections Duffel can be asked for
)

// bookUsedUp books what an offer was for after its offer request was used up:
// Duffel makes one order of all the offers of a request, while we sell them one
// by one, and to several buyers. Only when an order of somebody else's is seen to
// have used it up is it sure that no attempt of our own is on its way.
func (c *connector) bookUsedUp(ctx context.Context, ref offerRef, in supplier.BookInput, refusal error) (travel.Booking, error) {
	for range glances {
		seen, err := c.look(ctx, in.Reference, ref, in.Pax)
		switch {
		case err != nil:
			return travel.Booking{}, supplier.Recast(supplier.OutcomeUnknown, err)
		case seen.living != nil:
			return agreed(*seen.living, in)
		case seen.unproven:
			// It may be ours, and say so in a moment.
		case seen.cancelled != nil:
			return travel.Booking{}, supplier.Recast(supplier.SoldOut, refusal)
		case seen.usedUp:
			return c.bookRenewed(ctx, ref, in)
		}
		select {
		case <-ctx.Done():
			return travel.Booking{}, supplier.Recast(supplier.OutcomeUnknown, refusal)
		case <-time.After(glanceApart):
		}
	}
	return travel.Booking{}, supplier.Recast(supplier.OutcomeUnknown, refusal)
}

// bookRenewed books the same from a request of our own. It is tried once.
func (c *connector) bookRenewed(ctx context.Context, ref offerRef, in supplier.BookInput) (travel.Booking, error) {
	renewed, err := c.renew(ctx, ref, in)
	if err != nil {
		return travel.Booking{}, err
	}
	booking, err := c.create(ctx, renewed, in)
	switch supplier.FirmCode(err) {
	case codeAlreadyBooked, codeAlreadyAttempted:
		// Nobody else knows this request: it was us, by a call somebody repeated.
		return travel.Booking{}, supplier.Recast(supplier.OutcomeUnknown, err)
	case codeNotFound:
		return travel.Booking{}, supplier.Recast(supplier.SoldOut, err)
	}
	return booking, err
}

// renew asks for the flights of an offer again and finds it among the answers.
// It changes nothing that anybody could miss, so all its failures are certain.
func (c *connector) renew(ctx context.Context, ref offerRef, in supplier.BookInput) (offerRef, error) {
	pax, err := searchedFor(ref.party, in.Pax)
	if err != nil {
		return offerRef{}, err
	}
	wire, err := c.offer(ctx, ref, nil)
	if supplier.KindOf(err) == supplier.Rejected {
		return offerRef{}, supplier.Recast(supplier.SoldOut, err)
	}
	if err != nil {
		return offerRef{}, err
	}
	old, err := understood(wire, ref, pax)
	if err != nil {
		return offerRef{}, err
	}
	body, err := sameAgain(wire, old, pax, ref.party)
	if err != nil {
		return offerRef{}, err
	}
	timeout := min(c.supplierTimeoutFor(ctx), c.supplierTimeout)
	offers, p, err := c.requestOffers(ctx, body, pax, timeout)
	if supplier.KindOf(err) == supplier.Rejected {
		return offerRef{}, supplier.Recast(supplier.SoldOut, err)
	}
	if err != nil {
		return offerRef{}, err
	}
	if len(ref.services) > 0 {
		in.Total = old.Total // the flights' part; create compares the whole
	}
	raw, err := pick(offers, old, in, pax, p)
	if err != nil {
		return offerRef{}, err
	}
	renewed, err := decodeOfferRef(raw)
	renewed.renewed = true
	renewed.services = ref.services
	return renewed, err
}

// searchedFor is the travellers as a search has them, in the party's order.
func searchedFor(p party, travellers []travel.Traveller) ([]travel.Pax, error) {
	pax := make([]travel.Pax, len(p))
	for i, one := range p {
		at := slices.IndexFunc(travellers, func(t travel.Traveller) bool { return t.ID == one.paxID })
		if at < 0 {
			return nil, supplier.Fail(supplier.Rejected, codeBadHandle, "offer of another party", nil)
		}
		pax[i] = travellers[at].Pax
	}
	return pax, nil
}

// sameAgain is the narrowest search that finds the offer again, in the name of
// those it was for: the company whose terms it is at, and frequent flyers.
func sameAgain(wire wireOffer, old travel.SupplierOffer, pax []travel.Pax, p party) (sendOfferRequest, error) {
	search := travel.Search{Pax: pax}
	for _, terms := range wire.PrivateFares {
		if terms.CorporateCode != "" {
			search.AccountCodes = append(search.AccountCodes, travel.AccountCode{Carrier: wire.Owner.IATACode, Code: terms.CorporateCode})
		}
	}
	for _, said := range wire.Passengers {
		who := slices.IndexFunc(p, func(one passenger) bool { return one.duffelID == said.ID })
		for _, account := range said.Loyalty {
			if who >= 0 {
				search.Loyalty = append(search.Loyalty, travel.LoyaltyAccount{
					PaxID: p[who].paxID, Carrier: account.Airline, Number: account.Number, Surname: said.FamilyName, GivenName: said.GivenName,
				})
			}
		}
	}
	stops := 0
	for _, journey := range old.Journeys {
		first, last := journey.Segments[0], journey.Segments[len(journey.Segments)-1]
		search.OriginDestinations = append(search.OriginDestinations, travel.OriginDestination{
			Origin: first.Departure.Airport, Destination: last.Arrival.Airport, Date: first.Departure.Time.Date(),
		})
		stops = max(stops, journey.Stops())
	}
	if stops <= mostSearched {
		search.Preferences.MaxStops = &stops
	}
	body, err := offerRequestFor(search)
	body.CabinClass = onlyCabin(wire)
	return body, err
}

// onlyCabin is the cabin of all flights and passengers, "" when they differ.
func onlyCabin(wire wireOffer) string {
	cabins := map[string]bool{}
	only := ""
	for _, slice := range wire.Slices {
		for _, segment := range slice.Segments {
			for _, said := range segment.Passengers {
				cabins[said.CabinClass] = true
				only = said.CabinClass
			}
		}
	}
	if len(cabins) != 1 || cabinFrom(only) == "" {
		return ""
	}
	return only
}

// pick is the handle of the offer that is the old one in everything the buyer
// has agreed to.
func pick(offers found, old travel.SupplierOffer, in supplier.BookInput, pax []travel.Pax, p party) ([]byte, error) {
	otherTotal := false
	for i := range offers.offers {
		offer, err := offerFrom(&offers.offers[i], offers.id, pax, p)
		if err != nil || !sameProduct(old, offer) {
			continue
		}
		if !offer.Total.Equal(in.Total) {
			otherTotal = true
			continue
		}
		if reflect.DeepEqual(old.Terms, offer.Terms) && (in.Instant || offer.Holdable) {
			return offer.Ref, nil
		}
	}
	if otherTotal {
		return nil, supplier.Fail(supplier.PriceChanged, codeOtherTotal, "the same costs something else than "+in.Total.String()+" now", nil)
	}
	return nil, supplier.Fail(supplier.SoldOut, codeAlreadyBooked, "not on sale again", nil)
}

// sameProduct: the same flights at the same times, sold by the same airline under
// the same brands and fare bases.
func sameProduct(a, b travel.SupplierOffer) bool {
	return a.Owner == b.Owner && slices.EqualFunc(a.Journeys, b.Journeys, sameJourney) &&
		slices.Equal(a.Terms.PriceClasses, b.Terms.PriceClasses)
}

func sameJourney(a, b travel.PaxJourney) bool {
	return slices.EqualFunc(a.Segments, b.Segments, func(s, t travel.PaxSegment) bool {
		return s.MarketingCarrier == t.MarketingCarrier && s.FlightNumber == t.FlightNumber &&
			s.Departure.Airport == t.Departure.Airport && s.Departure.Time == t.Departure.Time &&
			s.Arrival.Airport == t.Arrival.Airport && s.Arrival.Time == t.Arrival.Time
	})
}
