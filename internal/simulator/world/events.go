package world

import "time"

// EventKind says what happened to an order.
type EventKind string

// The kinds of event.
const (
	EventCreated   EventKind = "created"
	EventTicketed  EventKind = "ticketed"
	EventChanged   EventKind = "changed" // other flights, or more extras
	EventCancelled EventKind = "cancelled"
	EventDisrupted EventKind = "disrupted"
)

// Event is something that happened to an order and is in the journal.
type Event struct {
	Supplier string
	OrderID  string
	Kind     EventKind
	At       time.Time
}

// Watch has fn called with everything that happens from now on. It is called
// without any lock of the world's, by whichever call made it happen, and must
// be quick. Calls that run at the same time may tell theirs in any order. What
// only time does (a hold lapses, slow tickets are there) happens when somebody
// looks, Settle included.
func (w *World) Watch(fn func(Event)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watchers = append(w.watchers, fn)
}

// Settle does what is due by now.
func (w *World) Settle() { w.settle(w.Now()) }

// commit shows a durable booking and notes what the watchers are to hear. The
// lock is held; tell follows when no lock is.
func (w *World) commit(r booking) {
	w.show(r)
	if len(w.watchers) == 0 {
		return
	}
	for _, kind := range r.happened {
		w.untold = append(w.untold, Event{Supplier: r.Order.Supplier, OrderID: r.Order.ID, Kind: kind, At: w.Now()})
	}
}

// tell lets the watchers know. No lock is held.
func (w *World) tell() {
	w.mu.Lock()
	untold, watchers := w.untold, w.watchers
	w.untold = nil
	w.mu.Unlock()
	for _, event := range untold {
		for _, fn := range watchers {
			fn(event)
		}
	}
}
