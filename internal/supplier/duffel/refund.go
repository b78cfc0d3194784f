package duffel

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// QuoteRefund asks what comes back for an order. Of several quotes Duffel keeps
// to the last one.
func (c *connector) QuoteRefund(ctx context.Context, in supplier.BookingInput) (travel.RefundQuote, error) {
	ref, err := decodeBookingRef(in.BookingRef)
	if err != nil {
		return travel.RefundQuote{}, err
	}
	order, err := c.order(ctx, ref.order)
	if err != nil {
		return travel.RefundQuote{}, err
	}
	if order.CancelledAt != "" {
		return travel.RefundQuote{}, supplier.Fail(supplier.Rejected, codeAlreadyCancelled, "the booking was cancelled", nil)
	}
	r := request{method: http.MethodPost, path: "/air/order_cancellations", body: sendCancellation{OrderID: ref.order}}
	quote, err := c.cancellation(ctx, r, ref.order)
	if err != nil {
		return travel.RefundQuote{}, err
	}
	return quoteFrom(r, quote, order)
}

// Refund confirms a quote. The quote is read first: one that was confirmed before
// is done, and one that says something else by now is not what was agreed to.
func (c *connector) Refund(ctx context.Context, in supplier.BookingInput, agreed travel.RefundQuote) (travel.RefundQuote, error) {
	ref, err := decodeBookingRef(in.BookingRef)
	if err != nil {
		return travel.RefundQuote{}, err
	}
	later, err := decodeLater(agreed.Ref, laterRefund)
	if err != nil {
		return travel.RefundQuote{}, err
	}
	order, err := c.order(ctx, ref.order)
	if err != nil {
		return travel.RefundQuote{}, err
	}
	path := "/air/order_cancellations/" + url.PathEscape(later.ID)
	read := request{method: http.MethodGet, path: path}
	now, err := c.cancellation(ctx, read, ref.order)
	if supplier.FirmCode(err) == codeNotFound {
		return travel.RefundQuote{}, supplier.Recast(supplier.PriceChanged, err)
	}
	if err != nil {
		return travel.RefundQuote{}, err
	}
	quote, err := quoteFrom(read, now, order)
	if err != nil || now.ConfirmedAt != "" {
		return quote, err
	}
	if !sameRefund(quote, agreed) {
		return travel.RefundQuote{}, supplier.Fail(supplier.PriceChanged, codeOtherTotal, "another refund than was agreed to", nil)
	}

	confirm := request{method: http.MethodPost, path: path + "/actions/confirm", changes: true}
	done, err := c.cancellation(ctx, confirm, ref.order)
	if err != nil {
		return travel.RefundQuote{}, lapsed(err)
	}
	if done.ConfirmedAt == "" {
		return travel.RefundQuote{}, confirm.lost(supplier.CodeUnreadable, "cancellation not confirmed", nil)
	}
	return quoteFrom(confirm, done, order)
}

// cancellation makes a call whose answer is a cancellation of the order.
func (c *connector) cancellation(ctx context.Context, r request, order string) (wireCancellation, error) {
	a, err := c.client.call(ctx, r)
	if err != nil {
		return wireCancellation{}, err
	}
	var wire wireCancellation
	err = r.decode(a, &wire)
	if err != nil {
		return wireCancellation{}, err
	}
	if wire.ID == "" || (wire.OrderID != "" && wire.OrderID != order) {
		return wireCancellation{}, r.lost(supplier.CodeUnreadable, "not a cancellation of the order", nil)
	}
	return wire, nil
}

// quoteFrom: a refund that is not said is not nothing, and of an order whose
// price cannot be compared with it nobody knows what is kept.
func quoteFrom(r request, w wireCancellation, order wireOrder) (travel.RefundQuote, error) {
	ref, err := laterRef{Kind: laterRefund, ID: w.ID}.encode()
	if err != nil {
		return travel.RefundQuote{}, r.lost(supplier.CodeUnreadable, "cancellation not understood", err)
	}
	quote := travel.RefundQuote{Ref: ref, To: refundTo(w.RefundTo), ExpiresAt: instant(w.ExpiresAt)}
	refund, said, err := refundOf(w)
	if err != nil {
		return travel.RefundQuote{}, r.lost(supplier.CodeUnreadable, "refund not understood", err)
	}
	if !said {
		return quote, nil
	}
	quote.Refund = &refund
	if quote.To == travel.RefundNothing {
		return quote, nil // nothing was paid of which anything could be kept
	}
	paid, err := amount(order.TotalAmount, order.TotalCurrency)
	if err != nil {
		return quote, nil
	}
	penalty, err := paid.Sub(refund)
	switch {
	case err == nil && !penalty.IsNegative():
		quote.Penalty = &penalty
	case err == nil && quote.To == travel.RefundOriginal:
		return travel.RefundQuote{}, r.lost(supplier.CodeUnreadable, fmt.Sprintf("%s comes back of %s", refund, paid), nil)
	}
	return quote, nil
}

// refundOf is the amount or, when it comes as airline credits, their sum. False
// when Duffel does not say.
func refundOf(w wireCancellation) (money.Money, bool, error) {
	if w.RefundAmount != "" {
		refund, err := amount(w.RefundAmount, w.RefundCurrency)
		if err != nil || !refund.IsZero() || len(w.AirlineCredits) == 0 {
			return refund, err == nil, err
		}
	}
	if len(w.AirlineCredits) == 0 {
		return money.Money{}, false, nil
	}
	sum := money.Zero(money.Currency(w.AirlineCredits[0].CreditCurrency))
	for _, credit := range w.AirlineCredits {
		one, err := amount(credit.CreditAmount, credit.CreditCurrency)
		if err != nil {
			return money.Money{}, false, err
		}
		sum, err = sum.Add(one)
		if err != nil {
			return money.Money{}, false, err
		}
	}
	return sum, true, nil
}

// refundTo is empty for a destination that is not known here.
func refundTo(wire string) travel.RefundTo {
	switch wire {
	case PaymentBalance, PaymentARCBSP, "card", "original_form_of_payment":
		return travel.RefundOriginal
	case "voucher", "airline_credits":
		return travel.RefundCredit
	case refundToNobody:
		return travel.RefundNothing
	default:
		return ""
	}
}

func sameRefund(a, b travel.RefundQuote) bool {
	if a.To != b.To || (a.Refund == nil) != (b.Refund == nil) {
		return false
	}
	return a.Refund == nil || a.Refund.Equal(*b.Refund)
}

// lapsed is a refusal to confirm: a quote that ran out or was replaced is a price
// that no longer holds.
func lapsed(err error) error {
	var e *supplier.Error
	if !errors.As(err, &e) || e.Kind != supplier.Rejected {
		return err
	}
	if e.Code == codeNotFound || strings.Contains(e.Code, "expired") || strings.Contains(e.Code, "stale") {
		return supplier.Recast(supplier.PriceChanged, err)
	}
	return err
}
