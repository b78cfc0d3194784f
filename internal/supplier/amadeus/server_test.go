package amadeus_test

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/amadeus"
	"github.com/farebridge/farebridge/internal/travel"
)

const (
	tokenRoute   = "POST /v1/security/oauth2/token"
	searchRoute  = "POST /v2/shopping/flight-offers"
	priceRoute   = "POST /v1/shopping/flight-offers/pricing"
	upsellRoute  = "POST /v1/shopping/flight-offers/upselling"
	seatRoute    = "POST /v1/shopping/seatmaps"
	bookedSeats  = "GET /v1/shopping/seatmaps"
	bookRoute    = "POST /v1/booking/flight-orders"
	orderRoute   = "GET /v1/booking/flight-orders/eJzTd9f3NjIJdzUGAAp%2FAiY="
	deleteRoute  = "DELETE /v1/booking/flight-orders/eJzTd9f3NjIJdzUGAAp%2FAiY="
	orderID      = "eJzTd9f3NjIJdzUGAAp%2FAiY%3D"
	ourReference = "ord_0123456789abcdefghjkmnpq"
)

// script is a server that answers "METHOD /path" with what stands there and
// remembers what it was sent. A call that is not in the script fails the test;
// tokens are given unless the script says otherwise.
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
	url, s := listen(t, answers)
	return amadeus.New(config(url)), s
}

func listen(t *testing.T, answers map[string]http.HandlerFunc) (string, *script) {
	t.Helper()
	s := &script{t: t, answers: answers}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server.URL, s
}

func config(url string) amadeus.Config {
	return amadeus.Config{
		ID: "sup", BaseURL: url + "/", ClientID: "id", ClientSecret: "secret",
		Now: func() time.Time { return time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC) },
	}
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	route := r.Method + " " + r.URL.EscapedPath()
	got := received{route: route, query: r.URL.RawQuery, header: r.Header}
	raw, err := io.ReadAll(r.Body)
	if err == nil && len(raw) > 0 && route != tokenRoute {
		err = json.Unmarshal(raw, &got.body)
	}
	if err != nil {
		s.t.Errorf("%s: body: %v", route, err)
	}
	s.mu.Lock()
	s.received = append(s.received, got)
	s.mu.Unlock()
	answer, ok := s.answers[route]
	switch {
	case ok:
		answer(w, r)
	case route == tokenRoute:
		say(200, `{"access_token":"token","expires_in":1799}`)(w, r)
	default:
		s.t.Errorf("unexpected %s; script has %v", route, slices.Sorted(maps.Keys(s.answers)))
		w.WriteHeader(http.StatusTeapot)
	}
}

// routes are what was asked, tokens left out.
func (s *script) routes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var routes []string
	for _, r := range s.received {
		if r.route != tokenRoute {
			routes = append(routes, r.route)
		}
	}
	return routes
}

func (s *script) count(route string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, r := range s.received {
		if r.route == route {
			n++
		}
	}
	return n
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

// at is a value in the body sent, by a path of names and indexes.
func (r received) at(t *testing.T, path ...any) any {
	t.Helper()
	var value any = r.body
	for _, step := range path {
		switch s := step.(type) {
		case string:
			value = value.(map[string]any)[s]
		case int:
			value = value.([]any)[s]
		}
	}
	return value
}

// say answers with a status and a body.
func say(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/vnd.amadeus+json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// refuse answers with Amadeus' error envelope.
func refuse(status int, code string) http.HandlerFunc {
	return say(status, `{"errors":[{"status":400,"code":`+code+`,"title":"T","detail":"D","source":{"pointer":"/data"}}]}`)
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

// altered is a golden file with some text in it replaced.
func altered(t testing.TB, name, from, to string) string {
	t.Helper()
	text := file(t, name)
	if !strings.Contains(text, from) {
		t.Fatalf("%s has no %s", name, from)
	}
	return strings.ReplaceAll(text, from, to)
}

var family = []travel.Pax{
	{ID: "mum", PTC: travel.PTCAdult},
	{ID: "kid", PTC: travel.PTCChild},
	{ID: "baby", PTC: travel.PTCInfant},
}

var agreed = money.MustParse("3530.00", money.CNY)

func familySearch() travel.Search {
	return travel.Search{
		OriginDestinations: []travel.OriginDestination{
			{Origin: "BJS", Destination: "SHA", Date: travel.Date{Year: 2026, Month: time.December, Day: 20}},
		},
		Pax: family,
	}
}

// directRef is the handle of the first offer of search.json.
func directRef(t testing.TB) []byte {
	t.Helper()
	body := file(t, "search.json")
	c := amadeus.New(amadeus.Config{
		Now:        func() time.Time { return time.Unix(0, 0) },
		BaseURL:    "http://supplier.invalid",
		HTTPClient: &http.Client{Transport: canned{200, []byte(body)}},
	})
	answer, err := c.Shop.Shop(t.Context(), familySearch())
	if err != nil || len(answer.Offers) == 0 {
		t.Fatalf("%+v, %v", answer, err)
	}
	return answer.Offers[0].Ref
}

// bookedRef is the handle of order.json.
func bookedRef() []byte {
	return []byte(`{"v":1,"b":"` + orderID + `","p":[["mum","1","ADT"],["kid","2","CHD"],["baby","3","INF"]]}`)
}

func kindOf(t *testing.T, err error, want supplier.Kind) *supplier.Error {
	t.Helper()
	var e *supplier.Error
	if !errors.As(err, &e) || e.Kind != want {
		t.Fatalf("got %v, want %s", err, want)
	}
	return e
}

func bookInput(t testing.TB) supplier.BookInput {
	t.Helper()
	born := func(year int) travel.Date { return travel.Date{Year: year, Month: time.March, Day: 4} }
	return supplier.BookInput{
		Reference: ourReference, OfferRef: directRef(t), Total: agreed, Instant: true,
		Contact: travel.Contact{Name: "Anna Maria Muster", Email: "anna@example.com", Phone: "+8613800138000"},
		Pax: []travel.Traveller{
			{
				Pax: family[0], Surname: "MUSTER", GivenName: "ANNA", Gender: travel.GenderFemale, BirthDate: born(1990), Nationality: "DE",
				IdentityDocument: &travel.IdentityDocument{Type: "passport", Number: "C01", IssuingCountry: "DE", ExpiryDate: born(2035)},
			},
			{Pax: family[1], Surname: "MUSTER", GivenName: "BEN", Gender: travel.GenderUnspecified, BirthDate: born(2018)},
			{Pax: family[2], Surname: "MUSTER", GivenName: "CARL", Gender: travel.GenderMale, BirthDate: born(2026), AccompaniedBy: "mum"},
		},
	}
}
