package duffel_test

import (
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

// FuzzOffers: whatever a server answers to a search, the connector does not
// panic, fails as a read that never happened, or offers only what adds up.
func FuzzOffers(f *testing.F) {
	f.Add([]byte(file(f, "search.json")))
	f.Add([]byte(file(f, "order_held.json")))
	f.Add([]byte(`{"data":{"id":"o","passengers":[{"id":"a"},{"id":"b"},{"id":"c"}],"offers":[null,{},[],7,"x"]}}`))
	f.Add([]byte(`{"errors":[{"source":"x"}]}`))
	f.Add([]byte(`<html>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := connectThrough("http://supplier.invalid", suppliertest.Canned{Status: 201, Body: body}.Client())
		answer, err := c.Shop.Shop(t.Context(), familySearch(t))
		if err != nil {
			kindOf(t, err, supplier.Unavailable)
			return
		}
		for _, offer := range answer.Offers {
			checkSound(t, offer)
			// The handle must be one that Price can read.
			_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: offer.Ref, Pax: family})
			if e := suppliertest.KindIn(t, err, supplier.Unavailable); e != nil && e.Code == "bad_handle" {
				t.Fatalf("handle %s", offer.Ref)
			}
		}
	})
}

// checkSound is what must hold of every offer of a one-way search that is sold.
func checkSound(t *testing.T, o travel.SupplierOffer) {
	t.Helper()
	suppliertest.CheckSound(t, o)
	if len(o.Journeys) != 1 {
		t.Fatalf("%d journeys", len(o.Journeys))
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
		c := connectThrough("http://supplier.invalid", suppliertest.Canned{Status: status, Body: body}.Client())
		booking, err := c.Book.Book(t.Context(), bookInput(t))
		if err == nil && (!booking.Total.Equal(agreed) || booking.SupplierOrderID == "") {
			t.Fatalf("booked %+v", booking)
		}
		if status < 300 {
			suppliertest.KindIn(t, err, supplier.OutcomeUnknown, supplier.PriceChanged)
		}
		_, _, err = c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "r", BookingRef: heldRef()})
		suppliertest.KindIn(t, err, supplier.Unavailable, supplier.Rejected, supplier.SoldOut, supplier.PriceChanged, supplier.RateLimited)
	})
}
