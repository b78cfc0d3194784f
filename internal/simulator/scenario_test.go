package simulator_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/simulator"
)

const scenario = "Farebridge-Scenario"

func cny(t *testing.T, amount string) money.Money {
	t.Helper()
	m, err := money.Parse(amount, money.CNY)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestPriceScenariosActOnceAndStay(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	for name, percent := range map[string]int64{"price-up": 105, "price-down": 95} {
		air := s.as("air-china")
		search := air.with(scenario, name).search(oneAdult, "PEK-SHA "+travelDay)
		offer, other := search.text("data.offers.0.id"), search.text("data.offers.1.id")
		want, err := cny(t, search.text("data.offers.0.base_amount")).Scale(percent, 100, 100, money.HalfUp)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			read := air.call(http.MethodGet, "/air/offers/"+offer, "").must(http.StatusOK)
			if read.text("data.base_amount") != want.Amount() || read.text("data.tax_amount") != search.text("data.offers.0.tax_amount") {
				t.Errorf("%s: %s, want %s", name, read.text("data.base_amount"), want.Amount())
			}
		}
		// The search's scenario has happened: another offer of it is spared.
		spared := air.call(http.MethodGet, "/air/offers/"+other, "").must(http.StatusOK)
		if spared.text("data.base_amount") != search.text("data.offers.1.base_amount") {
			t.Errorf("%s happened twice", name)
		}
		order := air.call(http.MethodPost, "/air/orders", holdBody(offer, search.text("data.passengers.0.id"), "")).must(http.StatusCreated)
		if order.text("data.base_amount") != want.Amount() {
			t.Errorf("%s: booked for %s", name, order.text("data.base_amount"))
		}
	}
}

func TestScenarioOnTheCallItself(t *testing.T) {
	t.Parallel()
	air := start(t, simulator.Config{}).as("air-china")
	offer, _, total := air.first()
	get := func(c client) answer { return c.call(http.MethodGet, "/air/offers/"+offer, "") }
	if got := get(air.with(scenario, "price-up;supplier=china-eastern")).must(http.StatusOK).text("data.total_amount"); got != total {
		t.Errorf("another supplier's scenario: %s", got)
	}
	if got := get(air.with(scenario, "none")).must(http.StatusOK).text("data.total_amount"); got != total {
		t.Errorf("none: %s", got)
	}
	raised := get(air.with(scenario, "price-up;supplier=air-china")).must(http.StatusOK).text("data.total_amount")
	if raised == total {
		t.Error("price-up did nothing")
	}
	if got := get(air.with(scenario, "price-down")).must(http.StatusOK).text("data.total_amount"); got != raised {
		t.Errorf("it did not stay: %s", got)
	}
}

func TestTermsChanged(t *testing.T) {
	t.Parallel()
	air := start(t, simulator.Config{}).as("air-china")
	search := air.search(oneAdult, "PEK-SHA "+travelDay)
	for _, o := range search.list("data.offers") {
		read := air.with(scenario, "terms-changed").call(http.MethodGet, "/air/offers/"+text(o, "id"), "").must(http.StatusOK)
		if read.text("data.total_amount") != text(o, "total_amount") {
			t.Errorf("the price changed as well")
		}
		bag := "slices.0.segments.0.passengers.0.baggages.0.quantity"
		if read.get("data."+bag) == dig(o, bag) {
			t.Errorf("%v bags as before", dig(o, bag))
		}
		fee := "conditions.refund_before_departure.penalty_amount"
		if read.get("data."+fee) == dig(o, fee) {
			t.Errorf("refund for %v as before", dig(o, fee))
		}
	}
}

func TestSoldOut(t *testing.T) {
	t.Parallel()
	air := start(t, simulator.Config{}).as("air-china")
	search := air.with(scenario, "sold-out").search(oneAdult, "PEK-SHA "+travelDay)
	offer, next, pax := search.text("data.offers.0.id"), search.text("data.offers.1.id"), search.text("data.passengers.0.id")
	gone := func(a answer) {
		t.Helper()
		a.refused(http.StatusUnprocessableEntity, "invalid_state_error", "offer_no_longer_available")
	}
	gone(air.call(http.MethodPost, "/air/orders", holdBody(offer, pax, "")))
	gone(air.call(http.MethodGet, "/air/offers/"+offer, ""))
	gone(air.with(scenario, "none").call(http.MethodGet, "/air/offers/"+offer, ""))
	list := air.call(http.MethodGet, "/air/offers?limit=200&offer_request_id="+search.text("data.id"), "").must(http.StatusOK)
	if len(list.list("data")) != len(search.list("data.offers"))-1 {
		t.Error("the list still has it")
	}
	air.call(http.MethodPost, "/air/orders", holdBody(next, pax, "")).must(http.StatusCreated)
}

func TestSupplierDown(t *testing.T) {
	t.Parallel()
	air := start(t, simulator.Config{}).as("air-china")
	offer, pax, total := air.first()
	down := air.with(scenario, "supplier-down;supplier=air-china")
	down.call(http.MethodPost, "/air/offer_requests", `{"data":{}}`).refused(http.StatusServiceUnavailable, "api_error", "service_unavailable")
	down.call(http.MethodPost, "/air/orders", instantBody(offer, pax, total)).must(http.StatusServiceUnavailable)
	if n := len(air.call(http.MethodGet, "/air/orders?offer_id="+offer, "").list("data")); n != 0 {
		t.Errorf("%d orders made while down", n)
	}
	air.call(http.MethodPost, "/air/orders", instantBody(offer, pax, total)).must(http.StatusCreated)
}

// A slow supplier answers after its delay, and lets a caller go that leaves first.
func TestSupplierSlow(t *testing.T) {
	t.Parallel()
	const delay = 50 * time.Millisecond
	air := start(t, simulator.Config{SlowDelay: delay}).as("air-china")
	began := time.Now()
	search := air.with(scenario, "supplier-slow").search(oneAdult, "PEK-SHA "+travelDay)
	if took := time.Since(began); took < delay {
		t.Errorf("answered after %v", took)
	}
	began = time.Now()
	air.call(http.MethodGet, "/air/offers/"+search.text("data.offers.0.id"), "").must(http.StatusOK)
	if took := time.Since(began); took < delay {
		t.Errorf("the search's offer was answered after %v", took)
	}

	stuck := start(t, simulator.Config{SlowDelay: time.Hour}).as("air-china")
	ctx, cancel := context.WithTimeout(t.Context(), delay)
	defer cancel()
	if _, err := stuck.with(scenario, "supplier-slow").try(ctx, http.MethodGet, "/air/orders", ""); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	// The stopping of the server, at the end of the test, waits for the call.
	stuck.call(http.MethodGet, "/air/orders", "").must(http.StatusOK)
}

func TestBookedThenTimeout(t *testing.T) {
	t.Parallel()
	air := start(t, simulator.Config{}).as("air-china")
	offer, pax, _ := air.first()
	lost := air.with(scenario, "booked-then-timeout")
	if a, err := lost.try(t.Context(), http.MethodPost, "/air/orders", holdBody(offer, pax, "ord_lost")); err == nil {
		t.Fatalf("answered %d %s", a.status, clip(a.raw))
	}
	list := air.call(http.MethodGet, "/air/orders?offer_id="+offer, "").must(http.StatusOK)
	if len(list.list("data")) != 1 || list.text("data.0.metadata.farebridge_order_id") != "ord_lost" {
		t.Fatalf("not found again: %s", clip(list.raw))
	}
	lost.call(http.MethodPost, "/air/orders", holdBody(offer, pax, "ord_lost")).
		refused(http.StatusUnprocessableEntity, "invalid_state_error", "offer_request_already_booked")
	// Only the first order of a reference is lost.
	offer, pax, _ = air.first()
	lost.call(http.MethodPost, "/air/orders", holdBody(offer, pax, "ord_lost")).must(http.StatusCreated)
}

func TestTicketingFails(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	air := s.as("air-china")
	held := air.with(scenario, "ticketing-fails").hold("ord_fails")
	id, total := held.text("data.id"), held.text("data.total_amount")
	refused := air.pay(id, total).refused(http.StatusUnprocessableEntity, "airline_error", "airline_internal")
	if refused.get("errors.0.source") != "air_china" {
		t.Errorf("source %v", refused.get("errors.0.source"))
	}
	order := air.order(id)
	if order.get("data.payment_status.awaiting_payment") != true || len(order.list("data.documents")) != 0 {
		t.Errorf("%v", order.get("data.payment_status"))
	}
	// Bound to the order's reference, it is met by every order under it.
	again := air.hold("ord_fails")
	air.pay(again.text("data.id"), again.text("data.total_amount")).must(http.StatusUnprocessableEntity)
	air.with(scenario, "none").pay(id, total).must(http.StatusCreated)

	sky := s.as("skytrip")
	offer, pax, amount := sky.first()
	sky.with(scenario, "ticketing-fails").call(http.MethodPost, "/air/orders", instantBody(offer, pax, amount)).
		refused(http.StatusUnprocessableEntity, "airline_error", "airline_internal")
	if n := len(sky.call(http.MethodGet, "/air/orders", "").list("data")); n != 0 {
		t.Errorf("%d orders", n)
	}
	body := fmt.Sprintf(`{"data":{"order_id":%q}}`, id)
	air.call(http.MethodPost, "/air/order_cancellations", body).must(http.StatusCreated)
}
