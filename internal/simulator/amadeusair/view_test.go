package amadeusair_test

import (
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// What an order was made with survives the process, tickets on their way too.
func TestRestart(t *testing.T) {
	t.Parallel()
	memory := filepath.Join(t.TempDir(), "journal")
	before := startWith(t, memory, nil)
	c := before.as("air-china")
	offer := c.offers("adults=1")[0]
	id := c.book(offer, "CONFIRM", "ord_1").must(http.StatusCreated).text("data.id")
	want := string(c.read(id).must(http.StatusOK).raw)
	after := startWith(t, memory, nil)
	c.sandbox = after // with a token that died with the process
	c.read(id).refused(http.StatusUnauthorized, 38190)
	c = after.as("air-china")
	if got := string(c.read(id).must(http.StatusOK).raw); got != want {
		t.Fatalf("%s\nbecame\n%s", want, got)
	}
	after.later(time.Minute)
	if got := c.read(id).must(http.StatusOK); len(got.list("data.tickets")) != 1 {
		t.Fatalf("read %s", clip(got.raw))
	}
	c.price(offer).must(http.StatusOK)
}

func TestNoFunds(t *testing.T) {
	t.Parallel()
	s := startWith(t, "", map[string]world.Fen{"air-china": 1_00})
	c := s.as("air-china")
	c.book(c.offers("adults=1")[0], "CONFIRM", "ord_1").refused(http.StatusBadRequest, 36870)
	c.book(c.offers("adults=1")[0], "DELAY_TO_CANCEL", "ord_2").must(http.StatusCreated)
	s.as("china-eastern").offers("adults=1")
}

// An order made or changed through another wire is shown all the same.
func TestOrdersOfOtherWires(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.as("air-china")
	request := world.Request{
		Legs:  []world.Leg{{Origin: "PEK", Destination: "SHA", Date: travelDay}},
		Party: []world.Passenger{{Kind: world.Adult}},
	}
	_, offers, err := s.world.Search("air-china", request, harmlessly)
	if err != nil {
		t.Fatal(err)
	}
	made, err := s.world.Book("air-china", world.Booking{
		OfferID: offers[0].ID, Hold: true, Passengers: []world.Traveller{{Passenger: offers[0].Party[0], Given: "San", Family: "Zhang"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	a := c.read(idOf(made)).must(http.StatusOK)
	if a.text("data.ticketingAgreement.option") != "DELAY_TO_CANCEL" || a.text("data.flightOffers.0.travelerPricings.0.travelerId") != "1" ||
		a.text("data.associatedRecords.0.reference") != made.Reference || a.list("data.travelers") == nil {
		t.Fatalf("read %s", clip(a.raw))
	}

	flexible := c.offers("adults=1")
	i := slices.IndexFunc(flexible, func(o any) bool {
		return text(o, "travelerPricings.0.fareDetailsBySegment.0.brandedFare") == "FULLECONOMY"
	})
	own := c.book(flexible[i], "CONFIRM", "ord_1").must(http.StatusCreated)
	s.later(time.Minute)
	order := s.world.Orders("air-china")[0]
	change, err := s.world.RequestChange("air-china", order.ID, []int{0}, []world.Leg{{Origin: "PEK", Destination: "SHA", Date: "2026-12-22"}}, "")
	if err != nil || len(change.Offers) == 0 {
		t.Fatalf("%d offers: %v", len(change.Offers), err)
	}
	pick := change.Offers[0]
	var tenders []world.Tender
	if pick.Difference > 0 {
		tenders = []world.Tender{{Type: "balance", Amount: pick.Difference.Amount(), Currency: "CNY"}}
	}
	changed, err := s.world.ConfirmChange("air-china", pick.ID, tenders)
	if err != nil {
		t.Fatal(err)
	}
	read := c.read(own.text("data.id")).must(http.StatusOK)
	if read.text("data.flightOffers.0.itineraries.0.segments.0.departure.at")[:10] != "2026-12-22" ||
		read.text("data.flightOffers.0.price.grandTotal") != changed.Total().Amount() || len(read.list("data.tickets")) != 1 {
		t.Fatalf("changed to %s", clip(read.raw))
	}
}

func TestUntidyPaths(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	for _, path := range []string{"/v1/booking/flight-orders/", "/v1//booking/flight-orders", "/v1/booking/flight-orders/."} {
		c.call(http.MethodGet, path, nil).refused(http.StatusNotFound, 38196)
	}
	c.call(http.MethodDelete, "/v2/shopping/flight-offers", nil).refused(http.StatusNotFound, 38196)
}
