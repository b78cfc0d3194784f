package app_test

import (
	"encoding/json"
	"testing"
)

// resold orders an offer of the reseller, which cannot hold: nothing is booked
// before it is paid.
func (s *sandbox) resold() string {
	s.t.Helper()
	offerID, total := s.offerOf("skytrip", s.want(s.get("/v1/air-shopping/"+s.shop().text("shoppingId")+"?limit=200"), 200))
	created := s.want(s.post("/v1/orders", orderBody(offerID, "", total), key("resold-"+offerID)), 201)
	if created.text("status") != "awaitingPayment" || len(s.bookings(created.text("orderId"))) != 0 {
		s.t.Fatalf("%s", created.raw)
	}
	return created.text("orderId")
}

// What cannot be held is booked at payment, at a price the buyer accepts then.
func TestResellerIsBookedWhenPaid(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		orderID := s.resold()
		s.pay(orderID)
		s.until(orderID, "ticketed")
		if n := len(s.bookings(orderID)); n != 1 {
			t.Fatalf("%d bookings", n)
		}
	})
}

func TestResellerPriceMovesBeforePayment(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		orderID := s.resold()
		before := s.get("/v1/orders/"+orderID).text("totalPrice", "amount")
		path := "/v1/orders/" + orderID + "/payments"
		refused := s.refused(s.post(path, cardOK, key("1"), scenario("price-up")), 409, "priceChanged")
		token := refused.text("acceptance", "token")
		if token == "" || len(s.ledger(orderID)) != 0 {
			t.Fatalf("%s", refused.raw)
		}
		body, err := json.Marshal(map[string]any{"method": "card", "card": map[string]any{"token": "tok_sandbox_ok"}, "acceptanceToken": token})
		if err != nil {
			t.Fatal(err)
		}
		paid := s.want(s.post(path, string(body), key("2")), 201)
		if paid.text("amount", "amount") != refused.text("offer", "totalPrice", "amount") || paid.text("amount", "amount") == before {
			t.Fatalf("paid %s, offered %s, before %s", paid.raw, refused.raw, before)
		}
		done := s.until(orderID, "ticketed")
		if done.text("totalPrice", "amount") != paid.text("amount", "amount") {
			t.Fatalf("%s", done.raw)
		}
	})
}

func TestResellerSoldOutBeforePayment(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		orderID := s.resold()
		s.refused(s.post("/v1/orders/"+orderID+"/payments", cardOK, key("1"), scenario("sold-out")), 409, "offerUnavailable")
		done := s.until(orderID, "cancelled")
		if done.text("cancelReason") != "soldOut" || len(done.list("payments")) != 0 {
			t.Fatalf("%s", done.raw)
		}
	})
}
