package ndcair

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

const (
	mostPassengers  = 9
	mostLegs        = 6
	defaultMaxStops = 1
)

func (s *Surface) shop(c *call) (reply, error) {
	var body readShopping
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	request, err := requestFrom(body, s.world.Now())
	if err != nil {
		return reply{}, err
	}
	_, offers, err := s.world.Search(c.supplier.ID, request, c.scenario)
	if err != nil {
		return reply{}, err
	}
	wanted := body.carriers()
	offers = slices.DeleteFunc(offers, func(o world.Offer) bool { return len(wanted) > 0 && !slices.Contains(wanted, o.Owner) })
	if len(offers) == 0 {
		return reply{}, fail(codeNoOffers, "There are no offers")
	}
	return reply{body: shoppingOf(offers, request, s.world.Now())}, nil
}

func shoppingOf(offers []world.Offer, request world.Request, now time.Time) wireShoppingResponse {
	g := newGraph(now)
	var out wireShoppingResponse
	groups := map[string]int{}
	journeys := make([][]string, len(request.Legs))
	for _, o := range offers {
		at, known := groups[o.Owner]
		if !known {
			at = len(out.Offers.Carriers)
			groups[o.Owner] = at
			out.Offers.Carriers = append(out.Offers.Carriers, wireCarrierOffers{})
		}
		out.Offers.Carriers[at].Offers = append(out.Offers.Carriers[at].Offers, g.offer(o.ID, o, world.Extras{}))
		for i, s := range o.Slices {
			journeys[i] = append(journeys[i], g.journey(s.Flights))
		}
	}
	for i, leg := range request.Legs {
		g.originDest(i+1, leg, journeys[i])
	}
	out.Lists = g.lists
	return out
}

// carriers are those asked for by name; empty: any.
func (b readShopping) carriers() []string {
	var wanted []string
	for _, c := range b.Carriers {
		if c.Level != "Excluded" {
			wanted = append(wanted, strings.TrimSpace(c.Code))
		}
	}
	return wanted
}

// requestFrom reads a search, or says everything that is wrong with it.
func requestFrom(body readShopping, now time.Time) (world.Request, error) {
	var f findings
	request := world.Request{MaxStops: defaultMaxStops}
	for _, connection := range body.Connections {
		most, err := strconv.Atoi(strings.TrimSpace(connection.Most))
		if connection.Most != "" && (err != nil || most < 0) {
			f.add(codeInvalid, "MaximumConnectionQty", "It is not a number of connections")
		}
		if connection.Most != "" {
			request.MaxStops = min(most, 2)
		}
	}
	request.Legs = legsFrom(body.Legs, now, &f)
	request.Cabin = cabinFrom(body.Legs, &f)
	request.Party = partyFrom(body.Pax, &f)
	for _, program := range body.Programs {
		for _, account := range program.Accounts {
			request.Accounts = append(request.Accounts, world.Account{Carrier: strings.TrimSpace(program.Owner), Code: strings.TrimSpace(account)})
		}
	}
	return request, f.err()
}

func legsFrom(list []readLeg, now time.Time, f *findings) []world.Leg {
	switch {
	case len(list) == 0:
		f.missing("OriginDestCriteria")
	case len(list) > mostLegs:
		f.add(codeInvalid, "OriginDestCriteria", "There are too many")
		return nil
	}
	var legs []world.Leg
	for i, l := range list {
		leg := world.Leg{
			Origin: strings.TrimSpace(l.Origin), Destination: strings.TrimSpace(l.Destination), Date: strings.TrimSpace(l.Date),
		}
		for _, code := range []string{leg.Origin, leg.Destination} {
			if len(reference.PlaceAirports(code)) == 0 {
				f.add(codePlace, "IATA_LocationCode", "It is no known airport or city")
			}
		}
		if leg.Origin == leg.Destination {
			f.add(codePlace, "DestArrivalCriteria", "Origin and destination are the same")
		}
		if _, err := time.Parse(time.DateOnly, leg.Date); err != nil || past(leg, now) || i > 0 && leg.Date < legs[i-1].Date {
			f.add(codeDate, "OriginDepCriteria", "The date is missing, past, or before that of the journey before")
		}
		legs = append(legs, leg)
	}
	return legs
}

func past(leg world.Leg, now time.Time) bool {
	return slices.ContainsFunc(reference.PlaceAirports(leg.Origin), func(a reference.Airport) bool {
		return leg.Date < now.In(a.Location()).Format(time.DateOnly)
	})
}

// cabinFrom is the one cabin asked for, by PADIS 9873; empty: any.
func cabinFrom(legs []readLeg, f *findings) string {
	cabin := ""
	for i, leg := range legs {
		if len(leg.Cabins) == 0 {
			continue
		}
		wanted := ""
		switch strings.TrimSpace(leg.Cabins[0]) {
		case "1":
			wanted = world.First
		case "2":
			wanted = world.Business
		case "4":
			wanted = world.PremiumEconomy
		case "3", "5", "6":
			wanted = world.Economy
		case "7":
		default:
			f.add(codeInvalid, "CabinTypeCode", "There is no such cabin")
		}
		if i > 0 && cabin != "" && wanted != cabin {
			f.add(codeInvalid, "CabinTypeCode", "All journeys are flown in one cabin")
		}
		cabin = wanted
	}
	return cabin
}

func partyFrom(pax []readPax, f *findings) []world.Passenger {
	switch {
	case len(pax) == 0:
		f.missing("Pax")
	case len(pax) > mostPassengers:
		f.add(codeTooMany, "Pax", "There are too many")
	}
	var party []world.Passenger
	seen := map[string]bool{}
	for _, p := range pax {
		kind, known := kindOf(p.PTC)
		if !known {
			f.add(codePTC, "PTC", "There is no such type of passenger")
		}
		if p.ID == "" || seen[p.ID] {
			f.add(codeInvalid, "PaxID", "It is missing or there twice")
		}
		seen[p.ID] = true
		party = append(party, world.Passenger{Kind: kind})
	}
	if !world.Minded(party) {
		f.add(codePTC, "PTC", "There are more infants than the adults may bring")
	}
	return party
}

// kindOf reads a PTC; who says none is an adult.
func kindOf(ptc string) (string, bool) {
	switch strings.TrimSpace(ptc) {
	case "ADT", "":
		return world.Adult, true
	case "CHD", "CNN":
		return world.Child, true
	case "INF":
		return world.Infant, true
	case "INS":
		return world.SeatedInfant, true
	default:
		return "", false
	}
}
