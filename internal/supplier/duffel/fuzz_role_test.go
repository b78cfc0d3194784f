package duffel_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/duffel"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

// routed is a transport that answers by the end of the path, and everything else
// with the fuzzed body.
type routed struct {
	known map[string]string // "METHOD suffix"
	body  []byte
}

func (r routed) RoundTrip(req *http.Request) (*http.Response, error) {
	body := r.body
	for route, answer := range r.known {
		method, suffix, _ := strings.Cut(route, " ")
		if method == req.Method && strings.HasSuffix(req.URL.Path, suffix) {
			body = []byte(answer)
		}
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Request: req, Body: io.NopCloser(bytes.NewReader(body))}, nil
}

func against(known map[string]string, body []byte) *supplier.Connector {
	client := &http.Client{Transport: routed{known: known, body: body}}
	return duffel.New(duffel.Config{ID: "sup", BaseURL: "http://supplier.invalid", HTTPClient: client, BatchSearch: true})
}

var readFailures = []supplier.Kind{supplier.Unavailable, supplier.SoldOut, supplier.Rejected, supplier.PriceChanged, supplier.RateLimited}

// FuzzOffer: an offer read by itself is priced only when all of it adds up, with
// its services too.
func FuzzOffer(f *testing.F) {
	f.Add([]byte(offerAlone(f)))
	f.Add([]byte(strings.Replace(offerAlone(f), `"available_services": null`, `"available_services": [`+bagOf(1)+`]`, 1)))
	f.Add([]byte(`{"data":{"id":"off_direct","total_currency":"CNY","slices":[{"segments":[{}]}]}}`))
	chosen := []byte(`{"v":1,"s":{"y":"baggage","p":["mum"],"g":["` + flight + `"],"b":"checked","l":["23","","",""],"a":"260.00 CNY"}}`)
	f.Fuzz(func(t *testing.T, body []byte) {
		c := against(nil, body)
		for _, choices := range [][]travel.ServiceChoice{nil, {{Ref: chosen, Quantity: 1}}} {
			offer, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: directRef(t), Pax: family, Services: choices})
			suppliertest.KindIn(t, err, readFailures...)
			if err == nil && len(offer.Journeys) == 1 {
				checkSound(t, offer)
			}
			if err == nil && len(offer.Items) != 1+len(choices) {
				t.Fatalf("%d items", len(offer.Items))
			}
		}
		_, err := c.Rules.Rules(t.Context(), aboutDirect(t))
		suppliertest.KindIn(t, err, readFailures...)
	})
}

// FuzzServices: what is listed has a price nobody owes us, is for somebody of the
// party, and has a handle that pricing can read.
func FuzzServices(f *testing.F) {
	f.Add([]byte(`[` + bagOf(1) + `]`))
	f.Add([]byte(`[{"id":"a","type":"seat","metadata":{"designator":"1A"}},{"id":"b","type":"x","total_amount":"1","total_currency":"CNY","passenger_ids":["pas_1","pas_1"]},7]`))
	f.Fuzz(func(t *testing.T, services []byte) {
		offer := strings.Replace(offerAlone(t), `"available_services": null`, `"available_services": `+string(services), 1)
		c := against(nil, []byte(offer))
		list, err := c.Services.Services(t.Context(), aboutDirect(t))
		suppliertest.KindIn(t, err, readFailures...)
		for _, s := range list {
			if s.Price.IsNegative() || len(s.PaxIDs) == 0 || s.MaxQuantity < 1 || s.Type == travel.ServiceSeat || s.WeightKg < 0 {
				t.Fatalf("%+v", s)
			}
			_, err := c.Price.Price(t.Context(), supplier.PriceInput{
				OfferRef: directRef(t), Pax: family, Services: []travel.ServiceChoice{{Ref: s.Ref, Quantity: 1}},
			})
			if e := suppliertest.KindIn(t, err, readFailures...); e != nil && e.Code == "bad_handle" {
				t.Fatalf("handle %s", s.Ref)
			}
		}
	})
}

// FuzzSeatMaps: every seat stands in a column of its cabin, and one that is
// offered costs somebody of the party something that can be owed.
func FuzzSeatMaps(f *testing.F) {
	f.Add([]byte(`{"data":[{"segment_id":"seg_1501","cabins":[{"cabin_class":"economy","rows":[{"sections":[{"elements":[{"type":"seat","designator":"12A","available_services":[{"id":"ase_1","passenger_id":"pas_1","total_amount":"5.00","total_currency":"CNY"}]}]}]}]}]}]}`))
	f.Add([]byte(`{"data":[{"segment_id":"seg_1501","cabins":[{"rows":[{"sections":[{"elements":[{"type":"exit_row"}]},{}]},{"sections":null}]}]},null,7]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := against(map[string]string{"GET /off_direct": offerAlone(t)}, body)
		maps, err := c.Seats.SeatMaps(t.Context(), aboutDirect(t))
		suppliertest.KindIn(t, err, readFailures...)
		for _, m := range maps {
			for _, cabin := range m.Cabins {
				checkCabin(t, cabin)
			}
		}
	})
}

func checkCabin(t *testing.T, cabin travel.SeatCabin) {
	t.Helper()
	columns := map[string]bool{}
	for _, column := range cabin.Columns {
		if column != "" {
			columns[column] = true
		}
	}
	for _, row := range cabin.Rows {
		for _, seat := range row.Seats {
			if !columns[seat.Column] || row.Number < 1 || (seat.State == travel.SeatAvailable) != (len(seat.Offers) > 0) {
				t.Fatalf("row %d seat %+v of %v", row.Number, seat, cabin.Columns)
			}
			for _, offer := range seat.Offers {
				if offer.Price.IsNegative() || len(offer.Ref) == 0 || offer.PaxID == "" {
					t.Fatalf("offer %+v", offer)
				}
			}
		}
	}
}

// FuzzChangeOffers: a change that is offered has a price and the flights that stay.
func FuzzChangeOffers(f *testing.F) {
	f.Add([]byte(`{"data":{"id":"ocr_1","order_change_offers":[` + changeOffer("oco_1", "170.00") + `]}}`))
	f.Add([]byte(`{"data":{"id":"ocr_1","order_change_offers":[{},null,7]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := against(map[string]string{"GET /ord_s1": returnOrder(t, nil)}, body)
		offers, err := c.Change.Reshop(t.Context(), dayAfter)
		suppliertest.KindIn(t, err, readFailures...)
		for _, o := range offers {
			if !o.Difference.Currency.Valid() || o.NewTotal.IsNegative() || len(o.Ref) == 0 || len(o.Journeys) == 0 ||
				(o.Penalty != nil && o.Penalty.IsNegative()) {
				t.Fatalf("%+v", o)
			}
			_, err := c.Change.Change(t.Context(), heldBooking, o)
			suppliertest.KindIn(t, err, append(readFailures, supplier.OutcomeUnknown)...)
		}
	})
}

// FuzzCancellation: what is given back is money or not said; what is kept never
// comes out below nothing.
func FuzzCancellation(f *testing.F) {
	f.Add([]byte(cancellation(twoThousand)))
	f.Add([]byte(`{"data":{"id":"ore_1","airline_credits":[{"credit_amount":"1","credit_currency":"CNY"},{}]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := against(map[string]string{"GET /ord_s1": returnOrder(t, nil)}, body)
		quote, err := c.Refund.QuoteRefund(t.Context(), heldBooking)
		if suppliertest.KindIn(t, err, readFailures...) != nil {
			return
		}
		if (quote.Refund != nil && quote.Refund.IsNegative()) || (quote.Penalty != nil && quote.Penalty.IsNegative()) || len(quote.Ref) == 0 {
			t.Fatalf("%+v", quote)
		}
		_, err = c.Refund.Refund(t.Context(), heldBooking, quote)
		suppliertest.KindIn(t, err, append(readFailures, supplier.OutcomeUnknown)...)
	})
}

// FuzzFlown: an order whose flights, services and changes are anything at all is
// still the order.
func FuzzFlown(f *testing.F) {
	f.Add([]byte("["+out+"]"), []byte(`[`+bagOf(1)+`]`), []byte("["+airlineChange("aic_1", "null", later)+"]"))
	f.Add([]byte(`[{"segments":[]}]`), []byte(`{}`), []byte(`[null]`))
	f.Fuzz(func(t *testing.T, slices, services, changes []byte) {
		order := `{"data":{"id":"ord_s1","total_amount":"3530.00","total_currency":"CNY","slices":` + string(slices) +
			`,"services":` + string(services) + `,"airline_initiated_changes":` + string(changes) + `}}`
		c := against(nil, []byte(order))
		booking, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{BookingRef: heldRef()})
		if suppliertest.KindIn(t, err, supplier.Unavailable) != nil {
			return
		}
		for _, change := range booking.ScheduleChanges {
			if len(change.Ref) == 0 || (change.Answered && change.CanAccept) {
				t.Fatalf("%+v", change)
			}
		}
		if !found || booking.SupplierOrderID == "" {
			t.Fatalf("%+v", booking)
		}
	})
}

// FuzzBatch: batches that are anything come to an end.
func FuzzBatch(f *testing.F) {
	f.Add([]byte(strings.Replace(file(f, "search.json"), `"live_mode"`, `"remaining_batches": 0, "live_mode"`, 1)))
	f.Add([]byte(`{"data":{"id":"orq_b","remaining_batches":-1,"offers":[{"passengers":[{"id":"a"}]}]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := against(map[string]string{"POST /batch_offer_requests": `{"data":{"id":"orq_1","remaining_batches":1}}`}, body)
		if bytes.Contains(body, []byte("remaining_batches")) && !bytes.Contains(body, []byte(`"remaining_batches": 0`)) {
			return // a server that promises more for ever is waited for until the caller's time is over
		}
		answer, err := c.Shop.Shop(t.Context(), familySearch(t))
		suppliertest.KindIn(t, err, readFailures...)
		for _, offer := range answer.Offers {
			checkSound(t, offer)
		}
	})
}
