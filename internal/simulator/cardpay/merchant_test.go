package cardpay_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/cardpay"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
)

var opening = time.Date(2026, 9, 16, 10, 0, 0, 0, time.UTC)

// merchant is a provider and somebody who calls it.
type merchant struct {
	gateway *cardpay.Gateway
	stage   *stage.Stage
	log     *lockedBuffer
}

// open starts a provider on the journal at path ("" keeps nothing), as a new
// process would. The one before it is not closed: a killed process is not.
func open(t testing.TB, path string, waits ...time.Duration) *merchant {
	t.Helper()
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	m := &merchant{stage: stage.New(func() time.Time { return opening }), log: newLockedBuffer()}
	m.gateway = cardpay.New(m.stage, j, slog.New(slog.NewTextHandler(m.log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if len(waits) > 0 {
		cardpay.SetDeliveryWaits(m.gateway, waits...)
	}
	if err := j.Replay(m.gateway.Replay); err != nil {
		t.Fatal(err)
	}
	m.gateway.Resume()
	t.Cleanup(func() {
		m.gateway.Close()
		_ = j.Close()
	})
	return m
}

type object = map[string]any

// call makes an API call, whatever comes of it.
func (m *merchant) call(t testing.TB, method, path string, body any, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequestWithContext(t.Context(), method, cardpay.APIPath+path, bytes.NewReader(encoded))
	req.Header.Set("Authorization", "Bearer "+cardpay.SecretKey)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	m.gateway.ServeHTTP(w, req)
	return w
}

// want makes an API call and requires its status.
func (m *merchant) want(t testing.TB, status int, method, path string, body any, header ...string) object {
	t.Helper()
	w := m.call(t, method, path, body, header...)
	var answer object
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		t.Fatalf("%s %s: %d %q: %v", method, path, w.Code, w.Body, err)
	}
	if w.Code != status {
		t.Fatalf("%s %s: %d, want %d: %v", method, path, w.Code, status, answer)
	}
	return answer
}

// wantCode makes an API call and requires this refusal.
func (m *merchant) wantCode(t testing.TB, status int, code, method, path string, body any, header ...string) {
	t.Helper()
	answer := m.want(t, status, method, path, body, header...)
	if got := answer["error"].(object)["code"]; got != code {
		t.Fatalf("%s %s: code %v, want %s", method, path, got, code)
	}
}

func (m *merchant) create(t testing.TB, body object) object {
	t.Helper()
	return m.want(t, http.StatusCreated, "POST", "/v1/payment_intents", body)
}

// act does something to an intent: capture, cancel.
func (m *merchant) act(t testing.TB, intent object, verb string, body any) object {
	t.Helper()
	return m.want(t, http.StatusOK, "POST", "/v1/payment_intents/"+intent["id"].(string)+"/"+verb, body)
}

func (m *merchant) find(t testing.TB, reference string) []any {
	t.Helper()
	return m.want(t, http.StatusOK, "GET", "/v1/payment_intents?reference="+reference, nil)["data"].([]any)
}

func (m *merchant) status(t testing.TB, reference string) any {
	t.Helper()
	return m.find(t, reference)[0].(object)["status"]
}

func (m *merchant) ledger(t testing.TB, order string) []any {
	t.Helper()
	return m.want(t, http.StatusOK, "GET", "/v1/balance_transactions?order_reference="+order, nil)["data"].([]any)
}

// ask is a valid request for money; changes come in pairs of field and value.
func ask(reference, card string, changes ...any) object {
	body := object{
		"reference": reference, "order_reference": "ord_" + reference,
		"amount_minor": 196200, "currency": "CNY", "card_token": card,
		"expires_at": opening.Add(30 * time.Minute).Format(time.RFC3339),
	}
	for i := 0; i+1 < len(changes); i += 2 {
		body[changes[i].(string)] = changes[i+1]
	}
	return body
}

// lockedBuffer is a log that can be read, and waited for, while it is written.
type lockedBuffer struct {
	wrote chan struct{} // holds a token after a write nobody has looked at

	mu  sync.Mutex
	buf bytes.Buffer
}

func newLockedBuffer() *lockedBuffer { return &lockedBuffer{wrote: make(chan struct{}, 1)} }

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case b.wrote <- struct{}{}:
	default:
	}
	return b.buf.Write(p)
}

// await returns when the log says words.
func (b *lockedBuffer) await(t *testing.T, words string) {
	t.Helper()
	late := time.After(patience)
	for !strings.Contains(b.String(), words) {
		select {
		case <-b.wrote:
		case <-late:
			t.Fatalf("the log never said %q:\n%s", words, b)
		}
	}
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
