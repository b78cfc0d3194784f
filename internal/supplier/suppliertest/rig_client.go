package suppliertest

import (
	"net/http"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
)

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
	scenarioTicketingSlow    = "ticketing-slow"
	scenarioScheduleChange   = "schedule-change"
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

// instant is the supplier whose offers must be paid when booked.
func (r Rig) instant(t *testing.T, scenario string) *supplier.Connector {
	t.Helper()
	return r.Instant(r.BaseURL, client(t, scenario))
}
