package money

import (
	"errors"
	"fmt"
	"math/big"
	"math/bits"
	"strings"
)

// Money is an exact amount: Minor counts the currency's minor units (fen,
// cents, yen). The zero Money has no currency and adds to anything.
type Money struct {
	Minor    int64
	Currency Currency
}

var (
	// ErrCurrencyMismatch is returned when two currencies meet.
	ErrCurrencyMismatch = errors.New("money: currencies differ")
	// ErrOverflow is returned when a result does not fit in 64 bits of minor units.
	ErrOverflow = errors.New("money: amount out of range")
	// ErrPrecision is returned for more decimals than the currency has.
	ErrPrecision = errors.New("money: more decimals than the currency has")
	// ErrSyntax is returned for anything that is not a plain decimal number.
	ErrSyntax = errors.New("money: not a decimal amount")
)

// New makes an amount from minor units.
func New(minor int64, c Currency) Money { return Money{Minor: minor, Currency: c} }

// Zero is nothing, in a currency.
func Zero(c Currency) Money { return Money{Currency: c} }

// Parse reads a plain decimal ("1892.00", "-3", "0.5") exactly. Trailing zeros
// beyond the currency's exponent are harmless and accepted ("1892.0000" CNY);
// a digit that would be lost is ErrPrecision. Signs other than a leading minus,
// exponents, spaces and separators are ErrSyntax.
func Parse(amount string, c Currency) (Money, error) {
	if !c.Valid() {
		return Money{}, fmt.Errorf("money: %q is not an ISO 4217 currency", string(c))
	}
	digits, negative := strings.CutPrefix(amount, "-")
	whole, frac, dotted := strings.Cut(digits, ".")
	if !isDigits(whole) || (dotted && !isDigits(frac)) {
		return Money{}, fmt.Errorf("%w: %q", ErrSyntax, clip(amount))
	}
	exp := c.Exponent()
	if kept := strings.TrimRight(frac, "0"); len(kept) > exp {
		return Money{}, fmt.Errorf("%w: %q %s", ErrPrecision, clip(amount), c)
	}
	if len(frac) > exp {
		frac = frac[:exp]
	}
	frac += strings.Repeat("0", exp-len(frac))

	var minor uint64
	for _, d := range []byte(whole + frac) {
		hi, lo := bits.Mul64(minor, 10)
		sum, carry := bits.Add64(lo, uint64(d-'0'), 0)
		if hi != 0 || carry != 0 || sum > 1<<63-1 {
			return Money{}, fmt.Errorf("%w: %q", ErrOverflow, clip(amount))
		}
		minor = sum
	}
	m := Money{Minor: int64(minor), Currency: c}
	if negative {
		m.Minor = -m.Minor
	}
	return m, nil
}

// MustParse is Parse for constants in tests and tables; it panics on error.
func MustParse(amount string, c Currency) Money {
	m, err := Parse(amount, c)
	if err != nil {
		panic(err)
	}
	return m
}

// Amount is the decimal string with exactly the currency's decimals: "1892.00".
func (m Money) Amount() string {
	exp := m.Currency.Exponent()
	sign, u := "", uint64(m.Minor)
	if m.Minor < 0 {
		sign, u = "-", -uint64(m.Minor)
	}
	digits := fmt.Sprintf("%0*d", exp+1, u)
	if exp == 0 {
		return sign + digits
	}
	cut := len(digits) - exp
	return sign + digits[:cut] + "." + digits[cut:]
}

// String is for logs: "1892.00 CNY".
func (m Money) String() string { return m.Amount() + " " + string(m.Currency) }

// IsZero reports a zero amount, whatever its currency.
func (m Money) IsZero() bool { return m.Minor == 0 }

// IsNegative reports an amount below zero.
func (m Money) IsNegative() bool { return m.Minor < 0 }

// Neg turns the sign around. The lowest int64 has no counterpart; no amount
// that came through Parse or this package's arithmetic is that low.
func (m Money) Neg() Money { return Money{Minor: -m.Minor, Currency: m.Currency} }

// Add adds exactly.
func (m Money) Add(o Money) (Money, error) {
	c, err := common(m, o)
	if err != nil {
		return Money{}, err
	}
	sum := m.Minor + o.Minor
	if (sum > m.Minor) != (o.Minor > 0) && o.Minor != 0 {
		return Money{}, ErrOverflow
	}
	return Money{Minor: sum, Currency: c}, nil
}

// Sub subtracts exactly.
func (m Money) Sub(o Money) (Money, error) { return m.Add(o.Neg()) }

// Mul multiplies by a count (of passengers, of pieces).
func (m Money) Mul(n int64) (Money, error) {
	p := new(big.Int).Mul(big.NewInt(m.Minor), big.NewInt(n))
	if !p.IsInt64() {
		return Money{}, ErrOverflow
	}
	return Money{Minor: p.Int64(), Currency: m.Currency}, nil
}

// Cmp orders two amounts of one currency: -1, 0, +1.
func (m Money) Cmp(o Money) (int, error) {
	if _, err := common(m, o); err != nil {
		return 0, err
	}
	switch {
	case m.Minor < o.Minor:
		return -1, nil
	case m.Minor > o.Minor:
		return 1, nil
	default:
		return 0, nil
	}
}

// Equal reports the same amount in the same currency. 0 CNY is not 0 USD.
func (m Money) Equal(o Money) bool { return m == o }

// Sum adds all amounts; of none it is zero in currency c. An amount in another
// currency than c is ErrCurrencyMismatch.
func Sum(c Currency, amounts ...Money) (Money, error) {
	total := Zero(c)
	for _, a := range amounts {
		next, err := total.Add(a)
		if err != nil {
			return Money{}, err
		}
		total = next
	}
	return total, nil
}

// Split divides m into n parts that differ by at most one minor unit and add
// up to m exactly; the larger parts come first. n < 1 gives nil.
func (m Money) Split(n int) []Money {
	if n < 1 {
		return nil
	}
	share, rest := m.Minor/int64(n), m.Minor%int64(n)
	step := int64(1)
	if rest < 0 {
		step, rest = -1, -rest
	}
	parts := make([]Money, n)
	for i := range parts {
		parts[i] = Money{Minor: share, Currency: m.Currency}
		if int64(i) < rest {
			parts[i].Minor += step
		}
	}
	return parts
}

func common(a, b Money) (Currency, error) {
	switch {
	case a.Currency == b.Currency:
		return a.Currency, nil
	case a == Money{}:
		return b.Currency, nil
	case b == Money{}:
		return a.Currency, nil
	default:
		return "", fmt.Errorf("%w: %s and %s", ErrCurrencyMismatch, a.Currency, b.Currency)
	}
}

func isDigits(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// clip keeps a hostile amount from filling a log line.
func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
