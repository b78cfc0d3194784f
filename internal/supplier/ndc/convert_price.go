package ndc

import (
	"errors"
	"fmt"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// priceFrom reads a price that must add up. Of base and equivalent the one in
// the currency of the total counts; a base that is not said is what the rest
// leaves of the total. Surcharges are fees; a discount may or may not have been
// taken off the base already, which the sum tells.
func priceFrom(w *wirePrice) (travel.Price, error) {
	if w == nil || w.TotalAmount == nil {
		return travel.Price{}, errors.New("no total")
	}
	total, err := w.TotalAmount.amount()
	if err != nil {
		return travel.Price{}, fmt.Errorf("total: %w", err)
	}
	price := travel.Price{Total: total}
	price.Taxes, err = taxesFrom(w.TaxSummary)
	if err != nil {
		return travel.Price{}, err
	}
	price.Fees, err = feesFrom(w)
	if err != nil {
		return travel.Price{}, err
	}
	base, said, err := baseFrom(w, total.Currency)
	if err != nil {
		return travel.Price{}, err
	}
	rest, err := withoutParts(price)
	if err != nil {
		return travel.Price{}, err
	}
	price.Base = base
	if !said {
		price.Base = rest
	}
	if !price.Adds() && w.Discount != nil && w.Discount.DiscountAmount.said() {
		price.Base, err = lessDiscount(base, *w.Discount.DiscountAmount)
		if err != nil {
			return travel.Price{}, err
		}
	}
	if !price.Adds() || price.Base.IsNegative() {
		return travel.Price{}, fmt.Errorf("base %s and parts leave %s of total %s", base, rest, total)
	}
	return price, nil
}

func lessDiscount(base money.Money, w wireAmount) (money.Money, error) {
	discount, err := w.amount()
	if err != nil {
		return money.Money{}, fmt.Errorf("discount: %w", err)
	}
	return base.Sub(discount)
}

// baseFrom prefers the amount in the currency of sale.
func baseFrom(w *wirePrice, sold money.Currency) (money.Money, bool, error) {
	said := false
	for _, a := range []*wireAmount{w.EquivAmount, w.BaseAmount} {
		if !a.said() {
			continue
		}
		said = true
		if money.Currency(a.CurCode) != sold {
			continue
		}
		base, err := a.amount()
		if err != nil {
			return money.Money{}, false, fmt.Errorf("base: %w", err)
		}
		return base, true, nil
	}
	if said {
		return money.Money{}, false, fmt.Errorf("base in another currency than %s", sold)
	}
	return money.Zero(sold), false, nil
}

// withoutParts is the total less taxes and fees.
func withoutParts(p travel.Price) (money.Money, error) {
	rest := p.Total
	for _, parts := range [][]travel.Tax{p.Taxes, p.Fees} {
		for _, t := range parts {
			next, err := rest.Sub(t.Amount)
			if err != nil {
				return money.Money{}, err
			}
			rest = next
		}
	}
	return rest, nil
}

// taxesFrom takes the items, or the sum where there are none; both must agree.
func taxesFrom(summaries []wireTaxSummary) ([]travel.Tax, error) {
	var taxes []travel.Tax
	for _, s := range summaries {
		var sum money.Money
		for _, t := range s.Tax {
			amount, err := t.Amount.amount()
			if err != nil {
				return nil, fmt.Errorf("tax %q: %w", supplier.Clip(string(t.TaxCode)), err)
			}
			sum, err = sum.Add(amount)
			if err != nil {
				return nil, fmt.Errorf("tax %q: %w", supplier.Clip(string(t.TaxCode)), err)
			}
			code := string(t.TaxCode)
			if code == "" {
				code = travel.TaxCombined
			}
			if !amount.IsZero() {
				taxes = append(taxes, travel.Tax{Code: supplier.Clip(code), Amount: amount})
			}
		}
		if !s.TotalTaxAmount.said() {
			continue
		}
		whole, err := s.TotalTaxAmount.amount()
		switch {
		case err != nil:
			return nil, fmt.Errorf("taxes: %w", err)
		case len(s.Tax) > 0 && !whole.Equal(sum):
			return nil, fmt.Errorf("taxes make %s, not %s", sum, whole)
		case len(s.Tax) == 0 && !whole.IsZero():
			taxes = append(taxes, travel.Tax{Code: travel.TaxCombined, Amount: whole})
		}
	}
	return taxes, nil
}

// carrierSurcharge is the code tickets print for a surcharge nobody named.
const carrierSurcharge = "YQ"

func feesFrom(w *wirePrice) ([]travel.Tax, error) {
	var fees []travel.Tax
	add := func(code token, otherwise string, a wireAmount) error {
		amount, err := a.amount()
		if err != nil {
			return fmt.Errorf("fee: %w", err)
		}
		if code == "" {
			code = token(otherwise)
		}
		if !amount.IsZero() {
			fees = append(fees, travel.Tax{Code: supplier.Clip(string(code)), Amount: amount})
		}
		return nil
	}
	for _, fee := range w.Fee {
		err := add(fee.DesigText, "OB", fee.Amount)
		if err != nil {
			return nil, err
		}
	}
	for _, s := range w.Surcharge {
		if s.TotalAmount.said() {
			err := add("", carrierSurcharge, *s.TotalAmount)
			if err != nil {
				return nil, err
			}
			continue
		}
		for _, part := range s.Breakdown {
			err := add(part.DesigText, carrierSurcharge, part.Amount)
			if err != nil {
				return nil, err
			}
		}
	}
	return fees, nil
}

// sumOf adds the prices of items.
func sumOf(items []travel.OfferItem) (money.Money, error) {
	var sum money.Money
	for _, item := range items {
		next, err := sum.Add(item.Price.Total)
		if err != nil {
			return money.Money{}, err
		}
		sum = next
	}
	return sum, nil
}
