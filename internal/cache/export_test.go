package cache

import (
	"time"

	"github.com/farebridge/farebridge/internal/account"
)

// Alone is a limiter without Redis, by a clock that is given.
func Alone() func(key string, limit account.Limit, now time.Duration) account.Allowance {
	return (&alone{refill: map[string]time.Duration{}}).allow
}
