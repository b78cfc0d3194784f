package amadeus_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/amadeus"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

// withTokens gives tokens and leaves every other call to another transport.
type withTokens struct{ other http.RoundTripper }

func (w withTokens) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/oauth2/token") {
		return suppliertest.Canned{Status: 200, Body: []byte(`{"access_token":"token","expires_in":1799}`)}.RoundTrip(r)
	}
	return w.other.RoundTrip(r)
}

func cannedConnector(status int, body []byte) *supplier.Connector {
	cfg := config("http://supplier.invalid")
	cfg.HTTPClient = &http.Client{Transport: withTokens{suppliertest.Canned{Status: status, Body: body}}}
	return amadeus.New(cfg)
}

// FuzzOffers: whatever a server answers to a search, the connector does not
// panic, fails as a read that never happened, or offers only what adds up.
func FuzzOffers(f *testing.F) {
	f.Add([]byte(file(f, "search.json")))
	f.Add([]byte(file(f, "priced.json")))
	f.Add([]byte(`{"data":[null,{},[],7,"x",{"itineraries":[{"segments":[{}]}]}]}`))
	f.Add([]byte(`{"errors":[{"code":"04926","source":"x"}]}`))
	f.Add([]byte(`<html>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		answer, err := cannedConnector(200, body).Shop.Shop(t.Context(), familySearch())
		if err != nil {
			suppliertest.KindIn(t, err, supplier.Unavailable)
			return
		}
		for _, offer := range answer.Offers {
			checkSound(t, offer)
			// The handle must be one that Price can read.
			_, err := cannedConnector(200, body).Price.Price(t.Context(), supplier.PriceInput{OfferRef: offer.Ref, Pax: family})
			if e := suppliertest.KindIn(t, err, supplier.Unavailable); e != nil && e.Code == "badHandle" {
				t.Fatalf("handle %x", offer.Ref)
			}
		}
	})
}

// checkSound is what must hold of every offer that is sold.
func checkSound(t *testing.T, o travel.SupplierOffer) {
	t.Helper()
	suppliertest.CheckSound(t, o)
	for _, item := range o.Items {
		if len(item.PaxIDs) == 0 {
			t.Fatalf("item %+v", item)
		}
	}
	if o.Holdable || len(o.Owner) != 2 {
		t.Fatalf("%+v", o)
	}
}

// FuzzPriced: the same of pricing and what is asked beside it.
func FuzzPriced(f *testing.F) {
	f.Add(200, []byte(file(f, "priced.json")))
	f.Add(400, []byte(`{"errors":[{"code":4926}]}`))
	f.Add(200, []byte(`{"data":{"flightOffers":[{}]},"included":[]}`))
	ref := directRef(f)
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		c := cannedConnector(status, body)
		reads := []supplier.Kind{supplier.Unavailable, supplier.Rejected, supplier.SoldOut, supplier.PriceChanged, supplier.RateLimited}
		offer, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: ref, Pax: family})
		if suppliertest.KindIn(t, err, reads...) == nil {
			checkSound(t, offer)
		}
		about := supplier.About{OfferRef: ref, Pax: family}
		services, err := c.Services.Services(t.Context(), about)
		suppliertest.KindIn(t, err, reads...)
		for _, s := range services {
			if s.Price.IsNegative() || s.MaxQuantity < 1 || len(s.PaxIDs) == 0 || len(s.SegmentIDs) == 0 {
				t.Fatalf("service %+v", s)
			}
		}
		_, err = c.Rules.Rules(t.Context(), about)
		suppliertest.KindIn(t, err, reads...)
	})
}

// FuzzSeatMaps: no map makes the connector panic, and no seat is sold for less
// than nothing.
func FuzzSeatMaps(f *testing.F) {
	f.Add([]byte(file(f, "seatmap.json")))
	f.Add([]byte(`{"data":[{"segmentId":"11","decks":[{"seats":[{"number":"1A","coordinates":{"y":-1}},{"number":"999Z"},{}]}]}]}`))
	ref := directRef(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		maps, err := cannedConnector(200, body).Seats.SeatMaps(t.Context(), supplier.About{OfferRef: ref, Pax: family})
		suppliertest.KindIn(t, err, supplier.Unavailable)
		for _, m := range maps {
			for _, cabin := range m.Cabins {
				for _, row := range cabin.Rows {
					for _, seat := range row.Seats {
						if !slices.Contains(cabin.Columns, seat.Column) || slices.ContainsFunc(seat.Offers, func(o travel.SeatOffer) bool { return o.Price.IsNegative() }) {
							t.Fatalf("seat %+v in %v", seat, cabin.Columns)
						}
					}
				}
			}
		}
	})
}

// FuzzOrder: whatever a server answers to a booking, the connector does not panic
// and never says of an accepted call that nothing was done, unless the order was
// taken back.
func FuzzOrder(f *testing.F) {
	f.Add(201, []byte(file(f, "order.json")))
	f.Add(201, []byte(file(f, "order_ticketed.json")))
	f.Add(201, []byte(`{"data":{"id":"x","flightOffers":[{"price":{"grandTotal":"3530.00","currency":"CNY"}}],"tickets":[{}]}}`))
	f.Add(204, []byte{})
	f.Add(500, []byte(`{"errors":[{"code":37200}]}`))
	in := bookInput(f)
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		c := cannedConnector(status, body)
		booking, err := c.Book.Book(t.Context(), in)
		if err == nil && (!booking.Total.Equal(agreed) || booking.SupplierOrderID == "") {
			t.Fatalf("booked %+v", booking)
		}
		if status < 300 || status >= 500 {
			suppliertest.KindIn(t, err, supplier.OutcomeUnknown, supplier.PriceChanged)
		}
		_, _, err = c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "r", BookingRef: bookedRef()})
		suppliertest.KindIn(t, err, supplier.Unavailable, supplier.Rejected, supplier.SoldOut, supplier.PriceChanged, supplier.RateLimited)
	})
}

// FuzzHandles: no bytes make a handle that panics.
func FuzzHandles(f *testing.F) {
	ref := directRef(f)
	f.Add(ref)
	f.Add(bookedRef())
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, raw []byte) {
		c := cannedConnector(200, []byte(`{}`))
		_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: raw, Pax: family})
		suppliertest.KindIn(t, err, supplier.Rejected, supplier.Unavailable)
		_, err = c.Price.Price(t.Context(), supplier.PriceInput{
			OfferRef: ref, Pax: family, Services: []travel.ServiceChoice{{Ref: raw, Quantity: 1}},
		})
		suppliertest.KindIn(t, err, supplier.Rejected, supplier.Unavailable)
		_, _, err = c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{BookingRef: raw})
		suppliertest.KindIn(t, err, supplier.Rejected, supplier.Unavailable)
	})
}
