package order

import (
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// PayWindow is how long a buyer has to pay, unless the supplier gives less
// time: 30 minutes (R-000-38).
const PayWindow = 30 * time.Minute

// CancelReason says why an order is no more.
type CancelReason string

// The reasons. The last four are of orders that were never booked.
const (
	CancelPaymentTimeout    CancelReason = "paymentTimeout"
	CancelTicketingFailed   CancelReason = "ticketingFailed"
	CancelSupplierCancelled CancelReason = "supplierCancelled"
	CancelSoldOut           CancelReason = "soldOut"
	CancelServiceSoldOut    CancelReason = "serviceSoldOut" // a service or seat of it, not the flights
	CancelPriceChanged      CancelReason = "priceChanged"
	CancelSupplierRejected  CancelReason = "supplierRejected"
)

// Order is one sale of one offer. It is a value: Apply returns a changed copy.
type Order struct {
	ID              string
	AgencyID        string
	Reference       string // six characters people can read aloud
	Version         int    // grows by one with every event
	ClientReference string
	Metadata        map[string]string
	CreatedAt       time.Time

	Offer      travel.Offer // as sold; its Ref goes back to the supplier
	Travellers []travel.Traveller
	Contact    travel.Contact
	// Scenario is what a sandbox caller staged with the order itself; empty:
	// nothing, beside what the offer brought along.
	Scenario string
	PayBy    time.Time // last moment a payment is timely, inclusive (R-000-39)

	Booking      Booking
	Payments     []Payment
	Ticketing    Ticketing
	CancelReason CancelReason
	Attention    string // what a person has to look after; "": nothing
}

// Booking is our side of the supplier's booking.
type Booking struct {
	Hold    Step // idle: the supplier cannot hold; it is booked when it is paid
	Release Step
	Said    travel.Booking // the supplier's last word
}

// Ticketing is the issuing of tickets, for every traveller or for none.
type Ticketing struct {
	Issue   Step
	Tickets []travel.Ticket
}

// Booked reports that the supplier is known to have a booking: held, or bought at
// once.
func (o Order) Booked() bool {
	return o.Booking.Hold.Stage == StageDone || o.Booking.Hold.Stage == StageIdle && len(o.Booking.Said.Ref) > 0
}

// Total is what the buyer pays.
func (o Order) Total() money.Money { return o.Offer.Total }

// Payment finds an attempt to pay by its id.
func (o Order) Payment(id string) (Payment, bool) {
	for _, p := range o.Payments {
		if p.ID == id {
			return p, true
		}
	}
	return Payment{}, false
}

// Accepted is the payment that buys the tickets: the one whose authorization
// came first and in time.
func (o Order) Accepted() (Payment, bool) {
	for _, p := range o.Payments {
		if p.Accepted {
			return p, true
		}
	}
	return Payment{}, false
}

// clone copies what events change in place.
func (o Order) clone() Order {
	o.Payments = slices.Clone(o.Payments)
	o.Ticketing.Tickets = slices.Clone(o.Ticketing.Tickets)
	return o
}

func (o *Order) payment(id string) *Payment {
	for i := range o.Payments {
		if o.Payments[i].ID == id {
			return &o.Payments[i]
		}
	}
	return nil
}
