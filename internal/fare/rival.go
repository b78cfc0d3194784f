package fare

import (
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

// Compare settles which of two prices of the same flights is shown. A promotion
// stands only where it is lower than every price of the program's own on its
// flights and in its cabin, and a tie is no victory; it then takes the place of
// the program's own price in the very booking class it promotes, and is shown
// beside the published price it undercuts. Dearer classes stay: they are other
// fares, with other terms. The rivals are changed in place.
func (p Program) Compare(rivals []Rival) {
	if p.official == nil {
		return
	}
	type best struct{ own, promotion int } // places in rivals, -1: none
	byCabin, byClass := map[string]best{}, map[string]best{}
	put := func(all map[string]best, key string, i int) {
		b, known := all[key]
		if !known {
			b = best{-1, -1}
		}
		place := &b.own
		if rivals[i].Priced.Promotion {
			place = &b.promotion
		}
		if *place < 0 || rivals[i].Priced.Total.Minor < rivals[*place].Priced.Total.Minor {
			*place = i
		}
		all[key] = b
	}
	keys := make([][2]string, len(rivals))
	for i, r := range rivals {
		keys[i] = rivalry(r.Offer)
		put(byCabin, keys[i][0], i)
		put(byClass, keys[i][1], i)
	}
	for i := range rivals {
		r := &rivals[i]
		if own := byCabin[keys[i][0]].own; r.Priced.Promotion && own >= 0 {
			other := rivals[own].Priced
			if other.Total.Minor <= r.Priced.Total.Minor {
				r.Lost = &NotSold{Reason: ReasonPromotionLoses, about: other.Total.String()}
				continue
			}
			r.Priced = r.Priced.against(other)
		}
		promotion := byClass[keys[i][1]].promotion
		if !r.Priced.Promotion && promotion >= 0 && rivals[promotion].Priced.Total.Minor < r.Priced.Total.Minor {
			r.Lost = &NotSold{Reason: ReasonPromotionWins, about: rivals[promotion].Priced.Total.String()}
		}
	}
}

// rivalry names what an offer competes for: its flights and cabin, and these
// with the booking class.
func rivalry(offer travel.SupplierOffer) [2]string {
	var cabin, class strings.Builder
	for _, journey := range offer.Journeys {
		id := journey.ID()
		cabin.WriteString(id + " ")
		class.WriteString(id + " ")
		for _, c := range offer.Terms.PriceClasses {
			if c.JourneyID == "" || c.JourneyID == id {
				cabin.WriteString(string(c.Cabin) + " ")
				class.WriteString(string(c.Cabin) + "/" + bookedIn(c, offer) + " ")
			}
		}
	}
	return [2]string{cabin.String(), class.String()}
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

// against shows a promotion beside the fare it undercuts.
func (p Priced) against(other Priced) Priced {
	total := other.Total
	p.Trace = slices.Clone(p.Trace)
	for i := range p.Trace {
		if p.Trace[i].FareLevel == travel.FarePromotional {
			p.Trace[i].LowerThan = &total
		}
	}
	return p.beside(other.Items)
}
