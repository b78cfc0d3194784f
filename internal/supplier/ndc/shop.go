package ndc

import (
	"context"
	"fmt"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Shop asks for offers.
func (c *connector) Shop(ctx context.Context, search travel.Search) (supplier.ShopAnswer, error) {
	asked := partyOf(search.Pax)
	r := request{body: c.shoppingFor(search, asked), answers: "IATA_AirShoppingRS"}
	a, err := ask[wireShopped](ctx, c.client, r)
	if code := supplier.FirmCode(err); code == padisNoOffers || code == padisNoNewOffers {
		return supplier.ShopAnswer{}, nil
	}
	if err != nil {
		return supplier.ShopAnswer{}, err
	}
	return readOffers(ctx, a.Response, search, asked)
}

// readOffers converts what can be converted and keeps what was asked for. An
// offer that comes twice is offered once. It ends when nobody waits any more.
func readOffers(ctx context.Context, w *wireShopped, search travel.Search, asked party) (supplier.ShopAnswer, error) {
	p, err := asked.meet(w.DataLists.Pax)
	if err != nil {
		return supplier.ShopAnswer{}, notUnderstood(err)
	}
	g := graphOf(&w.DataLists)
	var answer supplier.ShopAnswer
	seen := map[[2]token]bool{}
	for i := range w.Offers.taken() {
		if ctx.Err() != nil {
			return supplier.ShopAnswer{}, notUnderstood(context.Cause(ctx))
		}
		wire := &w.Offers[i]
		offer, err := offerFrom(wire, g, p)
		if err == nil {
			err = fits(offer, search)
		}
		key := [2]token{wire.OwnerCode, wire.OfferID}
		if err == nil && seen[key] {
			err = fmt.Errorf("the id came before")
		}
		if err != nil {
			answer.Dropped = append(answer.Dropped, fmt.Sprintf("offer %s: %v", supplier.Clip(string(wire.OfferID)), err))
			continue
		}
		seen[key] = true
		// Made sure of: of stops NDC knows none or any.
		if search.Preferences.Allow(offer.Journeys) {
			answer.Offers = append(answer.Offers, offer)
		}
	}
	if w.Offers.cut() {
		answer.Cut = append(answer.Cut, fmt.Sprintf("more offers than the %d that are read", supplier.MostListed))
	}
	if list := w.DataLists.cut(); list != "" {
		answer.Cut = append(answer.Cut, fmt.Sprintf("more in %s than the %d that are read", list, supplier.MostListed))
	}
	answer.Partial = len(answer.Cut) > 0
	return answer, nil
}

// fits reports why an offer is no answer to what was asked.
func fits(offer travel.SupplierOffer, search travel.Search) error {
	if len(offer.Journeys) != len(search.OriginDestinations) {
		return fmt.Errorf("%d journeys for %d asked", len(offer.Journeys), len(search.OriginDestinations))
	}
	for i, od := range search.OriginDestinations {
		if day := offer.Journeys[i].Segments[0].Departure.Time.Date(); day != od.Date {
			return fmt.Errorf("journey %d leaves on %s", i, day)
		}
	}
	return nil
}

func (c *connector) shoppingFor(search travel.Search, p party) sendShopping {
	body := sendShopping{XMLName: root("IATA_AirShoppingRQ"), sendHead: c.head(), Payload: payloadOf("")}
	body.Request.Flights = flightsFor(search.OriginDestinations, search.Preferences.Cabin)
	body.Request.PaxList = sendPaxList{Pax: p.members(search.Loyalty)}
	required := sendLevel{Code: "Required"}
	var related sendRelated
	for _, carrier := range search.Preferences.Carriers {
		related.Carriers = append(related.Carriers, sendCarrierWish{Code: carrier, Pref: required})
	}
	if stops := search.Preferences.MaxStops; stops != nil && *stops == 0 {
		related.Flights = []sendFlightWish{{Character: sendCharacter{Code: "Direct", Pref: required}}}
	}
	if len(related.Carriers)+len(related.Flights) > 0 {
		body.Request.Related = &related
	}
	body.Request.Programs = c.programsFor(search.AccountCodes)
	return body
}

// programsFor names the accounts to the airline that has them: what a company has
// with one is no other's business. One that speaks for several is told of all.
func (c *connector) programsFor(codes []travel.AccountCode) *sendPrograms {
	var programs sendPrograms
	for _, code := range codes {
		if c.carrier == "" || c.carrier == code.Carrier {
			programs.Criteria = append(programs.Criteria, sendProgram{Account: code.Code, Owner: code.Carrier})
		}
	}
	if len(programs.Criteria) == 0 {
		return nil
	}
	return &programs
}

func flightsFor(wanted []travel.OriginDestination, cabin travel.Cabin) sendFlightRequest {
	var flights sendFlightRequest
	for i, od := range wanted {
		one := sendOriginDest{
			Destination: od.Destination,
			Departure:   sendDeparture{Date: od.Date.String(), Airport: od.Origin},
			ID:          fmt.Sprintf("OD%d", i+1),
		}
		if code := cabinTo(cabin); code != "" {
			one.Cabin = &sendCabinWish{Code: code, Pref: sendLevel{Code: "Preferred"}}
		}
		flights.OriginDests = append(flights.OriginDests, one)
	}
	return flights
}
