package order

import "time"

// Status is what callers see of an order.
type Status string

// The statuses. Each says who acts next.
const (
	StatusPending         Status = "pending"         // we find out whether the supplier booked
	StatusAwaitingPayment Status = "awaitingPayment" // the buyer pays, until PayBy
	StatusPaid            Status = "paid"            // we ask for tickets
	StatusTicketing       Status = "ticketing"       // the supplier issues, then we capture
	StatusTicketed        Status = "ticketed"        // nobody: tickets issued and money captured
	StatusRefunding       Status = "refunding"       // we give the money back
	StatusRefunded        Status = "refunded"        // nobody: the money went back
	StatusCancelled       Status = "cancelled"       // nobody: nothing is owed
	StatusFailed          Status = "failed"          // nobody: never booked
)

// Status derives what callers see from the parts:
//
//   - never booked                                        → failed
//   - cancelled or unticketable, with an accepted payment → refunding, refunded
//   - cancelled otherwise                                 → cancelled
//   - tickets issued and the money captured               → ticketed
//   - an accepted payment, tickets asked for              → ticketing
//   - an accepted payment                                 → paid
//   - the supplier's answer to the hold is not known      → pending
//   - else                                                → awaitingPayment
func (o Order) Status() Status {
	paid, accepted := o.Accepted()
	switch {
	case o.Booking.Hold.Stage == StageRefused:
		return StatusFailed
	case o.CancelReason != "" && accepted:
		if paid.Return.Stage == StageDone || paid.Status == PaymentFailed {
			return StatusRefunded
		}
		return StatusRefunding
	case o.CancelReason != "":
		return StatusCancelled
	case o.Ticketing.Issue.Stage == StageDone && accepted && !paid.CapturedAt.IsZero():
		return StatusTicketed
	case accepted && (o.Ticketing.Issue.Tries > 0 || o.Ticketing.Issue.Stage == StageDone):
		return StatusTicketing
	case accepted:
		return StatusPaid
	case o.Booking.Hold.open():
		return StatusPending
	default:
		return StatusAwaitingPayment
	}
}

// Final reports that nothing will change any more by itself.
func (s Status) Final() bool {
	switch s {
	case StatusTicketed, StatusRefunded, StatusCancelled, StatusFailed:
		return true
	case StatusPending, StatusAwaitingPayment, StatusPaid, StatusTicketing, StatusRefunding:
		return false
	}
	return false
}

// Action is something a caller may do next.
type Action string

// The actions on offers and orders that exist.
const (
	ActionPrice Action = "price"
	ActionOrder Action = "order"
	ActionPay   Action = "pay"
)

// AllowedActions is what a caller may do with the order now, given what its
// supplier can. It is read off the table of transitions and the same conditions
// Apply enforces.
func (o Order) AllowedActions(can Capabilities, now time.Time) []Action {
	sells := (o.Offer.Holdable && can.Hold) || (!o.Offer.Holdable && can.PayAtOnce)
	if sells && can.allows(OperationPay, o.Status()) && o.payable() == nil && !now.After(o.PayBy) {
		return []Action{ActionPay}
	}
	return []Action{}
}
