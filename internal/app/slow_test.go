package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/config"
)

// A supplier that is slow all through a step of an order is late with it, and does
// it: the calls of the step share one deadline.
func TestASlowSupplierTickets(t *testing.T) {
	t.Parallel()
	for _, supplierID := range []string{"china-eastern", "air-china"} {
		t.Run(supplierID, func(t *testing.T) {
			t.Parallel()
			s := start(t, func(c *config.Config) {
				// As by default, 5 s and 8 s, and longer for slow machines.
				c.Simulator.SlowDelay, c.Limits.Book = 9*time.Second, 15*time.Second
			})
			orderID := s.orderFrom(supplierID)
			s.pay(orderID, scenario("supplier-slow;supplier="+supplierID))
			s.until(orderID, "ticketed")
			history := string(s.want(s.get("/v1/orders/"+orderID+"/history"), 200).raw)
			if strings.Contains(history, "outcomeUnknown") || strings.Contains(history, "unavailable") {
				t.Errorf("%s", history)
			}
		})
	}
}
