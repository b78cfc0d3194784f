package ordering_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// A refusal is told the same by the call that met it and, when that call died
// before it answered, by its repetition, which has the order only.
func TestARefusalIsToldTheSameAfterACrash(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		refusal *supplier.Error
		reason  order.CancelReason
		told    travel.Code
	}{
		"sold out":            {supplier.Fail(supplier.SoldOut, "", "gone", nil), order.CancelSoldOut, travel.CodeOfferUnavailable},
		"a seat that is gone": {supplier.Fail(supplier.SoldOut, supplier.CodeServiceGone, "gone", nil), order.CancelServiceSoldOut, travel.CodeSeatUnavailable},
		"another price":       {supplier.Fail(supplier.PriceChanged, "", "dearer", nil), order.CancelPriceChanged, travel.CodePriceChanged},
		"refused":             {supplier.Fail(supplier.Rejected, supplier.CodeServiceGone, "no", nil), order.CancelSupplierRejected, travel.CodeSupplierError},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := well()
			p.book = func(context.Context, int) (travel.Booking, error) { return travel.Booking{}, tc.refusal }
			var dying atomic.Bool
			b := newBench(t, p, usual, func(at string) {
				if dying.Load() && at == "hold.result" {
					panic("the process ends")
				}
			})
			var told error
			var reason order.CancelReason
			input := func(key string) ordering.CreateInput {
				in := createInput(key)
				in.Encode = func(o order.Order, _ time.Time, err error) ordering.Answer {
					told, reason = err, o.CancelReason
					return ordering.Answer{Status: 409}
				}
				return in
			}
			check := func(when string) {
				t.Helper()
				if travel.CodeOf(told) != tc.told || reason != tc.reason {
					t.Errorf("%s: %v, %s", when, told, reason)
				}
			}
			if _, err := b.Create(b.ctx, input("lives")); err != nil {
				t.Fatal(err)
			}
			check("the call")
			dying.Store(true)
			if _, err := b.Create(b.ctx, input("dies")); travel.CodeOf(err) != travel.CodeOutcomeUnknown {
				t.Fatal(err)
			}
			told, reason = nil, ""
			again, err := b.Create(b.ctx, input("dies"))
			if err != nil || !again.Replayed {
				t.Fatalf("%+v %v", again, err)
			}
			check("its repetition")
		})
	}
}
