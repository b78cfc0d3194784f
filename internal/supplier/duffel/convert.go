package duffel

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// What Duffel takes of passengers. A given or family name is as long as this at
// most, and there is no letter for a third gender. Of its types of identity
// document we have passports only: the others are no travel documents.
const (
	nameLimit    = 20
	wirePassport = "passport"
)

// paxRulesFrom says what the offer needs of passengers. One that needs a document
// and takes no passport could only fail when it is booked; one that needs a
// document and takes none contradicts itself, and is believed to need it.
func paxRulesFrom(w *wireOffer) (travel.PaxRules, error) {
	rules := travel.PaxRules{Identity: w.DocumentsRequired, LatinNames: true, NameLimit: nameLimit, MaleOrFemale: true}
	unsaid := w.DocumentTypes == nil || len(w.DocumentTypes) == 0 && w.DocumentsRequired
	switch {
	case unsaid, slices.Contains(w.DocumentTypes, wirePassport):
		rules.DocumentTypes, rules.DocumentExpiry = []string{travel.DocumentPassport}, true
	case w.DocumentsRequired:
		return travel.PaxRules{}, errors.New("needs an identity document other than a passport")
	}
	return rules, nil
}

// offerFrom converts an offer, or says why it cannot be sold.
func offerFrom(w *wireOffer, request string, pax []travel.Pax, p party) (travel.SupplierOffer, error) {
	switch {
	case w.ID == "":
		return travel.SupplierOffer{}, errors.New("offer without id")
	case !nameable(w.ID):
		return travel.SupplierOffer{}, errors.New("offer with an id that no address can have")
	case w.Partial:
		return travel.SupplierOffer{}, errors.New("partial offer")
	case !reference.Designator(w.Owner.IATACode):
		return travel.SupplierOffer{}, fmt.Errorf("owner %q is not an airline designator", supplier.Clip(w.Owner.IATACode))
	case len(w.Slices) == 0:
		return travel.SupplierOffer{}, errors.New("no slices")
	}
	err := crowded(w.Slices)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	price, err := priceFrom(w)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	journeys := make([]travel.PaxJourney, len(w.Slices))
	for i, slice := range w.Slices {
		journeys[i], err = journeyFrom(slice)
		if err == nil {
			err = concerns(slice, p)
		}
		if err != nil {
			return travel.SupplierOffer{}, fmt.Errorf("slice %d: %w", i, err)
		}
	}
	rules, err := paxRulesFrom(w)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	ref, err := offerRef{
		offer: w.ID, request: request, currency: string(price.Total.Currency), created: instant(w.CreatedAt), party: p,
		undocumented: len(rules.DocumentTypes) == 0,
	}.encode()
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	offer := travel.SupplierOffer{
		Owner:    w.Owner.IATACode,
		Ref:      ref,
		Journeys: journeys,
		Items:    []travel.OfferItem{{PaxIDs: p.paxIDs(), PTC: onlyPTC(pax), Price: price}},
		Total:    price.Total,
		Terms: travel.Terms{
			PriceClasses: priceClassesFrom(w.Slices, journeys, p),
			Baggage:      baggageFrom(w.Slices, journeys, p),
			Refund:       penaltyFrom(w.Conditions.Refund),
			Change:       penaltyFrom(w.Conditions.Change),
		},
		Clocks:   travel.Clocks{OfferExpiresAt: instant(w.ExpiresAt)},
		PaxRules: rules,
	}
	// An offer that does not say how it may be paid is not promised to be held.
	if pr := w.PaymentRequirements; pr != nil {
		offer.Holdable = !pr.RequiresInstantPayment
		offer.Clocks.PriceGuaranteedUntil = instant(pr.PriceGuaranteeExpires)
		offer.Clocks.PayBy = instant(pr.PaymentRequiredBy)
	}
	return offer, nil
}

// concerns fails when a segment speaks of passengers and of none of ours: what it
// says of cabins and bags is about others.
func concerns(slice wireSlice, p party) error {
	for i, segment := range slice.Segments {
		if _, ok := leading(segment, p); !ok && len(segment.Passengers) > 0 {
			return fmt.Errorf("segment %d is for none of the passengers", i)
		}
	}
	return nil
}

// nameable reports an id that can stand in a path and come back the same.
func nameable(id string) bool {
	const most = 200
	if len(id) > most || strings.Trim(id, ".") == "" {
		return false
	}
	for _, r := range id {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return true
}

// onlyPTC is the passenger type if all have the same: Duffel prices the party as
// one sum and does not say the split.
func onlyPTC(pax []travel.Pax) travel.PTC {
	if len(pax) == 0 {
		return ""
	}
	for _, one := range pax[1:] {
		if one.PTC != pax[0].PTC {
			return ""
		}
	}
	return pax[0].PTC
}

// priceFrom reads the sum for all passengers. Duffel does not itemise taxes.
func priceFrom(w *wireOffer) (travel.Price, error) {
	total, err := amount(w.TotalAmount, w.TotalCurrency)
	if err != nil {
		return travel.Price{}, fmt.Errorf("total: %w", err)
	}
	base, err := amount(w.BaseAmount, w.BaseCurrency)
	if err != nil {
		return travel.Price{}, fmt.Errorf("base: %w", err)
	}
	price := travel.Price{Base: base, Total: total}
	if w.TaxAmount != "" {
		tax, err := amount(w.TaxAmount, w.TaxCurrency)
		if err != nil {
			return travel.Price{}, fmt.Errorf("tax: %w", err)
		}
		if !tax.IsZero() {
			price.Taxes = []travel.Tax{{Code: travel.TaxCombined, Amount: tax}}
		}
	}
	if total.IsZero() || !price.Adds() {
		return travel.Price{}, fmt.Errorf("base %s and tax %q %s do not make total %s",
			base, supplier.Clip(w.TaxAmount), supplier.Clip(w.TaxCurrency), total)
	}
	return price, nil
}

// amount reads money that cannot be owed to us.
func amount(decimal, currency string) (money.Money, error) {
	m, err := money.Parse(decimal, money.Currency(currency))
	if err != nil {
		return money.Money{}, err
	}
	if m.IsNegative() {
		return money.Money{}, fmt.Errorf("negative amount %s", m)
	}
	return m, nil
}

// penaltyFrom: a missing condition is unknown, a missing fee is not "free".
func penaltyFrom(w *wireCondition) travel.Penalty {
	switch {
	case w == nil:
		return travel.Penalty{Allowed: travel.AllowanceUnknown}
	case !w.Allowed:
		return travel.Penalty{Allowed: travel.AllowanceNo}
	}
	penalty := travel.Penalty{Allowed: travel.AllowanceYes}
	fee, err := amount(w.PenaltyAmount, w.PenaltyCurrency)
	if err == nil {
		penalty.Fee = &fee
	}
	return penalty
}

// instant reads a record time; what cannot be read is not guaranteed.
func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
