package world

import (
	"time"

	"github.com/farebridge/farebridge/internal/simulator/stage"
)

// Order is a booking. A value never changes: each change makes a new one, is
// written to the journal, and takes the place of the old.
type Order struct {
	ID         string
	Number     int64
	Supplier   string
	Reference  string // what the airline calls it, six characters
	Hold       bool   // made to be paid later
	Offer      Offer  // as sold; Base and Tax are what it costs now
	Passengers []Traveller
	Metadata   map[string]string
	CreatedAt  time.Time
	PaidAt     *time.Time
	ByCard     bool // the traveller's: refunds go back to it
	// CancelledAt is set by a confirmed cancellation, or by the deadline.
	CancelledAt *time.Time
	Expired     bool // the deadline cancelled it
	Tickets     []Ticket
	Issuing     []Ticket  // paid for and not given out yet
	TicketsDue  time.Time // when they are
	Scenario    stage.Scenario
	Extras      []SoldExtra // seats too
	Seats       []SeatChoice
	Fees        Fen // kept by the airline in changes: penalties, and seats of flights given up
	Returned    Fen // what came back in changes
	Version     int // counts what changed beside the price of a hold, for quotes to go by
}

// Total is what the order costs: flights, extras and fees.
func (o Order) Total() Fen {
	total := o.Offer.Total() + o.Fees
	for _, e := range o.Extras {
		total += e.Total()
	}
	return total
}

// Traveller is a passenger with everything an airline asks for.
type Traveller struct {
	Passenger
	Title     string
	Gender    string
	Given     string
	Family    string
	BornOn    string
	Email     string
	Phone     string
	InfantID  string // whom an adult has on the lap
	Documents []IdentityDocument
}

// IdentityDocument is a passport or the like.
type IdentityDocument struct {
	Type    string
	Number  string
	Country string
	Expires string
}

// Ticket is one electronic ticket: thirteen digits, for one passenger.
type Ticket struct {
	Number      string
	PassengerID string
}

// Awaiting reports whether the seats are held and not yet paid.
func (o Order) Awaiting() bool { return o.Hold && o.PaidAt == nil && o.CancelledAt == nil }

// reference is the caller's own name for the order, which scenarios are bound to.
func (o Order) reference() string { return o.Metadata[ReferenceKey] }

// ReferenceKey is the metadata in which Farebridge says its own order id.
const ReferenceKey = "farebridge_order_id"

// Payment is money received for an order.
type Payment struct {
	ID        string
	Number    int64
	OrderID   string
	Supplier  string
	Type      string
	Amount    Fen
	CreatedAt time.Time
}

// Cancellation is a quote for giving an order back, and its confirmation.
type Cancellation struct {
	ID          string
	Number      int64
	OrderID     string
	Supplier    string
	Refund      Fen
	Penalty     Fen    // what is kept of what was paid
	Version     int    // of the order it was made for
	RefundTo    string // "balance", "card", or "awaiting_payment" where nothing was paid
	CreatedAt   time.Time
	ExpiresAt   time.Time
	ConfirmedAt *time.Time
}

// Tender is a payment as the caller offers it.
type Tender struct {
	Type     string
	Amount   string
	Currency string
	Card     Card // of type TenderCard
}

// pays compares a sum of tenders with what is owed, and asks the acquirer.
func pays(tenders []Tender, owed Fen) error {
	var sum Fen
	for _, t := range tenders {
		if t.Currency != "CNY" {
			return ErrCurrencyDiffers
		}
		amount, err := ParseFen(t.Amount)
		if err != nil {
			return ErrAmountDiffers
		}
		sum += amount
	}
	if sum != owed {
		return ErrAmountDiffers
	}
	return charge(tenders)
}
