package fare

import (
	"slices"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// against shows a promotion beside the price it undercuts.
func (p Priced) against(other Priced) Priced {
	published := make([]*money.Money, len(p.Items))
	for i, item := range p.Items {
		if at := slices.IndexFunc(other.Items, sameFare(item)); at >= 0 {
			published[i] = other.Items[at].Published
		}
	}
	return p.lowerThan(other.Total).beside(published)
}

// asShown shows a promotion that is priced again beside what it undercut when it
// was shown. That price is not asked for again: its fares of the promoted journeys
// are kept, and all the rest of it is what the promotion's own is now. A promotion
// that is no longer lower is compared with nothing.
func (p Priced) asShown(shown travel.Offer) (Priced, error) {
	at := slices.IndexFunc(shown.Trace, func(s travel.TraceStep) bool { return s.LowerThan != nil })
	if at < 0 || !slices.Equal(promotions(shown.Trace), p.Promoted) {
		return p, nil
	}
	undercut := *shown.Trace[at].LowerThan
	cost := money.Zero(p.Total.Currency)
	published := make([]*money.Money, len(p.Items))
	for i, item := range p.Items {
		if item.Service != nil {
			continue
		}
		was := slices.IndexFunc(shown.Items, sameFare(item))
		if was < 0 || shown.Items[was].Published == nil {
			return p, nil
		}
		before, err := p.besidePromoted(shown.Items[was], shown.Trace)
		if err != nil {
			return p, err
		}
		now, err := p.besidePromoted(item, p.Trace)
		if err != nil {
			return p, err
		}
		undercut, err = money.Sum(undercut.Currency, undercut, before.official.Neg(), now.official)
		if err != nil {
			return p, err
		}
		beside, err := money.Sum(undercut.Currency, *shown.Items[was].Published, before.published.Neg(), now.published)
		if err != nil {
			return p, err
		}
		published[i] = &beside
		cost, err = cost.Add(item.Price.Total)
		if err != nil {
			return p, err
		}
	}
	if cost.Minor >= undercut.Minor {
		return p, nil
	}
	return p.lowerThan(undercut).beside(published), nil
}

// promotions are the journeys that a price has on promotion.
func promotions(trace []travel.TraceStep) []string {
	var ids []string
	for _, step := range trace {
		if step.FareLevel == travel.FarePromotional && !slices.Contains(ids, step.JourneyID) {
			ids = append(ids, step.JourneyID)
		}
	}
	return ids
}

// part is some of what an item costs, by the program and as published.
type part struct{ official, published money.Money }

// besidePromoted is what an item costs but for the fares of the promoted journeys.
func (p Priced) besidePromoted(item travel.OfferItem, trace []travel.TraceStep) (part, error) {
	rest, err := item.Price.Total.Sub(item.Price.Base)
	of := part{rest, rest}
	for _, step := range trace {
		if err != nil {
			break
		}
		if step.JourneyID == "" || slices.Contains(p.Promoted, step.JourneyID) || !slices.Equal(step.PaxIDs, item.PaxIDs) {
			continue
		}
		of.official, err = of.official.Add(step.After)
		if err == nil {
			of.published, err = of.published.Add(step.Before)
		}
	}
	return of, err
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
	dearer := p
	dearer.Items = slices.Clone(p.Items)
	total := money.Zero(p.Total.Currency)
	for i, item := range dearer.Items {
		own := item.Price.Total
		if item.Published != nil {
			own = *item.Published
		}
		if higher := published[i]; higher != nil && higher.Currency == own.Currency && higher.Minor > own.Minor {
			own = *higher
			dearer.Items[i].Published = &own
		}
		sum, err := total.Add(own)
		if err != nil {
			return p
		}
		total = sum
	}
	if total.Minor <= p.Published.Minor {
		return p
	}
	dearer.Published = &total
	return dearer
}

// sameFare finds the item with what the same passengers pay for the flights.
func sameFare(item travel.OfferItem) func(travel.OfferItem) bool {
	return func(other travel.OfferItem) bool {
		return item.Service == nil && other.Service == nil && slices.Equal(other.PaxIDs, item.PaxIDs)
	}
}
