package amadeus

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// otherNames are the services beside bags and seats that Amadeus has a name for.
// What another name means is not guessed. The table is never changed.
var otherNames = map[string]string{
	"PRIORITY_BOARDING": "Priority boarding",
	"AIRPORT_CHECKIN":   "Check-in at the airport",
}

// othersFrom lists the services that are neither bags nor seats, in an order that
// stays the same, and counts what it did not understand: names, people, flights
// and prices.
func othersFrom(raw json.RawMessage, priced understood, p party) ([]travel.Service, int, error) {
	var said map[string]json.RawMessage
	if len(raw) > 0 && json.Unmarshal(raw, &said) != nil {
		return nil, 1, nil
	}
	var services []travel.Service
	lost := 0
	for _, id := range slices.Sorted(maps.Keys(said)) {
		choices, price, ok := otherFrom(said[id], priced, p)
		if !ok {
			lost++
			continue
		}
		for _, c := range choices {
			service, err := c.other(price, priced, p)
			if err != nil {
				return nil, 0, err
			}
			at := slices.IndexFunc(services, func(s travel.Service) bool {
				return s.Name == service.Name && slices.Equal(s.PaxIDs, service.PaxIDs) && slices.Equal(s.SegmentIDs, service.SegmentIDs)
			})
			switch {
			case at < 0:
				services = append(services, service)
			case service.Price.Minor < services[at].Price.Minor: // the same said twice: the cheaper one stands
				services[at] = service
			}
		}
	}
	slices.SortFunc(services, byWhomAndWhere)
	return services, lost, nil
}

// otherFrom reads one service as the choices there are of it.
func otherFrom(raw json.RawMessage, priced understood, p party) ([]choice, money.Money, bool) {
	var w wireOtherService
	if json.Unmarshal(raw, &w) != nil || otherNames[w.Name] == "" || w.Price.Currency != priced.wire.Price.Currency {
		return nil, money.Money{}, false
	}
	price, err := amount(w.Price.Amount, w.Price.Currency)
	if err != nil {
		return nil, money.Money{}, false
	}
	groups := [][]string{w.TravelerIDs}
	if w.BookableByTraveler {
		groups = groups[:0]
		for _, traveler := range w.TravelerIDs {
			groups = append(groups, []string{traveler})
		}
	}
	var choices []choice
	for _, travelers := range groups {
		for _, segments := range priced.wire.stretches(w.SegmentIDs, w.BookableByItinerary) {
			for _, traveler := range travelers {
				_, ours := p.paxOf(traveler)
				if !ours || slices.ContainsFunc(segments, func(id string) bool { return !priced.wire.has(traveler, id) }) {
					return nil, money.Money{}, false
				}
			}
			if len(travelers) == 0 {
				continue
			}
			choices = append(choices, choice{
				Traveler: travelers[0], Fellows: travelers[1:], Segments: segments, Other: w.Name,
				Name: otherNames[w.Name], Amount: w.Price.Amount, Currency: w.Price.Currency,
			})
		}
	}
	return choices, price, len(choices) > 0
}

func (c choice) other(price money.Money, priced understood, p party) (travel.Service, error) {
	ref, err := c.encode()
	if err != nil {
		return travel.Service{}, err
	}
	service := travel.Service{Ref: ref, Type: travel.ServiceOther, Name: c.Name, MaxQuantity: 1, Price: price}
	for _, traveler := range c.travelers() {
		paxID, _ := p.paxOf(traveler)
		service.PaxIDs = append(service.PaxIDs, paxID)
	}
	for _, id := range c.Segments {
		service.SegmentIDs = append(service.SegmentIDs, priced.segments[id].ID())
	}
	return service, nil
}
