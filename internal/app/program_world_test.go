package app_test

import (
	"testing"

	"github.com/farebridge/farebridge/internal/money"
)

// In the invented world as well every official offer stands beside its published
// price, of which its trace makes it; nothing is sold as another program sells it.
func TestGovInTheInventedWorld(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		gov := s.as("fb_test_gov")
		for _, legs := range []string{"BJS-SHA@" + day(), "PEK-CAN@" + day() + " CAN-PEK@" + day()} {
			found := gov.ask(legs, "ADT", "ADT")
			if found.get("complete") != true || len(found.list("offers")) == 0 {
				t.Fatalf("%s: %s", legs, found.raw)
			}
			for _, each := range found.list("offers") {
				offer := answer{body: each.(map[string]any)}
				total, published := fen(t, offer.text("totalPrice", "amount")), fen(t, offer.text("publishedPrice", "amount"))
				saved, promotion, compared := int64(0), false, false
				for _, step := range offer.list("priceTrace") {
					one := answer{body: step.(map[string]any)}
					saved += fen(t, one.text("before", "amount")) - fen(t, one.text("after", "amount"))
					promotion = promotion || one.text("fareLevel") == "promotional"
					compared = compared || one.get("lowerThan") != nil
				}
				if published-total < saved || (!compared && published-total != saved) || (!promotion && saved == 0) || (compared && !promotion) {
					t.Errorf("%s: %v", legs, offer.body)
				}
			}
		}
		s.refused(s.as("fb_test_nobody").get("/v1/orders"), 401, "unauthenticated")
	})
}

// Suppliers of the invented world charge what the tables say, on every wire.
func TestLeviesAreAsTheTablesSay(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	found := s.ask("BJS-SHA@"+day(), "ADT", "CHD", "INF")
	for _, each := range found.list("suppliers") {
		report := answer{body: each.(map[string]any)}
		if report.get("leviesDiffer") != nil {
			t.Errorf("%v", report.body)
		}
	}
	edge := start(t, staged(spring)).ask("PEK-XIY@" + leaving) // filed at 800 km, 934 by the great circle
	differ := 0.0
	for _, each := range edge.list("suppliers") {
		n, _ := each.(map[string]any)["leviesDiffer"].(float64)
		differ += n
	}
	if differ != 1 {
		t.Errorf("%v offers differ: %s", differ, edge.raw)
	}
}

func fen(t *testing.T, amount string) int64 {
	t.Helper()
	m, err := money.Parse(amount, money.CNY)
	if err != nil {
		t.Fatal(err)
	}
	return m.Minor
}
