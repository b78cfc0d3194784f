package world

import (
	"container/heap"
	"time"
)

// dueQueue finds the orders that time does something to without looking at all.
type dueQueue struct{ due dueHeap }

// due is when an order is to be looked at: an unpaid hold at the first instant
// after its deadline, slow tickets at the instant they are there.
type due struct {
	at    time.Time
	order string
}

func (q *dueQueue) add(d due) { heap.Push(&q.due, d) }

// next takes out the earliest that is due by now.
func (q *dueQueue) next(now time.Time) (due, bool) {
	if len(q.due) == 0 || q.due[0].at.After(now) {
		return due{}, false
	}
	return heap.Pop(&q.due).(due), true
}

type dueHeap []due

func (h dueHeap) Len() int           { return len(h) }
func (h dueHeap) Less(i, j int) bool { return h[i].at.Before(h[j].at) }
func (h dueHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *dueHeap) Push(x any)        { *h = append(*h, x.(due)) }

func (h *dueHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

// tick is the world's shortest time, that of its clock.
const tick = time.Microsecond

// settle does what time alone does: it cancels what was not paid by its
// deadline, and gives out tickets that took their time. It is run by whoever
// looks next, as nobody else would see the difference. An order that is being
// changed right now is left to the next look.
func (w *World) settle(now time.Time) {
	w.mu.Lock()
	var busy []due
	for d, ok := w.book.due.next(now); ok; d, ok = w.book.due.next(now) {
		e := w.book.orders[d.order]
		if !e.changing.TryLock() {
			busy = append(busy, d)
			continue
		}
		w.ripen(e, now)
		e.changing.Unlock()
	}
	for _, d := range busy {
		w.book.due.add(d)
	}
	w.mu.Unlock()
	w.tell()
}

// ripen gives an order what its time has brought. The lock is held.
func (w *World) ripen(e *entry, now time.Time) {
	o := e.order
	record := booking{Order: &o}
	switch {
	case o.Awaiting() && now.After(o.Offer.PayBy):
		deadline := o.Offer.PayBy
		o.CancelledAt, o.Expired = &deadline, true
		record.happened = []EventKind{EventCancelled}
	case len(o.Issuing) > 0 && !now.Before(o.TicketsDue):
		o.Tickets, o.Issuing = o.Issuing, nil
		if o.CancelledAt == nil {
			record.happened = []EventKind{EventTicketed}
		}
	default:
		return
	}
	// A lost note does no harm: the same time comes again, and brings the same.
	if err := w.journal.Note(recordBooking, record); err != nil {
		w.log.Error("simulator: what time did is not noted", "order", o.ID, "error", err)
	}
	w.commit(record)
}
