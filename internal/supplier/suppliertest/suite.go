package suppliertest

import (
	"net/http"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Rig is one supplier in a world of its own, and the ways to it.
type Rig struct {
	// BaseURL is where the supplier's server listens.
	BaseURL string
	// Connect makes the connector under test, calling baseURL through client.
	Connect func(baseURL string, client *http.Client) *supplier.Connector
	// Search finds offers for one adult that can be held, priced in Currency.
	Search travel.Search
	// Currency is the one the supplier's prices are in.
	Currency string
	// Instant is a supplier of the same world whose offers must be paid when
	// booked; nil: none.
	Instant func(baseURL string, client *http.Client) *supplier.Connector
	// Living counts the bookings under our reference that are not cancelled, by
	// asking the server directly.
	Living func(t *testing.T, reference string) int
}

// Factory starts a fresh world and stops it when the test ends.
type Factory func(t *testing.T) Rig

// Run holds a connector to the port's promises.
func Run(t *testing.T, factory Factory) {
	t.Helper()
	for name, check := range map[string]func(*testing.T, Rig){
		"FromSearchToTickets":             fromSearchToTickets,
		"AFamily":                         aFamily,
		"TicketsAreIssuedOnce":            ticketsAreIssuedOnce,
		"AHoldIsReleased":                 aHoldIsReleased,
		"NothingUnderAnUnknownReference":  nothingUnderAnUnknownReference,
		"BookedAtOnce":                    bookedAtOnce,
		"EveryOfferOfASearchIsForSale":    everyOfferOfASearchIsForSale,
		"OneOfferForTwoBuyers":            oneOfferForTwoBuyers,
		"OneOfferForTwoBuyersAtOnce":      oneOfferForTwoBuyersAtOnce,
		"PriceUp":                         priceUp,
		"PriceDown":                       priceDown,
		"TermsChanged":                    termsChanged,
		"SoldOut":                         soldOut,
		"SupplierDown":                    supplierDown,
		"SupplierSlow":                    supplierSlow,
		"TicketingRefused":                ticketingRefused,
		"BookedAndNoAnswer":               bookedAndNoAnswer,
		"BookedAtOnceAndNoAnswer":         bookedAtOnceAndNoAnswer,
		"NobodyThere":                     nobodyThere,
		"SpoiledSearches":                 spoiledSearches,
		"SpoiledPrices":                   spoiledPrices,
		"SpoiledBookings":                 spoiledBookings,
		"SpoiledTicketing":                spoiledTicketing,
		"SpoiledReleases":                 spoiledReleases,
		"SpoiledRetrievals":               spoiledRetrievals,
		"AHoldInTheWrongCurrencyIsUndone": aHoldInTheWrongCurrencyIsUndone,
		"AnOfferInTheWrongCurrencyIsNone": anOfferInTheWrongCurrencyIsNone,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, factory(t))
		})
	}
}

// scenarioHeader asks the simulator for a misfortune (design: sandbox).
const scenarioHeader = "Farebridge-Scenario"

// The misfortunes used here.
const (
	scenarioPriceUp          = "price-up"
	scenarioPriceDown        = "price-down"
	scenarioTermsChanged     = "terms-changed"
	scenarioSoldOut          = "sold-out"
	scenarioSupplierDown     = "supplier-down"
	scenarioSupplierSlow     = "supplier-slow"
	scenarioTicketingFails   = "ticketing-fails"
	scenarioBookedNoResponse = "booked-then-timeout"
)

// staged adds the scenario to every call.
type staged struct {
	scenario string
	base     http.RoundTripper
}

func (s staged) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.scenario != "" {
		r = r.Clone(r.Context())
		r.Header.Set(scenarioHeader, s.scenario)
	}
	return s.base.RoundTrip(r)
}

// client is an HTTP client of its own, under a scenario ("" for none).
func client(t *testing.T, scenario string) *http.Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: staged{scenario: scenario, base: transport}}
}

// under is the connector while a scenario plays.
func (r Rig) under(t *testing.T, scenario string) *supplier.Connector {
	t.Helper()
	return r.Connect(r.BaseURL, client(t, scenario))
}
