package rest_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// TestAcceptanceMissing: the text is whole when something changed, too.
func TestAcceptanceMissing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.verbs.create = func(context.Context, ordering.CreateInput) (ordering.Answered, error) {
		return ordering.Answered{}, travel.NewError(travel.CodeAcceptanceRequired).NotDone().Carrying(aChange(t))
	}
	w := b.call("POST", "/v1/orders", goodOrder, "Idempotency-Key", "k")
	p := problemOf(t, w)
	if w.Code != 409 || !strings.Contains(*p.Detail, "acceptanceToken") || strings.Contains(*p.Detail, "  ") || p.Acceptance.Token == nil || len(p.Errors) > 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestPaymentConflicts: a payment that is not possible says why, of which order,
// and whether to come again.
func TestPaymentConflicts(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, test := range []struct {
		err       *travel.Error
		status    int
		detail    string
		retryable bool
		after     string
		orderID   bool
	}{
		{travel.NewError(travel.CodeInvalidState, "paymentRunning").After(3 * time.Second).NotDone(), 409, "another payment", true, "3", true},
		{travel.NewError(travel.CodeInvalidState, "paymentRunning").NotDone(), 409, "being found out", true, "2", true},
		{travel.NewError(travel.CodeInvalidState, "notPayable").NotDone(), 409, "not awaiting payment", false, "", true},
		{travel.NewError(travel.CodeInvalidState, "somethingElse").NotDone(), 409, "does not fit the state", false, "", true},
		{travel.NewError(travel.CodeAlreadyPaid).NotDone(), 409, "is paid", false, "", true},
		{travel.NewError(travel.CodePriceChanged).NotDone().Carrying(aChange(t)), 409, "its token", false, "", true},
		{travel.NewError(travel.CodeNotFound), 404, "nothing here", false, "", false},
	} {
		b.verbs.pay = func(context.Context, ordering.PayInput) (ordering.Answered, error) {
			return ordering.Answered{}, test.err
		}
		w := b.call("POST", "/v1/orders/ord_one/payments", goodPayment, "Idempotency-Key", "k")
		p := problemOf(t, w)
		if w.Code != test.status || !strings.Contains(*p.Detail, test.detail) || p.Retryable != test.retryable || w.Header().Get("Retry-After") != test.after ||
			(p.OrderID != nil) != test.orderID || test.orderID && *p.OrderID != "ord_one" || *p.Outcome != "notDone" {
			t.Errorf("%v: %d %v %s", test.err, w.Code, w.Header(), w.Body)
		}
		b.verbs.payment = func(context.Context, string, string) (order.Order, order.Payment, error) {
			return order.Order{}, order.Payment{}, test.err
		}
		if p := problemOf(t, b.call("POST", "/v1/orders/ord_one/payments/pay_one/confirm", "")); (p.OrderID != nil) != test.orderID {
			t.Errorf("confirm, %v: %+v", test.err, p)
		}
	}
}

// TestPaymentAcceptance: what accepts a changed price reaches the verb, and is
// part of the input.
func TestPaymentAcceptance(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var asked ordering.PayInput
	b.verbs.pay = func(_ context.Context, in ordering.PayInput) (ordering.Answered, error) {
		asked = in
		return ordering.Answered{Answer: in.Encode(anOrder(t), aPayment(), nil)}, nil
	}
	w := b.call("POST", "/v1/orders/ord_one/payments", with(goodPayment, `"method"`, `"acceptanceToken":"acc_z","method"`), "Idempotency-Key", "k")
	accepting := asked
	b.call("POST", "/v1/orders/ord_one/payments", goodPayment, "Idempotency-Key", "k")
	if w.Code != 201 || accepting.AcceptanceToken != "acc_z" || asked.AcceptanceToken != "" || accepting.Key.InputHash == asked.Key.InputHash || w.Header().Get("ETag") != "" {
		t.Errorf("%d %s, asked %+v", w.Code, w.Body, accepting)
	}
}

// TestNoSupplierAnswered: the problem says why each did not.
func TestNoSupplierAnswered(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.verbs.airShopping = func(context.Context, shopping.Input) (shopping.Result, error) {
		return shopping.Result{}, travel.NewError(travel.CodeSuppliersUnavailable).Carrying([]shopping.SupplierReport{
			{SupplierID: "air-china", Status: shopping.StatusError, Latency: 1500 * time.Millisecond, Reason: shopping.ReasonRejected},
			{SupplierID: "wide-sky", Status: shopping.StatusOpen, Reason: shopping.ReasonBreakerOpen},
		})
	}
	w := b.call("POST", "/v1/air-shopping", goodSearch)
	p := problemOf(t, w)
	if w.Code != 503 || len(p.Suppliers) != 2 || p.Suppliers[0].SupplierID != "air-china" || *p.Suppliers[0].Reason != "rejected" ||
		p.Suppliers[0].LatencyMs != 1500 || p.Suppliers[1].Status != "open" || strings.Contains(*p.Detail, "in time") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
