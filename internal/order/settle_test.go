package order_test

import (
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/order"
)

// That a gateway knows nothing of a payment is final only when the call for it
// cannot arrive any more.
func TestAPaymentIsNotGivenUpBeforeItsCallCannotArrive(t *testing.T) {
	t.Parallel()
	r := byHandFrom(t, true)
	r.held()
	r.do(order.PaymentStarted{
		Payment: order.Payment{ID: "pay_1", Gateway: "card", Method: order.MethodCard},
		Lease:   r.now.Add(10 * time.Second), Settle: r.now.Add(20 * time.Second),
	})
	for _, moment := range []struct {
		after time.Duration
		want  order.PaymentStatus
	}{{15 * time.Second, order.PaymentPending}, {10 * time.Second, order.PaymentFailed}} {
		r.now = r.now.Add(moment.after)
		r.start(order.WorkAuthorize)
		r.do(order.GatewayAbsent{PaymentID: "pay_1"})
		if p := r.o.Payments[0]; p.Status != moment.want {
			t.Fatalf("%s later it is %s, want %s", moment.after, p.Status, moment.want)
		}
	}
}
