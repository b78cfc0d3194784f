package duffel_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/duffel"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

const (
	hooksRoute    = "GET /air/webhooks"
	makeHookRoute = "POST /air/webhooks"
	noticesHere   = "https://fares.example/v1/notices/suppliers/sup"
)

// A webhook is made once, kept while it is there, and put in the place of those
// to the same address whose secret nobody knows.
func TestSubscribe(t *testing.T) {
	t.Parallel()
	events := `"order.created","order.creation_failed","order.airline_initiated_change_detected","air.order.changed",` +
		`"order_cancellation.confirmed","air.payment.succeeded","air.payment.failed","air.payment.cancelled"`
	hook := func(id, url, active string) string {
		return `{"id":"` + id + `","url":"` + url + `","active":` + active + `,"events":[` + events + `]}`
	}
	list := func(hooks ...string) http.HandlerFunc {
		return say(200, `{"data":[`+strings.Join(hooks, ",")+`],"meta":{"after":null}}`)
	}
	elsewhere := hook("end_3", "https://other.example/", "true")
	made := say(201, `{"data":{"id":"end_new","secret":"new"}}`)
	known := duffel.Webhook{ID: "end_1", Secret: "old"}
	for name, tc := range map[string]struct {
		known  duffel.Webhook
		list   http.HandlerFunc
		change http.HandlerFunc // of end_1
		drop   http.HandlerFunc // of end_2
		made   http.HandlerFunc
		want   duffel.Webhook
		routes []string
		kind   supplier.Kind
	}{
		"none yet":  {list: list(elsewhere), made: made, want: duffel.Webhook{ID: "end_new", Secret: "new"}, routes: []string{hooksRoute, makeHookRoute}},
		"known":     {known: known, list: list(elsewhere, hook("end_1", noticesHere, "true")), want: known, routes: []string{hooksRoute}},
		"on page 2": {known: known, list: suppliertest.InTurn(say(200, `{"data":[],"meta":{"after":"g2"}}`), list(hook("end_1", noticesHere, "true"))), want: known, routes: []string{hooksRoute, hooksRoute}},
		"turned": {
			known: known, list: list(hook("end_1", "https://was.example/", "true")), change: say(200, `{"data":{"id":"end_1"}}`),
			want: known, routes: []string{hooksRoute, "PATCH /air/webhooks/end_1"},
		},
		"switched off": {
			known: known, list: list(hook("end_1", noticesHere, "false")), change: say(204, ""),
			want: known, routes: []string{hooksRoute, "PATCH /air/webhooks/end_1"},
		},
		"another's at the address": {
			list: list(hook("end_2", noticesHere, "true"), elsewhere), drop: say(204, ""), made: made,
			want: duffel.Webhook{ID: "end_new", Secret: "new"}, routes: []string{hooksRoute, "DELETE /air/webhooks/end_2", makeHookRoute},
		},
		"gone meanwhile": {
			known: known, list: list(hook("end_2", noticesHere, "true")), drop: refuse(404, "not_found"), made: made,
			want: duffel.Webhook{ID: "end_new", Secret: "new"}, routes: []string{hooksRoute, "DELETE /air/webhooks/end_2", makeHookRoute},
		},
		"not to be deleted": {list: list(hook("end_2", noticesHere, "true")), drop: refuse(500, "x"), routes: []string{hooksRoute, "DELETE /air/webhooks/end_2"}, kind: supplier.OutcomeUnknown},
		"no list":           {list: refuse(503, "x"), routes: []string{hooksRoute}, kind: supplier.Unavailable},
		"refused":           {list: list(), made: refuse(422, "validation_format"), routes: []string{hooksRoute, makeHookRoute}, kind: supplier.Rejected},
		"no secret":         {list: list(), made: say(201, `{"data":{"id":"end_new"}}`), routes: []string{hooksRoute, makeHookRoute}, kind: supplier.OutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := map[string]http.HandlerFunc{hooksRoute: tc.list}
			for route, answer := range map[string]http.HandlerFunc{
				"PATCH /air/webhooks/end_1": tc.change, "DELETE /air/webhooks/end_2": tc.drop, makeHookRoute: tc.made,
			} {
				if answer != nil {
					answers[route] = answer
				}
			}
			url, s := scripted(t, answers)
			got, err := duffel.Subscribe(t.Context(), duffel.Config{BaseURL: url, Token: "token"}, noticesHere, tc.known)
			if !slices.Equal(s.Routes(), tc.routes) {
				t.Errorf("calls %v", s.Routes())
			}
			if tc.kind != "" {
				kindOf(t, err, tc.kind)
				return
			}
			if err != nil || got != tc.want {
				t.Errorf("%v, %v", got, err)
			}
			for _, route := range []string{makeHookRoute, "PATCH /air/webhooks/end_1"} {
				if !slices.Contains(tc.routes, route) {
					continue
				}
				body := at(s.Last(route).Body, "data")
				wanted, _ := body["events"].([]any)
				if body["url"] != noticesHere || len(wanted) != strings.Count(events, ",")+1 {
					t.Errorf("asked for %v", body)
				}
			}
		})
	}
}

func TestUnsubscribe(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{"there": say(204, ""), "gone": refuse(404, "not_found")} {
		url, _ := scripted(t, map[string]http.HandlerFunc{"DELETE /air/webhooks/end_1": answer})
		err := duffel.Unsubscribe(t.Context(), duffel.Config{BaseURL: url, Token: "token"}, duffel.Webhook{ID: "end_1"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
