package world

import "slices"

// Supplier is one persona of the simulator: an airline that sells its own
// flights, or a reseller of everybody's.
type Supplier struct {
	ID       string
	Name     string
	Airlines []string // what it sells; empty for a reseller
	Reseller bool     // sells every airline, adds a margin, and cannot hold
}

// Token is the access token its clients present.
func (s Supplier) Token() string { return "duffel_test_" + s.ID }

// Sells reports whether flights marketed by carrier are on its shelf.
func (s Supplier) Sells(carrier string) bool {
	return s.Reseller || slices.Contains(s.Airlines, carrier)
}

// Suppliers lists the personas.
func Suppliers() []Supplier {
	return []Supplier{
		{ID: "air-china", Name: "Air China", Airlines: []string{"CA"}},
		{ID: "china-eastern", Name: "China Eastern", Airlines: []string{"MU", "FM"}},
		{ID: "china-southern", Name: "China Southern", Airlines: []string{"CZ"}},
		{ID: "hainan-airlines", Name: "Hainan Airlines", Airlines: []string{"HU"}},
		{ID: "sichuan-airlines", Name: "Sichuan Airlines", Airlines: []string{"3U"}},
		{ID: "skytrip", Name: "Skytrip", Reseller: true},
		{ID: "globalfares", Name: "Globalfares", Reseller: true},
	}
}
