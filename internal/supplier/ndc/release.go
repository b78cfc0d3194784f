package ndc

import (
	"context"

	"github.com/farebridge/farebridge/internal/supplier"
)

// Release cancels a hold. A paid order is refused: cancelling it is a refund,
// which has a price and is another use case.
func (c *connector) Release(ctx context.Context, reference string, bookingRef []byte) error {
	view, err := c.viewed(ctx, reference, bookingRef, nil)
	if err != nil {
		return err
	}
	switch {
	case view.cancelled():
		return nil
	case view.paid() || view.issued():
		return supplier.Fail(supplier.Rejected, codePaid, "not an unpaid hold", nil)
	}
	return c.cancelUnpaid(ctx, reference, view.wire)
}

// cancelUnpaid gives the seats of an order back.
func (c *connector) cancelUnpaid(ctx context.Context, reference string, order *wireOrder) error {
	key := ref{ID: string(order.OrderID), Owner: string(order.OwnerCode)}
	body := sendChangeRequest{Choice: &sendChangeChoice{Unpaid: &sendUnpaid{OrderID: key.ID, Owner: key.Owner}}}
	message := request{body: c.change(reference, key, body), answers: "IATA_OrderViewRS", changes: true}
	a, err := ask[wireOrderView](ctx, c.client, message)
	if err != nil {
		return err
	}
	for i := range a.Response.Order {
		view := orderView{wire: &a.Response.Order[i]}
		if view.wire.OrderID == order.OrderID && view.cancelled() {
			return nil
		}
	}
	return message.lost(supplier.CodeUnreadable, "cancellation not confirmed", nil)
}
