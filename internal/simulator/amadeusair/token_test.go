package amadeusair_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.as("air-china")
	c.call(http.MethodGet, oneWay+"&adults=1", nil).must(http.StatusOK)
	info := c.call(http.MethodGet, "/v1/security/oauth2/token/"+c.token, nil).must(http.StatusOK)
	if info.text("state") != "approved" || info.get("expires_in") != float64(1799) {
		t.Fatalf("token %s", info.raw)
	}
	s.later(1798 * time.Second)
	c.call(http.MethodGet, oneWay+"&adults=1", nil).must(http.StatusOK)
	s.later(time.Second)
	c.call(http.MethodGet, oneWay+"&adults=1", nil).refused(http.StatusUnauthorized, 38192)
	if info := c.call(http.MethodGet, "/v1/security/oauth2/token/"+c.token, nil); info.text("state") != "expired" {
		t.Fatalf("token %s", info.raw)
	}
	s.later(2 * time.Hour)
	fresh := s.as("air-china") // makes the book forget what is long gone
	if fresh.token == c.token {
		t.Fatal("the same token twice")
	}
	c.call(http.MethodGet, oneWay+"&adults=1", nil).refused(http.StatusUnauthorized, 38190)
	c.token = ""
	c.call(http.MethodGet, oneWay+"&adults=1", nil).refused(http.StatusUnauthorized, 38191)
}

func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	s := start(t)
	good := url.Values{"grant_type": {"client_credentials"}, "client_id": {"amadeus_test_skytrip"}, "client_secret": {"secret_skytrip"}}
	for name, c := range map[string]struct {
		field, value string
		status       int
		kind         string
	}{
		"secret of another": {"client_secret", "secret_air-china", http.StatusUnauthorized, "invalid_client"},
		"nobody":            {"client_id", "amadeus_test_nobody", http.StatusUnauthorized, "invalid_client"},
		"no id":             {"client_id", "", http.StatusBadRequest, "invalid_request"},
		"another grant":     {"grant_type", "password", http.StatusBadRequest, "unsupported_grant_type"},
	} {
		t.Run(name, func(t *testing.T) {
			form := url.Values{}
			for key := range good {
				form.Set(key, good.Get(key))
			}
			form.Set(c.field, c.value)
			a := s.grant(form).must(c.status)
			if a.text("error") != c.kind || a.get("code") != float64(38187) || a.text("error_description") == "" || a.get("errors") != nil {
				t.Fatalf("refused with %s", a.raw)
			}
		})
	}
}

func TestATokenIsForItsOwnSupplier(t *testing.T) {
	t.Parallel()
	s := start(t)
	china, eastern := s.as("air-china"), s.as("china-eastern")
	for _, offer := range china.offers("adults=1") {
		if got := text(offer, "validatingAirlineCodes.0"); got != "CA" {
			t.Fatalf("Air China sells %s", got)
		}
	}
	order := china.book(china.offers("adults=1")[0], "DELAY_TO_CANCEL", "mine").must(http.StatusCreated)
	eastern.read(order.text("data.id")).refused(http.StatusNotFound, 1797)
	china.read(order.text("data.id")).must(http.StatusOK)
}

func TestUnknownPath(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.as("air-china").call(http.MethodGet, "/v1/shopping/hotel-offers", nil).refused(http.StatusNotFound, 38196)
}
