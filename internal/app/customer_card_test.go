package app_test

import (
	"fmt"
	"testing"

	"github.com/farebridge/farebridge/internal/config"
)

// charging are suppliers that charge the traveller's card: one that speaks NDC, one
// Duffel's protocol, and a reseller that holds nothing. The value begins tokens of
// cards as they know them.
var charging = map[string]string{"air-china": "tok", "china-eastern": "tcd", "skytrip": "tcd"}

func eachPairCharging(t *testing.T, f func(t *testing.T, s *sandbox)) {
	t.Helper()
	world := playedWorld(t)
	eachPairOf(t, func(c *config.Config) {
		c.Simulator.URL = world
		for id, token := range charging {
			s := config.Supplier{ID: id, Connector: "duffel", BaseURL: world, Settlement: "customerCard", Credentials: config.Credentials{Token: "duffel_test_" + id}}
			if token == "tok" {
				s.Connector, s.BaseURL, s.Credentials.Token = "ndc", world+"/ndc", "ndc_test_"+id
			}
			c.Suppliers = append(c.Suppliers, s)
		}
	}, f)
}

// payWith pays by one of the supplier's cards.
func (s *sandbox) payWith(supplierID, orderID, card string, headers ...header) answer {
	s.t.Helper()
	body := fmt.Sprintf(`{"method":"card","card":{"token":"%s_sandbox_%s"}}`, charging[supplierID], card)
	return s.want(s.post("/v1/orders/"+orderID+"/payments", body, append(headers, key(card+"-"+orderID))...), 201)
}

// A supplier that charges the traveller's card does so once, when it issues the
// tickets, and our gateway never hears of it. A declined card leaves the order to
// be paid by another.
func TestASupplierChargesTheTravellersCard(t *testing.T) {
	t.Parallel()
	eachPairCharging(t, func(t *testing.T, s *sandbox) {
		for _, each := range s.want(s.get("/v1/suppliers"), 200).list("suppliers") {
			if each.(map[string]any)["settlement"] != "customerCard" {
				t.Errorf("%v", each)
			}
		}
		for supplierID := range charging {
			orderID := s.orderFrom(supplierID)
			path := "/v1/orders/" + orderID + "/payments"
			offerID, _ := s.offerOf(supplierID, s.shop())
			offer := s.want(s.get("/v1/offers/"+offerID), 200)
			if offer.text("offer", "merchantOfRecord") != "supplier" {
				t.Errorf("%s: %s", supplierID, offer.raw)
			}
			other := s.refused(s.post(path, `{"method":"deposit"}`, key("deposit-"+orderID)), 422, "paymentMethodNotAllowed")
			if other.text("errors", 0, "code") != "supplierChargesCard" {
				t.Errorf("%s: %s", supplierID, other.raw)
			}
			for _, bad := range []string{"declined", "3ds"} {
				declined := s.payWith(supplierID, orderID, bad)
				if declined.text("status") != "failed" || declined.text("declineCode") != "cardDeclined" || declined.text("merchantOfRecord") != "supplier" {
					t.Fatalf("%s: %s", supplierID, declined.raw)
				}
				o := s.get("/v1/orders/" + orderID)
				if o.text("status") != "awaitingPayment" || o.text("allowedActions", 0) != "pay" || len(o.list("tickets")) != 0 {
					t.Fatalf("%s: %s", supplierID, o.raw)
				}
			}
			s.payWith(supplierID, orderID, "ok")
			o := s.decided(orderID)
			payments := o.list("payments")
			last := payments[len(payments)-1].(map[string]any)
			if o.text("status") != "ticketed" || last["status"] != "captured" || last["capturedAt"] == nil || last["moneyReturn"] != nil {
				t.Errorf("%s: %s", supplierID, o.raw)
			}
			again := s.post(path, `{"method":"card","card":{"token":"tok_sandbox_ok"}}`, key("again-"+orderID))
			s.refused(again, 409, "alreadyPaid")
			s.charged(supplierID, orderID, 1)
		}
	})
}

// What cannot be ticketed is charged to nobody, and nobody is owed anything.
func TestNoTicketsNoCharge(t *testing.T) {
	t.Parallel()
	eachPairCharging(t, func(t *testing.T, s *sandbox) {
		for supplierID := range charging {
			orderID := s.orderFrom(supplierID, scenario("ticketing-fails"))
			paid := s.payWith(supplierID, orderID, "ok")
			o := s.until(orderID, "cancelled")
			if paid.text("status") != "failed" || paid.text("declineCode") != "notCharged" || o.text("cancelReason") != "ticketingFailed" {
				t.Errorf("%s: %s %s", supplierID, paid.raw, o.raw)
			}
			s.charged(supplierID, orderID, 0)
		}
	})
}

// A booking whose answer is lost is found, with the card charged once.
func TestALostAnswerChargesOnce(t *testing.T) {
	t.Parallel()
	eachPairCharging(t, func(t *testing.T, s *sandbox) {
		orderID := s.orderFrom("skytrip", scenario("booked-then-timeout"))
		paid := s.payWith("skytrip", orderID, "ok")
		if paid.text("status") == "failed" {
			t.Fatalf("%s", paid.raw)
		}
		o := s.decided(orderID)
		confirmed := s.want(s.post("/v1/orders/"+orderID+"/payments/"+paid.text("paymentId")+"/confirm", ""), 200)
		if o.text("status") != "ticketed" || confirmed.text("status") != "captured" {
			t.Errorf("%s %s", o.raw, confirmed.raw)
		}
		s.charged("skytrip", orderID, 1)
	})
}

// A misfortune staged with the payment is the supplier's acquirer's.
func TestAStagedDeclineIsTheSuppliers(t *testing.T) {
	t.Parallel()
	eachPairCharging(t, func(t *testing.T, s *sandbox) {
		for supplierID := range charging {
			orderID := s.orderFrom(supplierID)
			declined := s.payWith(supplierID, orderID, "ok", scenario("payment-declined"))
			if declined.text("declineCode") != "cardDeclined" {
				t.Errorf("%s: %s", supplierID, declined.raw)
			}
			s.charged(supplierID, orderID, 0)
		}
	})
}

// A supplier that cannot be reached charges nobody, then or later: the buyer is
// told, and pays again.
func TestACardIsNotChargedWhenTheSupplierIsBack(t *testing.T) {
	t.Parallel()
	eachPairCharging(t, func(t *testing.T, s *sandbox) {
		for _, supplierID := range []string{"air-china", "china-eastern"} {
			orderID := s.orderFrom(supplierID)
			body := fmt.Sprintf(`{"method":"card","card":{"token":"%s_sandbox_ok"}}`, charging[supplierID])
			down := s.refused(s.post("/v1/orders/"+orderID+"/payments", body, key("down-"+orderID), scenario("supplier-down")), 503, "suppliersUnavailable")
			if down.text("outcome") != "notDone" || down.get("safeToRetry") != true {
				t.Errorf("%s: %s", supplierID, down.raw)
			}
			s.later("PT2M")
			if o := s.get("/v1/orders/" + orderID); o.text("status") != "awaitingPayment" || o.text("payments", 0, "declineCode") != "supplierUnavailable" {
				t.Errorf("%s: %s", supplierID, o.raw)
			}
			s.charged(supplierID, orderID, 0)
			s.payWith(supplierID, orderID, "ok")
			s.ticketed(orderID)
			s.charged(supplierID, orderID, 1)
		}
	})
}

// charged counts the supplier's charges of an order, and makes sure that our own
// gateway has none.
func (s *sandbox) charged(supplierID, orderID string, want int) {
	s.t.Helper()
	if ledger := s.ledger(orderID); len(ledger) != 0 {
		s.t.Errorf("%s: our gateway moved money: %v", supplierID, ledger)
	}
	count := 0
	for _, booking := range s.bookings(orderID) {
		paid := s.want(s.call("GET", s.sim+"/air/payments?order_id="+booking["id"].(string), "", header{
			"Authorization": "Bearer duffel_test_" + supplierID, "Duffel-Version": "v2",
		}), 200)
		for _, each := range paid.list("data") {
			if payment := each.(map[string]any); payment["type"] != "card" {
				s.t.Errorf("%s: paid by %v", supplierID, payment)
			}
			count++
		}
	}
	if count != want {
		s.t.Errorf("%s charged %d times, want %d", supplierID, count, want)
	}
}
