package ndc

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

// familyRef is the handle of an offer to the family.
func familyRef(t testing.TB) []byte {
	t.Helper()
	p := partyOf(family)
	raw, err := ref{
		Kind: kindOffer, ID: "offer 0", Owner: "CA", Currency: "CNY", Party: p.stored(),
		Items: []itemRef{{ID: "item", Pax: []int{0, 1, 2}}},
	}.encode()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func heldRef(t testing.TB) []byte {
	t.Helper()
	raw, err := ref{Kind: kindBooking, ID: "order 1", Owner: "CA", Party: partyOf(family).stored()}.encode()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func familyNamed() []travel.Traveller {
	people := make([]travel.Traveller, len(family))
	for i, one := range family {
		people[i] = travel.Traveller{Pax: one, Surname: "MUSTER", GivenName: one.ID, Gender: travel.GenderFemale}
	}
	return people
}

var agreed = money.MustParse("1650", money.CNY)

// FuzzOffers: whatever a server answers to a search, the connector does not
// panic, fails as a read that never happened, or offers only what adds up.
func FuzzOffers(f *testing.F) {
	f.Add([]byte(shoppingAnswer(2)))
	f.Add([]byte(orderAnswer("r")))
	f.Add([]byte(`<IATA_AirShoppingRS><Error><Code>496</Code></Error></IATA_AirShoppingRS>`))
	f.Add([]byte(`<html>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := answering(http.StatusOK, string(body))
		answer, err := c.Shop.Shop(t.Context(), familySearch)
		if err != nil {
			suppliertest.KindIn(t, err, supplier.Unavailable, supplier.Rejected, supplier.SoldOut, supplier.PriceChanged, supplier.Unsupported)
			return
		}
		for _, offer := range answer.Offers {
			checkSound(t, offer)
			if _, err := decodeRef(offer.Ref, kindOffer); err != nil {
				t.Fatalf("handle %s: %v", offer.Ref, err)
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

// FuzzPriced: the same of an answer to OfferPriceRQ.
func FuzzPriced(f *testing.F) {
	f.Add([]byte(pricedAnswer()))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := answering(http.StatusOK, string(body))
		offer, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: familyRef(t), Pax: family})
		suppliertest.KindIn(t, err, supplier.Unavailable, supplier.Rejected, supplier.SoldOut, supplier.PriceChanged, supplier.Unsupported)
		if err == nil && (offer.Total.Currency != money.CNY || len(offer.Items) == 0) {
			t.Fatalf("priced at %s", offer.Total)
		}
		_, err = c.Rules.Rules(t.Context(), supplier.About{OfferRef: familyRef(t), Pax: family})
		suppliertest.KindIn(t, err, supplier.Unavailable, supplier.Rejected, supplier.SoldOut, supplier.PriceChanged, supplier.Unsupported)
	})
}

// FuzzExtras: whatever lists services and seats.
func FuzzExtras(f *testing.F) {
	f.Add([]byte(seatAnswer()))
	f.Add([]byte(serviceAnswer()))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := answering(http.StatusOK, string(body))
		about := supplier.About{OfferRef: familyRef(t), Pax: family}
		services, err := c.Services.Services(t.Context(), about)
		suppliertest.KindIn(t, err, supplier.Unavailable, supplier.Rejected, supplier.SoldOut, supplier.PriceChanged, supplier.Unsupported)
		for _, s := range services {
			if _, err := decodeRef(s.Ref, kindService); err != nil || s.Price.IsNegative() {
				t.Fatalf("%+v: %v", s, err)
			}
		}
		_, err = c.Seats.SeatMaps(t.Context(), about)
		suppliertest.KindIn(t, err, supplier.Unavailable, supplier.Rejected, supplier.SoldOut, supplier.PriceChanged, supplier.Unsupported)
	})
}

// FuzzOrder: whatever a server answers to a booking, the connector does not panic
// and never says of an accepted call that nothing was done, unless it was refused
// in NDC's own words.
func FuzzOrder(f *testing.F) {
	f.Add(200, []byte(orderAnswer("r")))
	f.Add(500, []byte(`<IATA_OrderViewRS><Error><Code>911</Code></Error></IATA_OrderViewRS>`))
	f.Add(200, []byte(`<IATA_OrderViewRS/>`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		c := answering(status, string(body))
		in := supplier.BookInput{Reference: "r", OfferRef: familyRef(t), Total: agreed, Pax: familyNamed()}
		booking, err := c.Book.Book(t.Context(), in)
		if err == nil && (!booking.Total.Equal(agreed) || booking.SupplierOrderID == "") {
			t.Fatalf("booked %+v", booking)
		}
		answer, broken := decode[wireOrderView](bytes.NewReader(body), len(body), "IATA_OrderViewRS")
		if status != http.StatusTooManyRequests && status/100 != 4 && (broken != nil || len(answer.Errors) == 0 || (answer.Response != nil && len(answer.Response.Order) > 0)) {
			suppliertest.KindIn(t, err, supplier.OutcomeUnknown, supplier.PriceChanged)
		}
		_, _, err = c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "r", BookingRef: heldRef(t)})
		if err != nil && supplier.KindOf(err) == supplier.OutcomeUnknown {
			t.Fatalf("a read with an unknown outcome: %v", err)
		}
	})
}

// FuzzReshop: whatever answers a refund's or a change's quote.
func FuzzReshop(f *testing.F) {
	f.Add([]byte(refundAnswer(`<DueByAirlineAmount CurCode="CNY">1200</DueByAirlineAmount>`)))
	f.Fuzz(func(t *testing.T, body []byte) {
		in := supplier.BookingInput{Reference: "r", BookingRef: heldRef(t), Pax: familyNamed()}
		quote, err := answering(http.StatusOK, string(body)).Refund.QuoteRefund(t.Context(), in)
		if err == nil && (quote.Refund == nil || quote.Refund.IsNegative() || len(quote.Ref) == 0) {
			t.Fatalf("quote %+v", quote)
		}
		a, err := decode[wireReshopped](bytes.NewReader(body), len(body), "IATA_OrderReshopRS")
		if err != nil || a.Response == nil {
			return
		}
		reading := changeReading{
			answer: a.Response, graph: graphOf(&a.Response.DataLists), party: partyOf(family), order: "order 1",
			held: travel.Booking{Total: agreed},
		}
		for i := range a.Response.ReshopResults.Offer {
			offer, err := reading.offer(&a.Response.ReshopResults.Offer[i])
			if err == nil && offer.NewTotal.Currency != money.CNY {
				t.Fatalf("offer %+v", offer)
			}
		}
	})
}

// FuzzNotice: a signed body may be anything.
func FuzzNotice(f *testing.F) {
	f.Add([]byte(noticeBody("order 1", "22")))
	at := time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC)
	c := New(Config{NoticeSecret: "secret"})
	f.Fuzz(func(t *testing.T, body []byte) {
		notice, reply, err := only(c.Notify.ReadNotice(signNotice("secret", at, body), body, at))
		suppliertest.KindIn(t, err, supplier.Rejected)
		if err == nil && (notice.ID == "" || len(reply.Body) == 0 || notice.SupplierOrderID+notice.Reference == "") {
			t.Fatalf("notice %+v", notice)
		}
	})
}

// FuzzHandles: handles come back from storage; whatever stands there is refused,
// not believed.
func FuzzHandles(f *testing.F) {
	f.Add(familyRef(f))
	f.Add(heldRef(f))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c := answering(http.StatusOK, orderAnswer("r"))
		_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: raw, Pax: family})
		suppliertest.KindIn(t, err, supplier.Rejected, supplier.Unavailable)
		_, err = c.Seats.SeatMaps(t.Context(), supplier.About{BookingRef: raw})
		suppliertest.KindIn(t, err, supplier.Rejected, supplier.Unavailable)
	})
}
