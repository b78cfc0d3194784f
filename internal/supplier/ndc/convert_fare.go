package ndc

import (
	"slices"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// components are what each journey costs of an item's base. Airlines give the
// price of a fare component for the passengers of its fare detail together or for
// one of them; which it is, the base tells. Where no reading makes the base, or a
// fare spans journeys, nothing is said.
func (o *offering) components(w *wireOfferItem, base money.Money) []travel.FareComponent {
	for _, each := range []bool{false, true} {
		components, ok := o.componentsRead(w, base.Currency, each)
		if ok && makes(components, base) {
			return components
		}
	}
	return nil
}

// componentsRead takes the prices for those of one passenger, if each is set.
func (o *offering) componentsRead(w *wireOfferItem, currency money.Currency, each bool) ([]travel.FareComponent, bool) {
	components := make([]travel.FareComponent, len(o.journeys))
	for i, journey := range o.journeys {
		components[i] = travel.FareComponent{JourneyID: journey.id, Base: money.Zero(currency)}
	}
	for _, detail := range w.FareDetail {
		times := int64(1)
		if each {
			times = int64(len(detail.PaxRefID))
		}
		for _, c := range detail.FareComponent {
			at := slices.IndexFunc(o.journeys, func(j takenJourney) bool { return covers(j.segments, c.PaxSegmentRefID) })
			if at < 0 || c.Price == nil {
				return nil, false
			}
			one, said, err := baseFrom(c.Price, currency)
			if err != nil || !said || one.IsNegative() {
				return nil, false
			}
			all, err := one.Mul(times)
			if err != nil {
				return nil, false
			}
			components[at].Base, err = components[at].Base.Add(all)
			if err != nil {
				return nil, false
			}
		}
	}
	return components, len(w.FareDetail) > 0
}

// covers reports that a fare is for flights of one journey only.
func covers(journey, fare []token) bool {
	return len(fare) > 0 && !slices.ContainsFunc(fare, func(ref token) bool { return !slices.Contains(journey, ref) })
}

func makes(components []travel.FareComponent, base money.Money) bool {
	sum := money.Zero(base.Currency)
	for _, c := range components {
		next, err := sum.Add(c.Base)
		if err != nil {
			return false
		}
		sum = next
	}
	return sum.Equal(base)
}
