package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/app"
	"github.com/farebridge/farebridge/internal/cache/cachetest"
	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	storagetest.Stop()
	cachetest.Stop()
	os.Exit(code)
}

// slowSupplier is far beyond any budget in these tests, on any machine.
const slowSupplier = 15 * time.Second

// sandbox is a whole running server and the world it sells, as its callers see
// both: over HTTP.
type sandbox struct {
	t   *testing.T
	url string
	sim string
	key string
	app *app.App
}

// eachPair runs f against the whole program on both pairs of stores.
func eachPair(t *testing.T, f func(t *testing.T, s *sandbox)) {
	t.Helper()
	eachPairOf(t, func(*config.Config) {}, f)
}

// eachPairOf is eachPair with a configuration of its own.
func eachPairOf(t *testing.T, change func(c *config.Config), f func(t *testing.T, s *sandbox)) {
	t.Helper()
	t.Run("sqlite+miniredis", func(t *testing.T) {
		t.Parallel()
		f(t, start(t, change))
	})
	t.Run("postgres+redis", func(t *testing.T) {
		t.Parallel()
		f(t, start(t, func(c *config.Config) {
			c.DatabaseURL, c.RedisURL = storagetest.Postgres(t), cachetest.Redis(t)
			change(c)
		}))
	})
}

func start(t *testing.T, change func(c *config.Config)) *sandbox {
	t.Helper()
	s, _ := startUntil(t, change)
	return s
}

// startUntil starts a server that may end before its test does.
func startUntil(t *testing.T, change func(c *config.Config)) (*sandbox, func()) {
	t.Helper()
	c, err := config.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Listen, c.DataDir = "127.0.0.1:0", t.TempDir()
	c.Simulator.SlowDelay = slowSupplier
	c.Limits.Book, c.Limits.Supplier, c.Limits.Gateway = 5*time.Second, 5*time.Second, 5*time.Second
	if change != nil {
		change(&c)
	}
	server, err := app.New(t.Context(), c, slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		t.Fatal(err)
	}
	stop := sync.OnceFunc(func() {
		ending, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := server.Close(ending); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	t.Cleanup(stop)
	if err := server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return &sandbox{t: t, url: server.URL(), sim: server.SimulatorURL(), key: "fb_test_agency", app: server}, stop
}

// testLog shows a server's log with the test that failed.
type testLog struct{ t *testing.T }

func (l testLog) Write(line []byte) (int, error) {
	if l.t.Context().Err() == nil {
		l.t.Log(strings.TrimSpace(string(line)))
	}
	return len(line), nil
}

// as is the same server called by another agency.
func (s *sandbox) as(key string) *sandbox {
	other := *s
	other.key = key
	return &other
}

// answer is what came back, as a caller reads it.
type answer struct {
	status int
	header http.Header
	raw    []byte
	body   map[string]any
}

// get walks into a body: get("offers", 0, "offerId").
func (a answer) get(path ...any) any {
	var at any = a.body
	for _, step := range path {
		switch key := step.(type) {
		case string:
			object, _ := at.(map[string]any)
			at = object[key]
		case int:
			list, _ := at.([]any)
			if key >= len(list) {
				return nil
			}
			at = list[key]
		}
	}
	return at
}

func (a answer) text(path ...any) string {
	s, _ := a.get(path...).(string)
	return s
}

func (a answer) list(path ...any) []any {
	l, _ := a.get(path...).([]any)
	return l
}

type header map[string]string

// send gives back an answer that is still to be read.
func (s *sandbox) send(method, url, body string, headers ...header) *http.Response {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, url, bytes.NewReader([]byte(body)))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.key)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		for name, value := range h {
			request.Header.Set(name, value)
		}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, url, err)
	}
	return response
}

func (s *sandbox) call(method, url, body string, headers ...header) answer {
	s.t.Helper()
	response := s.send(method, url, body, headers...)
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	a := answer{status: response.StatusCode, header: response.Header, raw: raw}
	if strings.Contains(response.Header.Get("Content-Type"), "json") && response.Header.Get("Content-Encoding") == "" {
		if err := json.Unmarshal(raw, &a.body); err != nil {
			s.t.Fatalf("%s %s: %v in %s", method, url, err, raw)
		}
	}
	return a
}

func (s *sandbox) get(path string) answer { s.t.Helper(); return s.call("GET", s.url+path, "") }

func (s *sandbox) post(path, body string, headers ...header) answer {
	s.t.Helper()
	return s.call("POST", s.url+path, body, headers...)
}

func (s *sandbox) want(a answer, status int) answer {
	s.t.Helper()
	if a.status != status {
		s.t.Fatalf("status %d, want %d: %s", a.status, status, a.raw)
	}
	return a
}

// refused insists on a problem of a code.
func (s *sandbox) refused(a answer, status int, code string) answer {
	s.t.Helper()
	if a.status != status || a.text("code") != code {
		s.t.Fatalf("%d %s, want %d %s: %s", a.status, a.text("code"), status, code, a.raw)
	}
	return a
}

func scenario(name string) header { return header{"Farebridge-Scenario": name} }

func key(value string) header { return header{"Idempotency-Key": value} }

// day is far enough ahead for every fare, and the same all through a test run.
func day() string { return time.Now().AddDate(0, 0, 30).Format(time.DateOnly) }

func (s *sandbox) shop(headers ...header) answer {
	s.t.Helper()
	return s.want(s.post("/v1/air-shopping", fmt.Sprintf(
		`{"originDestinations":[{"origin":"PEK","destination":"SHA","departureDate":%q}],"pax":[{"paxId":"p1","ptc":"ADT"}],"budgetMs":15000}`, day()), headers...), 200)
}

// offer picks the cheapest offer of a search that a supplier holds.
func (s *sandbox) offer(found answer) (string, map[string]any) {
	s.t.Helper()
	for _, each := range found.list("offers") {
		offer := each.(map[string]any)
		if offer["holdable"] == true {
			return offer["offerId"].(string), offer["totalPrice"].(map[string]any)
		}
	}
	s.t.Fatalf("no offer can be held: %s", found.raw)
	return "", nil
}

func orderBody(offerID, token string, total map[string]any) string {
	selected := map[string]any{"offerId": offerID}
	if token != "" {
		selected["acceptanceToken"] = token
	}
	body, err := json.Marshal(map[string]any{
		"offers": []any{selected}, "acceptedTotal": total,
		"pax":     []any{map[string]any{"paxId": "p1", "surname": "ZHANG", "givenName": "SAN", "gender": "male", "birthDate": "1990-03-07"}},
		"contact": map[string]any{"name": "Zhang San", "email": "zhang@example.com", "phone": "+8613800138000"},
	})
	if err != nil {
		panic(err)
	}
	return string(body)
}

// order shops and books, and returns the order's id.
func (s *sandbox) order(headers ...header) string {
	s.t.Helper()
	id, total := s.offer(s.shop(headers...))
	created := s.want(s.post("/v1/orders", orderBody(id, "", total), key("order-"+id), header{}), 201)
	return created.text("orderId")
}

const cardOK = `{"method":"card","card":{"token":"tok_sandbox_ok"}}`

func (s *sandbox) pay(orderID string, headers ...header) answer {
	s.t.Helper()
	return s.want(s.post("/v1/orders/"+orderID+"/payments", cardOK, append(headers, key("pay-"+orderID))...), 201)
}

// until reads an order until it has a status.
func (s *sandbox) until(orderID string, status ...string) answer {
	s.t.Helper()
	return s.untilItIs(orderID, fmt.Sprint(status), func(o answer) bool { return slices.Contains(status, o.text("status")) })
}

// untilItIs reads an order until it is as wanted. Orders move by jobs, so a test
// polls as a caller would.
func (s *sandbox) untilItIs(orderID, wanted string, is func(o answer) bool) answer {
	s.t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	for {
		a := s.want(s.get("/v1/orders/"+orderID), 200)
		if is(a) {
			return a
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("the order is still %s, not %s: %s", a.text("status"), wanted, s.get("/v1/orders/"+orderID+"/history").raw)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// bookings asks the simulated suppliers what they hold for an order.
func (s *sandbox) bookings(orderID string) []map[string]any {
	s.t.Helper()
	var found []map[string]any
	for _, id := range s.app.SupplierIDs() {
		after := ""
		for {
			page := s.want(s.call("GET", s.sim+"/air/orders?limit=200"+after, "", header{
				"Authorization": "Bearer duffel_test_" + id, "Duffel-Version": "v2",
			}), 200)
			for _, each := range page.list("data") {
				o := each.(map[string]any)
				metadata, _ := o["metadata"].(map[string]any)
				if metadata["farebridge_order_id"] == orderID {
					found = append(found, o)
				}
			}
			next := page.text("meta", "after")
			if next == "" {
				break
			}
			after = "&after=" + next
		}
	}
	return found
}

// ledger asks the simulated card gateway what money moved for an order.
func (s *sandbox) ledger(orderID string) []any {
	s.t.Helper()
	a := s.want(s.call("GET", s.sim+"/pay/card/v1/balance_transactions?order_reference="+orderID, "", header{
		"Authorization": "Bearer sk_sandbox_card",
	}), 200)
	return a.list("data")
}
