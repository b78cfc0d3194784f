package ndcair_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// adds stops the test unless base and the taxes make a price, and answers its total.
func adds(t *testing.T, price node) world.Fen {
	t.Helper()
	taxes := world.Fen(0)
	for _, levied := range price.all("TaxSummary/Tax") {
		if len(levied.text("TaxCode")) != 2 {
			t.Fatalf("tax %+v", levied)
		}
		taxes += fen(t, levied.text("Amount"))
	}
	total := fen(t, price.text("TotalAmount"))
	if whole := fen(t, price.text("TaxSummary/TotalTaxAmount")); taxes != whole || fen(t, price.text("BaseAmount"))+taxes != total {
		t.Fatalf("taxes make %d of %d, with the base of %s %d", taxes, whole, price.text("BaseAmount"), total)
	}
	return total
}

// fareAdds stops the test unless the components of an item make its price.
func fareAdds(t *testing.T, item node) {
	t.Helper()
	sum := world.Fen(0)
	for _, component := range item.all("FareDetail/FareComponent") {
		sum += adds(t, *component.first("Price"))
	}
	if total := adds(t, *item.first("Price")); sum != total {
		t.Fatalf("components make %d of %d", sum, total)
	}
}

// TestEveryTypeIsPriced: an item each, for everybody once, with taxes by code.
// So it is for the price that moved.
func TestEveryTypeIsPriced(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	for _, scenario := range []string{"", stage.PriceUp} {
		p := s.under(scenario).refundable(familyAbroad)
		priced := *s.under(scenario).price(p).ok().first("Response/PricedOffer")
		if moved := priced.text("TotalPrice/TotalAmount") != p.total; moved != (scenario != "") {
			t.Fatalf("%q moves %s to %s", scenario, p.total, priced.text("TotalPrice/TotalAmount"))
		}
		sum := world.Fen(0)
		var flying, codes []string
		for _, item := range priced.all("OfferItem") {
			fareAdds(t, item)
			sum += adds(t, *item.first("Price"))
			flying = append(flying, item.texts("FareDetail/PaxRefID")...)
			codes = append(codes, strings.Join(item.texts("Price/TaxSummary/Tax/TaxCode"), "+"))
		}
		slices.Sort(flying)
		if !slices.Equal(flying, []string{"PAX1", "PAX2", "PAX3", "PAX4"}) || sum != fen(t, priced.text("TotalPrice/TotalAmount")) {
			t.Fatalf("%q: items for %v make %d of %s", scenario, flying, sum, priced.text("TotalPrice/TotalAmount"))
		}
		const fees = "FareDetail/FareComponent/CancelRestrictions/Fee/Amount"
		all := priced.all("OfferItem")
		if adult, infant := all[0].texts(fees), all[2].texts(fees); adult[0] == "0.00" || len(infant) != len(adult) || strings.Trim(strings.Join(infant, ""), "0.") != "" {
			t.Fatalf("%q: fees of %v, of an infant %v", scenario, adult, infant)
		}
		// Adults, who alone pay the fund; the child; the infant, who pays no tax.
		if len(codes) != 3 || codes[0] != "CN+YQ+JP" || codes[1] != "YQ+JP" || codes[2] != "" {
			t.Fatalf("%q: taxes %v", scenario, codes)
		}
	}
}

// TestOrderItemsArePriced: by journey, with a fare detail for every type.
func TestOrderItemsArePriced(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	created := s.create(s.priced(familyAbroad), "ord_fares", "").ok()
	sum := world.Fen(0)
	for _, item := range created.all("Response/Order/OrderItem") {
		fareAdds(t, item)
		sum += adds(t, *item.first("Price"))
		if details := item.all("FareDetail"); len(details) != 3 || len(details[0].texts("PaxRefID")) != 2 {
			t.Fatalf("details %+v", details)
		}
	}
	if sum != fen(t, created.text("Response/Order/TotalPrice/TotalAmount")) {
		t.Fatalf("items make %d of %s", sum, created.text("Response/Order/TotalPrice/TotalAmount"))
	}
}

// TestFlightsAreSoldWhole: all items, each for those it is priced for, once.
func TestFlightsAreSoldWhole(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	p := s.refundable(familyAbroad)
	adults := item("FLIGHTS.PAX1.PAX2", "<PaxRefID>PAX2</PaxRefID><PaxRefID>PAX1</PaxRefID>", "")
	child, infant := item("FLIGHTS.PAX3", "<PaxRefID>PAX3</PaxRefID>", ""), item("FLIGHTS.PAX4", "<PaxRefID>PAX4</PaxRefID>", "")
	for name, c := range map[string]struct{ items, code string }{
		"without the child":   {adults + infant, "146"},
		"the child twice":     {adults + child + child + infant, "913"},
		"for somebody else":   {adults + strings.Replace(child, ">PAX3<", ">PAX1<", 1) + infant, "146"},
		"for one of them":     {strings.Replace(adults, "<PaxRefID>PAX2</PaxRefID>", "", 1) + child + infant, "146"},
		"of somebody unknown": {adults + child + infant + item("FLIGHTS.PAX7", "<PaxRefID>PAX1</PaxRefID>", ""), "913"},
	} {
		t.Run(name, func(t *testing.T) {
			other := p
			other.items = c.items
			s.price(other).refused(c.code)
		})
	}
	p.items = infant + child + adults
	s.price(p).ok()
}
