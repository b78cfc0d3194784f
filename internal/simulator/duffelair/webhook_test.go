package duffelair_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/courier"
	"github.com/farebridge/farebridge/internal/simulator/duffelair"
)

const patience = 10 * time.Second

// receiver takes events and answers them with one status after the other, the
// last for ever.
type receiver struct {
	t       *testing.T
	url     string
	arrived chan delivery
}

type delivery struct {
	signature string
	body      []byte
	event     any
}

func receive(t *testing.T, statuses ...int) *receiver {
	t.Helper()
	r := &receiver{t: t, arrived: make(chan delivery, 64)}
	next := make(chan int, len(statuses)+1)
	for _, status := range statuses {
		next <- status
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		d := delivery{signature: request.Header.Get(duffelair.SignatureHeader)}
		d.body, _ = io.ReadAll(request.Body)
		status := http.StatusOK
		select {
		case status = <-next:
		default:
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "thanks")
		r.arrived <- d
	}))
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

func (r *receiver) next() delivery {
	r.t.Helper()
	select {
	case d := <-r.arrived:
		if err := json.Unmarshal(d.body, &d.event); err != nil {
			r.t.Fatalf("%q: %v", d.body, err)
		}
		return d
	case <-time.After(patience):
		r.t.Fatal("no event came")
		return delivery{}
	}
}

// types waits for n events and counts them by type: they are unordered.
func (r *receiver) types(n int) map[string]int {
	r.t.Helper()
	seen := map[string]int{}
	for range n {
		seen[word(r.next().event, "type")]++
	}
	return seen
}

func (a *airline) webhook(url string, events ...string) answer {
	a.t.Helper()
	list, _ := json.Marshal(events) // strings
	return a.post("/air/webhooks", fmt.Sprintf(`{"url":%q,"events":%s}`, url, list)).must(http.StatusCreated)
}

func TestWebhookHearsOfAnOrder(t *testing.T) {
	t.Parallel()
	a, r := open(t, ""), receive(t)
	hook := a.webhook(r.url, duffelair.Types...)
	secret := hook.text("data.secret")
	if secret == "" || hook.text("data.id")[:4] != "end_" || hook.at("data.active") != true {
		t.Fatalf("%s", hook.raw)
	}
	for _, path := range []string{"/air/webhooks", "/air/webhooks/" + hook.text("data.id")} {
		if again := a.get(path); strings.Contains(again.raw, secret) || !strings.Contains(again.raw, hook.text("data.id")) {
			t.Errorf("%s: %s", path, again.raw)
		}
	}
	found := a.search()
	order := a.order(found, found.found.text("data.offers.0.total_amount")).must(http.StatusCreated).text("data.id")
	d := r.next()
	if word(d.event, "type") != "order.created" || word(d.event, "data.object.id") != order || word(d.event, "api_version") != "v2" ||
		word(d.event, "idempotency_key") != order {
		t.Fatalf("%s", d.body)
	}
	if want := courier.Sign(secret, d.body, morning); d.signature != want {
		t.Errorf("signed %q instead of %q", d.signature, want)
	}
	quote := a.post("/air/order_cancellations", fmt.Sprintf(`{"order_id":%q}`, order)).must(http.StatusCreated).text("data.id")
	a.call(http.MethodPost, "/air/order_cancellations/"+quote+"/actions/confirm", "").must(http.StatusOK)
	seen := r.types(2)
	if seen["order_cancellation.created"] != 1 || seen["order_cancellation.confirmed"] != 1 {
		t.Errorf("%v", seen)
	}
	if list := a.get("/air/webhooks/events?limit=2"); len(list.list("data")) != 2 || list.text("meta.after") == "" {
		t.Errorf("%s", list.raw)
	}
	if one := a.get("/air/webhooks/events/" + word(d.event, "id")); one.text("data.type") != "order.created" {
		t.Errorf("%s", one.raw)
	}
	if n := len(a.as("skytrip").get("/air/webhooks/events").list("data")); n != 0 {
		t.Errorf("%d events of another account", n)
	}
}

func TestWebhookHearsOfMore(t *testing.T) {
	t.Parallel()
	a, r := open(t, ""), receive(t)
	a.webhook(r.url, "air.order.changed", "order.airline_initiated_change_detected", "air.payment.succeeded")
	found := a.search()
	total := found.found.text("data.offers.0.total_amount")
	held := a.under("schedule-change").post("/air/orders",
		fmt.Sprintf(`{"type":"hold","selected_offers":[%q],"passengers":[%s]}`, found.offer, person(found.pax))).must(http.StatusCreated)
	a.post("/air/payments", fmt.Sprintf(`{"order_id":%q,"payment":%s}`, held.text("data.id"), balance(total))).must(http.StatusCreated)
	if seen := r.types(2); seen["air.payment.succeeded"] != 1 || seen["order.airline_initiated_change_detected"] != 1 {
		t.Errorf("%v", seen)
	}
	found = a.search()
	slow := a.under("ticketing-slow").order(found, found.found.text("data.offers.0.total_amount")).must(http.StatusCreated)
	a.stage.Advance(time.Minute)
	a.get("/air/orders/" + slow.text("data.id")) // somebody looks
	if d := r.next(); word(d.event, "type") != "air.order.changed" || word(d.event, "data.object.id") != slow.text("data.id") {
		t.Errorf("%s", d.body)
	}
}

func TestDeliveryIsTriedAgain(t *testing.T) {
	t.Parallel()
	a, r := open(t, ""), receive(t, http.StatusInternalServerError)
	hook := a.webhook(r.url, "order.created").text("data.id")
	a.call(http.MethodPost, "/air/webhooks/"+hook+"/actions/ping", "").must(http.StatusOK)
	first, second := r.next(), r.next()
	if word(first.event, "type") != "ping.triggered" || string(first.body) != string(second.body) {
		t.Fatalf("%s then %s", first.body, second.body)
	}
	event := word(first.event, "id")
	a.call(http.MethodPost, "/air/webhooks/events/"+event+"/actions/redeliver", "").must(http.StatusOK)
	r.next()
	a.surface.Close() // waits until the attempts are noted
	list := a.get("/air/webhooks/deliveries?type=ping.triggered&endpoint_id=" + hook)
	if len(list.list("data")) != 3 || list.text("data.0.event_id") != event || list.text("data.0.response_body") != "thanks" {
		t.Fatalf("%s", list.raw)
	}
	for query, want := range map[string]int{
		"delivery_success=true": 2, "delivery_success=false": 1, "type=order.created": 0, "endpoint_id=end_x": 0,
		"created_at[after]=2026-12-01T08:00:01Z": 0, "created_at[before]=2026-12-01T08:00:01Z": 3,
	} {
		if got := len(a.get("/air/webhooks/deliveries?" + query).list("data")); got != want {
			t.Errorf("%s: %d deliveries instead of %d", query, got, want)
		}
	}
	a.call(http.MethodGet, "/air/webhooks/deliveries?created_at[after]=soon", "").refused("validation_format", "/created_at/after")
}

func TestWebhookIsManaged(t *testing.T) {
	t.Parallel()
	a, r := open(t, ""), receive(t)
	for body, want := range map[string][2]string{
		`{"events":["order.created"]}`:                                   {"validation_required", "/url"},
		`{"url":"http://127.0.0.1:1/"}`:                                  {"validation_required", "/events"},
		`{"url":"https://example.com/","events":["order.created"]}`:      {"validation_format", "/url"},
		`{"url":"http://127.0.0.1:1/","events":[]}`:                      {"validation_length", "/events"},
		`{"url":"http://127.0.0.1:1/","events":["order.created","x.y"]}`: {"validation_inclusion", "/events/1"},
	} {
		a.post("/air/webhooks", body).refused(want[0], want[1])
	}
	hook := a.webhook(r.url, "order.created").text("data.id")
	path := "/air/webhooks/" + hook
	order := func() {
		t.Helper()
		found := a.search()
		a.order(found, found.found.text("data.offers.0.total_amount")).must(http.StatusCreated)
	}
	other := a.as("skytrip")
	other.call(http.MethodDelete, path, "").must(http.StatusNotFound)
	other.call(http.MethodPost, path+"/actions/ping", "").must(http.StatusNotFound)
	off := a.call(http.MethodPatch, path, `{"data":{"active":false}}`).must(http.StatusOK)
	if off.at("data.active") != false || off.text("data.url") != r.url || off.at("data.secret") != nil {
		t.Errorf("%s", off.raw)
	}
	order()
	a.call(http.MethodPost, path+"/actions/ping", "").must(http.StatusOK)
	if d := r.next(); word(d.event, "type") != "ping.triggered" {
		t.Errorf("an inactive webhook got %s", d.body)
	}
	a.call(http.MethodPatch, path, `{"data":{"active":true,"events":["order_cancellation.created"]}}`).must(http.StatusOK)
	order()
	a.call(http.MethodDelete, path, "").must(http.StatusOK)
	a.call(http.MethodGet, path, "").must(http.StatusNotFound)
	order()
	if n := len(a.get("/air/webhooks").list("data")) + len(r.arrived); n != 0 {
		t.Errorf("%d webhooks and events", n)
	}
	if list := a.get("/air/webhooks/events"); len(list.list("data")) != 1 {
		t.Errorf("%s", list.raw)
	}
}

// A subscription survives the process, and so does what it was not told yet.
func TestUndeliveredEventsSurviveTheProcess(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/journal"
	a, r := open(t, path), receive(t, http.StatusBadGateway)
	duffelair.SetDeliveryWaits(a.surface, 0, time.Hour)
	hook := a.webhook(r.url, "order.created")
	found := a.search()
	a.order(found, found.found.text("data.offers.0.total_amount")).must(http.StatusCreated)
	before := r.next()
	a.surface.Close()

	a = open(t, path)
	a.surface.Resume()
	after := r.next()
	if string(before.body) != string(after.body) || after.signature != courier.Sign(hook.text("data.secret"), after.body, morning) {
		t.Errorf("%s then %s", before.body, after.body)
	}
	a.surface.Close()

	a = open(t, path)
	a.surface.Resume() // everything is delivered
	a.call(http.MethodPost, "/air/webhooks/"+hook.text("data.id")+"/actions/ping", "").must(http.StatusOK)
	if d := r.next(); word(d.event, "type") != "ping.triggered" {
		t.Errorf("delivered again: %s", d.body)
	}
}
