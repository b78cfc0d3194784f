package world

import (
	"time"

	"github.com/farebridge/farebridge/internal/simulator/stage"
)

// slowTicketing is how long after payment tickets are there under the scenario
// ticketing-slow, in simulated time.
const slowTicketing = 45 * time.Second

// ticketed gives a paid order its tickets, at once or later, and lets happen
// what happens to orders that are ticketed. The lock is held.
func (w *World) ticketed(record *booking, scenario stage.Scenario, now time.Time) {
	o := record.Order
	tickets := w.issue(*o)
	if scenario.Is(stage.TicketingSlow, o.Supplier) {
		// The numbers are settled now, so that a restart cannot give them away twice.
		o.Issuing, o.TicketsDue = tickets, now.Add(slowTicketing)
		return
	}
	o.Tickets = tickets
	record.happened = append(record.happened, EventTicketed)
	if scenario.Is(stage.ScheduleChange, o.Supplier) {
		record.Disruptions = append(record.Disruptions, retimed(*o, now))
		record.happened = append(record.happened, EventDisrupted)
	}
}
