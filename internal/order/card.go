package order

import (
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

// Decline codes of a card that is the supplier's to charge, beside the supplier's
// own word for a decline.
const (
	// NotCharged: the supplier certainly took nothing, as it issued nothing.
	NotCharged = "notCharged"
	// SupplierUnavailable: the supplier could not be asked. Paying again is safe.
	SupplierUnavailable = "supplierUnavailable"
	// ChargeUnconfirmed: the supplier gave the booking up after it was asked to
	// charge. What it may have taken it returns itself; a person looks after it.
	ChargeUnconfirmed = "chargeUnconfirmed"
)

// CardDeclined says that the supplier could not charge the traveller's card, and
// issued nothing. The order awaits another payment.
type CardDeclined struct{ Code string }

// Kind names the event.
func (CardDeclined) Kind() string { return "payment.declined" }

// Detail gives the code.
func (e CardDeclined) Detail() string { return e.Code }

func (e CardDeclined) apply(o *Order, _ time.Time) error {
	paid, accepted := o.Accepted()
	if !o.Ticketing.Issue.open() || !accepted || !paid.BySupplier {
		return invalid(e, o)
	}
	o.uncharged(paid, e.Code)
	return nil
}

// cardPutOff reports that a ticketing that was put off is over for the card it was
// to be charged to: a card is never charged at another moment than its holder
// chose, so what certainly did not happen is not tried again, and the order awaits
// another payment. Once the supplier has shown a booking for it, the card is its
// business: it is asked after, and never given again.
func (o *Order) cardPutOff(e PutOff) bool {
	paid, accepted := o.Accepted()
	if !accepted || !paid.BySupplier {
		return false
	}
	if e.Booking != nil {
		o.payment(paid.ID).CardToken = ""
	}
	if e.Unknown {
		return false
	}
	code := SupplierUnavailable
	if e.Reason == "" {
		code = NotCharged
	}
	o.uncharged(paid, code)
	return true
}

// uncharged ends an accepted payment of which the supplier took nothing: the order
// awaits another.
func (o *Order) uncharged(paid Payment, code string) {
	o.payment(paid.ID).uncharged(code)
	o.Ticketing.Issue.forget()
}

// ticketedAfterAll believes in tickets that turn up although their card was said to
// be declined: it was charged. Of an order that is no more, a person is told.
func (o *Order) ticketedAfterAll(card *Payment, booking travel.Booking, now time.Time) error {
	if len(o.Ticketing.Tickets) > 0 {
		return errNothingNew
	}
	card.charged(now)
	o.Booking.Said, o.Ticketing.Tickets = booking, booking.Tickets
	if o.CancelReason == "" {
		card.Accepted = true
		o.Ticketing.Issue.finish(StageDone)
	}
	return nil
}

// lastCard is the latest card that was the supplier's to charge; nil: none.
func (o *Order) lastCard() *Payment {
	if last := len(o.Payments) - 1; last >= 0 && o.Payments[last].BySupplier {
		return &o.Payments[last]
	}
	return nil
}

// taken reports that the supplier has shown a booking for the card: it was given,
// and is not given again.
func (p Payment) taken() bool { return p.BySupplier && p.CardToken == "" }

// charged is the supplier's word, by its tickets, that it has taken the money.
func (p *Payment) charged(now time.Time) {
	p.Status, p.DeclineCode, p.PaidAt, p.CapturedAt = PaymentCaptured, "", now, now
	p.CardToken = ""
}

// uncharged ends a payment of which the supplier took nothing, as far as is known.
// What it took is its own to return.
func (p *Payment) uncharged(code string) {
	p.CardToken = ""
	if p.Status == PaymentPending {
		p.Status, p.DeclineCode, p.Accepted = PaymentFailed, code, false
	}
}
