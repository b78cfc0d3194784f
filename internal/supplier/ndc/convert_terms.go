package ndc

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

func (o *offering) terms() (travel.Terms, error) {
	bags, err := o.baggage()
	if err != nil {
		return travel.Terms{}, err
	}
	return travel.Terms{
		PriceClasses: o.priceClasses(),
		Baggage:      bags,
		Refund:       o.penalty(travel.RuleRefund),
		Change:       o.penalty(travel.RuleChange),
	}, nil
}

// priceClasses makes one price class per journey. Where segments differ, the
// cabin is the lowest, so that nobody is promised more than every flight has; RBDs
// and fare bases are those of the first passenger, "/" between different ones.
func (o *offering) priceClasses() []travel.PriceClass {
	classes := make([]travel.PriceClass, len(o.journeys))
	for i, journey := range o.journeys {
		class := travel.PriceClass{JourneyID: journey.id, Name: o.brand(journey)}
		var codes, bases []string
		for _, ref := range journey.segments {
			component := o.component(ref)
			cabin := travel.Cabin("")
			rbd := token("")
			if component != nil {
				cabin, rbd = cabinFrom(component.CabinType), component.RBD
				bases = appendOnce(bases, component.FareBasisCode)
				if class.Name == "" {
					class.Name = o.className(component.PriceClassRefID)
				}
			}
			if segment := o.graph.segments[ref]; segment != nil {
				if cabin == "" {
					cabin = cabinFrom(segment.Cabin)
				}
				if rbd == "" {
					rbd = segment.RBD
				}
			}
			class.Cabin = lower(class.Cabin, cabin)
			codes = appendOnce(codes, rbd)
		}
		class.RBD, class.FareBasis = strings.Join(codes, "/"), strings.Join(bases, "/")
		classes[i] = class
	}
	return classes
}

func appendOnce(list []string, one token) []string {
	if one == "" || slices.Contains(list, string(one)) {
		return list
	}
	return append(list, string(one))
}

// component is what is said of the fare of the first item's first passengers on
// a segment.
func (o *offering) component(segment token) *wireFareComponent {
	for i := range o.flights[0].FareDetail {
		detail := &o.flights[0].FareDetail[i]
		for j := range detail.FareComponent {
			if slices.Contains(detail.FareComponent[j].PaxSegmentRefID, segment) {
				return &detail.FareComponent[j]
			}
		}
	}
	return nil
}

// brand is the overview's price class of a journey, or of all of them.
func (o *offering) brand(journey takenJourney) string {
	for _, said := range o.wire.JourneyOverview.JourneyPriceClass {
		if o.graph.journey(said.PaxJourneyRefID).id == journey.id {
			return o.className(said.PriceClassRefID)
		}
	}
	return o.className(o.wire.JourneyOverview.PriceClassRefID)
}

func (o *offering) className(id token) string {
	if class := o.graph.classes[id]; class != nil {
		return string(class.Name)
	}
	return ""
}

// baggage keeps what is said of whom on which flights. Zero pieces are a fact;
// a weight without a number of pieces is one piece at least.
func (o *offering) baggage() ([]travel.BaggageAllowance, error) {
	var all []travel.BaggageAllowance
	named := 0
	for _, said := range o.wire.BaggageAssociations {
		people, err := o.party.among(said.PaxRefID)
		if err != nil {
			return nil, err
		}
		refs, err := o.graph.segmentsOf(said.Flights)
		if err != nil {
			return nil, err
		}
		if len(refs) == 0 {
			for _, j := range o.journeys {
				refs = append(refs, j.segments...)
			}
		}
		ids, err := o.graph.ids(refs)
		if err != nil {
			return nil, err
		}
		for _, id := range said.BaggageAllowanceRefID {
			allowance := o.graph.bag(id)
			if allowance.Type == "" {
				continue
			}
			named += len(ids)
			if named/4 > maxParts {
				return nil, fmt.Errorf("%d segments of baggage", named)
			}
			for _, one := range people {
				allowance.PaxIDs = append(allowance.PaxIDs, one.paxID)
			}
			allowance.SegmentIDs = ids
			all = append(all, allowance)
		}
	}
	return all, nil
}

func bagFrom(w *wireBaggage) (travel.BaggageAllowance, bool) {
	if w == nil {
		return travel.BaggageAllowance{}, false
	}
	var bag travel.BaggageAllowance
	switch strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(string(w.TypeCode))) {
	case "checked", "checkedbag":
		bag.Type = travel.BaggageChecked
	case "carryon", "cabin", "hand":
		bag.Type = travel.BaggageCarryOn
	default:
		return travel.BaggageAllowance{}, false
	}
	for _, weight := range w.WeightAllowance {
		if kg, ok := weight.kilograms(); ok {
			bag.WeightKg = kg
		}
	}
	if w.PieceAllowance != nil {
		pieces, ok := w.PieceAllowance.TotalQty.count()
		if !ok || pieces > 99 {
			return travel.BaggageAllowance{}, false
		}
		bag.Pieces = pieces
		return bag, true
	}
	bag.Pieces = 1
	return bag, bag.WeightKg > 0
}

// kilograms per piece, rounded down; pounds are not converted, because nobody's
// scales would agree.
func (w wireWeight) kilograms() (int, bool) {
	if w.WeightUnitOfMeasurement != "KGM" {
		return 0, false
	}
	said := w.MaximumWeightMeasure
	if said == "" {
		said = w.TotalMaximumWeightMeasure
	}
	n, ok := said.number()
	if !ok || n.Num().BitLen() > 64 {
		return 0, false
	}
	whole := new(big.Int).Quo(n.Num(), n.Denom())
	if !whole.IsInt64() || whole.Int64() > 999 {
		return 0, false
	}
	return int(whole.Int64()), true
}

// penalty is what a refund or change of everything costs the party before
// departure: of each of them, by the first stage, which is the one in force when the
// offer is made. One of whom nothing is said makes it unknown.
func (o *offering) penalty(kind travel.RuleKind) travel.Penalty {
	rules := o.rules()
	sum := money.Money{}
	penalty := travel.Penalty{Allowed: travel.AllowanceYes, Fee: &sum}
	for _, one := range o.party {
		if one.ptc == travel.PTCInfant {
			continue // without a seat: given up and changed with its adult
		}
		rule, said := inForce(rules, kind, one.paxID, o.journeys)
		switch {
		case !said || rule.Allowed == travel.AllowanceUnknown:
			return travel.Penalty{Allowed: travel.AllowanceUnknown}
		case rule.Allowed == travel.AllowanceNo:
			return travel.Penalty{Allowed: travel.AllowanceNo}
		case rule.Fee == nil || penalty.Fee == nil:
			penalty.Fee = nil
		default:
			next, err := penalty.Fee.Add(*rule.Fee)
			penalty.Fee = &next
			if err != nil {
				penalty.Fee = nil
			}
		}
	}
	return penalty
}

// cabinOrder is from low to high.
var cabinOrder = []travel.Cabin{
	travel.CabinEconomy, travel.CabinPremiumEconomy, travel.CabinBusiness, travel.CabinFirst,
}

// lower is the lower of two cabins; an unknown one does not count.
func lower(a, b travel.Cabin) travel.Cabin {
	at, bt := slices.Index(cabinOrder, a), slices.Index(cabinOrder, b)
	if at < 0 || (bt >= 0 && bt < at) {
		return b
	}
	return a
}

// cabinFrom reads PADIS 9873, the letters of old, or the name; anything else is
// left empty.
func cabinFrom(w wireCabin) travel.Cabin {
	switch w.CabinTypeCode {
	case "1", "F":
		return travel.CabinFirst
	case "2", "C", "J":
		return travel.CabinBusiness
	case "4", "W":
		return travel.CabinPremiumEconomy
	case "3", "5", "6", "Y", "M":
		return travel.CabinEconomy
	}
	switch strings.ToLower(strings.NewReplacer(" ", "", "_", "", "-", "").Replace(string(w.CabinTypeName))) {
	case "first":
		return travel.CabinFirst
	case "business":
		return travel.CabinBusiness
	case "premiumeconomy", "economypremium":
		return travel.CabinPremiumEconomy
	case "economy", "coach":
		return travel.CabinEconomy
	}
	return ""
}

func cabinTo(cabin travel.Cabin) string {
	switch cabin {
	case travel.CabinFirst:
		return "1"
	case travel.CabinBusiness:
		return "2"
	case travel.CabinPremiumEconomy:
		return "4"
	case travel.CabinEconomy:
		return "5"
	}
	return ""
}
