package pricing

import (
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// Outcome is what re-verifying an offer came to.
type Outcome string

// The outcomes.
const (
	Unchanged    Outcome = "unchanged"
	PriceChanged Outcome = "priceChanged" // the total or any part of it; terms may have changed as well
	TermsChanged Outcome = "termsChanged" // anything else
	Unavailable  Outcome = "unavailable"  // its supplier does not sell it any more
	Expired      Outcome = "expired"      // past its own expiry; its supplier was not asked
)

// Result is the answer to OfferPrice. Offer is nil when there is nothing to
// sell: Unavailable and Expired.
type Result struct {
	Outcome      Outcome
	Offer        *travel.Offer // under a new id, always
	Changes      []Change
	Acceptance   Acceptance
	Alternatives []Alternative
}

// Acceptance is the consent the new offer needs. When Required, it is sold only
// with Token, which is good for exactly its price and terms.
type Acceptance struct {
	Required  bool
	Token     string
	ExpiresAt time.Time
}

// Why an alternative is one.
type Why string

// The reasons.
const (
	SameFlightsOtherSupplier Why = "sameFlightsOtherSupplier"
	SameFlightsOtherBrand    Why = "sameFlightsOtherBrand"
	NearbyTime               Why = "nearbyTime"
	NearbyDate               Why = "nearbyDate"
)

// Alternative is a verified offer that could be bought instead.
type Alternative struct {
	Offer travel.Offer
	Why   Why
	Delta money.Money // its total less what the flights of the offer that was shown cost
}

// ChangeKind says what sort of thing changed.
type ChangeKind string

// The kinds, and what Old and New of a Change hold.
const (
	ChangeTotal      ChangeKind = "total"            // money.Money
	ChangeBase       ChangeKind = "base"             // money.Money
	ChangeTax        ChangeKind = "tax"              // travel.Tax
	ChangeFee        ChangeKind = "fee"              // travel.Tax
	ChangeItem       ChangeKind = "item"             // travel.OfferItem: other people are priced together
	ChangeFlight     ChangeKind = "flight"           // travel.PaxJourney
	ChangePriceClass ChangeKind = "priceClass"       // travel.PriceClass
	ChangeBaggage    ChangeKind = "baggage"          // travel.BaggageAllowance, narrowed to whom and where it changed
	ChangePenalty    ChangeKind = "penalty"          // travel.Penalty
	ChangeHoldable   ChangeKind = "holdable"         // bool
	ChangeMerchant   ChangeKind = "merchantOfRecord" // string, "supplier"; nil: paid to us
	ChangeClock      ChangeKind = "clock"            // time.Time
)

// Change is one difference. Path is a JSON Pointer (RFC 6901) into the new
// offer as callers see it, or, for what is gone, into the one asked about. A
// nil Old is something new, a nil New something gone.
type Change struct {
	Path string
	Kind ChangeKind
	Old  any
	New  any
}

func outcomeOf(changes []Change) Outcome {
	outcome := Unchanged
	for _, c := range changes {
		switch c.Kind {
		case ChangeTotal, ChangeBase, ChangeTax, ChangeFee, ChangeItem:
			return PriceChanged
		case ChangeFlight, ChangePriceClass, ChangeBaggage, ChangePenalty, ChangeHoldable, ChangeMerchant, ChangeClock:
			outcome = TermsChanged
		}
	}
	return outcome
}
