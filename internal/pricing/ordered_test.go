package pricing_test

import (
	"context"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// ordered is an offer as an order keeps it, which nobody else remembers any more.
func (h *house) ordered(t *testing.T) travel.Offer {
	t.Helper()
	instant := sold()
	instant.Holdable = false
	h.sells(instant)
	offer, err := h.Verify(t.Context(), "agy_1", "retail", h.shopped(t, instant), "")
	if err != nil {
		t.Fatal(err)
	}
	h.kept = map[string]pricing.Remembered{}
	return offer
}

// What was ordered can be paid although its offer is forgotten, and even while
// nothing can be remembered at all: the order has it.
func TestWhatWasOrderedNeedsNoMemory(t *testing.T) {
	t.Parallel()
	h := open(t)
	was := h.ordered(t)
	h.lost = travel.NewError(travel.CodeOfferStoreUnavailable)
	h.advance(offerid.Grace + 24*time.Hour)
	again, err := h.VerifyOrdered(t.Context(), was, "")
	if err != nil || again.ID != was.ID || !again.Total.Equal(was.Total) || !again.PricedAt.After(was.PricedAt) || again.Holdable {
		t.Fatalf("%+v, %v", again, err)
	}
	_, err = h.Verify(t.Context(), "agy_1", "retail", was.ID, "")
	if travel.CodeOf(err) != travel.CodeOfferExpired {
		t.Errorf("an offer nobody ordered: %v", err)
	}
}

// A price that changed since is told, and taken by its token.
func TestWhatWasOrderedAtAnotherPrice(t *testing.T) {
	t.Parallel()
	h := open(t)
	was := h.ordered(t)
	now := dearer()
	now.Holdable = true // by now it could be held, which is no news to who pays at once
	h.sells(now)
	_, err := h.VerifyOrdered(t.Context(), was, "")
	told := carries(t, err, travel.CodePriceChanged)
	for _, change := range told.Changes {
		if change.Kind == pricing.ChangeHoldable {
			t.Errorf("told of %+v", change)
		}
	}
	paid, err := h.VerifyOrdered(t.Context(), was, told.Acceptance.Token)
	if err != nil || !paid.Total.Equal(cny("2670.00")) || paid.ID != was.ID || paid.Holdable {
		t.Fatalf("%+v, %v", paid, err)
	}
	if _, err := h.VerifyOrdered(t.Context(), paid, ""); err != nil {
		t.Errorf("paying once more asks for no second consent: %v", err)
	}
	other := was
	other.ID = told.Offer.ID
	_, err = h.VerifyOrdered(t.Context(), other, told.Acceptance.Token)
	carries(t, err, travel.CodePriceChanged)
}

func TestWhatWasOrderedIsGone(t *testing.T) {
	t.Parallel()
	h := open(t)
	was := h.ordered(t)
	h.fails(supplier.Fail(supplier.SoldOut, "gone", "", nil))
	_, err := h.VerifyOrdered(t.Context(), was, "")
	carries(t, err, travel.CodeOfferUnavailable)
}

// In a sandbox an offer brings along what was staged for it: by the search that
// found it, or by who asked for its price since. A sale stages nothing of its own
// for later ones.
func TestAnOfferCarriesItsScenario(t *testing.T) {
	t.Parallel()
	h := open(t)
	shown := h.shopped(t, sold(), func(o *travel.Offer) { o.Scenario = "payment-declined" })
	if priced := h.price(t, shown); priced.Offer.Scenario != "payment-declined" {
		t.Errorf("priced: %q", priced.Offer.Scenario)
	}
	staged := account.WithScenario(t.Context(), "payment-pending")
	result, err := h.OfferPrice(staged, pricing.Input{AgencyID: "agy_1", Program: "retail", OfferID: shown})
	if err != nil || result.Offer.Scenario != "payment-pending" {
		t.Fatalf("%+v, %v", result.Offer, err)
	}
	for _, ctx := range []context.Context{t.Context(), staged} {
		offer, err := h.Verify(ctx, "agy_1", "retail", shown, "")
		if err != nil || offer.Scenario != "payment-declined" {
			t.Errorf("sold: %q, %v", offer.Scenario, err)
		}
		offer, err = h.VerifyOrdered(ctx, offer, "")
		if err != nil || offer.Scenario != "payment-declined" {
			t.Errorf("paid: %q, %v", offer.Scenario, err)
		}
	}
}
