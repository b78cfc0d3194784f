package cache

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// rowVersion is that of every row here. A process that meets another one has
// forgotten what is in it: nothing here is worth a migration.
const rowVersion = 2

var errRow = errors.New("cache: row is not readable")

type indexRow struct {
	Version  int          `json:"v"`
	AgencyID string       `json:"agency"`
	Summary  summaryRow   `json:"summary"`
	Offers   []indexedRow `json:"offers"`
	Lists    []nameRow    `json:"lists"`
}

type summaryRow struct {
	ShoppingID string        `json:"id"`
	ExpiresAt  time.Time     `json:"expiresAt"`
	Complete   bool          `json:"complete,omitempty"`
	Truncated  bool          `json:"truncated,omitempty"`
	Warnings   []warningRow  `json:"warnings,omitempty"`
	Suppliers  []supplierRow `json:"suppliers,omitempty"`
	Calendar   []dayRow      `json:"calendar,omitempty"`
	RatesOf    time.Time     `json:"ratesOf,omitzero"`
}

type dayRow struct {
	Dates    []travel.Date `json:"dates"`
	Offers   int           `json:"offers,omitempty"`
	Lowest   moneyRow      `json:"lowest,omitzero"`
	Display  moneyRow      `json:"display,omitzero"`
	OfferID  string        `json:"offer,omitempty"`
	Complete bool          `json:"complete,omitempty"`
}

type warningRow struct {
	Code   string   `json:"code"`
	Params []string `json:"params,omitempty"`
}

type supplierRow struct {
	ID      string        `json:"id"`
	Status  string        `json:"status"`
	Latency time.Duration `json:"latency,omitempty"`
	Offers  int           `json:"offers,omitempty"`
	Dropped int           `json:"dropped,omitempty"`
	Reason  string        `json:"reason,omitempty"`
	NotSold []notSoldRow  `json:"notSold,omitempty"`
	Levies  int           `json:"levies,omitempty"`
}

type notSoldRow struct {
	Reason fare.Reason `json:"reason"`
	Offers int         `json:"offers"`
}

type nameRow struct {
	List string `json:"l"`
	ID   string `json:"i"`
}

// indexedRow is the size of the index times the number of offers: its names
// are short.
type indexedRow struct {
	Ordinal    int                `json:"o,omitempty"`
	Supplier   string             `json:"s"`
	Total      moneyRow           `json:"t"`
	Display    moneyRow           `json:"x,omitzero"`
	Duration   time.Duration      `json:"d,omitempty"`
	Departures []travel.LocalTime `json:"at"`
	Arrival    travel.LocalTime   `json:"to"`
	Stops      int                `json:"n,omitempty"`
	Carriers   []string           `json:"c,omitempty"`
	Cabins     []travel.Cabin     `json:"b,omitempty"`
	Bags       int                `json:"g,omitempty"`
	Refund     travel.Allowance   `json:"r,omitempty"`
	Entries    []int              `json:"e,omitempty"`
}

func toIndexedRow(i shopping.Indexed) indexedRow {
	return indexedRow{
		Ordinal: i.Ordinal, Supplier: i.SupplierID, Total: toMoneyRow(i.Total), Display: toMoneyRow(i.Display), Duration: i.Duration,
		Departures: i.Departures, Arrival: i.Arrival, Stops: i.Stops, Carriers: i.Carriers, Cabins: i.Cabins, Bags: i.Bags,
		Refund: i.Refund, Entries: i.Entries,
	}
}

func (i indexedRow) indexed() shopping.Indexed {
	return shopping.Indexed{
		Ordinal: i.Ordinal, SupplierID: i.Supplier, Total: i.Total.money(), Display: i.Display.money(), Duration: i.Duration,
		Departures: i.Departures, Arrival: i.Arrival, Stops: i.Stops, Carriers: i.Carriers, Cabins: i.Cabins, Bags: i.Bags,
		Refund: i.Refund, Entries: i.Entries,
	}
}

func encodeIndex(set shopping.Set) ([]byte, error) {
	row := indexRow{Version: rowVersion, AgencyID: set.AgencyID, Summary: toSummaryRow(set.Summary)}
	for _, offer := range set.Offers {
		row.Offers = append(row.Offers, toIndexedRow(offer.Indexed))
	}
	for _, entry := range set.Entries {
		row.Lists = append(row.Lists, nameRow{List: entry.List, ID: entry.ID})
	}
	return encode(row)
}

func decodeIndex(payload []byte, agencyID string) (shopping.Index, error) {
	var row indexRow
	err := json.Unmarshal(payload, &row)
	if err != nil || row.Version != rowVersion || row.AgencyID != agencyID {
		return shopping.Index{}, fmt.Errorf("%w: index", errRow)
	}
	index := shopping.Index{Summary: fromSummaryRow(row.Summary)}
	for _, i := range row.Offers {
		if len(i.Departures) == 0 {
			return shopping.Index{}, fmt.Errorf("%w: index", errRow)
		}
		index.Offers = append(index.Offers, i.indexed())
	}
	for _, name := range row.Lists {
		index.Lists = append(index.Lists, shopping.EntryName{List: name.List, ID: name.ID})
	}
	return index, nil
}

func toSummaryRow(s shopping.Summary) summaryRow {
	row := summaryRow{ShoppingID: s.ShoppingID, ExpiresAt: s.ExpiresAt, Complete: s.Complete, Truncated: s.Truncated, RatesOf: s.RatesOf}
	for _, d := range s.Calendar {
		row.Calendar = append(row.Calendar, dayRow{
			Dates: d.Dates, Offers: d.Offers, Lowest: toMoneyRow(d.Lowest), Display: toMoneyRow(d.Display), OfferID: d.OfferID, Complete: d.Complete,
		})
	}
	for _, w := range s.Warnings {
		row.Warnings = append(row.Warnings, warningRow{Code: string(w.Code), Params: w.Params})
	}
	for _, r := range s.Suppliers {
		row.Suppliers = append(row.Suppliers, supplierRow{
			ID: r.SupplierID, Status: string(r.Status), Latency: r.Latency, Offers: r.Offers, Dropped: r.Dropped, Reason: string(r.Reason),
			NotSold: each(r.NotSold, func(n shopping.NotSold) notSoldRow { return notSoldRow(n) }), Levies: r.LeviesDiffer,
		})
	}
	return row
}

func fromSummaryRow(row summaryRow) shopping.Summary {
	s := shopping.Summary{ShoppingID: row.ShoppingID, ExpiresAt: row.ExpiresAt, Complete: row.Complete, Truncated: row.Truncated, RatesOf: row.RatesOf}
	for _, d := range row.Calendar {
		s.Calendar = append(s.Calendar, shopping.CalendarDay{
			Dates: d.Dates, Offers: d.Offers, Lowest: d.Lowest.money(), Display: d.Display.money(), OfferID: d.OfferID, Complete: d.Complete,
		})
	}
	for _, w := range row.Warnings {
		s.Warnings = append(s.Warnings, shopping.Warning{Code: shopping.WarningCode(w.Code), Params: w.Params})
	}
	for _, r := range row.Suppliers {
		s.Suppliers = append(s.Suppliers, shopping.SupplierReport{
			SupplierID: r.ID, Status: shopping.Status(r.Status), Latency: r.Latency, Offers: r.Offers, Dropped: r.Dropped, Reason: shopping.Reason(r.Reason),
			NotSold: each(r.NotSold, func(n notSoldRow) shopping.NotSold { return shopping.NotSold(n) }), LeviesDiffer: r.Levies,
		})
	}
	return s
}

func encode(row any) ([]byte, error) {
	payload, err := json.Marshal(row)
	if err != nil {
		return nil, fmt.Errorf("cache: encode: %w", err)
	}
	return payload, nil
}
