package app_test

import (
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/config"
)

// A supplier that cannot be asked for our balance says that it is spent when
// tickets are due. The traveller's money is reserved and never taken; the next
// booking is not even held.
func TestASpentBalanceTakesNobodysMoney(t *testing.T) {
	t.Parallel()
	s := start(t, func(c *config.Config) {
		c.Simulator.Balances = map[string]string{"china-eastern": "10.00"}
	})
	orderID := s.orderFrom("china-eastern")
	s.pay(orderID)
	deadline := time.Now().Add(30 * time.Second)
	for {
		found := s.want(s.get("/v1/air-shopping/"+s.shop().text("shoppingId")+"?limit=200"), 200)
		offerID, total := s.offerOf("china-eastern", found)
		next := s.post("/v1/orders", orderBody(offerID, "", total), key("next-"+offerID))
		if next.status == 503 {
			if next.text("outcome") != "notDone" || next.text("fault") != "supplier" {
				t.Fatalf("%s", next.raw)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("still holding on an empty balance: %s", next.raw)
		}
	}
	o := s.want(s.get("/v1/orders/"+orderID), 200)
	if o.text("payments", 0, "status") != "authorized" || len(o.list("tickets")) != 0 || len(s.ledger(orderID)) != 0 {
		t.Fatalf("%s %v", o.raw, s.ledger(orderID))
	}
}
