package cardpay_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/cardpay"
)

// browse opens a page, or posts a decision when there is one.
func (m *merchant) browse(t *testing.T, address, decision string) *http.Response {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if decision != "" {
		form := strings.NewReader(url.Values{"decision": {decision}}.Encode())
		req = httptest.NewRequestWithContext(t.Context(), http.MethodPost, address, form)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	m.gateway.ServeHTTP(w, req)
	return w.Result()
}

func text(t *testing.T, res *http.Response) string {
	t.Helper()
	var b strings.Builder
	if err := res.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func checkoutURL(t *testing.T, intent object) string {
	t.Helper()
	action, ok := intent["next_action"].(object)
	if !ok {
		t.Fatalf("no next action in %v", intent)
	}
	return action["redirect_to_url"].(object)["url"].(string)
}

func TestCheckout(t *testing.T) {
	t.Parallel()
	m := open(t, "")
	for decision, want := range map[string]string{"approve": "authorized", "decline": "declined"} {
		i := m.create(t, ask("pay_"+decision, cardpay.Token3DS, "return_url", "https://shop.example/back?order=7", "order_reference", "<script>"))
		address := checkoutURL(t, i)
		if !strings.HasPrefix(address, "http://example.com/pay/checkout/") { // httptest's Host
			t.Fatalf("the payer is sent to %s", address)
		}
		res := m.browse(t, address, "")
		if policy := res.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' https://shop.example") {
			t.Errorf("policy %q would stop the way back", policy)
		}
		page := text(t, res)
		for _, wanted := range []string{"200 OK", "Farebridge Sandbox Travel", "1962.00 CNY", "&lt;script&gt;", `value="approve"`, `value="decline"`} {
			if !strings.Contains(page, wanted) {
				t.Errorf("the page lacks %q:\n%s", wanted, page)
			}
		}
		for range 2 {
			res := m.browse(t, address, decision)
			if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "https://shop.example/back?order=7" {
				t.Fatalf("%s led to %s %q", decision, res.Status, res.Header.Get("Location"))
			}
		}
		other := map[string]string{"approve": "decline", "decline": "approve"}[decision]
		m.browse(t, address, other) // too late
		if got := m.status(t, "pay_"+decision); got != want {
			t.Errorf("%s, then %s: %v", decision, other, got)
		}
		if page := text(t, m.browse(t, address, "")); strings.Contains(page, "<button") {
			t.Errorf("a settled payment can still be decided:\n%s", page)
		}
	}
}

func TestCheckoutWithoutReturn(t *testing.T) {
	t.Parallel()
	m := open(t, "")
	address := checkoutURL(t, m.create(t, ask("pay_1", cardpay.Token3DS)))
	if res := m.browse(t, address, "maybe"); res.StatusCode != http.StatusBadRequest {
		t.Errorf("an unclear decision: %s", res.Status)
	}
	if got := m.status(t, "pay_1"); got != "requires_action" {
		t.Errorf("an unclear decision made it %v", got)
	}
	if page := text(t, m.browse(t, address, "approve")); !strings.Contains(page, "200 OK") || !strings.Contains(page, "Approved") {
		t.Errorf("after approving:\n%s", page)
	}
	if res := m.browse(t, "/pay/checkout/0000", ""); res.StatusCode != http.StatusNotFound {
		t.Errorf("a made-up token: %s", res.Status)
	}
}

func TestCheckoutTooLate(t *testing.T) {
	t.Parallel()
	m := open(t, "")
	address := checkoutURL(t, m.create(t, ask("pay_1", cardpay.Token3DS)))
	m.stage.Advance(30*time.Minute + time.Second)
	if page := text(t, m.browse(t, address, "approve")); !strings.Contains(page, "The time to pay is over") {
		t.Errorf("too late:\n%s", page)
	}
	if got := m.status(t, "pay_1"); got != "expired" {
		t.Errorf("approved too late: %v", got)
	}
}
