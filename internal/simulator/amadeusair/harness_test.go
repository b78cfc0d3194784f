package amadeusair_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/amadeusair"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// morning is when the tests' worlds begin: 16:00 in China.
var morning = time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)

const travelDay = "2026-12-20"

// sandbox is a world behind Amadeus' wire alone.
type sandbox struct {
	t      testing.TB
	world  *world.World
	stage  *stage.Stage
	server *httptest.Server
}

func start(t testing.TB) *sandbox {
	t.Helper()
	return startWith(t, "", nil)
}

// startWith has a journal to remember by and prepaid balances.
func startWith(t testing.TB, memory string, balances map[string]world.Fen) *sandbox {
	t.Helper()
	j, err := journal.Open(memory)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	st := stage.New(func() time.Time { return morning })
	log := slog.New(slog.DiscardHandler)
	w := world.New(world.Config{Stage: st, Journal: j, Logger: log, Balances: balances})
	if err := j.Replay(w.Replay); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(amadeusair.New(w, st, time.Hour, log))
	t.Cleanup(server.Close)
	return &sandbox{t, w, st, server}
}

// later moves the clock on.
func (s *sandbox) later(d time.Duration) { s.stage.Advance(s.stage.Offset() + d) }

// client is a supplier's, with a token; headers are pairs.
type client struct {
	*sandbox
	token   string
	headers []string
}

func (s *sandbox) as(supplier string) client {
	s.t.Helper()
	a := s.grant(url.Values{
		"grant_type": {"client_credentials"}, "client_id": {amadeusair.ClientID(supplier)}, "client_secret": {amadeusair.ClientSecret(supplier)},
	}).must(http.StatusOK)
	return client{sandbox: s, token: a.text("access_token")}
}

func (s *sandbox) grant(form url.Values) answer {
	s.t.Helper()
	request, err := http.NewRequest(http.MethodPost, s.server.URL+"/v1/security/oauth2/token", strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a, err := s.send(request)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// under makes every call under a scenario.
func (c client) under(scenario string) client {
	c.headers = append(slices.Clone(c.headers), stage.ScenarioHeader, scenario)
	return c
}

func (c client) call(method, path string, body any) answer {
	c.t.Helper()
	a, err := c.try(c.t.Context(), method, path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}

// try takes a body as text, or anything to be encoded; nil is none.
func (c client) try(ctx context.Context, method, path string, body any) (answer, error) {
	c.t.Helper()
	text, isText := body.(string)
	if !isText && body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return answer{}, err
		}
		text = string(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.server.URL+path, strings.NewReader(text))
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Content-Type", "application/vnd.amadeus+json")
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i < len(c.headers); i += 2 {
		request.Header.Set(c.headers[i], c.headers[i+1])
	}
	return c.send(request)
}

func (s *sandbox) send(request *http.Request) (answer, error) {
	response, err := s.server.Client().Do(request)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{t: s.t, status: response.StatusCode, header: response.Header, raw: raw}
	if bytes.HasPrefix(raw, []byte("{")) {
		if err := json.Unmarshal(raw, &a.body); err != nil {
			return answer{}, fmt.Errorf("%s: %w", raw, err)
		}
	}
	return a, nil
}

// answer is a decoded body with its status.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	raw    []byte
	body   any
}

// must stops the test unless the answer has the status.
func (a answer) must(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d instead of %d: %s", a.status, status, clip(a.raw))
	}
	return a
}

// refused stops the test unless the answer's first error is this one.
func (a answer) refused(status, code int) answer {
	a.t.Helper()
	a.must(status)
	if a.get("errors.0.code") != float64(code) || a.get("errors.0.status") != float64(status) || a.text("errors.0.title") == "" {
		a.t.Fatalf("refused with %s instead of %d", clip(a.raw), code)
	}
	return a
}

// at stops the test unless the first error points there.
func (a answer) at(pointer string) answer {
	a.t.Helper()
	if got := a.text("errors.0.source.pointer"); got != pointer {
		a.t.Fatalf("points at %q instead of %q: %s", got, pointer, clip(a.raw))
	}
	return a
}

func (a answer) get(path string) any { return dig(a.body, path) }

func (a answer) text(path string) string { return text(a.body, path) }

func (a answer) list(path string) []any {
	l, _ := a.get(path).([]any)
	return l
}

func text(v any, path string) string {
	s, _ := dig(v, path).(string)
	return s
}

// dig follows a path like "data.0.price.total"; what is not there is nil.
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

// put sets what a path leads to; a nil value takes it away.
func put(v any, path string, value any) {
	last := path[strings.LastIndex(path, ".")+1:]
	node := v
	if cut := strings.LastIndex(path, "."); cut >= 0 {
		node = dig(v, path[:cut])
	}
	switch node := node.(type) {
	case map[string]any:
		node[last] = value
		if value == nil {
			delete(node, last)
		}
	case []any:
		n, _ := strconv.Atoi(last)
		node[n] = value
	}
}

// copied is a value of its own, to be changed.
func copied(v any) any {
	encoded, _ := json.Marshal(v)
	var out any
	_ = json.Unmarshal(encoded, &out)
	return out
}

func clip(b []byte) string { return string(b[:min(800, len(b))]) }

const oneWay = "/v2/shopping/flight-offers?originLocationCode=PEK&destinationLocationCode=SHA&departureDate=" + travelDay

// offers searches PEK-SHA for the party of a query.
func (c client) offers(party string) []any {
	c.t.Helper()
	a := c.call(http.MethodGet, oneWay+"&"+party, nil).must(http.StatusOK)
	if len(a.list("data")) == 0 {
		c.t.Fatalf("no offers: %s", clip(a.raw))
	}
	return a.list("data")
}

func pricingOf(offers ...any) map[string]any {
	return map[string]any{"data": map[string]any{"type": "flight-offers-pricing", "flightOffers": offers}}
}

func (c client) price(offer any) answer {
	c.t.Helper()
	return c.call(http.MethodPost, "/v1/shopping/flight-offers/pricing", pricingOf(offer))
}

// traveler is somebody born on a day.
func traveler(id, given, born string) map[string]any {
	return map[string]any{
		"id": id, "dateOfBirth": born, "gender": "MALE",
		"name": map[string]any{"firstName": given, "lastName": "ZHANG"},
		"contact": map[string]any{
			"emailAddress": "san@example.com",
			"phones":       []any{map[string]any{"deviceType": "MOBILE", "countryCallingCode": "86", "number": "13800138000"}},
		},
	}
}

// orderOf asks for an order of the offer; option empty: no agreement.
func orderOf(offer any, option, reference string, travelers ...any) map[string]any {
	if len(travelers) == 0 {
		travelers = []any{traveler("1", "SAN", "1990-01-01")}
	}
	data := map[string]any{
		"type": "flight-order", "flightOffers": []any{offer}, "travelers": travelers,
		"remarks": map[string]any{"general": []any{map[string]any{"subType": "GENERAL_MISCELLANEOUS", "text": "FAREBRIDGE " + reference}}},
	}
	if option != "" {
		data["ticketingAgreement"] = map[string]any{"option": option}
	}
	return map[string]any{"data": data}
}

const orders = "/v1/booking/flight-orders"

func (c client) book(offer any, option, reference string) answer {
	c.t.Helper()
	return c.call(http.MethodPost, orders, orderOf(offer, option, reference))
}

func (c client) read(id string) answer {
	c.t.Helper()
	return c.call(http.MethodGet, orders+"/"+id, nil)
}

// harmlessly is no scenario.
var harmlessly = stage.Scenario{Name: stage.None}

// idOf is how the wire calls an order of the world.
func idOf(o world.Order) string {
	return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(o.ID)))
}
