package ndcair_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/ndcair"
	"github.com/farebridge/farebridge/internal/simulator/stage"
)

// TestOffersChange when they are priced, once and for good.
func TestOffersChange(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	for scenario, sign := range map[string]int{stage.PriceUp: 1, stage.PriceDown: -1} {
		p := s.under(scenario).refundable(oneWay)
		first := s.price(p).ok().text("Response/PricedOffer/TotalPrice/TotalAmount")
		again := s.price(p).ok()
		if difference := int(fen(t, first) - fen(t, p.total)); difference*sign <= 0 {
			t.Errorf("%s: %s becomes %s", scenario, p.total, first)
		}
		if again.text("Response/PricedOffer/TotalPrice/TotalAmount") != first {
			t.Errorf("%s happens twice", scenario)
		}
		s.create(p, "ord_"+scenario, "").refused("727")
		s.create(pick(oneWay, *again.first("Response/PricedOffer")), "ord_"+scenario, "").ok()
	}
}

func TestTermsChange(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	p := s.under(stage.TermsChanged).refundable(oneWay)
	changed, same := s.price(p).ok(), s.price(s.refundable(oneWay)).ok()
	const fee = "Response/PricedOffer/OfferItem/FareDetail/FareComponent/CancelRestrictions/Fee/Amount"
	if changed.text("Response/PricedOffer/TotalPrice/TotalAmount") != same.text("Response/PricedOffer/TotalPrice/TotalAmount") {
		t.Fatal("the price changed too")
	}
	if fen(t, changed.text(fee)) <= fen(t, same.text(fee)) {
		t.Fatalf("a refund costs %s instead of %s", changed.text(fee), same.text(fee))
	}
}

func TestSoldOut(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	p := s.under(stage.SoldOut).refundable(oneWay)
	s.price(p).refused("421")
	s.create(p, "ord_1", "").refused("421")
	s.byReference("ord_1").refused("129")
}

// TestSupplierDown: nothing is done, and what is bound plays on.
func TestSupplierDown(t *testing.T) {
	t.Parallel()
	box := start(t)
	s := box.seller("air-china")
	p := s.priced(oneWay)
	s.under(stage.SupplierDown).create(p, "ord_1", "").refused("304")
	s.byReference("ord_1").refused("129")
	s.under(stage.SupplierDown+";supplier=china-eastern").create(p, "ord_1", "").ok()
	s.under("supplier-sideways").shop(oneWay).badRequest()
}

func (a answer) badRequest() {
	a.t.Helper()
	if a.status != http.StatusBadRequest || a.first("Error") == nil && a.XMLName.Local != "IATA_Acknowledgement" {
		a.t.Fatalf("%d %s", a.status, clip(a.raw))
	}
}

// TestSupplierSlow: a caller that has left is let go, unanswered; others than the
// slow supplier answer at once. The delay is an hour.
func TestSupplierSlow(t *testing.T) {
	t.Parallel()
	box := start(t)
	left, leave := context.WithCancel(t.Context())
	leave()
	for scenario, answered := range map[string]bool{
		stage.SupplierSlow:                             false,
		stage.SupplierSlow + ";supplier=air-china":     false,
		stage.SupplierSlow + ";supplier=china-eastern": true,
	} {
		body := message("AirShopping", flightRequest(oneWay.legs...)+paxList("ADT"))
		request := httptest.NewRequestWithContext(left, http.MethodPost, "/ndc", strings.NewReader(body))
		request.Header.Set("Authorization", "Bearer "+ndcair.Token("air-china"))
		request.Header.Set("Content-Type", "application/xml")
		request.Header.Set(stage.ScenarioHeader, scenario)
		recorder := httptest.NewRecorder()
		box.surface.ServeHTTP(recorder, request)
		if got := recorder.Body.Len() > 0; got != answered {
			t.Errorf("%s: answered is %v", scenario, got)
		}
	}
}

// TestLostAnswer: one order is made and found under the seller's reference. Who
// tries again without looking has two, as NDC has no idempotency.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china").under(stage.BookedThenTimeout)
	p := s.priced(oneWay)
	if a, err := s.try(message("OrderCreate", p.wish("ord_1", ""))); err == nil {
		t.Fatalf("answered %d %s", a.status, clip(a.raw))
	}
	if n := len(s.byReference("ord_1").ok().all("Response/Order")); n != 1 {
		t.Fatalf("%d orders", n)
	}
	again := s.create(p, "ord_1", "").ok()
	if n := len(s.byReference("ord_1").ok().all("Response/Order")); n != 2 {
		t.Fatalf("%d orders after another", n)
	}
	both := s.byReference("ord_1").ok()
	pax := both.texts("Response/DataLists/PaxList/Pax/PaxID")
	slices.Sort(pax)
	if len(slices.Compact(pax)) != 2 || again.first("Response/Order") == nil {
		t.Fatalf("people of two orders: %v", pax)
	}
}

// TestTicketingFails: refused for good, the hold stays.
func TestTicketingFails(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	h := s.held(oneWay, "ord_1")
	s.under(stage.TicketingFails).change(h, "", payment(h.total)).refused("494")
	if s.retrieve(h).ok().first("Response/Order/OrderItem/PaymentTimeLimitDateTime") == nil {
		t.Fatal("the hold is gone")
	}
	s.change(h, "", payment(h.total)).ok()
}

// TestTicketingSlow: paid at once, tickets when their time has come.
func TestTicketingSlow(t *testing.T) {
	t.Parallel()
	box := start(t)
	s := box.seller("air-china")
	h := s.held(oneWay, "ord_1")
	paid := s.under(stage.TicketingSlow).change(h, "", payment(h.total)).ok()
	if paid.first("Response/TicketDocInfo") != nil || paid.text("PaymentFunctions/PaymentProcessingSummary/PaymentStatusCode") != "SUCCESSFUL" {
		t.Fatalf("paid %s", clip(paid.raw))
	}
	box.stage.Advance(time.Minute)
	if s.retrieve(h).ok().first("Response/TicketDocInfo") == nil {
		t.Fatal("no tickets after a minute")
	}
}

// TestHoldExpires: the airline takes it back when it was not paid in time.
func TestHoldExpires(t *testing.T) {
	t.Parallel()
	box := start(t)
	s := box.seller("air-china")
	h := s.held(oneWay, "ord_1")
	box.stage.Advance(25 * time.Hour)
	s.change(h, "", payment(h.total)).refused("367")
	if s.retrieve(h).ok().text("Response/Order/StatusCode") != "CLOSED" {
		t.Fatal("still held")
	}
	p := s.shopped(oneWay)
	box.stage.Advance(26 * time.Hour)
	s.price(p).refused("325")
}
