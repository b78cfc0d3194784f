package duffelair_test

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/duffelair"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// nowhere is a network that reaches nobody: webhooks may be made for any port.
type nowhere struct{}

func (nowhere) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("nowhere") }

// fuzzed are the calls with a body. A word with a dollar is an id of the world's,
// in paths and bodies.
var fuzzed = []struct{ method, path, body string }{
	{http.MethodPost, "/air/offer_requests/", `{"data":{"slices":[{"origin":"PEK","destination":"SHA","departure_date":"2026-12-20","departure_time":{"from":"08:00","to":"12:00"}}],"passengers":[{"type":"adult"},{"age":1}],"max_connections":0}}`},
	{http.MethodPost, "/air/batch_offer_requests/", `{"data":{"slices":[{"origin":"BJS","destination":"SHA","departure_date":"2026-12-20"}],"passengers":[{"type":"adult"}],"cabin_class":"business"}}`},
	{http.MethodPost, "/air/offers/$offer/actions/price", `{"data":{"intended_services":[{"id":"$bag","quantity":1},{"id":"$seat","quantity":1}],"intended_payment_methods":[{"type":"balance"}]}}`},
	{http.MethodPost, "/air/orders", `{"data":{"type":"instant","selected_offers":["$offer"],"passengers":[{"id":"$pax","title":"mr","gender":"m","given_name":"San","family_name":"Zhang","born_on":"1990-01-01","email":"a@b.cn","phone_number":"+8613800138000"}],"payments":[{"type":"balance","amount":"1.00","currency":"CNY"}],"services":[{"id":"$seat","quantity":1}],"metadata":{"a":"b"}}}`},
	{http.MethodPatch, "/air/orders/$order", `{"data":{"options":{"metadata":{"a":"b"}}}}`},
	{http.MethodPost, "/air/orders/$order/services", `{"data":{"add_services":[{"id":"$more","quantity":1}],"payment":{"type":"balance","amount":"1.00","currency":"CNY"}}}`},
	{http.MethodPost, "/air/payments", `{"data":{"order_id":"$order","payment":{"type":"balance","amount":"1.00","currency":"CNY"}}}`},
	{http.MethodPost, "/air/order_cancellations", `{"data":{"order_id":"$order"}}`},
	{http.MethodPost, "/air/order_change_requests", `{"data":{"order_id":"$order","slices":{"remove":[{"slice_id":"$slice"}],"add":[{"origin":"PEK","destination":"SHA","departure_date":"2026-12-22","cabin_class":"economy"}]}}}`},
	{http.MethodPost, "/air/order_changes", `{"data":{"selected_order_change_offer":"$change"}}`},
	{http.MethodPost, "/air/order_changes/$pending/actions/confirm", `{"data":{"payment":{"type":"balance","amount":"1.00","currency":"CNY"}}}`},
	{http.MethodPatch, "/air/airline_initiated_changes/$aic", `{"data":{"action_taken":"accepted"}}`},
	{http.MethodPost, "/air/webhooks", `{"data":{"url":"http://127.0.0.1:1/","events":["order.created"]}}`},
	{http.MethodPatch, "/air/webhooks/$hook", `{"data":{"active":false,"events":["order.created"],"url":"http://localhost:1/"}}`},
}

// FuzzBody: whatever is sent, the answer is Duffel's, and never "our fault".
func FuzzBody(f *testing.F) {
	st := stage.New(func() time.Time { return morning })
	j, err := journal.Open("")
	if err != nil {
		f.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	surface := duffelair.New(duffelair.Config{
		World: world.New(world.Config{Stage: st, Journal: j, Logger: log}), Stage: st, Journal: j, SlowDelay: time.Second,
		Deliver: &http.Client{Transport: nowhere{}}, Logger: log,
	})
	f.Cleanup(surface.Close)
	ids := idsOf(f, &airline{t: f, surface: surface, stage: st, token: "duffel_test_air-china"})
	for i, call := range fuzzed {
		f.Add(uint8(i), call.body)
		f.Add(uint8(i), `{"data":null}`)
	}
	f.Fuzz(func(t *testing.T, which uint8, body string) {
		call := fuzzed[int(which)%len(fuzzed)]
		request := httptest.NewRequest(call.method, ids.Replace(call.path), strings.NewReader(ids.Replace(body)))
		request.Header.Set("Authorization", "Bearer duffel_test_air-china")
		request.Header.Set("Duffel-Version", "v2")
		request.Header.Set("Content-Type", "application/json")
		recorder := httptest.NewRecorder()
		surface.ServeHTTP(recorder, request)
		var answer struct {
			Data   json.RawMessage
			Errors []struct{ Type, Code string }
		}
		if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
			t.Fatalf("%d %s: %v", recorder.Code, recorder.Body, err)
		}
		refused := len(answer.Errors) > 0 && answer.Errors[0].Type != "" && answer.Errors[0].Code != ""
		if recorder.Code >= 500 || (recorder.Code >= 400) != refused || refused == (answer.Data != nil) {
			t.Fatalf("%d %s", recorder.Code, recorder.Body)
		}
	})
}

// idsOf makes one of everything that a body can name.
func idsOf(t testing.TB, a *airline) *strings.Replacer {
	t.Helper()
	order := a.changeable()
	change := a.requestChange(order, "2026-12-22").must(http.StatusCreated).text("data.order_change_offers.0.id")
	pending := a.post("/air/order_changes", `{"selected_order_change_offer":"`+change+`"}`).must(http.StatusCreated)
	more := a.get("/air/orders/" + order.text("data.id") + "/available_services")
	found := a.search()
	moved := a.under("schedule-change").order(found, found.found.text("data.offers.0.total_amount")).must(http.StatusCreated)
	found = a.search()
	seat, _, _ := a.seat(found)
	return strings.NewReplacer(
		"$order", order.text("data.id"), "$slice", order.text("data.slices.0.id"), "$more", more.text("data.0.id"),
		"$change", change, "$pending", pending.text("data.id"),
		"$aic", moved.text("data.airline_initiated_changes.0.id"),
		"$offer", found.offer, "$pax", found.pax, "$bag", a.services(found).text("data.available_services.0.id"), "$seat", seat,
		"$hook", a.webhook("http://127.0.0.1:1/", "order.created").text("data.id"),
	)
}
