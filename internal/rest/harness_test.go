package rest_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/fare/faretest"
	"github.com/farebridge/farebridge/internal/rest"
)

// bench is the API in front of verbs made by hand. Every answer it gives is
// held against the specification.
type bench struct {
	t      testing.TB
	verbs  *verbs
	clock  *clock
	log    *bytes.Buffer
	handle http.Handler
	router routers.Router
}

func newBench(t testing.TB, change ...func(*rest.Deps)) *bench {
	t.Helper()
	b := &bench{t: t, verbs: &verbs{}, clock: &clock{}, log: &bytes.Buffer{}}
	deps := rest.Deps{
		Shopping: b.verbs, Pricing: b.verbs, Ordering: b.verbs, Keys: keys{}, Agencies: agencies{}, Programs: faretest.Programs(t, "retail"), Suppliers: profiles, Clock: b.clock, Sandbox: b.clock,
		Wall: (&ticker{}).now, Logger: slog.New(slog.NewJSONHandler(b.log, nil)), Version: "test",
	}
	for _, c := range change {
		c(&deps)
	}
	handler, err := rest.New(deps)
	if err != nil {
		t.Fatal(err)
	}
	router, err := specified()
	if err != nil {
		t.Fatal(err)
	}
	b.handle, b.router = handler, router
	return b
}

// of is the same bench for a subtest.
func (b *bench) of(t testing.TB) *bench {
	again := *b
	again.t = t
	return &again
}

var specification = sync.OnceValues(func() (*openapi3.T, error) {
	spec, err := api.GetSpec()
	if err != nil {
		return nil, err
	}
	spec.Servers = nil // any host
	return spec, nil
})

// specified finds the operation a request is for.
var specified = sync.OnceValues(func() (routers.Router, error) {
	spec, err := specification()
	if err != nil {
		return nil, err
	}
	return legacy.NewRouter(spec)
})

func inProduction(d *rest.Deps) { d.Sandbox = nil }

// request is a call with a valid key, unless the header says otherwise.
func request(method, path, body string, header ...string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body == "" {
		r.Body, r.ContentLength = http.NoBody, 0
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Authorization", "Bearer fb_test_agency")
	for i := 0; i < len(header); i += 2 {
		r.Header.Del(header[i])
	}
	for i := 0; i < len(header); i += 2 {
		if header[i+1] != "" {
			r.Header.Add(header[i], header[i+1])
		}
	}
	return r
}

// do makes a call and checks the form of its answer.
func (b *bench) do(r *http.Request) *httptest.ResponseRecorder {
	b.t.Helper()
	w := httptest.NewRecorder()
	b.handle.ServeHTTP(w, r)
	b.conforms(r, w)
	return w
}

func (b *bench) call(method, path, body string, header ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.do(request(method, path, body, header...))
}

// conforms holds an answer against the specification of the operation asked
// for; a call to no operation answers a problem too.
func (b *bench) conforms(r *http.Request, w *httptest.ResponseRecorder) {
	b.t.Helper()
	for _, name := range []string{"X-Request-Id", "X-Content-Type-Options", "Cache-Control"} {
		if w.Header().Get(name) == "" {
			b.t.Errorf("%s %s: no %s", r.Method, r.URL.Path, name)
		}
	}
	if w.Code >= 400 && !strings.HasPrefix(r.URL.Path, "/readyz") {
		if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
			b.t.Errorf("%s %s: %d is %q, want a problem", r.Method, r.URL.Path, w.Code, got)
		}
	}
	route, params, err := b.router.FindRoute(r)
	if err != nil {
		return
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
		Status:                 w.Code, Header: w.Header(), Body: io.NopCloser(bytes.NewReader(w.Body.Bytes())),
		Options: &openapi3filter.Options{
			IncludeResponseStatus: true, MultiError: true,
			SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.EnableFormatValidation()},
		},
	}
	if w.Header().Get("Content-Type") == "application/x-ndjson" {
		return // the schema is one of a line: TestLines holds each against it
	}
	if w.Header().Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(bytes.NewReader(w.Body.Bytes()))
		if err != nil {
			b.t.Fatal(err)
		}
		input.Body = unpacked
	}
	err = openapi3filter.ValidateResponse(r.Context(), input)
	if err != nil {
		b.t.Errorf("%s %s: answer %d does not conform: %v", r.Method, r.URL.Path, w.Code, err)
	}
}

func problemOf(t testing.TB, w *httptest.ResponseRecorder) api.Problem {
	t.Helper()
	return decoded[api.Problem](t, w)
}

func decoded[T any](t testing.TB, w *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	err := json.Unmarshal(w.Body.Bytes(), &v)
	if err != nil {
		t.Fatalf("answer %d: %v: %s", w.Code, err, w.Body)
	}
	return v
}

// ticker is a wall clock that a reading moves by a millisecond.
type ticker struct {
	mu    sync.Mutex
	reads int
}

func (t *ticker) now() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.reads++
	return now.Add(time.Duration(t.reads) * time.Millisecond)
}
