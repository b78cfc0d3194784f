package rest

import (
	"errors"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// ToAPIMoney writes an amount with its currency's decimals.
func ToAPIMoney(m money.Money) api.Money {
	return api.Money{Amount: m.Amount(), Currency: string(m.Currency)}
}

func toAPIMoneyIf(m *money.Money) *api.Money {
	if m == nil {
		return nil
	}
	return ptr(ToAPIMoney(*m))
}

// FromAPIMoney reads the amount of something to pay for, at a JSON Pointer.
func FromAPIMoney(m api.Money, at string) (money.Money, []travel.FieldError) {
	currency, err := money.ParseCurrency(m.Currency)
	if err != nil {
		return money.Money{}, []travel.FieldError{finding(at+"/currency", findCurrency)}
	}
	parsed, err := money.Parse(m.Amount, currency)
	switch {
	case errors.Is(err, money.ErrPrecision):
		return money.Money{}, []travel.FieldError{finding(at+"/amount", findPrecision, currency)}
	case err != nil || parsed.IsNegative():
		return money.Money{}, []travel.FieldError{finding(at+"/amount", findAmount)}
	case parsed.Amount() != m.Amount:
		// One amount has one spelling: two of one price are one input of a key.
		return money.Money{}, []travel.FieldError{finding(at+"/amount", findSpelling, parsed.Amount())}
	}
	return parsed, nil
}
