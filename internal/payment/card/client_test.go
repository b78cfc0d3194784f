package card_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/payment"
	"github.com/farebridge/farebridge/internal/payment/card"
)

const secretToken = "tok_sandbox_of_a_customer"

var intent = payment.Intent{
	Reference: "pay_1", OrderReference: "ord_1", Amount: money.New(196200, money.CNY), CardToken: secretToken,
}

func wantCode(t *testing.T, what string, kind payment.Kind, code string, err error) {
	t.Helper()
	e, ok := errors.AsType[*payment.Error](err)
	if !ok || e.Kind != kind || e.Code != code || e.Gateway != "card" {
		t.Errorf("%s: %v; want %s (%s)", what, err, kind, code)
	}
}

// answering is a gateway whose provider always says this.
func answering(t *testing.T, status int, body string) *payment.Gateway {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return card.New(card.Config{ID: "card", BaseURL: server.URL + "/", HTTPClient: server.Client()})
}

func TestClassification(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		status int
		body   string
		kind   payment.Kind
		code   string
	}{
		{400, `{"error":{"code":"card_token_unknown","message":"no"}}`, payment.Rejected, "card_token_unknown"},
		{409, `{"error":{"code":"reference_conflict","message":"no"}}`, payment.Rejected, "reference_conflict"},
		{404, `<html>`, payment.Rejected, "http_404"},
		{429, ``, payment.Unavailable, "http_429"},
		{500, `{"error":{"code":"not_done","message":"no"}}`, payment.Unavailable, "not_done"},
		{500, `{"error":{"code":"internal","message":"no"}}`, payment.OutcomeUnknown, "internal"},
		{500, ``, payment.OutcomeUnknown, "http_500"},
		{502, `not_done`, payment.OutcomeUnknown, "http_502"},
		{503, ``, payment.Unavailable, "http_503"},
		{504, ``, payment.OutcomeUnknown, "http_504"},
		{307, ``, payment.OutcomeUnknown, "http_307"},
		{200, `nonsense`, payment.OutcomeUnknown, "unreadable"},
		{200, strings.Repeat(" ", 1<<20) + `{}`, payment.OutcomeUnknown, "unreadable"},
	} {
		_, err := answering(t, tc.status, tc.body).Authorize.Authorize(t.Context(), intent)
		wantCode(t, fmt.Sprint(tc.status, " ", tc.body[:min(40, len(tc.body))]), tc.kind, tc.code, err)
	}
}

func TestStates(t *testing.T) {
	t.Parallel()
	const good = `{"id":"pi_1","reference":"pay_1","status":"authorized","amount_minor":196200,"currency":"CNY","authorized_at":"2026-09-16T18:29:59+08:00"}`
	paid := time.Date(2026, 9, 16, 10, 29, 59, 0, time.UTC)
	none := order.NextAction{Type: order.ActionNone}
	base := payment.State{Reference: "pay_1", GatewayRef: "pi_1", Amount: intent.Amount, NextAction: none}
	with := func(change func(*payment.State)) payment.State {
		s := base
		change(&s)
		return s
	}
	for from, want := range map[string]payment.State{
		"authorized": with(func(s *payment.State) { s.Status, s.PaidAt = payment.Authorized, paid }),
		"captured":   with(func(s *payment.State) { s.Status, s.PaidAt = payment.Captured, paid }),
		"refunded":   with(func(s *payment.State) { s.Status, s.PaidAt = payment.Refunded, paid }),
		"cancelled":  with(func(s *payment.State) { s.Status, s.PaidAt = payment.Voided, paid }),
		"expired":    with(func(s *payment.State) { s.Status, s.PaidAt, s.DeclineCode = payment.Failed, paid, "expired" }),
	} {
		got, err := answering(t, 200, strings.Replace(good, "authorized", from, 1)).Authorize.Authorize(t.Context(), intent)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", from, got, err, want)
		}
	}
	for name, change := range map[string][2]string{
		"a status of the future":  {`"authorized"`, `"levitating"`},
		"another payment":         {`"pay_1"`, `"pay_2"`},
		"no id":                   {`"pi_1"`, `""`},
		"no currency":             {`"CNY"`, `"XXY"`},
		"a fraction of a fen":     {`196200`, `196200.5`},
		"nothing":                 {`196200`, `0`},
		"authorized at no time":   {`,"authorized_at":"2026-09-16T18:29:59+08:00"`, ``},
		"a script to the browser": {`"id"`, `"next_action":{"redirect_to_url":{"url":"javascript:alert(1)"}},"id"`},
	} {
		_, err := answering(t, 200, strings.Replace(good, change[0], change[1], 1)).Authorize.Authorize(t.Context(), intent)
		wantCode(t, name, payment.OutcomeUnknown, "unreadable", err)
	}
}

// TestReadsAreNeverDoubtful: nothing happens when nothing was asked to happen,
// also for the look-up before a change.
func TestReadsAreNeverDoubtful(t *testing.T) {
	t.Parallel()
	for _, body := range []string{``, `{}`, `{"data":null}`, `{"data":[{"id":"pi_1"}]}`, `{"data":[{},{}]}`} {
		g := answering(t, 200, body)
		_, found, err := g.Query.Query(t.Context(), "pay_1")
		wantCode(t, "query answered by "+body, payment.Unavailable, "unreadable", err)
		if found {
			t.Errorf("found by %s", body)
		}
		_, err = g.Capture.Capture(t.Context(), "pay_1")
		wantCode(t, "capture answered by "+body, payment.Unavailable, "unreadable", err)
	}
}

func TestSecretsStayWhereTheyBelong(t *testing.T) {
	t.Parallel()
	var elsewhere int
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
	t.Cleanup(other.Close)
	var seen string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = r.Header.Get("Authorization")
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	}))
	t.Cleanup(server.Close)
	var log bytes.Buffer
	g := card.New(card.Config{
		ID: "card", BaseURL: server.URL, SecretKey: "sk_1", NoticeSecret: "whsec_1",
		Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	_, err := g.Authorize.Authorize(t.Context(), intent)
	wantCode(t, "redirected", payment.OutcomeUnknown, "http_307", err)
	if seen != "Bearer sk_1" || elsewhere != 0 {
		t.Errorf("the key %q went elsewhere %d times", seen, elsewhere)
	}
	server.Close()
	_, down := g.Authorize.Authorize(t.Context(), intent)
	for _, secret := range []string{secretToken, "sk_1", "whsec_1"} {
		if text := err.Error() + down.Error() + log.String(); strings.Contains(text, secret) {
			t.Errorf("%s came out: %s", secret, text)
		}
	}
}
