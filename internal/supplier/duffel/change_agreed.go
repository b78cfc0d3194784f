package duffel

import (
	"fmt"
	"slices"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// asAgreed fails when a pending change is not the offer that was agreed to: it has
// to state the same difference, and of the total, the penalty and the journeys it
// adds nothing else. What it leaves out is as agreed. added are the ids of the
// journeys the offer added.
func asAgreed(r request, pending wireChange, offer travel.ChangeOffer, added []string) error {
	now, err := pending.difference()
	if err != nil {
		return r.lost(supplier.CodeUnreadable, "change not understood", err)
	}
	if !now.Equal(offer.Difference) {
		return supplier.Fail(supplier.PriceChanged, codeOtherTotal, fmt.Sprintf("costs %s now instead of %s", now, offer.Difference), nil)
	}
	if pending.NewTotalAmount != "" {
		total, err := amount(pending.NewTotalAmount, pending.NewTotalCurrency)
		if err != nil {
			return r.lost(supplier.CodeUnreadable, "new total not understood", err)
		}
		if !total.Equal(offer.NewTotal) {
			return supplier.Fail(supplier.PriceChanged, codeOtherTotal, fmt.Sprintf("new total %s instead of %s", total, offer.NewTotal), nil)
		}
	}
	if offer.Penalty != nil && (pending.PenaltyTotalAmount != "" || pending.PenaltyAmount != "") {
		penalty, err := pending.penalty()
		if err != nil {
			return r.lost(supplier.CodeUnreadable, "penalty not understood", err)
		}
		if !penalty.Equal(*offer.Penalty) {
			return supplier.Fail(supplier.PriceChanged, codeOtherTotal, fmt.Sprintf("penalty %s instead of %s", penalty, *offer.Penalty), nil)
		}
	}
	if pending.Slices.Add == nil {
		return nil
	}
	journeys, err := journeysFrom(pending.Slices.Add)
	if err != nil {
		return r.lost(supplier.CodeUnreadable, "journeys not understood", err)
	}
	if !sameAdded(journeys, offer.Journeys, added) {
		return supplier.Fail(supplier.PriceChanged, codeOtherFlights, "adds other journeys than were agreed to", nil)
	}
	return nil
}

// sameAdded: all of the journeys added, and each at the times it has in the
// itinerary that was agreed to.
func sameAdded(now, agreed []travel.PaxJourney, added []string) bool {
	ids, want := journeyIDs(now), slices.Sorted(slices.Values(added))
	slices.Sort(ids)
	if !slices.Equal(ids, want) {
		return false
	}
	for _, journey := range now {
		if !slices.ContainsFunc(agreed, func(a travel.PaxJourney) bool { return sameJourney(a, journey) }) {
			return false
		}
	}
	return true
}

func journeyIDs(journeys []travel.PaxJourney) []string {
	ids := make([]string, len(journeys))
	for i, journey := range journeys {
		ids[i] = journey.ID()
	}
	return ids
}
