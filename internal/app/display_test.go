package app_test

import (
	"strconv"
	"testing"
)

// Who searched in a currency sees it wherever a price is shown after that: in the
// offer as it is now, in what could be bought instead, and when either is read again.
func TestDisplayPricesStay(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	found := s.want(s.post("/v1/air-shopping", searchBody(`,"currency":"USD"`), scenario("price-up")), 200)
	shown := found.list("offers")[0].(map[string]any)
	rate := worthOf(t, shown["displayPrice"]) / worthOf(t, shown["totalPrice"])
	in := func(what string, offer any) {
		t.Helper()
		o := offer.(map[string]any)
		display, ok := o["displayPrice"].(map[string]any)
		if !ok || display["currency"] != "USD" {
			t.Errorf("%s: display price %v", what, o["displayPrice"])
			return
		}
		total := worthOf(t, o["totalPrice"])
		if off := worthOf(t, display) - rate*total; off > 0.02 || off < -0.02 {
			t.Errorf("%s: %v for %v", what, display, o["totalPrice"])
		}
	}
	id, total := shown["offerId"].(string), shown["totalPrice"]
	priced := s.want(s.post("/v1/offers/"+id+"/price", `{}`), 200)
	in("price", priced.get("offer"))
	in("again", s.want(s.get("/v1/offers/"+priced.text("offer", "offerId")), 200).get("offer"))
	refused := s.refused(s.post("/v1/orders", orderBody(id, "", total.(map[string]any)), key("1")), 409, "priceChanged")
	in("refused", refused.get("offer"))
	if len(priced.list("alternatives")) == 0 {
		t.Fatalf("no alternatives: %s", priced.raw)
	}
	for i, alternative := range priced.list("alternatives") {
		in("alternative "+strconv.Itoa(i), alternative.(map[string]any)["offer"])
	}
}

func worthOf(t *testing.T, money any) float64 {
	t.Helper()
	m, _ := money.(map[string]any)
	text, _ := m["amount"].(string)
	amount, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatalf("%v: %v", money, err)
	}
	return amount
}
