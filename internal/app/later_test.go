package app_test

import (
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/config"
)

// offerOf is the first offer of a supplier.
func (s *sandbox) offerOf(supplierID string, found answer) (string, map[string]any) {
	s.t.Helper()
	for _, o := range found.list("offers") {
		offer, _ := o.(map[string]any)
		if offer["supplierId"] == supplierID {
			total, _ := offer["totalPrice"].(map[string]any)
			id, _ := offer["offerId"].(string)
			return id, total
		}
	}
	s.t.Fatalf("no offer of %s: %s", supplierID, found.raw)
	return "", nil
}

// orderFrom orders an offer of one supplier.
func (s *sandbox) orderFrom(supplierID string, headers ...header) string {
	s.t.Helper()
	found := s.want(s.get("/v1/air-shopping/"+s.shop(headers...).text("shoppingId")+"?limit=200"), 200)
	offerID, total := s.offerOf(supplierID, found)
	return s.want(s.post("/v1/orders", orderBody(offerID, "", total), key("order-"+offerID)), 201).text("orderId")
}

// Money stays reserved while tickets are on their way, and is taken when they
// are there, whatever protocol they come over.
func TestTicketsComeLate(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		for _, supplierID := range []string{"china-southern", "china-eastern"} {
			orderID := s.orderFrom(supplierID, scenario("ticketing-slow"))
			s.pay(orderID)
			waiting := s.until(orderID, "ticketing")
			if len(waiting.list("tickets")) != 0 || waiting.text("payments", 0, "status") != "authorized" {
				t.Fatalf("%s: %s", supplierID, waiting.raw)
			}
			s.want(s.post("/v1/sandbox/clock", `{"advance":"PT2M"}`), 200)
			done := s.until(orderID, "ticketed")
			if len(done.list("tickets")) != 1 || len(s.ledger(orderID)) != 1 {
				t.Fatalf("%s: %s", supplierID, done.raw)
			}
		}
	})
}

// A payer's bank that takes its time, and a gateway whose notice gets lost, end
// like any other payment.
func TestPaymentsSettleLate(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		for _, name := range []string{"payment-pending", "payment-lost-notice"} {
			orderID := s.order()
			paid := s.want(s.post("/v1/orders/"+orderID+"/payments", cardOK, key("pay-"+orderID), scenario(name)), 201)
			if name == "payment-pending" {
				if paid.text("status") != "pending" {
					t.Fatalf("%s: %s", name, paid.raw)
				}
				s.want(s.post("/v1/sandbox/clock", `{"advance":"PT3M"}`), 200)
			}
			done := s.until(orderID, "ticketed")
			if moved := s.ledger(orderID); len(moved) != 1 {
				t.Fatalf("%s: %v %s", name, moved, done.raw)
			}
		}
	})
}

// Airlines that move a flight tell us, whatever protocol they speak; the order
// says so without being asked for.
func TestScheduleChangeIsTold(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		for _, supplierID := range []string{"air-china", "china-eastern", "skytrip"} {
			s.toldOfAChange(supplierID)
		}
	})
}

// toldOfAChange buys from a supplier that changes a flight, and waits until the
// order knows: nothing but a notice can have told it.
func (s *sandbox) toldOfAChange(supplierID string) {
	s.t.Helper()
	orderID := s.orderFrom(supplierID, scenario("schedule-change"))
	s.pay(orderID)
	s.ticketed(orderID)
	s.untilItIs(orderID, "told of a changed flight", func(o answer) bool { return strings.Contains(o.text("attention"), "changed a flight") })
}

// Without a notice, asking live finds the change too: nobody sends one under the
// secret this supplier is configured with.
func TestScheduleChangeIsFoundByAsking(t *testing.T) {
	t.Parallel()
	world := playedWorld(t)
	s := start(t, func(c *config.Config) {
		c.Simulator.URL = world
		c.Suppliers = []config.Supplier{{
			ID: "china-eastern", Connector: "duffel", BaseURL: world,
			Credentials: config.Credentials{Token: "duffel_test_china-eastern", NoticeSecret: "nobody has it"},
		}}
	})
	orderID := s.orderFrom("china-eastern", scenario("schedule-change"))
	s.pay(orderID)
	s.until(orderID, "ticketed")
	s.want(s.post("/v1/sandbox/clock", `{"advance":"PT1M"}`), 200)
	if o := s.want(s.get("/v1/orders/"+orderID+"?live=true"), 200); !strings.Contains(o.text("attention"), "changed a flight") {
		t.Fatalf("%s", o.raw)
	}
}

// A supplier that sends nothing, and held nothing, is asked.
func TestScheduleChangeOfWhatWasBoughtAtOnce(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		for _, supplierID := range instantly {
			orderID := s.orderFrom(supplierID, scenario("schedule-change"))
			s.pay(orderID)
			s.ticketed(orderID)
			s.later("PT1M")
			if o := s.want(s.get("/v1/orders/"+orderID+"?live=true"), 200); !strings.Contains(o.text("attention"), "changed a flight") {
				t.Errorf("%s: %s", supplierID, o.raw)
			}
		}
	})
}

// The matrix names every supplier of the sandbox with its protocol, and shows
// what each cannot do by leaving it out.
func TestSupplierMatrix(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		can := map[string]string{}
		for i, one := range s.want(s.get("/v1/suppliers"), 200).list("suppliers") {
			row, _ := one.(map[string]any)
			id, _ := row["supplierId"].(string)
			can[id], _ = row["connector"].(string)
			operations, _ := row["operations"].([]any)
			for _, o := range operations {
				operation, _ := o.(map[string]any)
				name, _ := operation["operation"].(string)
				can[id] += " " + name
			}
			if len(operations) == 0 {
				t.Errorf("%d: %v", i, row)
			}
		}
		for id, want := range map[string]string{"air-china": "ndc", "china-eastern": "duffel", "globalfares": "amadeus"} {
			if !strings.HasPrefix(can[id], want+" ") {
				t.Errorf("%s: %q", id, can[id])
			}
		}
		if !strings.Contains(can["air-china"], " refund") || strings.Contains(can["globalfares"], " refund") || strings.Contains(can["globalfares"], " hold") {
			t.Errorf("%v", can)
		}
	})
}
