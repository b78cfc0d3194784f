package amadeusair

import (
	"slices"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// upsell shows the dearer brands of the same flights.
func (s *Surface) upsell(c *call) (reply, error) {
	var body readPricing
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	var f findings
	if body.Data.Type != "flight-offers-upselling" {
		f.add(invalidData, "/data/type", "Must be flight-offers-upselling")
	}
	switch n := len(body.Data.FlightOffers); {
	case n == 0:
		f.missing("/data/flightOffers")
	case n > 1:
		f.add(tooMany, "/data/flightOffers", "One offer is upsold at a time")
	}
	if err := f.err(); err != nil {
		return reply{}, err
	}
	const at = "/data/flightOffers[0]"
	fd, err := s.resolve(c, body.Data.FlightOffers[0], at, c.scenario)
	if err != nil {
		return reply{}, err
	}
	_, offers, err := s.world.SearchByID(c.supplier.ID, fd.search.ID)
	if err != nil {
		return reply{}, err
	}
	offers = slices.DeleteFunc(offers, func(o world.Offer) bool {
		return o.ID == fd.offer.ID || o.Total() <= fd.offer.Total() || !sameFlights(o, fd.offer)
	})
	if len(offers) == 0 {
		return reply{}, refuse(noUpsell, "No upsell offer was found", pointer(at))
	}
	out := wireOffers{Meta: wireMeta{Count: len(offers)}, Dictionaries: dictionariesOf(offers...)}
	for i, o := range offers {
		n := fd.names
		n.Offer = itoa(i + 1)
		wire := s.wireOffer(o, n, world.Extras{})
		wire.IsUpsellOffer = true
		wire.FareRules = fareRulesOf(o, s.world.Now())
		out.Data = append(out.Data, wire)
	}
	return ok(out), nil
}

func sameFlights(a, b world.Offer) bool {
	return slices.EqualFunc(a.Slices, b.Slices, func(a, b world.Slice) bool {
		return slices.EqualFunc(a.Flights, b.Flights, func(a, b world.Flight) bool {
			return a.Carrier == b.Carrier && a.Number == b.Number && a.Origin == b.Origin && a.Departs.Equal(b.Departs)
		})
	})
}
