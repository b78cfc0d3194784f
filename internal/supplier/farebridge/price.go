package farebridge

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/farebridge/farebridge/api/client"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// What the API takes as budgetMs of OfferPrice.
const (
	minPriceBudget = time.Second
	maxPriceBudget = 20 * time.Second
)

// Price has the peer ask its own supplier. The answer is another offer there,
// and, when anything changed, the token without which it is not sold: both are
// kept in the handle. Services are not sold by this API yet.
func (c *connector) Price(ctx context.Context, in supplier.PriceInput) (travel.SupplierOffer, error) {
	ref, err := decodeOfferRef(in.OfferRef)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	if !ref.isFor(in.Pax) {
		return travel.SupplierOffer{}, badHandle("offer of another party", nil)
	}
	if len(in.Services) > 0 {
		return travel.SupplierOffer{}, supplier.Fail(supplier.Unsupported, "services", "no services are sold here", nil)
	}
	body := client.OfferPriceRequest{BudgetMs: budget(ctx, minPriceBudget, maxPriceBudget)}
	a, err := c.peer.call(ctx, reads, func(ctx context.Context, api *client.Client) (*http.Response, error) {
		return api.OfferPrice(ctx, ref.Offer, nil, body)
	})
	if codeOf(err) == client.ProblemCodeNotFound {
		return travel.SupplierOffer{}, supplier.Recast(supplier.SoldOut, err) // all we refer to is the offer
	}
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	return readPriced(a, ref, in.Pax)
}

func readPriced(a answer, ref offerRef, pax []travel.Pax) (travel.SupplierOffer, error) {
	var priced wirePriced
	err := a.decode(&priced)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	switch priced.Result {
	case client.OfferPriceResultUnchanged, client.OfferPriceResultPriceChanged, client.OfferPriceResultTermsChanged:
	case client.OfferPriceResultUnavailable, client.OfferPriceResultExpired:
		return travel.SupplierOffer{}, supplier.Fail(supplier.SoldOut, string(priced.Result), "not for sale any more", nil)
	default:
		return travel.SupplierOffer{}, a.lost("an unknown result", nil)
	}
	token := ""
	if priced.Acceptance.Token != nil {
		token = *priced.Acceptance.Token
	}
	if priced.Acceptance.Required && token == "" {
		return travel.SupplierOffer{}, a.lost("no way to accept what it asks to be accepted", nil)
	}
	var wire client.Offer
	err = json.Unmarshal(priced.Offer, &wire)
	if err != nil {
		return travel.SupplierOffer{}, a.lost("an offer of another shape", err)
	}
	if wire.TotalPrice.Currency != ref.Currency {
		return travel.SupplierOffer{}, a.lost("an offer in another currency", nil)
	}
	offer, err := offerFrom(wire, priced.DataLists.byID(), pax, token)
	if err != nil {
		return travel.SupplierOffer{}, a.lost("an offer that is not understood", err)
	}
	return offer, nil
}
