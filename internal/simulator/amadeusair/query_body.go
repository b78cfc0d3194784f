package amadeusair

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// query reads the POST form of a search.
func (b readQuery) query(now time.Time, f *findings) query {
	criteria := b.SearchCriteria
	q := query{
		request:      world.Request{MaxStops: defaultMaxStops},
		included:     criteria.FlightFilters.CarrierRestrictions.Included,
		excluded:     criteria.FlightFilters.CarrierRestrictions.Excluded,
		maxPrice:     world.Fen(max(0, min(criteria.MaxPrice, 1_000_000))) * 100,
		bagsIncluded: criteria.PricingOptions.IncludedCheckedBagsOnly,
		refundable:   criteria.PricingOptions.RefundableFare || criteria.PricingOptions.RefundableFaresOnly,
		noPenalty:    criteria.PricingOptions.NoPenaltyFare,
		showRules:    criteria.AdditionalInformation.FareRules,
		showBags:     criteria.AdditionalInformation.ChargeableCheckedBags,
		most:         mostOffers,
	}
	if b.CurrencyCode != "" && b.CurrencyCode != currency {
		f.add(invalidOption, "/currencyCode", "Prices are in "+currency+" only")
	}
	switch {
	case len(b.Sources) == 0:
		f.missing("/sources")
	case len(b.Sources) != 1 || b.Sources[0] != "GDS":
		f.add(invalidOption, "/sources", "Must be GDS")
	}
	if n := criteria.MaxFlightOffers; n < 0 || n > mostOffers {
		f.add(invalidFormat, "/searchCriteria/maxFlightOffers", "Must be a number from 1 to "+itoa(mostOffers))
	} else if n > 0 {
		q.most = n
	}
	if len(q.included) > 0 && len(q.excluded) > 0 {
		f.add(badCombination, "/searchCriteria/flightFilters/carrierRestrictions", "Included and excluded carriers cannot be combined")
	}
	if most := criteria.FlightFilters.ConnectionRestriction.MaxNumberOfConnections; most != nil {
		q.request.MaxStops = *most
		if *most < 0 || *most > 2 {
			f.add(invalidOption, "/searchCriteria/flightFilters/connectionRestriction/maxNumberOfConnections", "Must be 0, 1 or 2")
		}
	}
	q.request.Legs = b.legs(now, f)
	q.cabins = b.cabins(f)
	if cabin := q.cabins[0]; len(q.cabins) == len(q.request.Legs) && same(q.cabins) {
		q.request.Cabin = cabin // the world then looks at nothing else
	}
	b.party(&q, f)
	return q
}

func (b readQuery) legs(now time.Time, f *findings) []world.Leg {
	switch n := len(b.OriginDestinations); {
	case n == 0:
		f.missing("/originDestinations")
	case n > mostLegs:
		f.add(tooMany, "/originDestinations", "Not more than six are taken")
		return nil
	}
	var legs []world.Leg
	ids := map[string]bool{}
	for i, od := range b.OriginDestinations {
		at := "/originDestinations[" + itoa(i) + "]"
		if od.ID == "" || ids[od.ID] {
			f.add(invalidData, at+"/id", "Every origin-destination needs an id of its own")
		}
		ids[od.ID] = true
		legs = append(legs, od.leg(at, now, f))
		if i > 0 && legs[i].Date < legs[i-1].Date {
			f.add(invalidDate, at+"/departureDateTimeRange/date", "The departure is before the one before")
		}
	}
	return legs
}

func (od readOriginDestination) leg(at string, now time.Time, f *findings) world.Leg {
	leg := world.Leg{Origin: od.Origin, Destination: od.Destination}
	for _, end := range []struct{ name, code string }{{"originLocationCode", od.Origin}, {"destinationLocationCode", od.Destination}} {
		switch {
		case end.code == "":
			f.missing(at + "/" + end.name)
		case len(reference.PlaceAirports(end.code)) == 0:
			f.add(invalidData, at+"/"+end.name, "Unknown location")
		}
	}
	if od.Origin != "" && od.Origin == od.Destination {
		f.add(invalidData, at+"/destinationLocationCode", "Origin and destination must differ")
	}
	if od.Departure == nil {
		f.missing(at + "/departureDateTimeRange")
		return leg
	}
	leg.Date = od.Departure.Date
	if i, detail := badDate(leg.Date, od.Origin, now); detail != "" {
		f.add(i, at+"/departureDateTimeRange/date", detail)
	}
	leg.Departure = od.Departure.window(at+"/departureDateTimeRange", f)
	if od.Arrival != nil {
		leg.Arrival = od.Arrival.window(at+"/arrivalDateTimeRange", f)
	}
	return leg
}

// window is the time of day asked for, give or take the hours of the time
// window; without one the time is a wish, and not a filter.
func (r readRange) window(at string, f *findings) world.Window {
	if r.DateWindow != "" {
		f.add(invalidOption, at+"/dateWindow", "Flexible dates are not available")
	}
	if r.Time == "" {
		return world.Window{}
	}
	clock, err := time.Parse(time.TimeOnly, r.Time)
	if err != nil {
		f.add(invalidFormat, at+"/time", "A time must be hh:mm:ss")
		return world.Window{}
	}
	if r.TimeWindow == "" {
		return world.Window{}
	}
	hours, err := strconv.Atoi(strings.TrimSuffix(r.TimeWindow, "H"))
	if err != nil || !strings.HasSuffix(r.TimeWindow, "H") || hours < 1 || hours > 12 {
		f.add(invalidFormat, at+"/timeWindow", "A time window must be 1H to 12H")
		return world.Window{}
	}
	from, to := clock.Add(-time.Duration(hours)*time.Hour), clock.Add(time.Duration(hours)*time.Hour)
	out := world.Window{From: "00:00", To: "23:59"}
	if from.Day() == clock.Day() {
		out.From = from.Format("15:04")
	}
	if to.Day() == clock.Day() {
		out.To = to.Format("15:04")
	}
	return out
}

// cabins are the cabins asked for, by leg.
func (b readQuery) cabins(f *findings) map[int]string {
	cabins := map[int]string{}
	for i, restriction := range b.SearchCriteria.FlightFilters.CabinRestrictions {
		at := "/searchCriteria/flightFilters/cabinRestrictions[" + itoa(i) + "]"
		cabin := cabinFrom(restriction.Cabin, func(detail string) { f.add(invalidOption, at+"/cabin", detail) })
		for n, od := range b.OriginDestinations {
			if len(restriction.OriginDestinationIDs) == 0 || slices.Contains(restriction.OriginDestinationIDs, od.ID) {
				cabins[n] = cabin
			}
		}
	}
	return cabins
}

func same(cabins map[int]string) bool {
	for _, cabin := range cabins {
		if cabin != cabins[0] {
			return false
		}
	}
	return true
}

func (b readQuery) party(q *query, f *findings) {
	switch n := len(b.Travelers); {
	case n == 0:
		f.missing("/travelers")
	case n > 2*mostTravelers:
		f.add(tooMany, "/travelers", "Not more than nine seated travelers can be searched for")
		return
	}
	laps, adults, seated := map[string]bool{}, map[string]bool{}, 0
	for i, t := range b.Travelers {
		at := "/travelers[" + itoa(i) + "]"
		kind := kindFrom(t.TravelerType)
		switch {
		case t.ID == "" || slices.ContainsFunc(q.travelers, func(n namedTraveler) bool { return n.ID == t.ID }):
			f.add(invalidData, at+"/id", "Every traveler needs an id of its own")
		case t.TravelerType == "":
			f.missing(at + "/travelerType")
		case kind == "":
			f.add(invalidOption, at+"/travelerType", travelerTypes)
		}
		adults[t.ID] = kind == world.Adult
		if kind != world.Infant {
			seated++
		}
		q.travelers = append(q.travelers, namedTraveler{ID: t.ID, Type: t.TravelerType, AdultID: t.AssociatedAdultID})
		q.request.Party = append(q.request.Party, world.Passenger{Kind: kind})
	}
	for i, t := range b.Travelers {
		if kindFrom(t.TravelerType) != world.Infant {
			continue
		}
		if !adults[t.AssociatedAdultID] || laps[t.AssociatedAdultID] {
			f.add(badCombination, "/travelers["+itoa(i)+"]/associatedAdultId", "An infant needs an adult of its own")
		}
		laps[t.AssociatedAdultID] = true
	}
	if !world.Minded(q.request.Party) {
		f.add(badCombination, "/travelers", tooManyInfants)
	}
	if seated > mostTravelers {
		f.add(tooMany, "/travelers", "Not more than nine seated travelers can be searched for")
	}
}
