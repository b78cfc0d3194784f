package cache_test

import (
	"context"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/cache"
	"github.com/farebridge/farebridge/internal/cache/cachetest"
)

// While Redis is gone a process counts by itself: each key has its whole limit
// here, and not a call more. The period is so long that nothing comes back.
func TestLimiterWithoutRedis(t *testing.T) {
	t.Parallel()
	server := cachetest.Own(t)
	limiter := cachetest.Open(t, cache.Config{URL: server.URL}).Limiter()
	limit := account.Limit{Calls: 5, Per: 5 * time.Hour}
	if got, err := limiter.Allow(t.Context(), "key_a", limit); err != nil || !got.Allowed {
		t.Fatalf("%+v, %v", got, err)
	}
	server.Stop()
	for i := range limit.Calls {
		got, err := limiter.Allow(t.Context(), "key_a", limit)
		if err != nil || !got.Allowed || got.Remaining != limit.Calls-1-i || got.RetryAfter != 0 {
			t.Errorf("call %d: %+v, %v", i, got, err)
		}
		if want := time.Duration(i+1) * time.Hour; got.ResetAfter > want || got.ResetAfter < want-time.Hour/2 {
			t.Errorf("call %d: all is back in %v, want %v", i, got.ResetAfter, want)
		}
	}
	for range 3 {
		got, err := limiter.Allow(t.Context(), "key_a", limit)
		if err != nil || got.Allowed || got.Remaining != 0 || got.RetryAfter > time.Hour || got.RetryAfter < time.Hour/2 {
			t.Errorf("one too many: %+v, %v", got, err)
		}
	}
	if got, err := limiter.Allow(t.Context(), "key_b", limit); err != nil || !got.Allowed || got.Remaining != 4 {
		t.Errorf("another key: %+v, %v", got, err)
	}
}

// Who leaves while being counted is not counted, and nobody learns from it that
// Redis is gone.
func TestLimiterOfACallerWhoLeft(t *testing.T) {
	t.Parallel()
	cachetest.Each(t, func(t *testing.T, open func() *cache.Cache) {
		limiter := open().Limiter()
		limit := account.Limit{Calls: 5, Per: 5 * time.Hour}
		gone, leave := context.WithCancel(t.Context())
		leave()
		if got, err := limiter.Allow(gone, "key", limit); err == nil || got.Allowed {
			t.Errorf("%+v", got)
		}
		replica := open().Limiter()
		for i, l := range []*cache.Limiter{limiter, replica} {
			got, err := l.Allow(t.Context(), "key", limit)
			if err != nil || got.Remaining != limit.Calls-1-i {
				t.Errorf("%+v, %v: not counted in Redis", got, err)
			}
		}
	})
}

func TestAlone(t *testing.T) {
	t.Parallel()
	limit := account.Limit{Calls: 3, Per: 3 * time.Second}
	count := cache.Alone()
	for _, tc := range []struct {
		at   time.Duration
		want account.Allowance
	}{
		{0, account.Allowance{Allowed: true, Remaining: 2, ResetAfter: time.Second}},
		{0, account.Allowance{Allowed: true, Remaining: 1, ResetAfter: 2 * time.Second}},
		{0, account.Allowance{Allowed: true, Remaining: 0, ResetAfter: 3 * time.Second}},
		{0, account.Allowance{RetryAfter: time.Second, ResetAfter: 3 * time.Second}},
		{999 * time.Millisecond, account.Allowance{RetryAfter: time.Millisecond, ResetAfter: 2001 * time.Millisecond}},
		{time.Second, account.Allowance{Allowed: true, Remaining: 0, ResetAfter: 3 * time.Second}}, // one came back
		{time.Second, account.Allowance{RetryAfter: time.Second, ResetAfter: 3 * time.Second}},
		{time.Minute, account.Allowance{Allowed: true, Remaining: 2, ResetAfter: time.Second}}, // no more than the limit
	} {
		if got := count("key", limit, tc.at); got != tc.want {
			t.Errorf("at %v: %+v, want %+v", tc.at, got, tc.want)
		}
	}
}
