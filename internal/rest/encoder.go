package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

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

// Offer encodes an offer and the data-list entries it refers to.
func (e Encoder) Offer(offer travel.Offer) (shopping.Fragment, error) {
	body, err := json.Marshal(e.suppliers.toAPIOffer(offer))
	if err != nil {
		return shopping.Fragment{}, fmt.Errorf("rest: encode offer: %w", err)
	}
	lists := ToAPIDataLists(offer)
	entries := make([]shopping.Entry, 0, len(lists.PaxJourneys)+len(lists.PaxSegments)+len(lists.PriceClasses)+len(lists.BaggageAllowances))
	add := func(list, id string, value any) {
		encoded, failed := json.Marshal(value)
		if failed != nil {
			err = fmt.Errorf("rest: encode %s: %w", list, failed)
		}
		entries = append(entries, shopping.Entry{EntryName: shopping.EntryName{List: list, ID: id}, Body: encoded})
	}
	for _, j := range lists.PaxJourneys {
		add(listJourneys, j.PaxJourneyID, j)
	}
	for _, s := range lists.PaxSegments {
		add(listSegments, s.PaxSegmentID, s)
	}
	for _, c := range lists.PriceClasses {
		add(listClasses, c.PriceClassID, c)
	}
	for _, b := range lists.BaggageAllowances {
		add(listBaggage, b.BaggageAllowanceID, b)
	}
	return shopping.Fragment{Body: body, Entries: entries}, err
}

// pageHead is the part of an answer that is not made of fragments.
type pageHead struct {
	ShoppingID string               `json:"shoppingId"`
	ExpiresAt  time.Time            `json:"expiresAt"`
	Complete   bool                 `json:"complete"`
	Truncated  bool                 `json:"truncated"`
	Warnings   []api.Warning        `json:"warnings"`
	Suppliers  []api.SupplierReport `json:"suppliers"`
}

// Page puts a whole AirShopping answer together. Fragments are copied as they
// are: nothing is decoded, however many there are.
func (Encoder) Page(content shopping.PageContent) ([]byte, error) {
	head, err := json.Marshal(toAPIPageHead(content.Summary))
	if err != nil {
		return nil, fmt.Errorf("rest: encode page: %w", err)
	}
	page, err := json.Marshal(api.PageInfo{After: toAPIString(content.After)})
	if err != nil {
		return nil, fmt.Errorf("rest: encode page: %w", err)
	}
	lists := map[string][][]byte{}
	for _, entry := range content.Entries {
		lists[entry.List] = append(lists[entry.List], entry.Body)
	}

	var b bytes.Buffer
	b.Grow(sizeOf(content) + len(head) + len(page))
	b.Write(head[:len(head)-1])
	b.WriteString(`,"offers":`)
	writeArray(&b, content.Offers)
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
	b.WriteString(`},"page":`)
	b.Write(page)
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

func sizeOf(content shopping.PageContent) int {
	size := 256
	for _, offer := range content.Offers {
		size += len(offer) + 1
	}
	for _, entry := range content.Entries {
		size += len(entry.Body) + 1
	}
	return size
}

func toAPIPageHead(s shopping.Summary) pageHead {
	head := pageHead{
		ShoppingID: s.ShoppingID, ExpiresAt: s.ExpiresAt.UTC(), Complete: s.Complete, Truncated: s.Truncated,
		Warnings: []api.Warning{}, Suppliers: toAPIReports(s.Suppliers),
	}
	for _, w := range s.Warnings {
		head.Warnings = append(head.Warnings, api.Warning{Code: api.WarningCode(w.Code), Detail: warningText(w)})
	}
	return head
}

func toAPIReports(reports []shopping.SupplierReport) []api.SupplierReport {
	written := make([]api.SupplierReport, 0, len(reports))
	for _, r := range reports {
		written = append(written, api.SupplierReport{
			SupplierID: r.SupplierID, Status: api.SupplierReportStatus(r.Status),
			LatencyMs: int(r.Latency.Milliseconds()), Offers: r.Offers, Reason: toAPIString(string(r.Reason)),
		})
	}
	return written
}

// warningText is in English whoever asks: an answer is encoded once and read by
// many.
func warningText(w shopping.Warning) string {
	switch w.Code {
	case shopping.WarningPartialResults:
		return "Missing, because they did not answer in time or at all: " + strings.Join(w.Params, ", ") + "."
	case shopping.WarningOffersDropped:
		return "Left out, because they made no sense: " + strings.Join(w.Params, "") + " offers."
	case shopping.WarningResultsTruncated:
		return "More offers were found than the " + strings.Join(w.Params, "") + " that are kept."
	case shopping.WarningOffersNotRemembered:
		return "The memory of offers is out of reach: these cannot be paged, priced or ordered. Search again later."
	}
	return string(w.Code)
}
