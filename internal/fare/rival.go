package fare

import (
	"cmp"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/farebridge/farebridge/internal/travel"
)

// Rival is a priced offer among others of the same supplier for the same party.
type Rival struct {
	Offer  travel.SupplierOffer
	Priced Priced
	Lost   *NotSold // set: another price of the same flights is shown in its place
}

// Compare settles which of two prices of the same flights is shown. Two prices
// are compared where they differ in promotions: one is a promotion of journeys that
// are none of the other, in the same cabins, and all their other journeys are the
// same fares. The promotion stands only where it is lower than all it is compared
// with; a tie is no victory. It then takes the place of a price of the very booking
// classes it promotes, and is shown beside the published price of the lowest it
// undercuts. Dearer classes stay: they are other fares, with other terms. What is
// compared is what the flights cost. The rivals are changed in place; each has as
// many journeys as a search has, far fewer than 64.
func (p Program) Compare(rivals []Rival) {
	if p.official == nil || !slices.ContainsFunc(rivals, func(r Rival) bool { return len(r.Priced.Promoted) > 0 }) {
		return
	}
	sides := make([]side, len(rivals))
	for i, r := range rivals {
		sides[i] = sideOf(r)
	}
	// What promotes fewer is settled before what is held against it.
	order := make([]int, len(rivals))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(sides[a].promoted.size(), sides[b].promoted.size()), cmp.Compare(sides[a].promoted, sides[b].promoted))
	})
	var sold []journeys // sets of them that are promoted together
	for _, i := range order {
		if !slices.Contains(sold, sides[i].promoted) {
			sold = append(sold, sides[i].promoted)
		}
	}
	fewer, more := lowest{}, lowest{}
	for _, i := range order {
		s := sides[i]
		var undercut []int
		for _, other := range sold {
			if at, ok := fewer[s.against(other, s.cabins)]; ok && other.partOf(s.promoted) {
				undercut = append(undercut, at)
			}
		}
		if len(undercut) > 0 {
			other := slices.MinFunc(undercut, func(a, b int) int { return dearer(rivals, sides, a, b) })
			if sides[other].cost <= s.cost {
				rivals[i].Lost = &NotSold{Reason: ReasonPromotionLoses, about: rivals[other].Priced.Total.String()}
				continue
			}
			rivals[i].Priced = rivals[i].Priced.against(rivals[other].Priced)
		}
		for _, other := range sold {
			if s.promoted.partOf(other) {
				fewer.put(s.against(other, s.cabins), i, rivals, sides)
			}
			if other.partOf(s.promoted) {
				more.put(s.against(other, s.classes), i, rivals, sides)
			}
		}
	}
	for i, s := range sides {
		for _, other := range sold {
			// One that stands is lower.
			if promotion, ok := more[s.against(other, s.classes)]; ok && s.promoted.partOf(other) && rivals[i].Lost == nil {
				rivals[i].Lost = &NotSold{Reason: ReasonPromotionWins, about: rivals[promotion].Priced.Total.String()}
			}
		}
	}
}

// contest is where prices meet: of those that promote some journeys and those that
// promote fewer.
type contest struct {
	more, fewer journeys
	of          string
}

// lowest is the place of the lowest of each contest.
type lowest map[contest]int

func (l lowest) put(c contest, i int, rivals []Rival, sides []side) {
	best, known := l[c]
	if !known || dearer(rivals, sides, best, i) > 0 {
		l[c] = i
	}
}

// dearer compares what two rivals cost, and then what they are published at.
func dearer(rivals []Rival, sides []side, a, b int) int {
	return cmp.Or(
		cmp.Compare(sides[a].cost, sides[b].cost),
		cmp.Compare(rivals[a].Priced.Published.Minor, rivals[b].Priced.Published.Minor),
	)
}

// journeys is a set of a trip's journeys by their places.
type journeys uint64

func (j journeys) size() int { return bits.OnesCount64(uint64(j)) }

func (j journeys) has(place int) bool { return j&(1<<place) != 0 }

// partOf: the others are all of them, and more.
func (j journeys) partOf(others journeys) bool { return j&others == j && j != others }

// side is what a rival competes with.
type side struct {
	promoted journeys
	cost     int64    // of the flights, in the program's currency
	cabins   []string // of each journey, after its flights
	classes  []string // the same with the booking classes
	fares    []string // the same with the brands and what is published
}

func sideOf(r Rival) side {
	var s side
	for _, place := range r.Priced.Promoted {
		s.promoted |= 1 << place
	}
	for _, item := range r.Priced.Items {
		if item.Service == nil {
			s.cost += item.Price.Total.Minor
		}
	}
	for _, journey := range r.Offer.Journeys {
		id := journey.ID()
		var cabins, classes, fares []string
		for _, c := range r.Offer.Terms.PriceClasses {
			if c.JourneyID == "" || c.JourneyID == id {
				cabin, class := string(c.Cabin), string(c.Cabin)+"/"+bookedIn(c, r.Offer)
				cabins, classes, fares = append(cabins, cabin), append(classes, class), append(fares, class+"/"+c.Name)
			}
		}
		var published int64
		for _, step := range r.Priced.Trace {
			if step.JourneyID == id {
				published += step.Before.Minor
			}
		}
		fares = append(fares, strconv.FormatInt(published, 10))
		s.cabins, s.classes, s.fares = append(s.cabins, named(id, cabins)), append(s.classes, named(id, classes)), append(s.fares, named(id, fares))
	}
	return s
}

// named is one text for what a journey has, in whatever order and how often it was said.
func named(journey string, has []string) string {
	slices.Sort(has)
	return journey + " " + strings.Join(slices.Compact(has), " ") + "\n"
}

// against is where it meets those that promote others: the journeys that differ go
// by one of their names, all else by its fares.
func (s side) against(others journeys, names []string) contest {
	differ := s.promoted ^ others
	var text strings.Builder
	for i := range s.fares {
		if differ.has(i) {
			text.WriteString(names[i])
		} else {
			text.WriteString(s.fares[i])
		}
	}
	c := contest{more: s.promoted, fewer: others, of: text.String()}
	if s.promoted.partOf(others) {
		c.more, c.fewer = others, s.promoted
	}
	return c
}

// bookedIn names a booking class. Where a protocol does not tell it the fare basis
// stands for it, which begins with it; where nothing is told an offer is alone in
// its own.
func bookedIn(c travel.PriceClass, offer travel.SupplierOffer) string {
	switch {
	case c.RBD != "":
		return c.RBD
	case c.FareBasis != "":
		return "by " + c.FareBasis
	default:
		return "alone " + string(offer.Ref)
	}
}
