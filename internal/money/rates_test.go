package money_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/money"
)

func date(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }

func table(t *testing.T) money.Rates {
	t.Helper()
	rates, err := money.NewRates([]money.Rate{
		{Day: date(9), Base: money.USD, Quote: money.CNY, Price: "7.10"},
		{Day: date(1), Base: money.USD, Quote: money.CNY, Price: "7.00"},
		{Day: date(2), Base: money.USD, Quote: "JPY", Price: "150.5"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return rates
}

func TestConvert(t *testing.T) {
	t.Parallel()
	rates := table(t)
	for name, tc := range map[string]struct {
		amount string
		of, to money.Currency
		at     time.Time
		want   string
		day    time.Time
		no     bool
	}{
		"as it stands":         {amount: "10.00", of: money.USD, to: money.CNY, at: date(20), want: "71.00 CNY", day: date(9)},
		"on an earlier day":    {amount: "10.00", of: money.USD, to: money.CNY, at: date(8), want: "70.00 CNY", day: date(1)},
		"on its first day":     {amount: "10.00", of: money.USD, to: money.CNY, at: date(9), want: "71.00 CNY", day: date(9)},
		"the other way round":  {amount: "71.00", of: money.CNY, to: money.USD, at: date(9), want: "10.00 USD", day: date(9)},
		"half a cent goes up":  {amount: "0.25", of: money.CNY, to: money.USD, at: date(3), want: "0.04 USD", day: date(1)},
		"no minor unit":        {amount: "1.99", of: money.USD, to: "JPY", at: date(3), want: "299 JPY", day: date(2)},
		"through another":      {amount: "700.00", of: money.CNY, to: "JPY", at: date(3), want: "15050 JPY", day: date(1)},
		"before any rate":      {amount: "1.00", of: money.USD, to: money.CNY, at: date(1).Add(-1), no: true},
		"nobody knows":         {amount: "1.00", of: money.USD, to: "EUR", at: date(9), no: true},
		"more than there is":   {amount: "92233720368547758.07", of: money.USD, to: money.CNY, at: date(9), no: true},
		"itself, without rate": {amount: "1.00", of: "EUR", to: "EUR", at: date(9), want: "1.00 EUR", day: date(9)},
	} {
		got, day, ok := rates.Convert(money.MustParse(tc.amount, tc.of), tc.to, tc.at)
		if ok == tc.no || (ok && (got.String() != tc.want || !day.Equal(tc.day))) {
			t.Errorf("%s: %v on %v, %v", name, got, day, ok)
		}
	}
}

func TestRatesThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	good := money.Rate{Day: date(1), Base: money.USD, Quote: money.CNY, Price: "7.1"}
	for name, spoil := range map[string]func(*money.Rate){
		"no day":           func(r *money.Rate) { r.Day = time.Time{} },
		"unknown currency": func(r *money.Rate) { r.Base = "QQQ" },
		"one currency":     func(r *money.Rate) { r.Quote = money.USD },
		"zero":             func(r *money.Rate) { r.Price = "0.00" },
		"negative":         func(r *money.Rate) { r.Price = "-7" },
		"a fraction":       func(r *money.Rate) { r.Price = "71/10" },
		"an exponent":      func(r *money.Rate) { r.Price = "7e1" },
		"words":            func(r *money.Rate) { r.Price = "seven" },
		"nothing":          func(r *money.Rate) { r.Price = "" },
	} {
		bad := good
		spoil(&bad)
		if _, err := money.NewRates([]money.Rate{bad}); !errors.Is(err, money.ErrRate) {
			t.Errorf("%s: %v", name, err)
		}
	}
	turned := money.Rate{Day: date(1), Base: money.CNY, Quote: money.USD, Price: "0.14"}
	if _, err := money.NewRates([]money.Rate{good, turned}); !errors.Is(err, money.ErrRate) {
		t.Errorf("a pair twice on a day: %v", err)
	}
}

// A dearer offer never looks cheaper in another currency.
func TestConvertKeepsTheOrder(t *testing.T) {
	t.Parallel()
	rates := table(t)
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Int64Range(0, 1<<40).Draw(t, "a")
		b := rapid.Int64Range(a, 1<<41).Draw(t, "b")
		to := rapid.SampledFrom([]money.Currency{money.USD, "JPY"}).Draw(t, "to")
		low, _, ok := rates.Convert(money.New(a, money.CNY), to, date(9))
		high, _, okToo := rates.Convert(money.New(b, money.CNY), to, date(9))
		if !ok || !okToo || low.Minor > high.Minor {
			t.Fatalf("%d → %v, %d → %v", a, low, b, high)
		}
	})
}
