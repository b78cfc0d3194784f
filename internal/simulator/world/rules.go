package world

import (
	"fmt"
	"strings"
	"time"
)

// PenaltyKind says what a penalty is for.
type PenaltyKind string

// The kinds of penalty.
const (
	PenaltyRefund PenaltyKind = "refund"
	PenaltyChange PenaltyKind = "change"
	PenaltyNoShow PenaltyKind = "noShow"
)

// StagePenalty is what giving up or changing a slice costs at one stage of
// time: [From, Until), zero is open.
type StagePenalty struct {
	Slice   int
	Kind    PenaltyKind
	From    time.Time
	Until   time.Time
	Allowed bool
	Fee     Fen // per seated passenger
}

// The stages end this long before departure; the last ends with it.
var stages = [...]time.Duration{30 * 24 * time.Hour, 14 * 24 * time.Hour, 4 * time.Hour, 0}

// Penalties are each slice's stages that are not over. Refunds are counted to
// the first departure of the offer, as a ticket is given back whole and before
// it is used; changes to the slice's own. Who does not turn up gets nothing back and can change nothing.
func (o Offer) Penalties(now time.Time) []StagePenalty {
	var all []StagePenalty
	first := o.Slices[0].Flights.Departs()
	for i, s := range o.Slices {
		departs := s.Flights.Departs()
		all = append(all, o.stagesOf(i, PenaltyRefund, s.Fare.Refund, first, now)...)
		all = append(all, o.stagesOf(i, PenaltyChange, s.Fare.Change, departs, now)...)
		all = append(all, StagePenalty{Slice: i, Kind: PenaltyNoShow, From: departs})
	}
	return all
}

func (o Offer) stagesOf(slice int, kind PenaltyKind, rule Rule, departs, now time.Time) []StagePenalty {
	if !now.Before(departs) {
		return nil
	}
	if !rule.Allowed || rule.Flat > 0 || rule.Percent == [4]int{} {
		return []StagePenalty{{
			Slice: slice, Kind: kind, Until: departs, Allowed: rule.Allowed, Fee: o.fee(slice, rule, departs, now),
		}}
	}
	var all []StagePenalty
	from := time.Time{}
	for _, before := range stages {
		until := departs.Add(-before)
		if before > 0 {
			// What is left then still belongs to the stage, as penalty counts it.
			until = until.Add(tick)
		}
		if now.Before(until) {
			last := until.Add(-tick)
			all = append(all, StagePenalty{Slice: slice, Kind: kind, From: from, Until: until, Allowed: true, Fee: o.fee(slice, rule, departs, last)})
		}
		from = until
	}
	return all
}

// fee is a slice's penalty for each who sits, at a time before departure.
func (o Offer) fee(slice int, rule Rule, departs, at time.Time) Fen {
	if !rule.Allowed {
		return 0
	}
	return o.penaltyOf(slice, rule, departs, at) / Fen(seated(o.Party))
}

// penaltyOf is a slice's penalty for the party: the same for each who sits.
func (o Offer) penaltyOf(slice int, rule Rule, departs, at time.Time) Fen {
	people := Fen(seated(o.Party))
	rule.Flat *= people
	all := rule.penalty(o.Slices[slice].Base, departs, at)
	return all - all%people
}

// RuleText is what a fare says in words.
type RuleText struct {
	Category string // a heading of ATPCO's: "PENALTIES" is category 16
	Text     string
}

// RuleTexts are the offer's rules in words, slice by slice.
func (o Offer) RuleTexts() []RuleText {
	var texts []RuleText
	for _, s := range o.Slices {
		first, last := s.Flights[0], s.Flights[len(s.Flights)-1]
		name := fmt.Sprintf("%s %s-%s %s", s.Flights.Owner(), first.Origin, last.Destination, s.Fare.Basis)
		penalties := fmt.Sprintf("%s: CANCELLATIONS %s CHANGES %s NO-SHOW: NO REFUND OF THE FARE, NO CHANGE.",
			name, s.Fare.Refund.words(), s.Fare.Change.words())
		texts = append(texts, RuleText{"PENALTIES", penalties})
		if s.Fare.Promo {
			texts = append(texts, RuleText{"SALES RESTRICTIONS", name + ": PROMOTION OF THE AIRLINE'S OWN WEB SITE."})
		}
		if s.Fare.Margin != 0 {
			texts = append(texts, RuleText{"SALES RESTRICTIONS", name + ": SOLD BY A RESELLER, NOT BY THE AIRLINE."})
		}
	}
	texts = append(texts, RuleText{"CHILDREN DISCOUNTS", "CHILDREN AND INFANTS PAY A SHARE OF THE FULL FARE. AN INFANT HAS NO SEAT, UNLESS A CHILD FARE IS PAID FOR IT."})
	return texts
}

func (r Rule) words() string {
	switch {
	case !r.Allowed:
		return "NOT PERMITTED."
	case r.Flat > 0:
		return "CHARGE CNY " + r.Flat.Amount() + " PER PASSENGER."
	case r.Percent == [4]int{}:
		return "FREE OF CHARGE."
	}
	var said []string
	for i, percent := range r.Percent {
		said = append(said, fmt.Sprintf("%d PERCENT %s", percent, [...]string{
			"30 DAYS OR MORE", "14 DAYS OR MORE", "4 HOURS OR MORE", "LESS THAN 4 HOURS",
		}[i]))
	}
	return "CHARGE " + strings.Join(said, ", ") + " BEFORE DEPARTURE."
}
