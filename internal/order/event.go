package order

import (
	"errors"
	"fmt"
	"time"
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
		if s.step.open() && !s.step.Since.IsZero() && now.Sub(s.step.Since) > AttentionAfter && s.step.Tries > 1 {
			return fmt.Sprintf("%s unresolved since %s, %d attempts; still trying", s.work.Kind, s.step.Since.UTC().Format(time.RFC3339), s.step.Tries)
		}
	}
	for _, p := range o.Payments {
		switch {
		case p.Capture.Stage == StageRefused:
			return "tickets are issued but the gateway refuses to capture payment " + p.ID
		case p.Return.Stage == StageRefused && !p.PaidAt.IsZero():
			return "the gateway refuses to return the money of payment " + p.ID
		}
	}
	return ""
}
