package world

import (
	"strconv"
	"time"
)

// quoteLife is how long a cancellation quote says it holds.
const quoteLife = time.Hour

// QuoteCancellation says what giving an order back would return. Taxes come
// back whole, the fare less its penalty; a fare that is not refundable is lost.
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
		refund, to := o.refund(now)
		quote = Cancellation{
			ID:     "ore_0000" + w.token(18, "cancellation", strconv.FormatInt(number, 10), orderID),
			Number: number, OrderID: orderID, Supplier: supplier,
			Refund: refund, RefundTo: to, CreatedAt: now, ExpiresAt: now.Add(quoteLife),
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

func (o Order) refund(at time.Time) (Fen, string) {
	if o.PaidAt == nil {
		return 0, "awaiting_payment"
	}
	terms := o.Offer.Refund(at)
	if !terms.Allowed {
		return o.Offer.Tax, "balance"
	}
	return o.Offer.Total() - terms.Penalty, "balance"
}

// ConfirmCancellation gives the order back on the terms of its last quote.
// A quote is honoured even after it expired, as Duffel does, unless the refund
// has become another one.
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
		refund, to := o.refund(now)
		late := now.After(quote.ExpiresAt)
		if latest != id || to != quote.RefundTo || (late && refund != quote.Refund) {
			return booking{}, ErrStaleQuote
		}
		quote.ConfirmedAt, o.CancelledAt = &now, &now
		return booking{Order: &o, Cancellation: &quote}, nil
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
