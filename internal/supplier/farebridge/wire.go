package farebridge

import (
	"encoding/json"

	"github.com/farebridge/farebridge/api/client"
	"github.com/farebridge/farebridge/internal/supplier"
)

// The wire types are the generated client's, but for what holds many entries of
// which one may be broken: those are kept as they came and read one by one.

type wireShopping struct {
	ShoppingID string          `json:"shoppingId"`
	Complete   *bool           `json:"complete"` // false: not all of the peer's suppliers answered in full
	Offers     supplier.Pieces `json:"offers"`
	DataLists  wireLists       `json:"dataLists"`
	Page       client.PageInfo `json:"page"`
}

type wireLists struct {
	PaxJourneys       supplier.Pieces `json:"paxJourneys"`
	PaxSegments       supplier.Pieces `json:"paxSegments"`
	PriceClasses      supplier.Pieces `json:"priceClasses"`
	BaggageAllowances supplier.Pieces `json:"baggageAllowances"`
}

type wirePriced struct {
	Result     client.OfferPriceResult `json:"result"`
	Offer      json.RawMessage         `json:"offer"`
	DataLists  wireLists               `json:"dataLists"`
	Acceptance client.Acceptance       `json:"acceptance"`
}

// wireOrder is what is read of an order. Its flights are of no use when they
// cannot be read, and the booking is one all the same.
type wireOrder struct {
	OrderID              string                 `json:"orderId"`
	Status               client.OrderStatus     `json:"status"`
	CancelReason         client.CancelReason    `json:"cancelReason"`
	ClientReference      string                 `json:"clientReference"`
	PayBy                string                 `json:"payBy"`
	PriceGuaranteedUntil string                 `json:"priceGuaranteedUntil"`
	TotalPrice           client.Money           `json:"totalPrice"`
	RecordLocators       []client.RecordLocator `json:"recordLocators"`
	Tickets              []client.Ticket        `json:"tickets"`
	Payments             []wirePayment          `json:"payments"`
	PaxJourneyIDs        []string               `json:"paxJourneyIds"`
	DataLists            wireLists              `json:"dataLists"`
	Metadata             client.Metadata        `json:"metadata"` // ours, as it was sent
}

type wirePayment struct {
	PaymentID   string               `json:"paymentId"`
	Status      client.PaymentStatus `json:"status"`
	DeclineCode string               `json:"declineCode"`
}

type wireOrderList struct {
	Orders []struct {
		OrderID         string             `json:"orderId"`
		ClientReference string             `json:"clientReference"`
		Status          client.OrderStatus `json:"status"`
	} `json:"orders"`
}

// lists are a page's data lists by id. An entry that cannot be read, or is one
// too many, is not there, which costs the offers that refer to it.
type lists struct {
	journeys map[string]client.PaxJourney
	segments map[string]client.PaxSegment
	classes  map[string]client.PriceClass
	baggage  map[string]client.BaggageAllowance

	taken map[string]takenJourney
	flown map[string]flownSegment
}

func (w wireLists) byID() lists {
	return lists{
		journeys: index(w.PaxJourneys, func(j client.PaxJourney) string { return j.PaxJourneyID }),
		segments: index(w.PaxSegments, func(s client.PaxSegment) string { return s.PaxSegmentID }),
		classes:  index(w.PriceClasses, func(c client.PriceClass) string { return c.PriceClassID }),
		baggage:  index(w.BaggageAllowances, func(b client.BaggageAllowance) string { return b.BaggageAllowanceID }),
		taken:    map[string]takenJourney{},
		flown:    map[string]flownSegment{},
	}
}

// index reads entries one by one. Of two under one id neither can be meant.
func index[T any](list supplier.Pieces, id func(T) string) map[string]T {
	byID := make(map[string]T, len(list.Taken))
	twice := map[string]bool{}
	for _, one := range list.Taken {
		var entry T
		err := json.Unmarshal(one, &entry)
		if err != nil || id(entry) == "" {
			continue
		}
		if _, there := byID[id(entry)]; there {
			twice[id(entry)] = true
		}
		byID[id(entry)] = entry
	}
	for id := range twice {
		delete(byID, id)
	}
	return byID
}
