package travel

import (
	"time"

	"github.com/farebridge/farebridge/internal/money"
)

// RuleKind says what a rule is about.
type RuleKind string

// The kinds of fare rule.
const (
	RuleRefund RuleKind = "refund"
	RuleChange RuleKind = "change"
	RuleNoShow RuleKind = "noShow"
)

// FareRule is what giving up or changing a flight costs at one stage of the
// journey. Fee is nil when it is not known, which never means free.
type FareRule struct {
	Kind      RuleKind
	PTC       PTC       // empty: everybody
	JourneyID string    // empty: the whole offer
	From      time.Time // the stage, [From, Until); zero: open
	Until     time.Time
	Allowed   Allowance
	Fee       *money.Money // for one traveller
}

// RuleText is what the supplier says in words, under a heading of its own.
type RuleText struct {
	Category string
	Text     string
}

// Rules are the penalties of an offer by stage, and the words beside them.
type Rules struct {
	Penalties []FareRule
	Texts     []RuleText
}
