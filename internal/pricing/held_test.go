package pricing_test

import (
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/travel"
)

// held is an offer as the order of held seats keeps it.
func (h *house) held(t *testing.T) travel.Offer {
	t.Helper()
	offer, err := h.Verify(t.Context(), "agy_1", "retail", h.shopped(t, sold()), "")
	if err != nil {
		t.Fatal(err)
	}
	return offer
}

// What a supplier asks more for the seats it holds is told item by item, and
// paid with the token only; so is what it asks less.
func TestAHeldPriceIsAccepted(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]string{"more": "47.50", "less": "-20.00"} {
		h := open(t)
		was := h.held(t)
		asks, err := was.Net.Add(cny(by))
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.VerifyHeld(t.Context(), was, asks, "")
		told := carries(t, err, travel.CodePriceChanged)
		sum := cny("0.00")
		for _, item := range told.Offer.Items {
			if !item.Price.Adds() {
				t.Errorf("%s: %+v does not add up", name, item)
			}
			sum, _ = sum.Add(item.Price.Total)
		}
		if delta, _ := told.Offer.Total.Sub(was.Total); !delta.Equal(cny(by)) || !sum.Equal(told.Offer.Total) || !told.Offer.Net.Equal(asks) || !told.Acceptance.Required {
			t.Errorf("%s: %+v", name, told.Offer)
		}
		paid, err := h.VerifyHeld(t.Context(), was, asks, told.Acceptance.Token)
		if err != nil || paid.ID != was.ID || !paid.Total.Equal(told.Offer.Total) {
			t.Errorf("%s: %+v, %v", name, paid, err)
		}
		// The token is for this amount, not for whatever comes next.
		next, _ := asks.Add(cny("0.01"))
		_, err = h.VerifyHeld(t.Context(), was, next, told.Acceptance.Token)
		carries(t, err, travel.CodePriceChanged)
	}
}

// A price of our own making cannot be derived from an amount without a split.
func TestAHeldOfficialPriceIsNotGuessed(t *testing.T) {
	t.Parallel()
	h := open(t)
	was := h.held(t)
	published := cny("3000.00")
	was.Published = &published
	_, err := h.VerifyHeld(t.Context(), was, cny("2600.00"), "")
	if told := carries(t, err, travel.CodePriceChanged); told.Outcome != pricing.PriceChanged || told.Offer != nil || told.Acceptance.Required {
		t.Errorf("%+v", told)
	}
}

func TestAHeldPriceThatCannotBe(t *testing.T) {
	t.Parallel()
	h := open(t)
	was := h.held(t)
	for name, asks := range map[string]money.Money{
		"nothing": cny("0.00"), "another currency": money.MustParse("100.00", money.USD),
	} {
		if _, err := h.VerifyHeld(t.Context(), was, asks, ""); travel.CodeOf(err) != travel.CodeSupplierError {
			t.Errorf("%s: %v", name, err)
		}
	}
}
