package duffelair

import (
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

func wireChangeRequestOf(r world.ChangeRequest, o world.Order) wireChangeRequest {
	out := wireChangeRequest{
		ID: r.ID, OrderID: r.OrderID, CreatedAt: r.CreatedAt, UpdatedAt: r.CreatedAt,
		Slices: wireChangeWish{Remove: []wireRemovedSlice{}, Add: []wireWishedSlice{}},
	}
	for _, slice := range removed(o, r.Remove) {
		out.Slices.Remove = append(out.Slices.Remove, wireRemovedSlice{sliceID(o.Offer.ID, slice)})
	}
	for _, leg := range r.Add {
		out.Slices.Add = append(out.Slices.Add, wireWishedSlice{
			Origin: wirePlaceOf(leg.Origin), Destination: wirePlaceOf(leg.Destination),
			DepartureDate: leg.Date, CabinClass: orNull(r.Cabin),
		})
	}
	offers := wireChangeOffersOf(r.Offers, o)
	out.Offers = &offers
	return out
}

// removed are slices of an order by index; an order that was exchanged since may
// have fewer.
func removed(o world.Order, indexes []int) []world.Slice {
	var out []world.Slice
	for _, i := range indexes {
		if i < len(o.Offer.Slices) {
			out = append(out, o.Offer.Slices[i])
		}
	}
	return out
}

func wireChangeOffersOf(offers []world.ChangeOffer, o world.Order) []wireChangeOffer {
	out := make([]wireChangeOffer, 0, len(offers))
	for _, offer := range offers {
		out = append(out, wireChangeOfferOf(offer, o))
	}
	return out
}

func wireChangeOfferOf(offer world.ChangeOffer, o world.Order) wireChangeOffer {
	return wireChangeOffer{
		ID: offer.ID, Slices: wireChangePartsOf(offer, o), wireChangeTerms: wireChangeTermsOf(offer),
		CreatedAt: offer.CreatedAt, UpdatedAt: offer.CreatedAt, ExpiresAt: offer.ExpiresAt,
	}
}

func wireChangePartsOf(offer world.ChangeOffer, o world.Order) wireChangeParts {
	parts := wireChangeParts{Add: []wireSlice{}, Remove: []wireSlice{}}
	for _, slice := range offer.Added {
		parts.Add = append(parts.Add, wireSliceOf(o.Offer.ID, slice, o.Offer.Party))
	}
	for _, slice := range removed(o, offer.Removed) {
		parts.Remove = append(parts.Remove, wireSliceOf(o.Offer.ID, slice, o.Offer.Party))
	}
	return parts
}

func wireChangeTermsOf(offer world.ChangeOffer) wireChangeTerms {
	return wireChangeTerms{
		ChangeTotalAmount: offer.Difference.Amount(), ChangeTotalCurrency: currency,
		NewTotalAmount: offer.NewTotal.Amount(), NewTotalCurrency: currency,
		PenaltyTotalAmount: offer.Penalty.Amount(), PenaltyTotalCurrency: currency,
		RefundTo: "original_form_of_payment",
	}
}

func wireOrderChangeOf(offer world.ChangeOffer, o world.Order, now time.Time) wireOrderChange {
	return wireOrderChange{
		ID: changeOf(offer.ID), OrderID: offer.OrderID, Slices: wireChangePartsOf(offer, o),
		wireChangeTerms: wireChangeTermsOf(offer), PaymentTypes: []string{"balance", "arc_bsp_cash"},
		CreatedAt: now, ExpiresAt: offer.ExpiresAt,
	}
}

// Disruptions have ids of the world's; the wire's have Duffel's prefix.
const disruptionPrefix, airlineChangePrefix = "dis_", "aic_"

func airlineChangeID(disruption string) string {
	return airlineChangePrefix + strings.TrimPrefix(disruption, disruptionPrefix)
}

func disruptionID(airlineChange string) string {
	return disruptionPrefix + strings.TrimPrefix(airlineChange, airlineChangePrefix)
}

func wireAirlineChangeOf(d world.Disruption, o world.Order, now time.Time) wireAirlineChange {
	out := wireAirlineChange{
		ID: airlineChangeID(d.ID), OrderID: d.OrderID,
		Added:            []wireSlice{wireSliceOf(o.Offer.ID, d.After, o.Offer.Party)},
		Removed:          []wireSlice{wireSliceOf(o.Offer.ID, d.Before, o.Offer.Party)},
		ActionTaken:      orNull(d.Action),
		AvailableActions: []string{},
		CreatedAt:        d.DetectedAt, UpdatedAt: d.DetectedAt,
	}
	if d.Action == world.DisruptionOpen && now.Before(o.Offer.Slices[0].Flights.Departs()) {
		out.AvailableActions = []string{"accept", "cancel", "change", "update"}
	}
	return out
}
