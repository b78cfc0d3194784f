package order

import (
	"reflect"
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

// Created is the decision to sell an offer: the first event of every order.
// A holdable offer's hold starts with it, under Lease.
type Created struct {
	Order  Order // ID, agency, reference, offer, travellers, contact, caller's own fields
	Lease  time.Time
	Settle time.Time
}

// Kind names the event.
func (Created) Kind() string { return "created" }

// Detail names the supplier.
func (e Created) Detail() string { return e.Order.Offer.SupplierID }

func (e Created) apply(o *Order, now time.Time) error {
	if o.Version != 0 {
		return invalid(e, o)
	}
	*o = e.Order
	o.Version = 0
	o.CreatedAt = now
	if o.Offer.Holdable {
		o.Booking.Hold.start(e.Lease, e.Settle, now)
		return nil
	}
	o.PayBy = earliest(now.Add(PayWindow), o.Offer.Clocks.OfferExpiresAt)
	return nil
}

// Held is the supplier's booking.
type Held struct{ Booking travel.Booking }

// Kind names the event.
func (Held) Kind() string { return "held" }

// Detail gives the record locators.
func (e Held) Detail() string { return locators(e.Booking) }

func (e Held) apply(o *Order, now time.Time) error {
	switch o.Booking.Hold.Stage {
	case StageRunning, StageUnknown:
	case StageDone:
		return errNothingNew
	case StageRefused:
		return o.lateHold(e, now)
	case StageIdle, StageDue:
		return invalid(e, o)
	}
	o.Booking.Said = e.Booking
	o.Booking.Hold.finish(StageDone)
	o.PayBy = earliest(now.Add(PayWindow), e.Booking.PayBy)
	if e.Booking.Status == travel.BookingCancelled {
		return o.cancel(CancelSupplierCancelled, now)
	}
	if !e.Booking.Total.Equal(o.Offer.Net) {
		// Booked at another price than was agreed: not what the buyer bought.
		return o.cancel(CancelPriceChanged, now)
	}
	return nil
}

// lateHold keeps a booking that turned up after "there is none" was believed,
// so that its seats can be given back. The order stays what it is.
func (o *Order) lateHold(e Held, now time.Time) error {
	if o.Booking.Release.Stage != StageIdle || e.Booking.Status != travel.BookingHeld {
		return errNothingNew
	}
	o.Booking.Said = e.Booking
	o.Booking.Release.due(now)
	return nil
}

// HoldRefused says that the supplier did not book, and will not.
type HoldRefused struct{ Reason CancelReason }

// Kind names the event.
func (HoldRefused) Kind() string { return "hold.refused" }

// Detail gives the reason.
func (e HoldRefused) Detail() string { return string(e.Reason) }

func (e HoldRefused) apply(o *Order, _ time.Time) error {
	switch o.Booking.Hold.Stage {
	case StageRunning, StageUnknown:
		o.Booking.Hold.finish(StageRefused)
		o.CancelReason = e.Reason
		return nil
	case StageRefused:
		return errNothingNew
	case StageIdle, StageDue, StageDone:
	}
	return invalid(e, o)
}

// HoldAbsent says that the supplier, asked under our reference, has no
// booking. Before SettleAt a call on its way may still make one.
type HoldAbsent struct{}

// Kind names the event.
func (HoldAbsent) Kind() string { return "hold.absent" }

// Detail is empty.
func (HoldAbsent) Detail() string { return "" }

func (e HoldAbsent) apply(o *Order, now time.Time) error {
	hold := &o.Booking.Hold
	if hold.Stage != StageRunning && hold.Stage != StageUnknown {
		return invalid(e, o)
	}
	if now.Before(hold.SettleAt) {
		hold.again(StageUnknown, now)
		return nil
	}
	hold.finish(StageRefused)
	o.CancelReason = CancelSupplierRejected
	return nil
}

// Expired cancels an order that was not paid in time (R-000-39).
type Expired struct{}

// Kind names the event.
func (Expired) Kind() string { return "expired" }

// Detail is empty.
func (Expired) Detail() string { return "" }

func (e Expired) apply(o *Order, now time.Time) error {
	if !o.expires() || !now.After(o.PayBy) {
		return invalid(e, o)
	}
	return o.cancel(CancelPaymentTimeout, now)
}

// OfferGone says that what was to be booked at payment is not sold any more.
type OfferGone struct{}

// Kind names the event.
func (OfferGone) Kind() string { return "offer.gone" }

// Detail is empty.
func (OfferGone) Detail() string { return "" }

func (e OfferGone) apply(o *Order, now time.Time) error {
	if o.Offer.Holdable || o.payable() != nil {
		return invalid(e, o)
	}
	return o.cancel(CancelSoldOut, now)
}

// Released says that the supplier has its seats back.
type Released struct{}

// Kind names the event.
func (Released) Kind() string { return "released" }

// Detail is empty.
func (Released) Detail() string { return "" }

func (e Released) apply(o *Order, _ time.Time) error {
	if o.Booking.Release.Stage == StageDone {
		return errNothingNew
	}
	if !o.Booking.Release.open() {
		return invalid(e, o)
	}
	o.Booking.Release.finish(StageDone)
	o.Booking.Said.Status = travel.BookingCancelled
	return nil
}

// ReleaseRefused says that the supplier will not take the seats back. An
// unpaid hold lapses by itself, so nobody is owed anything.
type ReleaseRefused struct{ Reason string }

// Kind names the event.
func (ReleaseRefused) Kind() string { return "release.refused" }

// Detail gives the reason.
func (e ReleaseRefused) Detail() string { return e.Reason }

func (e ReleaseRefused) apply(o *Order, _ time.Time) error {
	if !o.Booking.Release.open() {
		return invalid(e, o)
	}
	o.Booking.Release.finish(StageRefused)
	return nil
}

// LeftToLapse says that nobody can give the supplier its seats back: it has no
// call for it, and lets go by itself, at its own deadline, of what is not paid.
type LeftToLapse struct{}

// Kind names the event.
func (LeftToLapse) Kind() string { return "release.leftToLapse" }

// Detail is empty.
func (LeftToLapse) Detail() string { return "" }

func (e LeftToLapse) apply(o *Order, _ time.Time) error {
	if !o.Booking.Release.open() {
		return invalid(e, o)
	}
	o.Booking.Release.forget()
	return nil
}

// BookingSeen is the supplier's answer to a question nobody's step asked.
type BookingSeen struct{ Booking travel.Booking }

// Kind names the event.
func (BookingSeen) Kind() string { return "booking.seen" }

// Detail gives the supplier's status.
func (e BookingSeen) Detail() string { return string(e.Booking.Status) }

func (e BookingSeen) apply(o *Order, now time.Time) error {
	if !o.Booked() || o.CancelReason != "" {
		return errNothingNew
	}
	said, gone := &o.Booking.Said, e.Booking.Status == travel.BookingCancelled
	switch {
	case gone && o.Status() == StatusAwaitingPayment:
		said.Status = e.Booking.Status
		return o.cancel(CancelSupplierCancelled, now)
	case gone && o.Ticketing.Issue.Stage == StageDone && said.Status != e.Booking.Status:
		said.Status = e.Booking.Status // attention tells a person: there is money to settle
		return nil
	case !gone && o.Ticketing.Issue.Stage == StageDone && said.Status == travel.BookingCancelled:
		said.Status = e.Booking.Status // it is there again
		return nil
	case gone, reflect.DeepEqual(said.ScheduleChanges, e.Booking.ScheduleChanges):
		return errNothingNew
	}
	said.ScheduleChanges = e.Booking.ScheduleChanges
	said.Journeys = e.Booking.Journeys
	return nil
}

// cancel ends the sale: open payments are called off, an accepted one goes
// back, and seats that are held are released.
func (o *Order) cancel(reason CancelReason, now time.Time) error {
	o.CancelReason = reason
	for i := range o.Payments {
		o.Payments[i].giveBack(now)
	}
	booked := o.Booking.Hold.Stage == StageDone && o.Booking.Said.Status == travel.BookingHeld
	if booked && o.Booking.Release.Stage == StageIdle {
		o.Booking.Release.due(now)
	}
	return nil
}

func locators(b travel.Booking) string {
	text := ""
	for i, l := range b.RecordLocators {
		if i > 0 {
			text += " "
		}
		text += l.Carrier + "/" + l.Locator
	}
	return text
}

func earliest(a, b time.Time) time.Time {
	if !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
