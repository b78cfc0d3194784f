package amadeus

import (
	"errors"
	"fmt"
	"slices"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// itemsFrom makes one item for each passenger type, and one for each service. The
// grand total is what is sold; prices that do not make it are no offer. Fees are
// of the whole order and stand with the first item.
func itemsFrom(w wireOffer, p party, choices []choice, segments map[string]travel.PaxSegment) ([]travel.OfferItem, money.Money, error) {
	fail := func(err error) ([]travel.OfferItem, money.Money, error) { return nil, money.Money{}, err }
	currency := w.Price.Currency
	total, err := amount(w.Price.GrandTotal, currency)
	if err != nil {
		return fail(fmt.Errorf("grand total: %w", err))
	}
	items, err := fareItems(w, p)
	if err != nil {
		return fail(err)
	}
	services, err := serviceItems(w, p, choices, segments)
	if err != nil {
		return fail(err)
	}
	all := slices.Concat(items, services)
	left, err := remainder(total, all)
	if err != nil {
		return fail(err)
	}
	if !left.IsZero() {
		fees, err := feesFrom(w.Price.Fees, currency)
		if err != nil {
			return fail(err)
		}
		first := &all[0].Price
		first.Fees = append(first.Fees, fees...)
		for _, fee := range fees {
			first.Total, err = first.Total.Add(fee.Amount)
			if err != nil {
				return fail(err)
			}
		}
		left, err = remainder(total, all)
		if err != nil {
			return fail(err)
		}
	}
	if total.IsZero() || !left.IsZero() {
		return fail(fmt.Errorf("prices leave %s of grand total %s", left, total))
	}
	return all, total, nil
}

// remainder is what the items leave of the total.
func remainder(total money.Money, items []travel.OfferItem) (money.Money, error) {
	for _, item := range items {
		next, err := total.Sub(item.Price.Total)
		if err != nil {
			return money.Money{}, err
		}
		total = next
	}
	return total, nil
}

// fareItems sums the travellers of each type, in the party's order.
func fareItems(w wireOffer, p party) ([]travel.OfferItem, error) {
	var items []travel.OfferItem
	for _, one := range p {
		pricing, ok := w.pricing(one.travelerID)
		if !ok {
			return nil, fmt.Errorf("no price for traveler %s", one.travelerID)
		}
		price, err := priceFrom(pricing.Price, w.Price.Currency)
		if err != nil {
			return nil, fmt.Errorf("traveler %s: %w", one.travelerID, err)
		}
		at := slices.IndexFunc(items, func(item travel.OfferItem) bool { return item.PTC == one.ptc })
		if at < 0 {
			items = append(items, travel.OfferItem{PaxIDs: []string{one.paxID}, PTC: one.ptc, Price: price})
			continue
		}
		items[at].PaxIDs = append(items[at].PaxIDs, one.paxID)
		items[at].Price, err = added(items[at].Price, price)
		if err != nil {
			return nil, err
		}
	}
	if len(items) == 0 {
		return nil, errors.New("nobody to price")
	}
	return items, nil
}

// priceFrom reads one traveller's price. A search gives base and total only: the
// taxes are what is between them.
func priceFrom(w wirePrice, currency string) (travel.Price, error) {
	if w.Currency != "" && w.Currency != currency {
		return travel.Price{}, fmt.Errorf("priced in %q beside %q", supplier.Clip(w.Currency), supplier.Clip(currency))
	}
	base, err := amount(w.Base, currency)
	if err != nil {
		return travel.Price{}, fmt.Errorf("base: %w", err)
	}
	total, err := amount(w.Total, currency)
	if err != nil {
		return travel.Price{}, fmt.Errorf("total: %w", err)
	}
	price := travel.Price{Base: base, Total: total}
	for _, tax := range w.Taxes {
		value, err := amount(tax.Amount, currency)
		if err != nil {
			return travel.Price{}, fmt.Errorf("tax %q: %w", supplier.Clip(tax.Code), err)
		}
		if !value.IsZero() {
			price.Taxes = append(price.Taxes, travel.Tax{Code: taxCode(tax.Code), Amount: value})
		}
	}
	price.Fees, err = feesFrom(w.Fees, currency)
	if err != nil {
		return travel.Price{}, err
	}
	if len(w.Taxes) == 0 && len(price.Fees) == 0 {
		combined, err := total.Sub(base)
		if err != nil {
			return travel.Price{}, err
		}
		if combined.IsNegative() {
			return travel.Price{}, fmt.Errorf("base %s over total %s", base, total)
		}
		if !combined.IsZero() {
			price.Taxes = []travel.Tax{{Code: travel.TaxCombined, Amount: combined}}
		}
	}
	if !price.Adds() {
		return travel.Price{}, fmt.Errorf("base %s and taxes do not make total %s", base, total)
	}
	return price, nil
}

func taxCode(code string) string {
	if code == "" {
		return travel.TaxCombined
	}
	return code
}

// feesFrom leaves out the fees of nothing that Amadeus lists everywhere.
func feesFrom(wire []wireAmount, currency string) ([]travel.Tax, error) {
	var fees []travel.Tax
	for _, fee := range wire {
		value, err := amount(fee.Amount, currency)
		if err != nil {
			return nil, fmt.Errorf("fee %q: %w", supplier.Clip(fee.Type), err)
		}
		if !value.IsZero() {
			fees = append(fees, travel.Tax{Code: fee.Type, Amount: value})
		}
	}
	return fees, nil
}

// added is two prices in one, equal codes joined.
func added(a, b travel.Price) (travel.Price, error) {
	base, err := a.Base.Add(b.Base)
	if err != nil {
		return travel.Price{}, err
	}
	total, err := a.Total.Add(b.Total)
	if err != nil {
		return travel.Price{}, err
	}
	taxes, err := joined(a.Taxes, b.Taxes)
	if err != nil {
		return travel.Price{}, err
	}
	fees, err := joined(a.Fees, b.Fees)
	if err != nil {
		return travel.Price{}, err
	}
	return travel.Price{Base: base, Taxes: taxes, Fees: fees, Total: total}, nil
}

func joined(a, b []travel.Tax) ([]travel.Tax, error) {
	sum := slices.Clone(a)
	for _, tax := range b {
		at := slices.IndexFunc(sum, func(t travel.Tax) bool { return t.Code == tax.Code })
		if at < 0 {
			sum = append(sum, tax)
			continue
		}
		next, err := sum[at].Amount.Add(tax.Amount)
		if err != nil {
			return nil, err
		}
		sum[at].Amount = next
	}
	return sum, nil
}
