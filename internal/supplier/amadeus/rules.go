package amadeus

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Rules reads what an offer's refund and change cost, of the whole offer and, in
// the airline's words, of every flight, and what paying it by card would cost
// more. Of a booking nothing is said.
func (c *connector) Rules(ctx context.Context, about supplier.About) (travel.Rules, error) {
	if len(about.BookingRef) > 0 {
		return travel.Rules{}, supplier.Fail(supplier.Unsupported, codeOffersOnly, "rules are told of offers only", nil)
	}
	ref, w, err := openOffer(about.OfferRef, about.Pax)
	if err != nil {
		return travel.Rules{}, err
	}
	priced, included, err := c.priceAgain(ctx, ref, w.Price.Currency, includeRules, includeCardFees)
	if err != nil {
		return travel.Rules{}, err
	}
	rules := rulesFrom(priced, included.Rules)
	fees, lost := cardFeesFrom(included.CardFees, priced.wire)
	supplier.LeftOut(ctx, lost)
	rules.Texts = append(rules.Texts, fees...)
	return rules, nil
}

// cardFeeCategory is the heading of what a card costs.
const cardFeeCategory = "CREDIT_CARD_FEES"

// cardFeesFrom says in words, brand by brand, what a payment by card adds: none of
// it is in the offer's price, which is settled without a card. It counts what it
// did not understand.
func cardFeesFrom(raw json.RawMessage, w wireOffer) ([]travel.RuleText, int) {
	var said map[string]json.RawMessage
	if len(raw) > 0 && json.Unmarshal(raw, &said) != nil {
		return nil, 1
	}
	var texts []travel.RuleText
	lost := 0
	for _, one := range said {
		var fee wireCardFee
		err := json.Unmarshal(one, &fee)
		if err == nil && fee.OfferID != "" && fee.OfferID != w.ID {
			continue
		}
		value, unread := amount(fee.Amount, fee.Currency)
		if err != nil || unread != nil || fee.Brand == "" {
			lost++
			continue
		}
		text := travel.RuleText{Category: cardFeeCategory, Text: supplier.Clip(fee.Brand) + ": " + value.String()}
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	slices.SortFunc(texts, func(a, b travel.RuleText) int { return strings.Compare(a.Text, b.Text) })
	return texts, lost
}

func rulesFrom(priced understood, detailed map[string]json.RawMessage) travel.Rules {
	var book ruleBook
	said := priced.wire.FareRules
	book.currency = said.currency(priced.wire.Price.Currency)
	for _, rule := range said.Rules {
		book.add(rule, "", departs(priced.offer.Journeys[0]))
	}
	for _, id := range slices.Sorted(maps.Keys(detailed)) {
		var w wireDetailedRule
		if json.Unmarshal(detailed[id], &w) != nil {
			continue
		}
		journeyID, departure := "", departs(priced.offer.Journeys[0])
		if journey, ok := priced.journeyOf(w.SegmentID); ok {
			journeyID, departure = journey.ID(), departs(journey)
		}
		book.add(w.Notes, journeyID, departure)
	}
	return book.rules
}

// ruleBook collects what is said, each thing once.
type ruleBook struct {
	currency string
	rules    travel.Rules
}

func (b *ruleBook) add(w wireFareRule, journeyID string, departure time.Time) {
	for _, d := range w.Descriptions {
		text := travel.RuleText{Category: d.Type, Text: d.Text}
		if text.Category == "" {
			text.Category = w.Category
		}
		if d.Text != "" && !slices.Contains(b.rules.Texts, text) {
			b.rules.Texts = append(b.rules.Texts, text)
		}
	}
	rule := travel.FareRule{JourneyID: journeyID}
	circumstances := strings.ToUpper(strings.NewReplacer(" ", "", "_", "", "-", "").Replace(w.Circumstances))
	switch {
	case strings.Contains(circumstances, "NOSHOW"):
		rule.Kind = travel.RuleNoShow
	case slices.Contains(refundCategories, w.Category):
		rule.Kind = travel.RuleRefund
	case slices.Contains(changeCategories, w.Category):
		rule.Kind = travel.RuleChange
	default:
		return // a revalidation, or something new: its words are kept
	}
	switch {
	case strings.Contains(circumstances, "BEFOREDEPARTURE"):
		rule.Until = departure
	case strings.Contains(circumstances, "AFTERDEPARTURE"):
		rule.From = departure
	}
	rule.Allowed, rule.Fee = w.read(b.currency)
	if rule.Allowed == travel.AllowanceUnknown {
		return
	}
	if !slices.ContainsFunc(b.rules.Penalties, func(known travel.FareRule) bool { return sameRule(known, rule) }) {
		b.rules.Penalties = append(b.rules.Penalties, rule)
	}
}

func sameRule(a, b travel.FareRule) bool {
	if (a.Fee == nil) != (b.Fee == nil) || (a.Fee != nil && !a.Fee.Equal(*b.Fee)) {
		return false
	}
	a.Fee, b.Fee = nil, nil
	return a == b
}

// read is whether the rule allows its category and what that costs at most. A rule
// without an amount says neither.
func (r wireFareRule) read(currency string) (travel.Allowance, *money.Money) {
	if r.NotApplicable {
		return travel.AllowanceNo, nil
	}
	fee, err := amount(r.MaxPenaltyAmount, currency)
	if err != nil {
		return travel.AllowanceUnknown, nil
	}
	return travel.AllowanceYes, &fee
}

// journeyOf is the journey with Amadeus' segment in it.
func (u understood) journeyOf(segmentID string) (travel.PaxJourney, bool) {
	for i, itinerary := range u.wire.Itineraries {
		if slices.ContainsFunc(itinerary.Segments, func(s wireSegment) bool { return s.ID == segmentID }) {
			return u.offer.Journeys[i], true
		}
	}
	return travel.PaxJourney{}, false
}

// departs is when a journey begins.
func departs(journey travel.PaxJourney) time.Time {
	return journey.Segments[0].Departure.Time.In(zoneOf(journey)).UTC()
}
