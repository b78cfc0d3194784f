package rest

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/travel"
)

// authenticate finds out who calls.
func (s *server) authenticate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		key, ok := bearer(r.Header)
		if !ok {
			return travel.NewError(travel.CodeUnauthenticated)
		}
		principal, err := s.keys.Authenticate(r.Context(), key)
		if err != nil {
			return err
		}
		c.Set(keyAgency, principal.AgencyID)
		c.SetRequest(r.WithContext(account.WithPrincipal(r.Context(), principal)))
		return next(c)
	}
}

// grantProgram keeps everybody out whose program has no rules yet: under other
// rules than their own nobody may look, let alone buy.
func (s *server) grantProgram(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		principal, _ := account.PrincipalFrom(c.Request().Context())
		if _, open := s.programs.Find(principal.Program); !open {
			return travel.NewError(travel.CodeProgramNotGranted, principal.Program)
		}
		return next(c)
	}
}

// bearer is the key of exactly one Authorization header (RFC 6750 §2.1).
func bearer(header http.Header) (string, bool) {
	given := header.Values(echo.HeaderAuthorization)
	if len(given) != 1 {
		return "", false
	}
	scheme, key, _ := strings.Cut(given[0], " ")
	key = strings.TrimSpace(key)
	return key, strings.EqualFold(scheme, "Bearer") && key != ""
}

// challenge tells how to authenticate (RFC 6750 §3): a request without a key
// gets no error code.
func challenge(r *http.Request) string {
	if _, ok := bearer(r.Header); ok {
		return `Bearer realm="farebridge", error="invalid_token"`
	}
	return `Bearer realm="farebridge"`
}
