package order

import (
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

// WorkKind names an outward step.
type WorkKind string

// The kinds of work.
const (
	WorkHold      WorkKind = "hold"
	WorkAuthorize WorkKind = "authorize"
	WorkPoll      WorkKind = "poll" // ask the gateway whether the payer has done it
	WorkTicket    WorkKind = "ticket"
	WorkCapture   WorkKind = "capture"
	WorkReturn    WorkKind = "return"
	WorkRelease   WorkKind = "release"
	WorkExpire    WorkKind = "expire" // PayBy has passed: ask the gateway once more, then cancel
)

// Work is one thing to do for an order now. Resolve means that the step may
// have happened: ask, do not call.
type Work struct {
	Kind      WorkKind
	PaymentID string
	Resolve   bool
}

type workStep struct {
	work Work
	step Step
}

// steps lists every step in the order in which they are looked after: money
// and bookings in doubt come before new requests.
func (o Order) steps() []workStep {
	all := []workStep{{Work{Kind: WorkHold}, o.Booking.Hold}}
	for _, p := range o.Payments {
		all = append(all,
			workStep{Work{Kind: WorkAuthorize, PaymentID: p.ID}, p.Authorize},
			workStep{Work{Kind: WorkReturn, PaymentID: p.ID}, p.Return})
	}
	all = append(all, workStep{Work{Kind: WorkTicket}, o.Ticketing.Issue})
	for _, p := range o.Payments {
		all = append(all, workStep{Work{Kind: WorkCapture, PaymentID: p.ID}, p.Capture})
	}
	all = append(all, workStep{Work{Kind: WorkRelease}, o.Booking.Release})
	for _, p := range o.Payments {
		all = append(all, workStep{Work{Kind: WorkPoll, PaymentID: p.ID}, p.Poll})
	}
	return all
}

// Next is what has to be done for the order now, if anything.
func (o Order) Next(now time.Time) (Work, bool) {
	for _, s := range o.steps() {
		if !s.step.open() || now.Before(s.step.Until) {
			continue
		}
		s.work.Resolve = s.step.Stage != StageDue
		if s.work.Kind == WorkAuthorize && (!o.awaits() || now.After(o.PayBy)) {
			s.work.Resolve = true // no money is asked for any more: find out, and let go
		}
		return s.work, true
	}
	if o.expires() && now.After(o.PayBy) {
		return Work{Kind: WorkExpire}, true
	}
	return Work{}, false
}

// DueAt is when Next will have something to do. ok is false for an order that
// only its caller can move, or nobody.
func (o Order) DueAt() (time.Time, bool) {
	var at time.Time
	for _, s := range o.steps() {
		if s.step.open() && (at.IsZero() || s.step.Until.Before(at)) {
			at = s.step.Until
		}
	}
	if o.expires() && (at.IsZero() || o.PayBy.Before(at)) {
		// Inclusive: the first moment that is too late.
		at = o.PayBy.Add(time.Millisecond)
	}
	return at, !at.IsZero()
}

// expires reports that the order waits for a payment that may never come. A
// payment whose outcome is not known is found out first.
func (o Order) expires() bool {
	if o.PayBy.IsZero() || o.Status() != StatusAwaitingPayment {
		return false
	}
	for _, p := range o.Payments {
		if p.Authorize.open() {
			return false
		}
	}
	return true
}

func (o *Order) step(w Work) *Step {
	switch w.Kind {
	case WorkHold:
		return &o.Booking.Hold
	case WorkRelease:
		return &o.Booking.Release
	case WorkTicket:
		return &o.Ticketing.Issue
	case WorkAuthorize, WorkPoll, WorkCapture, WorkReturn:
		p := o.payment(w.PaymentID)
		if p == nil {
			return nil
		}
		switch w.Kind {
		case WorkAuthorize:
			return &p.Authorize
		case WorkPoll:
			return &p.Poll
		case WorkCapture:
			return &p.Capture
		default:
			return &p.Return
		}
	case WorkExpire:
	}
	return nil
}

// Started records the intent before a call: who calls holds the step until
// Lease. Settle says from when on "there is nothing" is final.
type Started struct {
	Work   Work
	Lease  time.Time
	Settle time.Time
}

// Kind names the event.
func (e Started) Kind() string {
	if e.Work.Resolve {
		return string(e.Work.Kind) + ".asking"
	}
	return string(e.Work.Kind) + ".started"
}

// Detail names the payment.
func (e Started) Detail() string { return e.Work.PaymentID }

func (e Started) apply(o *Order, now time.Time) error {
	next, due := o.Next(now)
	step := o.step(e.Work)
	if !due || next != e.Work || step == nil {
		return invalid(e, o)
	}
	settle := e.Settle
	if e.Work.Resolve {
		settle = time.Time{} // asking does not send anything that could still arrive
	}
	step.start(e.Lease, settle, now)
	return nil
}

// PutOff records that a call certainly did nothing, or that nobody could say:
// it is called, or asked after, again a little later.
type PutOff struct {
	Work    Work
	Unknown bool            // the call may have happened
	Booking *travel.Booking // what the supplier was seen to hold; nil: nothing new
	Reason  string          // for history; a kind, never a message
	// Unsearchable: the supplier was asked and has no way to say, as Step's.
	Unsearchable bool
}

// Kind names the event.
func (e PutOff) Kind() string {
	if e.Unknown {
		return string(e.Work.Kind) + ".unknown"
	}
	return string(e.Work.Kind) + ".putOff"
}

// Detail gives the reason.
func (e PutOff) Detail() string { return e.Reason }

func (e PutOff) apply(o *Order, now time.Time) error {
	step := o.step(e.Work)
	if step == nil || step.Stage != StageRunning {
		return invalid(e, o)
	}
	if paid, accepted := o.Accepted(); e.Work.Kind == WorkTicket && !e.Unknown && accepted && !paid.stands() {
		// Not issued, and the money is gone meanwhile: the order awaits payment.
		o.payment(paid.ID).Accepted = false
		o.Ticketing.Issue.forget()
		return nil
	}
	if e.Work.Kind == WorkTicket && o.cardPutOff(e) {
		return nil
	}
	if e.Booking != nil {
		o.Booking.Said = *e.Booking
	}
	stage := StageDue
	if e.Unknown {
		stage = StageUnknown
	}
	step.again(stage, now)
	// A supplier that cannot even be reached meanwhile has not learned to search.
	step.Unsearchable = e.Unsearchable || step.Unsearchable && e.Booking == nil
	return nil
}
