package world

import (
	"encoding/json"
	"fmt"

	"github.com/farebridge/farebridge/internal/simulator/journal"
)

// Replay takes in one record of an earlier process; records of other parts of
// the simulator are left alone.
func (w *World) Replay(r journal.Record) error {
	switch r.Kind {
	case recordSearch:
		var s Search
		if err := json.Unmarshal(r.Data, &s); err != nil {
			return fmt.Errorf("world: %s: %w", r.Kind, err)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.remember(s, nil)
	case recordBend:
		var b bend
		if err := json.Unmarshal(r.Data, &b); err != nil {
			return fmt.Errorf("world: %s: %w", r.Kind, err)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.bendOffer(b)
	case recordBooking:
		var b booking
		if err := json.Unmarshal(r.Data, &b); err != nil {
			return fmt.Errorf("world: %s: %w", r.Kind, err)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		if b.Order != nil {
			b.Order.Offer = b.Order.Offer.shared()
		}
		w.show(b)
	case recordChange:
		var c ChangeRequest
		if err := json.Unmarshal(r.Data, &c); err != nil {
			return fmt.Errorf("world: %s: %w", r.Kind, err)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.book.last = max(w.book.last, c.Number)
		w.book.changes.add(c)
	}
	return nil
}
