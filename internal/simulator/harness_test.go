package simulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator"
)

// morning is when the tests' worlds begin: 16:00 in China.
var morning = time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)

const travelDay = "2026-12-20"

// sandbox is a running simulator, driven over HTTP only.
type sandbox struct {
	*simulator.Simulator
	t      testing.TB
	server *httptest.Server
}

func start(t testing.TB, c simulator.Config) *sandbox {
	t.Helper()
	c.Wall = func() time.Time { return morning }
	return launch(t, c)
}

func startAt(t testing.TB, now time.Time) *sandbox {
	t.Helper()
	return launch(t, simulator.Config{Wall: func() time.Time { return now }})
}

func launch(t testing.TB, c simulator.Config) *sandbox {
	t.Helper()
	sim, err := simulator.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(sim.Handler())
	s := &sandbox{Simulator: sim, t: t, server: server}
	t.Cleanup(func() {
		server.Close()
		if err := sim.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// answer is a decoded body with its status.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	raw    []byte
	body   any
}

// get follows a path like "data.offers.0.id"; what is not there is nil.
func (a answer) get(path string) any { return dig(a.body, path) }

func (a answer) text(path string) string {
	s, _ := a.get(path).(string)
	return s
}

func (a answer) list(path string) []any {
	l, _ := a.get(path).([]any)
	return l
}

// must stops the test unless the answer has the status.
func (a answer) must(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d instead of %d: %s", a.status, status, clip(a.raw))
	}
	return a
}

// refused stops the test unless the answer is Duffel's refusal with the code.
func (a answer) refused(status int, kind, code string) answer {
	a.t.Helper()
	a.must(status)
	if a.text("errors.0.code") != code || a.text("errors.0.type") != kind {
		a.t.Fatalf("refused with %s", clip(a.raw))
	}
	if a.get("meta.status") != float64(status) || a.text("meta.request_id") != a.header.Get("x-request-id") {
		a.t.Fatalf("meta %v", a.get("meta"))
	}
	return a
}

func dig(v any, path string) any {
	for _, step := range strings.Split(path, ".") {
		switch node := v.(type) {
		case map[string]any:
			v = node[step]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n >= len(node) {
				return nil
			}
			v = node[n]
		default:
			return nil
		}
	}
	return v
}

func text(v any, path string) string {
	s, _ := dig(v, path).(string)
	return s
}

func clip(b []byte) string { return string(b[:min(600, len(b))]) }

// as is a supplier's client; headers are pairs.
func (s *sandbox) as(supplier string, headers ...string) client {
	return client{s: s, token: "duffel_test_" + supplier, headers: headers}
}

type client struct {
	s       *sandbox
	token   string
	headers []string
}

// with adds headers.
func (c client) with(headers ...string) client {
	c.headers = append(c.headers[:len(c.headers):len(c.headers)], headers...)
	return c
}

// later moves the clock with every call.
func (c client) later(d time.Duration) client {
	return c.with("Farebridge-Clock-Offset", strconv.FormatInt(d.Milliseconds(), 10))
}

func (c client) call(method, path, body string) answer {
	c.s.t.Helper()
	a, err := c.try(context.Background(), method, path, body)
	if err != nil {
		c.s.t.Fatal(err)
	}
	return a
}

func (c client) try(ctx context.Context, method, path, body string) (answer, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.s.server.URL+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Duffel-Version", "v2")
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(c.headers); i += 2 {
		request.Header.Set(c.headers[i], c.headers[i+1])
		if c.headers[i+1] == "" {
			request.Header.Del(c.headers[i])
		}
	}
	response, err := c.s.server.Client().Do(request)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{t: c.s.t, status: response.StatusCode, header: response.Header, raw: raw}
	if bytes.HasPrefix(raw, []byte("{")) {
		if err := json.Unmarshal(raw, &a.body); err != nil {
			return answer{}, fmt.Errorf("%s: %w", clip(raw), err)
		}
	}
	return a, nil
}

// slices writes legs "PEK-SHA 2026-12-20" for a search.
func slicesOf(legs ...string) string {
	var out []string
	for _, leg := range legs {
		out = append(out, fmt.Sprintf(`{"origin":%q,"destination":%q,"departure_date":%q}`, leg[:3], leg[4:7], leg[8:]))
	}
	return "[" + strings.Join(out, ",") + "]"
}

const oneAdult = `[{"type":"adult"}]`

func (c client) search(passengers string, legs ...string) answer {
	c.s.t.Helper()
	body := fmt.Sprintf(`{"data":{"slices":%s,"passengers":%s,"cabin_class":"economy"}}`, slicesOf(legs...), passengers)
	return c.call(http.MethodPost, "/air/offer_requests", body).must(http.StatusCreated)
}

// first searches PEK-SHA for an adult and gives the cheapest offer and its passenger.
func (c client) first() (string, string, string) {
	c.s.t.Helper()
	a := c.search(oneAdult, "PEK-SHA "+travelDay)
	if len(a.list("data.offers")) == 0 {
		c.s.t.Fatalf("no offers: %s", clip(a.raw))
	}
	return a.text("data.offers.0.id"), a.text("data.passengers.0.id"), a.text("data.offers.0.total_amount")
}

func person(id, given, born string) string {
	return fmt.Sprintf(`{"id":%q,"title":"mr","gender":"m","given_name":%q,"family_name":"Zhang","born_on":%q,
		"email":"san@example.com","phone_number":"+8613800138000"}`, id, given, born)
}

func holdBody(offer, passenger, reference string) string {
	return fmt.Sprintf(`{"data":{"type":"hold","selected_offers":[%q],"passengers":[%s],"metadata":{"farebridge_order_id":%q}}}`,
		offer, person(passenger, "San", "1990-01-01"), reference)
}

func instantBody(offer, passenger, amount string) string {
	return fmt.Sprintf(`{"data":{"type":"instant","selected_offers":[%q],"passengers":[%s],"payments":[{"type":"balance","amount":%q,"currency":"CNY"}]}}`,
		offer, person(passenger, "San", "1990-01-01"), amount)
}

// hold books the cheapest offer of a new search.
func (c client) hold(reference string) answer {
	c.s.t.Helper()
	offer, passenger, _ := c.first()
	return c.call(http.MethodPost, "/air/orders", holdBody(offer, passenger, reference)).must(http.StatusCreated)
}

func (c client) pay(order, amount string) answer {
	c.s.t.Helper()
	return c.call(http.MethodPost, "/air/payments",
		fmt.Sprintf(`{"data":{"order_id":%q,"payment":{"type":"balance","amount":%q,"currency":"CNY"}}}`, order, amount))
}

func (c client) order(id string) answer {
	c.s.t.Helper()
	return c.call(http.MethodGet, "/air/orders/"+id, "").must(http.StatusOK)
}

func words(b []byte) []string { return strings.Fields(string(b)) }
