package fare

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/travel"
)

// Rival is a priced offer among others of the same supplier for the same party.
type Rival struct {
	Offer  travel.SupplierOffer
	Priced Priced
	Lost   *NotSold // set: another price of the same flights is shown in its place
}

// Compare settles which of two prices of the same flights is shown. A promotion,
// of all journeys or of some, stands only where it is lower than every price that
// promotes less of the same flights in the same cabins, its other journeys booked
// in the same classes; a tie is no victory. It then takes the place of the price
// in the very booking classes it promotes, and is shown beside the published price
// it undercuts. Dearer classes stay: they are other fares, with other terms. The
// rivals are changed in place.
func (p Program) Compare(rivals []Rival) {
	if p.official == nil {
		return
	}
	stands, order := make([]stand, len(rivals)), make([]int, len(rivals))
	sold := map[promoted]bool{}
	for i, r := range rivals {
		stands[i], order[i] = standOf(r), i
		sold[stands[i].promoted] = true
	}
	// What promotes less is settled before what is held against it.
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(stands[a].promoted.size(), stands[b].promoted.size()) })
	regular, promotions := lowest{}, lowest{}
	for _, i := range order {
		s := stands[i]
		if other, ok := regular[contest{s.promoted, s.ofCabins(s.promoted)}]; ok {
			total := rivals[other].Priced.Total
			if total.Minor <= rivals[i].Priced.Total.Minor {
				rivals[i].Lost = &NotSold{Reason: ReasonPromotionLoses, about: total.String()}
				continue
			}
			rivals[i].Priced = rivals[i].Priced.against(rivals[other].Priced)
		}
		for other := range sold {
			if s.promoted.within(other) {
				regular.put(contest{other, s.ofCabins(other)}, i, rivals)
			}
			if other.within(s.promoted) {
				promotions.put(contest{other, s.ofClasses()}, i, rivals)
			}
		}
	}
	for i, s := range stands {
		promotion, ok := promotions[contest{s.promoted, s.ofClasses()}]
		if ok && rivals[i].Lost == nil && rivals[promotion].Priced.Total.Minor < rivals[i].Priced.Total.Minor {
			rivals[i].Lost = &NotSold{Reason: ReasonPromotionWins, about: rivals[promotion].Priced.Total.String()}
		}
	}
}

// contest is what is compared: promotions of some journeys with what promotes
// less of them, or more.
type contest struct {
	promoted promoted
	of       string
}

// lowest is the place of the lowest of each contest.
type lowest map[contest]int

func (l lowest) put(c contest, i int, rivals []Rival) {
	best, known := l[c]
	if !known || rivals[i].Priced.Total.Minor < rivals[best].Priced.Total.Minor {
		l[c] = i
	}
}

// promoted is a set of journeys by their places. A trip has far fewer than 64.
type promoted uint64

func (p promoted) size() int { return bits.OnesCount64(uint64(p)) }

func (p promoted) has(place int) bool { return p&(1<<place) != 0 }

// within: all of them are among the others, and not all of the others.
func (p promoted) within(others promoted) bool { return p&others == p && p != others }

// stand is what a rival competes with.
type stand struct {
	promoted promoted
	cabins   []string // of each journey, after its flights
	classes  []string // the same with the booking classes
}

func standOf(r Rival) stand {
	var s stand
	for i, journey := range r.Offer.Journeys {
		id := journey.ID()
		if slices.Contains(r.Priced.Promoted, id) {
			s.promoted |= 1 << i
		}
		cabin, class := id+" ", id+" "
		for _, c := range r.Offer.Terms.PriceClasses {
			if c.JourneyID == "" || c.JourneyID == id {
				cabin += string(c.Cabin) + " "
				class += string(c.Cabin) + "/" + bookedIn(c, r.Offer) + " "
			}
		}
		s.cabins, s.classes = append(s.cabins, cabin), append(s.classes, class)
	}
	return s
}

// ofCabins names the cabins of some journeys and the classes of the rest.
func (s stand) ofCabins(some promoted) string {
	var text strings.Builder
	for i := range s.cabins {
		if some.has(i) {
			text.WriteString(s.cabins[i])
		} else {
			text.WriteString(s.classes[i])
		}
	}
	return text.String()
}

func (s stand) ofClasses() string { return strings.Join(s.classes, "") }

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
