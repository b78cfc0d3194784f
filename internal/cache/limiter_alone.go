package cache

import (
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/account"
)

// alone counts calls in this process only, as Redis does (GCRA), for the time
// that Redis is gone. Every process then grants a key its whole limit, and one
// more in addition to what Redis had counted before: a limit that is not kept
// to the letter, but one.
type alone struct {
	mu     sync.Mutex
	refill map[string]time.Duration // by key: since the limiter began, when all its calls are back
}

// allow counts a call. It cannot fail.
func (a *alone) allow(key string, limit account.Limit, now time.Duration) account.Allowance {
	each := limit.Per / time.Duration(max(1, limit.Calls))
	a.mu.Lock()
	defer a.mu.Unlock()
	busy := max(0, a.refill[key]-now)
	if late := busy + each - limit.Per; late > 0 {
		return account.Allowance{RetryAfter: late, ResetAfter: busy}
	}
	busy += each
	a.refill[key] = now + busy
	if len(a.refill) > mostPurses {
		a.shrink(now)
	}
	return account.Allowance{Allowed: true, Remaining: int((limit.Per - busy) / max(1, each)), ResetAfter: busy}
}

// shrink forgets keys that have all their calls again, which is what is known of
// a key that is not there, and, if that is not enough, any half of the others.
func (a *alone) shrink(now time.Duration) {
	for key, at := range a.refill {
		if at <= now {
			delete(a.refill, key)
		}
	}
	for key := range a.refill {
		if len(a.refill) <= mostPurses/2 {
			return
		}
		delete(a.refill, key)
	}
}

// forget gives every key all its calls: Redis counts again.
func (a *alone) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.refill)
}
