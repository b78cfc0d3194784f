package rest

import (
	"context"
	"math"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/travel"
)

// Limiter counts calls (cache.Limiter).
type Limiter interface {
	// Allow counts a call under a key. An error means that it was not counted:
	// the caller left.
	Allow(ctx context.Context, key string, limit account.Limit) (account.Allowance, error)
}

// Limits are how many calls a key may make. A search has a budget of its own,
// since every one of them is a call to every supplier: who searches too much can still
// pay and look after orders.
type Limits struct {
	Calls    account.Limit // all others
	Searches account.Limit // AirShopping
}

// Headers of draft-ietf-httpapi-ratelimit-headers-10.
const (
	headerRateLimitPolicy = "RateLimit-Policy"
	headerRateLimit       = "RateLimit"
)

// budget is a limit by the name callers know it by.
type budget struct {
	name   string
	limit  account.Limit
	policy string // as the header says it
}

func newBudget(name string, limit account.Limit) budget {
	q := strconv.Itoa(limit.Calls)
	return budget{name: name, limit: limit, policy: `"` + name + `";q=` + q + `;w=` + seconds(limit.Per)}
}

// budgetOf is what an operation's calls are counted under.
func (s *server) budgetOf(op operation) budget {
	if op.id == "AirShopping" {
		return s.searches
	}
	return s.calls
}

// limitRate refuses a key that calls more often than it may. A call that could
// not be counted is let through: what keeps the count must not stop who pays for
// an order.
func (s *server) limitRate(b budget) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			ctx := c.Request().Context()
			principal, _ := account.PrincipalFrom(ctx)
			left, err := s.limiter.Allow(ctx, b.name+":"+principal.KeyID, b.limit)
			if err != nil {
				return next(c)
			}
			header := c.Response().Header()
			header.Set(headerRateLimitPolicy, b.policy)
			header.Set(headerRateLimit, `"`+b.name+`";r=`+strconv.Itoa(left.Remaining)+`;t=`+seconds(left.ResetAfter))
			if !left.Allowed {
				return travel.NewError(travel.CodeRateLimited).After(max(left.RetryAfter, time.Millisecond))
			}
			return next(c)
		}
	}
}

// seconds are whole ones, upwards: who waits so long has waited enough.
func seconds(d time.Duration) string {
	return strconv.Itoa(int(math.Ceil(d.Seconds())))
}
