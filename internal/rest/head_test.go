package rest_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/order"
)

// TestHead: whatever can be read can be asked about.
func TestHead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.verbs.order = func(context.Context, string, bool) (order.Order, time.Time, error) { return anOrder(t), now, nil }
	server := httptest.NewServer(b.handle)
	defer server.Close()
	ask := func(method, path string) (*http.Response, int) {
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer fb_test_agency")
		answer, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer, len(body)
	}
	for _, path := range []string{"/v1/orders", "/v1/orders/ord_1", "/v1/orders/ord_1/history", "/v1/sandbox/clock", "/livez", "/readyz", "/docs", "/openapi.yaml", "/nothing"} {
		read, _ := ask("GET", path)
		asked, length := ask("HEAD", path)
		if asked.StatusCode != read.StatusCode || length > 0 || asked.Header.Get("ETag") != read.Header.Get("ETag") ||
			asked.Header.Get("Content-Type") != read.Header.Get("Content-Type") {
			t.Errorf("%s: %d %v, GET %d %v", path, asked.StatusCode, asked.Header, read.StatusCode, read.Header)
		}
	}
	if w := b.call("HEAD", "/v1/orders", "", "Authorization", ""); w.Code != 401 {
		t.Errorf("without a key: %d", w.Code)
	}
	if !strings.Contains(b.log.String(), `"method":"HEAD"`) {
		t.Error("the log has another method")
	}
}
