package world

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/stage"
)

// booking is what one journal line says happened to an order: its new value,
// and what came with it.
type booking struct {
	Order        *Order        `json:",omitempty"`
	Payments     []Payment     `json:",omitempty"`
	Cancellation *Cancellation `json:",omitempty"`
	Disruptions  []Disruption  `json:",omitempty"`

	happened []EventKind  // for the watchers; needs an Order
	reserved *reservation // until this is shown
}

// show makes a durable booking visible. It is the only place where the book
// learns something, for the living and on replay alike. The lock is held.
func (w *World) show(r booking) {
	b := &w.book
	for _, p := range r.Payments {
		b.payments[p.ID] = p
		b.paid = append(b.paid, p.ID)
		b.draw(p)
		b.last = max(b.last, p.Number)
	}
	if c := r.Cancellation; c != nil {
		b.cancellations[c.ID] = *c
		if c.ConfirmedAt == nil {
			b.latest[c.OrderID] = c.ID
		} else {
			b.restore(c.Supplier, c.OrderID, c.Refund)
		}
		b.last = max(b.last, c.Number)
	}
	for _, d := range r.Disruptions {
		if _, known := b.disruptions[d.ID]; !known {
			b.disrupted[d.OrderID] = append(b.disrupted[d.OrderID], d.ID)
		}
		b.disruptions[d.ID] = d
	}
	o := r.Order
	if o == nil {
		return
	}
	b.last = max(b.last, o.Number)
	for _, t := range slices.Concat(o.Tickets, o.Issuing) {
		serial, err := strconv.ParseInt(t.Number[3:], 10, 64)
		if err == nil {
			b.tickets = max(b.tickets, serial-firstSerial)
		}
	}
	e, known := b.orders[o.ID]
	if !known {
		e = &entry{}
		b.orders[o.ID] = e
		b.inOrder = append(b.inOrder, e)
		part, _ := searchOf(o.Offer.ID)
		b.bySearch[part] = o.ID
		b.byLocator[o.Reference] = true
	} else {
		b.restore(o.Supplier, o.ID, o.Returned-e.order.Returned)
		if e.order.CancelledAt == nil {
			b.giveBack(w.claims(e.order))
		}
	}
	if o.CancelledAt == nil {
		b.take(w.claims(*o))
	}
	e.order = *o
	if o.Awaiting() {
		b.due.add(due{o.Offer.PayBy.Add(tick), o.ID})
	}
	if len(o.Issuing) > 0 {
		b.due.add(due{o.TicketsDue, o.ID})
	}
	// Scenarios outlive the process with what they are bound to.
	w.stage.Bind(o.reference(), o.Scenario)
}

// change runs fn on an order's current value, one change at a time, and makes
// what it answers durable before anybody sees it. An empty answer is no change.
// fn is called without the world's lock.
func (w *World) change(supplier, orderID string, fn func(Order, time.Time) (booking, error)) error {
	now := w.Now()
	w.settle(now)
	defer w.tell() // when the order is free again
	w.mu.Lock()
	e, ok := w.book.orders[orderID]
	w.mu.Unlock()
	if !ok {
		return ErrNotFound
	}
	e.changing.Lock()
	defer e.changing.Unlock()
	w.mu.Lock()
	order := e.order
	w.mu.Unlock()
	if order.Supplier != supplier {
		return ErrNotFound
	}
	result, err := fn(order, now)
	// A refused payment may still leave the order at a new price.
	if err != nil && result.Order == nil {
		return err
	}
	if result.Order == nil && result.Cancellation == nil {
		return nil
	}
	failed := w.journal.Append(recordBooking, result)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.end(result.reserved)
	if failed != nil {
		return fmt.Errorf("world: order %s: %w", orderID, failed)
	}
	w.commit(result)
	return err
}

// Pay takes money for a held order and issues its tickets.
func (w *World) Pay(supplier, orderID string, tenders []Tender, scenario stage.Scenario) (Payment, error) {
	var paid Payment
	err := w.change(supplier, orderID, func(o Order, now time.Time) (booking, error) {
		if err := payable(o, now); err != nil {
			return booking{}, err
		}
		if scenario.Name == "" {
			scenario = o.Scenario
		}
		if scenario.Is(stage.TicketingFails, supplier) {
			return booking{}, ErrAirline
		}
		if fresh, changed := w.repriced(o, now); changed {
			return booking{Order: &fresh}, ErrPriceChanged
		}
		if err := pays(rehearsed(tenders, scenario, supplier), o.Total()); err != nil {
			return booking{}, err
		}
		o.PaidAt, o.ByCard = &now, byCard(tenders)
		result := booking{Order: &o}
		w.mu.Lock()
		defer w.mu.Unlock()
		reserved, err := w.reserve(supplier, nil, tenders)
		if err != nil {
			return booking{}, err
		}
		result.reserved = reserved
		w.ticketed(&result, scenario, now)
		for _, t := range tenders {
			result.Payments = append(result.Payments, w.payment(o, t, now))
		}
		if len(result.Payments) > 0 {
			paid = result.Payments[0]
		}
		return result, nil
	})
	return paid, err
}

func payable(o Order, now time.Time) error {
	switch {
	case !o.Hold:
		return ErrNotPayable
	case o.Expired || (o.Awaiting() && now.After(o.Offer.PayBy)):
		return ErrPastDeadline
	case o.CancelledAt != nil:
		return ErrAlreadyCancelled
	case o.PaidAt != nil:
		return ErrAlreadyPaid
	}
	return nil
}

// repriced is a held order at today's price once its guarantee has lapsed, and
// whether that differs.
func (w *World) repriced(o Order, now time.Time) (Order, bool) {
	if !o.Awaiting() || !now.After(o.Offer.GuaranteedUntil) {
		return o, false
	}
	fresh := o.Offer.with(w.priced(o.Offer.Slices, o.Offer.Party, now))
	fresh = fresh.rebased(bentPrice(fresh.Base, o.Offer.Bend))
	if fresh.Base == o.Offer.Base && fresh.Tax == o.Offer.Tax {
		return o, false
	}
	o.Offer = fresh
	return o, true
}

// Order is an order as it is now; a held one whose guarantee has lapsed is
// brought to today's price.
func (w *World) Order(supplier, id string) (Order, error) {
	err := w.change(supplier, id, func(o Order, now time.Time) (booking, error) {
		fresh, changed := w.repriced(o, now)
		if !changed {
			return booking{}, nil
		}
		return booking{Order: &fresh}, nil
	})
	if err != nil {
		return Order{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.book.orders[id].order, nil
}

// Recorded is an order as it was last written down, whatever it would cost now.
func (w *World) Recorded(supplier, id string) (Order, error) {
	w.settle(w.Now())
	w.mu.Lock()
	defer w.mu.Unlock()
	e, ok := w.book.orders[id]
	if !ok || e.order.Supplier != supplier {
		return Order{}, ErrNotFound
	}
	return e.order, nil
}

// Annotate replaces an order's metadata.
func (w *World) Annotate(supplier, id string, metadata map[string]string) (Order, error) {
	var annotated Order
	err := w.change(supplier, id, func(o Order, _ time.Time) (booking, error) {
		o.Metadata = metadata
		annotated = o
		return booking{Order: &o}, nil
	})
	return annotated, err
}

// Orders are a supplier's orders, the newest first.
func (w *World) Orders(supplier string) []Order {
	w.settle(w.Now())
	w.mu.Lock()
	defer w.mu.Unlock()
	var orders []Order
	for i := len(w.book.inOrder) - 1; i >= 0; i-- {
		o := w.book.inOrder[i].order
		if o.Supplier == supplier {
			orders = append(orders, o)
		}
	}
	return orders
}

// OrderOf is the last order made from a search, if it is of this offer.
func (w *World) OrderOf(supplier, offerID string) (Order, bool) {
	part, _ := searchOf(offerID)
	w.settle(w.Now())
	w.mu.Lock()
	defer w.mu.Unlock()
	e, ok := w.book.orders[w.book.bySearch[part]]
	if !ok || e.order.Offer.ID != offerID || e.order.Supplier != supplier {
		return Order{}, false
	}
	return e.order, true
}

// Referenced reports whether an order with this reference of the caller's exists.
func (w *World) Referenced(supplier, reference string) bool {
	for _, o := range w.Orders(supplier) {
		if reference != "" && o.reference() == reference {
			return true
		}
	}
	return false
}

// Payment finds a payment.
func (w *World) Payment(supplier, id string) (Payment, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, ok := w.book.payments[id]
	if !ok || p.Supplier != supplier {
		return Payment{}, ErrNotFound
	}
	return p, nil
}

// Payments are those of an order, oldest first.
func (w *World) Payments(supplier, orderID string) []Payment {
	w.mu.Lock()
	defer w.mu.Unlock()
	var payments []Payment
	for _, id := range w.book.paid {
		p := w.book.payments[id]
		if p.OrderID == orderID && p.Supplier == supplier {
			payments = append(payments, p)
		}
	}
	return payments
}
