package duffel_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestTicket(t *testing.T) {
	t.Parallel()
	held, ticketed := say(200, file(t, "order_held.json")), say(200, file(t, "order_ticketed.json"))
	cancelled := say(200, strings.Replace(file(t, "order_held.json"), `"cancelled_at": null`, `"cancelled_at": "2026-12-01T09:00:00Z"`, 1))
	underway := say(200, strings.Replace(file(t, "order_held.json"), `"awaiting_payment": true`, `"awaiting_payment": false`, 1))
	nothingSaid := say(200, strings.Replace(file(t, "order_held.json"), `"payment_status"`, `"payment"`, 1))
	paid := say(201, `{"data":{"id":"pay_1","status":"succeeded"}}`)
	for name, tc := range map[string]struct {
		order   http.HandlerFunc
		payment http.HandlerFunc // nil: none may be made
		total   string
		want    supplier.Kind // "" is success
		status  travel.BookingStatus
	}{
		"paid and ticketed":    {order: suppliertest.InTurn(held, ticketed), payment: paid, status: travel.BookingTicketed},
		"tickets on their way": {order: suppliertest.InTurn(held, underway), payment: paid, status: travel.BookingHeld},
		"payment pending":      {order: suppliertest.InTurn(held, underway), payment: say(202, `{"data":{"id":"pay_1","status":"pending"}}`), status: travel.BookingHeld},
		"cannot be read again": {order: suppliertest.InTurn(held, suppliertest.Sever), payment: paid, status: travel.BookingHeld},
		"raced by another":     {order: suppliertest.InTurn(held, ticketed), payment: refuse(422, "already_paid"), status: travel.BookingTicketed},
		"done before":          {order: ticketed, status: travel.BookingTicketed},
		"being paid":           {order: underway, status: travel.BookingHeld},
		"cancelled":            {order: cancelled, want: supplier.Rejected},
		"dearer now":           {order: held, total: "3529.99", want: supplier.PriceChanged},
		"no payment status":    {order: nothingSaid, want: supplier.Unavailable},
		"order not readable":   {order: refuse(500, "internal_server_error"), want: supplier.Unavailable},
		"payment failed":       {order: held, payment: say(201, `{"data":{"id":"pay_1","status":"failed","failure_reason":"no"}}`), want: supplier.Rejected},
		"payment cancelled":    {order: held, payment: say(201, `{"data":{"id":"pay_1","status":"cancelled"}}`), want: supplier.Rejected},
		"airline refuses":      {order: held, payment: refuse(422, "airline_internal"), want: supplier.Rejected},
		"too late":             {order: held, payment: refuse(422, "past_payment_required_by_date"), want: supplier.Rejected},
		"lost":                 {order: held, payment: suppliertest.Sever, want: supplier.OutcomeUnknown},
		"not a payment":        {order: held, payment: say(200, `{"data":{}}`), want: supplier.OutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := map[string]http.HandlerFunc{heldRoute: tc.order}
			if tc.payment != nil {
				answers[payRoute] = tc.payment
			}
			c, s := serve(t, answers)
			in := supplier.TicketInput{Reference: "ord_ours", BookingRef: heldRef(), Total: agreed}
			if tc.total != "" {
				in.Total = money.MustParse(tc.total, money.CNY)
			}
			booking, err := c.Ticket.Ticket(t.Context(), in)
			if tc.want != "" {
				kindOf(t, err, tc.want)
				return
			}
			if err != nil || booking.Status != tc.status {
				t.Fatalf("%s, %v; want %s", booking.Status, err, tc.status)
			}
			if tc.payment == nil {
				return
			}
			want := map[string]any{"data": map[string]any{
				"order_id": "ord_s1",
				"payment":  map[string]any{"type": "balance", "amount": "3530.00", "currency": "CNY"},
			}}
			if got := s.Last(payRoute).Body; !reflect.DeepEqual(got, want) {
				t.Errorf("paid with %v", got)
			}
		})
	}
}

func TestRetrieveByOrder(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answer http.HandlerFunc
		found  bool
		status travel.BookingStatus
		want   supplier.Kind
	}{
		"held":      {answer: say(200, file(t, "order_held.json")), found: true, status: travel.BookingHeld},
		"ticketed":  {answer: say(200, file(t, "order_ticketed.json")), found: true, status: travel.BookingTicketed},
		"cancelled": {answer: say(200, strings.Replace(file(t, "order_held.json"), `"cancelled_at": null`, `"cancelled_at": "x"`, 1)), found: true, status: travel.BookingCancelled},
		"one ticket missing": {
			answer: say(200, strings.Replace(file(t, "order_ticketed.json"), `"9992400000003"`, `""`, 1)), found: true, status: travel.BookingHeld,
		},
		"none":         {answer: refuse(404, "not_found")},
		"HTML 404":     {answer: say(404, "<html>"), want: supplier.Unavailable},
		"down":         {answer: refuse(503, "x"), want: supplier.Unavailable},
		"other order":  {answer: say(200, `{"data":{"id":"ord_s2","total_amount":"1.00","total_currency":"CNY"}}`), want: supplier.Unavailable},
		"no total":     {answer: say(200, `{"data":{"id":"ord_s1"}}`), want: supplier.Unavailable},
		"other money":  {answer: say(200, `{"data":{"id":"ord_s1","total_amount":"1.00","total_currency":"???"}}`), want: supplier.Unavailable},
		"empty answer": {answer: say(200, `{"data":null}`), want: supplier.Unavailable},
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{heldRoute: tc.answer})
		booking, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", BookingRef: heldRef()})
		if tc.want != "" {
			kindOf(t, err, tc.want)
			continue
		}
		if err != nil || found != tc.found || booking.Status != tc.status {
			t.Errorf("%s: %v %s %v", name, found, booking.Status, err)
		}
	}
}

func TestRetrieveByReference(t *testing.T) {
	t.Parallel()
	ours := inList(t, "order_held.json")
	theirs := strings.Replace(ours, "ord_ours", "ord_theirs", 1)
	order := strings.TrimSuffix(strings.TrimPrefix(ours, `{"data":[`), `],"meta":{"limit":200,"after":null,"before":null}}`)
	dead := strings.NewReplacer(`"cancelled_at": null`, `"cancelled_at": "x"`, "ord_s1", "ord_s0").Replace(order)
	more := func(list string) string { return strings.Replace(list, `"after":null`, `"after":"g2"`, 1) }
	for name, tc := range map[string]struct {
		answer http.HandlerFunc
		found  bool
		want   supplier.Kind
		calls  int
	}{
		"ours":              {answer: say(200, ours), found: true, calls: 1},
		"firm no":           {answer: say(200, `{"data":[],"meta":{"after":null}}`), calls: 2},
		"theirs":            {answer: say(200, theirs), calls: 2},
		"tried twice":       {answer: say(200, `{"data":[`+dead+`,`+order+`]}`), found: true, calls: 1},
		"on the next page":  {answer: suppliertest.InTurn(say(200, more(theirs)), say(200, ours)), found: true, calls: 2},
		"second page lost":  {answer: suppliertest.InTurn(say(200, more(theirs)), say(200, ours[:50])), want: supplier.Unavailable, calls: 2},
		"list without data": {answer: say(200, `{}`), want: supplier.Unavailable, calls: 1},
		"null list":         {answer: say(200, `{"data":null}`), want: supplier.Unavailable, calls: 1},
		"unreadable order":  {answer: say(200, `{"data":["x"]}`), want: supplier.Unavailable, calls: 1},
		"endless":           {answer: say(200, more(theirs)), want: supplier.Unavailable, calls: 50},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string]http.HandlerFunc{ordersRoute: tc.answer})
			booking, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", OfferRef: directRef(t)})
			if len(s.Routes()) != tc.calls {
				t.Errorf("%d calls, want %d", len(s.Routes()), tc.calls)
			}
			if tc.want != "" {
				kindOf(t, err, tc.want)
				return
			}
			if err != nil || found != tc.found || (found && string(booking.Ref) != string(heldRef())) {
				t.Errorf("%v %s %v", found, booking.Ref, err)
			}
		})
	}
}

func TestRelease(t *testing.T) {
	t.Parallel()
	held := say(200, file(t, "order_held.json"))
	quote := say(201, `{"data":{"id":"ore_1","refund_to":"awaiting_payment"}}`)
	confirmed := say(200, `{"data":{"id":"ore_1","refund_to":"awaiting_payment","confirmed_at":"2026-12-01T08:06:00Z"}}`)
	ofAnother := say(200, `{"data":{"id":"ore_1","order_id":"ord_other","refund_to":"awaiting_payment","confirmed_at":"2026-12-01T08:06:00Z"}}`)
	refunding := say(200, `{"data":{"id":"ore_1","refund_amount":"900.00","refund_currency":"CNY","refund_to":"awaiting_payment","confirmed_at":"2026-12-01T08:06:00Z"}}`)
	inCredits := say(201, `{"data":{"id":"ore_1","refund_amount":"0.00","refund_currency":"CNY","airline_credits":[{"credit_amount":"900.00","credit_currency":"CNY"}]}}`)
	cancelled := say(200, strings.Replace(file(t, "order_held.json"), `"cancelled_at": null`, `"cancelled_at": "x"`, 1))
	for name, tc := range map[string]struct {
		order, quote, confirm http.HandlerFunc
		want                  supplier.Kind
	}{
		"released":          {order: held, quote: quote, confirm: confirmed},
		"released before":   {order: cancelled},
		"raced at quote":    {order: suppliertest.InTurn(held, cancelled), quote: refuse(422, "already_cancelled")},
		"raced at confirm":  {order: suppliertest.InTurn(held, cancelled), quote: quote, confirm: refuse(422, "already_cancelled")},
		"paid":              {order: say(200, file(t, "order_ticketed.json")), want: supplier.Rejected},
		"zero is stated":    {order: held, quote: say(201, `{"data":{"id":"ore_1","refund_amount":"0.00","refund_currency":"CNY"}}`), confirm: confirmed},
		"nothing stated":    {order: held, quote: say(201, `{"data":{"id":"ore_1"}}`), want: supplier.Rejected},
		"paid into credits": {order: held, quote: inCredits, want: supplier.Rejected},
		"crash at quote":    {order: held, quote: refuse(500, "already_cancelled"), want: supplier.Unavailable},
		"crash at confirm":  {order: held, quote: quote, confirm: refuse(500, "already_cancelled"), want: supplier.OutcomeUnknown},
		"another confirmed": {order: held, quote: quote, confirm: ofAnother, want: supplier.OutcomeUnknown},
		"refund confirmed":  {order: held, quote: quote, confirm: refunding, want: supplier.OutcomeUnknown},
		"paid meanwhile":    {order: held, quote: say(201, `{"data":{"id":"ore_1","refund_to":"balance"}}`), want: supplier.Rejected},
		"not cancellable":   {order: held, quote: refuse(422, "order_not_cancellable"), want: supplier.Rejected},
		"quote lost":        {order: held, quote: suppliertest.Sever, want: supplier.Unavailable},
		"confirm lost":      {order: held, quote: quote, confirm: suppliertest.Sever, want: supplier.OutcomeUnknown},
		"confirm down":      {order: held, quote: quote, confirm: refuse(503, "x"), want: supplier.Unavailable},
		"confirm undecided": {order: held, quote: quote, confirm: say(200, `{"data":{"id":"ore_1"}}`), want: supplier.OutcomeUnknown},
		"no such order":     {order: refuse(404, "not_found"), want: supplier.Rejected},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := map[string]http.HandlerFunc{heldRoute: tc.order}
			if tc.quote != nil {
				answers[cancelRoute] = tc.quote
			}
			if tc.confirm != nil {
				answers[confirmRoute] = tc.confirm
			}
			c, _ := serve(t, answers)
			err := c.Release.Release(t.Context(), "ord_ours", heldRef())
			if tc.want == "" && err != nil {
				t.Fatal(err)
			}
			if tc.want != "" {
				kindOf(t, err, tc.want)
			}
		})
	}
}
