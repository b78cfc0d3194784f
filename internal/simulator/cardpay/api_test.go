package cardpay_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/cardpay"
	"github.com/farebridge/farebridge/internal/simulator/stage"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	m := open(t, "")
	for card, want := range map[string]string{
		cardpay.TokenOK: "authorized", cardpay.TokenDeclined: "declined", cardpay.Token3DS: "requires_action",
	} {
		if got := m.create(t, ask("pay_"+card, card))["status"]; got != want {
			t.Errorf("%s: %v, want %s", card, got, want)
		}
	}
	m.wantCode(t, 400, "card_token_unknown", "POST", "/v1/payment_intents", ask("pay_x", "tok_sandbox_gold"))
	if found := m.find(t, "pay_x"); len(found) != 0 {
		t.Errorf("a refused call left %v", found)
	}
}

func TestReferenceNamesOneIntent(t *testing.T) {
	t.Parallel()
	m := open(t, "")
	first := m.create(t, ask("pay_1", cardpay.TokenOK))
	again := m.want(t, http.StatusOK, "POST", "/v1/payment_intents", ask("pay_1", cardpay.TokenOK,
		"expires_at", "2026-09-16T18:30:00+08:00")) // the same instant, written otherwise
	if first["id"] != again["id"] {
		t.Fatalf("two intents: %v and %v", first["id"], again["id"])
	}
	for field, value := range map[string]any{
		"amount_minor": 1, "currency": "USD", "order_reference": "ord_2", "card_token": cardpay.Token3DS,
		"notify_url": "http://127.0.0.1:1/", "return_url": "http://shop.example/", "expires_at": opening.Format(time.RFC3339),
	} {
		m.wantCode(t, 409, "reference_conflict", "POST", "/v1/payment_intents", ask("pay_1", cardpay.TokenOK, field, value))
	}
}

func TestRefundsStayWithinTheCapture(t *testing.T) {
	t.Parallel()
	m := open(t, "")
	i := m.create(t, ask("pay_1", cardpay.TokenOK))
	path := "/v1/payment_intents/" + i["id"].(string) + "/refunds"
	give := func(reference string, minor int64) object {
		return object{"reference": reference, "amount_minor": minor}
	}

	m.wantCode(t, 409, "invalid_state", "POST", path, give("r1", 1))
	m.act(t, i, "capture", nil)
	m.act(t, i, "refunds", give("r1", 96200))
	m.act(t, i, "refunds", give("r1", 96200)) // repeated, not doubled
	m.wantCode(t, 409, "reference_conflict", "POST", path, give("r1", 96201))
	m.wantCode(t, 409, "refund_exceeds_captured", "POST", path, give("r2", 100001))
	m.wantCode(t, 400, "amount_invalid", "POST", path, give("r2", -1))
	if got := m.status(t, "pay_1"); got != "captured" {
		t.Fatalf("partly refunded: %v", got)
	}
	if got := m.act(t, i, "refunds", give("r2", 100000)); got["status"] != "refunded" || got["amount_refunded_minor"] != 196200.0 {
		t.Fatalf("wholly refunded: %v", got)
	}
	other := m.create(t, ask("pay_2", cardpay.TokenOK))
	m.act(t, other, "capture", nil)
	m.wantCode(t, 409, "reference_conflict", "POST", "/v1/payment_intents/"+other["id"].(string)+"/refunds", give("r1", 96200))

	var moved []string
	for _, entry := range m.ledger(t, "ord_pay_1") {
		e := entry.(object)
		moved = append(moved, fmt.Sprint(e["type"], " ", e["reference"], " ", e["amount_minor"]))
	}
	if got := strings.Join(moved, ", "); got != "capture pay_1 196200, refund r1 -96200, refund r2 -100000" {
		t.Fatalf("ledger: %s", got)
	}
}

// TestExpiry is scenario 11's pay window: the last instant still counts.
func TestExpiry(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		after time.Duration
		want  string
	}{
		{30*time.Minute - time.Second, "requires_action"},
		{30 * time.Minute, "requires_action"},
		{30*time.Minute + time.Millisecond, "expired"},
	} {
		m := open(t, "")
		i := m.create(t, ask("pay_1", cardpay.Token3DS))
		m.create(t, ask("pay_2", cardpay.TokenOK))
		offset := fmt.Sprint(tc.after.Milliseconds())
		// Any call of the merchant's tells the provider the time.
		m.want(t, 200, "GET", "/v1/balance_transactions", nil, stage.OffsetHeader, offset)
		if got := m.status(t, "pay_1"); got != tc.want {
			t.Errorf("after %v: %v, want %s", tc.after, got, tc.want)
		}
		if got := m.status(t, "pay_2"); got != "authorized" {
			t.Errorf("after %v an authorized payment is %v", tc.after, got)
		}
		if tc.want == "expired" {
			m.wantCode(t, 409, "invalid_state", "POST", "/v1/payment_intents/"+i["id"].(string)+"/cancel", nil)
		}
	}
}

func TestScenarioPaymentDeclined(t *testing.T) {
	t.Parallel()
	m := open(t, "")
	got := m.want(t, 201, "POST", "/v1/payment_intents", ask("pay_1", cardpay.TokenOK), stage.ScenarioHeader, stage.PaymentDeclined)
	if got["status"] != "declined" || got["decline_code"] != "insufficient_funds" {
		t.Errorf("by header: %v", got)
	}
	m.stage.Bind("ord_pay_2", stage.Scenario{Name: stage.PaymentDeclined})
	if got := m.create(t, ask("pay_2", cardpay.Token3DS))["status"]; got != "declined" {
		t.Errorf("bound to the order: %v", got)
	}
	// The header was meant for that payment, not for the order's next one.
	if got := m.create(t, ask("pay_3", cardpay.TokenOK, "order_reference", "ord_pay_1"))["status"]; got != "authorized" {
		t.Errorf("the next attempt: %v", got)
	}
	m.wantCode(t, 400, "scenario_invalid", "GET", "/v1/balance_transactions", nil, stage.ScenarioHeader, "nonsense")
}

func TestCardNumbersAreRefusedAndForgotten(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "world.jsonl")
	m := open(t, path)
	m.create(t, ask("pay_0", cardpay.TokenOK)) // so that there is a journal to look into
	for _, number := range []string{
		"6282860000000011", "4242 4242 4242 4242", "4242-4242-4242-4242", "6282860000000011000",
		"4222222222222", "tok_6282860000000011", "6282860000000011;cvv=123",
	} {
		m.wantCode(t, 400, "card_number_refused", "POST", "/v1/payment_intents", ask("pay_1", number))
	}
	// Where no text was expected the decoder stumbles over it.
	m.wantCode(t, 400, "invalid_json", "POST", "/v1/payment_intents", ask("pay_1", "x", "card_token", 6282860000000011))
	m.wantCode(t, 400, "invalid_json", "POST", "/v1/payment_intents", ask("pay_1", "x", "card_number", "6282860000000011"))
	kept, err := os.ReadFile(path)
	if err != nil || len(kept) == 0 {
		t.Fatal(len(kept), err)
	}
	for name, text := range map[string]string{"journal": string(kept), "log": m.log.String()} {
		for _, part := range []string{"62828600000000", "4242", "4222222222222"} {
			if strings.Contains(text, part) {
				t.Errorf("the %s remembers %s", name, part)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	m := open(t, "")
	for code, change := range map[string][]any{
		"reference_invalid":       {"reference", ""},
		"order_reference_invalid": {"order_reference", strings.Repeat("x", 65)},
		"amount_invalid":          {"amount_minor", 0},
		"currency_invalid":        {"currency", "cny"},
		"invalid_json":            {"amount_minor", 19.62},
	} {
		m.wantCode(t, 400, code, "POST", "/v1/payment_intents", ask("pay_1", cardpay.TokenOK, change...))
	}
	for _, address := range []string{
		"http://farebridge.example/n", "http://10.0.0.1/", "http://169.254.169.254/", "http://127.0.0.1.evil.example/",
		"http://localhost@evil.example/", "http://u:p@localhost/", "file:///etc/passwd", "//127.0.0.1/", "nonsense", "http://[::ffff:10.0.0.1]/",
	} {
		m.wantCode(t, 400, "notify_url_refused", "POST", "/v1/payment_intents", ask("pay_1", cardpay.TokenOK, "notify_url", address))
	}
	for _, address := range []string{"javascript:alert(1)", "data:text/html,x", "/relative", "ftp://shop.example/"} {
		m.wantCode(t, 400, "return_url_refused", "POST", "/v1/payment_intents", ask("pay_1", cardpay.TokenOK, "return_url", address))
	}
	if found := m.find(t, "pay_1"); len(found) != 0 {
		t.Errorf("refused calls left %v", found)
	}
	m.wantCode(t, 401, "unauthorized", "GET", "/v1/balance_transactions", nil, "Authorization", "Bearer sk_other")
	m.wantCode(t, 401, "unauthorized", "GET", "/v1/nothing", nil, "Authorization", "")
	m.wantCode(t, 404, "resource_missing", "GET", "/v1/nothing", nil)
	m.wantCode(t, 404, "payment_intent_missing", "POST", "/v1/payment_intents/pi_0/capture", nil)
	m.gateway.Close()
	m.wantCode(t, 503, "not_done", "POST", "/v1/payment_intents", ask("pay_1", cardpay.TokenOK))
}
