package world

import (
	"fmt"
	"math"
	"slices"
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
	bySearch      map[string]string // what a search's id and its offers' share → its last order's id, or taken while an only one is being made
	byLocator     map[string]bool
	payments      map[string]Payment
	paid          []string // payment ids, oldest first
	cancellations map[string]Cancellation
	latest        map[string]string // order id → its last quote
	sold          map[string]int    // key of a claim → how many are gone
	spent         map[string]Fen    // supplier → of the prepaid account
	promised      map[string]Fen    // supplier → being paid right now
	drawn         map[string]Fen    // order id → what it has of the prepaid account
	disruptions   map[string]Disruption
	disrupted     map[string][]string // order id → its disruptions
	changes       changeMemory
	due           dueQueue
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
		spent: map[string]Fen{}, promised: map[string]Fen{}, drawn: map[string]Fen{},
		disruptions: map[string]Disruption{}, disrupted: map[string][]string{},
		changes: newChangeMemory(),
	}
}

// taken stands for the order that is being made from a search.
const taken = "taken"

// room reports whether every flight of the slice has seats left in the fare's class.
func (b *orderBook) room(s Slice, seats int) bool { return b.left(s) >= seats }

// left are the seats of the fare's class on the flight of the slice that has the
// fewest.
func (b *orderBook) left(s Slice) int {
	left := math.MaxInt
	for i, f := range s.Flights {
		left = min(left, s.Capacity[i]-b.sold[seatKey(f, s.Fare.class())])
	}
	return max(0, left)
}

// Booking asks for an order.
type Booking struct {
	OfferID    string
	Hold       bool
	Tenders    []Tender // none for a hold
	Passengers []Traveller
	Metadata   map[string]string
	Scenario   stage.Scenario // of the call, or bound to the reference; none: the search's
	Extras     []Extra        // paid together with the flights
	Seats      []SeatChoice
	// Once: not if an order was made from an offer of the same search, which is
	// then ErrAlreadyBooked. What searches are for is the wire's to say.
	Once bool
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
	var shelf []Ancillary
	if len(b.Extras) > 0 {
		shelf = w.shelfOf(o, nil)
	}
	extras, err := w.itemise(o, nil, shelf, b.Extras, b.Seats)
	if err != nil {
		return Order{}, err
	}
	if err := w.lapsAway(o, b.Passengers, b.Seats); err != nil {
		return Order{}, err
	}
	order := Order{
		Supplier: supplier, Hold: b.Hold, Offer: o, Passengers: b.Passengers,
		Metadata: b.Metadata, CreatedAt: now, Scenario: scenario,
		Extras: extras.Items, Seats: slices.Clone(b.Seats),
	}
	if b.Hold {
		return w.write(order, nil, b.Once)
	}
	if err := pays(rehearsed(b.Tenders, scenario, supplier), order.Total()); err != nil {
		return Order{}, err
	}
	order.ByCard = byCard(b.Tenders)
	return w.write(order, b.Tenders, b.Once)
}

// write reserves what the order takes, names it, makes it durable, and shows it.
func (w *World) write(order Order, tenders []Tender, once bool) (Order, error) {
	w.settle(order.CreatedAt)
	defer w.tell()
	search, _ := searchOf(order.Offer.ID)
	w.mu.Lock()
	if once && w.book.bySearch[search] != "" {
		w.mu.Unlock()
		return Order{}, ErrAlreadyBooked
	}
	reserved, err := w.reserve(order.Supplier, w.claims(order), tenders)
	if err != nil {
		w.mu.Unlock()
		return Order{}, err
	}
	if once {
		w.book.bySearch[search] = taken
	}
	w.nameOrder(&order)
	record := booking{Order: &order, happened: []EventKind{EventCreated}}
	if !order.Hold {
		paid := order.CreatedAt
		order.PaidAt = &paid
		w.ticketed(&record, order.Scenario, paid)
		for _, t := range tenders {
			record.Payments = append(record.Payments, w.payment(order, t, paid))
		}
	}
	w.mu.Unlock()

	err = w.journal.Append(recordBooking, record)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.end(reserved) // commit takes it for good
	if w.book.bySearch[search] == taken {
		delete(w.book.bySearch, search)
	}
	delete(w.book.byLocator, order.Reference)
	if err != nil {
		return Order{}, fmt.Errorf("world: book: %w", err)
	}
	w.commit(record)
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

// SeatsLeft are the seats not sold yet in the fare's class, on the offer's flight
// that has the fewest.
func (w *World) SeatsLeft(o Offer) int {
	w.settle(w.Now())
	w.mu.Lock()
	defer w.mu.Unlock()
	left := math.MaxInt
	for _, s := range o.Slices {
		left = min(left, w.book.left(s))
	}
	return left
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

// issue numbers a ticket of the owner's stock for every passenger.
func (w *World) issue(o Order) []Ticket {
	airline, _ := reference.AirlineByCode(o.Offer.Owner)
	stock := airline.TicketingCode
	if stock == "" {
		// An airline whose numeric code is not known tickets on neutral stock.
		stock = "954"
	}
	var tickets []Ticket
	for _, p := range o.Passengers {
		w.book.tickets++
		serial := firstSerial + w.book.tickets
		tickets = append(tickets, Ticket{Number: stock + strconv.FormatInt(serial, 10), PassengerID: p.ID})
	}
	return tickets
}

func (w *World) payment(o Order, t Tender, at time.Time) Payment {
	w.book.last++
	amount, _ := ParseFen(t.Amount) // pays has read it
	return Payment{
		ID:     "pay_0000" + w.token(18, "payment", strconv.FormatInt(w.book.last, 10), o.ID),
		Number: w.book.last, OrderID: o.ID, Supplier: o.Supplier, Type: t.Type, Amount: amount, CreatedAt: at,
	}
}
