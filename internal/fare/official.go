package fare

import (
	"path"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/travel"
)

// official prices by the level of the fare: full and discounted fares have a
// rate each, a promotion is sold as it is.
type official struct {
	currency  money.Currency
	domestic  reference.Zone
	unit      int64 // minor units of the currency that an official fare is a multiple of
	discounts []discount
	brands    []string // of promotions, lower case
	bases     []string // patterns of promotions' fare bases
}

// discount is one rate, in force on days of sale in China.
type discount struct {
	level    travel.FareLevel
	abroad   bool
	rate     rate
	from, to string // 2006-01-02, inclusive; to empty: open
}

// rate is an exact decimal.
type rate struct {
	num, den int64
	text     string
}

// The names of rules in traces, after the program's own.
const (
	RuleDiscount  = ".govDiscount"
	RulePromotion = ".airlinePromo"
	RuleService   = ".asAsked"
)

// price makes the official price of every item beside its published one.
func (o *official) price(p Program, offer travel.SupplierOffer, sale Sale) (Priced, error) {
	if offer.Total.Currency != o.currency {
		return Priced{}, notSold(ReasonCurrency, "%s", offer.Total.Currency)
	}
	if len(offer.Journeys) > 1 && slices.ContainsFunc(offer.Terms.PriceClasses, func(c travel.PriceClass) bool { return c.JourneyID == "" }) {
		return Priced{}, notSold(ReasonNoFareSplit, "a class of no journey")
	}
	priced := Priced{}
	published := offer.Total
	for _, item := range offer.Items {
		was := item.Price.Total
		if item.Service != nil {
			priced.Trace = append(priced.Trace, travel.TraceStep{Rule: p.name + RuleService, Before: was, After: was, PaxIDs: item.PaxIDs})
		} else {
			fares, err := components(item, offer.Journeys)
			if err != nil {
				return Priced{}, err
			}
			base := money.Zero(o.currency)
			for i, journey := range offer.Journeys {
				step, err := o.journey(p, journey, offer.Terms.PriceClasses, fares[i], item.PaxIDs, sale)
				if err != nil {
					return Priced{}, err
				}
				base, err = base.Add(step.After)
				if err != nil {
					return Priced{}, err
				}
				priced.Trace = append(priced.Trace, step)
			}
			item, err = rebased(item, base)
			if err != nil {
				return Priced{}, err
			}
		}
		item.Published = &was
		priced.Items = append(priced.Items, item)
	}
	total, err := totalOf(priced.Items, o.currency)
	if err != nil {
		return Priced{}, err
	}
	priced.Total = total
	priced.Published = &published
	priced.Promoted = promotedIn(priced.Trace, idsOf(offer.Journeys))
	if sale.Shown == nil || len(priced.Promoted) == 0 {
		return priced, nil
	}
	return priced.asShown(*sale.Shown, offer.Journeys)
}

// components are what each journey costs of an item's base, in the order of the
// journeys. A trip of one journey needs no split.
func components(item travel.OfferItem, journeys []travel.PaxJourney) ([]money.Money, error) {
	if len(item.Components) == 0 && len(journeys) == 1 {
		return []money.Money{item.Price.Base}, nil
	}
	if len(item.Components) != len(journeys) {
		return nil, notSold(ReasonNoFareSplit, "%d fares of %d journeys", len(item.Components), len(journeys))
	}
	fares := make([]money.Money, len(journeys))
	sum := money.Zero(item.Price.Base.Currency)
	for i, journey := range journeys {
		id := journey.ID()
		at := slices.IndexFunc(item.Components, func(c travel.FareComponent) bool { return c.JourneyID == id })
		if at < 0 || item.Components[at].Base.IsNegative() {
			return nil, notSold(ReasonNoFareSplit, "nothing of journey %d", i)
		}
		fares[i] = item.Components[at].Base
		next, err := sum.Add(fares[i])
		if err != nil {
			return nil, notSold(ReasonNoFareSplit, "%v", err)
		}
		sum = next
	}
	if !sum.Equal(item.Price.Base) {
		return nil, notSold(ReasonNoFareSplit, "%s of %s", sum, item.Price.Base)
	}
	return fares, nil
}

// journey prices what some passengers pay together for one journey. Every
// passenger's fare is classified and rounded by itself, so that a party of nine
// pays nine times what one pays.
func (o *official) journey(p Program, journey travel.PaxJourney, classes []travel.PriceClass, fare money.Money, pax []string, sale Sale) (travel.TraceStep, error) {
	id := journey.ID()
	step := travel.TraceStep{Before: fare, After: fare, PaxIDs: pax, JourneyID: id, Rule: p.name + RulePromotion, FareLevel: travel.FarePromotional}
	own := slices.DeleteFunc(slices.Clone(classes), func(c travel.PriceClass) bool { return c.JourneyID != "" && c.JourneyID != id })
	if slices.ContainsFunc(own, o.promotes) {
		return step, nil
	}
	filed, err := filedFor(p.filed, journey, own, sale)
	if err != nil {
		return step, err
	}
	if filed.Amount.Currency != fare.Currency {
		return step, notSold(ReasonNoFiledFare, "filed in %s", filed.Amount.Currency)
	}
	parts := fare.Split(len(pax))
	level := travel.FareFull
	// The parts differ by a fen at most; the lowest is the last.
	if parts[len(parts)-1].Minor < filed.Amount.Minor {
		level = travel.FareDiscounted
	}
	rule, ok := o.rule(level, journey, reference.IssueDay(sale.At))
	if !ok {
		return step, notSold(ReasonNoRule, "%s", level)
	}
	step.After = money.Zero(fare.Currency)
	for _, part := range parts {
		reduced, err := part.Scale(rule.rate.num, rule.rate.den, o.unit, money.HalfUp)
		if err != nil {
			return step, err
		}
		if reduced.Minor > part.Minor {
			reduced = part // rounding to whole yuan must not raise a fare
		}
		step.After, err = step.After.Add(reduced)
		if err != nil {
			return step, err
		}
	}
	step.Rule, step.FareLevel, step.Rate, step.FiledFare = p.name+RuleDiscount, level, rule.rate.text, &filed.Amount
	return step, nil
}

func (o *official) promotes(class travel.PriceClass) bool {
	if slices.Contains(o.brands, strings.ToLower(class.Name)) {
		return true
	}
	// Several bases of one journey are written A/B.
	for basis := range strings.SplitSeq(class.FareBasis, "/") {
		for _, pattern := range o.bases {
			if ok, err := path.Match(pattern, basis); ok && err == nil {
				return true
			}
		}
	}
	return false
}

// filedFor finds the full fare a journey is held against: that of its airline,
// from where it begins to where it ends, in its cabin.
func filedFor(filed reference.FiledFares, journey travel.PaxJourney, classes []travel.PriceClass, sale Sale) (reference.FiledFare, error) {
	first, last := journey.Segments[0], journey.Segments[len(journey.Segments)-1]
	for _, s := range journey.Segments {
		if s.MarketingCarrier != first.MarketingCarrier {
			return reference.FiledFare{}, notSold(ReasonMixedCarriers, "%s and %s", first.MarketingCarrier, s.MarketingCarrier)
		}
	}
	cabin := travel.Cabin("")
	for _, class := range classes {
		if !class.Cabin.Known() || (cabin != "" && class.Cabin != cabin) {
			return reference.FiledFare{}, notSold(ReasonMixedCabins, "%q and %q", cabin, class.Cabin)
		}
		cabin = class.Cabin
	}
	if cabin == "" {
		return reference.FiledFare{}, notSold(ReasonMixedCabins, "no cabin is said")
	}
	found, ok := filed.On(first.MarketingCarrier, first.Departure.Airport, last.Arrival.Airport, string(cabin), sale.At)
	if !ok {
		return reference.FiledFare{}, notSold(ReasonNoFiledFare, "%s %s-%s %s", first.MarketingCarrier, first.Departure.Airport, last.Arrival.Airport, cabin)
	}
	return found, nil
}

// rule finds the rate of a level in force on a day of sale.
func (o *official) rule(level travel.FareLevel, journey travel.PaxJourney, day string) (discount, bool) {
	abroad := slices.ContainsFunc(journey.Segments, func(s travel.PaxSegment) bool {
		return !o.domestic.Has(s.Departure.Airport) || !o.domestic.Has(s.Arrival.Airport)
	})
	at := slices.IndexFunc(o.discounts, func(d discount) bool {
		return d.level == level && d.abroad == abroad && d.from <= day && (d.to == "" || day <= d.to)
	})
	if at < 0 {
		return discount{}, false
	}
	return o.discounts[at], true
}
