package cache_test

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/cache"
	"github.com/farebridge/farebridge/internal/cache/cachetest"
)

// Replicas count together, each key by itself, and what is refused is told when
// to come back. The period is so long that nothing comes back meanwhile.
func TestLimiter(t *testing.T) {
	t.Parallel()
	cachetest.Each(t, func(t *testing.T, open func() *cache.Cache) {
		replicas := []*cache.Limiter{open().Limiter(), open().Limiter()}
		limit := account.Limit{Calls: 5, Per: 5 * time.Hour}
		for i := range limit.Calls {
			got, err := replicas[i%2].Allow(t.Context(), "key_a", limit)
			if err != nil || !got.Allowed || got.Remaining != limit.Calls-1-i || got.RetryAfter != 0 {
				t.Errorf("call %d: %+v, %v", i, got, err)
			}
			if want := time.Duration(i+1) * time.Hour; got.ResetAfter > want || got.ResetAfter < want-time.Hour/2 {
				t.Errorf("call %d: all is back in %v, want %v", i, got.ResetAfter, want)
			}
		}
		for i, replica := range replicas {
			got, err := replica.Allow(t.Context(), "key_a", limit)
			if err != nil || got.Allowed || got.Remaining != 0 || got.RetryAfter > time.Hour || got.RetryAfter < time.Hour/2 {
				t.Errorf("replica %d: %+v, %v", i, got, err)
			}
		}
		if got, err := replicas[0].Allow(t.Context(), "key_b", limit); err != nil || !got.Allowed || got.Remaining != 4 {
			t.Errorf("another key: %+v, %v", got, err)
		}
	})
}

// However many are drawn at once, and however many draw them, a key has as many
// calls as its limit says. The few that another replica drew and keeps are the
// only ones that may be missing.
func TestLimiterCountsEveryCall(t *testing.T) {
	t.Parallel()
	cachetest.Each(t, func(t *testing.T, open func() *cache.Cache) {
		const calls, callers = 20_000, 8
		limit := account.Limit{Calls: calls, Per: 1000 * time.Hour}
		limiters := []*cache.Limiter{open().Limiter(), open().Limiter()}
		var allowed, refused atomic.Int64
		var all sync.WaitGroup
		for i := range callers {
			all.Go(func() {
				for range calls/callers + 200 {
					got, err := limiters[i%2].Allow(t.Context(), "busy", limit)
					switch {
					case err != nil:
						t.Error(err)
						return
					case got.Allowed:
						allowed.Add(1)
					default:
						refused.Add(1)
					}
				}
			})
		}
		all.Wait()
		// Each caller may have drawn for the others of its replica at last.
		if n := allowed.Load(); n > calls || n < calls-2*64*callers/2 || refused.Load() == 0 {
			t.Errorf("%d of %d allowed, %d refused", n, calls, refused.Load())
		}
	})
}

// Every key begins with the prefix, and goes by itself.
func TestLimiterKeys(t *testing.T) {
	t.Parallel()
	cachetest.Each(t, func(t *testing.T, open func() *cache.Cache) {
		c := open()
		for i := range 3 {
			if _, err := c.Limiter().Allow(t.Context(), "only-here-"+strconv.Itoa(i), account.Limit{Calls: 10, Per: time.Minute}); err != nil {
				t.Fatal(err)
			}
		}
		raw := cachetest.Raw(t, c)
		keys, err := raw.Keys(t.Context(), "*only-here-*").Result()
		if err != nil || len(keys) != 3 {
			t.Fatalf("%q, %v", keys, err)
		}
		for _, key := range keys {
			if left := raw.PTTL(t.Context(), key).Val(); left <= 0 || left > time.Minute {
				t.Errorf("%s stays for %v", key, left)
			}
		}
	})
}
