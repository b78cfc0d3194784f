package rest_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var given *travel.Error
	b.verbs.airShopping = func(context.Context, shopping.Input) (shopping.Result, error) { return shopping.Result{}, given }
	for _, test := range []struct {
		err    *travel.Error
		status int
		after  string
	}{
		{travel.NewError(travel.CodeSuppliersUnavailable).After(1500 * time.Millisecond), 503, "2"},
		{travel.NewError(travel.CodeSuppliersUnavailable), 503, "5"},
		{travel.NewError(travel.CodeOfferStoreUnavailable), 503, "2"},
		{travel.NewError(travel.CodeRateLimited).After(time.Minute), 429, "60"},
		{travel.NewError(travel.CodeSupplierError), 502, ""},
		{travel.NewError(travel.CodeOfferExpired), 410, ""},
	} {
		given = test.err
		w := b.call("POST", "/v1/air-shopping", goodSearch)
		if w.Code != test.status || w.Header().Get("Retry-After") != test.after {
			t.Errorf("%v: %d, Retry-After %q", test.err, w.Code, w.Header().Get("Retry-After"))
		}
		if p := problemOf(t, w); p.Outcome != nil || !p.SafeToRetry {
			t.Errorf("a search has outcome %v, safeToRetry %v", p.Outcome, p.SafeToRetry)
		}
	}
}

func TestProblemLanguage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.verbs.create = func(context.Context, ordering.CreateInput) (ordering.Answered, error) {
		return ordering.Answered{}, travel.NewError(travel.CodeAcceptanceRequired, "820.00 CNY", "780.00 CNY").
			With(travel.FieldError{Pointer: "/acceptedTotal", Code: "mustEqualTotal", Params: []any{"820.00 CNY"}}).NotDone()
	}
	english := "What is sold now is not what was accepted: acceptedTotal is not the offer's total or acceptanceToken accepts something else (see errors), " +
		"or something changed and the acceptanceToken that accepts it is missing (see changes and acceptance)."
	chinese := "现售内容与已接受的不一致:acceptedTotal 不是报价总额或 acceptanceToken 不适用于此内容(见 errors)," +
		"或内容有变而缺少接受变更的 acceptanceToken(见 changes 和 acceptance)。"
	for _, test := range []struct{ accept, language, title, detail, field string }{
		{"", "en", "Acceptance required", english, "The offer's total is 820.00 CNY."},
		{"fr", "en", "Acceptance required", english, "The offer's total is 820.00 CNY."},
		{"zh-CN,zh;q=0.9,en;q=0.8", "zh", "须确认价格", chinese, "报价总额为 820.00 CNY。"},
		{"en;q=0.5, zh-Hant", "zh", "须确认价格", chinese, "报价总额为 820.00 CNY。"},
		{"zh;q=0, *", "en", "Acceptance required", english, "The offer's total is 820.00 CNY."},
	} {
		w := b.call("POST", "/v1/orders", goodOrder, "Idempotency-Key", "k", "Accept-Language", test.accept)
		p := problemOf(t, w)
		if w.Code != 409 || w.Header().Get("Content-Language") != test.language || p.Title != test.title || *p.Detail != test.detail || p.Errors[0].Detail != test.field {
			t.Errorf("%q: %d %v %s", test.accept, w.Code, w.Header(), w.Body)
		}
		if p.Type != "/docs/problems#acceptanceRequired" {
			t.Errorf("type %q", p.Type)
		}
	}
}

// TestManyFindings: a problem stays readable however much is wrong.
func TestManyFindings(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	body := `{"originDestinations":[` + strings.TrimSuffix(strings.Repeat(`{"origin":1},`, 900), ",") + `],"pax":[]}`
	w := b.call("POST", "/v1/air-shopping", body)
	if p := problemOf(t, w); w.Code != 400 || len(p.Errors) != 100 {
		t.Errorf("%d, %d findings", w.Code, len(p.Errors))
	}
}

func TestSandboxClock(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, test := range []struct{ advance, now, offset string }{
		{"PT31M", "2026-11-22T20:31:00Z", "PT31M"},
		{"P1DT2H", "2026-11-23T22:31:00Z", "P1DT2H31M"},
		{"PT1S", "2026-11-23T22:31:01Z", "P1DT2H31M1S"},
	} {
		w := b.call("POST", "/v1/sandbox/clock", `{"advance":"`+test.advance+`"}`)
		got := unmarshalled(t, w.Body.Bytes())
		read := unmarshalled(t, b.call("GET", "/v1/sandbox/clock", "").Body.Bytes())
		if w.Code != 200 || got["now"] != test.now || got["offset"] != test.offset || read["now"] != test.now || read["offset"] != test.offset {
			t.Errorf("%s: %d %s, then %v", test.advance, w.Code, w.Body, read)
		}
	}
	for advance, code := range map[string]string{
		"": "duration", "PT": "duration", "P": "duration", "31M": "duration", "P1M": "duration", "P1Y": "duration", "P1W": "duration", "PT1.5S": "duration",
		"-PT1M": "duration", "PT1M1H": "duration", "PT1H1H": "duration", "P1D1D": "duration", "PT1D": "duration", "pt1m": "duration", "PT9999999S": "duration",
		"P1H": "duration", "PT1M ": "duration", "PT0S": "outOfRange", "P401D": "outOfRange", "P400DT1S": "outOfRange",
	} {
		w := b.call("POST", "/v1/sandbox/clock", `{"advance":"`+advance+`"}`)
		p := problemOf(t, w)
		if w.Code != 422 || len(p.Errors) != 1 || p.Errors[0].Pointer != "/advance" || p.Errors[0].Code != code || *p.Outcome != "notDone" || !p.SafeToRetry {
			t.Errorf("%q: %d %s", advance, w.Code, w.Body)
		}
	}
	if b.clock.offset != 26*time.Hour+31*time.Minute+time.Second {
		t.Errorf("the clock moved by %v", b.clock.offset)
	}
	if w := b.call("POST", "/v1/sandbox/clock", `{"advance":"P400D"}`); w.Code != http.StatusOK {
		t.Errorf("400 days: %d %s", w.Code, w.Body)
	}
}
