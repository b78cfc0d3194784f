package money_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/money"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		in       string
		currency money.Currency
		minor    int64
		out      string
	}{
		{"1892.00", "CNY", 189200, "1892.00"},
		{"1892", "CNY", 189200, "1892.00"},
		{"1892.0000", "CNY", 189200, "1892.00"},
		{"0.5", "CNY", 50, "0.50"},
		{"-47.50", "CNY", -4750, "-47.50"},
		{"-0.01", "CNY", -1, "-0.01"},
		{"12", "JPY", 12, "12"},
		{"12.0", "JPY", 12, "12"},
		{"1.234", "KWD", 1234, "1.234"},
		{"92233720368547758.07", "CNY", 1<<63 - 1, "92233720368547758.07"},
	} {
		got, err := money.Parse(tc.in, tc.currency)
		if err != nil {
			t.Errorf("Parse(%q, %s): %v", tc.in, tc.currency, err)
			continue
		}
		if got.Minor != tc.minor || got.Amount() != tc.out {
			t.Errorf("Parse(%q, %s) = %d, %q; want %d, %q", tc.in, tc.currency, got.Minor, got.Amount(), tc.minor, tc.out)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		in       string
		currency money.Currency
		want     error
	}{
		{"", "CNY", money.ErrSyntax},
		{".5", "CNY", money.ErrSyntax},
		{"5.", "CNY", money.ErrSyntax},
		{"+5", "CNY", money.ErrSyntax},
		{"1e3", "CNY", money.ErrSyntax},
		{"1,000", "CNY", money.ErrSyntax},
		{" 1", "CNY", money.ErrSyntax},
		{"NaN", "CNY", money.ErrSyntax},
		{"--1", "CNY", money.ErrSyntax},
		{"٣", "CNY", money.ErrSyntax},
		{"0.001", "CNY", money.ErrPrecision},
		{"0.5", "JPY", money.ErrPrecision},
		{"92233720368547758.08", "CNY", money.ErrOverflow},
		{strings.Repeat("9", 400), "CNY", money.ErrOverflow},
	} {
		if got, err := money.Parse(tc.in, tc.currency); !errors.Is(err, tc.want) {
			t.Errorf("Parse(%q, %s) = %v, %v; want %v", tc.in, tc.currency, got, err, tc.want)
		}
	}
	for _, code := range []string{"", "cny", "RMB", "XXX", "CN"} {
		if _, err := money.ParseCurrency(code); err == nil {
			t.Errorf("ParseCurrency(%q) accepted", code)
		}
	}
}

func TestArithmetic(t *testing.T) {
	t.Parallel()
	most := money.New(1<<63-1, money.CNY)
	if _, err := most.Add(money.New(1, money.CNY)); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("overflow not seen: %v", err)
	}
	if _, err := most.Neg().Sub(money.New(2, money.CNY)); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("underflow not seen: %v", err)
	}
	if _, err := money.New(1, money.CNY).Add(money.New(1, money.USD)); !errors.Is(err, money.ErrCurrencyMismatch) {
		t.Errorf("currencies mixed: %v", err)
	}
	if got, err := (money.Money{}).Add(money.New(5, money.CNY)); err != nil || got != money.New(5, money.CNY) {
		t.Errorf("zero value: %v %v", got, err)
	}
}

// The worked numbers of the government guide (R-000-21, R-000-22) and of the
// rounding probes (scenario 6).
func TestScale(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		in             string
		num, den, unit int64
		mode           money.Mode
		want           string
	}{
		{"2150.00", 88, 100, 1, money.HalfUp, "1892.00"},
		{"780.00", 95, 100, 1, money.HalfUp, "741.00"},
		{"8730.00", 85, 100, 1, money.HalfUp, "7420.50"},
		{"735.00", 95, 100, 1, money.HalfUp, "698.25"},
		{"735.00", 95, 100, 100, money.HalfUp, "698.00"},
		{"735.00", 95, 100, 1000, money.HalfUp, "700.00"},
		{"735.00", 95, 100, 1000, money.Down, "690.00"},
		{"790.00", 95, 100, 100, money.HalfUp, "751.00"},
		{"790.00", 95, 100, 100, money.Down, "750.00"},
		{"-12.50", 1, 1, 100, money.HalfUp, "-13.00"},
		{"12.10", 1, 1, 100, money.Up, "13.00"},
	} {
		got, err := money.MustParse(tc.in, money.CNY).Scale(tc.num, tc.den, tc.unit, tc.mode)
		if err != nil || got.Amount() != tc.want {
			t.Errorf("%s × %d/%d to %d = %s, %v; want %s", tc.in, tc.num, tc.den, tc.unit, got.Amount(), err, tc.want)
		}
	}
}

func TestSplitConserves(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := money.New(rapid.Int64Range(-1<<62, 1<<62).Draw(t, "minor"), money.CNY)
		n := rapid.IntRange(1, 500).Draw(t, "n")
		parts := m.Split(n)
		sum, err := money.Sum(money.CNY, parts...)
		if err != nil || sum != m || len(parts) != n {
			t.Fatalf("split %v into %d: sum %v, %v", m, n, sum, err)
		}
		if d := parts[0].Minor - parts[n-1].Minor; d < -1 || d > 1 {
			t.Fatalf("parts differ by %d", d)
		}
	})
}

func TestAddAgreesWithBigInt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		want := new(big.Int).Add(big.NewInt(a), big.NewInt(b))
		got, err := money.New(a, money.CNY).Add(money.New(b, money.CNY))
		if want.IsInt64() != (err == nil) || (err == nil && got.Minor != want.Int64()) {
			t.Fatalf("%d + %d = %v, %v; want %v", a, b, got, err, want)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1892.00", "-0.01", "", "1e9", "00012.340"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := money.Parse(s, money.CNY)
		if err != nil {
			return
		}
		again, err := money.Parse(m.Amount(), money.CNY)
		if err != nil || again != m {
			t.Fatalf("%q -> %v -> %v, %v", s, m, again, err)
		}
	})
}
