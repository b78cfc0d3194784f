package farebridge_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

// FuzzOffers: whatever a peer answers to a search, the connector does not panic,
// fails as a read that never happened, or offers only what adds up.
func FuzzOffers(f *testing.F) {
	f.Add([]byte(fmt.Sprintf(`{"shoppingId":"s","offers":[%s],"dataLists":%s,"page":{}}`, sound, dataLists)))
	f.Add([]byte(`{"shoppingId":"s","offers":[null,{},[],7,"x"],"dataLists":{"paxJourneys":[null,7]},"page":{"after":"x"}}`))
	f.Add([]byte(`{"code":"x"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := connect("http://peer.invalid", suppliertest.Canned{Status: 200, Body: body}.Client())
		answer, err := c.Shop.Shop(t.Context(), search())
		if err != nil {
			suppliertest.KindIn(t, err, supplier.Unavailable)
			return
		}
		for _, o := range answer.Offers {
			suppliertest.CheckSound(t, o)
			if len(o.Journeys) != 1 || o.Journeys[0].Duration <= 0 {
				t.Fatalf("offer %+v", o)
			}
			_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: o.Ref, Pax: search().Pax})
			suppliertest.KindIn(t, err, supplier.Unavailable, supplier.SoldOut) // and not a bad handle
		}
	})
}

// FuzzOrder: whatever a peer answers to a booking, the connector does not panic
// and never says of a call that was taken that nothing was done, unless the peer
// said so itself.
func FuzzOrder(f *testing.F) {
	f.Add(201, []byte(order("awaitingPayment", "")))
	f.Add(201, []byte(order("ticketed", `"tickets":[{"ticketNumber":"9991234567890","paxId":"p1"}],"dataLists":`+dataLists+`,"paxJourneyIds":["J"]`)))
	f.Add(202, []byte(order("pending", "")))
	f.Add(409, []byte(`{"code":"priceChanged","outcome":"notDone"}`))
	f.Add(500, []byte(`{"code":"internal","outcome":"unknown"}`))
	f.Add(556, []byte(`{"code":"prcceChayged","oUtcome":"notDone"}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		c := connect("http://peer.invalid", suppliertest.Canned{Status: status, Body: body}.Client())
		b, err := c.Book.Book(t.Context(), bookInput())
		if err == nil && (b.Total != agreed || b.SupplierOrderID == "") {
			t.Fatalf("booked %+v", b)
		}
		// Names in JSON are read whatever their case.
		said := bytes.Contains(bytes.ToLower(body), []byte("outcome")) || status == 429 || status < 300
		if err != nil && !said {
			suppliertest.KindIn(t, err, supplier.OutcomeUnknown)
		}
		_, _, err = c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", BookingRef: bookingRef()})
		suppliertest.KindIn(t, err, supplier.Unavailable, supplier.Rejected, supplier.SoldOut, supplier.PriceChanged, supplier.RateLimited)
	})
}
