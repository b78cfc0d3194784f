package amadeusair

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// found is an echoed offer as the world has it now.
type found struct {
	offer  world.Offer
	search world.Search
	names  naming // as the echo has them
	echo   readOffer
	at     string // pointer to the echo
}

// noFare: the flights or the fare of the echo do not exist, or not any more.
func noFare(at string) error {
	return refuse(invalidData, "No fare applicable", pointer(at))
}

// resolve finds an echoed offer again. own is the scenario of the call, or what
// is bound to the caller's reference; without one the search's own acts.
func (s *Surface) resolve(c *call, e readOffer, at string, own stage.Scenario) (found, error) {
	var f findings
	e.check(at, &f)
	if err := f.err(); err != nil {
		return found{}, err
	}
	o, search, err := s.world.Offer(c.supplier.ID, e.Reference)
	known := err == nil && e.names(o)
	scenario := own
	if known && own.Name == "" {
		scenario = search.Scenario
	}
	if err := c.bound(scenario); err != nil {
		return found{}, err
	}
	if known {
		o, err = s.world.Reverify(c.supplier.ID, o.ID, own)
		if err == nil {
			return e.found(o, search, at)
		}
		if !errors.Is(err, world.ErrOfferExpired) {
			return found{}, err
		}
		scenario = harmless(scenario)
	}
	o, search, err = s.again(c, e, at, scenario)
	if err != nil {
		return found{}, err
	}
	o, err = s.world.Reverify(c.supplier.ID, o.ID, own)
	if err != nil {
		return found{}, err
	}
	return e.found(o, search, at)
}

// again searches for exactly what the echo says.
func (s *Surface) again(c *call, e readOffer, at string, scenario stage.Scenario) (world.Offer, world.Search, error) {
	request, err := e.request(at)
	if err != nil {
		return world.Offer{}, world.Search{}, err
	}
	search, offers, err := s.world.Search(c.supplier.ID, request, scenario)
	if err != nil {
		return world.Offer{}, world.Search{}, err
	}
	i := slices.IndexFunc(offers, e.names)
	if i < 0 {
		return world.Offer{}, world.Search{}, noFare(at)
	}
	return offers[i], search, nil
}

// check is about the parts that are needed to find the offer.
func (e readOffer) check(at string, f *findings) {
	if e.ID == "" {
		f.missing(at + "/id")
	}
	switch n := len(e.Itineraries); {
	case n == 0:
		f.missing(at + "/itineraries")
	case n > mostLegs:
		f.add(tooMany, at+"/itineraries", "Not more than six are taken")
	}
	ids := map[string]bool{}
	for i, itinerary := range e.Itineraries {
		here := at + "/itineraries[" + itoa(i) + "]/segments"
		if len(itinerary.Segments) == 0 {
			f.missing(here)
		}
		for j, segment := range itinerary.Segments {
			if segment.ID == "" || ids[segment.ID] {
				f.add(invalidData, here+"["+itoa(j)+"]/id", "Every segment needs an id of its own")
			}
			ids[segment.ID] = true
		}
	}
	switch n := len(e.TravelerPricings); {
	case n == 0:
		f.missing(at + "/travelerPricings")
	case n > 2*mostTravelers:
		f.add(tooMany, at+"/travelerPricings", "Too many travelers")
	}
	travelers := map[string]bool{}
	for i, pricing := range e.TravelerPricings {
		here := at + "/travelerPricings[" + itoa(i) + "]"
		if pricing.TravelerID == "" || travelers[pricing.TravelerID] {
			f.add(invalidData, here+"/travelerId", "Every traveler needs an id of its own")
		}
		travelers[pricing.TravelerID] = true
		if kindFrom(pricing.TravelerType) == "" {
			f.add(invalidOption, here+"/travelerType", travelerTypes)
		}
		if len(pricing.FareDetails) == 0 {
			f.missing(here + "/fareDetailsBySegment")
		}
		for j, detail := range pricing.FareDetails {
			if !ids[detail.SegmentID] {
				f.add(invalidData, here+"/fareDetailsBySegment["+itoa(j)+"]/segmentId", "No segment has this id")
			}
		}
	}
}

// names reports whether o is what the echo says: its flights, its fares, and
// its party.
func (e readOffer) names(o world.Offer) bool {
	if len(o.Slices) != len(e.Itineraries) || len(o.Party) != len(e.TravelerPricings) || e.order(o) == nil {
		return false
	}
	fares := e.fares()
	for i, s := range o.Slices {
		segments := e.Itineraries[i].Segments
		if len(s.Flights) != len(segments) {
			return false
		}
		for j, f := range s.Flights {
			segment := segments[j]
			fare := fares[segment.ID]
			same := f.Carrier == segment.CarrierCode && f.Number == segment.Number &&
				f.Origin == segment.Departure.IataCode && f.Destination == segment.Arrival.IataCode &&
				f.Departs.Format(localTime) == segment.Departure.At && f.Arrives.Format(localTime) == segment.Arrival.At &&
				fare.FareBasis == s.Fare.Basis && (fare.BrandedFare == "" || fare.BrandedFare == brandCode(s.Fare.Brand))
			if !same {
				return false
			}
		}
	}
	return true
}

// fares are what the first traveler flies on, by segment id; everybody flies on
// the same, at a price of their own.
func (e readOffer) fares() map[string]readFareDetail {
	fares := map[string]readFareDetail{}
	for _, detail := range e.TravelerPricings[0].FareDetails {
		fares[detail.SegmentID] = detail
	}
	return fares
}

// order says which of the echo's travelers each passenger is: the next of the
// same kind. Nil: the echo is for another party.
func (e readOffer) order(o world.Offer) []int {
	var order []int
	for _, p := range o.Party {
		i := slices.IndexFunc(e.TravelerPricings, func(t readTravelerPricing) bool {
			return kindFrom(t.TravelerType) == p.Kind && !slices.ContainsFunc(order, func(taken int) bool {
				return e.TravelerPricings[taken].TravelerID == t.TravelerID
			})
		})
		if i < 0 {
			return nil
		}
		order = append(order, i)
	}
	return order
}

// found ties the echo's names to the world's offer.
func (e readOffer) found(o world.Offer, search world.Search, at string) (found, error) {
	n := naming{Offer: e.ID}
	for _, itinerary := range e.Itineraries {
		var ids []string
		for _, segment := range itinerary.Segments {
			ids = append(ids, segment.ID)
		}
		n.Segments = append(n.Segments, ids)
	}
	for _, i := range e.order(o) {
		t := e.TravelerPricings[i]
		n.Travelers = append(n.Travelers, namedTraveler{t.TravelerID, t.TravelerType, t.AssociatedAdultID})
	}
	return found{offer: o, search: search, names: n, echo: e, at: at}, nil
}

// request is the search that has the echo among its offers: it asks for these
// times of day, and for the cabin, so that little else is.
func (e readOffer) request(at string) (world.Request, error) {
	request := world.Request{
		Cabin: cabinFrom(e.fares()[e.Itineraries[0].Segments[0].ID].Cabin, func(string) {}),
	}
	for i, itinerary := range e.Itineraries {
		first, last := itinerary.Segments[0], itinerary.Segments[len(itinerary.Segments)-1]
		date, _, _ := strings.Cut(first.Departure.At, "T")
		leg := world.Leg{
			Origin: first.Departure.IataCode, Destination: last.Arrival.IataCode, Date: date,
			Departure: first.Departure.minute(), Arrival: last.Arrival.minute(),
		}
		for _, code := range []string{leg.Origin, leg.Destination} {
			if _, ok := reference.AirportByCode(code); !ok {
				return world.Request{}, refuse(invalidData, "Unknown location", pointer(at+"/itineraries["+itoa(i)+"]"))
			}
		}
		request.Legs = append(request.Legs, leg)
		request.MaxStops = max(request.MaxStops, len(itinerary.Segments)-1)
	}
	for _, t := range e.TravelerPricings {
		request.Party = append(request.Party, world.Passenger{Kind: kindFrom(t.TravelerType)})
	}
	if !world.Minded(request.Party) {
		return world.Request{}, refuse(badCombination, tooManyInfants, pointer(at+"/travelerPricings"))
	}
	return request, nil
}

// minute is the time of day at an end; one that is not understood is any.
func (p readEndPoint) minute() world.Window {
	at, err := time.Parse(localTime, p.At)
	if err != nil {
		return world.Window{}
	}
	clock := at.Format("15:04")
	return world.Window{From: clock, To: clock}
}
