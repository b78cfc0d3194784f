package duffel

import (
	"context"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Rules is what the conditions of an offer or order say. Duffel knows one stage,
// before departure: of the first flight for the whole, of its own first flight
// for a journey.
func (c *connector) Rules(ctx context.Context, about supplier.About) (travel.Rules, error) {
	if len(about.BookingRef) > 0 {
		ref, err := decodeBookingRef(about.BookingRef)
		if err != nil {
			return travel.Rules{}, err
		}
		order, err := c.order(ctx, ref.order)
		if err != nil {
			return travel.Rules{}, err
		}
		flown := flownIn(order, ref.party)
		return rulesFrom(order.Conditions, flown.wire, flown.journeys, len(ref.party)), nil
	}
	ref, err := decodeOfferRef(about.OfferRef)
	if err != nil {
		return travel.Rules{}, err
	}
	wire, err := c.offer(ctx, ref, nil)
	if err != nil {
		return travel.Rules{}, err
	}
	journeys, err := journeysFrom(wire.Slices)
	if err != nil {
		return travel.Rules{}, supplier.Fail(supplier.Unavailable, supplier.CodeUnreadable, "offer not understood", err)
	}
	return rulesFrom(wire.Conditions, wire.Slices, journeys, len(ref.party)), nil
}

func rulesFrom(whole wireConditions, wire []wireSlice, journeys []travel.PaxJourney, people int) travel.Rules {
	var rules travel.Rules
	add := func(kind travel.RuleKind, journeyID, about string, condition *wireCondition, until time.Time) {
		penalty := penaltyFrom(condition)
		rule := travel.FareRule{Kind: kind, JourneyID: journeyID, Until: until, Allowed: penalty.Allowed}
		switch {
		case penalty.Fee == nil:
		case people == 1 || penalty.Fee.IsZero():
			rule.Fee = penalty.Fee
		default:
			// Duffel's fee is for all passengers together, and nobody says how it is split.
			rules.Texts = append(rules.Texts, travel.RuleText{
				Category: about, Text: penalty.Fee.String() + " for all passengers together",
			})
		}
		rules.Penalties = append(rules.Penalties, rule)
	}
	var first time.Time
	if len(journeys) > 0 {
		first = departure(journeys[0])
	}
	add(travel.RuleRefund, "", "refund before departure", whole.Refund, first)
	add(travel.RuleChange, "", "change before departure", whole.Change, first)
	for i, slice := range wire {
		if slice.Conditions.Change != nil && i < len(journeys) {
			id := journeys[i].ID()
			add(travel.RuleChange, id, "change of "+id+" before departure", slice.Conditions.Change, departure(journeys[i]))
		}
	}
	return rules
}
