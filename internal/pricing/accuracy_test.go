package pricing_test

import (
	"context"
	"slices"
	"testing"

	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/supplier"
)

func TestAccuracyCountsShoppedPrices(t *testing.T) {
	t.Parallel()
	var seen []string
	rehearsing := false
	h := open(t, func(o *pricing.Options) {
		o.Observe = func(supplierID string, outcome pricing.Outcome) { seen = append(seen, supplierID+" "+string(outcome)) }
		o.Rehearsal = func(context.Context) bool { return rehearsing }
	})
	if _, any := h.Accuracy("air-china").Share(); any {
		t.Error("a share of nothing")
	}
	shown := h.shopped(t, sold())
	priced := h.price(t, shown).Offer.ID // held
	h.price(t, priced)                   // no shopped price any more
	if _, err := h.Verify(t.Context(), "agy_1", "retail", shown, ""); err != nil {
		t.Fatal(err) // held: an order of a shopped offer looks too
	}
	h.sells(dearer())
	changed := h.price(t, shown)
	if _, err := h.Verify(t.Context(), "agy_1", "retail", shown, changed.Acceptance.Token); err != nil {
		t.Fatal(err) // the same change, accepted: once is enough
	}
	h.fails(supplier.Fail(supplier.Unavailable, "", "", nil))
	_, err := h.OfferPrice(t.Context(), pricing.Input{AgencyID: "agy_1", Program: "retail", OfferID: shown})
	if err == nil {
		t.Error("no answer is no error")
	}
	h.fails(supplier.Fail(supplier.SoldOut, "", "", nil))
	h.price(t, shown) // gone
	rehearsing = true
	h.price(t, shown)

	got := h.Accuracy("air-china")
	share, _ := got.Share()
	if got != (pricing.Accuracy{Checked: 4, Unchanged: 2}) || share != 0.5 || h.Accuracy("skytrip") != (pricing.Accuracy{}) {
		t.Errorf("%+v, share %v", got, share)
	}
	want := []string{"air-china unchanged", "air-china unchanged", "air-china priceChanged", "air-china unavailable"}
	if !slices.Equal(seen, want) {
		t.Errorf("observed %q", seen)
	}
}

// What is looked at as an alternative was picked where prices had moved: it
// says nothing about how they usually hold.
func TestAlternativesDoNotCount(t *testing.T) {
	t.Parallel()
	s := stock(t)
	shown := fill(t, s)
	s.gone("shown")
	s.price(t, shown.ID)
	if got := s.Accuracy("globalfares"); got != (pricing.Accuracy{}) {
		t.Errorf("%+v", got)
	}
	if got := s.Accuracy("air-china"); got.Checked != 1 {
		t.Errorf("%+v", got)
	}
}
