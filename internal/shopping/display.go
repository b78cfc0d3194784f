package shopping

import (
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/money"
)

// display is what an amount is worth in the caller's currency; zero when none
// was asked for, or nobody knows.
func (s *Service) display(amount money.Money, currency money.Currency, now time.Time) money.Money {
	if currency == "" {
		return money.Money{}
	}
	worth, _, known := s.rates.Convert(amount, currency, now)
	if !known {
		return money.Money{}
	}
	return worth
}

// worth says which currencies have no rate to the caller's, and how old the
// oldest of the rates is that were used.
func (s *Service) worth(offers []candidate, currency money.Currency, now time.Time) ([]money.Currency, time.Time) {
	if currency == "" {
		return nil, time.Time{}
	}
	var seen, unknown []money.Currency
	var oldest time.Time
	for _, c := range offers {
		from := c.keys.Total.Currency
		if from == currency || slices.Contains(seen, from) {
			continue
		}
		seen = append(seen, from)
		_, day, known := s.rates.Convert(money.Zero(from), currency, now)
		switch {
		case !known:
			unknown = append(unknown, from)
		case oldest.IsZero() || day.Before(oldest):
			oldest = day
		}
	}
	return unknown, oldest
}
