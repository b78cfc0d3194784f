package duffel_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/duffel"
	"github.com/farebridge/farebridge/internal/travel"
)

// script is a server that answers "METHOD /path" with what stands there and
// remembers what it was sent. A call that is not in the script fails the test.
type script struct {
	t       *testing.T
	answers map[string]http.HandlerFunc

	mu       sync.Mutex
	received []received
}

type received struct {
	route  string
	query  string
	header http.Header
	body   map[string]any
}

func serve(t *testing.T, answers map[string]http.HandlerFunc) (*supplier.Connector, *script) {
	t.Helper()
	url, s := scripted(t, answers)
	return connect(url), s
}

func scripted(t *testing.T, answers map[string]http.HandlerFunc) (string, *script) {
	t.Helper()
	s := &script{t: t, answers: answers}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server.URL, s
}

func connect(baseURL string) *supplier.Connector {
	return duffel.New(duffel.Config{ID: "sup", BaseURL: baseURL + "/", Token: "token"})
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	route := r.Method + " " + r.URL.Path
	got := received{route: route, query: r.URL.RawQuery, header: r.Header}
	raw, err := io.ReadAll(r.Body)
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &got.body)
	}
	if err != nil {
		s.t.Errorf("%s: body: %v", route, err)
	}
	r.Body = io.NopCloser(bytes.NewReader(raw)) // for the answer's own reading
	s.mu.Lock()
	s.received = append(s.received, got)
	s.mu.Unlock()
	answer, ok := s.answers[route]
	if !ok {
		s.t.Errorf("unexpected %s; script has %v", route, slices.Sorted(maps.Keys(s.answers)))
		w.WriteHeader(http.StatusTeapot)
		return
	}
	answer(w, r)
}

func (s *script) routes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	routes := make([]string, len(s.received))
	for i, r := range s.received {
		routes[i] = r.route
	}
	return routes
}

func (s *script) last(route string) received {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range slices.Backward(s.received) {
		if r.route == route {
			return r
		}
	}
	s.t.Fatalf("no %s among the calls", route)
	return received{}
}

// say answers with a status and a body.
func say(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// refuse answers with Duffel's error envelope.
func refuse(status int, code string) http.HandlerFunc {
	return say(status, `{"errors":[{"type":"t","code":"`+code+`","title":"T","message":"M","source":"airline"}],"meta":{"request_id":"F1"}}`)
}

// sever takes the request and cuts the connection.
func sever(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func file(t testing.TB, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// inList wraps the one order of a golden file as a page of orders.
func inList(t *testing.T, name string) string {
	t.Helper()
	var one struct{ Data json.RawMessage }
	err := json.Unmarshal([]byte(file(t, name)), &one)
	if err != nil {
		t.Fatal(err)
	}
	return `{"data":[` + string(one.Data) + `],"meta":{"limit":200,"after":null,"before":null}}`
}

var family = []travel.Pax{
	{ID: "mum", PTC: travel.PTCAdult},
	{ID: "kid", PTC: travel.PTCChild},
	{ID: "baby", PTC: travel.PTCInfant},
}

var agreed = money.MustParse("3530.00", money.CNY)

func familySearch(t testing.TB) travel.Search {
	t.Helper()
	day, err := travel.ParseDate("2026-12-20")
	if err != nil {
		t.Fatal(err)
	}
	return travel.Search{
		OriginDestinations: []travel.OriginDestination{{Origin: "BJS", Destination: "SHA", Date: day}},
		Pax:                family,
		Preferences:        travel.Preferences{Cabin: travel.CabinPremiumEconomy},
	}
}

// directRef is the handle of the first offer of search.json.
func directRef(t testing.TB) []byte {
	t.Helper()
	return []byte(`{"v":2,"o":"off_direct","q":"orq_1","c":"CNY","t":1796112000,"p":[["mum","pas_1"],["kid","pas_2"],["baby","pas_3"]]}`)
}

// heldRef is the handle of order_held.json.
func heldRef() []byte {
	return []byte(`{"v":1,"b":"ord_s1","p":[["mum","pas_1"],["kid","pas_2"],["baby","pas_3"]]}`)
}

func kindOf(t *testing.T, err error, want supplier.Kind) *supplier.Error {
	t.Helper()
	var e *supplier.Error
	if !errors.As(err, &e) || e.Kind != want {
		t.Fatalf("got %v, want %s", err, want)
	}
	return e
}

func connectThrough(baseURL string, client *http.Client) *supplier.Connector {
	return duffel.New(duffel.Config{ID: "sup", BaseURL: baseURL, Token: "token", HTTPClient: client})
}
