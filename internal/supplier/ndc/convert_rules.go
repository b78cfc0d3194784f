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
	// The flights of the fare it is of, which has a fee of its own beside the fees of
	// others. None: all of the offer.
	fare []token
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
	add := func(cancel, change []wireRestriction, people []passenger, segments []token) {
		of := personalRule{FareRule: travel.FareRule{JourneyID: journeyWith(segments, journeys)}, fare: segments}
		for _, w := range cancel {
			of.Kind = travel.RuleRefund
			all = appendRule(all, of, w, p, people, departs)
		}
		for _, w := range change {
			if w.ChangeTypeCode == "" || w.ChangeTypeCode == "Flight" {
				of.Kind = travel.RuleChange
				all = appendRule(all, of, w, p, people, departs)
			}
		}
	}
	add(r.cancel, r.change, r.people, nil)
	refs := slices.Clone(r.penalties)
	for _, fare := range r.fares {
		people, err := p.among(fare.PaxRefID)
		if err != nil {
			people = r.people
		}
		refs = append(refs, fare.PenaltyRefID...)
		for _, component := range fare.FareComponent {
			add(component.CancelRestrictions, component.ChangeRestrictions, people, component.PaxSegmentRefID)
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

// appendRule converts one restriction of a kind on a fare; a stage that ends before
// it begins says nothing.
func appendRule(all []personalRule, rule personalRule, w wireRestriction, p party, people []passenger, departs time.Time) []personalRule {
	rule.Allowed = travel.AllowanceUnknown
	rule.From, rule.Until = w.Effective.instant(), w.Expiration.instant()
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

// inForce is what a refund or change of all journeys costs a traveller before
// departure, in the first of the stages: the fees of all fares together, each by the
// strictest of what is said of it, and unknown where nothing is said of some flight.
// A fee for all of the offer stands for them where it is stricter. False: nothing is
// said at all.
func inForce(rules []personalRule, kind travel.RuleKind, paxID string, journeys []takenJourney) (travel.FareRule, bool) {
	var fares []personalRule // one each, of the first stage
	var whole *travel.FareRule
	for _, r := range rules {
		if r.Kind != kind || !slices.Contains(r.pax, paxID) {
			continue
		}
		at := slices.IndexFunc(fares, func(known personalRule) bool { return slices.Equal(known.fare, r.fare) })
		switch {
		case at < 0:
			fares = append(fares, r)
		case r.From.Before(fares[at].From):
			fares[at] = r
		case r.From.Equal(fares[at].From):
			fares[at].FareRule = stricter(fares[at].FareRule, r.FareRule)
		}
	}
	var sum *travel.FareRule
	said := map[token]bool{}
	for _, r := range fares {
		switch {
		case len(r.fare) == 0:
			whole = &r.FareRule
			continue
		case sum == nil:
			sum = &r.FareRule
		default:
			both := together(*sum, r.FareRule)
			sum = &both
		}
		for _, segment := range r.fare {
			said[segment] = true
		}
	}
	switch {
	case sum == nil && whole == nil:
		return travel.FareRule{}, false
	case sum == nil:
		return *whole, true
	case whole != nil:
		return stricter(*whole, *sum), true
	}
	for _, j := range journeys {
		if slices.ContainsFunc(j.segments, func(segment token) bool { return !said[segment] }) {
			return together(*sum, travel.FareRule{Allowed: travel.AllowanceUnknown}), true
		}
	}
	return *sum, true
}

// together is what two fares' rules come to: the stricter of the two allowances,
// and both fees.
func together(a, b travel.FareRule) travel.FareRule {
	both := stricter(a, b)
	if a.Allowed != travel.AllowanceYes || b.Allowed != travel.AllowanceYes || a.Fee == nil || b.Fee == nil {
		return both
	}
	both.Fee = nil
	fee, err := a.Fee.Add(*b.Fee)
	if err == nil { // in two currencies: nobody knows
		both.Fee = &fee
	}
	return both
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
