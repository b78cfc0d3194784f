package duffel

import (
	"context"
	"fmt"

	"github.com/farebridge/farebridge/internal/supplier"
)

// servicesToBook finds the services of ref under today's ids. What they and the
// flights cost now is compared first: Duffel would take the payment of another
// sum for a mistake of ours.
func (c *connector) servicesToBook(ctx context.Context, ref offerRef, in supplier.BookInput) ([]sendService, error) {
	if !in.Instant {
		return nil, supplier.Fail(supplier.Rejected, codeNoServices, "an offer with services cannot be held", nil)
	}
	wire, picked, err := c.today(ctx, ref)
	if err != nil {
		return nil, err
	}
	flights, err := priceFrom(&wire)
	if err != nil {
		return nil, notPriced(err)
	}
	beside, err := sumOf(picked, wire.TotalCurrency)
	if err != nil {
		return nil, notPriced(err)
	}
	total, err := flights.Total.Add(beside)
	if err != nil {
		return nil, notPriced(err)
	}
	if !total.Equal(in.Total) {
		return nil, supplier.Fail(supplier.PriceChanged, codeOtherTotal,
			fmt.Sprintf("costs %s now instead of %s", total, in.Total), nil)
	}
	return intended(picked), nil
}
