package cache

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	"github.com/farebridge/farebridge/internal/account"
)

const (
	// limiterWait bounds how long a call waits to be counted: it can be counted
	// here instead, and should not be late for that.
	limiterWait = 250 * time.Millisecond
	// limiterRest is how long Redis is not asked after it did not answer.
	limiterRest = time.Second

	// A key that is busy has more than one call drawn for it at a time: twice as
	// many as before if those were gone within busyWithin, but no more than
	// mostDrawn, nor than the drawnShare-th part of its limit.
	busyWithin = 100 * time.Millisecond
	mostDrawn  = 64
	drawnShare = 200

	// mostPurses bounds the keys that calls are kept for.
	mostPurses = 10_000
)

// Limiter counts calls in Redis, for all processes on it together: calls leak
// out of a bucket evenly (GCRA), by Redis's own clock. A sandbox's moved clock
// gives nobody more calls.
//
// For busy keys it asks Redis for some calls at once and keeps what it did not
// use yet. Nobody ever gets more calls than Redis counted; only so many of them
// may come later than they were counted.
//
// While Redis is gone each process counts by itself: nobody is refused for that,
// and nobody is without a limit for it either.
type Limiter struct {
	cache *Cache
	rate  *redis_rate.Limiter
	began time.Time
	until atomic.Int64 // since began: Redis is not asked before
	alone alone

	mu     sync.Mutex
	purses map[string]purse
}

// purse holds calls that Redis has counted and nobody has made yet.
type purse struct {
	calls int
	drawn int           // so many were drawn last
	at    time.Duration // then, since began
	// What Redis said then.
	remaining int
	reset     time.Duration
}

// Limiter is the one on this Redis.
func (c *Cache) Limiter() *Limiter {
	return &Limiter{cache: c, rate: redis_rate.NewLimiter(prefixed{c.client, c.prefix}), began: time.Now(), purses: map[string]purse{}, alone: alone{refill: map[string]time.Duration{}}}
}

// Allow counts a call under a key. An error means that it was not counted: the
// caller left.
func (l *Limiter) Allow(ctx context.Context, key string, limit account.Limit) (account.Allowance, error) {
	now := time.Since(l.began)
	left, draw, ok := l.take(key, limit, now)
	if ok {
		return left, nil
	}
	if int64(now) < l.until.Load() {
		return l.alone.allow(key, limit, now), nil
	}
	result, err := l.draw(ctx, key, limit, draw)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return account.Allowance{}, fmt.Errorf("cache: rate limit: %w", err)
	default:
		now = time.Since(l.began)
		l.until.Store(int64(now + limiterRest))
		l.cache.logger.WarnContext(ctx, "calls are counted by each process for itself: redis does not answer", slog.Any("error", err))
		return l.alone.allow(key, limit, now), nil
	}
	if l.until.Swap(0) != 0 {
		l.alone.forget()
	}
	if result.Allowed > 0 {
		l.put(key, draw, result)
	}
	return account.Allowance{
		Allowed: result.Allowed > 0, Remaining: result.Remaining + max(0, result.Allowed-1),
		RetryAfter: max(0, result.RetryAfter), ResetAfter: result.ResetAfter,
	}, nil
}

// take makes a call that was counted before; or it says how many to draw.
func (l *Limiter) take(key string, limit account.Limit, now time.Duration) (account.Allowance, int, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	held, known := l.purses[key]
	if held.calls == 0 {
		if !known || now-held.at > busyWithin {
			return account.Allowance{}, 1, false
		}
		return account.Allowance{}, max(1, min(2*held.drawn, mostDrawn, limit.Calls/drawnShare)), false
	}
	held.calls--
	l.purses[key] = held
	return account.Allowance{Allowed: true, Remaining: held.remaining + held.calls, ResetAfter: max(0, held.reset-(now-held.at))}, 0, true
}

func (l *Limiter) draw(ctx context.Context, key string, limit account.Limit, calls int) (*redis_rate.Result, error) {
	bounded, cancel := context.WithTimeout(ctx, min(limiterWait, l.cache.timeout))
	defer cancel()
	counted := redis_rate.Limit{Rate: limit.Calls, Burst: limit.Calls, Period: limit.Per}
	if calls == 1 {
		return l.rate.Allow(bounded, key, counted)
	}
	return l.rate.AllowAtMost(bounded, key, counted, calls)
}

// put keeps all that was drawn but the one call that is being made.
func (l *Limiter) put(key string, draw int, result *redis_rate.Result) {
	now := time.Since(l.began)
	l.mu.Lock()
	defer l.mu.Unlock()
	held := l.purses[key]
	l.purses[key] = purse{
		calls: held.calls + result.Allowed - 1, drawn: draw, at: now,
		remaining: result.Remaining, reset: result.ResetAfter,
	}
	if len(l.purses) <= mostPurses {
		return
	}
	for other, p := range l.purses { // those nobody is busy with
		if other != key && now-p.at > busyWithin {
			delete(l.purses, other)
		}
	}
}

// prefixed begins every key of a script with the cache's prefix: redis_rate
// knows none but its own.
type prefixed struct {
	redis.UniversalClient
	prefix string
}

func (p prefixed) keys(keys []string) []string {
	begun := make([]string, len(keys))
	for i, key := range keys {
		begun[i] = p.prefix + key
	}
	return begun
}

// Eval runs a script.
func (p prefixed) Eval(ctx context.Context, script string, keys []string, args ...any) *redis.Cmd {
	return p.UniversalClient.Eval(ctx, script, p.keys(keys), args...)
}

// EvalSha runs a script that Redis has.
func (p prefixed) EvalSha(ctx context.Context, sha1 string, keys []string, args ...any) *redis.Cmd {
	return p.UniversalClient.EvalSha(ctx, sha1, p.keys(keys), args...)
}
