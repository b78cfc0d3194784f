package duffel_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

const quoteRoute = "GET /air/order_cancellations/ore_1"

var heldBooking = supplier.BookingInput{Reference: "ord_ours", BookingRef: heldRef()}

func cancellation(fields string) string {
	return `{"data":{"id":"ore_1","order_id":"ord_s1","created_at":"2026-12-01T08:06:00Z","live_mode":false,` + fields + `}}`
}

const twoThousand = `"refund_amount":"2000.00","refund_currency":"CNY","refund_to":"balance","expires_at":"2026-12-01T09:06:00Z","confirmed_at":null`

func TestRefundQuotes(t *testing.T) {
	t.Parallel()
	some := func(amount string) *money.Money { m := cny(amount); return &m }
	for name, tc := range map[string]struct {
		fields string
		want   travel.RefundQuote
	}{
		"to the balance": {twoThousand, travel.RefundQuote{
			Refund: some("2000.00"), Penalty: some("1530.00"), To: travel.RefundOriginal, ExpiresAt: time.Date(2026, 12, 1, 9, 6, 0, 0, time.UTC),
		}},
		"to the card":     {`"refund_amount":"3530.00","refund_currency":"CNY","refund_to":"card"`, travel.RefundQuote{Refund: some("3530.00"), Penalty: some("0.00"), To: travel.RefundOriginal}},
		"nothing of it":   {`"refund_amount":"0.00","refund_currency":"CNY","refund_to":"balance"`, travel.RefundQuote{Refund: some("0.00"), Penalty: some("3530.00"), To: travel.RefundOriginal}},
		"not said":        {`"refund_amount":null,"refund_currency":null,"refund_to":"balance"`, travel.RefundQuote{To: travel.RefundOriginal}},
		"voucher":         {`"refund_amount":"100.00","refund_currency":"CNY","refund_to":"voucher"`, travel.RefundQuote{Refund: some("100.00"), Penalty: some("3430.00"), To: travel.RefundCredit}},
		"unpaid":          {`"refund_amount":"0.00","refund_currency":"CNY","refund_to":"awaiting_payment"`, travel.RefundQuote{Refund: some("0.00"), To: travel.RefundNothing}},
		"to who knows":    {`"refund_amount":"1.00","refund_currency":"CNY","refund_to":"seashells"`, travel.RefundQuote{Refund: some("1.00"), Penalty: some("3529.00")}},
		"much to another": {`"refund_amount":"9999.00","refund_currency":"CNY","refund_to":"seashells"`, travel.RefundQuote{Refund: some("9999.00")}},
		"other currency":  {`"refund_amount":"10.00","refund_currency":"USD","refund_to":"balance"`, travel.RefundQuote{Refund: usd("10.00"), To: travel.RefundOriginal}},
		"airline credits": {`"refund_amount":"0.00","refund_currency":"CNY","refund_to":"airline_credits","airline_credits":[{"id":"a","credit_amount":"30.00","credit_currency":"CNY"},{"id":"b","credit_amount":"500.00","credit_currency":"CNY"}]`, travel.RefundQuote{Refund: some("530.00"), Penalty: some("3000.00"), To: travel.RefundCredit}},
	} {
		c, s := serve(t, map[string]http.HandlerFunc{heldRoute: say(200, file(t, "order_ticketed.json")), cancelRoute: say(201, cancellation(tc.fields))})
		got, err := c.Refund.QuoteRefund(t.Context(), heldBooking)
		if err != nil || len(got.Ref) == 0 {
			t.Fatalf("%s: %+v, %v", name, got, err)
		}
		got.Ref = nil
		if !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", name, got, tc.want)
		}
		if id := at(s.Last(cancelRoute).Body, "data")["order_id"]; id != "ord_s1" {
			t.Errorf("%s: asked about %v", name, id)
		}
	}
}

func usd(amount string) *money.Money { m := money.MustParse(amount, money.USD); return &m }

func TestRefundsThatCannotBeQuoted(t *testing.T) {
	t.Parallel()
	ticketed := file(t, "order_ticketed.json")
	cancelled := strings.Replace(ticketed, `"cancelled_at": null`, `"cancelled_at": "2026-12-01T09:00:00Z"`, 1)
	for name, tc := range map[string]struct {
		order, quote http.HandlerFunc
		want         supplier.Kind
	}{
		"cancelled":   {say(200, cancelled), nil, supplier.Rejected},
		"refused":     {say(200, ticketed), refuse(422, "order_not_cancellable"), supplier.Rejected},
		"no answer":   {say(200, ticketed), suppliertest.Sever, supplier.Unavailable},
		"500":         {say(200, ticketed), refuse(500, "internal_server_error"), supplier.Unavailable},
		"card type":   {say(200, ticketed), say(201, cancellation(`"refund_amount":"VISA","refund_currency":"CNY"`)), supplier.Unavailable},
		"other order": {say(200, ticketed), say(201, `{"data":{"id":"ore_1","order_id":"ord_other"}}`), supplier.Unavailable},
		"no id":       {say(200, ticketed), say(201, `{"data":{}}`), supplier.Unavailable},
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{heldRoute: tc.order, cancelRoute: tc.quote})
		_, err := c.Refund.QuoteRefund(t.Context(), heldBooking)
		if supplier.KindOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRefunds(t *testing.T) {
	t.Parallel()
	confirmed := strings.Replace(twoThousand, `"confirmed_at":null`, `"confirmed_at":"2026-12-01T08:07:00Z"`, 1)
	agreedTo := say(200, cancellation(twoThousand))
	for name, tc := range map[string]struct {
		now, confirm http.HandlerFunc
		want         supplier.Kind // "" is refunded
	}{
		"as quoted":         {agreedTo, say(200, cancellation(confirmed)), ""},
		"done before":       {say(200, cancellation(confirmed)), nil, ""},
		"less by now":       {say(200, cancellation(strings.Replace(twoThousand, "2000", "1000", 1))), nil, supplier.PriceChanged},
		"elsewhere by now":  {say(200, cancellation(strings.Replace(twoThousand, "balance", "voucher", 1))), nil, supplier.PriceChanged},
		"unsaid by now":     {say(200, cancellation(`"refund_to":"balance"`)), nil, supplier.PriceChanged},
		"quote gone":        {refuse(404, "not_found"), nil, supplier.PriceChanged},
		"quote expired":     {agreedTo, refuse(422, "order_cancellation_expired"), supplier.PriceChanged},
		"quote replaced":    {agreedTo, refuse(404, "not_found"), supplier.PriceChanged},
		"refused":           {agreedTo, refuse(422, "order_not_cancellable"), supplier.Rejected},
		"no answer":         {agreedTo, suppliertest.Sever, supplier.OutcomeUnknown},
		"500":               {agreedTo, refuse(500, "internal_server_error"), supplier.OutcomeUnknown},
		"503":               {agreedTo, refuse(503, "service_unavailable"), supplier.OutcomeUnknown},
		"not confirmed":     {agreedTo, say(200, cancellation(twoThousand)), supplier.OutcomeUnknown},
		"something else":    {agreedTo, say(200, `{"data":[]}`), supplier.OutcomeUnknown},
		"quote out of sort": {say(200, `{"data":[]}`), nil, supplier.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := map[string]http.HandlerFunc{
				heldRoute: say(200, file(t, "order_ticketed.json")), cancelRoute: say(201, cancellation(twoThousand)), quoteRoute: tc.now,
			}
			if tc.confirm != nil {
				answers[confirmRoute] = tc.confirm
			}
			c, _ := serve(t, answers)
			quote, err := c.Refund.QuoteRefund(t.Context(), heldBooking)
			if err != nil {
				t.Fatal(err)
			}
			done, err := c.Refund.Refund(t.Context(), heldBooking, quote)
			if tc.want != "" {
				kindOf(t, err, tc.want)
				return
			}
			if err != nil || !reflect.DeepEqual(done, quote) {
				t.Errorf("%+v, %v", done, err)
			}
		})
	}
}

// Nobody gives back more than was paid to where it came from.
func TestARefundOfMoreThanWasPaidIsNone(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string]http.HandlerFunc{
		heldRoute:   say(200, file(t, "order_ticketed.json")),
		cancelRoute: say(201, cancellation(`"refund_amount":"3530.01","refund_currency":"CNY","refund_to":"balance"`)),
	})
	_, err := c.Refund.QuoteRefund(t.Context(), heldBooking)
	kindOf(t, err, supplier.Unavailable)
}
