package pricing_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestAnUnchangedOfferIsSold(t *testing.T) {
	t.Parallel()
	h := open(t)
	shown := h.shopped(t, sold())
	priced := h.price(t, shown).Offer.ID
	for _, id := range []string{shown, priced} {
		offer, err := h.Verify(t.Context(), "agy_1", "retail", id, "")
		if err != nil || !offer.Total.Equal(cny("2580.00")) || !offer.Verified || offer.ID == id {
			t.Errorf("%+v, %v", offer, err)
		}
		// What is sold can be verified again when it is paid.
		if _, err := h.Verify(t.Context(), "agy_1", "retail", offer.ID, ""); err != nil {
			t.Errorf("again: %v", err)
		}
	}
	if h.asked != 5 {
		t.Errorf("asked %d times: nothing is sold from memory", h.asked)
	}
}

// Scenario 16: shown at one price, costs another: no sale; accepted: a sale at
// that price; dearer again: the token is worth nothing.
func TestAChangedPriceIsSoldToWhoAcceptedIt(t *testing.T) {
	t.Parallel()
	for name, ask := range map[string]func(*testing.T, *house, string) pricing.Result{
		"told by OfferPrice": func(t *testing.T, h *house, id string) pricing.Result { return h.price(t, id) },
		"told by the sale": func(t *testing.T, h *house, id string) pricing.Result {
			_, err := h.Verify(t.Context(), "agy_1", "retail", id, "")
			return carries(t, err, travel.CodePriceChanged)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			shown := h.shopped(t, sold())
			h.sells(dearer())
			told := ask(t, h, shown)
			if told.Outcome != pricing.PriceChanged || !told.Offer.Total.Equal(cny("2670.00")) || !told.Acceptance.Required ||
				!told.Acceptance.ExpiresAt.Equal(told.Offer.Clocks.OfferExpiresAt) {
				t.Fatalf("told %+v", told)
			}
			token := told.Acceptance.Token

			// Without the token it is not sold, under neither id.
			_, err := h.Verify(t.Context(), "agy_1", "retail", shown, "")
			carries(t, err, travel.CodePriceChanged)
			_, err = h.Verify(t.Context(), "agy_1", "retail", told.Offer.ID, "")
			again := carries(t, err, travel.CodeAcceptanceRequired)
			if again.Outcome != pricing.PriceChanged || len(again.Changes) != len(told.Changes) || !again.Acceptance.Required {
				t.Errorf("told again %+v", again)
			}

			// With it, under both: the caller may name what was shown or what it became.
			for _, id := range []string{shown, told.Offer.ID, again.Offer.ID} {
				offer, err := h.Verify(t.Context(), "agy_1", "retail", id, token)
				if err != nil || !offer.Total.Equal(cny("2670.00")) {
					t.Errorf("accepted: %v, %v", offer.Total, err)
				}
				// Paying what was sold asks for no second consent.
				if _, err := h.Verify(t.Context(), "agy_1", "retail", offer.ID, ""); err != nil {
					t.Errorf("sold: %v", err)
				}
			}
			// So does the token that came with the second telling.
			if _, err := h.Verify(t.Context(), "agy_1", "retail", again.Offer.ID, again.Acceptance.Token); err != nil {
				t.Errorf("second token: %v", err)
			}

			dearest := dearer()
			dearest.Items[0].Price.Base, dearest.Items[0].Price.Total, dearest.Total = cny("1900.00"), cny("2180.00"), cny("2680.00")
			h.sells(dearest)
			for _, id := range []string{shown, told.Offer.ID} {
				_, err := h.Verify(t.Context(), "agy_1", "retail", id, token)
				if result := carries(t, err, travel.CodePriceChanged); !result.Offer.Total.Equal(cny("2680.00")) {
					t.Errorf("carries %v", result.Offer.Total)
				}
			}
		})
	}
}

func TestATokenIsGoodForOneThing(t *testing.T) {
	t.Parallel()
	h := open(t)
	shown, other := h.shopped(t, sold()), h.shopped(t, sold())
	theirs := h.shopped(t, sold(), func(o *travel.Offer) { o.AgencyID = "agy_2" })
	h.sells(dearer())
	token := h.price(t, shown).Acceptance.Token

	_, err := h.Verify(t.Context(), "agy_1", "retail", other, token)
	carries(t, err, travel.CodePriceChanged)
	_, err = h.Verify(t.Context(), "agy_2", "retail", theirs, token)
	carries(t, err, travel.CodePriceChanged)
	for _, bad := range []string{"acc_" + strings.Repeat("0", 40), token[:len(token)-1], shown} {
		_, err = h.Verify(t.Context(), "agy_1", "retail", shown, bad)
		carries(t, err, travel.CodePriceChanged)
		wantAcceptsOther(t, err)
	}
	// Nor is anything else sold with it, be it what was shown: that is not what its
	// buyer says to have accepted.
	h.sells(sold())
	for _, bad := range []string{"acc_" + strings.Repeat("0", 40), token} {
		_, err = h.Verify(t.Context(), "agy_1", "retail", shown, bad)
		if result := carries(t, err, travel.CodeAcceptanceRequired); result.Outcome != pricing.Unchanged || result.Acceptance.Required {
			t.Errorf("told %+v", result)
		}
		wantAcceptsOther(t, err)
	}

	// Same price, other terms: not what was accepted.
	strict := dearer()
	strict.Terms.Refund = travel.Penalty{Allowed: travel.AllowanceNo}
	h.sells(strict)
	_, err = h.Verify(t.Context(), "agy_1", "retail", shown, token)
	carries(t, err, travel.CodePriceChanged)

	h.sells(dearer())
	h.advance(20*time.Minute - time.Second)
	if _, err = h.Verify(t.Context(), "agy_1", "retail", shown, token); err != nil {
		t.Errorf("in time: %v", err)
	}
}

func wantAcceptsOther(t *testing.T, err error) {
	t.Helper()
	var problem *travel.Error
	if !errors.As(err, &problem) || len(problem.Fields) != 1 || problem.Fields[0].Code != "acceptsOther" || problem.Fields[0].Pointer != "/offers/0/acceptanceToken" {
		t.Errorf("%+v", err)
	}
}

// What was accepted does not depend on the order in which a supplier lists it,
// nor on deadlines that have moved on since.
func TestATokenIsGoodForTheSameThingSaidOtherwise(t *testing.T) {
	t.Parallel()
	h := open(t)
	shown := h.shopped(t, sold())
	h.sells(dearer())
	token := h.price(t, shown).Acceptance.Token
	same := dearer()
	slices.Reverse(same.Items)
	slices.Reverse(same.Items[1].Price.Taxes)
	slices.Reverse(same.Terms.PriceClasses)
	slices.Reverse(same.Terms.Baggage)
	same.Clocks.PayBy = same.Clocks.PayBy.Add(time.Hour)
	same.SeatsLeft--
	h.sells(same)
	if _, err := h.Verify(t.Context(), "agy_1", "retail", shown, token); err != nil {
		t.Errorf("error %v", err)
	}
}

func TestATokenOutlivesNoOffer(t *testing.T) {
	t.Parallel()
	h := open(t)
	shown := h.shopped(t, sold())
	brief := dearer()
	brief.Clocks.OfferExpiresAt = start.Add(time.Minute)
	h.sells(brief)
	told := h.price(t, shown)
	h.sells(dearer())
	h.advance(time.Minute)
	_, err := h.Verify(t.Context(), "agy_1", "retail", shown, told.Acceptance.Token)
	carries(t, err, travel.CodePriceChanged)
	_, err = h.Verify(t.Context(), "agy_1", "retail", told.Offer.ID, told.Acceptance.Token)
	carries(t, err, travel.CodeOfferExpired)
}

func TestChangedTermsAreSoldToWhoAcceptedThem(t *testing.T) {
	t.Parallel()
	h := open(t)
	shown := h.shopped(t, sold())
	strict := sold()
	strict.Terms.Refund = travel.Penalty{Allowed: travel.AllowanceNo}
	h.sells(strict)
	_, err := h.Verify(t.Context(), "agy_1", "retail", shown, "")
	told := carries(t, err, travel.CodeAcceptanceRequired)
	if told.Outcome != pricing.TermsChanged || !told.Acceptance.Required {
		t.Fatalf("told %+v", told)
	}
	offer, err := h.Verify(t.Context(), "agy_1", "retail", told.Offer.ID, told.Acceptance.Token)
	if err != nil || offer.Terms.Refund.Allowed != travel.AllowanceNo {
		t.Errorf("%+v, %v", offer.Terms.Refund, err)
	}
}

// Back at what was shown, there is nothing to accept any more; but who names
// the offer in between was told another price, and is told again.
func TestAPriceThatComesBack(t *testing.T) {
	t.Parallel()
	h := open(t)
	shown := h.shopped(t, sold())
	h.sells(dearer())
	told := h.price(t, shown)
	h.sells(sold())
	if _, err := h.Verify(t.Context(), "agy_1", "retail", shown, ""); err != nil {
		t.Errorf("as it was shown: %v", err)
	}
	_, err := h.Verify(t.Context(), "agy_1", "retail", told.Offer.ID, told.Acceptance.Token)
	if result := carries(t, err, travel.CodePriceChanged); !result.Offer.Total.Equal(cny("2580.00")) {
		t.Errorf("carries %v", result.Offer.Total)
	}
}

// Asking again about a changed offer accepts nothing: it still stands in for
// the one that was shown, and is still sold with a token only.
func TestPricingAChangedOfferAgain(t *testing.T) {
	t.Parallel()
	h := open(t)
	shown := h.shopped(t, sold())
	h.sells(dearer())
	changed := h.price(t, shown)
	second := h.price(t, changed.Offer.ID)
	if second.Outcome != pricing.PriceChanged || !second.Acceptance.Required || len(second.Changes) != len(changed.Changes) {
		t.Fatalf("%+v", second)
	}
	_, err := h.Verify(t.Context(), "agy_1", "retail", second.Offer.ID, "")
	carries(t, err, travel.CodeAcceptanceRequired)
	for _, token := range []string{changed.Acceptance.Token, second.Acceptance.Token} {
		if _, err := h.Verify(t.Context(), "agy_1", "retail", second.Offer.ID, token); err != nil {
			t.Errorf("not sold: %v", err)
		}
	}
	// The token stands by itself: what it was given for need not be remembered.
	delete(h.kept, shown)
	if _, err := h.Verify(t.Context(), "agy_1", "retail", second.Offer.ID, second.Acceptance.Token); err != nil {
		t.Errorf("not sold without the offer shown: %v", err)
	}
}

// Deadlines that are gone since the token was given were not accepted with it.
func TestATokenDoesNotOutliveItsDeadlines(t *testing.T) {
	t.Parallel()
	for name, under := range map[string]func(shown string, told pricing.Result) string{
		"the offer asked about": func(shown string, _ pricing.Result) string { return shown },
		"the changed offer":     func(_ string, told pricing.Result) string { return told.Offer.ID },
	} {
		h := open(t)
		shown := h.shopped(t, sold())
		h.sells(dearer())
		told := h.price(t, shown)
		earlier := dearer()
		earlier.Clocks.PriceGuaranteedUntil = time.Time{}
		if told.Offer.Clocks.PriceGuaranteedUntil.IsZero() {
			t.Fatal("nothing was guaranteed")
		}
		h.sells(earlier)
		_, err := h.Verify(t.Context(), "agy_1", "retail", under(shown, told), told.Acceptance.Token)
		var problem *travel.Error
		if !errors.As(err, &problem) || problem.Details == nil {
			t.Fatalf("%s: %v", name, err)
		}
		result := carries(t, err, problem.Code)
		if !slices.Contains(paths(result.Changes), "clock /priceGuaranteedUntil") {
			t.Errorf("%s: %+v", name, result.Changes)
		}
		if _, err := h.Verify(t.Context(), "agy_1", "retail", result.Offer.ID, result.Acceptance.Token); err != nil {
			t.Errorf("%s: accepted and not sold: %v", name, err)
		}
	}
}

// The offer a changed one stands in for is needed to say what changed. Without
// it nothing is sold that was not accepted.
func TestTheOriginIsForgotten(t *testing.T) {
	t.Parallel()
	h := open(t)
	shown := h.shopped(t, sold())
	h.sells(dearer())
	told := h.price(t, shown)
	delete(h.kept, shown)
	if _, err := h.Verify(t.Context(), "agy_1", "retail", told.Offer.ID, ""); travel.CodeOf(err) != travel.CodeOfferExpired {
		t.Errorf("error %v", err)
	}
}

func TestNothingIsSoldThatCannotBeRemembered(t *testing.T) {
	t.Parallel()
	h := open(t)
	shown := h.shopped(t, sold())
	h.says = wrapLoss(h)
	if _, err := h.Verify(t.Context(), "agy_1", "retail", shown, ""); travel.CodeOf(err) != travel.CodeOfferStoreUnavailable {
		t.Errorf("error %v", err)
	}
}
