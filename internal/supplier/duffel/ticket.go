package duffel

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Ticket pays a hold, upon which the airline issues tickets. The order is read
// first and only paid while Duffel says that it awaits payment, so Ticket may be
// asked again once Retrieve has shown the booking still held: it never pays
// twice. Everything after the payment was sent that is not Duffel's plain yes
// or no is OutcomeUnknown, 503 included.
func (c *connector) Ticket(ctx context.Context, in supplier.TicketInput) (travel.Booking, error) {
	ref, err := decodeBookingRef(in.BookingRef)
	if err != nil {
		return travel.Booking{}, err
	}
	order, err := c.order(ctx, ref.order)
	if err != nil {
		return travel.Booking{}, err
	}
	held, err := bookingFrom(order, ref.party)
	if err != nil {
		return travel.Booking{}, notUnderstood(err)
	}
	switch {
	case held.Status == travel.BookingCancelled:
		return travel.Booking{}, supplier.Fail(supplier.Rejected, codeAlreadyCancelled, "the booking was cancelled", nil)
	case order.PaymentStatus == nil && held.Status != travel.BookingTicketed:
		return travel.Booking{}, notUnderstood(errors.New("no payment status"))
	case !order.toBePaid():
		return held, nil // paid, or being paid: the tickets are there or on their way
	case !held.Total.Equal(in.Total):
		return travel.Booking{}, supplier.Fail(supplier.PriceChanged, codeOtherTotal,
			fmt.Sprintf("costs %s now instead of %s", held.Total, in.Total), nil)
	}

	payment, err := c.payment(ctx, in.Total, in.CardToken, ref.order, nil)
	if err != nil {
		return travel.Booking{}, err
	}
	r := request{
		method:  http.MethodPost,
		path:    "/air/payments",
		body:    sendOrderPayment{OrderID: ref.order, Payment: payment},
		changes: true,
	}
	a, err := c.client.call(ctx, r)
	if err != nil && supplier.FirmCode(err) != codeAlreadyPaid {
		return travel.Booking{}, err
	}
	if err == nil {
		err = c.acceptPayment(r, a)
		if err != nil {
			return travel.Booking{}, err
		}
	}
	return c.afterPayment(ctx, ref, held), nil
}

// acceptPayment reads whether the payment was taken. Duffel's states: pending,
// succeeded, failed, cancelled; early versions answer none.
func (c *connector) acceptPayment(r request, a answer) error {
	var paid wirePaid
	err := r.decode(a, &paid)
	if err != nil {
		return err
	}
	switch {
	case paid.ID == "":
		return r.lost(supplier.CodeUnreadable, fmt.Sprintf("HTTP %d without a payment", a.status), nil)
	case paid.Status == "failed" || paid.Status == "cancelled":
		code := "payment_" + paid.Status
		if c.paymentType == PaymentCard {
			code = supplier.CodeCardDeclined
		}
		return supplier.Fail(supplier.Rejected, code, supplier.Clip(paid.FailureReason), nil)
	}
	return nil
}

// afterPayment reads the tickets. The payment is made: that they cannot be read
// just now is no failure, they are on their way and Retrieve finds them.
func (c *connector) afterPayment(ctx context.Context, ref bookingRef, held travel.Booking) travel.Booking {
	order, err := c.order(ctx, ref.order)
	if err == nil {
		booking, err := bookingFrom(order, ref.party)
		if err == nil {
			return booking
		}
	}
	c.logger.WarnContext(ctx, "paid order not readable yet", "order", ref.order, "code", supplier.CodeOf(err))
	return held
}
