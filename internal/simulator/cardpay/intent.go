package cardpay

import (
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/money"
)

// status is how far an intent has come.
type status string

const (
	requiresAction status = "requires_action"
	authorized     status = "authorized"
	captured       status = "captured"
	declined       status = "declined"
	cancelled      status = "cancelled"
	refunded       status = "refunded"
	expired        status = "expired"
)

// moves lists where each status may go; what is not listed is final.
var moves = map[status][]status{
	requiresAction: {authorized, declined, cancelled, expired},
	authorized:     {captured, cancelled},
	captured:       {refunded}, // after part of it, still captured
}

func (s status) mayBecome(next status) bool { return slices.Contains(moves[s], next) }

// order is what a merchant asks for. Repeating it under the same reference is
// the same intent; anything else under that reference is a conflict.
type order struct {
	Reference      string         `json:"reference"`
	OrderReference string         `json:"order_reference"`
	AmountMinor    int64          `json:"amount_minor"`
	Currency       money.Currency `json:"currency"`
	CardToken      string         `json:"card_token"`
	NotifyURL      string         `json:"notify_url,omitempty"`
	ReturnURL      string         `json:"return_url,omitempty"`
	ExpiresAt      time.Time      `json:"expires_at,omitzero"`
}

func (o order) same(other order) bool {
	expiry := o.ExpiresAt.Equal(other.ExpiresAt)
	o.ExpiresAt, other.ExpiresAt = time.Time{}, time.Time{}
	return expiry && o == other
}

// intent is one payment, as the journal keeps it. It is a value: a change is
// made to a copy and becomes visible when the copy is in the journal.
type intent struct {
	ID            string    `json:"id"`
	Order         order     `json:"order"`
	Status        status    `json:"status"`
	CheckoutToken string    `json:"checkout_token,omitempty"` // "": never needed the payer
	DeclineCode   string    `json:"decline_code,omitempty"`
	Refunds       []refund  `json:"refunds,omitempty"`
	CreatedAt     time.Time `json:"created_at"`
	AuthorizedAt  time.Time `json:"authorized_at,omitzero"`
	CapturedAt    time.Time `json:"captured_at,omitzero"`
	ClosedAt      time.Time `json:"closed_at,omitzero"` // declined, cancelled, expired or wholly refunded
	// SettlesAt is when the bank will have made up its mind; set, nobody but the
	// bank has anything to do (scenario payment-pending).
	SettlesAt time.Time `json:"settles_at,omitzero"`
	Silent    bool      `json:"silent,omitempty"` // no notice of it ever arrives (scenario payment-lost-notice)
}

// settleAfter is how long a bank takes under payment-pending, in simulated time.
const settleAfter = 2 * time.Minute

// refund is money given back under a reference of its own.
type refund struct {
	ID          string    `json:"id"`
	Reference   string    `json:"reference"`
	AmountMinor int64     `json:"amount_minor"`
	CreatedAt   time.Time `json:"created_at"`
}

func (i intent) capturedMinor() int64 {
	if i.CapturedAt.IsZero() {
		return 0
	}
	return i.Order.AmountMinor
}

func (i intent) refundedMinor() int64 {
	total := int64(0)
	for _, r := range i.Refunds {
		total += r.AmountMinor
	}
	return total
}

// overdue reports that the payer's time is over. The last instant still counts:
// a payment is late only after its deadline.
func (i intent) overdue(now time.Time) bool {
	return i.Status == requiresAction && !i.Order.ExpiresAt.IsZero() && now.After(i.Order.ExpiresAt)
}

// settled reports that the bank has answered, before the payer's time was over.
func (i intent) settled(now time.Time) bool {
	inTime := i.Order.ExpiresAt.IsZero() || !i.SettlesAt.After(i.Order.ExpiresAt)
	return i.Status == requiresAction && !i.SettlesAt.IsZero() && !now.Before(i.SettlesAt) && inTime
}

// become is i with another status, or a refusal.
func (i intent) become(next status, now time.Time) (intent, error) {
	if !i.Status.mayBecome(next) {
		return intent{}, invalidState(i.Status, next)
	}
	i.Status = next
	switch next {
	case authorized:
		i.AuthorizedAt = now
	case captured:
		i.CapturedAt = now
	case declined, cancelled, expired, refunded:
		i.ClosedAt = now
	case requiresAction:
	}
	return i, nil
}

// giveBack is i with one more refund, or a refusal.
func (i intent) giveBack(r refund) (intent, error) {
	if !i.Status.mayBecome(refunded) {
		return intent{}, invalidState(i.Status, refunded)
	}
	left := i.Order.AmountMinor - i.refundedMinor()
	if r.AmountMinor > left {
		return intent{}, fail(409, "refund_exceeds_captured", "The refunds would exceed what was captured.")
	}
	// Clip: the copy must not share spare capacity with the visible intent.
	i.Refunds = append(slices.Clip(i.Refunds), r)
	if r.AmountMinor == left {
		i.Status, i.ClosedAt = refunded, r.CreatedAt
	}
	return i, nil
}
