package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/rest"
)

// counter says what it is told to, and what it was asked.
type counter struct {
	answer account.Allowance
	err    error
	asked  []string
}

func (c *counter) Allow(_ context.Context, key string, limit account.Limit) (account.Allowance, error) {
	c.asked = append(c.asked, fmt.Sprint(key, " ", limit.Calls, "/", limit.Per))
	return c.answer, c.err
}

func limited(c *counter) func(*rest.Deps) {
	return func(d *rest.Deps) {
		d.Limiter = c
		d.Limits = rest.Limits{Calls: account.Limit{Calls: 100, Per: time.Minute}, Searches: account.Limit{Calls: 10, Per: time.Minute}}
	}
}

// Searches have a budget of their own; every answer says what is left.
func TestRateLimitHeaders(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ method, path, asked, policy, left string }{
		{"POST", "/v1/air-shopping", "searches", `"searches";q=10;w=60`, `"searches";r=7;t=13`},
		{"GET", "/v1/agency", "calls", `"calls";q=100;w=60`, `"calls";r=7;t=13`},
	} {
		c := &counter{answer: account.Allowance{Allowed: true, Remaining: 7, ResetAfter: 12100 * time.Millisecond}}
		b := newBench(t, limited(c))
		body := ""
		if tc.method == "POST" {
			body = `{}` // refused, and counted
		}
		answer := b.call(tc.method, tc.path, body)
		if answer.Code == http.StatusTooManyRequests || answer.Header().Get("RateLimit-Policy") != tc.policy || answer.Header().Get("RateLimit") != tc.left {
			t.Errorf("%s: %d %v", tc.path, answer.Code, answer.Header())
		}
		if len(c.asked) != 1 || c.asked[0][:len(tc.asked)] != tc.asked {
			t.Errorf("%s: counted as %q", tc.path, c.asked)
		}
	}
}

// Who calls too often is told when to come back, and nothing is done.
func TestRateLimited(t *testing.T) {
	t.Parallel()
	c := &counter{answer: account.Allowance{RetryAfter: 1400 * time.Millisecond, ResetAfter: time.Minute}}
	answer := newBench(t, limited(c)).call("POST", "/v1/air-shopping", `{}`)
	if answer.Code != http.StatusTooManyRequests || answer.Header().Get("Retry-After") != "2" || answer.Header().Get("RateLimit") != `"searches";r=0;t=60` {
		t.Errorf("%d %v", answer.Code, answer.Header())
	}
	if p := decoded[api.Problem](t, answer); p.Code != "rateLimited" || !p.Retryable {
		t.Errorf("%+v", p)
	}
}

// A counter that is gone stops nobody, and nobody without a key is counted.
func TestRateLimitFailsOpen(t *testing.T) {
	t.Parallel()
	c := &counter{err: errors.New("gone")}
	b := newBench(t, limited(c))
	answer := b.call("GET", "/v1/agency", "")
	if answer.Code != http.StatusOK || answer.Header().Get("RateLimit") != "" || len(c.asked) != 1 {
		t.Errorf("%d %v, asked %q", answer.Code, answer.Header(), c.asked)
	}
	if answer := b.call("GET", "/v1/agency", "", "Authorization", ""); answer.Code != http.StatusUnauthorized || len(c.asked) != 1 {
		t.Errorf("without a key: %d, asked %q", answer.Code, c.asked)
	}
}
