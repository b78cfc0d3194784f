package world

import "slices"

// mostOffers is where an answer ends: what a busy airline returns.
const mostOffers = 200

// combination is what an offer may be made of, and what it costs the party.
type combination struct {
	parts []Slice
	price Fen
}

// admits reports whether option can follow: in the order of time, in the same
// cabin, and from a reseller of the same owner.
func (c combination) admits(option Slice, supplier Supplier) bool {
	if len(c.parts) == 0 {
		return true
	}
	last := c.parts[len(c.parts)-1]
	return option.Flights.Departs().After(last.Flights.Arrives()) &&
		option.Fare.Cabin == last.Fare.Cabin &&
		(!supplier.Reseller || option.Flights.Owner() == last.Flights.Owner())
}

// combine adds the next leg. There are too many pairs to answer with all of
// them: first comes everything with its cheapest partner, so that no flight or
// fare is missing, then the cheapest of the rest.
func (w *World) combine(before []combination, options []Slice, s Search) []combination {
	type pair struct {
		left, right int
		price       Fen
	}
	var pairs []pair
	for right, option := range options {
		quoted := w.quote(option, s.Request.Party, s.CreatedAt)
		for left, c := range before {
			if c.admits(option, w.suppliers[s.Supplier]) {
				pairs = append(pairs, pair{left, right, c.price + quoted.Base + quoted.Tax})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return int(a.price - b.price) })
	lefts, rights := make([]bool, len(before)), make([]bool, len(options))
	var first, rest []pair
	for _, p := range pairs {
		if lefts[p.left] && rights[p.right] {
			rest = append(rest, p)
			continue
		}
		lefts[p.left], rights[p.right] = true, true
		first = append(first, p)
	}
	chosen := append(first, rest...)
	chosen = chosen[:min(mostOffers, len(chosen))]
	combined := make([]combination, 0, len(chosen))
	for _, p := range chosen {
		parts := append(slices.Clone(before[p.left].parts), options[p.right])
		combined = append(combined, combination{parts, p.price})
	}
	return combined
}
