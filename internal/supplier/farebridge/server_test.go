package farebridge_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/farebridge"
	"github.com/farebridge/farebridge/internal/travel"
)

// script is a peer that answers "METHOD /path" with what stands there, once each
// in turn and the last one from then on. An unexpected call fails the test.
type script struct {
	t       *testing.T
	answers map[string][]http.HandlerFunc

	mu   sync.Mutex
	seen []call
}

type call struct {
	route  string
	header http.Header
	body   string
	query  string
}

func serve(t *testing.T, answers map[string][]http.HandlerFunc) (*supplier.Connector, *script) {
	t.Helper()
	s := &script{t: t, answers: answers}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return connect(server.URL, nil), s
}

func connect(baseURL string, client *http.Client) *supplier.Connector {
	return farebridge.New(farebridge.Config{ID: "sky", BaseURL: baseURL + "/", Token: "fb_live_x", HTTPClient: client})
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Error(err)
	}
	route := r.Method + " " + r.URL.Path
	s.mu.Lock()
	nth := 0
	for _, c := range s.seen {
		if c.route == route {
			nth++
		}
	}
	s.seen = append(s.seen, call{route: route, header: r.Header, body: string(body), query: r.URL.RawQuery})
	answers := s.answers[route]
	s.mu.Unlock()
	if len(answers) == 0 {
		s.t.Errorf("unexpected %s", route)
		w.WriteHeader(http.StatusTeapot)
		return
	}
	answers[min(nth, len(answers)-1)](w, r)
}

// calls are those of a route, in turn.
func (s *script) calls(route string) []call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []call
	for _, c := range s.seen {
		if c.route == route {
			found = append(found, c)
		}
	}
	return found
}

func say(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// problem answers with a problem document.
func problem(status int, code, outcome string) http.HandlerFunc {
	return say(status, fmt.Sprintf(`{"title":"T","code":%q,"outcome":%q,"requestId":"req_9"}`, code, outcome))
}

func once(h http.HandlerFunc) []http.HandlerFunc { return []http.HandlerFunc{h} }

// order is one at the peer; extra is more of its members.
func order(status, extra string) string {
	if extra != "" {
		extra = "," + extra
	}
	return fmt.Sprintf(`{"orderId":"ord_theirs","reference":"ABC234","status":%q,"clientReference":"ord_ours",
		"totalPrice":{"amount":"1962.00","currency":"CNY"},"payBy":"2026-12-01T10:00:00+08:00",
		"recordLocators":[{"carrier":"CA","locator":"XYZ789"}],"tickets":[],"payments":[]%s}`, status, extra)
}

const (
	bookRoute = "POST /v1/orders"
	listRoute = "GET /v1/orders"
	readRoute = "GET /v1/orders/ord_theirs"
	payRoute  = "POST /v1/orders/ord_theirs/payments"
)

var agreed = money.MustParse("1962.00", money.CNY)

func offerRef(instant bool) []byte {
	return fmt.Appendf(nil, `{"v":1,"o":"ofr_1","c":"CNY","t":"acc_1","i":%t,"p":["p1"]}`, instant)
}

func bookingRef() []byte { return []byte(`{"v":1,"b":"ord_theirs"}`) }

func bookInput() supplier.BookInput {
	return supplier.BookInput{
		Reference: "ord_ours", OfferRef: offerRef(false), Total: agreed,
		Pax: []travel.Traveller{{
			Pax: travel.Pax{ID: "p1", PTC: travel.PTCAdult}, Surname: "LI", GivenName: "LEI", Gender: travel.GenderMale,
			BirthDate: travel.Date{Year: 1990, Month: time.March, Day: 7},
		}},
		Contact: travel.Contact{Name: "LI LEI", Email: "li@example.com", Phone: "+8613800138000"},
	}
}

func ticketInput() supplier.TicketInput {
	return supplier.TicketInput{Reference: "ord_ours", BookingRef: bookingRef(), Total: agreed}
}

func kindOf(t *testing.T, err error, want supplier.Kind, code string) {
	t.Helper()
	var e *supplier.Error
	if !errors.As(err, &e) || e.Kind != want || code != "" && e.Code != code {
		t.Fatalf("got %v, want %s (%s)", err, want, code)
	}
}

// sever takes the request and cuts the connection.
func sever(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func has(t *testing.T, c call, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(c.body, part) {
			t.Errorf("%q is not in %s", part, c.body)
		}
	}
}
