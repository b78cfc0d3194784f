package app_test

import (
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/config"
)

// instantly are the sandbox's suppliers that hold nothing: an order is booked
// with them when it is paid.
var instantly = []string{"skytrip", "globalfares"}

// What an agency stages when it searches or orders happens when the payer pays,
// although the supplier hears of the order only then.
func TestAPayersMisfortuneIsCarriedToThePayment(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		for _, supplierID := range instantly {
			for where, orderID := range s.staged(supplierID, "payment-declined") {
				declined := s.pay(orderID)
				if declined.text("status") != "failed" || declined.text("declineCode") == "" {
					t.Errorf("%s, staged at %s: %s", supplierID, where, declined.raw)
				}
				if o := s.get("/v1/orders/" + orderID); o.text("status") != "awaitingPayment" || o.text("allowedActions", 0) != "pay" {
					t.Errorf("%s, staged at %s: %s", supplierID, where, o.raw)
				}
			}
			orderID := s.orderFrom(supplierID, scenario("payment-pending"))
			if paid := s.pay(orderID); paid.text("status") != "pending" {
				t.Errorf("%s: %s", supplierID, paid.raw)
			}
			s.later("PT3M")
			s.ticketed(orderID)
		}
	})
}

// A call's own scenario goes before what its order carries.
func TestThePaymentsOwnScenarioWins(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		for _, supplierID := range append([]string{"china-eastern"}, instantly...) {
			orderID := s.orderFrom(supplierID, scenario("payment-declined"))
			s.pay(orderID, scenario("payment-lost-notice"))
			s.ticketed(orderID)
			// What was staged for a payment is over with it.
			other := s.orderFrom(supplierID)
			declined := s.pay(other, scenario("payment-declined"))
			if declined.text("status") != "failed" {
				t.Fatalf("%s: %s", supplierID, declined.raw)
			}
			s.want(s.post("/v1/orders/"+other+"/payments", cardOK, key("again-"+other)), 201)
			s.ticketed(other)
		}
	})
}

// So does what befalls the booking that is made when the order is paid.
func TestAMisfortuneOfTheOrderIsCarriedToItsBooking(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		for _, supplierID := range instantly {
			for where, orderID := range s.staged(supplierID, "ticketing-fails") {
				s.pay(orderID)
				done := s.decided(orderID)
				if done.text("cancelReason") != "ticketingFailed" {
					t.Errorf("%s, staged at %s: %s", supplierID, where, done.raw)
				}
			}
		}
	})
}

// staged makes one order whose search staged the scenario, and one that did
// itself.
func (s *sandbox) staged(supplierID, name string) map[string]string {
	s.t.Helper()
	found := s.want(s.get("/v1/air-shopping/"+s.shop().text("shoppingId")+"?limit=200"), 200)
	offerID, total := s.offerOf(supplierID, found)
	created := s.want(s.post("/v1/orders", orderBody(offerID, "", total), key("order-"+offerID), scenario(name)), 201)
	return map[string]string{"AirShopping": s.orderFrom(supplierID, scenario(name)), "OrderCreate": created.text("orderId")}
}

// ticketed waits for tickets.
func (s *sandbox) ticketed(orderID string) {
	s.t.Helper()
	if o := s.decided(orderID); o.text("status") != "ticketed" {
		s.t.Fatalf("the order is %s: %s", o.text("status"), s.get("/v1/orders/"+orderID+"/history").raw)
	}
}

// decided waits until a paid order has its tickets or its money back. A
// consolidator takes it on and knows some minutes later; time is moved only once
// the booking is on record, since calls on their way do not outlive such a jump.
func (s *sandbox) decided(orderID string) answer {
	s.t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	for moved := false; ; time.Sleep(50 * time.Millisecond) {
		o := s.want(s.get("/v1/orders/"+orderID), 200)
		status := o.text("status")
		if status == "ticketed" || status == "refunded" {
			return o
		}
		if status == "ticketing" && len(o.list("recordLocators")) > 0 && !moved {
			s.later("PT5M")
			moved = true
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("the order is still %s: %s", status, s.get("/v1/orders/"+orderID+"/history").raw)
		}
	}
}

// An order outlives the offers it was made from: a server that starts with an
// empty memory takes its payment, as the order's allowedActions promise.
func TestAnUnpaidOrderOutlivesItsOffers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	keep := func(c *config.Config) { c.DataDir = dir }
	before, stop := startUntil(t, keep)
	orders := map[string]string{}
	for _, supplierID := range instantly {
		orders[supplierID] = before.orderFrom(supplierID)
	}
	declined := before.orderFrom("skytrip", scenario("payment-declined"))
	stop()

	s := start(t, keep)
	for supplierID, orderID := range orders {
		o := s.want(s.get("/v1/orders/"+orderID), 200)
		if o.text("status") != "awaitingPayment" || o.text("allowedActions", 0) != "pay" {
			t.Fatalf("%s: %s", supplierID, o.raw)
		}
		s.pay(orderID)
		s.ticketed(orderID)
	}
	if p := s.pay(declined); p.text("status") != "failed" {
		t.Errorf("its scenario was forgotten: %s", p.raw)
	}
}
