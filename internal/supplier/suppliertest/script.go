package suppliertest

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// Script is a server that answers each call with what stands under its route and
// remembers what it was sent. A call that is not in the script, or a body that is
// neither a form nor XML nor JSON, fails the test.
type Script struct {
	// URL is where it listens until the test ends.
	URL string

	t       testing.TB
	route   func(r *http.Request, body []byte) string
	answers map[string]http.HandlerFunc

	mu    sync.Mutex
	calls []Call
}

// Call is one of those a script was sent.
type Call struct {
	Route  string
	Query  string
	Header http.Header
	Raw    string
	Body   map[string]any // Raw, where it is JSON
}

// Serve starts a script whose routes are "METHOD /path", escaped as sent.
func Serve(t testing.TB, answers map[string]http.HandlerFunc) *Script {
	t.Helper()
	return ServeBy(t, func(r *http.Request, _ []byte) string { return r.Method + " " + r.URL.EscapedPath() }, answers)
}

// ServeBy is Serve for protocols that say in the body what is asked.
func ServeBy(t testing.TB, route func(r *http.Request, body []byte) string, answers map[string]http.HandlerFunc) *Script {
	t.Helper()
	s := &Script{t: t, route: route, answers: answers}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

func (s *Script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	got := Call{Route: s.route(r, raw), Query: r.URL.RawQuery, Header: r.Header, Raw: string(raw)}
	if err == nil && len(raw) > 0 && !speaksOtherwise(r.Header) {
		err = json.Unmarshal(raw, &got.Body)
	}
	if err != nil {
		s.t.Errorf("%s: body: %v", got.Route, err)
	}
	r.Body = io.NopCloser(bytes.NewReader(raw)) // for the answer's own reading
	s.mu.Lock()
	s.calls = append(s.calls, got)
	s.mu.Unlock()
	answer, ok := s.answers[got.Route]
	if !ok {
		s.t.Errorf("unexpected %s; script has %v", got.Route, slices.Sorted(maps.Keys(s.answers)))
		w.WriteHeader(http.StatusTeapot)
		return
	}
	answer(w, r)
}

func speaksOtherwise(header http.Header) bool {
	spoken := header.Get("Content-Type")
	return strings.HasPrefix(spoken, "application/x-www-form-urlencoded") || strings.HasPrefix(spoken, "application/xml")
}

// Calls are those of the routes, or all, in the order they came.
func (s *Script) Calls(routes ...string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.calls), func(c Call) bool {
		return len(routes) > 0 && !slices.Contains(routes, c.Route)
	})
}

// Routes are what was asked, in turn.
func (s *Script) Routes() []string {
	var routes []string
	for _, c := range s.Calls() {
		routes = append(routes, c.Route)
	}
	return routes
}

// Count is how often a route was asked.
func (s *Script) Count(route string) int { return len(s.Calls(route)) }

// Last is the latest call of a route; without one the test fails.
func (s *Script) Last(route string) Call {
	s.t.Helper()
	calls := s.Calls(route)
	if len(calls) == 0 {
		s.t.Fatalf("no %s among the calls", route)
	}
	return calls[len(calls)-1]
}

// Say answers with a status and a body.
func Say(mediaType string, status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mediaType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// Sever takes the request and cuts the connection.
func Sever(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// Promise sends headers for more than it writes, then cuts.
func Promise(status int, part string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100000")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, part)
		panic(http.ErrAbortHandler)
	}
}

// InTurn answers one call after another, and with the last from then on.
func InTurn(answers ...http.HandlerFunc) http.HandlerFunc {
	var asked atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		nth := int(asked.Add(1)) - 1
		answers[min(nth, len(answers)-1)](w, r)
	}
}

// Canned is a transport that answers every call with the same, going nowhere.
type Canned struct {
	Status int
	Header http.Header
	Body   []byte
}

// RoundTrip implements http.RoundTripper.
func (c Canned) RoundTrip(r *http.Request) (*http.Response, error) {
	header := c.Header
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: c.Status, Header: header, Request: r, Body: io.NopCloser(bytes.NewReader(c.Body))}, nil
}

// Client is an HTTP client over it.
func (c Canned) Client() *http.Client { return &http.Client{Transport: c} }

// Leaving is a transport whose callers leave just when they have all of an answer.
// Leave may be called more than once.
type Leaving struct {
	Through http.RoundTripper
	Leave   func()
}

// RoundTrip implements http.RoundTripper.
func (l Leaving) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := l.Through.RoundTrip(r)
	if err == nil {
		answer.Body = leavingBody{answer.Body, l.Leave}
	}
	return answer, err
}

type leavingBody struct {
	io.ReadCloser
	leave func()
}

func (b leavingBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.leave()
	}
	return n, err
}
