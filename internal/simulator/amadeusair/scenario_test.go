package amadeusair_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/stage"
)

func TestPriceScenarios(t *testing.T) {
	t.Parallel()
	for _, name := range []string{stage.PriceUp, stage.PriceDown} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := start(t).as("air-china")
			quiet := c.offers("adults=1")[0]
			c.under(name).book(quiet, "CONFIRM", "unpriced").refused(http.StatusBadRequest, 37200)

			c = start(t).as("air-china")
			offer := c.under(name).offers("adults=1")[0]
			changed := c.price(offer).must(http.StatusOK).get("data.flightOffers.0")
			before, after := fen(t, text(offer, "price.base")), fen(t, text(changed, "price.base"))
			if change := after - before; change == 0 || (change > 0) != (name == stage.PriceUp) || max(change, -change)*100 < 4*before {
				t.Fatalf("%d became %d", before, after)
			}
			c.book(offer, "CONFIRM", "old").refused(http.StatusBadRequest, 37200)
			made := c.book(changed, "CONFIRM", "new").must(http.StatusCreated)
			if made.text("data.flightOffers.0.price.grandTotal") != text(changed, "price.grandTotal") {
				t.Fatalf("made %s", clip(made.raw))
			}
			// The next buyer of the same offer meets the same price.
			next := c.book(changed, "CONFIRM", "next").must(http.StatusCreated)
			if next.text("data.flightOffers.0.price.grandTotal") != text(changed, "price.grandTotal") {
				t.Fatalf("next %s", clip(next.raw))
			}
		})
	}
}

// What changes between pricing and the order is booked within the margin asked
// for, at the true price and with a warning.
func TestPriceMargin(t *testing.T) {
	t.Parallel()
	for margin, want := range map[string]int{"": 37200, "0.00": 37200, "0": 37200, "100.00": 0, "50": 0} {
		t.Run(margin, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			c := s.as("air-china")
			offer := c.price(c.offers("adults=1")[0]).must(http.StatusOK).get("data.flightOffers.0")
			if margin != "" {
				put(offer, "price.margin", margin)
			}
			made := c.under(stage.PriceUp).book(offer, "CONFIRM", "ord_1")
			if want != 0 {
				made.refused(http.StatusBadRequest, want)
				if n := len(s.world.Orders("air-china")); n != 0 {
					t.Fatalf("%d orders", n)
				}
				return
			}
			made.must(http.StatusCreated)
			if made.text("warnings.0.title") != "BookingWithPriceMarginWarning" ||
				fen(t, made.text("data.flightOffers.0.price.grandTotal")) <= fen(t, text(offer, "price.grandTotal")) {
				t.Fatalf("made %s", clip(made.raw))
			}
		})
	}
}

// The record has the airline's times once it is ticketed; there is nothing to
// accept.
func TestScheduleChange(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.as("air-china")
	offer := c.offers("adults=1")[0]
	made := c.under(stage.ScheduleChange).book(offer, "CONFIRM", "ord_1").must(http.StatusCreated)
	const segment = "data.flightOffers.0.itineraries.0.segments.0"
	sold, id := text(offer, "itineraries.0.segments.0.departure.at"), made.text("data.id")
	if got := made.text(segment + ".departure.at"); got != sold {
		t.Fatalf("sold %s and made %s", sold, got)
	}
	s.later(time.Minute)
	read := c.read(id).must(http.StatusOK)
	before, err := time.Parse("2006-01-02T15:04:05", sold)
	if err != nil {
		t.Fatal(err)
	}
	if got := read.text(segment + ".departure.at"); got != before.Add(3*time.Hour).Format("2006-01-02T15:04:05") {
		t.Fatalf("sold %s and flown %s", sold, got)
	}
	if read.text(segment+".bookingStatus") != "CONFIRMED" || read.text(segment+".number") != text(offer, "itineraries.0.segments.0.number") ||
		len(read.list("data.tickets")) != 1 {
		t.Fatalf("read %s", clip(read.raw))
	}
	quiet := c.book(c.offers("adults=1")[1], "CONFIRM", "ord_2").must(http.StatusCreated)
	s.later(time.Minute)
	if got := c.read(quiet.text("data.id")).text(segment + ".departure.at"); got != quiet.text(segment+".departure.at") {
		t.Fatalf("nothing happened, and it is flown %s", got)
	}
}

func TestTermsChanged(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	offer := c.offers("adults=1")[0]
	before := c.price(offer).must(http.StatusOK).get("data.flightOffers.0")
	after := c.under(stage.TermsChanged).price(offer).must(http.StatusOK).get("data.flightOffers.0")
	const bags = "travelerPricings.0.fareDetailsBySegment.0.includedCheckedBags.quantity"
	if dig(before, bags) == dig(after, bags) || text(before, "price.grandTotal") != text(after, "price.grandTotal") {
		t.Fatalf("before %v after %v", dig(before, bags), dig(after, bags))
	}
}

func TestSoldOut(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	offers := c.under(stage.SoldOut).offers("adults=1")
	c.price(offers[0]).refused(http.StatusBadRequest, 4926)
	c.price(offers[0]).refused(http.StatusBadRequest, 4926)
	c.book(offers[0], "CONFIRM", "gone").refused(http.StatusBadRequest, 34651).at("/data/flightOffers[0]/itineraries[0]/segments[0]")
	c.price(offers[1]).must(http.StatusOK)
	other := start(t).as("air-china")
	other.under(stage.SoldOut).book(other.offers("adults=1")[0], "CONFIRM", "gone").refused(http.StatusBadRequest, 34651)
}

func TestDownAndSlow(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	offer := c.offers("adults=1")[0]
	c.under(stage.SupplierDown).price(offer).refused(http.StatusServiceUnavailable, 38189)
	c.under(stage.SupplierDown + ";supplier=skytrip").price(offer).must(http.StatusOK)
	c.under("no-such-thing").price(offer).refused(http.StatusBadRequest, 477)
	down := c.under(stage.SupplierDown).call(http.MethodPost, orders, orderOf(offer, "CONFIRM", "ord_1"))
	down.refused(http.StatusServiceUnavailable, 38189)
	if got := len(c.world.Orders("air-china")); got != 0 {
		t.Fatalf("%d orders", got)
	}

	ctx, leave := context.WithCancel(t.Context())
	arrived := make(chan struct{})
	inner := c.server.Config.Handler
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		inner.ServeHTTP(w, r)
	}))
	t.Cleanup(slow.Close)
	c.server = slow
	go func() {
		<-arrived
		leave()
	}()
	if _, err := c.under(stage.SupplierSlow).try(ctx, http.MethodGet, oneWay+"&adults=1", nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("answered: %v", err)
	}
}

// The answer never comes, and the order is there: who asks again blindly has two.
func TestBookedThenTimeout(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.as("air-china")
	offer := c.offers("adults=1")[0]
	lost := c.under(stage.BookedThenTimeout)
	if a, err := lost.try(t.Context(), http.MethodPost, orders, orderOf(offer, "DELAY_TO_CANCEL", "ord_1")); err == nil {
		t.Fatalf("answered %d", a.status)
	}
	made := s.world.Orders("air-china")
	if len(made) != 1 || !made[0].Awaiting() {
		t.Fatalf("%d orders", len(made))
	}
	// The scenario is bound to the reference now, and has happened.
	again := c.book(offer, "DELAY_TO_CANCEL", "ord_1").must(http.StatusCreated)
	c.read(again.text("data.id")).must(http.StatusOK)
	if got := len(s.world.Orders("air-china")); got != 2 {
		t.Fatalf("%d orders", got)
	}
}

// The consolidator takes the order on, and cancels it once it fails to ticket it.
func TestTicketingFails(t *testing.T) {
	t.Parallel()
	for _, supplier := range []string{"air-china", "skytrip"} {
		t.Run(supplier, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			c := s.as(supplier)
			offer := c.offers("adults=1")[0]
			const status = "data.flightOffers.0.itineraries.0.segments.0.bookingStatus"
			made := c.under(stage.TicketingFails).book(offer, "CONFIRM", "ord_1").must(http.StatusCreated)
			id := made.text("data.id")
			if made.text(status) != "CONFIRMED" || made.get("data.tickets") != nil || made.text("data.ticketingAgreement.option") != "CONFIRM" {
				t.Fatalf("made %s", clip(made.raw))
			}
			s.later(20 * time.Second)
			if got := c.read(id).text(status); got != "CONFIRMED" {
				t.Fatalf("too early %s", got)
			}
			s.later(10 * time.Second)
			for range 2 {
				read := c.read(id).must(http.StatusOK)
				if read.text(status) != "CANCELLED" || read.get("data.tickets") != nil {
					t.Fatalf("read %s", clip(read.raw))
				}
			}
			c.call(http.MethodDelete, orders+"/"+id, nil).refused(http.StatusNotFound, 1797)
		})
	}
}

func TestTicketingSlow(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.as("air-china")
	id := c.under(stage.TicketingSlow).book(c.offers("adults=1")[0], "CONFIRM", "ord_1").must(http.StatusCreated).text("data.id")
	s.later(44 * time.Second)
	if read := c.read(id).must(http.StatusOK); read.get("data.tickets") != nil {
		t.Fatalf("tickets %v", read.get("data.tickets"))
	}
	s.later(time.Second)
	if read := c.read(id).must(http.StatusOK); len(read.list("data.tickets")) != 1 {
		t.Fatalf("tickets %v", read.get("data.tickets"))
	}
}
