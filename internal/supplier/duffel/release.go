package duffel

import (
	"context"
	"net/http"
	"net/url"

	"github.com/farebridge/farebridge/internal/supplier"
)

// refundToNobody is where Duffel refunds what was never paid.
const refundToNobody = "awaiting_payment"

// Release cancels a hold. A paid order is refused: cancelling it is a refund,
// which has a price and is another use case.
func (c *connector) Release(ctx context.Context, _ string, bookingRef []byte) error {
	ref, err := decodeBookingRef(bookingRef)
	if err != nil {
		return err
	}
	order, err := c.order(ctx, ref.order)
	if err != nil {
		return err
	}
	if order.CancelledAt != "" {
		return order.owesNothing()
	}
	if !order.toBePaid() {
		return notUnpaidHold()
	}
	return c.cancel(ctx, ref.order)
}

func notUnpaidHold() error {
	return supplier.Fail(supplier.Rejected, codeAlreadyPaid, "not an unpaid hold", nil)
}

// owesNothing is nil of a cancelled order that nobody has paid. What a paid one
// gave back, if anything, is told by a refund.
func (w wireOrder) owesNothing() error {
	if w.PaymentStatus == nil || w.PaymentStatus.PaidAt != "" {
		return notUnpaidHold()
	}
	return nil
}

// given is what a cancellation says of the money.
type given int

const (
	givenUnsaid  given = iota // nothing comes back, and it is not said whether anything was paid
	givenNothing              // nothing was paid
	givenMoney                // something was: a fare that is lost comes back as 0.00, to balance
)

func (w wireCancellation) given() given {
	refund, said, err := refundOf(w)
	switch {
	case err != nil || (said && !refund.IsZero()):
		return givenMoney
	case w.RefundTo == refundToNobody:
		return givenNothing
	case w.RefundTo == "" && said:
		return givenUnsaid
	default:
		return givenMoney
	}
}

// cancel is Duffel's two steps, quote and confirm. Both may be repeated: the
// last quote is the one that counts, and a cancelled order says so. The quote
// changes nothing yet, so only the confirmation can have an unknown outcome. The
// order may have been paid between our reading it and either step, and a fare
// that is not refundable then comes back as nothing: that nothing was paid is
// taken from Duffel's word only, the cancellation's or else the order's.
func (c *connector) cancel(ctx context.Context, orderID string) error {
	r := request{
		method: http.MethodPost,
		path:   "/air/order_cancellations",
		body:   sendCancellation{OrderID: orderID},
	}
	quote, err := c.cancellation(ctx, r, orderID)
	if supplier.FirmCode(err) == codeAlreadyCancelled {
		return c.cancelledBefore(ctx, orderID)
	}
	if err != nil {
		return err
	}
	err = c.stillUnpaid(ctx, quote, orderID)
	if err != nil {
		return err
	}

	r = request{
		method:       http.MethodPost,
		path:         "/air/order_cancellations/" + url.PathEscape(quote.ID) + "/actions/confirm",
		changes:      true,
		refusalIs503: true,
	}
	done, err := c.cancellation(ctx, r, orderID)
	if supplier.FirmCode(err) == codeAlreadyCancelled {
		return c.cancelledBefore(ctx, orderID)
	}
	if err != nil {
		return err
	}
	if done.ConfirmedAt == "" {
		return r.lost(supplier.CodeUnreadable, "cancellation not confirmed", nil)
	}
	switch done.given() {
	case givenNothing:
		return nil
	case givenUnsaid:
		return c.cancelledBefore(ctx, orderID)
	default:
		return r.lost(supplier.CodeUnreadable, "not confirmed as the release of an unpaid hold", nil)
	}
}

// stillUnpaid is nil when a quote is one of an order that nobody has paid.
func (c *connector) stillUnpaid(ctx context.Context, quote wireCancellation, orderID string) error {
	switch quote.given() {
	case givenNothing:
		return nil
	case givenUnsaid:
		order, err := c.order(ctx, orderID)
		if err != nil {
			return err
		}
		if order.toBePaid() {
			return nil
		}
	}
	return notUnpaidHold()
}

// cancelledBefore asks an order that is said to be cancelled whether it was paid.
func (c *connector) cancelledBefore(ctx context.Context, orderID string) error {
	order, err := c.order(ctx, orderID)
	if err != nil {
		// It is cancelled, and what became of its money is to be asked again.
		return supplier.Recast(supplier.OutcomeUnknown, err)
	}
	if order.CancelledAt == "" {
		return supplier.Fail(supplier.OutcomeUnknown, supplier.CodeUnreadable, "said to be cancelled, and shown to be not", nil)
	}
	return order.owesNothing()
}
