package amadeusair

import (
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// fareRulesOf says what changes and refunds cost at most before departure.
func fareRulesOf(o world.Offer, now time.Time) *wireFareRules {
	penalties := o.Penalties(now)
	return &wireFareRules{Currency: currency, Rules: []wireRule{
		ruleOf("EXCHANGE", world.PenaltyChange, penalties),
		ruleOf("REFUND", world.PenaltyRefund, penalties),
		{Category: "REVALIDATION", NotApplicable: true},
	}}
}

// ruleOf is of all slices together, each at its dearest stage: a ticket is changed or
// given back whole.
func ruleOf(category string, kind world.PenaltyKind, penalties []world.StagePenalty) wireRule {
	rule := wireRule{Category: category}
	most := map[int]world.Fen{} // by slice
	for _, p := range penalties {
		if p.Kind != kind {
			continue
		}
		if !p.Allowed {
			return wireRule{Category: category, NotApplicable: true}
		}
		most[p.Slice] = max(most[p.Slice], p.Fee)
	}
	if len(most) == 0 {
		return wireRule{Category: category, NotApplicable: true}
	}
	var sum world.Fen
	for _, fee := range most {
		sum += fee
	}
	rule.MaxPenaltyAmount = sum.Amount()
	return rule
}

// wireDetailedRules are the rules of the fare on one segment, in words.
type wireDetailedRules struct {
	FareBasis string   `json:"fareBasis"`
	Name      string   `json:"name"`
	FareNotes wireRule `json:"fareNotes"`
	SegmentID string   `json:"segmentId"`
}

// detailedRulesOf are keyed by numbers, as all that is included.
func detailedRulesOf(fd found, into map[string]wireDetailedRules, now time.Time) {
	for i, slice := range fd.offer.Slices {
		one := fd.offer
		one.Slices = fd.offer.Slices[i : i+1]
		var texts []wireDescription
		for _, text := range one.RuleTexts() {
			texts = append(texts, wireDescription{text.Category, text.Text})
		}
		for _, stage := range one.Penalties(now) {
			texts = append(texts, wireDescription{"PENALTIES", stageText(stage, slice)})
		}
		for _, segment := range fd.names.Segments[i] {
			into[itoa(len(into)+1)] = wireDetailedRules{
				FareBasis: slice.Fare.Basis, Name: brandCode(slice.Fare.Brand), SegmentID: segment,
				FareNotes: wireRule{Category: "REFUND", Descriptions: texts},
			}
		}
	}
}

// stageText is one stage in a line: "REFUND FROM - UNTIL 2026-12-06T08:00 CHARGE CNY 95.00 PER PASSENGER".
// Times are local at the slice's origin.
func stageText(p world.StagePenalty, s world.Slice) string {
	kinds := map[world.PenaltyKind]string{world.PenaltyRefund: "REFUND", world.PenaltyChange: "CHANGE", world.PenaltyNoShow: "NO-SHOW"}
	clock := func(t time.Time) string {
		if t.IsZero() {
			return "-"
		}
		return t.In(zoneOf(s.Flights[0].Origin)).Format("2006-01-02T15:04")
	}
	text := kinds[p.Kind] + " FROM " + clock(p.From) + " UNTIL " + clock(p.Until)
	if !p.Allowed {
		return text + " NOT PERMITTED"
	}
	return text + " CHARGE " + currency + " " + p.Fee.Amount() + " PER PASSENGER"
}
