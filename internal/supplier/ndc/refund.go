package ndc

import (
	"context"
	"errors"
	"fmt"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// QuoteRefund asks what comes back if the whole order is given up. Nothing is
// done by asking.
func (c *connector) QuoteRefund(ctx context.Context, in supplier.BookingInput) (travel.RefundQuote, error) {
	r, err := decodeRef(in.BookingRef, kindBooking)
	if err != nil {
		return travel.RefundQuote{}, err
	}
	a, err := c.reshop(ctx, in.Reference, r, sendReshopUpdate{Cancel: &sendCancelRef{OrderID: r.ID}})
	if err != nil {
		return travel.RefundQuote{}, err
	}
	if len(a.ReshopResults.Offer) != 1 {
		return travel.RefundQuote{}, notUnderstood(fmt.Errorf("%d cancel offers", len(a.ReshopResults.Offer)))
	}
	quote, paid, err := refundFrom(&a.ReshopResults.Offer[0], a, r)
	if err != nil {
		return travel.RefundQuote{}, notUnderstood(err)
	}
	if paid == nil {
		paid, err = c.costs(ctx, in)
		if err != nil {
			return travel.RefundQuote{}, err
		}
	}
	kept, err := paid.Sub(*quote.Refund)
	if quote.To == travel.RefundOriginal && (err != nil || kept.IsNegative()) {
		return travel.RefundQuote{}, notUnderstood(fmt.Errorf("%s comes back of %s", quote.Refund, paid))
	}
	return quote, nil
}

// reshop asks about an order. That it has nothing left to reshop is a refusal.
func (c *connector) reshop(ctx context.Context, reference string, r ref, update sendReshopUpdate) (*wireReshopped, error) {
	body := sendOrderReshop{XMLName: root("IATA_OrderReshopRQ"), sendHead: c.head(), Payload: payloadOf(reference)}
	body.Request = sendReshopRequest{OrderID: r.ID, Update: update}
	a, err := ask[wireReshopped](ctx, c.client, request{body: body, answers: "IATA_OrderReshopRS"})
	if err != nil && supplier.KindOf(err) == supplier.SoldOut {
		return nil, supplier.Recast(supplier.Rejected, err)
	}
	return a.Response, err
}

// costs is what the order costs, of which a refund is a part.
func (c *connector) costs(ctx context.Context, in supplier.BookingInput) (*money.Money, error) {
	view, err := c.viewed(ctx, in.Reference, in.BookingRef, in.Pax)
	if err != nil {
		return nil, err
	}
	booking, err := view.booking()
	if err != nil {
		return nil, notUnderstood(err)
	}
	return &booking.Total, nil
}

// refundFrom reads a cancel offer: what is due by the airline less what is due to
// it, and the rest of what was paid as the penalty. What was paid is nil where the
// offer does not say it all.
func refundFrom(w *wireChangedOffer, a *wireReshopped, r ref) (travel.RefundQuote, *money.Money, error) {
	fail := func(err error) (travel.RefundQuote, *money.Money, error) { return travel.RefundQuote{}, nil, err }
	if w.OfferID == "" || len(w.DeleteOrderItem) == 0 {
		return fail(errors.New("cancel offer without id or items"))
	}
	var owed, paid money.Money
	complete, to := true, travel.RefundOriginal
	for _, item := range w.DeleteOrderItem {
		diff, err := item.Differential.owed()
		if err != nil {
			return fail(err)
		}
		owed, err = owed.Sub(diff)
		if err != nil {
			return fail(err)
		}
		if code := item.Differential.TypeCode; code == "Residual" || code == "Reusable" {
			to = travel.RefundCredit
		}
		old := item.Differential.Old
		if old == nil || !old.TotalAmount.said() {
			complete = false
			continue
		}
		was, err := old.TotalAmount.amount()
		if err != nil {
			return fail(err)
		}
		paid, err = paid.Add(was)
		if err != nil {
			return fail(err)
		}
	}
	if owed.IsNegative() {
		return fail(fmt.Errorf("giving it back costs %s", owed))
	}
	quote := travel.RefundQuote{Refund: &owed, To: to, ExpiresAt: w.Expires.instant()}
	quote.Penalty = penaltyOf(a, nil)
	var known *money.Money
	if complete {
		known = &paid
		kept, err := paid.Sub(owed)
		if err == nil && !kept.IsNegative() {
			quote.Penalty = &kept
		}
	}
	var err error
	quote.Ref, err = ref{
		Kind: kindRefund, ID: string(w.OfferID), Owner: string(w.OwnerCode), Order: r.ID,
		Amount: owed.Amount(), Currency: string(owed.Currency),
	}.encode()
	return quote, known, err
}

// penaltyOf is the fee an answer states for a change, nil when it states none.
func penaltyOf(a *wireReshopped, refs []token) *money.Money {
	if a.ChangeFees != nil {
		return feeOf(a.ChangeFees.Price.TotalAmount)
	}
	for _, w := range a.DataLists.Penalties {
		for _, id := range refs {
			if w.PenaltyID == id && w.TypeCode == "Change" {
				return feeOf(w.Price.TotalAmount)
			}
		}
	}
	return nil
}

// owed is what we pay for an item that goes or comes: negative, what we get. What
// is due to and by the airline counts; where neither is said, the sum, whose
// direction the type tells.
func (w *wireDifferential) owed() (money.Money, error) {
	if w == nil {
		return money.Money{}, errors.New("no price differential")
	}
	to, by := w.Diff.DueToAirline, w.Diff.DueByAirline
	if to.said() || by.said() {
		return netOf(to, by)
	}
	if !w.Diff.TotalAmount.said() {
		return money.Money{}, errors.New("price differential without amount")
	}
	sum, err := w.Diff.TotalAmount.signed()
	if err != nil {
		return money.Money{}, err
	}
	switch w.TypeCode {
	case "Refund", "Residual", "Void", "Reusable":
		if !sum.IsNegative() {
			sum = sum.Neg()
		}
		return sum, nil
	case "AddCol", "EvenExchange":
		if sum.IsNegative() || (w.TypeCode == "EvenExchange" && !sum.IsZero()) {
			return money.Money{}, fmt.Errorf("%s of %s", w.TypeCode, sum)
		}
		return sum, nil
	}
	return money.Money{}, fmt.Errorf("differential %q", supplier.Clip(string(w.TypeCode)))
}

func netOf(to, by *wireAmount) (money.Money, error) {
	var net money.Money
	for _, part := range []struct {
		amount *wireAmount
		ours   bool
	}{{to, false}, {by, true}} {
		if !part.amount.said() {
			continue
		}
		m, err := part.amount.amount()
		if err != nil {
			return money.Money{}, err
		}
		if part.ours {
			m = m.Neg()
		}
		net, err = net.Add(m)
		if err != nil {
			return money.Money{}, err
		}
	}
	return net, nil
}

// Refund takes the cancel offer, whose id stands for its terms. The order is read
// first, and again when the offer is said to be gone: who repeats a call whose answer
// was lost is told that it was done.
func (c *connector) Refund(ctx context.Context, in supplier.BookingInput, quote travel.RefundQuote) (travel.RefundQuote, error) {
	r, err := decodeRef(in.BookingRef, kindBooking)
	if err != nil {
		return travel.RefundQuote{}, err
	}
	q, err := decodeRef(quote.Ref, kindRefund)
	if err != nil {
		return travel.RefundQuote{}, err
	}
	amount, err := q.money()
	if err != nil || q.Order != r.ID || (quote.Refund != nil && !quote.Refund.Equal(amount)) {
		return travel.RefundQuote{}, supplier.Fail(supplier.Rejected, codeBadHandle, "quote of another order or amount", err)
	}
	done, err := c.givenUp(ctx, in)
	if err != nil || done {
		return quote, err
	}
	body := sendChangeRequest{Choice: &sendChangeChoice{Cancelled: &sendCancelledOffer{OfferID: q.ID, Owner: q.Owner}}}
	view, err := c.changed(ctx, in.Reference, r, r.party().named(in.Pax), body)
	if told := stale(err); err != nil {
		if supplier.KindOf(told) != supplier.PriceChanged {
			return travel.RefundQuote{}, told
		}
		done, lost := c.givenUp(ctx, in)
		switch {
		case lost != nil:
			return travel.RefundQuote{}, doubtful("refused, and not known whether it was done before", lost)
		case done:
			return quote, nil
		}
		return travel.RefundQuote{}, told
	}
	if !view.cancelled() {
		return travel.RefundQuote{}, doubtful("the order is not cancelled", nil)
	}
	return quote, nil
}

// givenUp reports that the order is cancelled already.
func (c *connector) givenUp(ctx context.Context, in supplier.BookingInput) (bool, error) {
	view, err := c.viewed(ctx, in.Reference, in.BookingRef, in.Pax)
	return err == nil && view.cancelled(), err
}

// stale reads the refusal of an offer that was to be taken: what is gone is its
// price, not the order.
func stale(err error) error {
	code := supplier.FirmCode(err)
	if supplier.KindOf(err) == supplier.SoldOut || code == padisNotFound || code == padisToBeReshopped {
		return supplier.Recast(supplier.PriceChanged, err)
	}
	return err
}
