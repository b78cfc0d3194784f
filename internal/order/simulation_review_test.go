package order_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/order"
)

// As TestEveryHistoryEndsWell, and also: what the supplier did fits the end. The
// original looks at the order's own tickets only, never at the world's.
func TestReviewWorldFitsTheEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		for range rapid.IntRange(5, 60).Draw(t, "moves") {
			switch rapid.SampledFrom([]string{"work", "work", "work", "work", "pay", "payer", "time", "hours", "acquirer"}).Draw(t, "move") {
			case "work":
				w.work()
			case "pay":
				w.pay()
			case "payer":
				w.payer()
			case "time":
				w.now = w.now.Add(time.Duration(rapid.IntRange(1, 15).Draw(t, "seconds")) * time.Second)
			case "hours":
				w.now = w.now.Add(20 * time.Minute)
			case "acquirer":
				// nothing: see TestReviewNoTicketForVoidedMoney
			}
		}
		w.faults = false
		for range 400 {
			due, open := w.o.DueAt()
			if !open && !w.calling {
				break
			}
			if open && due.After(w.now) && !w.calling {
				w.now = due
			}
			w.work()
		}
		w.settled()
		if ticketed := w.o.Status() == order.StatusTicketed; ticketed != (w.tickets > 0) {
			t.Fatalf("order ends %s (%s); the supplier issued %d tickets, booking %s", w.o.Status(), w.o.CancelReason, w.tickets, w.booking)
		}
	})
}
