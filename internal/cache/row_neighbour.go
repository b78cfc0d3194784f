package cache

import (
	"encoding/json"
	"fmt"

	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// neighboursRow outlines the offers of a search. Many of them share their
// journeys, which are there once; their names are short, as in the index.
type neighboursRow struct {
	Version  int           `json:"v"`
	AgencyID string        `json:"agency"`
	Wishes   wishesRow     `json:"wishes,omitzero"`
	Loyalty  []loyaltyRow  `json:"loyalty,omitempty"`
	Codes    []codeRow     `json:"codes,omitempty"`
	Legs     []legRow      `json:"legs"`
	Offers   []outlinedRow `json:"offers"`
}

type wishesRow struct {
	Cabin      travel.Cabin `json:"cabin,omitempty"`
	Carriers   []string     `json:"carriers,omitempty"`
	MaxStops   *int         `json:"stops,omitempty"`
	Departure  *[2]int      `json:"leaves,omitempty"` // minutes of the day, from and to
	MaxPrice   *moneyRow    `json:"price,omitempty"`
	Bags       int          `json:"bags,omitempty"`
	Refundable bool         `json:"refundable,omitempty"`
}

type loyaltyRow struct {
	PaxID     string `json:"pax"`
	Carrier   string `json:"carrier"`
	Number    string `json:"number"`
	Surname   string `json:"surname,omitempty"`
	GivenName string `json:"given,omitempty"`
}

type codeRow struct {
	Contract string `json:"contract,omitempty"`
	Carrier  string `json:"carrier"`
	Code     string `json:"code"`
}

func toWishesRow(p travel.Preferences) wishesRow {
	row := wishesRow{
		Cabin: p.Cabin, Carriers: p.Carriers, MaxStops: p.MaxStops, MaxPrice: toMoneyRowOrNil(p.MaxPrice), Bags: p.CheckedBags, Refundable: p.Refundable,
	}
	if p.Departure != nil {
		row.Departure = &[2]int{p.Departure.From, p.Departure.To}
	}
	return row
}

func (r wishesRow) preferences() travel.Preferences {
	p := travel.Preferences{
		Cabin: r.Cabin, Carriers: r.Carriers, MaxStops: r.MaxStops, MaxPrice: r.MaxPrice.moneyOrNil(), CheckedBags: r.Bags, Refundable: r.Refundable,
	}
	if r.Departure != nil {
		p.Departure = &travel.TimeWindow{From: r.Departure[0], To: r.Departure[1]}
	}
	return p
}

type legRow struct {
	JourneyID string           `json:"i"`
	Route     string           `json:"r"`
	Departs   travel.LocalTime `json:"d"`
}

type outlinedRow struct {
	Ordinal  int          `json:"o,omitempty"`
	Supplier string       `json:"s"`
	Total    moneyRow     `json:"t"`
	Legs     []int        `json:"j"` // places in neighboursRow.Legs
	Fare     string       `json:"f,omitempty"`
	Cabin    travel.Cabin `json:"b,omitempty"`
}

func encodeNeighbours(set shopping.Set) ([]byte, error) {
	row := neighboursRow{
		Version: rowVersion, AgencyID: set.AgencyID, Wishes: toWishesRow(set.Asked.Preferences),
		Loyalty: each(set.Asked.Loyalty, func(l travel.LoyaltyAccount) loyaltyRow { return loyaltyRow(l) }),
		Codes:   each(set.Asked.AccountCodes, func(c travel.AccountCode) codeRow { return codeRow(c) }),
	}
	places := make(map[pricing.Leg]int)
	for _, offer := range set.Offers {
		outline := pricing.OutlineOf(offer.Offer)
		one := outlinedRow{
			Ordinal: offer.Indexed.Ordinal, Supplier: outline.SupplierID, Total: toMoneyRow(outline.Total), Fare: outline.Fare, Cabin: outline.Cabin,
		}
		for _, leg := range outline.Legs {
			place, known := places[leg]
			if !known {
				place = len(row.Legs)
				places[leg] = place
				row.Legs = append(row.Legs, legRow(leg))
			}
			one.Legs = append(one.Legs, place)
		}
		row.Offers = append(row.Offers, one)
	}
	return encode(row)
}

func decodeNeighbours(payload []byte, agencyID string) (pricing.Neighbourhood, error) {
	var row neighboursRow
	err := json.Unmarshal(payload, &row)
	if err != nil || row.Version != rowVersion || row.AgencyID != agencyID {
		return pricing.Neighbourhood{}, fmt.Errorf("%w: neighbours", errRow)
	}
	around := pricing.Neighbourhood{
		Preferences:  row.Wishes.preferences(),
		Loyalty:      each(row.Loyalty, func(l loyaltyRow) travel.LoyaltyAccount { return travel.LoyaltyAccount(l) }),
		AccountCodes: each(row.Codes, func(c codeRow) travel.AccountCode { return travel.AccountCode(c) }),
		Offers:       make([]pricing.Neighbour, 0, len(row.Offers)),
	}
	for _, one := range row.Offers {
		n := pricing.Neighbour{Ordinal: one.Ordinal, Outline: pricing.Outline{
			SupplierID: one.Supplier, Total: one.Total.money(), Fare: one.Fare, Cabin: one.Cabin,
		}}
		for _, place := range one.Legs {
			if place < 0 || place >= len(row.Legs) {
				return pricing.Neighbourhood{}, fmt.Errorf("%w: neighbours", errRow)
			}
			n.Legs = append(n.Legs, pricing.Leg(row.Legs[place]))
		}
		around.Offers = append(around.Offers, n)
	}
	return around, nil
}
