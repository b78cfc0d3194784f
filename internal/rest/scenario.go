package rest

import (
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/internal/account"
)

const (
	headerScenario = "Farebridge-Scenario"
	// headerOffset is sent by servers that pass a scenario on, never by callers.
	headerOffset = "Farebridge-Clock-Offset"
)

// scenarios are the misfortunes that can be staged. The last is none: it keeps
// away what a search was rehearsed with, as another server asks for alternatives.
var scenarios = []string{
	"price-up", "price-down", "terms-changed", "sold-out", "supplier-slow", "supplier-down",
	"booked-then-timeout", "ticketing-fails", "ticketing-slow", "schedule-change",
	"payment-declined", "payment-pending", "payment-lost-notice", "none",
}

// stage takes note of the scenario a sandbox caller asks for. In production the
// header is refused: who sends it there is talking to the wrong server.
func (s *server) stage(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		given := r.Header.Values(headerScenario)
		if len(given) == 0 {
			return next(c)
		}
		if s.sandbox == nil {
			return badParameter(parameterFinding(headerScenario, findNotSandbox))
		}
		scenario, ok := parseScenario(given[0])
		if !ok || len(given) > 1 {
			return badParameter(parameterFinding(headerScenario, findScenario, strings.Join(scenarios, ", ")))
		}
		// One that is passed on may be meant for a supplier of the server before us.
		_, supplierID, narrowed := strings.Cut(scenario, ";supplier=")
		if narrowed && s.players != nil && r.Header.Get(headerOffset) == "" && !slices.Contains(s.players, supplierID) {
			return badParameter(parameterFinding(headerScenario, findPlayer, strings.Join(s.players, ", ")))
		}
		c.SetRequest(r.WithContext(account.WithScenario(r.Context(), scenario)))
		return next(c)
	}
}

// parseScenario reads "name[;supplier=id]" and writes it without spaces.
func parseScenario(given string) (string, bool) {
	name, rest, narrowed := strings.Cut(given, ";")
	name = strings.TrimSpace(name)
	if !slices.Contains(scenarios, name) {
		return "", false
	}
	if !narrowed {
		return name, true
	}
	supplier, ok := strings.CutPrefix(strings.TrimSpace(rest), "supplier=")
	if !ok || supplier == "" || strings.ContainsFunc(supplier, func(r rune) bool { return r > '~' || !isTokenByte(byte(r)) }) {
		return "", false
	}
	return name + ";supplier=" + supplier, true
}
