package pricing_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestAnUnchangedOfferIsFirmUnderANewID(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.shopped(t, sold())
	h.advance(time.Minute)
	fresh := sold()
	fresh.Ref = []byte("ref-2")
	h.sells(fresh)

	result := h.price(t, id)
	if result.Outcome != pricing.Unchanged || len(result.Changes) != 0 || result.Acceptance != (pricing.Acceptance{}) {
		t.Fatalf("%+v", result)
	}
	if result.Changes == nil || result.Alternatives == nil {
		t.Error("lists are never nil")
	}
	o := result.Offer
	if o.ID == id || o.AgencyID != "agy_1" || !o.Verified || o.Source != travel.SourceLive || string(o.Ref) != "ref-2" ||
		!o.PricedAt.Equal(start.Add(time.Minute)) || !o.Clocks.OfferExpiresAt.Equal(start.Add(21*time.Minute)) || !o.Net.Equal(cny("2580.00")) || len(o.Trace) != 1 {
		t.Errorf("offer %+v", o)
	}
	if string(h.lastRefs[0]) != "ref-1" || len(h.lastPax) != 3 {
		t.Errorf("asked with %q for %v", h.lastRefs, h.lastPax)
	}
	if h.keptFor != 50*time.Minute {
		t.Errorf("kept for %v", h.keptFor)
	}
	again, err := h.Service.Offer(t.Context(), "agy_1", o.ID)
	if err != nil || again.ID != o.ID {
		t.Errorf("the new id reads %v, %v", again.ID, err)
	}
	if next := h.price(t, o.ID); next.Outcome != pricing.Unchanged || string(h.lastRefs[1]) != "ref-2" {
		t.Errorf("priced again: %+v", next.Outcome)
	}
}

func TestTheSupplierMayGiveLessTime(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.shopped(t, sold())
	now := sold()
	now.Clocks.OfferExpiresAt = start.Add(90*time.Second + 300*time.Millisecond)
	h.sells(now)
	if got := h.price(t, id).Offer.Clocks.OfferExpiresAt; !got.Equal(start.Add(90 * time.Second)) {
		t.Errorf("expires %v", got)
	}
}

func TestGoneIsAResult(t *testing.T) {
	t.Parallel()
	over := sold()
	over.Clocks.OfferExpiresAt = start
	for name, tc := range map[string]struct {
		says func(*house)
		edit func(*travel.Offer)
	}{
		"sold out":               {says: func(h *house) { h.fails(supplier.Fail(supplier.SoldOut, "offer_no_longer_available", "", nil)) }},
		"cannot be priced":       {says: func(h *house) { h.fails(supplier.Fail(supplier.Unsupported, "", "", nil)) }},
		"over at the supplier's": {says: func(h *house) { h.sells(over) }},
		"supplier taken out":     {says: func(*house) {}, edit: func(o *travel.Offer) { o.SupplierID = "gone" }},
		"supplier without role":  {says: func(*house) {}, edit: func(o *travel.Offer) { o.SupplierID = "no-pricer" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			if tc.edit == nil {
				tc.edit = func(*travel.Offer) {}
			}
			id := h.shopped(t, sold(), tc.edit)
			tc.says(h)
			result := h.price(t, id)
			if result.Outcome != pricing.Unavailable || result.Offer != nil || result.Acceptance.Required {
				t.Errorf("%+v", result)
			}
			_, err := h.Verify(t.Context(), "agy_1", "retail", id, "")
			carried := carries(t, err, travel.CodeOfferUnavailable)
			if carried.Outcome != pricing.Unavailable {
				t.Errorf("carries %+v", carried)
			}
		})
	}
}

// carries is the Result that travels with an error of a sale.
func carries(t *testing.T, err error, code travel.Code) pricing.Result {
	t.Helper()
	var problem *travel.Error
	if !errors.As(err, &problem) || problem.Code != code || problem.Outcome != travel.OutcomeNotDone {
		t.Fatalf("error %v, want %s with nothing done", err, code)
	}
	result, ok := problem.Details.(pricing.Result)
	if !ok {
		t.Fatalf("carries %T", problem.Details)
	}
	return result
}

func TestFailuresOfTheSupplier(t *testing.T) {
	t.Parallel()
	limited := supplier.Fail(supplier.RateLimited, "", "", nil)
	limited.RetryAfter = 7 * time.Second
	short, stranger, unmarked := sold(), sold(), sold()
	short.Total.Minor++
	stranger.Items[1].PaxIDs = []string{"x1"}
	unmarked.Ref = nil
	oneWay, grounded := sold(), sold()
	oneWay.Journeys = oneWay.Journeys[:1]
	grounded.Journeys[1].Segments = nil
	for name, tc := range map[string]struct {
		says  func(*house)
		code  travel.Code
		after time.Duration
	}{
		"rate limited":               {func(h *house) { h.fails(limited) }, travel.CodeSuppliersUnavailable, 7 * time.Second},
		"unavailable":                {func(h *house) { h.fails(supplier.Fail(supplier.Unavailable, "", "", nil)) }, travel.CodeSuppliersUnavailable, 2 * time.Second},
		"out of time":                {func(h *house) { h.fails(supplier.Fail(supplier.OutcomeUnknown, "", "", context.DeadlineExceeded)) }, travel.CodeSuppliersUnavailable, 2 * time.Second},
		"not understood":             {func(h *house) { h.fails(supplier.Fail(supplier.OutcomeUnknown, "", "", nil)) }, travel.CodeSupplierError, 0},
		"rejected":                   {func(h *house) { h.fails(supplier.Fail(supplier.Rejected, "", "", nil)) }, travel.CodeSupplierError, 0},
		"an error of nobody's":       {func(h *house) { h.fails(errors.New("?")) }, travel.CodeSupplierError, 0},
		"prices that do not add up":  {func(h *house) { h.sells(short) }, travel.CodeSupplierError, 0},
		"prices for somebody else":   {func(h *house) { h.sells(stranger) }, travel.CodeSupplierError, 0},
		"nothing to buy it by":       {func(h *house) { h.sells(unmarked) }, travel.CodeSupplierError, 0},
		"half of the trip":           {func(h *house) { h.sells(oneWay) }, travel.CodeSupplierError, 0},
		"a journey without a flight": {func(h *house) { h.sells(grounded) }, travel.CodeSupplierError, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			id := h.shopped(t, sold())
			tc.says(h)
			_, err := h.OfferPrice(t.Context(), pricing.Input{AgencyID: "agy_1", Program: "retail", OfferID: id})
			var problem *travel.Error
			if !errors.As(err, &problem) || problem.Code != tc.code || problem.RetryAfter != tc.after || problem.Outcome != "" {
				t.Errorf("error %+v", err)
			}
			_, err = h.Verify(t.Context(), "agy_1", "retail", id, "")
			if !errors.As(err, &problem) || problem.Code != tc.code || problem.Outcome != travel.OutcomeNotDone {
				t.Errorf("on the way to a sale: %+v", err)
			}
			if len(h.kept) != 1 {
				t.Error("something was remembered")
			}
		})
	}
}

func TestTheBudgetIsTheSuppliers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		id := h.shopped(t, sold())
		h.says = func(ctx context.Context) (travel.SupplierOffer, error) {
			<-ctx.Done()
			return travel.SupplierOffer{}, supplier.Fail(supplier.Unavailable, "", "", ctx.Err())
		}
		for _, tc := range []struct{ budget, takes time.Duration }{{0, pricing.DefaultBudget}, {time.Second, time.Second}} {
			began := time.Now()
			_, err := h.OfferPrice(t.Context(), pricing.Input{AgencyID: "agy_1", Program: "retail", OfferID: id, Budget: tc.budget})
			if travel.CodeOf(err) != travel.CodeSuppliersUnavailable || time.Since(began) != tc.takes {
				t.Errorf("%v after %v", err, time.Since(began))
			}
		}
		leaving, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		_, err := h.OfferPrice(leaving, pricing.Input{AgencyID: "agy_1", Program: "retail", OfferID: id})
		if !errors.Is(err, context.DeadlineExceeded) || travel.CodeOf(err) != travel.CodeInternal {
			t.Errorf("a caller who left: %v", err)
		}
	})
}

func TestExpiredAndForgotten(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.shopped(t, sold())
	ask := func() (pricing.Result, error) {
		return h.OfferPrice(t.Context(), pricing.Input{AgencyID: "agy_1", Program: "retail", OfferID: id})
	}
	h.advance(20*time.Minute - 1)
	if result, err := ask(); err != nil || result.Outcome != pricing.Unchanged {
		t.Fatalf("in time: %v, %v", result.Outcome, err)
	}
	asked := h.asked
	h.advance(1)
	result, err := ask()
	if err != nil || result.Outcome != pricing.Expired || result.Offer != nil {
		t.Errorf("expired: %+v, %v", result, err)
	}
	if _, err := h.Service.Offer(t.Context(), "agy_1", id); travel.CodeOf(err) != travel.CodeOfferExpired {
		t.Errorf("expired, to read: %v", err)
	}
	_, err = h.Verify(t.Context(), "agy_1", "retail", id, "")
	if carried := carries(t, err, travel.CodeOfferExpired); carried.Outcome != pricing.Expired {
		t.Errorf("expired, to sell, carries %+v", carried)
	}
	h.advance(30 * time.Minute) // memory still has it: forgotten is what the clock says
	if _, err := ask(); travel.CodeOf(err) != travel.CodeOfferExpired {
		t.Errorf("forgotten: %v", err)
	}
	if h.asked != asked {
		t.Error("the supplier was asked for an expired offer")
	}
}

func TestOffersThatCannotBeRecalled(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		spoil func(h *house, id string) (agency, program, other string)
		code  travel.Code
	}{
		"another agency's": {func(_ *house, id string) (string, string, string) { return "agy_2", "retail", id }, travel.CodeNotFound},
		"made up": {func(*house, string) (string, string, string) {
			return "agy_1", "retail", "ofr_" + strings.Repeat("0", 64)
		}, travel.CodeNotFound},
		"malformed":             {func(*house, string) (string, string, string) { return "agy_1", "retail", "x" }, travel.CodeNotFound},
		"forgotten before time": {func(h *house, id string) (string, string, string) { delete(h.kept, id); return "agy_1", "retail", id }, travel.CodeOfferExpired},
		"memory out of reach": {func(h *house, id string) (string, string, string) {
			h.lost = travel.NewError(travel.CodeOfferStoreUnavailable)
			return "agy_1", "retail", id
		}, travel.CodeOfferStoreUnavailable},
		"priced for another": {func(h *house, id string) (string, string, string) {
			h.edit(id, func(o *travel.Offer) { o.Program = "gov-cn" })
			return "agy_1", "retail", id
		}, travel.CodeOfferExpired},
		"program without rules": {func(h *house, id string) (string, string, string) {
			h.edit(id, func(o *travel.Offer) { o.Program = "gov-cn" })
			return "agy_1", "gov-cn", id
		}, travel.CodeProgramNotGranted},
		"memory mistakes offers": {func(h *house, id string) (string, string, string) {
			h.edit(id, func(o *travel.Offer) { o.ID = "ofr_other" })
			return "agy_1", "retail", id
		}, travel.CodeOfferExpired},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			agency, program, id := tc.spoil(h, h.shopped(t, sold()))
			_, priced := h.OfferPrice(t.Context(), pricing.Input{AgencyID: agency, Program: program, OfferID: id})
			_, verified := h.Verify(t.Context(), agency, program, id, "")
			for _, err := range []error{priced, verified} {
				if err == nil || travel.CodeOf(err) != tc.code {
					t.Errorf("error %v", err)
				}
			}
			if h.asked != 0 {
				t.Error("the supplier was asked")
			}
		})
	}
}

// edit changes an offer in memory, as nobody should be able to.
func (h *house) edit(id string, change func(*travel.Offer)) {
	r := h.kept[id]
	change(&r.Offer)
	h.kept[id] = r
}

func TestBudgetOutOfRange(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, budget := range []time.Duration{-1, 1, pricing.MinBudget - 1, pricing.MaxBudget + 1} {
		_, err := h.OfferPrice(t.Context(), pricing.Input{AgencyID: "agy_1", Program: "retail", OfferID: h.shopped(t, sold()), Budget: budget})
		var problem *travel.Error
		if !errors.As(err, &problem) || problem.Code != travel.CodeValidationFailed || problem.Fields[0].Pointer != "/budgetMs" {
			t.Errorf("%v: %v", budget, err)
		}
	}
}
