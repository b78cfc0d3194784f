package farebridge_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
)

// canned is a transport that answers every call with the same.
type canned struct {
	status int
	body   []byte
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: c.status, Header: http.Header{}, Request: r, Body: io.NopCloser(bytes.NewReader(c.body))}, nil
}

// FuzzOffers: whatever a peer answers to a search, the connector does not panic,
// fails as a read that never happened, or offers only what adds up.
func FuzzOffers(f *testing.F) {
	f.Add([]byte(fmt.Sprintf(`{"shoppingId":"s","offers":[%s],"dataLists":%s,"page":{}}`, sound, dataLists)))
	f.Add([]byte(`{"shoppingId":"s","offers":[null,{},[],7,"x"],"dataLists":{"paxJourneys":[null,7]},"page":{"after":"x"}}`))
	f.Add([]byte(`{"code":"x"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := connect("http://peer.invalid", &http.Client{Transport: canned{200, body}})
		answer, err := c.Shop.Shop(t.Context(), search())
		if err != nil {
			kindIn(t, err, supplier.Unavailable)
			return
		}
		for _, o := range answer.Offers {
			sum := money.Zero(o.Total.Currency)
			for _, item := range o.Items {
				next, err := sum.Add(item.Price.Total)
				if err != nil || !item.Price.Adds() {
					t.Fatalf("item %+v, %v", item, err)
				}
				sum = next
			}
			if sum != o.Total || o.Total.Minor <= 0 || len(o.Journeys) != 1 || o.Journeys[0].Duration <= 0 {
				t.Fatalf("offer %+v", o)
			}
			_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: o.Ref, Pax: search().Pax})
			kindIn(t, err, supplier.Unavailable, supplier.SoldOut) // and not a bad handle
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
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		c := connect("http://peer.invalid", &http.Client{Transport: canned{status, body}})
		b, err := c.Book.Book(t.Context(), bookInput())
		if err == nil && (b.Total != agreed || b.SupplierOrderID == "") {
			t.Fatalf("booked %+v", b)
		}
		said := bytes.Contains(body, []byte("outcome")) || status == 429 || status < 300
		if err != nil && !said {
			kindIn(t, err, supplier.OutcomeUnknown)
		}
		_, _, err = c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", BookingRef: bookingRef()})
		kindIn(t, err, supplier.Unavailable, supplier.Rejected, supplier.SoldOut, supplier.PriceChanged, supplier.RateLimited)
	})
}

// kindIn fails unless err is nil or of one of the kinds.
func kindIn(t *testing.T, err error, kinds ...supplier.Kind) {
	t.Helper()
	if err != nil && !slices.Contains(kinds, supplier.KindOf(err)) {
		t.Fatalf("got %v, want one of %v", err, kinds)
	}
}
