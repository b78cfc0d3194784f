package farebridge

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/farebridge/farebridge/api/client"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Ticket pays the peer from our prepaid balance there, upon which it has tickets
// issued in its own time. The order is read first and paid only while it awaits
// payment, so Ticket may be asked again: it never pays twice.
func (c *connector) Ticket(ctx context.Context, in supplier.TicketInput) (travel.Booking, error) {
	ref, err := decodeBookingRef(in.BookingRef)
	if err != nil {
		return travel.Booking{}, err
	}
	order, err := c.order(ctx, ref.Order)
	if err != nil {
		return travel.Booking{}, err
	}
	booking, paid, err := order.payable(ref.Instant)
	if err != nil || paid {
		return booking, err
	}
	if !booking.Total.Equal(in.Total) {
		return travel.Booking{}, supplier.Fail(supplier.PriceChanged, codeOtherTotal,
			fmt.Sprintf("costs %s now instead of %s", booking.Total, in.Total), nil)
	}
	return c.settle(ctx, in.Reference, order, booking, ref.Instant)
}

// payable says how an order stands before it is paid, and whether it is paid
// already. Beside a payment that is pending none is made: it may yet go through,
// and then both would. All its errors mean that nothing was done.
func (w wireOrder) payable(instantly bool) (travel.Booking, bool, error) {
	switch w.stands() {
	case standsOver:
		return travel.Booking{}, false, supplier.Fail(supplier.Rejected, supplier.Clip(string(w.CancelReason)), "the booking is over", nil)
	case standsNever:
		return travel.Booking{}, false, supplier.Fail(supplier.Rejected, supplier.Clip(string(w.CancelReason)), "never booked", nil)
	case standsPending:
		return travel.Booking{}, false, stillPending()
	case standsUnpaid:
		if w.payment(client.PaymentStatusPending) {
			return travel.Booking{}, false, stillPending()
		}
	case standsUnread, standsPaid, standsIssued:
	}
	booking, err := bookingFrom(w, instantly)
	if err != nil {
		return travel.Booking{}, false, notUnderstood(err)
	}
	return booking, w.stands() != standsUnpaid, nil
}

// settle pays an order that awaits it, and reads how far its tickets are. The
// payment being made, that they cannot be read just now is no failure: they are
// on their way and Retrieve finds them.
func (c *connector) settle(ctx context.Context, reference string, order wireOrder, unpaid travel.Booking, instantly bool) (travel.Booking, error) {
	err := c.pay(ctx, reference, order)
	if code := codeOf(err); code == client.ProblemCodeAlreadyPaid || code == client.ProblemCodeInvalidState {
		return c.afterRefusedPayment(ctx, order.OrderID, instantly, err)
	}
	if err != nil {
		return travel.Booking{}, err
	}
	now, err := c.order(ctx, order.OrderID)
	booking := unpaid
	if err == nil {
		booking, err = bookingFrom(now, instantly)
	}
	if err != nil {
		c.logger.WarnContext(ctx, "paid order not readable yet", "order", order.OrderID, "code", supplier.CodeOf(err))
		return unpaid, nil
	}
	return booking, nil
}

// pay makes one payment. Its key counts the order's payments so far: the same
// call again is the same payment, and one that was declined can be followed by
// another.
func (c *connector) pay(ctx context.Context, reference string, order wireOrder) error {
	key := reference + "-pay-" + strconv.Itoa(len(order.Payments))
	params := &client.OrderPayParams{IdempotencyKey: &key}
	body := client.OrderPayRequest{Method: client.PaymentMethodDeposit}
	a, err := c.peer.call(ctx, changes, func(ctx context.Context, api *client.Client) (*http.Response, error) {
		return api.OrderPay(ctx, order.OrderID, params, body)
	})
	if err != nil {
		return err
	}
	var payment wirePayment
	err = a.decode(&payment)
	if err != nil {
		return err
	}
	switch payment.Status {
	case client.PaymentStatusAuthorized, client.PaymentStatusCaptured:
		return nil
	case client.PaymentStatusFailed:
		return declined(payment.DeclineCode)
	case client.PaymentStatusPending, client.PaymentStatusSuperseded, client.PaymentStatusRefunded:
	}
	// A balance has no payer to wait for: it is being found out, or it is nonsense.
	return a.lost(fmt.Sprintf("a payment that is %q", supplier.Clip(string(payment.Status))), nil)
}

// declined is a payment that was refused: nothing was taken. Our empty purse is
// an operator's to fill, not a refusal of the traveller.
func declined(code string) error {
	switch code {
	case "insufficientDeposit", "depositCurrency":
		return supplier.Fail(supplier.Unavailable, supplier.CodeNoFunds, "declined: "+code, nil)
	}
	return supplier.Fail(supplier.Rejected, supplier.Clip(code), "payment declined", nil)
}

// afterRefusedPayment resolves a refusal that hints at an earlier payment of
// ours: while the order still awaits one, its outcome is being found out.
func (c *connector) afterRefusedPayment(ctx context.Context, orderID string, instantly bool, refusal error) (travel.Booking, error) {
	order, err := c.order(ctx, orderID)
	if err != nil {
		return travel.Booking{}, supplier.Recast(supplier.OutcomeUnknown, refusal)
	}
	booking, paid, err := order.payable(instantly)
	if err == nil && !paid || supplier.CodeOf(err) == codeStillPending {
		err = supplier.Recast(supplier.OutcomeUnknown, refusal)
	}
	return booking, err
}
