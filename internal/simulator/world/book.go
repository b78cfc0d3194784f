package world

import (
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/simulator/stage"
)

// orderBook is everything sold. Its owner's lock guards it.
type orderBook struct {
	orders        map[string]*entry
	inOrder       []*entry          // by number
	bySearch      map[string]string // what a search's id and its offers' share → order id, or taken while one is being made
	byLocator     map[string]bool
	payments      map[string]Payment
	paid          []string // payment ids, oldest first
	cancellations map[string]Cancellation
	latest        map[string]string // order id → its last quote
	sold          map[string]int    // flight and class → seats
	holds         holdQueue
	tickets       int64 // serial numbers used
	last          int64 // number of the last order, payment or cancellation
}

// entry holds an order's current value. Its lock is taken for the whole of a
// change, journal included; the value itself is guarded by the world's.
type entry struct {
	changing sync.Mutex
	order    Order
}

func newOrderBook() orderBook {
	return orderBook{
		orders: map[string]*entry{}, bySearch: map[string]string{}, byLocator: map[string]bool{},
		payments: map[string]Payment{}, cancellations: map[string]Cancellation{},
		latest: map[string]string{}, sold: map[string]int{},
	}
}

// taken stands for the order that is being made from a search.
const taken = "taken"

func seatKey(f Flight, class string) string { return f.key() + "/" + class }

// room reports whether every flight of the slice has seats left in the fare's class.
func (b *orderBook) room(s Slice, seats int) bool {
	for i, f := range s.Flights {
		if b.sold[seatKey(f, s.Fare.class())]+seats > s.Capacity[i] {
			return false
		}
	}
	return true
}

// move takes (positive) or gives back (negative) an offer's seats.
func (b *orderBook) move(o Offer, seats int) {
	for _, s := range o.Slices {
		for _, f := range s.Flights {
			b.sold[seatKey(f, s.Fare.class())] += seats
		}
	}
}

// Booking asks for an order.
type Booking struct {
	OfferID    string
	Hold       bool
	Tenders    []Tender // none for a hold
	Passengers []Traveller
	Metadata   map[string]string
	Scenario   stage.Scenario // of the call, or bound to the reference; none: the search's
}

// Book makes an order, paid and ticketed at once or held. When it returns, the
// order is in the journal.
func (w *World) Book(supplier string, b Booking) (Order, error) {
	o, s, err := w.Offer(supplier, b.OfferID)
	if err != nil {
		return Order{}, err
	}
	now := w.Now()
	if now.After(o.ExpiresAt) {
		return Order{}, ErrOfferExpired
	}
	scenario := b.Scenario
	if scenario.Name == "" {
		scenario = s.Scenario
	}
	if scenario.Name == stage.SoldOut {
		if err := w.strike(o, s, b.Scenario); err != nil {
			return Order{}, err
		}
	}
	o.hold(now)
	if b.Hold && o.Instant {
		return Order{}, ErrCannotHold
	}
	if !b.Hold && scenario.Is(stage.TicketingFails, supplier) {
		return Order{}, ErrAirline
	}
	w.mu.Lock()
	o, err = w.befallen(o)
	w.mu.Unlock()
	if err != nil {
		return Order{}, err
	}
	if !b.Hold {
		if err := pays(b.Tenders, o.Total()); err != nil {
			return Order{}, err
		}
	}
	order := Order{
		Supplier: supplier, Hold: b.Hold, Offer: o, Passengers: b.Passengers,
		Metadata: b.Metadata, CreatedAt: now, Scenario: scenario,
	}
	return w.write(order, b.Tenders)
}

// write reserves seats and numbers, makes the order durable, and shows it. The
// seats are taken before the journal is written, so that two calls never both
// get the last one; they go back if it cannot be.
func (w *World) write(order Order, tenders []Tender) (Order, error) {
	search, _ := searchOf(order.Offer.ID)
	seats := seated(order.Offer.Party)
	w.expireHolds(order.CreatedAt)
	w.mu.Lock()
	if w.book.bySearch[search] != "" {
		w.mu.Unlock()
		return Order{}, ErrAlreadyBooked
	}
	if !w.roomFor(order.Offer) {
		w.mu.Unlock()
		return Order{}, ErrOfferGone
	}
	w.book.bySearch[search] = taken
	w.book.move(order.Offer, seats)
	w.nameOrder(&order)
	record := booking{Order: &order}
	if !order.Hold {
		paid := order.CreatedAt
		order.PaidAt = &paid
		w.issue(&order)
		for _, t := range tenders {
			record.Payments = append(record.Payments, w.payment(order, t))
		}
	}
	w.mu.Unlock()

	err := w.journal.Append(recordBooking, record)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.book.move(order.Offer, -seats) // show takes them for good
	delete(w.book.bySearch, search)
	delete(w.book.byLocator, order.Reference)
	if err != nil {
		return Order{}, fmt.Errorf("world: book: %w", err)
	}
	w.show(record)
	return order, nil
}

func (w *World) roomFor(o Offer) bool {
	for _, s := range o.Slices {
		if !w.book.room(s, seated(o.Party)) {
			return false
		}
	}
	return true
}

// nameOrder is called with the lock held, as is all that counts up.
func (w *World) nameOrder(o *Order) {
	w.book.last++
	o.Number = w.book.last
	number := strconv.FormatInt(o.Number, 10)
	made := o.CreatedAt.Format(time.RFC3339Nano)
	o.ID = "ord_0000" + w.token(18, "order", number, made)
	for try := 0; o.Reference == "" || w.book.byLocator[o.Reference]; try++ {
		o.Reference = w.locator(number, made, strconv.Itoa(try))
	}
	w.book.byLocator[o.Reference] = true
}

// locator is six letters and digits that are not mistaken for each other.
func (t timetable) locator(parts ...string) string {
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	n := t.roll(append([]string{"locator"}, parts...)...)
	name := make([]byte, 6)
	for i := range name {
		name[i] = letters[n%uint64(len(letters))]
		n /= uint64(len(letters))
	}
	return string(name)
}

// firstSerial is where the ten digits after the airline's three begin.
const firstSerial = 2_400_000_000

// issue gives every passenger a ticket of the owner's stock.
func (w *World) issue(o *Order) {
	airline, _ := reference.AirlineByCode(o.Offer.Owner)
	stock := airline.TicketingCode
	if stock == "" {
		// An airline whose numeric code is not known tickets on neutral stock.
		stock = "954"
	}
	for _, p := range o.Passengers {
		w.book.tickets++
		serial := firstSerial + w.book.tickets
		o.Tickets = append(o.Tickets, Ticket{Number: stock + strconv.FormatInt(serial, 10), PassengerID: p.ID})
	}
}

func (w *World) payment(o Order, t Tender) Payment {
	w.book.last++
	amount, _ := ParseFen(t.Amount) // pays has read it
	return Payment{
		ID:     "pay_0000" + w.token(18, "payment", strconv.FormatInt(w.book.last, 10), o.ID),
		Number: w.book.last, OrderID: o.ID, Supplier: o.Supplier, Type: t.Type, Amount: amount, CreatedAt: *o.PaidAt,
	}
}
