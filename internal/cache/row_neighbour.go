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
	Legs     []legRow      `json:"legs"`
	Offers   []outlinedRow `json:"offers"`
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
	row := neighboursRow{Version: rowVersion, AgencyID: set.AgencyID}
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

func decodeNeighbours(payload []byte, agencyID string) ([]pricing.Neighbour, error) {
	var row neighboursRow
	err := json.Unmarshal(payload, &row)
	if err != nil || row.Version != rowVersion || row.AgencyID != agencyID {
		return nil, fmt.Errorf("%w: neighbours", errRow)
	}
	all := make([]pricing.Neighbour, 0, len(row.Offers))
	for _, one := range row.Offers {
		n := pricing.Neighbour{Ordinal: one.Ordinal, Outline: pricing.Outline{
			SupplierID: one.Supplier, Total: one.Total.money(), Fare: one.Fare, Cabin: one.Cabin,
		}}
		for _, place := range one.Legs {
			if place < 0 || place >= len(row.Legs) {
				return nil, fmt.Errorf("%w: neighbours", errRow)
			}
			n.Legs = append(n.Legs, pricing.Leg(row.Legs[place]))
		}
		all = append(all, n)
	}
	return all, nil
}
