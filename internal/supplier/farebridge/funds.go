package farebridge

import (
	"context"
	"net/http"

	"github.com/farebridge/farebridge/api/client"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
)

// Funds is what is left to spend of our prepaid balance with the peer. To have
// none at all is CodeNoFunds.
func (c *connector) Funds(ctx context.Context) (money.Money, error) {
	a, err := c.peer.call(ctx, reads, func(ctx context.Context, api *client.Client) (*http.Response, error) {
		return api.AgencyRetrieve(ctx)
	})
	if err != nil {
		return money.Money{}, err
	}
	var agency client.Agency
	err = a.decode(&agency)
	switch {
	case err != nil:
		return money.Money{}, err
	case agency.AgencyID == "":
		return money.Money{}, a.lost("no agency in it", nil)
	case agency.Deposit == nil:
		return money.Money{}, supplier.Fail(supplier.Unavailable, supplier.CodeNoFunds, "we have no balance there", nil)
	}
	available, err := amount(agency.Deposit.Available)
	if err != nil {
		return money.Money{}, a.lost("an amount that is none", err)
	}
	return available, nil
}
