package ndc

import (
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// personalRule is a rule and the paxIds it is about.
type personalRule struct {
	travel.FareRule
	pax []string
}

// ruled is what carries rules: an offer item or an order item.
type ruled struct {
	cancel    []wireRestriction
	change    []wireRestriction
	fares     []wireFareDetail
	penalties []token
	people    []passenger
}

// rules are those of the items that sell flights.
func (o *offering) rules() []personalRule {
	var all []personalRule
	for _, item := range o.flights {
		people, err := o.people(item)
		if err != nil {
			continue // refused before, where the offer was read
		}
		all = append(all, ruled{
			cancel: item.CancelRestrictions, change: item.ChangeRestrictions, fares: item.FareDetail,
			penalties: slices.Concat(item.PenaltyRefID, o.wire.PenaltyRefID), people: people,
		}.rules(o.graph, o.party, o.journeys)...)
	}
	return all
}

// rules reads the restrictions of the item and of its fare components. Where
// there are none of a kind the list of penalties, which knows no stages, counts.
func (r ruled) rules(g *graph, p party, journeys []takenJourney) []personalRule {
	var all []personalRule
	departs := time.Time{}
	if len(journeys) > 0 {
		departs = journeys[0].departs.UTC()
	}
	add := func(cancel, change []wireRestriction, people []passenger, journeyID string) {
		for _, w := range cancel {
			all = appendRule(all, travel.RuleRefund, w, p, people, departs, journeyID)
		}
		for _, w := range change {
			if w.ChangeTypeCode == "" || w.ChangeTypeCode == "Flight" {
				all = appendRule(all, travel.RuleChange, w, p, people, departs, journeyID)
			}
		}
	}
	add(r.cancel, r.change, r.people, "")
	refs := slices.Clone(r.penalties)
	for _, fare := range r.fares {
		people, err := p.among(fare.PaxRefID)
		if err != nil {
			people = r.people
		}
		refs = append(refs, fare.PenaltyRefID...)
		for _, component := range fare.FareComponent {
			add(component.CancelRestrictions, component.ChangeRestrictions, people, journeyWith(component.PaxSegmentRefID, journeys))
		}
	}
	return r.withPenalties(all, refs, g)
}

// withPenalties adds the listed penalties of kinds nothing else was said of.
func (r ruled) withPenalties(all []personalRule, refs []token, g *graph) []personalRule {
	restricted := map[travel.RuleKind]bool{}
	for _, rule := range all {
		restricted[rule.Kind] = true
	}
	for _, ref := range refs {
		w := g.penalties[ref]
		if w == nil {
			continue
		}
		rule := personalRule{pax: paxIDs(r.people), FareRule: travel.FareRule{PTC: onlyType(r.people), Allowed: travel.AllowanceYes}}
		switch w.TypeCode {
		case "Cancellation":
			rule.Kind = travel.RuleRefund
		case "Change":
			rule.Kind = travel.RuleChange
		case "NoShow":
			rule.Kind = travel.RuleNoShow
		default:
			continue
		}
		if restricted[rule.Kind] {
			continue
		}
		rule.Fee = feeOf(w.Price.TotalAmount)
		all = append(all, rule)
	}
	return all
}

// appendRule converts one restriction; a stage that ends before it begins says
// nothing.
func appendRule(
	all []personalRule, kind travel.RuleKind, w wireRestriction, p party, people []passenger, departs time.Time, journeyID string,
) []personalRule {
	rule := personalRule{FareRule: travel.FareRule{
		Kind: kind, JourneyID: journeyID, Allowed: travel.AllowanceUnknown,
		From: w.Effective.instant(), Until: w.Expiration.instant(),
	}}
	switch {
	case w.Allowed.yes():
		rule.Allowed = travel.AllowanceYes
	case w.Allowed.no():
		rule.Allowed = travel.AllowanceNo
	}
	if rule.Allowed == travel.AllowanceYes && w.Fee != nil {
		rule.Fee = feeOf(w.Fee.Amount)
	}
	switch w.JourneyStageCode {
	case "No Show":
		rule.Kind = travel.RuleNoShow
	case "After Departure":
		if rule.From.IsZero() {
			rule.From = departs
		}
	default:
		if rule.Until.IsZero() {
			rule.Until = departs
		}
	}
	if !rule.Until.IsZero() && !rule.From.Before(rule.Until) {
		return all
	}
	if one, ok := p.paxOf(w.PaxRefID); ok {
		people = []passenger{one}
	}
	rule.pax, rule.PTC = paxIDs(people), onlyType(people)
	return append(all, rule)
}

// feeOf is a fee that is known; nil otherwise, which never means free.
func feeOf(w *wireAmount) *money.Money {
	if !w.said() {
		return nil
	}
	fee, err := w.amount()
	if err != nil {
		return nil
	}
	return &fee
}

func paxIDs(people []passenger) []string {
	ids := make([]string, len(people))
	for i, one := range people {
		ids[i] = one.paxID
	}
	return ids
}

// onlyType is the passenger type if all have the same.
func onlyType(people []passenger) travel.PTC {
	if len(people) == 0 {
		return ""
	}
	for _, one := range people[1:] {
		if one.ptc != people[0].ptc {
			return ""
		}
	}
	return people[0].ptc
}

// journeyWith is the one journey all the segments are of; "" when there is none.
func journeyWith(segments []token, journeys []takenJourney) string {
	for _, j := range journeys {
		in := 0
		for _, s := range segments {
			if slices.Contains(j.segments, s) {
				in++
			}
		}
		if in > 0 && in == len(segments) {
			return j.id
		}
	}
	return ""
}

// inForce is the strictest of what is said of a traveller before departure, in
// the first of the stages.
func inForce(rules []personalRule, kind travel.RuleKind, paxID string) (travel.FareRule, bool) {
	var first []travel.FareRule
	for _, r := range rules {
		if r.Kind != kind || !slices.Contains(r.pax, paxID) {
			continue
		}
		if len(first) > 0 && r.From.Before(first[0].From) {
			first = nil
		}
		if len(first) == 0 || r.From.Equal(first[0].From) {
			first = append(first, r.FareRule)
		}
	}
	if len(first) == 0 {
		return travel.FareRule{}, false
	}
	strictest := first[0]
	for _, r := range first[1:] {
		strictest = stricter(strictest, r)
	}
	return strictest, true
}

// stricter of two rules: a no before a doubt before a yes, an unknown fee before
// a known one, a higher before a lower.
func stricter(a, b travel.FareRule) travel.FareRule {
	order := []travel.Allowance{travel.AllowanceYes, travel.AllowanceUnknown, travel.AllowanceNo}
	ai, bi := slices.Index(order, a.Allowed), slices.Index(order, b.Allowed)
	switch {
	case ai != bi && ai > bi:
		return a
	case ai != bi:
		return b
	case a.Fee == nil:
		return a
	case b.Fee == nil:
		return b
	}
	cmp, err := a.Fee.Cmp(*b.Fee)
	if err != nil {
		a.Fee = nil // two currencies: nobody knows
		return a
	}
	if cmp < 0 {
		return b
	}
	return a
}
