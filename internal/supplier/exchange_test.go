package supplier_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

// cut ends the connection of a request that was read, after saying so much.
func cut(said string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, said)
		_ = conn.Close()
	}
}

// transport is one that reports nothing to a trace.
type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

// failingWith is a transport's failure.
func failingWith(err error) *http.Client {
	return &http.Client{Transport: transport(func(*http.Request) (*http.Response, error) { return nil, err })}
}

func TestExchangeFailures(t *testing.T) {
	t.Parallel()
	const maxBody = 16
	refused, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = refused.Close()
	none := "http://" + refused.Addr().String()
	for name, tc := range map[string]struct {
		client      *http.Client     // nil: one of its own
		peer        http.HandlerFunc // nil: nobody listens
		canceled    bool
		read, write supplier.Kind
		code        string
	}{
		"dial refused": {read: supplier.Unavailable, write: supplier.Unavailable, code: supplier.CodeNotSent},
		"the caller had left": {
			peer: func(http.ResponseWriter, *http.Request) { t.Error("asked all the same") }, canceled: true,
			read: supplier.Unavailable, write: supplier.Unavailable, code: supplier.CodeNotSent,
		},
		"a transport that could not dial": {
			client: failingWith(&net.OpError{Op: "dial", Err: errors.New("no")}),
			read:   supplier.Unavailable, write: supplier.Unavailable, code: supplier.CodeNotSent,
		},
		"a transport that says nothing of use": {
			client: failingWith(io.ErrUnexpectedEOF),
			read:   supplier.Unavailable, write: supplier.OutcomeUnknown, code: supplier.CodeNoAnswer,
		},
		"cut after sending": {
			peer: cut(""),
			read: supplier.Unavailable, write: supplier.OutcomeUnknown, code: supplier.CodeNoAnswer,
		},
		"cut in the answer": {
			peer: cut("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"),
			read: supplier.Unavailable, write: supplier.OutcomeUnknown, code: supplier.CodeNoAnswer,
		},
		"too much of an answer": {
			peer: func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Repeat("x", maxBody+1)) },
			read: supplier.Unavailable, write: supplier.OutcomeUnknown, code: supplier.CodeUnreadable,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base := none
			if tc.peer != nil {
				server := httptest.NewServer(tc.peer)
				t.Cleanup(server.Close)
				base = server.URL
			}
			for _, writes := range []bool{false, true} {
				ctx, cancel := context.WithCancel(t.Context())
				if tc.canceled {
					cancel()
				}
				_, err := supplier.Exchange(supplier.HTTPClient(tc.client), post(ctx, t, base+"/secret-handle"), writes, maxBody)
				cancel()
				want := tc.read
				if writes {
					want = tc.write
				}
				if e := errorOf(err); e.Kind != want || e.Code != tc.code {
					t.Errorf("writes %v: %v, want %s (%s)", writes, err, want, tc.code)
				}
				if err != nil && strings.Contains(err.Error(), "secret-handle") {
					t.Errorf("the address is repeated: %v", err)
				}
			}
		})
	}
}

func post(ctx context.Context, t *testing.T, url string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// TestAnExchange: a body of the very size that is allowed comes whole, and so
// does what a refusal says.
func TestAnExchange(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = io.WriteString(w, "0123456789abcdef")
	}))
	t.Cleanup(server.Close)
	got, err := supplier.Exchange(supplier.HTTPClient(nil), post(t.Context(), t, server.URL), true, 16)
	if err != nil || got.Status != http.StatusTooManyRequests || string(got.Body) != "0123456789abcdef" {
		t.Fatalf("%v: %+v", err, got)
	}
	if after := supplier.RetryAfter(got.Header); after != 7*time.Second {
		t.Errorf("to come back after %v", after)
	}
}

// TestRedirectsAreNotFollowed: not even by a client that was given, which stays
// as it is.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	}))
	t.Cleanup(server.Close)
	given := &http.Client{}
	for _, client := range []*http.Client{nil, given} {
		calls.Store(0)
		got, err := supplier.Exchange(supplier.HTTPClient(client), post(t.Context(), t, server.URL), true, 1<<10)
		if err != nil || got.Status != http.StatusTemporaryRedirect || calls.Load() != 1 {
			t.Errorf("%v: %d after %d calls", err, got.Status, calls.Load())
		}
	}
	if given.CheckRedirect != nil {
		t.Error("the client that was given is another now")
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	const sent = "Mon, 02 Mar 2026 10:00:00 GMT"
	for name, tc := range map[string]struct {
		said, date string
		want       time.Duration
	}{
		"nothing":           {"", sent, 0},
		"seconds":           {"30", "", 30 * time.Second},
		"none":              {"0", sent, 0},
		"negative":          {"-5", sent, 0},
		"days":              {"200000", "", time.Hour},
		"no number":         {"99999999999999999999", sent, 0},
		"words":             {"soon", sent, 0},
		"a date":            {"Mon, 02 Mar 2026 10:00:40 GMT", sent, 40 * time.Second},
		"a date long past":  {"Mon, 02 Mar 2026 09:00:00 GMT", sent, time.Second},
		"a date far away":   {"Tue, 03 Mar 2026 10:00:00 GMT", sent, time.Hour},
		"a date since when": {"Mon, 02 Mar 2026 10:00:40 GMT", "", 0},
	} {
		header := http.Header{"Retry-After": {tc.said}, "Date": {tc.date}}
		if got := supplier.RetryAfter(header); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
