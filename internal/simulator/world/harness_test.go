package world_test

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// morning is when the tests' worlds begin.
var morning = time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)

const (
	air       = "air-china"
	travelDay = "2026-12-20"
	returnDay = "2026-12-24"
)

// town is a world and its clock.
type town struct {
	*world.World
	stage *stage.Stage
}

// setting is what a town is made of; the zero value is the built-in world that
// forgets everything.
type setting struct {
	journal  string
	file     string
	seed     int64
	balances map[string]world.Fen
}

// fataler is a *testing.T, a *testing.B or a *rapid.T.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// start opens a town as a new process would; the one before it on the same
// journal is not closed, as a killed process is not.
func start(t fataler, s setting) town {
	t.Helper()
	j, err := journal.Open(s.journal)
	if err != nil {
		t.Fatal(err)
	}
	file, err := world.ParseFile([]byte(s.file))
	if err != nil {
		t.Fatal(err)
	}
	st := stage.New(func() time.Time { return morning })
	w := world.New(world.Config{
		Stage: st, Journal: j, File: file, Seed: s.seed, Balances: s.balances, Logger: slog.New(slog.DiscardHandler),
	})
	if err := j.Replay(w.Replay); err != nil {
		t.Fatal(err)
	}
	return town{w, st}
}

func journalOf(t *testing.T) string { return filepath.Join(t.TempDir(), "world.jsonl") }

// frontSeats is how many seats the flights of twoWays have in business.
const frontSeats = 2

// twoWays has one flight a day from PEK to SHA with some seats, and back, on a
// fare that is changed for 100 and given back for 200, with a few seats in business
// at 4000, and two flights to WUH.
func twoWays(seats int) string {
	const fare = `{brand: Full Economy, basis: Y, adult: 2000.00, seats: %d, checkedBags: 1, refundFee: 200.00, changeFee: 100.00}`
	fares := fmt.Sprintf(fare, seats) + fmt.Sprintf(`, {brand: Business, basis: J, cabin: business, adult: 4000.00, fullFare: 4000.00, seats: %d, refundFee: 0, changeFee: 0}`, frontSeats)
	return `
routes:
  - {origin: PEK, destination: SHA, suppliers: [air-china, skytrip], itineraries: [
      {flights: [{flight: CA1501, departure: 08:00, arrival: 10:15}], fares: [` + fares + `]}]}
  - {origin: SHA, destination: PEK, suppliers: [air-china, skytrip], itineraries: [
      {flights: [{flight: CA1502, departure: 18:00, arrival: 20:15}], fares: [` + fares + `]}]}
  - {origin: PEK, destination: WUH, suppliers: [air-china], itineraries: [
      {flights: [{flight: CA8203, departure: 22:30, arrival: 00:30+1}], fares: [{brand: Promotion, basis: X30, adult: 700.00, promo: true}]}]}
`
}

func leg(from, to, day string) world.Leg { return world.Leg{Origin: from, Destination: to, Date: day} }

func adult() world.Passenger { return world.Passenger{Kind: world.Adult} }

// shop searches for a party and gives the cheapest offer.
func (w town) shop(t fataler, supplier string, scenario string, party []world.Passenger, legs ...world.Leg) world.Offer {
	t.Helper()
	offers := w.shopAll(t, supplier, scenario, party, legs...)
	if len(offers) == 0 {
		t.Fatal("no offers")
	}
	return offers[0]
}

func (w town) shopAll(t fataler, supplier string, scenario string, party []world.Passenger, legs ...world.Leg) []world.Offer {
	t.Helper()
	party = append([]world.Passenger(nil), party...) // Search gives ids
	request := world.Request{Legs: legs, Party: party, Cabin: world.Economy, MaxStops: 1}
	_, offers, err := w.Search(supplier, request, stage.Scenario{Name: scenario})
	if err != nil {
		t.Fatal(err)
	}
	return offers
}

// booking asks for an offer, to be held or paid at once.
func booking(o world.Offer, hold bool, total world.Fen) world.Booking {
	b := world.Booking{OfferID: o.ID, Hold: hold}
	for _, p := range o.Party {
		b.Passengers = append(b.Passengers, world.Traveller{Passenger: p, Given: "San", Family: "Zhang"})
	}
	if !hold {
		b.Tenders = cash(total)
	}
	return b
}

func cash(amount world.Fen) []world.Tender {
	return []world.Tender{{Type: "balance", Amount: amount.Amount(), Currency: "CNY"}}
}

// due pays a difference, where there is something to pay.
func due(difference world.Fen) []world.Tender {
	if difference <= 0 {
		return nil
	}
	return cash(difference)
}

// buy books an offer at once, with extras.
func (w town) buy(t fataler, o world.Offer, extras []world.Extra, seats []world.SeatChoice) world.Order {
	t.Helper()
	priced, err := w.PriceExtras(o.Supplier, o.ID, extras, seats)
	if err != nil {
		t.Fatal(err)
	}
	b := booking(o, false, o.Total()+priced.Total)
	b.Extras, b.Seats = extras, seats
	order, err := w.Book(o.Supplier, b)
	if err != nil {
		t.Fatal(err)
	}
	return order
}

func (w town) order(t fataler, supplier, id string) world.Order {
	t.Helper()
	o, err := w.Order(supplier, id)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// cancel gives an order back and says what came of it.
func (w town) cancel(t fataler, o world.Order) world.Cancellation {
	t.Helper()
	quote, err := w.QuoteCancellation(o.Supplier, o.ID)
	if err == nil {
		quote, err = w.ConfirmCancellation(o.Supplier, quote.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return quote
}

// freeSeat is the first free seat of a flight that fits, "" when there is none.
func freeSeat(maps []world.SeatMap, flight int, fits func(world.Seat) bool) string {
	for _, row := range maps[flight].Rows {
		for _, seat := range row.Seats {
			if seat.State == world.SeatFree && fits(seat) {
				return designatorOf(row, seat)
			}
		}
	}
	return ""
}

func anySeat(world.Seat) bool { return true }

func (w town) seatMaps(t fataler, o world.Offer) []world.SeatMap {
	t.Helper()
	maps, err := w.SeatMaps(o.Supplier, o.ID)
	if err != nil {
		t.Fatal(err)
	}
	return maps
}

func stateOf(maps []world.SeatMap, flight int, designator string) world.SeatState {
	for _, row := range maps[flight].Rows {
		for _, seat := range row.Seats {
			if designatorOf(row, seat) == designator {
				return seat.State
			}
		}
	}
	return ""
}

func (w town) ancillaries(t fataler, o world.Offer) []world.Ancillary {
	t.Helper()
	list, err := w.Ancillaries(o.Supplier, o.ID)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func ofKind(list []world.Ancillary, kind world.AncillaryKind) (world.Ancillary, bool) {
	for _, a := range list {
		if a.Kind == kind && a.Price > 0 {
			return a, true
		}
	}
	return world.Ancillary{}, false
}
