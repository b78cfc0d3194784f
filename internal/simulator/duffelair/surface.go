package duffelair

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/courier"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// Config is what a surface stands on.
type Config struct {
	World     *world.World
	Stage     *stage.Stage
	Journal   *journal.Journal
	SlowDelay time.Duration // how long the supplier-slow scenario takes
	Deliver   *http.Client  // posts to webhooks; nil: one that reaches this machine only
	Logger    *slog.Logger
}

// Surface is the server: an http.Handler for full paths under /air, and for the
// payments of cards under /payments.
type Surface struct {
	world     *world.World
	stage     *stage.Stage
	slowDelay time.Duration
	log       *slog.Logger
	byToken   map[string]world.Supplier
	mux       *http.ServeMux
	batches   *batches
	services  *serviceSets
	changes   *orderChanges
	cards     *cardSessions
	notices   *notices
	courier   *courier.Courier
	waits     []time.Duration // before each attempt to deliver
	late      *lateEvents
	resume    sync.Once

	mu      sync.Mutex
	minute  time.Time
	asked   map[string]int // calls of this minute, by supplier
	request int64
}

// New makes a surface: Replay the journal into it, Resume, then serve. Close it
// to stop its deliveries.
func New(c Config) *Surface {
	s := &Surface{
		world: c.World, stage: c.Stage, slowDelay: c.SlowDelay, log: c.Logger,
		byToken: map[string]world.Supplier{}, mux: http.NewServeMux(), asked: map[string]int{},
		batches: newBatches(), services: newServiceSets(c.Journal), changes: newOrderChanges(c.Journal), cards: newCardSessions(),
		notices: newNotices(c.Journal), late: newLateEvents(), waits: deliveryWaits,
	}
	s.courier = courier.New(courier.Config{Now: c.World.Now, Client: c.Deliver})
	for _, supplier := range world.Suppliers() {
		s.byToken[supplier.Token()] = supplier
	}
	for pattern, handle := range s.routes() {
		s.mux.Handle(pattern, s.serve(handle))
	}
	s.mux.Handle("/", s.serve(func(*call) (reply, error) { return reply{}, notFound() }))
	c.World.Watch(s.happened)
	return s
}

func (s *Surface) routes() map[string]handler {
	return map[string]handler{
		"POST /air/offer_requests":                                s.searchOffers,
		"GET /air/offer_requests/{id}":                            s.readOfferRequest,
		"POST /air/batch_offer_requests":                          s.searchInBatches,
		"GET /air/batch_offer_requests/{id}":                      s.readBatch,
		"GET /air/offers":                                         s.listOffers,
		"GET /air/offers/{id}":                                    s.readOffer,
		"POST /air/offers/{id}/actions/price":                     s.priceOffer,
		"PATCH /air/offers/{id}/actions/price":                    s.priceOffer,
		"GET /air/seat_maps":                                      s.readSeatMaps,
		"POST /air/orders":                                        s.createOrder,
		"GET /air/orders":                                         s.listOrders,
		"GET /air/orders/{id}":                                    s.readOrder,
		"PATCH /air/orders/{id}":                                  s.updateOrder,
		"POST /air/orders/{id}/actions/price":                     s.priceOrder,
		"GET /air/orders/{id}/available_services":                 s.readOrderServices,
		"POST /air/orders/{id}/services":                          s.addOrderServices,
		"POST /air/payments":                                      s.createPayment,
		"POST /payments/three_d_secure_sessions":                  s.createCardSession,
		"GET /air/payments":                                       s.listPayments,
		"GET /air/payments/{id}":                                  s.readPayment,
		"POST /air/order_cancellations":                           s.createCancellation,
		"GET /air/order_cancellations":                            s.listCancellations,
		"GET /air/order_cancellations/{id}":                       s.readCancellation,
		"POST /air/order_cancellations/{id}/actions/confirm":      s.confirmCancellation,
		"POST /air/order_change_requests":                         s.createChangeRequest,
		"GET /air/order_change_requests/{id}":                     s.readChangeRequest,
		"GET /air/order_change_offers":                            s.listChangeOffers,
		"GET /air/order_change_offers/{id}":                       s.readChangeOffer,
		"POST /air/order_changes":                                 s.createChange,
		"GET /air/order_changes/{id}":                             s.readChange,
		"POST /air/order_changes/{id}/actions/confirm":            s.confirmChange,
		"GET /air/airline_initiated_changes":                      s.listAirlineChanges,
		"PATCH /air/airline_initiated_changes/{id}":               s.updateAirlineChange,
		"POST /air/airline_initiated_changes/{id}/actions/accept": s.acceptAirlineChange,
		"POST /air/webhooks":                                      s.createWebhook,
		"GET /air/webhooks":                                       s.listWebhooks,
		"GET /air/webhooks/{id}":                                  s.readWebhook,
		"PATCH /air/webhooks/{id}":                                s.updateWebhook,
		"DELETE /air/webhooks/{id}":                               s.deleteWebhook,
		"POST /air/webhooks/{id}/actions/ping":                    s.pingWebhook,
		"GET /air/webhooks/events":                                s.listEvents,
		"GET /air/webhooks/events/{id}":                           s.readEvent,
		"POST /air/webhooks/events/{id}/actions/redeliver":        s.redeliverEvent,
		"GET /air/webhooks/deliveries":                            s.listDeliveries,
	}
}

// Replay takes back one record of an earlier process; records of other parts of
// the simulator are left alone.
func (s *Surface) Replay(r journal.Record) error {
	switch r.Kind {
	case recordServices:
		return s.services.replay(r.Data)
	case recordChange:
		return s.changes.replay(r.Data)
	case recordWebhook, recordEvent, recordDelivery:
		return s.notices.replay(r)
	}
	return nil
}

// Resume goes on with what an earlier process did not get delivered. Call it
// once the journal has been replayed.
func (s *Surface) Resume() {
	s.resume.Do(func() {
		for way, attempts := range s.notices.undelivered() { // those out of attempts end at once
			s.send(way, attempts)
		}
		s.remindOfHidden()
		s.courier.Go(s.pulse)
	})
}

// Close stops deliveries and waits for them; what is undelivered is tried again
// by the next process.
func (s *Surface) Close() { s.courier.Close() }

// ServeHTTP takes paths with and without a trailing slash: Duffel's own client
// sends both.
func (s *Surface) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if trimmed := strings.TrimRight(r.URL.Path, "/"); trimmed != r.URL.Path {
		r = r.Clone(r.Context())
		r.URL.Path = trimmed
	}
	s.mux.ServeHTTP(w, r)
}

// call is one authenticated request.
type call struct {
	*http.Request
	surface  *Surface
	supplier world.Supplier
	body     []byte
	id       string
	scenario stage.Scenario // the header's; bound plays what things carry with them
}

// reply is a success.
type reply struct {
	status int
	body   any
}

func ok(data any) reply { return reply{http.StatusOK, map[string]any{"data": data}} }

func created(data any) reply { return reply{http.StatusCreated, map[string]any{"data": data}} }

type handler func(*call) (reply, error)

// errSevered is no answer: the connection is cut although the work is done.
var errSevered = errors.New("duffelair: connection severed")

// maxBody is far more than an order of nine takes.
const maxBody = 1 << 20

func (s *Surface) serve(handle handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{Request: r, surface: s, id: s.requestID()}
		w.Header().Set("X-Request-Id", c.id)
		var out reply
		err := s.admit(c, w)
		if err == nil {
			s.tellLate()
			out, err = handle(c)
		}
		switch {
		case errors.Is(err, errSevered):
			// net/http's way of closing the connection without a word.
			panic(http.ErrAbortHandler)
		case errors.Is(err, context.Canceled):
			return // the caller has left
		case err != nil:
			f := failureOf(err, airlineName(c.supplier))
			if f.status == http.StatusInternalServerError {
				s.log.Error("simulator: air call failed", "path", r.URL.Path, "request", c.id, "error", err)
			}
			write(w, f.status, wireFailure{Errors: f.errors, Meta: wireFailureMeta{Status: f.status, RequestID: c.id}})
		default:
			write(w, out.status, out.body)
		}
	})
}

// admit checks what Duffel checks before it looks at the path, and plays the
// scenarios that concern the whole call.
func (s *Surface) admit(c *call, w http.ResponseWriter) error {
	scenario, err := s.stage.For(c.Header, "")
	if err != nil {
		return badRequest("bad_request", "Unknown scenario", err.Error())
	}
	c.scenario = scenario
	if err := s.authenticate(c); err != nil {
		return err
	}
	if err := s.throttle(c, w.Header()); err != nil {
		return err
	}
	switch c.Header.Get("Duffel-Version") {
	case "v2":
	case "":
		return badRequest("missing_version_header", "Missing API version", "The 'Duffel-Version' header needs to be set.")
	default:
		return badRequest("unsupported_version", "Unsupported version", "The version set to the 'Duffel-Version' header is no longer supported by the API. Please upgrade.")
	}
	if err := c.read(w); err != nil {
		return err
	}
	return c.misfortune(scenario)
}

func (s *Surface) authenticate(c *call) error {
	header := c.Header.Get("Authorization")
	if header == "" {
		return fail(http.StatusUnauthorized, authenticationError, "missing_authorization_header", "Missing authorization header",
			"The 'Authorization' header needs to be set and contain a valid API token.")
	}
	token, isBearer := strings.CutPrefix(header, "Bearer ")
	if !isBearer {
		return fail(http.StatusUnauthorized, authenticationError, "invalid_authorization_header", "Invalid authorization header",
			"The 'Authorization' header must be of the form 'Bearer <token>'.")
	}
	supplier, known := s.byToken[token]
	if !known {
		return fail(http.StatusUnauthorized, authenticationError, "access_token_not_found", "Access token not found",
			"The access token used is not recognized by our system.")
	}
	c.supplier = supplier
	return nil
}

// perMinute is generous: nobody's sandbox should fail for being tested.
const perMinute = 600_000

func (s *Surface) throttle(c *call, header http.Header) error {
	now := s.stage.Now()
	s.mu.Lock()
	if minute := now.Truncate(time.Minute); minute.After(s.minute) {
		s.minute = minute
		clear(s.asked)
	}
	s.asked[c.supplier.ID]++
	asked, reset := s.asked[c.supplier.ID], s.minute.Add(time.Minute)
	s.mu.Unlock()
	header.Set("Ratelimit-Limit", strconv.Itoa(perMinute))
	header.Set("Ratelimit-Remaining", strconv.Itoa(max(0, perMinute-asked)))
	header.Set("Ratelimit-Reset", reset.UTC().Format(http.TimeFormat))
	if asked > perMinute {
		return fail(http.StatusTooManyRequests, rateLimitError, "rate_limit_exceeded", "Rate limit exceeded",
			"Too many requests. Retry after the time in the 'ratelimit-reset' header.")
	}
	return nil
}

func (s *Surface) requestID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.request++
	return "F" + strings.TrimPrefix(world.Token("req", strconv.FormatInt(s.request, 10)), "req_0000")
}

// read takes the body in, which must say that it is JSON where there is one.
func (c *call) read(w http.ResponseWriter) error {
	if c.Method == http.MethodGet {
		return nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, c.Body, maxBody))
	if err != nil {
		return badRequest("bad_request", "Bad request", "The body could not be read.")
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil // actions have no body
	}
	media := c.Header.Get("Content-Type")
	if media == "" {
		return badRequest("missing_content_type_header", "Missing content type", "The 'Content-Type' header needs to be set to 'application/json'.")
	}
	kind, _, err := mime.ParseMediaType(media)
	if err != nil || kind != "application/json" {
		return badRequest("invalid_content_type_header", "Invalid content type", "The 'Content-Type' header needs to be set to 'application/json'.")
	}
	c.body = body
	return nil
}

// misfortune plays the scenarios that befall whole calls, whatever they ask:
// a supplier that is down does nothing, a slow one answers late. It waits
// without holding anything.
func (c *call) misfortune(scenario stage.Scenario) error {
	switch {
	case scenario.Is(stage.SupplierDown, c.supplier.ID):
		return fail(http.StatusServiceUnavailable, apiError, "service_unavailable", "Service unavailable",
			"The service is temporarily unavailable. Nothing was done; please retry later.")
	case scenario.Is(stage.SupplierSlow, c.supplier.ID):
		delay := c.surface.slowDelay
		if c.aboutOrder() {
			delay = stage.Share(delay)
		}
		return stage.Linger(c.Context(), delay)
	}
	return nil
}

// aboutOrder reports whether the call is one of those that are made of an order
// there is.
func (c *call) aboutOrder() bool {
	for _, kind := range []string{"orders", "payments", "order_", "airline_initiated_changes"} {
		if strings.HasPrefix(c.URL.Path, "/air/"+kind) {
			return c.Method != http.MethodPost || c.URL.Path != "/air/orders"
		}
	}
	return false
}

// bound plays what a thing carries with it, where the call itself says nothing.
func (c *call) bound(scenario stage.Scenario) error {
	if c.scenario.Name != "" {
		return nil // admit has played the call's own
	}
	return c.misfortune(scenario)
}

func airlineName(s world.Supplier) string {
	return strings.ReplaceAll(s.ID, "-", "_")
}

func write(w http.ResponseWriter, status int, body any) {
	encoded, err := json.Marshal(body)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(encoded)))
	w.WriteHeader(status)
	_, _ = w.Write(encoded) // a caller that has left is no failure
}
