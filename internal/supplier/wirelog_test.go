package supplier_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

func overhear(t *testing.T, level slog.Level, sent, answer string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, answer)
	}))
	defer server.Close()
	var log bytes.Buffer
	client := &http.Client{Transport: &supplier.WireLog{
		Supplier: "air-china", Next: http.DefaultTransport, Now: time.Now,
		Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: level})),
	}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/air/orders?offer_id=off_1&email=li@example.com", strings.NewReader(sent))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer secret-token")
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(resp.Body)
	if err != nil || string(got) != answer {
		t.Fatalf("the answer was spoiled: %q %v", got, err)
	}
	_ = resp.Body.Close()
	return log.String()
}

// The wire is shown without anything of a person: not in fields known to hold
// it, nor in fields nobody has heard of.
func TestTheWireIsShownWithoutAnythingOfAPerson(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ sent, answer string }{
		"json": {
			`{"data":{"type":"hold","passengers":[{"id":"pas_1","given_name":"LILEI","phone_number":"+8613800000000","identity_documents":[{"unique_identifier":"E12345678"}],"born_on":"1990-01-01"}],"payments":[{"amount":"780.00","currency":"CNY"}]}}`,
			`{"data":{"id":"ord_1","nickname":"LILEI","n":4111111111111111,"total_amount":"780.00","documents":["E12345678"]}`,
		},
		"xml": {
			`<?xml version="1.0"?><!-- LILEI --><Pax><PaxID>p1</PaxID><Individual><GivenName>LILEI</GivenName></Individual><Amount CurCode="CNY" Holder="LILEI">780.00</Amount><IdentityDocID>E12345678</IdentityDocID></Pax>`,
			`<Order><OrderID>ord_1</OrderID><Note>LILEI E12345678 +8613800000000</Note><TotalAmount CurCode="CNY">780.00</TotalAmount>`,
		},
	} {
		log := overhear(t, slog.LevelDebug, tc.sent, tc.answer)
		for _, want := range []string{"supplier=air-china", "status=200", "ord_1", "780.00", "CNY", "/air/orders?", "offer_id="} {
			if !strings.Contains(log, want) {
				t.Errorf("%s: no %s in %s", name, want, log)
			}
		}
		for _, secret := range []string{"LILEI", "E12345678", "13800000000", "1990-01-01", "4111", "li@example.com", "off_1", "secret-token"} {
			if strings.Contains(log, secret) {
				t.Errorf("%s: %s in %s", name, secret, log)
			}
		}
	}
}

func TestTheWireIsNotListenedToUnlessAsked(t *testing.T) {
	t.Parallel()
	if log := overhear(t, slog.LevelInfo, `{}`, `{"id":"x"}`); log != "" {
		t.Errorf("%s", log)
	}
}

// Whatever a supplier sends is passed on, logged once, and breaks nothing.
func FuzzRedaction(f *testing.F) {
	f.Add(`{"given_name":"%s","id":[{"x":"%s"}]}`)
	f.Add(`<a><b c="%s">%s</b></a>`)
	f.Add(`[1,2,{"":null}`)
	f.Fuzz(func(t *testing.T, body string) {
		if len(body) > 1000 {
			return
		}
		var log bytes.Buffer
		transport := &supplier.WireLog{
			Supplier: "s", Now: time.Now, Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
			Next: roundTrip(func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(body))}, nil
			}),
		}
		req := httptest.NewRequest(http.MethodGet, "http://x/", nil)
		resp, err := transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || string(got) != body || strings.Count(log.String(), "status=200") != 1 {
			t.Fatalf("%q %v: %q", got, err, log.String())
		}
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
