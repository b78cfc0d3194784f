package rest_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/rest"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// operations are all that need a key, each with a body that would do.
var operations = []struct{ method, path, body string }{
	{"POST", "/v1/air-shopping", goodSearch},
	{"GET", "/v1/air-shopping/shp_1", ""},
	{"GET", "/v1/offers/ofr_1", ""},
	{"POST", "/v1/offers/ofr_1/price", ""},
	{"GET", "/v1/orders", ""},
	{"POST", "/v1/orders", goodOrder},
	{"GET", "/v1/orders/ord_1", ""},
	{"GET", "/v1/orders/ord_1/history", ""},
	{"POST", "/v1/orders/ord_1/payments", goodPayment},
	{"GET", "/v1/orders/ord_1/payments/pay_1", ""},
	{"POST", "/v1/orders/ord_1/payments/pay_1/confirm", ""},
	{"GET", "/v1/places?query=PEK", ""},
	{"GET", "/v1/places/PEK", ""},
	{"GET", "/v1/airlines", ""},
	{"GET", "/v1/airlines/CA", ""},
	{"GET", "/v1/sandbox/clock", ""},
	{"POST", "/v1/sandbox/clock", `{"advance":"PT1M"}`},
}

func TestEveryOperationWantsAKey(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, op := range operations {
		for name, header := range map[string][]string{
			"none":         {"Authorization", ""},
			"unknown":      {"Authorization", "Bearer fb_test_nobody"},
			"empty":        {"Authorization", "Bearer "},
			"other scheme": {"Authorization", "Basic ZmJfdGVzdF9hZ2VuY3k6"},
			"two":          {"Authorization", "Bearer fb_test_agency", "Authorization", "Bearer fb_test_agency"},
		} {
			w := b.call(op.method, op.path, op.body, append(header, "Idempotency-Key", "k")...)
			p := problemOf(t, w)
			if w.Code != 401 || p.Code != "unauthenticated" || !strings.HasPrefix(w.Header().Get("WWW-Authenticate"), "Bearer ") {
				t.Errorf("%s %s, key %s: %d %s", op.method, op.path, name, w.Code, w.Body)
			}
		}
		w := b.call(op.method, op.path, op.body, "Authorization", "Bearer fb_test_gov", "Idempotency-Key", "k")
		if p := problemOf(t, w); w.Code != 403 || p.Code != "programNotGranted" {
			t.Errorf("%s %s, program not open: %d %s", op.method, op.path, w.Code, w.Body)
		}
	}
	if calls := b.verbs.called(); len(calls) > 0 {
		t.Errorf("called %v", calls)
	}
	w := b.call("GET", "/v1/orders", "", "Authorization", "bearer fb_test_agency")
	if w.Code != 200 {
		t.Errorf("scheme in lower case: %d %s", w.Code, w.Body)
	}
}

func TestEveryOperationNegotiates(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, op := range operations {
		w := b.call(op.method, op.path, op.body, "Accept", "text/csv", "Idempotency-Key", "k")
		if p := problemOf(t, w); w.Code != 406 || p.Code != "notAcceptable" {
			t.Errorf("%s %s: %d %s", op.method, op.path, w.Code, w.Body)
		}
	}
	if calls := b.verbs.called(); len(calls) > 0 {
		t.Errorf("called %v", calls)
	}
}

// TestPathsThatNameNothing: whatever is wrong with an id, the answer is one.
func TestPathsThatNameNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	bodies := map[string]string{}
	for _, path := range []string{
		"/v1/orders/ord_1", "/v1/orders/%20", "/v1/orders/..%2f..%2fetc", "/v1/orders/" + strings.Repeat("x", 201), "/v1/orders/%00",
		"/v1/orders/%F0%9F%98%80", "/v1/orders/'%20OR%201=1--", "/v1/orders/", "/v1/nothing", "/v1/orders/ord_1/nothing", "/v2/orders", "/V1/orders",
	} {
		w := b.call("GET", path, "", "X-Request-Id", "same")
		if w.Code != 404 {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		bodies[w.Body.String()] = path
	}
	if len(bodies) != 1 {
		t.Errorf("%d different bodies: %v", len(bodies), bodies)
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	w := b.call("DELETE", "/v1/orders/ord_1", "")
	if p := problemOf(t, w); w.Code != 405 || p.Code != "methodNotAllowed" || !strings.Contains(w.Header().Get("Allow"), "GET") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if w = b.call("HEAD", "/v1/orders/ord_1/payments", ""); w.Code != 405 || w.Body.Len() > 0 || strings.Contains(w.Header().Get("Allow"), "HEAD") {
		t.Errorf("HEAD of what is not read: %d %v", w.Code, w.Header())
	}
	if w = b.call("DELETE", "/v1/orders", ""); !strings.Contains(w.Header().Get("Allow"), "HEAD") {
		t.Errorf("Allow %q", w.Header().Get("Allow"))
	}
}

func TestMediaTypes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, test := range []struct {
		header []string
		status int
	}{
		{[]string{"Content-Type", "application/json"}, 503},
		{[]string{"Content-Type", "application/json; charset=UTF-8"}, 503},
		{[]string{"Content-Type", "application/json", "Content-Encoding", "identity"}, 503},
		{[]string{"Content-Type", ""}, 415},
		{[]string{"Content-Type", "text/json"}, 415},
		{[]string{"Content-Type", "application/xml"}, 415},
		{[]string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
		{[]string{"Content-Type", "application/json; charset=latin1"}, 415},
		{[]string{"Content-Type", "application/json", "Content-Encoding", "gzip"}, 415},
		{[]string{"Content-Type", ";"}, 415},
	} {
		w := b.call("POST", "/v1/air-shopping", goodSearch, test.header...)
		if w.Code != test.status {
			t.Errorf("%v: %d %s", test.header, w.Code, w.Body)
		}
	}
	w := b.call("POST", "/v1/offers/ofr_1/price", `{"budgetMs":2000}`, "Content-Type", "text/plain")
	if w.Code != 415 {
		t.Errorf("an optional body: %d %s", w.Code, w.Body)
	}
}

func TestBodyLimit(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	long := with(goodSearch, "{", "{"+strings.Repeat(" ", 1<<20))
	w := b.call("POST", "/v1/air-shopping", long)
	if p := problemOf(t, w); w.Code != 413 || p.Code != "payloadTooLarge" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	r := request("POST", "/v1/air-shopping", long)
	r.ContentLength = -1 // chunked: nobody knows how long it will be
	w = b.do(r)
	if w.Code != 413 {
		t.Errorf("chunked: %d %s", w.Code, w.Body)
	}
	r = request("POST", "/v1/notices/payments/card", long)
	r.ContentLength = -1
	if w = b.do(r); w.Code != 413 {
		t.Errorf("a notice: %d %s", w.Code, w.Body)
	}
	if calls := b.verbs.called(); len(calls) > 0 {
		t.Errorf("called %v", calls)
	}
}

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, path := range []string{"/v1/orders", "/v1/orders/ord_1/payments"} {
		body := goodOrder
		if path != "/v1/orders" {
			body = goodPayment
		}
		for name, test := range map[string]struct {
			header []string
			status int
			code   string
		}{
			"none":              {nil, 400, "idempotencyKeyMissing"},
			"two":               {[]string{"Idempotency-Key", "a", "Idempotency-Key", "b"}, 400, "invalidRequest"},
			"256 characters":    {[]string{"Idempotency-Key", strings.Repeat("k", 256)}, 400, "invalidRequest"},
			"with a space":      {[]string{"Idempotency-Key", "a b"}, 400, "invalidRequest"},
			"not ASCII":         {[]string{"Idempotency-Key", "clé"}, 400, "invalidRequest"},
			"a card number":     {[]string{"Idempotency-Key", "4111111111111111"}, 400, "invalidRequest"},
			"one in groups":     {[]string{"Idempotency-Key", "4111-1111-1111-1111"}, 400, "invalidRequest"},
			"digits in a UUID":  {[]string{"Idempotency-Key", "41111111-1111-1111-9111-a11111111111"}, 404, "notFound"},
			"255 characters":    {[]string{"Idempotency-Key", strings.Repeat("k", 255)}, 404, "notFound"},
			"a UUID":            {[]string{"Idempotency-Key", "7f9a3a1e-4a0c-4c7b-9d39-6a6f4f8a1b2c"}, 404, "notFound"},
			"one with a comma":  {[]string{"Idempotency-Key", "a,b;c=d"}, 404, "notFound"},
			"bad input as well": {[]string{"Content-Type", "text/plain"}, 400, "idempotencyKeyMissing"},
		} {
			w := b.call("POST", path, body, test.header...)
			p := problemOf(t, w)
			if w.Code != test.status || string(p.Code) != test.code || p.Outcome == nil || *p.Outcome != "notDone" || !p.SafeToRetry {
				t.Errorf("%s, key %s: %d %s", path, name, w.Code, w.Body)
			}
		}
	}
}

func TestScenario(t *testing.T) {
	t.Parallel()
	var got string
	sandbox, production := newBench(t), newBench(t, inProduction)
	for _, b := range []*bench{sandbox, production} {
		b.verbs.airShopping = func(ctx context.Context, in shopping.Input) (shopping.Result, error) {
			got = in.Scenario
			if account.ScenarioFrom(ctx) != in.Scenario {
				t.Errorf("ctx has %q", account.ScenarioFrom(ctx))
			}
			return shopping.Result{}, travel.NewError(travel.CodeOverloaded)
		}
	}
	for given, want := range map[string]string{
		"price-up":                           "price-up",
		" sold-out ; supplier=air-china":     "sold-out;supplier=air-china",
		"booked-then-timeout;supplier=a_b.c": "booked-then-timeout;supplier=a_b.c",
	} {
		got = ""
		if w := sandbox.call("POST", "/v1/air-shopping", goodSearch, "Farebridge-Scenario", given); w.Code != 503 || got != want {
			t.Errorf("%q: %d, staged %q, want %q", given, w.Code, got, want)
		}
	}
	for _, given := range []string{"price-sideways", "price-up;supplier", "price-up;supplier=", "price-up;who=x", "price-up;supplier=a b", "price-up;supplier=é", ";", "PRICE-UP", "ticketing-never"} {
		got = "nothing"
		w := sandbox.call("POST", "/v1/air-shopping", goodSearch, "Farebridge-Scenario", given)
		p := problemOf(t, w)
		if w.Code != 400 || p.Code != "invalidRequest" || len(p.Errors) != 1 || *p.Errors[0].Parameter != "Farebridge-Scenario" || got != "nothing" {
			t.Errorf("%q: %d %s", given, w.Code, w.Body)
		}
	}
	if w := sandbox.call("GET", "/v1/orders", "", "Farebridge-Scenario", "price-up", "Farebridge-Scenario", "sold-out"); w.Code != 400 {
		t.Errorf("two scenarios: %d %s", w.Code, w.Body)
	}
	// A supplier nobody plays is told, unless another server passes it on.
	cast := newBench(t, func(d *rest.Deps) { d.Players = []string{"air-china", "skytrip"} })
	cast.verbs.airShopping = sandbox.verbs.airShopping
	for given, want := range map[string]string{"price-up": "price-up", "price-up;supplier=skytrip": "price-up;supplier=skytrip", "price-up;supplier=skytrap": "nothing"} {
		got = "nothing"
		w := cast.call("POST", "/v1/air-shopping", goodSearch, "Farebridge-Scenario", given)
		if got != want || want == "nothing" && (w.Code != 400 || problemOf(t, w).Errors[0].Code != "unknownSupplier") {
			t.Errorf("%q: staged %q, %d %s", given, got, w.Code, w.Body)
		}
	}
	got = "nothing"
	if cast.call("POST", "/v1/air-shopping", goodSearch, "Farebridge-Scenario", "price-up;supplier=theirs", "Farebridge-Clock-Offset", "0"); got != "price-up;supplier=theirs" {
		t.Errorf("passed on: %q", got)
	}
	got = ""
	if sandbox.call("POST", "/v1/air-shopping", goodSearch); got != "" {
		t.Errorf("staged %q by itself", got)
	}
	// On every call, those without the parameter in the specification too.
	if w := production.call("GET", "/v1/orders", "", "Farebridge-Scenario", "price-up"); w.Code != 400 {
		t.Errorf("production: %d %s", w.Code, w.Body)
	}
	if w := production.call("GET", "/v1/sandbox/clock", ""); w.Code != 404 {
		t.Errorf("production's clock: %d %s", w.Code, w.Body)
	}
	if w := production.call("POST", "/v1/sandbox/clock", `{"advance":"PT1M"}`); w.Code != 404 {
		t.Errorf("production's clock: %d %s", w.Code, w.Body)
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var inside string
	b.verbs.retrieve = func(ctx context.Context, _ shopping.Page) (shopping.Encoded, error) {
		inside = rest.RequestID(ctx)
		return shopping.Encoded{}, travel.NewError(travel.CodeNotFound)
	}
	for given, kept := range map[string]bool{
		"abc-123_X.y:z": true, "": false, "a b": false, strings.Repeat("x", 65): false, "é": false,
		"\"><script>": false, "4111111111111111": false, "41111111-1111-1111-9111-a11111111111": true, "a\tb": false,
	} {
		w := b.call("GET", "/v1/air-shopping/shp_1", "", "X-Request-Id", given)
		id := w.Header().Get("X-Request-Id")
		if p := problemOf(t, w); p.RequestID != id || inside != id || (id == given) != kept || !strings.Contains(b.log.String(), `"requestId":"`+id+`"`) {
			t.Errorf("%q: header %q, problem %q, ctx %q", given, id, p.RequestID, inside)
		}
	}
	ctx := rest.WithRequestID(t.Context(), "req_again")
	if rest.RequestID(ctx) != "req_again" || rest.RequestID(t.Context()) != "" {
		t.Error("an id does not survive in ctx")
	}
}

func TestPanicsAndFailuresTellNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	secret := "dial tcp 10.0.0.7:5432: password=hunter2"
	b.verbs.offerPrice = func(context.Context, pricing.Input) (pricing.Result, error) { panic(secret) }
	b.verbs.offer = func(context.Context, string, string) (travel.Offer, error) {
		return travel.Offer{}, errors.New(secret)
	}
	b.verbs.create = func(context.Context, ordering.CreateInput) (ordering.Answered, error) {
		return ordering.Answered{}, travel.NewError(travel.CodeSupplierError).Because(errors.New(secret))
	}
	b.verbs.notice = func(context.Context, string, http.Header, []byte) error {
		return travel.NewError("madeUp").Because(errors.New(secret))
	}
	for _, test := range []struct {
		method, path, body string
		status             int
		safe               bool
		outcome            string
	}{
		{"POST", "/v1/offers/ofr_1/price", "", 500, true, ""},
		{"GET", "/v1/offers/ofr_1", "", 500, true, ""},
		{"POST", "/v1/orders", goodOrder, 502, true, "unknown"},
		{"POST", "/v1/notices/payments/card", "{}", 500, false, "unknown"},
	} {
		before := b.log.Len()
		w := b.call(test.method, test.path, test.body, "Idempotency-Key", "k")
		p := problemOf(t, w)
		outcome := ""
		if p.Outcome != nil {
			outcome = string(*p.Outcome)
		}
		if w.Code != test.status || p.SafeToRetry != test.safe || outcome != test.outcome || strings.Contains(w.Body.String(), "10.0.0.7") {
			t.Errorf("%s: %d %s", test.path, w.Code, w.Body)
		}
		if !strings.Contains(b.log.String()[before:], secret) {
			t.Errorf("%s: the cause is not in the log", test.path)
		}
	}
}

// TestLogKeepsQuiet: what callers send is not logged.
func TestLogKeepsQuiet(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.call("POST", "/v1/orders", goodOrder, "Idempotency-Key", "secret-key-1")
	b.call("POST", "/v1/orders", with(goodOrder, "trip 42", "4111111111111111"), "Idempotency-Key", "secret-key-1")
	b.call("GET", "/v1/orders?clientReference=4111111111111111", "")
	b.call("GET", "/v1/orders/4111111111111111?secret=1", "")
	b.call("GET", "/4111111111111111", "")
	b.call("POST", "/v1/orders/ord_1/payments", goodPayment, "Idempotency-Key", "secret-key-1")
	logged := b.log.String()
	for _, canary := range []string{"4111111111111111", "fb_test_agency", "secret", "O'BRIEN", "E12345678", "13800138000", "example.com", "tok_sandbox"} {
		if strings.Contains(logged, canary) {
			t.Errorf("%s is in the log:\n%s", canary, logged)
		}
	}
	for _, wanted := range []string{`"agency":"agy_one"`, `"route":"/v1/orders/:orderId"`, `"status":404`, `"tookMs":`, `"code":"validationFailed"`} {
		if !strings.Contains(logged, wanted) {
			t.Errorf("no %s in the log:\n%s", wanted, logged)
		}
	}
}

// TestCallerLeaves: a caller who went away is nobody's failure.
func TestCallerLeaves(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx, leave := context.WithCancel(t.Context())
	b.verbs.airShopping = func(ctx context.Context, _ shopping.Input) (shopping.Result, error) {
		leave()
		<-ctx.Done()
		return shopping.Result{}, ctx.Err()
	}
	b.do(request("POST", "/v1/air-shopping", goodSearch).WithContext(ctx))
	if logged := b.log.String(); !strings.Contains(logged, `"status":499`) || strings.Contains(logged, `"level":"ERROR"`) {
		t.Errorf("logged %s", logged)
	}
}

// TestGoodCallsReachTheirVerbs: one verb for each operation, once.
func TestGoodCallsReachTheirVerbs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, op := range operations {
		b.call(op.method, op.path, op.body, "Idempotency-Key", "k")
	}
	want := []string{
		"AirShopping", "Retrieve", "Offer", "OfferPrice", "Orders", "Create", "Order", "History", "Pay", "Payment", "ConfirmPayment",
	}
	if !slices.Equal(b.verbs.called(), want) {
		t.Errorf("called %v", b.verbs.called())
	}
}
