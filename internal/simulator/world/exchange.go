package world

import (
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/stage"
)

// changeMemory keeps the change requests of the last day.
type changeMemory struct {
	byID    map[string]ChangeRequest
	byOffer map[string]string // change offer id → request id
	inOrder []string          // ids, oldest first
}

func newChangeMemory() changeMemory {
	return changeMemory{byID: map[string]ChangeRequest{}, byOffer: map[string]string{}}
}

// add remembers r and forgets what is too old beside it.
func (m *changeMemory) add(r ChangeRequest) {
	m.byID[r.ID] = r
	m.inOrder = append(m.inOrder, r.ID)
	for _, o := range r.Offers {
		m.byOffer[o.ID] = r.ID
	}
	for r.CreatedAt.Sub(m.byID[m.inOrder[0]].CreatedAt) > rememberSearches {
		for _, o := range m.byID[m.inOrder[0]].Offers {
			delete(m.byOffer, o.ID)
		}
		delete(m.byID, m.inOrder[0])
		m.inOrder = m.inOrder[1:]
	}
}

// ChangeRequestByID finds a change request of the last day.
func (w *World) ChangeRequestByID(supplier, id string) (ChangeRequest, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r, ok := w.book.changes.byID[id]
	if !ok || r.Supplier != supplier {
		return ChangeRequest{}, ErrNotFound
	}
	return r, nil
}

// ChangeOfferByID finds a change offer of the last day, expired or not.
func (w *World) ChangeOfferByID(supplier, id string) (ChangeOffer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, o := range w.book.changes.byID[w.book.changes.byOffer[id]].Offers {
		if o.ID == id && o.Supplier == supplier {
			return o, nil
		}
	}
	return ChangeOffer{}, ErrNotFound
}

// ConfirmChange exchanges the order: tickets are new, the old flights are for
// sale again. A Difference above zero is paid by tenders; else there are none,
// and what is below zero comes back. An offer for the order as it was before
// something else happened to it is ErrStaleQuote.
func (w *World) ConfirmChange(supplier, changeOfferID string, tenders []Tender) (Order, error) {
	offer, err := w.ChangeOfferByID(supplier, changeOfferID)
	if err != nil {
		return Order{}, err
	}
	var exchanged Order
	err = w.change(supplier, offer.OrderID, func(o Order, now time.Time) (booking, error) {
		if err := confirmable(o, offer, now); err != nil {
			return booking{}, err
		}
		if err := pays(tenders, max(0, offer.Difference)); err != nil {
			return booking{}, err
		}
		open := w.open(o)
		after := o.exchanged(offer.Removed, offer.Added, w.involuntary(o), offer.CreatedAt)
		after.Returned += max(0, -offer.Difference)
		after.Version++
		result := booking{Order: &after, happened: []EventKind{EventChanged}, Disruptions: answered(o, offer, open)}
		w.mu.Lock()
		defer w.mu.Unlock()
		held, wanted := w.claims(o), w.claims(after)
		reserved, err := w.reserve(supplier, without(wanted, held), tenders)
		if err != nil {
			return booking{}, err
		}
		result.reserved = reserved
		w.ticketed(&result, stage.Scenario{}, now)
		result.happened = []EventKind{EventChanged}
		for _, t := range tenders {
			result.Payments = append(result.Payments, w.payment(o, t, now))
		}
		exchanged = after
		return result, nil
	})
	return exchanged, err
}

func confirmable(o Order, offer ChangeOffer, now time.Time) error {
	switch {
	case o.CancelledAt != nil:
		return ErrAlreadyCancelled
	case o.Version != offer.Version:
		return ErrStaleQuote
	case now.After(offer.ExpiresAt):
		return ErrOfferExpired
	}
	for _, i := range offer.Removed {
		if !now.Before(o.Offer.Slices[i].Flights.Departs()) {
			return ErrDeparted
		}
	}
	for _, s := range offer.Added {
		if !now.Before(s.Flights.Departs()) {
			return ErrOfferGone
		}
	}
	return nil
}

// answered are an order's open disruptions after a change: answered by it where
// their slice was given up, else found where their slice is now.
func answered(o Order, offer ChangeOffer, open []Disruption) []Disruption {
	moved := o.moves(offer.Removed, offer.Slices)
	for i := range open {
		if slices.Contains(offer.Removed, open[i].Slice) {
			open[i].Action = DisruptionChanged
		} else {
			open[i].Slice = moved.slices[open[i].Slice]
		}
	}
	return open
}
