package travel

import (
	"time"

	"github.com/farebridge/farebridge/internal/money"
)

// RefundTo says where money a supplier gives back goes.
type RefundTo string

// The destinations of a refund.
const (
	RefundOriginal RefundTo = "original" // to whatever the supplier was paid with
	RefundCredit   RefundTo = "credit"   // a voucher or credit of the airline
	RefundNothing  RefundTo = "nothing"  // nothing was paid
)

// RefundQuote is what a supplier gives back for a booking. Ref is the
// supplier's own handle of the quote; Refund is nil when the supplier will not
// say before it is done, which never means nothing.
type RefundQuote struct {
	Ref       []byte
	Refund    *money.Money
	Penalty   *money.Money // what is kept of what was paid; nil: not known
	To        RefundTo
	ExpiresAt time.Time // zero: not said
}

// ChangeOffer is another itinerary for a booking. Difference is signed: above
// zero is to be paid, below zero comes back; it includes Penalty.
type ChangeOffer struct {
	Ref        []byte
	Journeys   []PaxJourney // the whole itinerary after the change
	Difference money.Money
	Penalty    *money.Money // nil: not known
	NewTotal   money.Money
	ExpiresAt  time.Time // zero: not said
}

// ScheduleChange is what an airline did to a booked journey by itself. Ref is
// the supplier's own handle.
type ScheduleChange struct {
	Ref       []byte
	Before    []PaxJourney
	After     []PaxJourney // empty: cancelled, nothing instead
	Answered  bool         // accepted, changed or cancelled already
	CanAccept bool
}
