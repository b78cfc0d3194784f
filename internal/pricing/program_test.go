package pricing_test

import (
	"errors"
	"log/slog"
	"testing"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/fare/faretest"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Between the search and the sale an airline may have another one fly, or go
// elsewhere, or ask what cannot be classified: a program that does not sell that
// says so, at price and at order.
func TestWhatTheProgramDoesNotSell(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Service = pricing.New(pricing.Options{
		Suppliers: []*supplier.Connector{{ID: "air-china", Price: h}}, Programs: faretest.Programs(t),
		Clock: h, Memory: h, Signer: h.signer, Logger: slog.New(slog.DiscardHandler),
	})
	gov := func(o *travel.Offer) { o.Program = "gov-cn" }
	for name, tc := range map[string]struct {
		spoil func(*travel.SupplierOffer)
		code  travel.Code // "": unavailable
	}{
		"a codeshare":  {func(o *travel.SupplierOffer) { o.Journeys[0].Segments[0].OperatingCarrier = "ZH" }, travel.CodeCodeshareNotSold},
		"abroad":       {func(o *travel.SupplierOffer) { o.Journeys[0].Segments[0].Arrival.Airport = "HKG" }, travel.CodeInternationalNotSold},
		"unclassified": {func(o *travel.SupplierOffer) { o.Terms.PriceClasses = nil }, ""},
		"no contract": {func(o *travel.SupplierOffer) {
			o.Journeys[0].Segments[0].MarketingCarrier, o.Journeys[0].Segments[0].OperatingCarrier = "CX", ""
		}, ""},
	} {
		shown := h.shopped(t, sold(), gov)
		said := sold()
		said.Journeys[0].Segments = append([]travel.PaxSegment{}, said.Journeys[0].Segments...)
		tc.spoil(&said)
		h.sells(said)
		result, err := h.OfferPrice(t.Context(), pricing.Input{AgencyID: "agy_1", Program: "gov-cn", OfferID: shown})
		if tc.code == "" {
			if err != nil || result.Outcome != pricing.Unavailable {
				t.Errorf("%s: %+v, %v", name, result, err)
			}
			continue
		}
		if travel.CodeOf(err) != tc.code {
			t.Errorf("%s at price: %v", name, err)
		}
		_, err = h.Verify(t.Context(), "agy_1", "gov-cn", shown, "")
		var problem *travel.Error
		if !errors.As(err, &problem) || problem.Code != tc.code || problem.Outcome != travel.OutcomeNotDone {
			t.Errorf("%s at order: %v", name, err)
		}
		providers, _ := problem.Details.(fare.ServiceProviders)
		if (len(providers) > 0) != (tc.code == travel.CodeInternationalNotSold) {
			t.Errorf("%s: providers %v", name, providers)
		}
	}
}
