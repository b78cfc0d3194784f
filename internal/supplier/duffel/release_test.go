package duffel_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

// A fare that is not refundable comes back as 0.00, to balance: that is the
// cancellation of an order somebody paid, whatever was read of it before.
func TestARefundOfNothingIsNoRelease(t *testing.T) {
	t.Parallel()
	const cancelledAt, confirmedAt = `"cancelled_at": "2026-12-01T09:00:00Z"`, `"confirmed_at":"2026-12-01T09:00:00Z",`
	held := say(200, file(t, "order_held.json"))
	paid := say(200, file(t, "order_ticketed.json"))
	cancelled := say(200, strings.Replace(file(t, "order_held.json"), `"cancelled_at": null`, cancelledAt, 1))
	paidCancelled := say(200, strings.Replace(file(t, "order_ticketed.json"), `"cancelled_at": null`, cancelledAt, 1))
	nothingSaid := say(200, strings.NewReplacer(`"cancelled_at": null`, cancelledAt, `"payment_status"`, `"payment"`).Replace(file(t, "order_held.json")))
	quote := func(more string) http.HandlerFunc {
		return say(200, `{"data":{`+more+`"id":"ore_1","order_id":"ord_s1"}}`)
	}
	const unpaid, lost, unsaid = `"refund_to":"awaiting_payment",`, `"refund_amount":"0.00","refund_currency":"CNY","refund_to":"balance",`,
		`"refund_amount":"0.00","refund_currency":"CNY","refund_to":null,`
	for name, tc := range map[string]struct {
		order, quote, confirm http.HandlerFunc
		want                  supplier.Kind
	}{
		"paid before the quote":             {order: held, quote: quote(lost), want: supplier.Rejected},
		"paid before the confirmation":      {order: held, quote: quote(unpaid), confirm: quote(confirmedAt + lost), want: supplier.OutcomeUnknown},
		"where to is unsaid, and paid":      {order: suppliertest.InTurn(held, paid), quote: quote(unsaid), want: supplier.Rejected},
		"where to is unsaid, and unpaid":    {order: suppliertest.InTurn(held, held, cancelled), quote: quote(unsaid), confirm: quote(confirmedAt + unsaid)},
		"where to is unsaid, paid at last":  {order: suppliertest.InTurn(held, held, paidCancelled), quote: quote(unsaid), confirm: quote(confirmedAt + unsaid), want: supplier.Rejected},
		"paid and cancelled before":         {order: paidCancelled, want: supplier.Rejected},
		"cancelled, payment not said":       {order: nothingSaid, want: supplier.Rejected},
		"paid and cancelled at the quote":   {order: suppliertest.InTurn(held, paidCancelled), quote: refuse(422, "already_cancelled"), want: supplier.Rejected},
		"paid and cancelled at the confirm": {order: suppliertest.InTurn(held, paidCancelled), quote: quote(unpaid), confirm: refuse(422, "already_cancelled"), want: supplier.Rejected},
		"cancelled, and cannot be read":     {order: suppliertest.InTurn(held, suppliertest.Sever), quote: refuse(422, "already_cancelled"), want: supplier.OutcomeUnknown},
		"cancelled, and not shown so":       {order: held, quote: refuse(422, "already_cancelled"), want: supplier.OutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := map[string]http.HandlerFunc{heldRoute: tc.order, confirmRoute: tc.confirm}
			if tc.quote != nil {
				answers[cancelRoute] = tc.quote
			}
			if tc.confirm == nil {
				answers[confirmRoute] = quote(confirmedAt + unpaid)
			}
			c, s := serve(t, answers)
			err := c.Release.Release(t.Context(), "ord_ours", heldRef())
			if tc.want != "" {
				kindOf(t, err, tc.want)
			} else if err != nil {
				t.Error(err)
			}
			if tc.confirm == nil && slices.Contains(s.Routes(), confirmRoute) {
				t.Errorf("confirmed: %v", s.Routes())
			}
		})
	}
}
