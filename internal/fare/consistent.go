package fare

import (
	"fmt"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// Covers checks that the flights' items price everybody of the party exactly
// once, and all items nobody else, so that no traveller is booked without having been paid for.
func Covers(items []travel.OfferItem, party []travel.Pax) error {
	types := make(map[string]travel.PTC, len(party))
	for _, pax := range party {
		types[pax.ID] = pax.PTC
	}
	seen := make(map[string]struct{}, len(party))
	for _, item := range items {
		for _, id := range item.PaxIDs {
			ptc, known := types[id]
			if !known {
				return fmt.Errorf("%w: pax %q is not of the party", ErrInconsistent, id)
			}
			if item.Service != nil {
				continue // beside the flights, as often as it is wanted
			}
			if _, twice := seen[id]; twice {
				return fmt.Errorf("%w: pax %q is priced twice", ErrInconsistent, id)
			}
			if item.PTC != "" && item.PTC != ptc {
				return fmt.Errorf("%w: pax %q is %s, priced as %s", ErrInconsistent, id, ptc, item.PTC)
			}
			seen[id] = struct{}{}
		}
	}
	if len(seen) != len(types) {
		return fmt.Errorf("%w: %d of %d pax are priced", ErrInconsistent, len(seen), len(types))
	}
	return nil
}

// consistent checks one currency, no negative amount, items that add up and
// make the total. Single items may be free (an infant's), a whole offer never
// is: a total of nothing is a supplier's mistake.
func consistent(items []travel.OfferItem, total money.Money) error {
	if !total.Currency.Valid() || total.Minor <= 0 {
		return fmt.Errorf("%w: total %s", ErrInconsistent, total)
	}
	sum := money.Zero(total.Currency)
	for i, item := range items {
		if len(item.PaxIDs) == 0 {
			return fmt.Errorf("%w: item %d is nobody's", ErrInconsistent, i)
		}
		err := sound(item.Price, total.Currency)
		if err != nil {
			return fmt.Errorf("item %d: %w", i, err)
		}
		next, err := sum.Add(item.Price.Total)
		if err != nil {
			return fmt.Errorf("%w: item %d: %w", ErrInconsistent, i, err)
		}
		sum = next
	}
	if !sum.Equal(total) {
		return fmt.Errorf("%w: items make %s, total is %s", ErrInconsistent, sum, total)
	}
	return nil
}

func sound(p travel.Price, c money.Currency) error {
	amounts := []money.Money{p.Base, p.Total}
	for _, tax := range p.Taxes {
		amounts = append(amounts, tax.Amount)
	}
	for _, fee := range p.Fees {
		amounts = append(amounts, fee.Amount)
	}
	for _, a := range amounts {
		if a.Currency != c || a.IsNegative() {
			return fmt.Errorf("%w: amount %s", ErrInconsistent, a)
		}
	}
	if !p.Adds() {
		return fmt.Errorf("%w: parts do not make %s", ErrInconsistent, p.Total)
	}
	return nil
}
