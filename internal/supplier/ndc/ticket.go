package ndc

import (
	"context"
	"fmt"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Ticket pays a hold, upon which the airline issues tickets. The order is read
// first and only paid while nobody has, so Ticket may be asked again once
// Retrieve has shown the booking still held: it never pays twice.
//
// A price guarantee may be over before the time to pay is. The supplier then
// refuses the payment, or in.Total is already the new price; either way OrderQuote
// says what the order costs, and what was agreed to is paid or it is PriceChanged.
func (c *connector) Ticket(ctx context.Context, in supplier.TicketInput) (travel.Booking, error) {
	view, err := c.viewed(ctx, in.Reference, in.BookingRef, in.Pax)
	if err != nil {
		return travel.Booking{}, err
	}
	held, err := view.booking()
	switch {
	case err != nil:
		return travel.Booking{}, notUnderstood(err)
	case held.Status == travel.BookingCancelled:
		return travel.Booking{}, supplier.Fail(supplier.Rejected, codeCancelled, "the booking was cancelled", nil)
	case held.Status == travel.BookingTicketed || view.paid():
		return held, nil // paid, or being paid: the tickets are there or on their way
	}
	if held.Total.Equal(in.Total) {
		booking, err := c.pay(ctx, in, view, nil)
		if code := supplier.FirmCode(err); code != padisAmount && code != padisToBeReshopped {
			return booking, err
		}
	}
	return c.requote(ctx, in, view, held)
}

// requote asks what a held order costs now and pays it if that is what was agreed to.
func (c *connector) requote(ctx context.Context, in supplier.TicketInput, view *orderView, held travel.Booking) (travel.Booking, error) {
	said, err := c.quoted(ctx, in.Reference, view.wire)
	if err != nil {
		return travel.Booking{}, err
	}
	total := held.Total
	var repriced *sendChangeChoice
	if said != nil {
		total, err = said.total()
		if err != nil {
			return travel.Booking{}, notUnderstood(err)
		}
		repriced = &sendChangeChoice{Repriced: &sendRepriced{OfferIDs: []string{string(said.OfferRefID)}}}
	}
	if !total.Equal(in.Total) {
		return travel.Booking{}, supplier.Fail(supplier.PriceChanged, codeOtherTotal,
			fmt.Sprintf("costs %s now instead of %s", total, in.Total), nil)
	}
	return c.pay(ctx, in, view, repriced)
}

// pay sends the payment, with the new price accepted when there is one. Once it
// is taken, tickets that cannot be read just now are no failure: they are on their
// way and Retrieve finds them.
func (c *connector) pay(ctx context.Context, in supplier.TicketInput, view *orderView, choice *sendChangeChoice) (travel.Booking, error) {
	r, err := decodeRef(in.BookingRef, kindBooking)
	if err != nil {
		return travel.Booking{}, err
	}
	after, err := c.changed(ctx, in.Reference, r, view.party, sendChangeRequest{Choice: choice, Payments: c.payment(in.Total, in.CardToken)})
	if supplier.FirmCode(err) == padisTicketed {
		after, err = c.viewed(ctx, in.Reference, in.BookingRef, in.Pax)
		if err != nil {
			return travel.Booking{}, supplier.Recast(supplier.OutcomeUnknown, err)
		}
	}
	if err != nil {
		return travel.Booking{}, c.declined(err)
	}
	booking, err := after.booking()
	if err != nil {
		return travel.Booking{}, doubtful("paid order not understood", err)
	}
	if booking.Status != travel.BookingTicketed && !after.paid() && after.failed() {
		return travel.Booking{}, c.declined(supplier.Fail(supplier.Rejected, codeNotPaid, "the payment was not taken", nil))
	}
	return booking, nil
}
