package money

import "fmt"

// Currency is an ISO 4217 alphabetic code, upper case. The zero value is "no
// currency", which is only ever the currency of the zero Money.
type Currency string

// The currencies the code itself names. All others come in as data.
const (
	CNY Currency = "CNY"
	EUR Currency = "EUR"
	GBP Currency = "GBP"
	USD Currency = "USD"
)

// exponents lists the active ISO 4217 currencies whose minor unit is not a
// hundredth; every other code in hundredths has exponent 2.
var exponents = map[Currency]int{
	"BHD": 3, "BIF": 0, "CLF": 4, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3,
	"ISK": 0, "JOD": 3, "JPY": 0, "KMF": 0, "KRW": 0, "KWD": 3, "LYD": 3,
	"OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "UYI": 0, "UYW": 4,
	"VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}

// hundredths lists the active ISO 4217 currencies with exponent 2.
var hundredths = set(
	"AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM",
	"BBD", "BDT", "BGN", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP",
	"BYN", "BZD", "CAD", "CDF", "CHF", "CNY", "COP", "CRC", "CUP", "CVE",
	"CZK", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP",
	"GBP", "GEL", "GHS", "GIP", "GMD", "GTQ", "GYD", "HKD", "HNL", "HTG",
	"HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR", "KPW",
	"KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA",
	"MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR",
	"MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK",
	"PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR",
	"SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC",
	"SYP", "SZL", "THB", "TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS",
	"UAH", "USD", "UYU", "UZS", "VES", "WST", "XCD", "YER", "ZAR", "ZMW",
	"ZWG",
)

func set(codes ...Currency) map[Currency]struct{} {
	m := make(map[Currency]struct{}, len(codes))
	for _, c := range codes {
		m[c] = struct{}{}
	}
	return m
}

// ParseCurrency accepts an active ISO 4217 code, exactly as the standard
// writes it (upper case).
func ParseCurrency(code string) (Currency, error) {
	c := Currency(code)
	if !c.Valid() {
		return "", fmt.Errorf("money: %q is not an ISO 4217 currency", code)
	}
	return c, nil
}

// Valid reports whether c is an active ISO 4217 code.
func (c Currency) Valid() bool {
	if _, ok := exponents[c]; ok {
		return true
	}
	_, ok := hundredths[c]
	return ok
}

// Exponent is the number of decimals of the minor unit: 2 for CNY, 0 for JPY,
// 3 for KWD.
func (c Currency) Exponent() int {
	if e, ok := exponents[c]; ok {
		return e
	}
	return 2
}
