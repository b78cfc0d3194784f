package ndc

import (
	"context"
	"errors"
	"slices"

	"github.com/farebridge/farebridge/internal/money"
)

// quoted asks whether a held order still costs what it did. Nil: it does.
func (c *connector) quoted(ctx context.Context, reference string, order *wireOrder) (*wireRepriced, error) {
	body := sendOrderQuote{XMLName: root("IATA_OrderQuoteRQ"), sendHead: c.head(), Attributes: payloadOf(reference)}
	body.Payload.Repriced = sendOrderKey{OrderID: string(order.OrderID), Owner: string(order.OwnerCode)}
	a, err := ask[wireReshopped](ctx, c.client, request{body: body, answers: "IATA_OrderReshopRS"})
	if err != nil {
		return nil, err
	}
	results := a.Response.ReshopResults
	switch {
	case results.RepricedOffer != nil && results.RepricedOffer.OfferRefID != "":
		return results.RepricedOffer, nil
	case results.NoChange != nil && !results.NoChange.NoChangeInd.no():
		return nil, nil
	}
	return nil, notUnderstood(errors.New("neither changed nor unchanged"))
}

// total is what a repriced order costs: as said, or the sum of its items.
func (w *wireRepriced) total() (money.Money, error) {
	if w.TotalPrice != nil && w.TotalPrice.TotalAmount.said() {
		return w.TotalPrice.TotalAmount.amount()
	}
	var sum money.Money
	for _, item := range w.RepricedOfferItem {
		if item.TotalPrice == nil || item.TotalPrice.TotalAmount == nil {
			return money.Money{}, errors.New("an item without a price")
		}
		price, err := item.TotalPrice.TotalAmount.amount()
		if err != nil {
			return money.Money{}, err
		}
		sum, err = sum.Add(price)
		if err != nil {
			return money.Money{}, err
		}
	}
	return sum, nil
}

// failed reports a payment that was tried and not taken.
func (v *orderView) failed() bool {
	return slices.ContainsFunc(v.payments, wirePayment.dead)
}
