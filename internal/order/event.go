package order

import (
	"errors"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

// ErrInvalid is an event that does not fit the order's state. Nothing changed.
var ErrInvalid = errors.New("order: event does not fit the state")

// Event is something that happened to an order. Kind and Detail go into its
// history and carry nothing personal.
type Event interface {
	Kind() string
	Detail() string
	apply(o *Order, now time.Time) error
}

// Record is an event as history keeps it.
type Record struct {
	At      time.Time
	Kind    string
	Detail  string
	Version int
	Status  Status
}

// Apply is the state machine: the order after the event. It is pure. An event
// that was applied before leaves the order as it is, version included.
func Apply(o Order, e Event, now time.Time) (Order, Record, error) {
	next := o.clone()
	err := e.apply(&next, now)
	if errors.Is(err, errNothingNew) {
		return o, Record{}, nil
	}
	if err != nil {
		return o, Record{}, err
	}
	next.Version++
	next.Attention = next.attention(now)
	return next, Record{At: now, Kind: e.Kind(), Detail: e.Detail(), Version: next.Version, Status: next.Status()}, nil
}

// errNothingNew is an event told twice.
var errNothingNew = errors.New("order: nothing new")

func invalid(e Event, o *Order) error {
	return fmt.Errorf("%w: %s in %s", ErrInvalid, e.Kind(), o.Status())
}

// attention tells a person of a step that does not resolve itself.
func (o Order) attention(now time.Time) string {
	for _, s := range o.steps() {
		if s.step.Unsearchable && s.step.inDoubt() {
			// The remark is what a connector to such a supplier leaves our reference in.
			return fmt.Sprintf("%s in doubt since %s: %s cannot be searched over its protocol; have it searched by hand for a booking with %s in its remarks",
				s.work.Kind, s.step.Since.UTC().Format(time.RFC3339), o.Offer.SupplierID, o.ID)
		}
		if s.work.Kind != WorkPoll && s.step.open() && !s.step.Since.IsZero() && now.Sub(s.step.Since) > AttentionAfter && s.step.Tries > 1 {
			return fmt.Sprintf("%s unresolved since %s, %d attempts; still trying", s.work.Kind, s.step.Since.UTC().Format(time.RFC3339), s.step.Tries)
		}
	}
	paid, accepted := o.Accepted()
	switch issue := o.Ticketing.Issue.Stage; {
	case issue == StageDone && o.CancelReason == "" && o.Booking.Said.Status == travel.BookingCancelled:
		return "the supplier cancelled a ticketed order: its refund is to be settled"
	case issue == StageDone && o.Booking.Said.Total.Currency != "" && !o.Booking.Said.Total.Equal(o.Offer.Net):
		return fmt.Sprintf("the supplier ticketed for %s instead of the agreed %s", o.Booking.Said.Total, o.Offer.Net)
	case issue != StageDone && len(o.Ticketing.Tickets) > 0 && o.Offer.ChargesCard:
		return "tickets were issued, and the traveller's card charged by the supplier, after ticketing had been given up"
	case issue == StageRefused && len(o.Ticketing.Tickets) > 0:
		return "tickets were issued after ticketing had been given up and the money sent back"
	case o.Offer.ChargesCard && o.Ticketing.Issue.Tries > 0 && o.Booking.Release.Stage == StageRefused:
		return "the supplier refuses to release a booking it was asked to ticket: it may be ticketed, and the traveller's card charged"
	case issue == StageRefused && o.Booking.Release.Stage == StageRefused:
		return "ticketing was given up, yet the supplier refuses to release the booking: it may be ticketed"
	case issue == StageDone && accepted && !paid.stands():
		return "tickets are issued, but the gateway no longer has the money of payment " + paid.ID
	}
	for _, change := range o.Booking.Said.ScheduleChanges {
		if !change.Answered && o.CancelReason == "" {
			return "the airline changed a flight and waits for an answer"
		}
	}
	for _, p := range o.Payments {
		switch {
		case p.DeclineCode == ChargeUnconfirmed:
			return "the supplier gave the booking up after it was asked to charge a card: what it may have taken with payment " + p.ID + " it has to return"
		case p.Capture.Stage == StageRefused:
			return "tickets are issued but the gateway refuses to capture payment " + p.ID
		case p.Return.Stage == StageRefused && !p.PaidAt.IsZero():
			return "the gateway refuses to return the money of payment " + p.ID
		}
	}
	return ""
}

// Result is what came of a step's call, told by who made it. A fact (a booking,
// tickets, the gateway's word) counts whoever brings it. Anything else counts
// only while Try is still the step's latest attempt: a worker that hung beyond
// its lease has no say in what another one is doing now.
type Result struct {
	Work  Work
	Try   int
	Event Event
}

// Kind is the event's.
func (r Result) Kind() string { return r.Event.Kind() }

// Detail is the event's.
func (r Result) Detail() string { return r.Event.Detail() }

func (r Result) apply(o *Order, now time.Time) error {
	switch r.Event.(type) {
	case Held, TicketsIssued, GatewaySaid, Released:
	default:
		if step := o.step(r.Work); step == nil || step.Tries != r.Try {
			return invalid(r, o)
		}
	}
	return r.Event.apply(o, now)
}

// Tries is how often a step was begun: the number its Result has to carry.
func (o Order) Tries(w Work) int {
	if step := o.step(w); step != nil {
		return step.Tries
	}
	return 0
}
