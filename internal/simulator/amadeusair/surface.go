package amadeusair

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// Surface is the server: an http.Handler for full paths under /v1 and /v2.
type Surface struct {
	world     *world.World
	stage     *stage.Stage
	slowDelay time.Duration
	log       *slog.Logger
	suppliers map[string]world.Supplier // by client id
	mux       *http.ServeMux
	lost      http.Handler // for paths there are none of
	perMinute int

	mu     sync.Mutex
	minute time.Time
	asked  map[string]int // calls of this minute, by supplier
	tokens tokenBook
}

// perMinute is generous, where Amadeus' test environment takes ten calls a
// second: nobody's sandbox should fail for being tested.
const perMinute = 600_000

// New makes a surface over w. slowDelay is how long the supplier-slow scenario takes.
func New(w *world.World, st *stage.Stage, slowDelay time.Duration, logger *slog.Logger) *Surface {
	s := &Surface{
		world: w, stage: st, slowDelay: slowDelay, log: logger, perMinute: perMinute,
		suppliers: map[string]world.Supplier{}, mux: http.NewServeMux(), asked: map[string]int{}, tokens: newTokenBook(),
	}
	for _, supplier := range world.Suppliers() {
		s.suppliers[ClientID(supplier.ID)] = supplier
	}
	s.mux.HandleFunc("POST "+tokenPath, s.grantToken)
	s.mux.HandleFunc("GET "+tokenPath+"/{token}", s.showToken)
	for pattern, handle := range map[string]handler{
		"GET /v2/shopping/flight-offers":            s.searchByQuery,
		"POST /v2/shopping/flight-offers":           s.searchByBody,
		"POST /v1/shopping/flight-offers/pricing":   s.priceOffers,
		"POST /v1/shopping/flight-offers/upselling": s.upsell,
		"GET /v1/shopping/seatmaps":                 s.showOrderSeatMaps,
		"POST /v1/shopping/seatmaps":                s.showSeatMaps,
		"POST /v1/booking/flight-orders":            s.createOrder,
		"GET /v1/booking/flight-orders/{id}":        s.readOrder,
		"DELETE /v1/booking/flight-orders/{id}":     s.deleteOrder,
	} {
		s.mux.Handle(pattern, s.serve(handle))
	}
	s.lost = s.serve(func(*call) (reply, error) { return reply{}, notFound() })
	s.mux.Handle("/", s.lost)
	return s
}

// ClientID is the API key of a persona.
func ClientID(supplierID string) string { return "amadeus_test_" + supplierID }

// ClientSecret is the API secret of a persona.
func ClientSecret(supplierID string) string { return "secret_" + supplierID }

// ServeHTTP serves Amadeus' paths and nothing else: what the mux would tidy up
// and redirect is no path of theirs.
func (s *Surface) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if path.Clean(r.URL.Path) != r.URL.Path {
		s.lost.ServeHTTP(w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// call is one authenticated request.
type call struct {
	*http.Request
	surface  *Surface
	supplier world.Supplier
	body     []byte
	scenario stage.Scenario // the header's; bound plays what things carry with them
}

// reply is a success; a nil body is none.
type reply struct {
	status int
	body   any
}

func ok(body any) reply { return reply{http.StatusOK, body} }

type handler func(*call) (reply, error)

// errSevered is no answer: the connection is cut although the work is done.
var errSevered = errors.New("amadeusair: connection severed")

// maxBody is far more than an order of nine takes.
const maxBody = 1 << 20

func (s *Surface) serve(handle handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{Request: r, surface: s}
		var out reply
		err := s.admit(c, w)
		if err == nil {
			out, err = handle(c)
		}
		switch {
		case errors.Is(err, errSevered):
			// net/http's way of closing the connection without a word.
			panic(http.ErrAbortHandler)
		case errors.Is(err, context.Canceled):
			return // the caller has left
		case err != nil:
			f := failureOf(err)
			if f.status() == http.StatusInternalServerError {
				s.log.Error("simulator: amadeus call failed", "path", r.URL.Path, "error", err)
			}
			write(w, f.status(), wireFailure{f.issues})
		default:
			write(w, out.status, out.body)
		}
	})
}

// admit checks what Amadeus' gateway checks before it looks at the path, and
// plays the scenarios that concern the whole call.
func (s *Surface) admit(c *call, w http.ResponseWriter) error {
	scenario, err := s.stage.For(c.Header, "")
	if err != nil {
		return refuse(invalidFormat, err.Error(), nil)
	}
	c.scenario = scenario
	if err := s.authenticate(c); err != nil {
		return err
	}
	if err := s.throttle(c.supplier.ID); err != nil {
		return err
	}
	if err := c.read(w); err != nil {
		return err
	}
	return c.misfortune(scenario)
}

func (s *Surface) throttle(supplier string) error {
	now := s.world.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if minute := now.Truncate(time.Minute); minute.After(s.minute) {
		s.minute = minute
		clear(s.asked)
	}
	s.asked[supplier]++
	if s.asked[supplier] > s.perMinute {
		return refuse(tooManyRequests, "The network rate limit is exceeded, please try again later", nil)
	}
	return nil
}

// read takes the body in, which must say that it is JSON.
func (c *call) read(w http.ResponseWriter) error {
	if c.Method != http.MethodPost {
		return nil
	}
	kind, _, err := mime.ParseMediaType(c.Header.Get("Content-Type"))
	if err != nil || (kind != "application/json" && kind != mediaType) {
		return refuse(unsupportedMedia, "Content-Type must be application/json or "+mediaType, nil)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, c.Body, maxBody))
	if err != nil {
		return refuse(invalidFormat, "The body could not be read", nil)
	}
	c.body = bytes.TrimSpace(body)
	return nil
}

// misfortune plays the scenarios that befall whole calls, whatever they ask:
// a supplier that is down does nothing, a slow one answers late. It waits
// without holding anything.
func (c *call) misfortune(scenario stage.Scenario) error {
	switch {
	case scenario.Is(stage.SupplierDown, c.supplier.ID):
		return refuse(unavailable, "The service is temporarily unavailable, nothing was done", nil)
	case scenario.Is(stage.SupplierSlow, c.supplier.ID):
		delay := c.surface.slowDelay
		if c.aboutOrder() {
			delay = stage.Share(delay)
		}
		return stage.Linger(c.Context(), delay)
	}
	return nil
}

// aboutOrder reports whether the call is one of those that are about an order
// there is.
func (c *call) aboutOrder() bool {
	return strings.HasPrefix(c.URL.Path, "/v1/booking/flight-orders/")
}

// bound plays what a thing carries with it, where the call itself says nothing.
func (c *call) bound(scenario stage.Scenario) error {
	if c.scenario.Name != "" {
		return nil // admit has played the call's own
	}
	return c.misfortune(scenario)
}

// self is the address this call came to, which an answer's meta repeats.
func (c *call) self() string {
	scheme := "http://"
	if c.TLS != nil {
		scheme = "https://"
	}
	return scheme + c.Host + c.URL.RequestURI()
}

// bearer is the token of the Authorization header.
func bearer(header http.Header) (string, bool) {
	scheme, token, found := strings.Cut(header.Get("Authorization"), " ")
	return token, found && strings.EqualFold(scheme, "Bearer") && token != ""
}

const mediaType = "application/vnd.amadeus+json"

func write(w http.ResponseWriter, status int, body any) {
	if body == nil {
		w.WriteHeader(status)
		return
	}
	encoded, err := encode(body)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Length", strconv.Itoa(len(encoded)))
	w.WriteHeader(status)
	_, _ = w.Write(encoded) // a caller that has left is no failure
}
