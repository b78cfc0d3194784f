package storage

import (
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

type taxDoc struct {
	Code   string   `json:"code"`
	Amount moneyDoc `json:"amount"`
}

func toTaxDoc(t travel.Tax) taxDoc { return taxDoc{Code: t.Code, Amount: toMoneyDoc(t.Amount)} }

func fromTaxDoc(d taxDoc) travel.Tax { return travel.Tax{Code: d.Code, Amount: fromMoneyDoc(d.Amount)} }

type offerItemDoc struct {
	PaxIDs []string `json:"paxIds"`
	PTC    string   `json:"ptc,omitempty"`
	Base   moneyDoc `json:"base"`
	Taxes  []taxDoc `json:"taxes,omitempty"`
	Fees   []taxDoc `json:"fees,omitempty"`
	Total  moneyDoc `json:"total"`
	// Service has travel's fields one for one, so that one converts to the other.
	Service    *serviceDoc    `json:"service,omitempty"`
	Components []componentDoc `json:"components,omitempty"`
	Published  *moneyDoc      `json:"published,omitempty"`
}

type componentDoc struct {
	JourneyID string   `json:"journeyId"`
	Base      moneyDoc `json:"base"`
}

func toComponentDoc(c travel.FareComponent) componentDoc {
	return componentDoc{JourneyID: c.JourneyID, Base: toMoneyDoc(c.Base)}
}

func fromComponentDoc(d componentDoc) travel.FareComponent {
	return travel.FareComponent{JourneyID: d.JourneyID, Base: fromMoneyDoc(d.Base)}
}

type serviceDoc struct {
	Type       travel.ServiceType `json:"type"`
	Code       string             `json:"code,omitempty"`
	Name       string             `json:"name,omitempty"`
	SegmentIDs []string           `json:"segmentIds,omitempty"`
	Seat       string             `json:"seat,omitempty"`
	Quantity   int                `json:"quantity"`
}

func toOfferItemDoc(i travel.OfferItem) offerItemDoc {
	return offerItemDoc{
		PaxIDs: i.PaxIDs, PTC: string(i.PTC), Base: toMoneyDoc(i.Price.Base),
		Taxes: each(i.Price.Taxes, toTaxDoc), Fees: each(i.Price.Fees, toTaxDoc), Total: toMoneyDoc(i.Price.Total),
		Service: (*serviceDoc)(i.Service), Components: each(i.Components, toComponentDoc), Published: toMoneyDocPtr(i.Published),
	}
}

func fromOfferItemDoc(d offerItemDoc) travel.OfferItem {
	return travel.OfferItem{
		PaxIDs: d.PaxIDs, PTC: travel.PTC(d.PTC), Service: (*travel.SoldService)(d.Service),
		Components: each(d.Components, fromComponentDoc), Published: fromMoneyDocPtr(d.Published),
		Price: travel.Price{
			Base: fromMoneyDoc(d.Base), Taxes: each(d.Taxes, fromTaxDoc), Fees: each(d.Fees, fromTaxDoc), Total: fromMoneyDoc(d.Total),
		},
	}
}

type termsDoc struct {
	PriceClasses []priceClassDoc `json:"priceClasses,omitempty"`
	Baggage      []baggageDoc    `json:"baggage,omitempty"`
	Refund       penaltyDoc      `json:"refund"`
	Change       penaltyDoc      `json:"change"`
}

func toTermsDoc(t travel.Terms) termsDoc {
	return termsDoc{
		PriceClasses: each(t.PriceClasses, toPriceClassDoc), Baggage: each(t.Baggage, toBaggageDoc),
		Refund: toPenaltyDoc(t.Refund), Change: toPenaltyDoc(t.Change),
	}
}

func fromTermsDoc(d termsDoc) travel.Terms {
	return travel.Terms{
		PriceClasses: each(d.PriceClasses, fromPriceClassDoc), Baggage: each(d.Baggage, fromBaggageDoc),
		Refund: fromPenaltyDoc(d.Refund), Change: fromPenaltyDoc(d.Change),
	}
}

type priceClassDoc struct {
	Name      string `json:"name,omitempty"`
	Cabin     string `json:"cabin"`
	RBD       string `json:"rbd,omitempty"`
	FareBasis string `json:"fareBasis,omitempty"`
	JourneyID string `json:"journeyId"`
}

func toPriceClassDoc(c travel.PriceClass) priceClassDoc {
	return priceClassDoc{Name: c.Name, Cabin: string(c.Cabin), RBD: c.RBD, FareBasis: c.FareBasis, JourneyID: c.JourneyID}
}

func fromPriceClassDoc(d priceClassDoc) travel.PriceClass {
	return travel.PriceClass{Name: d.Name, Cabin: travel.Cabin(d.Cabin), RBD: d.RBD, FareBasis: d.FareBasis, JourneyID: d.JourneyID}
}

type baggageDoc struct {
	Type       string   `json:"type"`
	Pieces     int      `json:"pieces"`
	WeightKg   int      `json:"weightKg,omitempty"`
	PaxIDs     []string `json:"paxIds"`
	SegmentIDs []string `json:"segmentIds"`
}

func toBaggageDoc(b travel.BaggageAllowance) baggageDoc {
	return baggageDoc{Type: string(b.Type), Pieces: b.Pieces, WeightKg: b.WeightKg, PaxIDs: b.PaxIDs, SegmentIDs: b.SegmentIDs}
}

func fromBaggageDoc(d baggageDoc) travel.BaggageAllowance {
	return travel.BaggageAllowance{Type: travel.BaggageType(d.Type), Pieces: d.Pieces, WeightKg: d.WeightKg, PaxIDs: d.PaxIDs, SegmentIDs: d.SegmentIDs}
}

type penaltyDoc struct {
	Allowed string    `json:"allowed"`
	Fee     *moneyDoc `json:"fee,omitempty"`
}

func toPenaltyDoc(p travel.Penalty) penaltyDoc {
	return penaltyDoc{Allowed: string(p.Allowed), Fee: toMoneyDocPtr(p.Fee)}
}

func fromPenaltyDoc(d penaltyDoc) travel.Penalty {
	return travel.Penalty{Allowed: travel.Allowance(d.Allowed), Fee: fromMoneyDocPtr(d.Fee)}
}

type clocksDoc struct {
	OfferExpiresAt           time.Time `json:"offerExpiresAt,omitzero"`
	PriceGuaranteedUntil     time.Time `json:"priceGuaranteedUntil,omitzero"`
	InventoryGuaranteedUntil time.Time `json:"inventoryGuaranteedUntil,omitzero"`
	PayBy                    time.Time `json:"payBy,omitzero"`
	TicketBy                 time.Time `json:"ticketBy,omitzero"`
}

func toClocksDoc(c travel.Clocks) clocksDoc {
	return clocksDoc{
		OfferExpiresAt: c.OfferExpiresAt.UTC(), PriceGuaranteedUntil: c.PriceGuaranteedUntil.UTC(),
		InventoryGuaranteedUntil: c.InventoryGuaranteedUntil.UTC(), PayBy: c.PayBy.UTC(), TicketBy: c.TicketBy.UTC(),
	}
}

type traceDoc struct {
	Rule      string    `json:"rule"`
	Before    moneyDoc  `json:"before"`
	After     moneyDoc  `json:"after"`
	PaxIDs    []string  `json:"paxIds,omitempty"`
	JourneyID string    `json:"journeyId,omitempty"`
	FareLevel string    `json:"fareLevel,omitempty"`
	Rate      string    `json:"rate,omitempty"`
	FiledFare *moneyDoc `json:"filedFare,omitempty"`
	LowerThan *moneyDoc `json:"lowerThan,omitempty"`
	Amount    *moneyDoc `json:"amount,omitempty"`
}

func toTraceDoc(t travel.TraceStep) traceDoc {
	return traceDoc{
		Rule: t.Rule, Before: toMoneyDoc(t.Before), After: toMoneyDoc(t.After), PaxIDs: t.PaxIDs, JourneyID: t.JourneyID,
		FareLevel: string(t.FareLevel), Rate: t.Rate,
		FiledFare: toMoneyDocPtr(t.FiledFare), LowerThan: toMoneyDocPtr(t.LowerThan), Amount: toMoneyDocPtr(t.Amount),
	}
}

func fromTraceDoc(d traceDoc) travel.TraceStep {
	return travel.TraceStep{
		Rule: d.Rule, Before: fromMoneyDoc(d.Before), After: fromMoneyDoc(d.After), PaxIDs: d.PaxIDs, JourneyID: d.JourneyID,
		FareLevel: travel.FareLevel(d.FareLevel), Rate: d.Rate,
		FiledFare: fromMoneyDocPtr(d.FiledFare), LowerThan: fromMoneyDocPtr(d.LowerThan), Amount: fromMoneyDocPtr(d.Amount),
	}
}
