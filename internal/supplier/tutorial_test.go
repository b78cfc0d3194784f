package supplier_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

// This file is the connector the tutorial in doc.go writes, step by step. The
// airline it speaks to is in tutorial_airline_test.go.

// Step 1, wire.go: what goes over the wire, as the airline documents it. Amounts
// stay strings until they are money.

type paperSearch struct {
	From  string   `json:"from"`
	To    string   `json:"to"`
	Date  string   `json:"date"`
	Party []string `json:"party"`
}

type paperOffer struct {
	Key     string       `json:"key"`
	Flight  string       `json:"flight"`
	From    string       `json:"from"`
	To      string       `json:"to"`
	Departs string       `json:"departs"`
	Arrives string       `json:"arrives"`
	Bags    int          `json:"bags"`
	Prices  []paperPrice `json:"prices"`
	Expires time.Time    `json:"expires"`
	gone    bool
}

type paperPrice struct {
	Type     string `json:"type"`
	Base     string `json:"base"`
	Tax      string `json:"tax"`
	Currency string `json:"currency"`
}

type paperBooking struct {
	ID         string    `json:"id"`
	Reference  string    `json:"reference"`
	Key        string    `json:"key"`
	Locator    string    `json:"locator"`
	Status     string    `json:"status"`
	Total      string    `json:"total"`
	Currency   string    `json:"currency"`
	PayBy      time.Time `json:"payBy"`
	Travellers []string  `json:"travellers"`
	Tickets    []string  `json:"tickets"`
}

// Step 2, client.go: one way to call. supplier.Exchange knows whether a request
// may have left; the table says what the airline's own refusals mean.

type paperPlane struct {
	base string
	http *http.Client
}

var paperRefusals = map[string]supplier.Kind{
	"sold-out":      supplier.SoldOut,
	"price-changed": supplier.PriceChanged,
	"refused":       supplier.Rejected,
	"down":          supplier.Unavailable,
}

func (p *paperPlane) call(ctx context.Context, method, path string, body, into any) error {
	writes := method == http.MethodDelete || strings.HasPrefix(path, "/bookings") && method == http.MethodPost
	raw, err := json.Marshal(body)
	if err != nil {
		return supplier.Fail(supplier.Rejected, supplier.CodeNotSent, "cannot be encoded", err)
	}
	req, err := http.NewRequestWithContext(ctx, method, p.base+path, bytes.NewReader(raw))
	if err != nil {
		return supplier.Fail(supplier.Unavailable, supplier.CodeNotSent, "address cannot be used", err)
	}
	reply, err := supplier.Exchange(p.http, req, writes, 1<<20)
	if err != nil {
		return err
	}
	if reply.Status == http.StatusTooManyRequests {
		limited := supplier.Fail(supplier.RateLimited, "", "", nil)
		limited.RetryAfter = supplier.RetryAfter(reply.Header)
		return limited
	}
	var refusal struct {
		Error string `json:"error"`
	}
	readable := json.Unmarshal(reply.Body, &refusal) == nil
	if kind, known := paperRefusals[refusal.Error]; known {
		return supplier.Fail(kind, refusal.Error, "", nil)
	}
	if !readable || reply.Status >= 300 || json.Unmarshal(reply.Body, into) != nil {
		return supplier.Lost(writes, supplier.CodeUnreadable, fmt.Sprintf("HTTP %d", reply.Status), nil)
	}
	return nil
}

// Step 3, convert.go: the wire's words into travel's. Whatever is not understood
// is an error of that one offer.

// paperRef is the private handle of an offer: what is needed to ask about it
// again, and the currency it was in, for an offer does not change that.
type paperRef struct {
	Key      string       `json:"k"`
	Currency string       `json:"c"`
	Pax      []travel.Pax `json:"p"`
}

func (p *paperPlane) offer(o paperOffer, pax []travel.Pax) (travel.SupplierOffer, error) {
	departs, err := travel.ParseLocalTime(o.Departs)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	arrives, err := travel.ParseLocalTime(o.Arrives)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	if len(o.Prices) != len(pax) || len(pax) == 0 {
		return travel.SupplierOffer{}, fmt.Errorf("prices for %d of %d", len(o.Prices), len(pax))
	}
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	segment := travel.PaxSegment{
		MarketingCarrier: "PP", FlightNumber: o.Flight,
		Departure: travel.FlightPoint{Airport: o.From, Time: departs, Zone: "Asia/Shanghai"},
		Arrival:   travel.FlightPoint{Airport: o.To, Time: arrives, Zone: "Asia/Shanghai"},
		Duration:  arrives.In(shanghai).Sub(departs.In(shanghai)),
	}
	offer := travel.SupplierOffer{
		Owner: "PP", Journeys: []travel.PaxJourney{{Segments: []travel.PaxSegment{segment}, Duration: segment.Duration}},
		Holdable: true, Clocks: travel.Clocks{OfferExpiresAt: o.Expires}, PaxRules: travel.PaxRules{LatinNames: true, NameLimit: 40},
		Terms: travel.Terms{
			Refund: travel.Penalty{Allowed: travel.AllowanceUnknown}, Change: travel.Penalty{Allowed: travel.AllowanceUnknown},
			Baggage: []travel.BaggageAllowance{{Type: travel.BaggageChecked, Pieces: o.Bags, SegmentIDs: []string{segment.ID()}}},
		},
	}
	for i, price := range o.Prices {
		item, err := paperItem(price, pax[i])
		if err != nil {
			return travel.SupplierOffer{}, err
		}
		offer.Items = append(offer.Items, item)
		if i == 0 {
			offer.Total = item.Price.Total
			continue
		}
		offer.Total, err = offer.Total.Add(item.Price.Total)
		if err != nil {
			return travel.SupplierOffer{}, err
		}
	}
	offer.Ref, err = json.Marshal(paperRef{Key: o.Key, Currency: string(offer.Total.Currency), Pax: pax})
	return offer, err
}

func paperItem(p paperPrice, pax travel.Pax) (travel.OfferItem, error) {
	base, err := money.Parse(p.Base, money.Currency(p.Currency))
	if err != nil {
		return travel.OfferItem{}, err
	}
	tax, err := money.Parse(p.Tax, money.Currency(p.Currency))
	if err != nil {
		return travel.OfferItem{}, err
	}
	total, err := base.Add(tax)
	return travel.OfferItem{
		PaxIDs: []string{pax.ID}, PTC: pax.PTC,
		Price: travel.Price{Base: base, Taxes: []travel.Tax{{Code: travel.TaxCombined, Amount: tax}}, Total: total},
	}, err
}

func (p *paperPlane) booking(b paperBooking, pax []travel.Pax) (travel.Booking, error) {
	total, err := money.Parse(b.Total, money.Currency(b.Currency))
	var numbers []string // each once, however often it is said
	for _, number := range b.Tickets {
		if !slices.Contains(numbers, number) {
			numbers = append(numbers, number)
		}
	}
	if err != nil || b.ID == "" || len(numbers) > len(pax) {
		return travel.Booking{}, supplier.Fail(supplier.Unavailable, supplier.CodeUnreadable, "booking not understood", err)
	}
	ref, err := json.Marshal(paperRef{Key: b.ID, Pax: pax})
	if err != nil {
		return travel.Booking{}, err
	}
	said := travel.Booking{
		Ref: ref, SupplierOrderID: b.ID, RecordLocators: []travel.RecordLocator{{Carrier: "PP", Locator: b.Locator}},
		Status: travel.BookingStatus(b.Status), Total: total, PayBy: b.PayBy,
	}
	for i, number := range numbers {
		said.Tickets = append(said.Tickets, travel.Ticket{Number: number, PaxID: pax[i].ID})
	}
	return said, nil
}

// Step 4, one file per role: shop.go, price.go, book.go, …

func (p *paperPlane) Shop(ctx context.Context, search travel.Search) (supplier.ShopAnswer, error) {
	if len(search.OriginDestinations) != 1 {
		return supplier.ShopAnswer{}, supplier.Fail(supplier.Unsupported, "oneWayOnly", "", nil)
	}
	leg := search.OriginDestinations[0]
	asked := paperSearch{From: leg.Origin, To: leg.Destination, Date: leg.Date.String()}
	for _, pax := range search.Pax {
		asked.Party = append(asked.Party, string(pax.PTC))
	}
	var found struct {
		Offers []paperOffer `json:"offers"`
	}
	if err := p.call(ctx, http.MethodPost, "/search", asked, &found); err != nil {
		return supplier.ShopAnswer{}, err
	}
	var answer supplier.ShopAnswer
	seen := map[string]bool{}
	for _, o := range found.Offers {
		offer, err := p.offer(o, search.Pax)
		switch {
		case err != nil:
			answer.Dropped = append(answer.Dropped, err.Error())
		case seen[o.Key]:
			answer.Dropped = append(answer.Dropped, "an offer twice")
		default:
			seen[o.Key] = true
			answer.Offers = append(answer.Offers, offer)
		}
	}
	return answer, nil
}

func (p *paperPlane) Price(ctx context.Context, in supplier.PriceInput) (travel.SupplierOffer, error) {
	var ref paperRef
	if json.Unmarshal(in.OfferRef, &ref) != nil {
		return travel.SupplierOffer{}, supplier.Fail(supplier.Rejected, "badHandle", "", nil)
	}
	var found paperOffer
	if err := p.call(ctx, http.MethodGet, "/offers/"+url.PathEscape(ref.Key), nil, &found); err != nil {
		return travel.SupplierOffer{}, err
	}
	offer, err := p.offer(found, in.Pax)
	if err != nil || string(offer.Total.Currency) != ref.Currency {
		return travel.SupplierOffer{}, supplier.Fail(supplier.Unavailable, supplier.CodeUnreadable, "offer not understood", err)
	}
	return offer, nil
}

func (p *paperPlane) Book(ctx context.Context, in supplier.BookInput) (travel.Booking, error) {
	var ref paperRef
	if json.Unmarshal(in.OfferRef, &ref) != nil {
		return travel.Booking{}, supplier.Fail(supplier.Rejected, "badHandle", "", nil)
	}
	asked := paperBooking{Reference: in.Reference, Key: ref.Key, Total: in.Total.Amount()}
	for _, pax := range in.Pax {
		asked.Travellers = append(asked.Travellers, pax.Surname+"/"+pax.GivenName)
	}
	var made paperBooking
	if err := p.call(ctx, http.MethodPost, "/bookings", asked, &made); err != nil {
		return travel.Booking{}, err
	}
	booking, err := p.booking(made, ref.Pax)
	if err != nil || made.Reference != in.Reference {
		// It may be there and is not understood: left to be found.
		return travel.Booking{}, supplier.Fail(supplier.OutcomeUnknown, supplier.CodeUnreadable, "booking not understood", err)
	}
	if !booking.Total.Equal(in.Total) {
		// Not what was agreed to: nothing may be left of it.
		if err := p.Release(ctx, in.Reference, booking.Ref); err != nil {
			return travel.Booking{}, supplier.Fail(supplier.OutcomeUnknown, "otherPrice", "", err)
		}
		return travel.Booking{}, supplier.Fail(supplier.PriceChanged, "otherPrice", "", nil)
	}
	return booking, nil
}

func (p *paperPlane) Ticket(ctx context.Context, in supplier.TicketInput) (travel.Booking, error) {
	var ref paperRef
	if json.Unmarshal(in.BookingRef, &ref) != nil {
		return travel.Booking{}, supplier.Fail(supplier.Rejected, "badHandle", "", nil)
	}
	var paid paperBooking
	err := p.call(ctx, http.MethodPost, "/bookings/"+url.PathEscape(ref.Key)+"/pay", paperBooking{Total: in.Total.Amount()}, &paid)
	if err != nil {
		return travel.Booking{}, err
	}
	booking, err := p.booking(paid, ref.Pax)
	if err != nil {
		return travel.Booking{}, supplier.Fail(supplier.OutcomeUnknown, supplier.CodeUnreadable, "booking not understood", err)
	}
	return booking, nil
}

func (p *paperPlane) Retrieve(ctx context.Context, in supplier.RetrieveInput) (travel.Booking, bool, error) {
	var ref paperRef
	if json.Unmarshal(in.OfferRef, &ref) != nil {
		return travel.Booking{}, false, supplier.Fail(supplier.Rejected, "badHandle", "", nil)
	}
	var found struct {
		Bookings []paperBooking `json:"bookings"`
	}
	err := p.call(ctx, http.MethodGet, "/bookings?reference="+url.QueryEscape(in.Reference), nil, &found)
	if err != nil || len(found.Bookings) == 0 {
		return travel.Booking{}, false, err
	}
	booking, err := p.booking(found.Bookings[0], ref.Pax)
	return booking, err == nil, err
}

func (p *paperPlane) Release(ctx context.Context, _ string, bookingRef []byte) error {
	var ref paperRef
	if json.Unmarshal(bookingRef, &ref) != nil {
		return supplier.Fail(supplier.Rejected, "badHandle", "", nil)
	}
	var gone paperBooking
	return p.call(ctx, http.MethodDelete, "/bookings/"+url.PathEscape(ref.Key), nil, &gone)
}

// Step 5, connector.go: which roles there are. Paper Plane has no seat maps, no
// refunds, nothing else: those stay nil, and the matrix says so.
func newPaperPlane(id, baseURL string, client *http.Client) *supplier.Connector {
	p := &paperPlane{base: baseURL, http: supplier.HTTPClient(client)}
	return &supplier.Connector{ID: id, Shop: p, Price: p, Book: p, Ticket: p, Retrieve: p, Release: p}
}

// Step 6, conformance_test.go: the suite every connector passes.
func TestConformance(t *testing.T) {
	t.Parallel()
	suppliertest.Run(t, func(t *testing.T) suppliertest.Rig {
		airline, url := newPaperAirline(t)
		return suppliertest.Rig{
			BaseURL: url,
			Connect: func(baseURL string, client *http.Client) *supplier.Connector {
				return newPaperPlane("paper-plane", baseURL, client)
			},
			Search: travel.Search{
				OriginDestinations: []travel.OriginDestination{
					{Origin: "PEK", Destination: "SHA", Date: travel.Date{Year: 2026, Month: time.December, Day: 20}},
				},
				Pax: []travel.Pax{{ID: "traveller-1", PTC: travel.PTCAdult}},
			},
			Currency: "CNY",
			Living:   airline.living,
			Reads:    func(r *http.Request, _ []byte) bool { return r.Method == http.MethodGet || r.URL.Path == "/search" },
			Twice: suppliertest.Twice{
				Offer:  suppliertest.FirstTwice("offers", nil),
				Order:  suppliertest.FirstTwice("bookings", nil),
				Ticket: suppliertest.FirstTwice("tickets", nil),
			},
			Clock: airline.setClock,
			Words: map[string]string{strconv.Quote("ADT"): strconv.Quote("YCD")},
		}
	})
}
