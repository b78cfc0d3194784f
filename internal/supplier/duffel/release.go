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
		return nil
	}
	if !order.toBePaid() {
		return supplier.Fail(supplier.Rejected, codeAlreadyPaid, "not an unpaid hold", nil)
	}
	return c.cancel(ctx, ref.order)
}

// refundsNothing reports a cancellation that says of its refund that there is
// none, and nothing against it.
func (w wireCancellation) refundsNothing() bool {
	refund, said, err := refundOf(w)
	if err != nil || (said && !refund.IsZero()) {
		return false
	}
	return said || w.RefundTo == refundToNobody
}

// cancel is Duffel's two steps, quote and confirm. Both may be repeated: the
// last quote is the one that counts, and a cancelled order says so. The quote
// changes nothing yet, so only the confirmation can have an unknown outcome.
func (c *connector) cancel(ctx context.Context, orderID string) error {
	r := request{
		method: http.MethodPost,
		path:   "/air/order_cancellations",
		body:   sendCancellation{OrderID: orderID},
	}
	quote, err := c.cancellation(ctx, r, orderID)
	if supplier.FirmCode(err) == codeAlreadyCancelled {
		return nil
	}
	if err != nil {
		return err
	}
	if !quote.refundsNothing() {
		// Paid between our reading the order and now.
		return supplier.Fail(supplier.Rejected, codeAlreadyPaid, "not an unpaid hold", nil)
	}

	r = request{
		method:       http.MethodPost,
		path:         "/air/order_cancellations/" + url.PathEscape(quote.ID) + "/actions/confirm",
		changes:      true,
		refusalIs503: true,
	}
	done, err := c.cancellation(ctx, r, orderID)
	if supplier.FirmCode(err) == codeAlreadyCancelled {
		return nil
	}
	if err != nil {
		return err
	}
	if done.ConfirmedAt == "" || !done.refundsNothing() {
		return r.lost(supplier.CodeUnreadable, "not confirmed as the release of an unpaid hold", nil)
	}
	return nil
}
