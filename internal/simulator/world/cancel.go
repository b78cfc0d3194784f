package world

import (
	"strconv"
	"time"
)

// quoteLife is how long a cancellation quote says it holds.
const quoteLife = time.Hour

// QuoteCancellation says what giving an order back would return. Taxes come
// back whole, the fare less its penalty; a fare that is not refundable is lost.
// Extras count as refund says.
func (w *World) QuoteCancellation(supplier, orderID string) (Cancellation, error) {
	var quote Cancellation
	err := w.change(supplier, orderID, func(o Order, now time.Time) (booking, error) {
		if err := cancellable(o, now); err != nil {
			return booking{}, err
		}
		w.mu.Lock()
		w.book.last++
		number := w.book.last
		w.mu.Unlock()
		refund, to := o.refund(now, len(w.open(o)) > 0)
		quote = Cancellation{
			ID:     "ore_0000" + w.token(18, "cancellation", strconv.FormatInt(number, 10), orderID),
			Number: number, OrderID: orderID, Supplier: supplier,
			Refund: refund, RefundTo: to, CreatedAt: now, ExpiresAt: now.Add(quoteLife), Version: o.Version,
		}
		if o.PaidAt != nil {
			quote.Penalty = o.Total() - refund
		}
		return booking{Cancellation: &quote}, nil
	})
	return quote, err
}

func cancellable(o Order, now time.Time) error {
	switch {
	case o.CancelledAt != nil:
		return ErrAlreadyCancelled
	case !now.Before(o.Offer.Slices[0].Flights.Departs()):
		return ErrDeparted
	}
	return nil
}

// refund is what comes back at a time. Bags, meals, lounges and upgrades do,
// chosen seats do not; after an airline's own schedule change everything does but
// the fees of earlier changes.
func (o Order) refund(at time.Time, disrupted bool) (Fen, string) {
	to := "balance"
	if o.ByCard {
		to = TenderCard
	}
	if o.PaidAt == nil {
		return 0, "awaiting_payment"
	}
	if disrupted {
		return o.Total() - o.Fees, to
	}
	back := o.Offer.Tax
	if terms := o.Offer.Refund(at); terms.Allowed {
		back = o.Offer.Total() - terms.Penalty
	}
	for _, e := range o.Extras {
		if e.Kind != ChosenSeat {
			back += e.Total()
		}
	}
	return back, to
}

// ConfirmCancellation gives the order back on the terms of its last quote.
// A quote is honoured even after it expired, as Duffel does, unless the refund
// has become another one, or the order was changed since.
func (w *World) ConfirmCancellation(supplier, id string) (Cancellation, error) {
	quote, err := w.Cancellation(supplier, id)
	if err != nil {
		return Cancellation{}, err
	}
	err = w.change(supplier, quote.OrderID, func(o Order, now time.Time) (booking, error) {
		if err := cancellable(o, now); err != nil {
			return booking{}, err
		}
		w.mu.Lock()
		latest := w.book.latest[o.ID]
		w.mu.Unlock()
		disruptions := w.open(o)
		refund, to := o.refund(now, len(disruptions) > 0)
		late := now.After(quote.ExpiresAt)
		if latest != id || to != quote.RefundTo || o.Version != quote.Version || (late && refund != quote.Refund) {
			return booking{}, ErrStaleQuote
		}
		for i := range disruptions {
			disruptions[i].Action = DisruptionCancelled
		}
		quote.ConfirmedAt, o.CancelledAt = &now, &now
		o.Issuing = nil
		return booking{
			Order: &o, Cancellation: &quote, Disruptions: disruptions, happened: []EventKind{EventCancelled},
		}, nil
	})
	return quote, err
}

// Cancellation finds a quote, confirmed or not.
func (w *World) Cancellation(supplier, id string) (Cancellation, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, ok := w.book.cancellations[id]
	if !ok || c.Supplier != supplier {
		return Cancellation{}, ErrNotFound
	}
	return c, nil
}

// CancellationOf is the order's last quote, if there is one.
func (w *World) CancellationOf(orderID string) (Cancellation, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, ok := w.book.cancellations[w.book.latest[orderID]]
	return c, ok
}
