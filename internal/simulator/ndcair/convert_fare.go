package ndcair

import (
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// group are passengers of one type who pay the same: what one item prices.
type group struct {
	kind  string
	pax   []string
	parts []world.Share // what they pay for each slice
}

// total is what the group pays for all slices.
func (who group) total() world.Share { return sumOf(who.parts) }

func sumOf(shares []world.Share) world.Share {
	var sum world.Share
	for _, s := range shares {
		sum = sum.With(s)
	}
	return sum
}

// groups are the party's, in its order. Who is exempt from a tax is of another
// group than the rest of the type, and so is who bears the fen that does not
// divide.
func (g *graph) groups(o world.Offer) []group {
	parts := make([][]world.Share, len(o.Slices))
	for i, s := range o.Slices {
		parts[i] = s.Shares(o.Party)
	}
	var all []group
	var first []int // of each group, in the party
	for i, p := range o.Party {
		same := func(other int) bool {
			return !slices.ContainsFunc(parts, func(shares []world.Share) bool {
				one, two := shares[other], shares[i]
				return one.Base != two.Base || !slices.Equal(one.Taxes, two.Taxes)
			})
		}
		at := slices.IndexFunc(first, func(other int) bool { return o.Party[other].Kind == p.Kind && same(other) })
		if at < 0 {
			at = len(all)
			all, first = append(all, group{kind: p.Kind, parts: make([]world.Share, len(o.Slices))}), append(first, i)
		}
		all[at].pax = append(all[at].pax, g.paxOf(p.ID))
		for n, shares := range parts {
			all[at].parts[n] = all[at].parts[n].With(shares[i])
		}
	}
	return all
}

// fare is what a group pays for the offer's slices, a component for each.
func (g *graph) fare(o world.Offer, who group) wireFareDetail {
	detail := wireFareDetail{Pax: who.pax}
	penalties := o.Penalties(g.now)
	for i, s := range o.Slices {
		component := wireFareComponent{
			Cabin: cabinOf(s.Fare.Cabin), Basis: s.Fare.Basis, Segments: g.segments(s.Flights),
			Price: priceOf(who.parts[i]), Class: g.priceClass(o.Owner, s.Fare), RBD: s.Fare.Basis[:1],
		}
		for _, p := range penalties {
			if p.Slice != i {
				continue
			}
			restriction := restrictionOf(p, s.Flights.Departs(), who.kind == world.Infant)
			if p.Kind == world.PenaltyChange {
				component.Change = append(component.Change, restriction)
			} else {
				component.Cancel = append(component.Cancel, restriction)
			}
		}
		detail.Components = append(detail.Components, component)
	}
	return detail
}

// fares are the details of all groups.
func (g *graph) fares(o world.Offer) []wireFareDetail {
	var details []wireFareDetail
	for _, who := range g.groups(o) {
		details = append(details, g.fare(o, who))
	}
	return details
}

func restrictionOf(p world.StagePenalty, departs time.Time, infants bool) wireRestriction {
	r := wireRestriction{
		Allowed: p.Allowed, From: timeOrNil(p.From), Until: timeOrNil(p.Until), Stage: "Prior To Departure",
	}
	switch {
	case p.Allowed && infants:
		p.Fee = 0 // the world's fees are of those who sit
		r.Desc = "No fee beside that of the adult"
	case p.Allowed:
		r.Desc = "Fee for each passenger with a seat"
	}
	if p.Allowed {
		r.Fee = &wireRestrictionFee{amountOf(p.Fee)}
	}
	if !p.From.Before(departs) {
		r.Stage = "After Departure"
	}
	switch p.Kind {
	case world.PenaltyChange:
		r.Kind = "Flight"
		return r
	case world.PenaltyNoShow:
		r.Stage = "No Show"
	case world.PenaltyRefund:
	}
	switch {
	case !p.Allowed:
		r.Refund = &wireRefund{"None"}
	case p.Fee == 0:
		r.Refund = &wireRefund{"Full"}
	default:
		r.Refund = &wireRefund{"Partial"}
	}
	return r
}
