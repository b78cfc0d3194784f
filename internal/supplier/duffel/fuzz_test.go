package duffel_test

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// canned is a transport that answers every call with the same body.
type canned struct {
	status int
	body   []byte
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: c.status, Header: http.Header{}, Request: r,
		Body: io.NopCloser(bytes.NewReader(c.body)),
	}, nil
}

// FuzzOffers: whatever a server answers to a search, the connector does not
// panic, fails as a read that never happened, or offers only what adds up.
func FuzzOffers(f *testing.F) {
	f.Add([]byte(file(f, "search.json")))
	f.Add([]byte(file(f, "order_held.json")))
	f.Add([]byte(`{"data":{"id":"o","passengers":[{"id":"a"},{"id":"b"},{"id":"c"}],"offers":[null,{},[],7,"x"]}}`))
	f.Add([]byte(`{"errors":[{"source":"x"}]}`))
	f.Add([]byte(`<html>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := connectThrough("http://supplier.invalid", &http.Client{Transport: canned{201, body}})
		answer, err := c.Shop.Shop(t.Context(), familySearch(t))
		if err != nil {
			kindOf(t, err, supplier.Unavailable)
			return
		}
		for _, offer := range answer.Offers {
			checkSound(t, offer)
			// The handle must be one that Price can read.
			_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: offer.Ref, Pax: family})
			if e := kindIn(t, err, supplier.Unavailable); e != nil && e.Code == "bad_handle" {
				t.Fatalf("handle %s", offer.Ref)
			}
		}
	})
}

// checkSound is what must hold of every offer that is sold.
func checkSound(t *testing.T, o travel.SupplierOffer) {
	t.Helper()
	sum := money.Zero(o.Total.Currency)
	for _, item := range o.Items {
		if !item.Price.Adds() || item.Price.Base.IsNegative() {
			t.Fatalf("item %+v", item.Price)
		}
		next, err := sum.Add(item.Price.Total)
		if err != nil {
			t.Fatal(err)
		}
		sum = next
	}
	if !sum.Equal(o.Total) || o.Total.IsNegative() || o.Total.IsZero() || len(o.Journeys) != 1 {
		t.Fatalf("items make %s of %s, %d journeys", sum, o.Total, len(o.Journeys))
	}
	for _, s := range o.Journeys[0].Segments {
		if s.Duration <= 0 || s.FlightNumber == "" || s.Departure.Zone == "" || s.Arrival.Zone == "" {
			t.Fatalf("segment %+v", s)
		}
	}
	for _, fee := range []*money.Money{o.Terms.Refund.Fee, o.Terms.Change.Fee} {
		if fee != nil && (fee.IsNegative() || !fee.Currency.Valid()) {
			t.Fatalf("fee %+v", fee)
		}
	}
}

// FuzzOrder: whatever a server answers to a booking, the connector does not
// panic and never says of an accepted call that nothing was done, unless a hold
// was taken back.
func FuzzOrder(f *testing.F) {
	f.Add(201, []byte(file(f, "order_held.json")))
	f.Add(201, []byte(file(f, "order_ticketed.json")))
	f.Add(200, []byte(`{"data":{"id":"x","total_amount":"3530.00","total_currency":"CNY","metadata":[1],"documents":[{}]}}`))
	f.Add(202, []byte(`{}`))
	f.Add(500, []byte(`{"errors":[{"code":"offer_expired"}]}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		c := connectThrough("http://supplier.invalid", &http.Client{Transport: canned{status, body}})
		booking, err := c.Book.Book(t.Context(), bookInput(t))
		if err == nil && (!booking.Total.Equal(agreed) || booking.SupplierOrderID == "") {
			t.Fatalf("booked %+v", booking)
		}
		if status < 300 {
			kindIn(t, err, supplier.OutcomeUnknown, supplier.PriceChanged)
		}
		_, _, err = c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "r", BookingRef: heldRef()})
		kindIn(t, err, supplier.Unavailable, supplier.Rejected, supplier.SoldOut, supplier.PriceChanged, supplier.RateLimited)
	})
}

// kindIn fails unless err is nil or of one of the kinds.
func kindIn(t *testing.T, err error, kinds ...supplier.Kind) *supplier.Error {
	t.Helper()
	if err == nil {
		return nil
	}
	if !slices.Contains(kinds, supplier.KindOf(err)) {
		t.Fatalf("got %v, want one of %v", err, kinds)
	}
	return kindOf(t, err, supplier.KindOf(err))
}
