package duffel

import (
	"context"
	"net/http"
	"net/url"
	"strings"

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

// refundsNothing reports a refund that is stated, and is none.
func (w wireCancellation) refundsNothing() bool {
	return w.RefundAmount != "" && strings.Trim(w.RefundAmount, "0.") == ""
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
	a, err := c.client.call(ctx, r)
	if supplier.FirmCode(err) == codeAlreadyCancelled {
		return nil
	}
	if err != nil {
		return err
	}
	var quote wireCancellation
	err = r.decode(a, &quote)
	if err != nil {
		return err
	}
	if quote.ID == "" || (quote.OrderID != "" && quote.OrderID != orderID) {
		return r.lost(supplier.CodeUnreadable, "not a cancellation of the order", nil)
	}
	if quote.RefundTo != refundToNobody && !quote.refundsNothing() {
		// Paid between our reading the order and now.
		return supplier.Fail(supplier.Rejected, codeAlreadyPaid, "not an unpaid hold", nil)
	}

	r = request{
		method:       http.MethodPost,
		path:         "/air/order_cancellations/" + url.PathEscape(quote.ID) + "/actions/confirm",
		changes:      true,
		refusalIs503: true,
	}
	a, err = c.client.call(ctx, r)
	if supplier.FirmCode(err) == codeAlreadyCancelled {
		return nil
	}
	if err != nil {
		return err
	}
	var done wireCancellation
	err = r.decode(a, &done)
	if err != nil {
		return err
	}
	if done.ConfirmedAt == "" {
		return r.lost(supplier.CodeUnreadable, "cancellation not confirmed", nil)
	}
	return nil
}
