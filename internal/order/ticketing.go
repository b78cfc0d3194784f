package order

import (
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

// TicketsIssued is the supplier's booking with a ticket for every traveller.
// The money is captured next.
type TicketsIssued struct{ Booking travel.Booking }

// Kind names the event.
func (TicketsIssued) Kind() string { return "tickets.issued" }

// Detail lists the ticket numbers.
func (e TicketsIssued) Detail() string {
	text := ""
	for i, t := range e.Booking.Tickets {
		if i > 0 {
			text += " "
		}
		text += t.Number
	}
	return text
}

func (e TicketsIssued) apply(o *Order, now time.Time) error {
	issue := &o.Ticketing.Issue
	if issue.Stage == StageDone {
		return errNothingNew
	}
	if issue.Stage == StageRefused && len(o.Ticketing.Tickets) == 0 && o.TicketsComplete(e.Booking) {
		// Given up, and issued all the same: attention tells a person.
		o.Booking.Said, o.Ticketing.Tickets = e.Booking, e.Booking.Tickets
		if card := o.lastCard(); card != nil {
			card.charged(now)
		}
		return nil
	}
	if card := o.lastCard(); card != nil && !issue.open() && issue.Tries > 0 && o.TicketsComplete(e.Booking) {
		return o.ticketedAfterAll(card, e.Booking, now)
	}
	paid, accepted := o.Accepted()
	if !issue.open() || !accepted || !o.TicketsComplete(e.Booking) {
		return invalid(e, o)
	}
	issue.finish(StageDone)
	o.Booking.Said = e.Booking
	o.Ticketing.Tickets = e.Booking.Tickets
	switch {
	case paid.BySupplier:
		o.payment(paid.ID).charged(now)
	case paid.Status == PaymentAuthorized:
		o.payment(paid.ID).Capture.due(now)
	}
	return nil
}

// TicketsComplete reports a ticket of 13 digits for every traveller. Anything
// less means that they are still on their way.
func (o Order) TicketsComplete(b travel.Booking) bool {
	if b.Status != travel.BookingTicketed || len(b.Tickets) < len(o.Travellers) {
		return false
	}
	holders := map[string]bool{}
	for _, t := range b.Tickets {
		if len(t.Number) != 13 || strings.Trim(t.Number, "0123456789") != "" {
			return false
		}
		holders[t.PaxID] = true
	}
	for _, traveller := range o.Travellers {
		if !holders[traveller.ID] {
			return false
		}
	}
	return true
}

// TicketRefused says that there will be no tickets: the money goes back, and
// held seats are released (R-000-47).
type TicketRefused struct{ Reason string }

// Kind names the event.
func (TicketRefused) Kind() string { return "tickets.refused" }

// Detail gives the reason.
func (e TicketRefused) Detail() string { return e.Reason }

func (e TicketRefused) apply(o *Order, now time.Time) error {
	issue := &o.Ticketing.Issue
	if !issue.open() {
		return invalid(e, o)
	}
	if paid, accepted := o.Accepted(); accepted && paid.BySupplier && e.Reason == string(CancelSupplierCancelled) {
		if now.Before(issue.SettleAt) {
			// It may be what an earlier card left behind: the call at hand can still book.
			issue.again(StageUnknown, now)
			return nil
		}
		o.payment(paid.ID).uncharged(ChargeUnconfirmed)
	}
	issue.finish(StageRefused)
	return o.cancel(CancelTicketingFailed, now)
}

// TicketAbsent says that the supplier, asked under our reference, has no
// booking where one was to be made and ticketed at once. Before SettleAt a call
// on its way may still make one.
type TicketAbsent struct{}

// Kind names the event.
func (TicketAbsent) Kind() string { return "tickets.absent" }

// Detail is empty.
func (TicketAbsent) Detail() string { return "" }

func (e TicketAbsent) apply(o *Order, now time.Time) error {
	issue := &o.Ticketing.Issue
	if !issue.open() {
		return invalid(e, o)
	}
	paid, accepted := o.Accepted()
	if now.Before(issue.SettleAt) || accepted && paid.taken() {
		issue.again(StageUnknown, now)
		return nil
	}
	if accepted && paid.BySupplier {
		o.uncharged(paid, NotCharged)
		return nil
	}
	issue.finish(StageRefused)
	return o.cancel(CancelTicketingFailed, now)
}

// TicketsNotIssued says that the supplier, asked, holds the booking and has issued
// nothing. Before SettleAt a call on its way may still do it: the supplier is asked
// again, not paid again.
type TicketsNotIssued struct{}

// Kind names the event.
func (TicketsNotIssued) Kind() string { return "tickets.notIssued" }

// Detail is empty.
func (TicketsNotIssued) Detail() string { return "" }

func (e TicketsNotIssued) apply(o *Order, now time.Time) error {
	issue := &o.Ticketing.Issue
	if issue.Stage != StageRunning {
		return invalid(e, o)
	}
	paid, _ := o.Accepted()
	return PutOff{Work: Work{Kind: WorkTicket}, Unknown: now.Before(issue.SettleAt) || paid.taken()}.apply(o, now)
}
