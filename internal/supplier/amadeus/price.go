package amadeus

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// What can be asked for beside a price.
const (
	includeBags     = "bags"
	includeOthers   = "other-services"
	includeRules    = "detailed-fare-rules"
	includeCardFees = "credit-card-fees" // told of the payments the request names
)

// cardBrands are those whose fees are asked for. The table is never changed.
var cardBrands = []string{"VISA", "MASTERCARD", "AMERICAN_EXPRESS", "DINERS"}

// Price has Amadeus price the offer again, with the services wanted. A new price
// is not marked: it is another grand total.
func (c *connector) Price(ctx context.Context, in supplier.PriceInput) (travel.SupplierOffer, error) {
	ref, w, err := openOffer(in.OfferRef, in.Pax)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	if in.Services != nil {
		ref.choices, err = wanted(in.Services, w)
		if err != nil {
			return travel.SupplierOffer{}, err
		}
		ref.document, err = withServices(ref.document, ref.choices)
		if err != nil {
			return travel.SupplierOffer{}, supplier.Fail(supplier.Rejected, codeBadHandle, "offer cannot take services", err)
		}
	}
	priced, _, err := c.priceAgain(ctx, ref, w.Price.Currency)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	return priced.offer, nil
}

// openOffer is what a handle holds, once it is known to be of these people.
func openOffer(raw []byte, pax []travel.Pax) (offerRef, wireOffer, error) {
	ref, err := decodeOfferRef(raw)
	if err != nil {
		return offerRef{}, wireOffer{}, err
	}
	if !sameParty(ref.party, pax) {
		return offerRef{}, wireOffer{}, supplier.Fail(supplier.Rejected, codeBadHandle, "offer of another party", nil)
	}
	var w wireOffer
	err = json.Unmarshal(ref.document, &w)
	if err != nil {
		return offerRef{}, wireOffer{}, supplier.Fail(supplier.Rejected, codeBadHandle, "unreadable offer in a handle", err)
	}
	return ref, w, nil
}

// priceAgain prices an offer and asks for what is to be included beside it.
func (c *connector) priceAgain(ctx context.Context, ref offerRef, currency string, include ...string) (understood, wireIncluded, error) {
	fail := func(err error) (understood, wireIncluded, error) { return understood{}, wireIncluded{}, err }
	body := sendOffers{Type: "flight-offers-pricing", FlightOffers: []json.RawMessage{ref.document}}
	if slices.Contains(include, includeCardFees) {
		for _, brand := range cardBrands {
			body.Payments = append(body.Payments, sendPayment{Brand: brand})
		}
	}
	r := request{method: http.MethodPost, path: "/v1/shopping/flight-offers/pricing", data: body}
	if len(include) > 0 {
		r.query = url.Values{"include": {strings.Join(include, ",")}}
	}
	a, err := c.client.call(ctx, r)
	if supplier.FirmCode(err) == codeInvalidData {
		// What Amadeus cannot read any more is its own offer, out of date.
		return fail(supplier.Recast(supplier.SoldOut, err))
	}
	if err != nil {
		return fail(err)
	}
	var wire wirePriced
	err = r.decode(a, &wire)
	if err != nil {
		return fail(err)
	}
	if len(wire.FlightOffers) != 1 {
		return fail(r.lost(supplier.CodeUnreadable, "not one offer priced", nil))
	}
	var handles packer
	priced, err := handles.offerFrom(wire.FlightOffers[0], ref.party, ref.choices, c.office)
	if errors.Is(err, errServicesMoved) {
		return fail(supplier.Fail(supplier.SoldOut, supplier.CodeServiceGone, "services cost something else than listed", err))
	}
	if err != nil {
		return fail(r.lost(supplier.CodeUnreadable, "offer not understood", err))
	}
	if priced.wire.Price.Currency != currency {
		return fail(r.lost(supplier.CodeUnreadable, "answered in another currency than asked", nil))
	}
	for _, one := range ref.choices {
		if !one.isIn(priced.wire) {
			return fail(supplier.Fail(supplier.SoldOut, supplier.CodeServiceGone, "priced without a service asked for", nil))
		}
	}
	for _, need := range wire.BookingRequirements.Travelers {
		priced.offer.PaxRules.Identity = priced.offer.PaxRules.Identity || need.DocumentRequired
	}
	var included wireIncluded
	if len(a.included) > 0 {
		err = json.Unmarshal(a.included, &included)
		if err != nil && len(include) > 0 {
			return fail(r.lost(supplier.CodeUnreadable, "what was asked beside the price has another shape", err))
		}
	}
	return priced, included, nil
}
