package world_test

import (
	"errors"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

func TestTicketsTakeTheirTime(t *testing.T) {
	t.Parallel()
	path := journalOf(t)
	w := start(t, setting{journal: path, file: twoWays(9)})
	heard := make(chan world.Event, 20)
	w.Watch(func(e world.Event) { heard <- e })
	shop := func() world.Offer {
		return w.shop(t, air, stage.TicketingSlow, []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
	}
	instant := w.buy(t, shop(), nil, nil)
	held, err := w.Book(air, booking(shop(), true, 0))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Pay(air, held.ID, cash(held.Total()), noScenario); err != nil {
		t.Fatal(err)
	}
	given := w.buy(t, shop(), nil, nil)
	w.cancel(t, given)
	check := func(w town, want int) {
		t.Helper()
		for _, id := range []string{instant.ID, held.ID} {
			if o := w.order(t, air, id); o.PaidAt == nil || len(o.Tickets) != want {
				t.Errorf("paid at %v, %d tickets", o.PaidAt, len(o.Tickets))
			}
		}
		if o := w.order(t, air, given.ID); len(o.Tickets) != 0 {
			t.Error("tickets of an order given back")
		}
	}
	w.stage.Advance(45*time.Second - time.Millisecond)
	check(w, 0)
	w = start(t, setting{journal: path, file: twoWays(9)})
	check(w, 0)
	late := w.buy(t, w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay)), nil, nil)
	w.Watch(func(e world.Event) { heard <- e })
	w.stage.Advance(45 * time.Second) // tells by itself
	check(w, 1)
	numbers := map[string]bool{}
	for _, o := range w.Orders(air) {
		for _, ticket := range o.Tickets {
			numbers[ticket.Number] = true
		}
	}
	if len(numbers) != 3 || late.Tickets == nil {
		t.Errorf("ticket numbers %v", numbers)
	}
	kinds := map[world.EventKind]int{}
	for len(heard) > 0 {
		kinds[(<-heard).Kind]++
	}
	if kinds[world.EventCreated] != 3 || kinds[world.EventTicketed] != 2 || kinds[world.EventCancelled] != 1 {
		t.Errorf("heard %v", kinds)
	}
	// The clock of the next process is behind: what was given out stays.
	check(start(t, setting{journal: path, file: twoWays(9)}), 1)
}

func TestScheduleChangeHappensOnce(t *testing.T) {
	t.Parallel()
	path := journalOf(t)
	w := start(t, setting{journal: path, file: twoWays(1)})
	var heard []world.EventKind
	w.Watch(func(e world.Event) { heard = append(heard, e.Kind) })
	o := w.shop(t, air, stage.ScheduleChange, []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
	seat := freeSeat(w.seatMaps(t, o), 0, anySeat)
	b := booking(o, true, 0)
	b.Seats = []world.SeatChoice{{PassengerID: o.Party[0].ID, Designator: seat}}
	held, err := w.Book(air, b)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(w.Disruptions(air, held.ID)); n != 0 {
		t.Fatalf("%d before it was ticketed", n)
	}
	if _, err := w.Pay(air, held.ID, cash(held.Total()), noScenario); err != nil {
		t.Fatal(err)
	}
	if len(heard) != 3 || heard[1] != world.EventTicketed || heard[2] != world.EventDisrupted {
		t.Errorf("heard %v", heard)
	}
	w = start(t, setting{journal: path, file: twoWays(1)})
	found := w.Disruptions(air, held.ID)
	if len(found) != 1 || found[0].Action != world.DisruptionOpen || len(w.Disruptions("skytrip", held.ID)) != 0 {
		t.Fatalf("%+v", found)
	}
	before, after := found[0].Before.Flights[0], found[0].After.Flights[0]
	if after.Departs.Sub(before.Departs) != 3*time.Hour || after.Duration() != before.Duration() {
		t.Errorf("from %v to %v", before.Departs, after.Departs)
	}
	if got := w.order(t, air, held.ID); !got.Offer.Slices[0].Flights[0].Departs.Equal(before.Departs) {
		t.Error("the order moved by itself")
	}
	quote, err := w.QuoteCancellation(air, held.ID)
	if err != nil || quote.Refund != held.Total() {
		t.Errorf("refund %d of %d, %v", quote.Refund, held.Total(), err)
	}
	moved, err := w.AcceptDisruption(air, found[0].ID)
	if err != nil || !moved.Offer.Slices[0].Flights[0].Departs.Equal(after.Departs) {
		t.Fatalf("%v, %v", moved.Offer.Slices, err)
	}
	if _, err := w.AcceptDisruption(air, found[0].ID); !errors.Is(err, world.ErrAlreadyAnswered) {
		t.Errorf("twice: %v", err)
	}
	if _, err := w.ConfirmCancellation(air, quote.ID); !errors.Is(err, world.ErrStaleQuote) {
		t.Errorf("everything back after accepting: %v", err)
	}
	w = start(t, setting{journal: path, file: twoWays(1)})
	if got := w.order(t, air, held.ID); len(got.Tickets) != 1 || !got.Offer.Slices[0].Flights[0].Departs.Equal(after.Departs) {
		t.Errorf("after a restart: %+v", got.Offer.Slices)
	}
	// It is still the same aircraft: full, and the seat taken.
	if n := len(w.shopAll(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))); n != 0 {
		t.Error("the retimed order gave its seat back")
	}
	maps, err := w.OrderSeatMaps(air, held.ID)
	if err != nil || stateOf(maps, 0, seat) != world.SeatOccupied {
		t.Errorf("the seat is %s, %v", stateOf(maps, 0, seat), err)
	}
	w.cancel(t, moved)
	w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
}

// A flight retimed over midnight keeps its day's seats.
func TestRetimedOverMidnight(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	o := w.shop(t, air, stage.ScheduleChange, []world.Passenger{adult()}, leg("PEK", "WUH", travelDay))
	seat := freeSeat(w.seatMaps(t, o), 0, anySeat)
	order := w.buy(t, o, nil, []world.SeatChoice{{PassengerID: o.Party[0].ID, Designator: seat}})
	if _, err := w.AcceptDisruption(air, w.Disruptions(air, order.ID)[0].ID); err != nil {
		t.Fatal(err)
	}
	same := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "WUH", travelDay))
	next := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "WUH", "2026-12-21"))
	if got := stateOf(w.seatMaps(t, same), 0, seat); got != world.SeatOccupied {
		t.Errorf("on its own day the seat is %s", got)
	}
	before := start(t, setting{file: twoWays(9)})
	fresh := before.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "WUH", "2026-12-21"))
	if got, want := stateOf(w.seatMaps(t, next), 0, seat), stateOf(before.seatMaps(t, fresh), 0, seat); got != want {
		t.Errorf("on the next day it is %s, not %s", got, want)
	}
}

// An airline that changes the schedule lets its passengers change for nothing.
func TestChangeAfterAScheduleChange(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	o := w.shop(t, air, stage.ScheduleChange, []world.Passenger{adult()}, leg("PEK", "SHA", travelDay), leg("SHA", "PEK", returnDay))
	order := w.buy(t, o, nil, nil)
	request, err := w.RequestChange(air, order.ID, []int{0}, []world.Leg{leg("PEK", "SHA", "2026-12-21")}, "")
	if err != nil || request.Offers[0].Difference != 0 || request.Offers[0].Penalty != 0 {
		t.Fatalf("%+v, %v", request.Offers, err)
	}
	if _, err := w.ConfirmChange(air, request.Offers[0].ID, nil); err != nil {
		t.Fatal(err)
	}
	if found := w.Disruptions(air, order.ID); len(found) != 1 || found[0].Action != world.DisruptionChanged {
		t.Errorf("%+v", found)
	}
	second := w.buy(t, w.shop(t, air, stage.ScheduleChange, []world.Passenger{adult()}, leg("PEK", "SHA", travelDay)), nil, nil)
	w.cancel(t, second)
	if found := w.Disruptions(air, second.ID); len(found) != 1 || found[0].Action != world.DisruptionCancelled {
		t.Errorf("%+v", found)
	}
}
