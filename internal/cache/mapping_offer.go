package cache

import "github.com/farebridge/farebridge/internal/travel"

// each maps a list and keeps nil nil: an offer comes back as it went in.
func each[A, B any](list []A, convert func(A) B) []B {
	if list == nil {
		return nil
	}
	out := make([]B, len(list))
	for i, v := range list {
		out[i] = convert(v)
	}
	return out
}

func toOfferRow(o travel.Offer) offerRow {
	return offerRow{
		Version: rowVersion, ID: o.ID, AgencyID: o.AgencyID, Program: o.Program, SupplierID: o.SupplierID, Contract: o.Contract,
		Pax:   each(o.Pax, func(p travel.Pax) paxRow { return paxRow{ID: p.ID, PTC: string(p.PTC)} }),
		Owner: o.Owner, Ref: o.Ref, Journeys: each(o.Journeys, toJourneyRow), Items: each(o.Items, toItemRow), Total: toMoneyRow(o.Total),
		Terms: termsRow{
			Classes: each(o.Terms.PriceClasses, toClassRow), Baggage: each(o.Terms.Baggage, toBaggageRow),
			Refund: toPenaltyRow(o.Terms.Refund), Change: toPenaltyRow(o.Terms.Change),
		},
		Clocks: clocksRow{
			Offer: o.Clocks.OfferExpiresAt, Price: o.Clocks.PriceGuaranteedUntil, Inventory: o.Clocks.InventoryGuaranteedUntil,
			PayBy: o.Clocks.PayBy, TicketBy: o.Clocks.TicketBy,
		},
		SeatsLeft: o.SeatsLeft, Holdable: o.Holdable, PaxRules: paxRules(o.PaxRules), Net: toMoneyRow(o.Net), Published: toMoneyRowOrNil(o.Published), Display: toMoneyRowOrNil(o.Display),
		Trace:    each(o.Trace, toStepRow),
		Charges:  o.ChargesCard,
		PricedAt: o.PricedAt, Source: string(o.Source), Verified: o.Verified, NoLap: o.NoLap, Scenario: o.Scenario,
	}
}

func fromOfferRow(r offerRow) travel.Offer {
	o := travel.Offer{
		ID: r.ID, AgencyID: r.AgencyID, Program: r.Program, SupplierID: r.SupplierID, Contract: r.Contract,
		Pax: each(r.Pax, func(p paxRow) travel.Pax { return travel.Pax{ID: p.ID, PTC: travel.PTC(p.PTC)} }),
		Net: r.Net.money(), Published: r.Published.moneyOrNil(), Display: r.Display.moneyOrNil(),
		Trace:    each(r.Trace, fromStepRow),
		PricedAt: r.PricedAt, Source: travel.Source(r.Source), Verified: r.Verified, NoLap: r.NoLap, Scenario: r.Scenario,
	}
	o.SupplierOffer = travel.SupplierOffer{
		Owner: r.Owner, Ref: r.Ref, Journeys: each(r.Journeys, fromJourneyRow), Items: each(r.Items, fromItemRow), Total: r.Total.money(),
		Terms: travel.Terms{
			PriceClasses: each(r.Terms.Classes, fromClassRow), Baggage: each(r.Terms.Baggage, fromBaggageRow),
			Refund: fromPenaltyRow(r.Terms.Refund), Change: fromPenaltyRow(r.Terms.Change),
		},
		Clocks: travel.Clocks{
			OfferExpiresAt: r.Clocks.Offer, PriceGuaranteedUntil: r.Clocks.Price, InventoryGuaranteedUntil: r.Clocks.Inventory,
			PayBy: r.Clocks.PayBy, TicketBy: r.Clocks.TicketBy,
		},
		SeatsLeft: r.SeatsLeft, Holdable: r.Holdable, PaxRules: travel.PaxRules(r.PaxRules),
		ChargesCard: r.Charges,
	}
	return o
}

func toJourneyRow(j travel.PaxJourney) journey {
	return journey{Duration: j.Duration, Segments: each(j.Segments, func(s travel.PaxSegment) segmentRow {
		return segmentRow{
			Carrier: s.MarketingCarrier, Number: s.FlightNumber, OperatingBy: s.OperatingCarrier, OperatingNumber: s.OperatingFlightNumber,
			Departure: pointRow(s.Departure), Arrival: pointRow(s.Arrival), Duration: s.Duration, Aircraft: s.Aircraft,
		}
	})}
}

func fromJourneyRow(j journey) travel.PaxJourney {
	return travel.PaxJourney{Duration: j.Duration, Segments: each(j.Segments, func(s segmentRow) travel.PaxSegment {
		return travel.PaxSegment{
			MarketingCarrier: s.Carrier, FlightNumber: s.Number, OperatingCarrier: s.OperatingBy, OperatingFlightNumber: s.OperatingNumber,
			Departure: travel.FlightPoint(s.Departure), Arrival: travel.FlightPoint(s.Arrival), Duration: s.Duration, Aircraft: s.Aircraft,
		}
	})}
}

func toItemRow(i travel.OfferItem) itemRow {
	return itemRow{
		PaxIDs: i.PaxIDs, PTC: string(i.PTC), Base: toMoneyRow(i.Price.Base),
		Taxes: each(i.Price.Taxes, toTaxRow), Fees: each(i.Price.Fees, toTaxRow), Total: toMoneyRow(i.Price.Total),
		Service: (*serviceRow)(i.Service), Published: toMoneyRowOrNil(i.Published),
		Components: each(i.Components, func(c travel.FareComponent) componentRow {
			return componentRow{JourneyID: c.JourneyID, Base: toMoneyRow(c.Base)}
		}),
	}
}

func fromItemRow(r itemRow) travel.OfferItem {
	return travel.OfferItem{PaxIDs: r.PaxIDs, PTC: travel.PTC(r.PTC), Service: (*travel.SoldService)(r.Service), Price: travel.Price{
		Base: r.Base.money(), Taxes: each(r.Taxes, fromTaxRow), Fees: each(r.Fees, fromTaxRow), Total: r.Total.money(),
	}, Published: r.Published.moneyOrNil(), Components: each(r.Components, func(c componentRow) travel.FareComponent {
		return travel.FareComponent{JourneyID: c.JourneyID, Base: c.Base.money()}
	})}
}

func toStepRow(s travel.TraceStep) stepRow {
	return stepRow{
		Rule: s.Rule, Before: toMoneyRow(s.Before), After: toMoneyRow(s.After), PaxIDs: s.PaxIDs, JourneyID: s.JourneyID,
		FareLevel: string(s.FareLevel), Rate: s.Rate,
		FiledFare: toMoneyRowOrNil(s.FiledFare), LowerThan: toMoneyRowOrNil(s.LowerThan), Amount: toMoneyRowOrNil(s.Amount),
	}
}

func fromStepRow(r stepRow) travel.TraceStep {
	return travel.TraceStep{
		Rule: r.Rule, Before: r.Before.money(), After: r.After.money(), PaxIDs: r.PaxIDs, JourneyID: r.JourneyID,
		FareLevel: travel.FareLevel(r.FareLevel), Rate: r.Rate,
		FiledFare: r.FiledFare.moneyOrNil(), LowerThan: r.LowerThan.moneyOrNil(), Amount: r.Amount.moneyOrNil(),
	}
}

func toTaxRow(t travel.Tax) taxRow { return taxRow{Code: t.Code, Amount: toMoneyRow(t.Amount)} }

func fromTaxRow(r taxRow) travel.Tax { return travel.Tax{Code: r.Code, Amount: r.Amount.money()} }

func toClassRow(c travel.PriceClass) classRow {
	return classRow{Name: c.Name, Cabin: string(c.Cabin), RBD: c.RBD, FareBasis: c.FareBasis, JourneyID: c.JourneyID}
}

func fromClassRow(r classRow) travel.PriceClass {
	return travel.PriceClass{Name: r.Name, Cabin: travel.Cabin(r.Cabin), RBD: r.RBD, FareBasis: r.FareBasis, JourneyID: r.JourneyID}
}

func toBaggageRow(b travel.BaggageAllowance) baggageRow {
	return baggageRow{Type: string(b.Type), Pieces: b.Pieces, WeightKg: b.WeightKg, PaxIDs: b.PaxIDs, Segments: b.SegmentIDs}
}

func fromBaggageRow(r baggageRow) travel.BaggageAllowance {
	return travel.BaggageAllowance{Type: travel.BaggageType(r.Type), Pieces: r.Pieces, WeightKg: r.WeightKg, PaxIDs: r.PaxIDs, SegmentIDs: r.Segments}
}

func toPenaltyRow(p travel.Penalty) penaltyRow {
	return penaltyRow{Allowed: string(p.Allowed), Fee: toMoneyRowOrNil(p.Fee)}
}

func fromPenaltyRow(r penaltyRow) travel.Penalty {
	return travel.Penalty{Allowed: travel.Allowance(r.Allowed), Fee: r.Fee.moneyOrNil()}
}
