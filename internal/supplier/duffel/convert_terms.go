package duffel

import (
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/travel"
)

// priceClassesFrom makes one price class per journey, in journey order: the
// brand as sold. Where segments differ, the cabin is the lowest, so that nobody
// is promised more than every flight has, and the fare bases are those of the
// first passenger, "/" between them as tickets print them. Duffel does not say
// the booking class.
func priceClassesFrom(wire []wireSlice, journeys []travel.PaxJourney, p party) []travel.PriceClass {
	classes := make([]travel.PriceClass, len(wire))
	for i, slice := range wire {
		class := travel.PriceClass{Name: slice.FareBrandName, JourneyID: journeys[i].ID()}
		var bases []string
		for _, segment := range slice.Segments {
			leader, ok := leading(segment, p)
			if !ok {
				continue
			}
			class.Cabin = travel.LowerCabin(class.Cabin, cabinFrom(leader.CabinClass))
			if b := leader.FareBasisCode; b != "" && !slices.Contains(bases, b) {
				bases = append(bases, b)
			}
		}
		class.FareBasis = strings.Join(bases, "/")
		classes[i] = class
	}
	return classes
}

// leading is what the segment says of the party's first passenger it mentions.
func leading(segment wireSegment, p party) (wireSegmentPassenger, bool) {
	for _, one := range p {
		for _, said := range segment.Passengers {
			if said.PassengerID == one.duffelID {
				return said, true
			}
		}
	}
	return wireSegmentPassenger{}, false
}

// cabinFrom leaves a cabin class we do not know empty: Duffel may add some.
func cabinFrom(class string) travel.Cabin {
	if class == wirePremiumEconomy {
		return travel.CabinPremiumEconomy
	}
	if c := travel.Cabin(class); c.Known() {
		return c
	}
	return ""
}

// wirePremiumEconomy is the one cabin whose names differ.
const wirePremiumEconomy = "premium_economy"

func cabinTo(cabin travel.Cabin) string {
	if cabin == travel.CabinPremiumEconomy {
		return wirePremiumEconomy
	}
	return string(cabin)
}

// bagKey is one fact about bags: how many of a kind, and who has it.
type bagKey struct {
	kind   travel.BaggageType
	pieces int
	pax    string
}

// baggageFrom joins equal allowances of passengers and segments. Zero pieces are
// a fact and kept; no entry at all says nothing. Weights are not said.
func baggageFrom(wire []wireSlice, journeys []travel.PaxJourney, p party) []travel.BaggageAllowance {
	var allowances []travel.BaggageAllowance
	index := map[bagKey]int{}
	for i, slice := range wire {
		for j, segment := range slice.Segments {
			segmentID := journeys[i].Segments[j].ID()
			for _, said := range segmentBags(segment, p) {
				key := bagKey{kind: said.Type, pieces: said.Pieces, pax: strings.Join(said.PaxIDs, "\x00")}
				at, known := index[key]
				if !known {
					index[key] = len(allowances)
					said.SegmentIDs = []string{segmentID}
					allowances = append(allowances, said)
					continue
				}
				allowances[at].SegmentIDs = append(allowances[at].SegmentIDs, segmentID)
			}
		}
	}
	return allowances
}

// segmentBags is what one segment says, equal allowances of its passengers joined.
func segmentBags(segment wireSegment, p party) []travel.BaggageAllowance {
	var found []travel.BaggageAllowance
	for _, one := range p {
		at := slices.IndexFunc(segment.Passengers, func(s wireSegmentPassenger) bool { return s.PassengerID == one.duffelID })
		if at < 0 {
			continue
		}
		for _, kind := range []travel.BaggageType{travel.BaggageChecked, travel.BaggageCarryOn} {
			pieces, said := count(segment.Passengers[at].Baggages, kind)
			if !said {
				continue
			}
			same := slices.IndexFunc(found, func(f travel.BaggageAllowance) bool { return f.Type == kind && f.Pieces == pieces })
			if same < 0 {
				found = append(found, travel.BaggageAllowance{Type: kind, Pieces: pieces})
				same = len(found) - 1
			}
			found[same].PaxIDs = append(found[same].PaxIDs, one.paxID)
		}
	}
	return found
}

// count sums a kind of bag; the second value is false when nothing is said of it.
func count(bags []wireBag, kind travel.BaggageType) (int, bool) {
	wireKind := "checked"
	if kind == travel.BaggageCarryOn {
		wireKind = "carry_on"
	}
	pieces, said := 0, false
	for _, bag := range bags {
		if bag.Type == wireKind && bag.Quantity >= 0 && bag.Quantity < 100 {
			pieces += bag.Quantity
			said = true
		}
	}
	return pieces, said
}
