package rest_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/travel"
)

// However a name was typed, one form of it is stored, compared and sent.
func TestNamesAreOfOneForm(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var asked ordering.CreateInput
	b.verbs.create = func(_ context.Context, in ordering.CreateInput) (ordering.Answered, error) {
		asked = in
		return ordering.Answered{Answer: in.Encode(anOrder(t), now, nil)}, nil
	}
	rules := travel.PaxRules{LatinNames: true, NameLimit: 6}
	for typed, want := range map[string]string{
		"O'Neil": "O'Neil", "O\u2019Neil": "O'Neil", "O\u02bcNeil": "O'Neil", "Jose\u0301": "José", "José": "José", "Nguye\u0302\u0303n": "Nguyễn",
		"\u212bse": "Åse", "张三": "张三",
	} {
		body := strings.NewReplacer("O'BRIEN", typed, "张三", typed, `"Li Lei"`, `"`+typed+`"`).Replace(goodOrder)
		w := b.call("POST", "/v1/orders", body, "Idempotency-Key", "key-1")
		if w.Code != 201 {
			t.Fatalf("%q: %d %s", typed, w.Code, w.Body)
		}
		if pax := asked.Travellers[0]; pax.Surname != want || pax.GivenName != want || asked.Contact.Name != want {
			t.Errorf("%q: %q %q of %q", typed, pax.Surname, pax.GivenName, asked.Contact.Name)
		}
		if misfits := rules.Misfits(asked.Travellers[:1]); (len(misfits) > 0) != (want == "张三") {
			t.Errorf("%q: %v", typed, misfits)
		}
	}
}

func TestOrderCreate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var asked ordering.CreateInput
	o := anOrder(t)
	b.verbs.create = func(_ context.Context, in ordering.CreateInput) (ordering.Answered, error) {
		asked = in
		return ordering.Answered{Answer: in.Encode(o, now, nil)}, nil
	}
	w := b.call("POST", "/v1/orders", goodOrder, "Idempotency-Key", "key-1")
	got := decoded[api.Order](t, w)
	if w.Code != 201 || w.Header().Get("Location") != "/v1/orders/ord_one" || w.Header().Get("Idempotent-Replayed") != "" || got.OrderID != "ord_one" || w.Header().Get("ETag") != `"7"` {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	pax := asked.Travellers[0]
	if asked.OfferID != "ofr_x" || asked.AcceptanceToken != "acc_y" || asked.AcceptedTotal != cny("820.00") || asked.ClientReference != "trip 42" ||
		asked.Metadata["costCentre"] != "4711" || asked.Contact.Phone != "+8613800138000" || pax.Surname != "O'BRIEN" || pax.GivenName != "张三" ||
		pax.BirthDate != (travel.Date{Year: 1990, Month: 2, Day: 28}) || pax.PTC != "" || pax.IdentityDocument.ExpiryDate.Year != 2030 ||
		asked.Key.Operation != "OrderCreate" || asked.Key.Value != "key-1" {
		t.Errorf("asked %+v", asked)
	}

	// Nobody knows yet whether it is booked.
	o.Booking.Hold.Stage, o.Payments, o.Ticketing = order.StageUnknown, nil, order.Ticketing{}
	w = b.call("POST", "/v1/orders", goodOrder, "Idempotency-Key", "key-1")
	if got := decoded[api.Order](t, w); w.Code != 202 || got.Status != "pending" || w.Header().Get("Location") == "" || w.Header().Get("ETag") != `"7"` {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestInputHash: the same meaning is the same input, however it is written, and
// nothing else is.
func TestInputHash(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var hash [32]byte
	b.verbs.create = func(_ context.Context, in ordering.CreateInput) (ordering.Answered, error) {
		hash = in.Key.InputHash
		return ordering.Answered{}, travel.NewError(travel.CodeOverloaded)
	}
	b.verbs.pay = func(_ context.Context, in ordering.PayInput) (ordering.Answered, error) {
		hash = in.Key.InputHash
		return ordering.Answered{}, travel.NewError(travel.CodeOverloaded)
	}
	of := func(path, body string) [32]byte {
		b.call("POST", path, body, "Idempotency-Key", "k")
		return hash
	}
	first := of("/v1/orders", goodOrder)
	for _, same := range []string{
		strings.ReplaceAll(goodOrder, `":"`, `" : "`),
		with(goodOrder, `"offerId":"ofr_x","acceptanceToken":"acc_y"`, `"acceptanceToken":"acc_y","offerId":"ofr_x"`),
		with(goodOrder, `O'BRIEN`, `O\u0027BRIEN`),
	} {
		if of("/v1/orders", same) != first {
			t.Errorf("another hash for %s", same)
		}
	}
	for _, other := range []string{
		with(goodOrder, "ofr_x", "ofr_z"), with(goodOrder, "820.00", "821.00"), with(goodOrder, "4711", "4712"), with(goodOrder, `,"acceptanceToken":"acc_y"`, ``),
	} {
		if of("/v1/orders", other) == first {
			t.Errorf("the same hash for %s", other)
		}
	}
	if of("/v1/orders/ord_1/payments", goodPayment) == of("/v1/orders/ord_2/payments", goodPayment) {
		t.Error("the same hash for payments of two orders")
	}
}

// TestReplay: a kept answer is given again byte for byte.
func TestReplay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var keptAnswer ordering.Answer
	b.verbs.create = func(_ context.Context, in ordering.CreateInput) (ordering.Answered, error) {
		if keptAnswer.Status != 0 {
			return ordering.Answered{Answer: keptAnswer, Replayed: true}, nil
		}
		keptAnswer = in.Encode(anOrder(t), now, travel.NewError(travel.CodeOfferUnavailable).NotDone().Because(errors.New("secret")))
		return ordering.Answered{Answer: keptAnswer}, nil
	}
	first := b.call("POST", "/v1/orders", goodOrder, "Idempotency-Key", "k", "Accept-Language", "zh-CN")
	again := b.call("POST", "/v1/orders", goodOrder, "Idempotency-Key", "k")
	if first.Code != 409 || again.Code != 409 || first.Body.String() != again.Body.String() {
		t.Errorf("%d %s\n%d %s", first.Code, first.Body, again.Code, again.Body)
	}
	if first.Header().Get("Idempotent-Replayed") != "" || again.Header().Get("Idempotent-Replayed") != "true" {
		t.Errorf("headers %v, %v", first.Header(), again.Header())
	}
	p := problemOf(t, first)
	if first.Header().Get("ETag") != "" || p.Code != "offerUnavailable" || *p.OrderID != "ord_one" || *p.Outcome != "notDone" || p.Title != "报价已不可用" || strings.Contains(first.Body.String(), "secret") {
		t.Errorf("%s", first.Body)
	}
}

// TestKeptFailure: what is kept for a key will be the same later, and says so.
func TestKeptFailure(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.verbs.pay = func(_ context.Context, in ordering.PayInput) (ordering.Answered, error) {
		failure := travel.NewError(travel.CodeGatewayUnavailable).NotDone()
		return ordering.Answered{Answer: in.Encode(anOrder(t), aPayment(), failure)}, nil
	}
	w := b.call("POST", "/v1/orders/ord_one/payments", goodPayment, "Idempotency-Key", "k")
	p := problemOf(t, w)
	if w.Code != 503 || p.Retryable || !p.SafeToRetry || *p.Outcome != "notDone" || *p.OrderID != "ord_one" || !strings.Contains(*p.Detail, "new Idempotency-Key") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	b.verbs.pay = nil
	b.verbs.create = func(context.Context, ordering.CreateInput) (ordering.Answered, error) {
		return ordering.Answered{}, travel.NewError(travel.CodeSuppliersUnavailable).NotDone()
	}
	w = b.call("POST", "/v1/orders", goodOrder, "Idempotency-Key", "k")
	if p := problemOf(t, w); w.Code != 503 || !p.Retryable || w.Header().Get("Retry-After") == "" {
		t.Errorf("nothing is kept: %d %s", w.Code, w.Body)
	}
}

// TestPriceChangedProblem: a refused order carries what OfferPrice would say.
func TestPriceChangedProblem(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.verbs.create = func(context.Context, ordering.CreateInput) (ordering.Answered, error) {
		return ordering.Answered{}, travel.NewError(travel.CodePriceChanged).NotDone().Carrying(aChange(t))
	}
	w := b.call("POST", "/v1/orders", goodOrder, "Idempotency-Key", "k")
	p := problemOf(t, w)
	if w.Code != 409 || *p.Result != "priceChanged" || p.Offer.OfferID != "ofr_two" || p.DataLists == nil || len(p.Changes) != 10 ||
		*p.Acceptance.Token != "acc_token" || len(p.Alternatives) != 1 || *p.Outcome != "notDone" || p.Fault != "supplier" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestOrderRetrieve(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	live := false
	b.verbs.order = func(_ context.Context, orderID string, asked bool) (order.Order, time.Time, error) {
		live = asked
		o := anOrder(t)
		o.Attention = "somebody has to look"
		return o, now, nil
	}
	w := b.call("GET", "/v1/orders/ord_one?live=true", "")
	got := decoded[api.Order](t, w)
	if w.Code != 200 || !live || w.Header().Get("ETag") != `"7"` || got.Status != "ticketed" || len(got.Tickets) != 2 || len(got.Payments) != 1 ||
		got.RecordLocators[0].Locator != "XYZ789" || len(got.OrderItems) != 2 || *got.Attention == "" || got.TotalPrice.Amount != "1270.00" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if number := got.Pax[0].IdentityDocument.Number; number != "*****5678" {
		t.Errorf("document %q", number)
	}
	if number := got.Pax[1].IdentityDocument.Number; number != "**34" {
		t.Errorf("short document %q", number)
	}
	for _, secret := range []string{"supplier_secret", "gateway_secret", "tok_sandbox", "E1234"} {
		if strings.Contains(w.Body.String(), secret) {
			t.Errorf("%s is on the wire", secret)
		}
	}
	b.call("GET", "/v1/orders/ord_one", "")
	if live {
		t.Error("the supplier is asked without being wanted")
	}
}

func TestOrderListAndHistory(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var asked ordering.Filter
	b.verbs.orders = func(_ context.Context, filter ordering.Filter) ([]order.Order, string, time.Time, error) {
		asked = filter
		cancelled := anOrder(t)
		cancelled.CancelReason, cancelled.Payments = order.CancelPaymentTimeout, nil
		return []order.Order{anOrder(t), cancelled}, "next", now, nil
	}
	w := b.call("GET", "/v1/orders?limit=2&after=abc&status=ticketed&reference=abc234&clientReference=trip%2042&createdAfter=2026-11-22T20:00:00.5%2B08:00", "")
	got := decoded[api.OrderListResponse](t, w)
	want := ordering.Filter{
		Status: order.StatusTicketed, Reference: "ABC234", ClientReference: "trip 42", Limit: 2, After: "abc",
		CreatedAfter: time.Date(2026, time.November, 22, 12, 0, 0, 500_000_000, time.UTC),
	}
	if w.Code != 200 || asked != want || len(got.Orders) != 2 || *got.Page.After != "next" || *got.Orders[1].CancelReason != "paymentTimeout" {
		t.Errorf("%d, asked %+v: %s", w.Code, asked, w.Body)
	}
	b.call("GET", "/v1/orders", "")
	if asked != (ordering.Filter{Limit: 50}) {
		t.Errorf("asked %+v", asked)
	}
	for _, bad := range []string{"yesterday", "2026-11-22", "2026-11-22T20:00:00"} {
		w = b.call("GET", "/v1/orders?createdAfter="+bad, "")
		if p := problemOf(t, w); w.Code != 400 || len(p.Errors) != 1 || *p.Errors[0].Parameter != "createdAfter" {
			t.Errorf("%s: %d %s", bad, w.Code, w.Body)
		}
	}
	b.verbs.orders = func(context.Context, ordering.Filter) ([]order.Order, string, time.Time, error) {
		return nil, "", now, travel.NewError(travel.CodeInvalidRequest).With(travel.FieldError{Pointer: "/after", Code: "invalidCursor"})
	}
	w = b.call("GET", "/v1/orders?after=zzz", "")
	if p := problemOf(t, w); w.Code != 400 || *p.Errors[0].Parameter != "after" || p.Errors[0].Pointer != "" || p.Errors[0].Detail == "" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	b.verbs.history = func(context.Context, string) ([]order.Record, error) {
		return []order.Record{{At: now, Kind: "created", Version: 1, Status: order.StatusPending}, {At: now, Kind: "held", Detail: "CA/XYZ789", Version: 2, Status: order.StatusAwaitingPayment}}, nil
	}
	w = b.call("GET", "/v1/orders/ord_one/history", "")
	if got := decoded[api.OrderHistoryResponse](t, w); w.Code != 200 || len(got.Events) != 2 || *got.Events[1].Detail != "CA/XYZ789" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestPayments(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := aPayment()
	b.verbs.pay = func(_ context.Context, in ordering.PayInput) (ordering.Answered, error) {
		if in.OrderID != "ord_one" || in.Method != order.MethodCard || in.CardToken != "tok_sandbox_ok" || in.ReturnURL != "https://agency.example/back" || in.Key.Operation != "OrderPay" {
			t.Errorf("asked %+v", in)
		}
		return ordering.Answered{Answer: in.Encode(anOrder(t), p, nil)}, nil
	}
	b.verbs.payment = func(_ context.Context, orderID, paymentID string) (order.Order, order.Payment, error) {
		if orderID != "ord_one" || paymentID != "pay_one" {
			t.Errorf("asked for %s of %s", paymentID, orderID)
		}
		return anOrder(t), p, nil
	}
	p.Status, p.NextAction = order.PaymentPending, order.NextAction{Type: order.ActionRedirect, URL: "https://gateway.example/pay", Method: "GET"}
	w := b.call("POST", "/v1/orders/ord_one/payments", goodPayment, "Idempotency-Key", "k")
	got := decoded[api.Payment](t, w)
	if w.Code != 201 || w.Header().Get("Location") != "/v1/orders/ord_one/payments/pay_one" || *got.NextAction.URL != "https://gateway.example/pay" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	p = aPayment()
	p.Returning, p.Return.Stage, p.Status = order.ReturnRefund, order.StageDue, order.PaymentCaptured
	if got := decoded[api.Payment](t, b.call("GET", "/v1/orders/ord_one/payments/pay_one", "")); got.MoneyReturn == nil || got.MoneyReturn.Status != "pending" || got.MoneyReturn.Kind != "refund" {
		t.Errorf("%+v", got)
	}
	p.Return.Stage, p.ReturnedAt, p.Status = order.StageDone, now, order.PaymentRefunded
	if got := decoded[api.Payment](t, b.call("POST", "/v1/orders/ord_one/payments/pay_one/confirm", "")); got.MoneyReturn == nil || got.MoneyReturn.Status != "done" {
		t.Errorf("%+v", got)
	}
	// A payment called off before anybody made it returns nothing.
	p.PaidAt, p.Status, p.NextAction = time.Time{}, order.PaymentSuperseded, order.NextAction{}
	if got := decoded[api.Payment](t, b.call("GET", "/v1/orders/ord_one/payments/pay_one", "")); got.MoneyReturn != nil || got.NextAction.Type != "none" {
		t.Errorf("%+v", got)
	}
}

// TestNoticeIsRaw: what a gateway signed arrives byte for byte with its header,
// whatever it is, and no key is asked for.
func TestNoticeIsRaw(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	body := "{\"a\":1,\"a\":2} \xff&x=<xml>"
	b.verbs.notice = func(_ context.Context, gatewayID string, header http.Header, got []byte) error {
		if gatewayID != "card" || string(got) != body || header.Get("Farebridge-Card-Signature") != "t=1,v1=ab" {
			t.Errorf("%s got %q, %v", gatewayID, got, header)
		}
		return nil
	}
	for _, contentType := range []string{"application/json", "application/x-www-form-urlencoded", "text/xml", ""} {
		w := b.call("POST", "/v1/notices/payments/card", body, "Content-Type", contentType, "Authorization", "", "Accept", "text/html", "Farebridge-Card-Signature", "t=1,v1=ab")
		if w.Code != 200 || !decoded[api.NoticeReceipt](t, w).Received {
			t.Errorf("%q: %d %s", contentType, w.Code, w.Body)
		}
	}
	b.verbs.notice = func(context.Context, string, http.Header, []byte) error {
		return travel.NewError(travel.CodeInvalidRequest).Because(errors.New("forged"))
	}
	w := b.call("POST", "/v1/notices/payments/card", "{}")
	if p := problemOf(t, w); w.Code != 400 || len(p.Errors) > 0 || !strings.Contains(*p.Detail, "signature is missing, wrong or stale") {
		t.Errorf("forged: %d %s", w.Code, w.Body)
	}
}
