package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Encoder makes shopping's answers in the form callers see them. It is safe for
// concurrent use. The zero Encoder knows no supplier, so that nothing can be done
// with an offer.
type Encoder struct{ suppliers suppliers }

// NewEncoder makes an Encoder that knows what can be done with whose offers.
func NewEncoder(profiles []supplier.Profile) Encoder {
	return Encoder{suppliers: newSuppliers(profiles)}
}

var _ shopping.Encoder = Encoder{}

// The data lists, by their names in an answer and in its order.
const (
	listJourneys = "paxJourneys"
	listSegments = "paxSegments"
	listClasses  = "priceClasses"
	listBaggage  = "baggageAllowances"
)

var listNames = []string{listJourneys, listSegments, listClasses, listBaggage}

// Offer encodes an offer and the data-list entries it refers to. Offers of one
// search share most of their entries: those that are known are only named.
func (e Encoder) Offer(offer travel.Offer, known func(shopping.EntryName) bool) (shopping.Fragment, error) {
	written := e.suppliers.toAPIOffer(offer)
	body, err := json.Marshal(written)
	if err != nil {
		return shopping.Fragment{}, fmt.Errorf("rest: encode offer: %w", err)
	}
	named := entries{known: known}
	for i, journey := range offer.Journeys {
		named.add(listJourneys, written.PaxJourneyIds[i], func() any { return toAPIJourney(journey) })
	}
	for _, journey := range offer.Journeys {
		for _, segment := range journey.Segments {
			named.add(listSegments, segment.ID(), func() any { return toAPISegment(segment) })
		}
	}
	for i, class := range offer.Terms.PriceClasses {
		named.add(listClasses, written.PriceClassIds[i], func() any { return toAPIPriceClass(class) })
	}
	for i, allowance := range offer.Terms.Baggage {
		named.add(listBaggage, written.BaggageAllowanceIds[i], func() any { return toAPIBaggage(allowance) })
	}
	return shopping.Fragment{Body: body, Entries: named.list}, named.err
}

// entries are those of one offer, each once.
type entries struct {
	known func(shopping.EntryName) bool // nil: none
	list  []shopping.Entry
	err   error
}

func (e *entries) add(list, id string, value func() any) {
	entry := shopping.Entry{EntryName: shopping.EntryName{List: list, ID: id}}
	if slices.ContainsFunc(e.list, func(other shopping.Entry) bool { return other.EntryName == entry.EntryName }) {
		return
	}
	if e.known == nil || !e.known(entry.EntryName) {
		body, err := json.Marshal(value())
		if err != nil {
			e.err = fmt.Errorf("rest: encode %s: %w", list, err)
		}
		entry.Body = body
	}
	e.list = append(e.list, entry)
}

// pageHead is the part of an answer that is not made of fragments.
type pageHead struct {
	Type           *string              `json:"type,omitempty"`
	ShoppingID     string               `json:"shoppingId"`
	ExpiresAt      time.Time            `json:"expiresAt"`
	Complete       bool                 `json:"complete"`
	Truncated      bool                 `json:"truncated"`
	Warnings       []api.Warning        `json:"warnings"`
	Suppliers      []api.SupplierReport `json:"suppliers"`
	PriceCalendar  []api.CalendarDay    `json:"priceCalendar,omitempty"`
	DisplayRatesOf *openapi_types.Date  `json:"displayRatesOf,omitempty"`
}

// partHead is the part of a line of offers that is not made of fragments.
type partHead struct {
	Type     string             `json:"type"`
	Supplier api.SupplierReport `json:"supplier"`
}

// Page puts a whole AirShopping answer together. Fragments are copied as they
// are: nothing is decoded, however many there are.
func (Encoder) Page(content shopping.PageContent) ([]byte, error) {
	return assemble(toAPIPageHead(content.Summary), content.Offers, content.Entries, &api.PageInfo{
		After: toAPIString(content.After), Total: &content.Total,
	})
}

// Part makes a line of offers.
func (Encoder) Part(content shopping.PartContent) ([]byte, error) {
	head := partHead{Type: string(api.AirShoppingPartTypeOffers), Supplier: toAPIReports([]shopping.SupplierReport{content.Report})[0]}
	return assemble(head, content.Offers, content.Entries, nil)
}

// End makes the last line of an answer that is given line by line.
func (Encoder) End(content shopping.PageContent) ([]byte, error) {
	head := toAPIPageHead(content.Summary)
	head.Type = ptr(string(api.AirShoppingSummaryTypeSummary))
	body, err := json.Marshal(struct {
		pageHead
		Page api.PageInfo `json:"page"`
	}{head, api.PageInfo{Total: &content.Total}})
	if err != nil {
		return nil, fmt.Errorf("rest: encode end: %w", err)
	}
	return body, nil
}

// assemble writes an object of a head's fields, the offers, the lists they
// refer to and, if there is one, where in the whole they are.
func assemble(head any, offers [][]byte, entries []shopping.Entry, at *api.PageInfo) ([]byte, error) {
	first, err := json.Marshal(head)
	if err != nil {
		return nil, fmt.Errorf("rest: encode page: %w", err)
	}
	page, err := json.Marshal(at)
	if err != nil {
		return nil, fmt.Errorf("rest: encode page: %w", err)
	}
	lists := map[string][][]byte{}
	for _, entry := range entries {
		lists[entry.List] = append(lists[entry.List], entry.Body)
	}

	var b bytes.Buffer
	b.Grow(sizeOf(offers, entries) + len(first) + len(page))
	b.Write(first[:len(first)-1])
	b.WriteString(`,"offers":`)
	writeArray(&b, offers)
	b.WriteString(`,"dataLists":{`)
	for i, name := range listNames {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + name + `":`)
		writeArray(&b, lists[name])
		delete(lists, name)
	}
	for name := range lists {
		return nil, fmt.Errorf("rest: encode page: no data list %q", name)
	}
	b.WriteByte('}')
	if at != nil {
		b.WriteString(`,"page":`)
		b.Write(page)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func writeArray(b *bytes.Buffer, values [][]byte) {
	b.WriteByte('[')
	for i, value := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(value)
	}
	b.WriteByte(']')
}

func sizeOf(offers [][]byte, entries []shopping.Entry) int {
	size := 256
	for _, offer := range offers {
		size += len(offer) + 1
	}
	for _, entry := range entries {
		size += len(entry.Body) + 1
	}
	return size
}

func toAPIPageHead(s shopping.Summary) pageHead {
	head := pageHead{
		ShoppingID: s.ShoppingID, ExpiresAt: s.ExpiresAt.UTC(), Complete: s.Complete, Truncated: s.Truncated,
		Warnings: []api.Warning{}, Suppliers: toAPIReports(s.Suppliers),
	}
	for _, d := range s.Calendar {
		head.PriceCalendar = append(head.PriceCalendar, toAPICalendarDay(d))
	}
	if !s.RatesOf.IsZero() {
		head.DisplayRatesOf = &openapi_types.Date{Time: s.RatesOf}
	}
	for _, w := range s.Warnings {
		head.Warnings = append(head.Warnings, api.Warning{Code: api.WarningCode(w.Code), Detail: warningText(w)})
	}
	return head
}

func toAPICalendarDay(d shopping.CalendarDay) api.CalendarDay {
	written := api.CalendarDay{Offers: d.Offers, OfferID: toAPIString(d.OfferID), Complete: d.Complete}
	for _, date := range d.Dates {
		written.DepartureDates = append(written.DepartureDates, toAPIDate(date))
	}
	if d.Offers > 0 {
		written.TotalPrice = ptr(ToAPIMoney(d.Lowest))
	}
	if d.Display.Currency != "" {
		written.DisplayPrice = ptr(ToAPIMoney(d.Display))
	}
	return written
}

func toAPIDate(d travel.Date) openapi_types.Date {
	return openapi_types.Date{Time: time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)}
}

func toAPIReports(reports []shopping.SupplierReport) []api.SupplierReport {
	written := make([]api.SupplierReport, 0, len(reports))
	for _, r := range reports {
		report := api.SupplierReport{
			SupplierID: r.SupplierID, Status: api.SupplierReportStatus(r.Status),
			LatencyMs: int(r.Latency.Milliseconds()), Offers: r.Offers, Reason: toAPIString(string(r.Reason)),
			LeviesDiffer: toAPICount(r.LeviesDiffer),
		}
		for _, n := range r.NotSold {
			report.NotSold = append(report.NotSold, api.NotSold{Reason: api.NotSoldReason(n.Reason), Offers: n.Offers})
		}
		written = append(written, report)
	}
	return written
}

// warningText is in English whoever asks: an answer is encoded once and read by
// many.
func warningText(w shopping.Warning) string {
	switch w.Code {
	case shopping.WarningPartialResults:
		return "Not all that these sell is here, they answered late, in part or not at all: " + strings.Join(w.Params, ", ") + "."
	case shopping.WarningSearchRejected:
		return "These refused the search, or it for some of its dates: " + strings.Join(w.Params, ", ") + "."
	case shopping.WarningOffersDropped:
		return "Left out, because they made no sense: " + strings.Join(w.Params, "") + " offers."
	case shopping.WarningResultsTruncated:
		return "More offers were found than the " + strings.Join(w.Params, "") + " that are kept."
	case shopping.WarningNoRate:
		return "No exchange rate is known for " + strings.Join(w.Params, ", ") + ": offers in them have no display price, and with a highest price they are left out."
	case shopping.WarningOffersNotRemembered:
		return "The memory of offers is out of reach: these cannot be paged, priced or ordered. Search again later."
	}
	return string(w.Code)
}
