package ndc

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/money"
)

// TestOnlySumsThatAddUpAreSold, in every currency's own decimals and however many
// zeros come after them.
func TestOnlySumsThatAddUpAreSold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		currency := rapid.SampledFrom([]money.Currency{"CNY", "JPY", "KWD"}).Draw(t, "currency")
		amount := func(name string) money.Money { return money.New(rapid.Int64Range(0, 1<<40).Draw(t, name), currency) }
		base, tax, fee, surcharge := amount("base"), amount("tax"), amount("fee"), amount("surcharge")
		off := rapid.Int64Range(-1, 1).Draw(t, "off")
		total := money.New(base.Minor+tax.Minor+fee.Minor+surcharge.Minor+off, currency)
		said := func(m money.Money) *wireAmount {
			digits := m.Amount()
			if strings.Contains(digits, ".") {
				digits += "000000000000"
			}
			return &wireAmount{CurCode: token(currency), Value: token(digits)}
		}
		price, err := priceFrom(&wirePrice{
			BaseAmount: said(base), TotalAmount: said(total), TaxSummary: []wireTaxSummary{{TotalTaxAmount: said(tax)}},
			Fee: []wireFee{{Amount: *said(fee)}}, Surcharge: []wireSurcharge{{TotalAmount: said(surcharge)}},
		})
		if (err == nil) != (off == 0) {
			t.Fatalf("off by %d: %v", off, err)
		}
		if err == nil && (!price.Adds() || !price.Base.Equal(base) || !price.Total.Equal(total)) {
			t.Fatalf("%+v", price)
		}
	})
}

func TestPrices(t *testing.T) {
	t.Parallel()
	cny := func(s string) *wireAmount { return &wireAmount{CurCode: "CNY", Value: token(s)} }
	usd := &wireAmount{CurCode: "USD", Value: "10"}
	for name, tc := range map[string]struct {
		wire wirePrice
		base string // "": not sold
	}{
		"base is the rest":         {wirePrice{TotalAmount: cny("100"), TaxSummary: []wireTaxSummary{{TotalTaxAmount: cny("30")}}}, "70.00"},
		"the equivalent counts":    {wirePrice{TotalAmount: cny("70"), BaseAmount: usd, EquivAmount: cny("70")}, "70.00"},
		"base in another currency": {wirePrice{TotalAmount: cny("70"), BaseAmount: usd}, ""},
		"before the discount":      {wirePrice{TotalAmount: cny("70"), BaseAmount: cny("80"), Discount: &wireDiscount{DiscountAmount: cny("10")}}, "70.00"},
		"after the discount":       {wirePrice{TotalAmount: cny("70"), BaseAmount: cny("70"), Discount: &wireDiscount{DiscountAmount: cny("10")}}, "70.00"},
		"more tax than total":      {wirePrice{TotalAmount: cny("20"), TaxSummary: []wireTaxSummary{{TotalTaxAmount: cny("30")}}}, ""},
		"taxes of another sum":     {wirePrice{TotalAmount: cny("50"), TaxSummary: []wireTaxSummary{{Tax: []wireTax{{Amount: *cny("10")}}, TotalTaxAmount: cny("30")}}}, ""},
		"no total":                 {wirePrice{BaseAmount: cny("50")}, ""},
	} {
		price, err := priceFrom(&tc.wire)
		if (err == nil) != (tc.base != "") || (err == nil && price.Base.Amount() != tc.base) {
			t.Errorf("%s: %+v, %v", name, price, err)
		}
	}
}

func TestFlightNumber(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"3U8881": "8881", "8881": "8881", "0207": "207", "3U 0007": "7", "22A": "22A", "3881": "3881",
		"": "", "0000": "", "3U": "", "CA12": "", "12345": "", "1-2": "", "１２": "",
	} {
		got, ok := flightNumber("3U", raw)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", raw, got, ok)
		}
	}
}

func TestDurationsOfNothing(t *testing.T) {
	t.Parallel()
	for said, want := range map[token]bool{"PT0S": true, "P0D": true, "P0Y0M0DT0H0M0S": true, "PT1S": false, "P1D": false, "": false, "0": false, "PT": false} {
		if said.immediate() != want {
			t.Errorf("%q: %v", said, !want)
		}
	}
}
