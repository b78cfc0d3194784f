package world

import (
	"slices"
	"time"
)

// What was done about a disruption.
const (
	DisruptionOpen      = ""
	DisruptionAccepted  = "accepted"
	DisruptionCancelled = "cancelled"
	DisruptionChanged   = "changed"
)

// Disruption is what an airline did to a sold slice by itself. Until it is
// answered the order shows Before. While it is open, cancelling the order gives
// back all but the fees of earlier changes, and changing the slice has no penalty.
type Disruption struct {
	ID         string
	OrderID    string
	Supplier   string
	Slice      int // of the order as it is now, or as it was when it was answered
	Before     Slice
	After      Slice
	DetectedAt time.Time
	Action     string
}

const (
	retimeBy      = 3 * time.Hour
	minConnection = 90 * time.Minute
)

// retimed is the disruption of the scenario schedule-change: the first flight
// leaves three hours later, and so does the next where it would be missed.
func retimed(o Order, now time.Time) Disruption {
	before := o.Offer.Slices[0]
	after := before
	after.Flights = slices.Clone(before.Flights)
	for i := range after.Flights {
		if i > 0 && after.Flights[i].Departs.Sub(after.Flights[i-1].Arrives) >= minConnection {
			break
		}
		after.Flights[i] = after.Flights[i].later(retimeBy)
	}
	return Disruption{
		ID: Token("dis", o.ID, "0"), OrderID: o.ID, Supplier: o.Supplier,
		Before: before, After: after, DetectedAt: now,
	}
}

// Disruptions are those of an order, oldest first, answered ones too.
func (w *World) Disruptions(supplier, orderID string) []Disruption {
	w.settle(w.Now())
	w.mu.Lock()
	defer w.mu.Unlock()
	var found []Disruption
	for _, id := range w.book.disrupted[orderID] {
		if d := w.book.disruptions[id]; d.Supplier == supplier {
			found = append(found, d)
		}
	}
	return found
}

// Disruption finds one by its id.
func (w *World) Disruption(supplier, id string) (Disruption, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	d, ok := w.book.disruptions[id]
	if !ok || d.Supplier != supplier {
		return Disruption{}, ErrNotFound
	}
	return d, nil
}

// open are an order's disruptions nobody has answered.
func (w *World) open(o Order) []Disruption {
	w.mu.Lock()
	defer w.mu.Unlock()
	var open []Disruption
	for _, id := range w.book.disrupted[o.ID] {
		if d := w.book.disruptions[id]; d.Action == DisruptionOpen {
			open = append(open, d)
		}
	}
	return open
}

// AcceptDisruption moves the order to the new times; tickets, seats and extras
// stay. One answered already is ErrAlreadyAnswered.
func (w *World) AcceptDisruption(supplier, id string) (Order, error) {
	d, err := w.Disruption(supplier, id)
	if err != nil {
		return Order{}, err
	}
	var moved Order
	err = w.change(supplier, d.OrderID, func(o Order, _ time.Time) (booking, error) {
		for _, d := range w.open(o) {
			if d.ID != id {
				continue
			}
			d.Action = DisruptionAccepted
			o.Offer.Slices = slices.Clone(o.Offer.Slices)
			o.Offer.Slices[d.Slice] = d.After
			o.Version++
			moved = o
			return booking{Order: &o, Disruptions: []Disruption{d}, happened: []EventKind{EventChanged}}, nil
		}
		return booking{}, ErrAlreadyAnswered
	})
	return moved, err
}
