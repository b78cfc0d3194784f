package fare

import (
	"slices"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// against shows a promotion beside the price it undercuts. Prices of passengers
// who are grouped in another way are not shown beside each other.
func (p Priced) against(other Priced) Priced {
	published := make([]*money.Money, len(p.Items))
	for i, item := range p.Items {
		at := slices.IndexFunc(other.Items, sameFare(item))
		if item.Service == nil && at < 0 {
			return p
		}
		if at >= 0 {
			published[i] = other.Items[at].Published
		}
	}
	undercut, err := other.flights()
	if err != nil {
		return p
	}
	return p.lowerThan(undercut).beside(published)
}

// asShown shows a promotion that is priced again beside what it undercut when it
// was shown. That price is not asked for again: its fares of the promoted journeys
// are kept, and all the rest of it is what the promotion's own is now. A promotion
// that has become as dear is lower than nothing; it is sold to who was shown it,
// beside what the flights are published at.
func (p Priced) asShown(shown travel.Offer, journeys []travel.PaxJourney) (Priced, error) {
	then, now := idsOf(shown.Journeys), idsOf(journeys)
	if shown.Published == nil || !slices.EqualFunc(then, now, travel.SameFlights) || !slices.Equal(promotedIn(shown.Trace, then), p.Promoted) {
		return p, nil
	}
	var undercut *money.Money
	if at := slices.IndexFunc(shown.Trace, func(s travel.TraceStep) bool { return s.LowerThan != nil }); at >= 0 {
		undercut = shown.Trace[at].LowerThan
	}
	published := make([]*money.Money, len(p.Items))
	for i, item := range p.Items {
		at := slices.IndexFunc(shown.Items, sameFare(item))
		switch {
		case item.Service != nil:
			continue
		case at < 0 || shown.Items[at].Published == nil:
			return p, nil
		}
		was := shown.Items[at]
		before, err := p.partsOf(was, shown.Trace, then)
		if err != nil {
			return p, err
		}
		after, err := p.partsOf(item, p.Trace, now)
		if err != nil {
			return p, err
		}
		if undercut != nil {
			moved, err := money.Sum(undercut.Currency, *undercut, before.official.Neg(), after.official)
			if err != nil {
				return p, err
			}
			undercut = &moved
		}
		fares, err := money.Sum(was.Published.Currency, *was.Published, before.published.Neg())
		if err != nil {
			return p, err
		}
		if fares == before.promoted {
			continue // it was shown beside nothing but itself
		}
		dearer, err := fares.Add(after.published)
		if err != nil {
			return p, err
		}
		published[i] = &dearer
	}
	cost, err := p.flights()
	if err != nil {
		return p, err
	}
	if undercut != nil && cost.Minor < undercut.Minor {
		p = p.lowerThan(*undercut)
	}
	return p.beside(published), nil
}

// parts are what an item costs for its promoted journeys, and for all else by the
// program and as published.
type parts struct{ promoted, official, published money.Money }

func (p Priced) partsOf(item travel.OfferItem, trace []travel.TraceStep, journeys []string) (parts, error) {
	rest, err := item.Price.Total.Sub(item.Price.Base)
	of := parts{money.Zero(rest.Currency), rest, rest}
	for _, step := range trace {
		at := slices.Index(journeys, step.JourneyID)
		if at < 0 || !samePax(step.PaxIDs, item.PaxIDs) {
			continue
		}
		if err != nil {
			break
		}
		if slices.Contains(p.Promoted, at) {
			of.promoted, err = of.promoted.Add(step.Before)
			continue
		}
		of.official, err = of.official.Add(step.After)
		if err == nil {
			of.published, err = of.published.Add(step.Before)
		}
	}
	return of, err
}

// promotedIn are the places of the journeys that a price has on promotion.
func promotedIn(trace []travel.TraceStep, journeys []string) []int {
	var places []int
	for i, id := range journeys {
		if slices.ContainsFunc(trace, func(s travel.TraceStep) bool { return s.FareLevel == travel.FarePromotional && s.JourneyID == id }) {
			places = append(places, i)
		}
	}
	return places
}

// lowerThan tells of every promotion what it was compared with.
func (p Priced) lowerThan(total money.Money) Priced {
	p.Trace = slices.Clone(p.Trace)
	for i := range p.Trace {
		if p.Trace[i].FareLevel == travel.FarePromotional {
			p.Trace[i].LowerThan = &total
		}
	}
	return p
}

// beside shows the items beside published prices where those are higher than what
// the items themselves are published at; nil: none. What is sold beside the
// flights is published at what it costs.
func (p Priced) beside(published []*money.Money) Priced {
	items := slices.Clone(p.Items)
	total := money.Zero(p.Total.Currency)
	for i, item := range items {
		own := item.Price.Total
		if item.Published != nil {
			own = *item.Published
		}
		if higher := published[i]; higher != nil && higher.Currency == own.Currency && higher.Minor > own.Minor {
			own = *higher
			items[i].Published = &own
		}
		sum, err := total.Add(own)
		if err != nil {
			return p
		}
		total = sum
	}
	p.Items, p.Published = items, &total
	return p
}

// flights is what all passengers pay for the flights, without what is sold beside them.
func (p Priced) flights() (money.Money, error) {
	sum := money.Zero(p.Total.Currency)
	var err error
	for _, item := range p.Items {
		if item.Service == nil && err == nil {
			sum, err = sum.Add(item.Price.Total)
		}
	}
	return sum, err
}

// sameFare finds the item with what the same passengers pay for the flights.
func sameFare(item travel.OfferItem) func(travel.OfferItem) bool {
	return func(other travel.OfferItem) bool {
		return item.Service == nil && other.Service == nil && samePax(other.PaxIDs, item.PaxIDs)
	}
}

func samePax(a, b []string) bool {
	return len(a) == len(b) && slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func idsOf(journeys []travel.PaxJourney) []string {
	ids := make([]string, len(journeys))
	for i, journey := range journeys {
		ids[i] = journey.ID()
	}
	return ids
}
