package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// R-002-5, R-002-6: nothing is sold at a price its buyer did not accept.
func TestPriceUpAcceptOrLeave(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		offerID, total := s.offer(s.shop(scenario("price-up")))
		refused := s.refused(s.post("/v1/orders", orderBody(offerID, "", total), key("1")), 409, "priceChanged")
		if refused.text("outcome") != "notDone" || refused.text("result") != "priceChanged" || refused.text("acceptance", "token") == "" {
			t.Fatalf("%s", refused.raw)
		}
		if l := s.get("/v1/orders").list("orders"); len(l) != 0 {
			t.Fatalf("an order was left behind: %v", l)
		}
		priced := s.want(s.post("/v1/offers/"+offerID+"/price", `{}`), 200)
		changed, ok := priced.get("offer", "totalPrice").(map[string]any)
		if priced.text("result") != "priceChanged" || !ok || changed["amount"] == total["amount"] || len(priced.list("changes")) == 0 {
			t.Fatalf("%s", priced.raw)
		}
		firm, token := priced.text("offer", "offerId"), priced.text("acceptance", "token")
		s.refused(s.post("/v1/orders", orderBody(firm, "", changed), key("2")), 409, "acceptanceRequired")
		s.refused(s.post("/v1/orders", orderBody(firm, token, total), key("3")), 409, "acceptanceRequired")
		created := s.want(s.post("/v1/orders", orderBody(firm, token, changed), key("4")), 201)
		if created.text("totalPrice", "amount") != changed["amount"] {
			t.Fatalf("%s", created.raw)
		}
	})
}

func TestSoldOut(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		offerID, total := s.offer(s.shop(scenario("sold-out")))
		priced := s.want(s.post("/v1/offers/"+offerID+"/price", `{}`), 200)
		if priced.text("result") != "unavailable" || priced.get("offer") != nil {
			t.Fatalf("%s", priced.raw)
		}
		s.refused(s.post("/v1/orders", orderBody(offerID, "", total), key("1")), 409, "offerUnavailable")
	})
}

// One supplier in trouble costs its own offers, not the search.
func TestSuppliersInTrouble(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		for name, want := range map[string]string{"supplier-slow;supplier=air-china": "timeout", "supplier-down;supplier=air-china": "error"} {
			begun := time.Now()
			found := s.want(s.post("/v1/air-shopping", `{"originDestinations":[{"origin":"PEK","destination":"SHA","departureDate":"`+day()+`"}],"pax":[{"paxId":"p1","ptc":"ADT"}],"budgetMs":4000}`, scenario(name)), 200)
			if took := time.Since(begun); took >= slowSupplier {
				t.Errorf("%s: waited %v for a supplier beyond the budget", name, took)
			}
			if found.get("complete") != false || len(found.list("offers")) == 0 || len(found.list("warnings")) == 0 {
				t.Errorf("%s: %s", name, found.raw)
			}
			for _, each := range found.list("suppliers") {
				report := each.(map[string]any)
				if expected := map[bool]string{true: want, false: "ok"}[report["supplierId"] == "air-china"]; report["status"] != expected {
					t.Errorf("%s: %v", name, report)
				}
			}
		}
		all := s.post("/v1/air-shopping", `{"originDestinations":[{"origin":"PEK","destination":"SHA","departureDate":"`+day()+`"}],"pax":[{"paxId":"p1","ptc":"ADT"}]}`, scenario("supplier-down"))
		s.refused(all, 503, "suppliersUnavailable")
		if all.header.Get("Retry-After") == "" || all.get("retryable") != true {
			t.Fatalf("%v %s", all.header, all.raw)
		}
	})
}

// A booking whose answer was lost is found by our own reference, not made again.
func TestLostBookingAnswerIsOneBooking(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		offerID, total := s.offer(s.shop(scenario("booked-then-timeout")))
		created := s.post("/v1/orders", orderBody(offerID, "", total), key("1"))
		if created.status != 201 && created.status != 202 {
			t.Fatalf("%d %s", created.status, created.raw)
		}
		orderID := created.text("orderId")
		s.until(orderID, "awaitingPayment")
		s.pay(orderID)
		s.until(orderID, "ticketed")
		if n := len(s.bookings(orderID)); n != 1 {
			t.Fatalf("%d bookings", n)
		}
	})
}

// R-000-47: no ticket, no money.
func TestTicketingFailsForGood(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		orderID := s.order(scenario("ticketing-fails"))
		s.pay(orderID)
		done := s.until(orderID, "refunded")
		if done.text("cancelReason") != "ticketingFailed" || done.text("payments", 0, "status") != "refunded" ||
			done.text("payments", 0, "moneyReturn", "kind") != "void" || done.text("payments", 0, "moneyReturn", "status") != "done" {
			t.Fatalf("%s", done.raw)
		}
		if moved := s.ledger(orderID); len(moved) != 0 {
			t.Fatalf("money moved: %v", moved)
		}
		s.released(orderID)
	})
}

// released waits until the supplier has its seats back: it is the last step,
// after the one callers see.
func (s *sandbox) released(orderID string) {
	s.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		bookings := s.bookings(orderID)
		if len(bookings) == 1 && bookings[0]["cancelled_at"] != nil {
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("seats not released: %v", bookings)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func TestDeclinedThenPaid(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		orderID := s.order()
		declined := s.want(s.post("/v1/orders/"+orderID+"/payments", cardOK, key("1"), scenario("payment-declined")), 201)
		if declined.text("status") != "failed" || declined.text("declineCode") == "" {
			t.Fatalf("%s", declined.raw)
		}
		token := s.want(s.post("/v1/orders/"+orderID+"/payments", `{"method":"card","card":{"token":"tok_sandbox_declined"}}`, key("2")), 201)
		if token.text("status") != "failed" {
			t.Fatalf("%s", token.raw)
		}
		still := s.want(s.get("/v1/orders/"+orderID), 200)
		if still.text("status") != "awaitingPayment" || still.text("allowedActions", 0) != "pay" {
			t.Fatalf("%s", still.raw)
		}
		s.want(s.post("/v1/orders/"+orderID+"/payments", cardOK, key("3")), 201)
		done := s.until(orderID, "ticketed")
		if moved := s.ledger(orderID); len(moved) != 1 || len(done.list("payments")) != 3 {
			t.Fatalf("%v %s", moved, done.raw)
		}
	})
}

// A payer who has to approve does so on the gateway's page; its signed notice
// brings the order on.
func TestPayerApprovesOnTheGatewaysPage(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		orderID := s.order()
		pending := s.want(s.post("/v1/orders/"+orderID+"/payments", `{"method":"card","card":{"token":"tok_sandbox_3ds"}}`, key("1")), 201)
		page := pending.text("nextAction", "url")
		if pending.text("status") != "pending" || pending.text("nextAction", "type") != "redirect" || !strings.HasPrefix(page, s.sim) {
			t.Fatalf("%s", pending.raw)
		}
		confirmed := s.want(s.post("/v1/orders/"+orderID+"/payments/"+pending.text("paymentId")+"/confirm", ""), 200)
		if confirmed.text("status") != "pending" {
			t.Fatalf("believed before the payer approved: %s", confirmed.raw)
		}
		s.approve(page)
		s.until(orderID, "ticketed")
	})
}

// approve presses the button on the gateway's page.
func (s *sandbox) approve(page string) {
	s.t.Helper()
	shown := s.want(s.call("GET", page, ""), 200)
	if !strings.Contains(string(shown.raw), "approve") {
		s.t.Fatalf("the page has no way to approve: %s", shown.raw)
	}
	response, err := http.PostForm(page, url.Values{"decision": {"approve"}})
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode >= 400 {
		s.t.Fatalf("approving: %s", response.Status)
	}
}

// R-000-39: what is not paid in time is cancelled, and the seats go back.
func TestUnpaidOrderExpires(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		found := s.shop()
		offerID, _ := s.offer(found)
		unpaid, paid := s.order(), s.order()
		s.pay(paid)
		s.until(paid, "ticketed")
		pending := s.want(s.post("/v1/orders/"+unpaid+"/payments", `{"method":"card","card":{"token":"tok_sandbox_3ds"}}`, key("p")), 201)

		moved := s.want(s.post("/v1/sandbox/clock", `{"advance":"PT31M"}`), 200)
		if moved.text("offset") != "PT31M" {
			t.Fatalf("%s", moved.raw)
		}
		done := s.until(unpaid, "cancelled")
		if done.text("cancelReason") != "paymentTimeout" || done.text("payments", 0, "status") != "failed" || done.text("payments", 0, "declineCode") != "expired" {
			t.Fatalf("%s", done.raw)
		}
		s.released(unpaid)
		s.refused(s.post("/v1/orders/"+unpaid+"/payments", cardOK, key("late")), 409, "invalidState")
		if a := s.get("/v1/orders/" + paid); a.text("status") != "ticketed" {
			t.Fatalf("a paid order expired too: %s", a.raw)
		}
		priced := s.post("/v1/offers/"+offerID+"/price", `{}`)
		if priced.status == 200 && priced.text("result") != "expired" || priced.status != 200 && priced.text("code") != "offerExpired" {
			t.Fatalf("an old offer is alive: %s", priced.raw)
		}
		// The page the payer still has open buys nothing any more.
		if response, err := http.PostForm(pending.text("nextAction", "url"), url.Values{"decision": {"approve"}}); err == nil {
			_ = response.Body.Close()
		}
		if a := s.get("/v1/orders/" + unpaid); a.text("status") != "cancelled" || len(s.ledger(unpaid)) != 0 {
			t.Fatalf("%s %v", a.raw, s.ledger(unpaid))
		}
	})
}

// What nobody can stage is told, not passed over; a server before ours may mean a
// supplier of its own.
func TestAMisfortuneOfNobodyIsRefused(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	refused := s.refused(s.post("/v1/air-shopping", searchBody(""), scenario("supplier-down;supplier=air-chima")), 400, "invalidRequest")
	if refused.text("errors", 0, "code") != "unknownSupplier" {
		t.Errorf("%s", refused.raw)
	}
	c := link(t, "fb_test_ota", nil, nil)
	found := c.ours.shop(scenario("supplier-slow;supplier=whoever"))
	if len(found.list("offers")) == 0 {
		t.Errorf("%s", found.raw)
	}
}
