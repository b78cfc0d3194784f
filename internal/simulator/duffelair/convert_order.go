package duffelair

import (
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// wireOrderOf shows what an order says of itself at a time.
func wireOrderOf(o world.Order, now time.Time) wireOrder {
	out := wireOrder{
		ID: o.ID, Type: "instant", Content: "managed", OfferID: o.Offer.ID,
		BookingReference:  o.Reference,
		BookingReferences: []wireBookingReference{{o.Reference, wireAirlineOf(o.Offer.Owner)}},
		Owner:             wireAirlineOf(o.Offer.Owner),
		CreatedAt:         o.CreatedAt, SyncedAt: now, CancelledAt: o.CancelledAt,
		AvailableActions: actions(o, now),
		BaseAmount:       o.Offer.Base.Amount(), BaseCurrency: currency,
		TaxAmount: o.Offer.Tax.Amount(), TaxCurrency: currency,
		TotalAmount: o.Total().Amount(), TotalCurrency: currency,
		PaymentStatus: wirePaymentStatus{AwaitingPayment: o.Awaiting(), PaidAt: o.PaidAt},
		Conditions:    wireConditionsOf(o.Offer, now),
		Documents:     []wireDocument{}, Slices: wireSlicesOf(o.Offer, now), Services: soldServices(o),
		Changes: []wireOrderChange{}, AirlineInitiated: []wireAirlineChange{}, Users: []string{}, Metadata: o.Metadata,
	}
	assign(out.Slices, o)
	if o.Hold {
		out.Type = "hold"
		out.PaymentStatus.PaymentRequiredBy = timeOrNull(o.Offer.PayBy)
		out.PaymentStatus.PriceGuaranteeExpires = timeOrNull(o.Offer.GuaranteedUntil)
	}
	for _, t := range o.Tickets {
		out.Documents = append(out.Documents, wireDocument{
			Type: "electronic_ticket", UniqueIdentifier: t.Number, PassengerIDs: []string{t.PassengerID},
		})
	}
	for _, p := range o.Passengers {
		out.Passengers = append(out.Passengers, wireTraveller{
			ID: p.ID, Type: typeOf(p.Kind), Title: p.Title, Gender: p.Gender, GivenName: p.Given, FamilyName: p.Family,
			BornOn: p.BornOn, Email: p.Email, PhoneNumber: p.Phone, InfantPassengerID: orNull(p.InfantID), Loyalty: []string{},
		})
	}
	return out
}

// actions are what can still be done with an order; "update" is its metadata.
func actions(o world.Order, now time.Time) []string {
	if o.CancelledAt != nil || !now.Before(o.Offer.Slices[0].Flights.Departs()) {
		return []string{}
	}
	if len(o.Tickets) > 0 && o.Offer.Change(now).Allowed {
		return []string{"cancel", "change", "update"}
	}
	return []string{"cancel", "update"}
}

func wirePaymentOf(p world.Payment) wirePayment {
	return wirePayment{
		ID: p.ID, Type: p.Type, OrderID: p.OrderID, Amount: p.Amount.Amount(), Currency: currency,
		Status: "succeeded", CreatedAt: p.CreatedAt,
	}
}

func wireCancellationOf(c world.Cancellation) wireCancellation {
	return wireCancellation{
		ID: c.ID, OrderID: c.OrderID, RefundAmount: c.Refund.Amount(), RefundCurrency: currency, RefundTo: c.RefundTo,
		AirlineCredits: []string{}, CreatedAt: c.CreatedAt, ExpiresAt: c.ExpiresAt, ConfirmedAt: c.ConfirmedAt,
	}
}
