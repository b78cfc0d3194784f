//go:build contract

package duffel_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/duffel"
	"github.com/farebridge/farebridge/internal/travel"
)

// tokenVariable names an access token of Duffel's test environment.
const tokenVariable = "DUFFEL_TEST_TOKEN"

// sandbox is the connector to Duffel's test environment. A token of the live one is
// refused: these tests buy.
func sandbox(t *testing.T, batches bool) *supplier.Connector {
	t.Helper()
	token := os.Getenv(tokenVariable)
	if token == "" {
		t.Skip("no " + tokenVariable)
	}
	if !strings.HasPrefix(token, "duffel_test_") {
		t.Fatal(tokenVariable + " is no token of the test environment")
	}
	return duffel.New(duffel.Config{ID: "duffel", BaseURL: "https://api.duffel.com", Token: token, BatchSearch: batches})
}

// found is an offer of Duffel's own test airline that can, or need not, be held.
func found(t *testing.T, c *supplier.Connector, from, to string, held bool) travel.SupplierOffer {
	t.Helper()
	answer, err := c.Shop.Shop(t.Context(), travel.Search{
		OriginDestinations: []travel.OriginDestination{{Origin: from, Destination: to, Date: travel.DateOf(time.Now().AddDate(0, 2, 0))}},
		Pax:                []travel.Pax{{ID: "traveller", PTC: travel.PTCAdult}},
	})
	if err != nil {
		t.Fatalf("shop: %v", err)
	}
	t.Logf("%s-%s: %d offers, %d dropped %.300q", from, to, len(answer.Offers), len(answer.Dropped), answer.Dropped)
	for _, offer := range answer.Offers {
		if offer.Owner == "ZZ" && (!held || offer.Holdable) {
			return offer
		}
	}
	t.Fatalf("no offer of the test airline among %d", len(answer.Offers))
	return travel.SupplierOffer{}
}

func party(t *testing.T, offer travel.SupplierOffer) supplier.BookInput {
	t.Helper()
	return supplier.BookInput{
		Reference: travel.NewID(travel.PrefixOrder), OfferRef: offer.Ref, Total: offer.Total,
		Pax: []travel.Traveller{{
			Pax: travel.Pax{ID: "traveller", PTC: travel.PTCAdult}, Surname: "Earhart", GivenName: "Amelia",
			Gender: travel.GenderFemale, BirthDate: travel.Date{Year: 1987, Month: time.July, Day: 24},
		}},
		Contact: travel.Contact{Name: "Amelia Earhart", Email: "amelia@example.com", Phone: "+442080160509"},
	}
}

func repriced(t *testing.T, c *supplier.Connector, offer travel.SupplierOffer) travel.SupplierOffer {
	t.Helper()
	now, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: offer.Ref, Pax: []travel.Pax{{ID: "traveller", PTC: travel.PTCAdult}}})
	if err != nil {
		t.Fatalf("price: %v", err)
	}
	return now
}

// TestContractHold: offers of JFK-EWR can all be held.
func TestContractHold(t *testing.T) {
	c := sandbox(t, false)
	in := party(t, repriced(t, c, found(t, c, "JFK", "EWR", true)))
	booking, err := c.Book.Book(t.Context(), in)
	if err != nil || booking.Status != travel.BookingHeld || !booking.Total.Equal(in.Total) || len(booking.Journeys) != 1 {
		t.Fatalf("book: %+v, %v", booking, err)
	}
	again, ok, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: in.Reference, OfferRef: in.OfferRef})
	if err != nil || !ok || again.SupplierOrderID != booking.SupplierOrderID {
		t.Fatalf("retrieve by reference: %v %s, %v", ok, again.SupplierOrderID, err)
	}
	for range 2 {
		if err := c.Release.Release(t.Context(), in.Reference, booking.Ref); err != nil {
			t.Fatalf("release: %v", err)
		}
	}
	gone, ok, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{BookingRef: booking.Ref})
	if err != nil || !ok || gone.Status != travel.BookingCancelled {
		t.Fatalf("after release: %v %s, %v", ok, gone.Status, err)
	}
}

// TestContractInstant buys with a bag, where there is one, and gives it back.
func TestContractInstant(t *testing.T) {
	c := sandbox(t, true)
	offer := repriced(t, c, found(t, c, "LHR", "JFK", false))
	about := supplier.About{OfferRef: offer.Ref}
	services, err := c.Services.Services(t.Context(), about)
	if err != nil {
		t.Fatalf("services: %v", err)
	}
	maps, err := c.Seats.SeatMaps(t.Context(), about)
	if err != nil {
		t.Fatalf("seat maps: %v", err)
	}
	rules, err := c.Rules.Rules(t.Context(), about)
	if err != nil || len(rules.Penalties) == 0 {
		t.Fatalf("rules: %+v, %v", rules, err)
	}
	t.Logf("%d services, %d seat maps", len(services), len(maps))
	if len(services) > 0 {
		offer, err = c.Price.Price(t.Context(), supplier.PriceInput{
			OfferRef: offer.Ref, Pax: []travel.Pax{{ID: "traveller", PTC: travel.PTCAdult}},
			Services: []travel.ServiceChoice{{Ref: services[0].Ref, Quantity: 1}},
		})
		if err != nil || len(offer.Items) != 2 {
			t.Fatalf("price with a service: %d items, %v", len(offer.Items), err)
		}
	}
	in := party(t, offer)
	in.Instant = true
	booking, err := c.Book.Book(t.Context(), in)
	if err != nil || !booking.Total.Equal(in.Total) {
		t.Fatalf("book: %+v, %v", booking, err)
	}
	named := supplier.BookingInput{Reference: in.Reference, BookingRef: booking.Ref, Pax: in.Pax}
	quote, err := c.Refund.QuoteRefund(t.Context(), named)
	if supplier.KindOf(err) == supplier.Rejected {
		t.Skipf("the test airline takes nothing back today: %v", err)
	}
	if err != nil {
		t.Fatalf("quote: %v", err)
	}
	if _, err := c.Refund.Refund(t.Context(), named, quote); err != nil {
		t.Fatalf("refund: %v", err)
	}
	gone, ok, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{BookingRef: booking.Ref})
	if err != nil || !ok || gone.Status != travel.BookingCancelled {
		t.Fatalf("after the refund: %v %s, %v", ok, gone.Status, err)
	}
}

// TestContractMisfortunes are Duffel's own test routes.
func TestContractMisfortunes(t *testing.T) {
	c := sandbox(t, false)
	gone := found(t, c, "LGW", "LHR", false)
	_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: gone.Ref, Pax: []travel.Pax{{ID: "traveller", PTC: travel.PTCAdult}}})
	if supplier.KindOf(err) != supplier.SoldOut {
		t.Errorf("an offer that is gone: %v", err)
	}
	for _, route := range []struct {
		from, to string
		want     supplier.Kind
		code     string
	}{
		{"LGW", "STN", supplier.Unavailable, supplier.CodeNoFunds},
		{"SEN", "STN", supplier.OutcomeUnknown, ""},
	} {
		in := party(t, found(t, c, route.from, route.to, false))
		in.Instant = true
		_, err := c.Book.Book(t.Context(), in)
		if e := kindOf(t, err, route.want); route.code != "" && e.Code != route.code {
			t.Errorf("%s-%s: %v", route.from, route.to, err)
		}
	}
}
