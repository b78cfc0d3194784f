package app_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
)

// Whoever has no balance with the seller holds nothing there: the traveller is
// told before a seat is taken or a card is touched.
func TestNoBalanceWithTheSellerHoldsNothing(t *testing.T) {
	t.Parallel()
	c := link(t, "fb_test_agency", nil, nil) // which never paid in
	if a := c.seller.want(c.seller.get("/v1/agency"), 200); a.get("deposit") != nil {
		t.Fatalf("%s", a.raw)
	}
	offerID, total := c.ours.offer(c.ours.shop())
	refused := c.ours.refused(c.ours.post("/v1/orders", orderBody(offerID, "", total), key("1")), 503, "suppliersUnavailable")
	if refused.text("outcome") != "notDone" || refused.text("fault") != "supplier" {
		t.Fatalf("%s", refused.raw)
	}
	if sold := c.seller.want(c.seller.get("/v1/orders"), 200).list("orders"); len(sold) != 0 {
		t.Fatalf("the seller holds %v", sold)
	}
}

// Bookings may compete for the last of our balance with the seller. No traveller
// pays for the loser: the money is held and let go again, never captured.
func TestABalanceThatRunsOutIsNobodysMoney(t *testing.T) {
	t.Parallel()
	c := link(t, "fb_test_ota", nil, nil)
	left := c.available()
	var orders []string
	for _, total := range c.heldByNine(3) {
		orders = append(orders, total.orderID)
		if cmp, err := left.Cmp(total.price); err != nil || (cmp < 0) != (len(orders) == 3) {
			t.Fatalf("%s left for order %d of %s: %v", left, len(orders), total.price, err)
		}
		left, _ = left.Sub(total.price)
	}
	for _, orderID := range orders[:2] {
		c.ours.pay(orderID)
		c.ours.until(orderID, "ticketed")
	}
	loser := orders[2]
	c.ours.pay(loser)
	sold := c.resold(loser)[0].(map[string]any)["orderId"].(string)
	deadline := time.Now().Add(30 * time.Second)
	for c.seller.get("/v1/orders/"+sold).text("payments", 0, "declineCode") == "" {
		if time.Now().After(deadline) {
			t.Fatal("nobody tried to pay the seller")
		}
		time.Sleep(50 * time.Millisecond)
	}
	declined := c.seller.get("/v1/orders/" + sold)
	if declined.text("payments", 0, "declineCode") != "insufficientDeposit" || declined.text("status") != "awaitingPayment" {
		t.Fatalf("%s", declined.raw)
	}
	if o := c.ours.get("/v1/orders/" + loser); o.text("payments", 0, "status") != "authorized" || len(c.ours.ledger(loser)) != 0 {
		t.Fatalf("%s", o.raw)
	}
	c.later("PT31M") // what is not paid lapses there
	c.seller.until(sold, "cancelled")
	c.ours.later("PT5M")
	done := c.ours.until(loser, "refunded")
	if done.text("payments", 0, "moneyReturn", "kind") != "void" || len(c.ours.ledger(loser)) != 0 {
		t.Fatalf("%s %v", done.raw, c.ours.ledger(loser))
	}
	// The seller has no call that gives seats back, and they lapsed: nobody has to look.
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		history := string(c.ours.get("/v1/orders/" + loser + "/history").raw)
		if o := c.ours.get("/v1/orders/" + loser); o.text("attention") != "" {
			t.Fatalf("%s\n%s", o.text("attention"), history)
		}
		if strings.Contains(history, "release.leftToLapse") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(history)
		}
	}
}

type heldOrder struct {
	orderID string
	price   money.Money
}

// heldByNine holds n orders for nine people, each dear enough that the seller's
// deposit pays two of them and not three.
func (c *chain) heldByNine(n int) []heldOrder {
	c.t.Helper()
	var pax, people []map[string]any
	for i := range 9 {
		id := fmt.Sprintf("p%d", i+1)
		pax = append(pax, map[string]any{"paxId": id, "ptc": "ADT"})
		people = append(people, map[string]any{
			"paxId": id, "surname": "ZHANG", "givenName": string(rune('A'+i)) + "N", "gender": "male", "birthDate": fmt.Sprintf("199%d-03-07", i),
		})
	}
	encode := func(body map[string]any) string {
		raw, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		return string(raw)
	}
	found := c.ours.want(c.ours.post("/v1/air-shopping", encode(map[string]any{
		"originDestinations": []any{map[string]any{"origin": "PEK", "destination": "SHA", "departureDate": day()}}, "pax": pax, "budgetMs": 15000,
	})), 200)
	found = c.ours.want(c.ours.get("/v1/air-shopping/"+found.text("shoppingId")+"?limit=200"), 200)
	var held []heldOrder
	flown := map[string]bool{}
	for _, each := range found.list("offers") {
		offer := each.(map[string]any)
		total := offer["totalPrice"].(map[string]any)
		price := yuan(c.t, total["amount"].(string))
		journey := fmt.Sprint(offer["paxJourneyIds"])
		if offer["holdable"] != true || flown[journey] || price.Minor <= 50_000_00/3 || price.Minor > 50_000_00/2 {
			continue
		}
		flown[journey] = true
		created := c.ours.want(c.ours.post("/v1/orders", encode(map[string]any{
			"offers": []any{map[string]any{"offerId": offer["offerId"]}}, "acceptedTotal": total, "pax": people,
			"contact": map[string]any{"name": "Zhang San", "email": "zhang@example.com", "phone": "+8613800138000"},
		}), key("nine-"+journey)), 201)
		held = append(held, heldOrder{orderID: created.text("orderId"), price: price})
		if len(held) == n {
			return held
		}
	}
	c.t.Fatalf("only %d of %d offers fit: %s", len(held), n, found.raw[:min(600, len(found.raw))])
	return nil
}
