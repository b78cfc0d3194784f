package money

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"
)

// ErrRate is returned for a table of rates that cannot be used.
var ErrRate = errors.New("money: unusable rate")

// Rate says that from Day (a UTC date) on one unit of Base costs Price units of
// Quote, until a later Rate of the same pair says otherwise.
type Rate struct {
	Day   time.Time
	Base  Currency
	Quote Currency
	Price string // decimal, more than zero
}

// Rates is a table of dated exchange rates. It makes amounts comparable and is
// never used to charge anybody. The zero Rates knows none.
type Rates struct{ pairs map[pair][]dated }

type pair struct{ base, quote Currency }

type dated struct {
	day   time.Time
	price *big.Rat
}

// NewRates checks a table: known currencies, prices above zero, no pair twice
// on one day in either direction.
func NewRates(table []Rate) (Rates, error) {
	rates := Rates{pairs: make(map[pair][]dated)}
	for _, r := range table {
		price, ok := new(big.Rat).SetString(r.Price)
		switch {
		case !r.Base.Valid() || !r.Quote.Valid() || r.Base == r.Quote:
			return Rates{}, fmt.Errorf("%w: %s/%s", ErrRate, r.Base, r.Quote)
		case !ok || !isDecimal(r.Price) || price.Sign() <= 0:
			return Rates{}, fmt.Errorf("%w: %s/%s of %q", ErrRate, r.Base, r.Quote, clip(r.Price))
		case r.Day.IsZero():
			return Rates{}, fmt.Errorf("%w: %s/%s has no day", ErrRate, r.Base, r.Quote)
		}
		for p, of := range map[pair]*big.Rat{{r.Base, r.Quote}: price, {r.Quote, r.Base}: new(big.Rat).Inv(price)} {
			if slices.ContainsFunc(rates.pairs[p], func(d dated) bool { return d.day.Equal(r.Day) }) {
				return Rates{}, fmt.Errorf("%w: %s/%s twice on %s", ErrRate, r.Base, r.Quote, r.Day.Format(time.DateOnly))
			}
			rates.pairs[p] = append(rates.pairs[p], dated{day: r.Day, price: of})
		}
	}
	for _, days := range rates.pairs {
		slices.SortFunc(days, func(a, b dated) int { return a.day.Compare(b.day) })
	}
	return rates, nil
}

// Convert says what m is worth in another currency at a moment, rounded half up
// to that currency's minor unit, and the day of the older of the rates used.
// Pairs without a rate of their own are converted through one currency that has
// one with both. False: the table does not know.
func (r Rates) Convert(m Money, to Currency, at time.Time) (Money, time.Time, bool) {
	if m.Currency == to {
		return m, at, true
	}
	price, day, ok := r.price(m.Currency, to, at)
	if !ok {
		return Money{}, time.Time{}, false
	}
	exact := new(big.Rat).Mul(new(big.Rat).SetInt64(m.Minor), price)
	exact.Mul(exact, new(big.Rat).SetFrac(power(to.Exponent()), power(m.Currency.Exponent())))
	minor := divide(exact.Num(), exact.Denom(), HalfUp)
	if !minor.IsInt64() {
		return Money{}, time.Time{}, false
	}
	return New(minor.Int64(), to), day, true
}

func (r Rates) price(from, to Currency, at time.Time) (*big.Rat, time.Time, bool) {
	direct, ok := r.latest(pair{from, to}, at)
	if ok {
		return direct.price, direct.day, true
	}
	// In one fixed order, so that the same table always answers the same.
	var through []Currency
	for p := range r.pairs {
		if p.base == from {
			through = append(through, p.quote)
		}
	}
	slices.SortFunc(through, cmp.Compare[Currency])
	for _, middle := range through {
		first, known := r.latest(pair{from, middle}, at)
		second, knownToo := r.latest(pair{middle, to}, at)
		if known && knownToo {
			day := first.day
			if second.day.Before(day) {
				day = second.day
			}
			return new(big.Rat).Mul(first.price, second.price), day, true
		}
	}
	return nil, time.Time{}, false
}

func (r Rates) latest(p pair, at time.Time) (dated, bool) {
	var found dated
	for _, d := range r.pairs[p] {
		if d.day.After(at) {
			break
		}
		found = d
	}
	return found, found.price != nil
}

func power(exponent int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(exponent)), nil)
}

// isDecimal keeps big.Rat's other spellings out: 1/3, 1e5, 0x1p-2.
func isDecimal(s string) bool {
	dots := 0
	for _, c := range s {
		switch {
		case c == '.':
			dots++
		case c < '0' || c > '9':
			return false
		}
	}
	return dots <= 1 && s != "" && s[0] != '.' && s[len(s)-1] != '.'
}
