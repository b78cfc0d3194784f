package amadeus

import (
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/travel"
)

// priceClassesFrom makes one price class per journey, in journey order: the brand
// as sold. Where segments differ, the cabin is the lowest, so that nobody is
// promised more than every flight has, and brands, booking classes and fare bases
// stand side by side, "/" between them as tickets print them. They are those of
// the first adult.
func priceClassesFrom(w wireOffer, journeys []travel.PaxJourney, p party) []travel.PriceClass {
	leader := p[max(0, slices.IndexFunc(p, func(one passenger) bool { return one.ptc == travel.PTCAdult }))]
	pricing, _ := w.pricing(leader.travelerID)
	classes := make([]travel.PriceClass, len(w.Itineraries))
	for i, itinerary := range w.Itineraries {
		class := travel.PriceClass{JourneyID: journeys[i].ID()}
		var names, bookings, bases []string
		for _, segment := range itinerary.Segments {
			detail, ok := pricing.detail(segment.ID)
			if !ok {
				continue
			}
			class.Cabin = travel.LowerCabin(class.Cabin, cabins[detail.Cabin])
			names = appendNew(names, detail.brand())
			bookings = appendNew(bookings, detail.Class)
			bases = appendNew(bases, detail.FareBasis)
		}
		class.Name, class.RBD, class.FareBasis = strings.Join(names, "/"), strings.Join(bookings, "/"), strings.Join(bases, "/")
		classes[i] = class
	}
	return classes
}

func (p wireTravelerPricing) detail(segmentID string) (wireFareDetail, bool) {
	for _, d := range p.FareDetails {
		if d.SegmentID == segmentID {
			return d, true
		}
	}
	return wireFareDetail{}, false
}

// brand is the label for people where there is one.
func (d wireFareDetail) brand() string {
	if d.BrandedFareLabel != "" {
		return d.BrandedFareLabel
	}
	return d.BrandedFare
}

func appendNew(list []string, text string) []string {
	if text == "" || slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

// cabins are Amadeus' travel classes; one we do not know is not said.
var cabins = map[string]travel.Cabin{
	"ECONOMY":         travel.CabinEconomy,
	"PREMIUM_ECONOMY": travel.CabinPremiumEconomy,
	"BUSINESS":        travel.CabinBusiness,
	"FIRST":           travel.CabinFirst,
}

func travelClass(cabin travel.Cabin) string {
	for class, known := range cabins {
		if known == cabin {
			return class
		}
	}
	return ""
}

// baggageFrom joins equal allowances of passengers and segments, in the order of
// flights and party. Zero pieces are a fact and kept; no entry says nothing.
func baggageFrom(w wireOffer, segments map[string]travel.PaxSegment, p party) []travel.BaggageAllowance {
	var allowances []travel.BaggageAllowance
	for _, itinerary := range w.Itineraries {
		for _, segment := range itinerary.Segments {
			for _, said := range segmentBags(w, segment.ID, p) {
				at := slices.IndexFunc(allowances, func(a travel.BaggageAllowance) bool {
					return a.Type == said.Type && a.Pieces == said.Pieces && a.WeightKg == said.WeightKg && slices.Equal(a.PaxIDs, said.PaxIDs)
				})
				if at < 0 {
					allowances = append(allowances, said)
					at = len(allowances) - 1
				}
				allowances[at].SegmentIDs = append(allowances[at].SegmentIDs, segments[segment.ID].ID())
			}
		}
	}
	return allowances
}

// segmentBags is what one segment says, equal allowances of its passengers joined.
func segmentBags(w wireOffer, segmentID string, p party) []travel.BaggageAllowance {
	var found []travel.BaggageAllowance
	for _, one := range p {
		pricing, _ := w.pricing(one.travelerID)
		detail, ok := pricing.detail(segmentID)
		if !ok {
			continue
		}
		for _, said := range []struct {
			kind travel.BaggageType
			wire *wireAllowance
		}{
			{travel.BaggageChecked, detail.IncludedCheckedBags},
			{travel.BaggageCarryOn, detail.IncludedCabinBags},
		} {
			pieces, weight, ok := said.wire.read()
			if !ok {
				continue
			}
			at := slices.IndexFunc(found, func(f travel.BaggageAllowance) bool {
				return f.Type == said.kind && f.Pieces == pieces && f.WeightKg == weight
			})
			if at < 0 {
				found = append(found, travel.BaggageAllowance{Type: said.kind, Pieces: pieces, WeightKg: weight})
				at = len(found) - 1
			}
			found[at].PaxIDs = append(found[at].PaxIDs, one.paxID)
		}
	}
	return found
}

// read is pieces and kilograms of each; an allowance by weight alone is one piece
// of it. The last value is false when nothing is said that makes sense.
func (a *wireAllowance) read() (int, int, bool) {
	if a == nil || a.Weight < 0 || a.Weight > 500 {
		return 0, 0, false
	}
	weight := a.Weight
	switch a.WeightUnit {
	case "KG", "K", "":
	case "LB", "L", "LBS":
		weight = weight * 45359237 / 100000000 // the pound's definition, rounded down: nobody is promised more
	default:
		weight = 0
	}
	switch {
	case a.Quantity != nil && *a.Quantity >= 0 && *a.Quantity < 100:
		return *a.Quantity, weight, true
	case a.Quantity == nil && weight > 0:
		return 1, weight, true
	default:
		return 0, 0, false
	}
}

// Categories of fare rules, the more telling first.
var (
	refundCategories = []string{"REFUND", "CANCELLATION"}
	changeCategories = []string{"EXCHANGE", "REISSUE", "REBOOK"}
)

// penaltyFrom: a missing rule is unknown, a missing fee is not "free". Amadeus
// states the most a penalty may come to over all stages; before departure it may
// be less, so the fee is only known when that most is nothing.
func penaltyFrom(rules wireFareRules, currency string, categories []string) travel.Penalty {
	for _, category := range categories {
		for _, rule := range rules.Rules {
			if rule.Category != category {
				continue
			}
			allowed, most := rule.read(rules.currency(currency))
			if most != nil && !most.IsZero() {
				most = nil
			}
			return travel.Penalty{Allowed: allowed, Fee: most}
		}
	}
	return travel.Penalty{Allowed: travel.AllowanceUnknown}
}

// currency is the rules' own, or else the offer's, in which all of it was asked for.
func (r wireFareRules) currency(offer string) string {
	if r.Currency != "" {
		return r.Currency
	}
	return offer
}
