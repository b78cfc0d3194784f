package app_test

import (
	"testing"

	"github.com/farebridge/farebridge/internal/cache/cachetest"
	"github.com/farebridge/farebridge/internal/config"
)

// Who searches too often can still do everything else, and other keys search.
// The one search a key has comes back after a minute: long after the next call,
// since a search ends within its budget of 15 s.
func TestAKeySearchesTooOften(t *testing.T) {
	t.Parallel()
	for name, redis := range map[string]func(t *testing.T) string{
		"miniredis": func(*testing.T) string { return "" },
		"redis":     func(t *testing.T) string { return cachetest.Own(t).URL }, // whose keys no other test counts under
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, func(c *config.Config) { c.RedisURL, c.Limits.SearchesPerMinute = redis(t), 1 })
			first := s.want(s.post("/v1/air-shopping", searchBody("")), 200)
			if got := first.header.Get("RateLimit-Policy"); got != `"searches";q=1;w=60` {
				t.Errorf("policy %q", got)
			}
			refused := s.refused(s.post("/v1/air-shopping", searchBody("")), 429, "rateLimited")
			if refused.header.Get("Retry-After") == "" || refused.header.Get("RateLimit") == "" {
				t.Errorf("%v", refused.header)
			}
			again := s.want(s.get("/v1/air-shopping/"+first.text("shoppingId")), 200)
			if got := again.header.Get("RateLimit-Policy"); got != `"calls";q=60000;w=60` {
				t.Errorf("policy %q", got)
			}
			other := s.as("fb_test_ota")
			other.want(other.post("/v1/air-shopping", searchBody("")), 200)
		})
	}
}

// While Redis is gone a server counts by itself: it answers, and never with 500,
// and a key has no more calls than its limit. The one call a key has comes back
// after a minute.
func TestLimitsHoldWhileRedisIsGone(t *testing.T) {
	t.Parallel()
	redis := cachetest.Own(t)
	s := start(t, func(c *config.Config) { c.RedisURL, c.Limits.CallsPerMinute = redis.URL, 1 })
	redis.Stop()
	first := s.want(s.get("/v1/agency"), 200)
	if got := first.header.Get("RateLimit-Policy"); got != `"calls";q=1;w=60` {
		t.Errorf("policy %q", got)
	}
	refused := s.refused(s.get("/v1/agency"), 429, "rateLimited")
	if refused.header.Get("Retry-After") == "" || refused.header.Get("RateLimit") == "" {
		t.Errorf("%v", refused.header)
	}
	other := s.as("fb_test_ota")
	other.want(other.get("/v1/agency"), 200)
}
