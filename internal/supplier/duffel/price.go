package duffel

import (
	"context"
	"net/http"
	"net/url"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Price reads the offer again, upon which Duffel asks the airline.
func (c *connector) Price(ctx context.Context, raw []byte, pax []travel.Pax) (travel.SupplierOffer, error) {
	ref, err := decodeOfferRef(raw)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	if !sameParty(ref.party, pax) {
		return travel.SupplierOffer{}, supplier.Fail(supplier.Rejected, codeBadHandle, "offer of another party", nil)
	}
	r := request{method: http.MethodGet, path: "/air/offers/" + url.PathEscape(ref.offer)}
	a, err := c.client.call(ctx, r)
	if codeOf(err) == codeNotFound {
		return travel.SupplierOffer{}, as(supplier.SoldOut, err) // Duffel forgets offers some time after they expire
	}
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	var wire wireOffer
	err = r.decode(a, &wire)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	if wire.ID != ref.offer || (ref.currency != "" && wire.TotalCurrency != ref.currency) {
		return travel.SupplierOffer{}, r.lost(codeUnreadable, "answered another offer or currency than asked", nil)
	}
	offer, err := offerFrom(wire, ref.request, pax, ref.party)
	if err != nil {
		return travel.SupplierOffer{}, r.lost(codeUnreadable, "offer not understood", err)
	}
	return offer, nil
}
