package ndc

import (
	"context"
	"slices"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Rules reads what stands inline in a priced offer, or in an order: NDC has no
// message for the rules of an offer alone.
func (c *connector) Rules(ctx context.Context, about supplier.About) (travel.Rules, error) {
	if len(about.BookingRef) > 0 {
		view, err := c.viewed(ctx, about.Reference, about.BookingRef, nil)
		if err != nil {
			return travel.Rules{}, err
		}
		err = view.anyhow()
		if err != nil {
			return travel.Rules{}, notUnderstood(err)
		}
		return rulesFrom(view.rules(), view.texts()), nil
	}
	r, err := decodeRef(about.OfferRef, kindOffer)
	if err != nil {
		return travel.Rules{}, err
	}
	body, err := c.priceFor(r, nil)
	if err != nil {
		return travel.Rules{}, err
	}
	priced, err := c.priced(ctx, body, r)
	if err != nil {
		return travel.Rules{}, err
	}
	return rulesFrom(priced.offering.rules(), priced.offering.texts()), nil
}

// rulesFrom keeps what is said once, in the order it is said.
func rulesFrom(rules []personalRule, texts []travel.RuleText) travel.Rules {
	var all travel.Rules
	for _, r := range rules {
		if !slices.ContainsFunc(all.Penalties, func(o travel.FareRule) bool { return sameRule(o, r.FareRule) }) {
			all.Penalties = append(all.Penalties, r.FareRule)
		}
	}
	said := map[travel.RuleText]bool{}
	for _, t := range texts {
		if t.Text != "" && !said[t] {
			said[t] = true
			all.Texts = append(all.Texts, t)
		}
	}
	return all
}

func sameRule(a, b travel.FareRule) bool {
	fees := a.Fee == b.Fee || (a.Fee != nil && b.Fee != nil && a.Fee.Equal(*b.Fee))
	a.Fee, b.Fee = nil, nil
	return fees && a == b
}

// texts are the words beside an offer's rules.
func (o *offering) texts() []travel.RuleText {
	var all []travel.RuleText
	for _, item := range o.flights {
		all = append(all, restrictionTexts(item.CancelRestrictions, item.ChangeRestrictions, item.FareDetail)...)
	}
	if d := o.graph.disclosures[o.wire.DisclosureRefID]; d != nil {
		for _, desc := range d.Desc {
			all = append(all, travel.RuleText{Category: "disclosure", Text: string(desc.DescText)})
		}
	}
	return all
}

func restrictionTexts(cancel, change []wireRestriction, fares []wireFareDetail) []travel.RuleText {
	var all []travel.RuleText
	for _, w := range cancel {
		all = append(all, travel.RuleText{Category: "refund", Text: string(w.DescText)})
	}
	for _, w := range change {
		all = append(all, travel.RuleText{Category: "change", Text: string(w.DescText)})
	}
	for _, fare := range fares {
		for _, component := range fare.FareComponent {
			all = append(all, restrictionTexts(component.CancelRestrictions, component.ChangeRestrictions, nil)...)
			for _, rule := range component.FareRule {
				for _, remark := range rule.Remark {
					all = append(all, travel.RuleText{Category: "fare", Text: string(remark.RemarkText)})
				}
			}
		}
	}
	return all
}

// anyhow gives people of one type any order where nobody knows who is who: what
// is asked is then the same for all of them.
func (v *orderView) anyhow() error {
	if v.unclear == nil {
		return nil
	}
	nobody := slices.Clone(v.people)
	for i := range nobody {
		nobody[i].Individual = nil
	}
	met, err := v.party.named(nil).meet(nobody)
	v.party = met
	return err
}

// rules are those of the order's items.
func (v *orderView) rules() []personalRule {
	journeys, err := v.flying()
	if err != nil {
		journeys = nil // stages then have no end
	}
	var all []personalRule
	for _, item := range v.wire.OrderItem {
		if item.StatusCode == statusCancelled || item.proposed() {
			continue
		}
		var refs []token
		for _, s := range item.Service {
			refs = append(refs, s.PaxRefID)
		}
		people, err := v.party.among(refs)
		if err != nil {
			continue
		}
		all = append(all, ruled{
			cancel: item.CancelRestrictions, change: item.ChangeRestrictions, fares: item.FareDetail,
			penalties: item.PenaltyRefID, people: people,
		}.rules(v.graph, v.party, journeys)...)
	}
	return all
}

func (v *orderView) texts() []travel.RuleText {
	var all []travel.RuleText
	for _, item := range v.wire.OrderItem {
		all = append(all, restrictionTexts(item.CancelRestrictions, item.ChangeRestrictions, item.FareDetail)...)
	}
	return all
}
