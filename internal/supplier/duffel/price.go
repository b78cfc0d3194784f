package duffel

import (
	"context"
	"net/http"
	"net/url"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Price reads the offer again, upon which Duffel asks the airline. With services
// it also has the whole priced.
func (c *connector) Price(ctx context.Context, in supplier.PriceInput) (travel.SupplierOffer, error) {
	ref, err := decodeOfferRef(in.OfferRef)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	if !sameParty(ref.party, in.Pax) {
		return travel.SupplierOffer{}, supplier.Fail(supplier.Rejected, codeBadHandle, "offer of another party", nil)
	}
	if in.Services != nil {
		ref.services, err = wishesOf(in.Services)
		if err != nil {
			return travel.SupplierOffer{}, err
		}
	}
	if len(ref.services) > 0 {
		return c.priceWithServices(ctx, ref, in.Pax)
	}
	wire, err := c.offer(ctx, ref, nil)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	return understood(wire, ref, in.Pax)
}

// offer reads an offer as it stands now.
func (c *connector) offer(ctx context.Context, ref offerRef, query url.Values) (wireOffer, error) {
	r := request{method: http.MethodGet, path: "/air/offers/" + url.PathEscape(ref.offer), query: query}
	return c.readOffer(ctx, r, ref)
}

// readOffer makes a call whose answer is the offer of ref.
func (c *connector) readOffer(ctx context.Context, r request, ref offerRef) (wireOffer, error) {
	a, err := c.client.call(ctx, r)
	if supplier.FirmCode(err) == codeNotFound {
		return wireOffer{}, supplier.Recast(supplier.SoldOut, err) // Duffel forgets offers some time after they expire
	}
	if err != nil {
		return wireOffer{}, err
	}
	var wire wireOffer
	err = r.decode(a, &wire)
	if err != nil {
		return wireOffer{}, err
	}
	if wire.ID != ref.offer || (ref.currency != "" && wire.TotalCurrency != ref.currency) {
		return wireOffer{}, r.lost(supplier.CodeUnreadable, "answered another offer or currency than asked", nil)
	}
	return wire, nil
}

// understood converts an offer that was read again; what it was before is no
// answer to what it is now.
func understood(wire wireOffer, ref offerRef, pax []travel.Pax) (travel.SupplierOffer, error) {
	offer, err := offerFrom(&wire, ref.request, pax, ref.party)
	if err != nil {
		return travel.SupplierOffer{}, supplier.Fail(supplier.Unavailable, supplier.CodeUnreadable, "offer not understood", err)
	}
	return offer, nil
}
