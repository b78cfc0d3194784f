package world

import (
	"container/heap"
	"time"
)

// holdQueue finds the holds whose deadline has passed without looking at all.
type holdQueue struct{ due dueHeap }

type due struct {
	at    time.Time
	order string
}

func (q *holdQueue) add(at time.Time, order string) { heap.Push(&q.due, due{at, order}) }

// next takes out the earliest hold due before now.
func (q *holdQueue) next(now time.Time) (string, bool) {
	if len(q.due) == 0 || !q.due[0].at.Before(now) {
		return "", false
	}
	return heap.Pop(&q.due).(due).order, true
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

// expireHolds cancels what was not paid in time and gives the seats back. It
// is run by whoever looks next, as nobody else would see the difference. An
// order that is being changed right now is left to the next look.
func (w *World) expireHolds(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var busy []string
	for id, ok := w.book.holds.next(now); ok; id, ok = w.book.holds.next(now) {
		e := w.book.orders[id]
		if !e.changing.TryLock() {
			busy = append(busy, id)
			continue
		}
		w.expire(e)
		e.changing.Unlock()
	}
	for _, id := range busy {
		w.book.holds.add(w.book.orders[id].order.Offer.PayBy, id)
	}
}

func (w *World) expire(e *entry) {
	if !e.order.Awaiting() {
		return
	}
	o := e.order
	deadline := o.Offer.PayBy
	o.CancelledAt, o.Expired = &deadline, true
	record := booking{Order: &o}
	// A lost note does no harm: the deadline passes again.
	if err := w.journal.Note(recordBooking, record); err != nil {
		w.log.Error("simulator: hold not marked as expired", "order", o.ID, "error", err)
	}
	w.show(record)
}
