package ndcair

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// Surface is the server: an http.Handler for POST at any path.
type Surface struct {
	world     *world.World
	stage     *stage.Stage
	slowDelay time.Duration
	log       *slog.Logger
	byToken   map[string]world.Supplier
	messages  map[string]message
	herald    *herald

	mu     sync.Mutex
	minute time.Time
	asked  map[string]int // calls of this minute, by supplier
}

// Token is the bearer token of a supplier's clients.
func Token(supplierID string) string { return "ndc_test_" + supplierID }

// message is one request there is: the root of its answer and who makes it.
type message struct {
	answer string
	handle func(*call) (reply, error)
}

// reply is a success.
type reply struct {
	body     any
	payments []wireOrderPaid
}

// New makes a surface over w. slowDelay is how long the supplier-slow scenario
// takes. Close ends what it runs in the background.
func New(w *world.World, st *stage.Stage, slowDelay time.Duration, logger *slog.Logger) *Surface {
	s := &Surface{
		world: w, stage: st, slowDelay: slowDelay, log: logger,
		byToken: map[string]world.Supplier{}, asked: map[string]int{},
	}
	for _, supplier := range world.Suppliers() {
		s.byToken[Token(supplier.ID)] = supplier
	}
	s.messages = map[string]message{
		"IATA_AirShoppingRQ":      {"IATA_AirShoppingRS", s.shop},
		"IATA_OfferPriceRQ":       {"IATA_OfferPriceRS", s.price},
		"IATA_SeatAvailabilityRQ": {"IATA_SeatAvailabilityRS", s.seats},
		"IATA_ServiceListRQ":      {"IATA_ServiceListRS", s.services},
		"IATA_OrderCreateRQ":      {"IATA_OrderViewRS", s.create},
		"IATA_OrderRetrieveRQ":    {"IATA_OrderViewRS", s.retrieve},
		"IATA_OrderListRQ":        {"IATA_OrderListRS", s.list},
		"IATA_OrderReshopRQ":      {"IATA_OrderReshopRS", s.reshop},
		"IATA_OrderQuoteRQ":       {"IATA_OrderReshopRS", s.quote},
		"IATA_OrderChangeRQ":      {"IATA_OrderViewRS", s.change},
	}
	s.herald = newHerald(s)
	w.Watch(s.herald.heard)
	return s
}

// Close ends the delivery of notices.
func (s *Surface) Close() { s.herald.courier.Close() }

// call is one message.
type call struct {
	*http.Request
	surface  *Surface
	supplier world.Supplier
	body     []byte
	root     string
	envelope readEnvelope
	scenario stage.Scenario // the header's; bound plays what things carry with them
}

// errSevered is no answer: the connection is cut although the work is done.
var errSevered = errors.New("ndcair: connection severed")

// maxBody is far more than an order of nine takes.
const maxBody = 1 << 20

// ServeHTTP answers one message.
func (s *Surface) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{Request: r, surface: s}
	var out reply
	err := s.admit(c, w)
	if err == nil {
		out, err = s.messages[c.root].handle(c)
	}
	switch {
	case errors.Is(err, errSevered):
		// net/http's way of closing the connection without a word.
		panic(http.ErrAbortHandler)
	case errors.Is(err, context.Canceled):
		return // the caller has left
	case err != nil:
		f := failureOf(err)
		if f.errors[0].code == codeSystem {
			s.log.Error("simulator: ndc call failed", "message", c.root, "error", err)
		}
		s.refuse(w, c, f)
	default:
		s.write(w, http.StatusOK, wireMessage{
			XMLName: c.answer(), Response: out.body, Payload: s.payload(c), Payments: out.payments,
		})
	}
}

// answer is the root that the call's message is answered with.
func (c *call) answer() xml.Name {
	return xml.Name{Space: messageNamespace, Local: c.surface.messages[c.root].answer}
}

func (s *Surface) payload(c *call) wirePayload {
	return wirePayload{CorrelationID: strings.TrimSpace(c.envelope.CorrelationID), Timestamp: s.world.Now(), Version: "21.3"}
}

// refuse answers in the message's own RS where it has one.
func (s *Surface) refuse(w http.ResponseWriter, c *call, f *failure) {
	if _, known := s.messages[c.root]; known {
		s.write(w, f.status, wireMessage{XMLName: c.answer(), Errors: f.wire(), Payload: s.payload(c)})
		return
	}
	s.write(w, f.status, wireAcknowledgement{
		Notification: wireNotification{StatusCode: f.errors[0].code, Message: f.errors[0].text}, Payload: s.payload(c),
	})
}

// admit checks what comes before the message's own matter, and plays the
// scenarios that concern the whole call.
func (s *Surface) admit(c *call, w http.ResponseWriter) error {
	if c.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return failHTTP(http.StatusMethodNotAllowed, codeUnsupported, "Messages are posted")
	}
	if err := c.read(w); err != nil {
		return err
	}
	scenario, err := s.stage.For(c.Header, "")
	if err != nil {
		return failHTTP(http.StatusBadRequest, codeInvalid, "Unknown scenario")
	}
	c.scenario = scenario
	if err := s.authenticate(c, w); err != nil {
		return err
	}
	if err := s.throttle(c, w.Header()); err != nil {
		return err
	}
	if err := c.open(); err != nil {
		return err
	}
	return c.misfortune(scenario)
}

func (s *Surface) authenticate(c *call, w http.ResponseWriter) error {
	token, isBearer := strings.CutPrefix(c.Header.Get("Authorization"), "Bearer ")
	supplier, known := s.byToken[token]
	if !isBearer || !known {
		w.Header().Set("WWW-Authenticate", "Bearer")
		return failHTTP(http.StatusUnauthorized, codeSecurity, "The access token is missing or not known")
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
	if asked > perMinute {
		header.Set("Retry-After", strconv.Itoa(1+int(reset.Sub(now).Seconds())))
		return failHTTP(http.StatusTooManyRequests, codeUnavailable, "Too many requests")
	}
	return nil
}

// read takes the body in and finds out which message it is.
func (c *call) read(w http.ResponseWriter) error {
	media := c.Header.Get("Content-Type")
	kind, _, err := mime.ParseMediaType(media)
	if err != nil || kind != "application/xml" && kind != "text/xml" {
		return failHTTP(http.StatusUnsupportedMediaType, codeSyntax, "Messages are application/xml")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, c.Body, maxBody))
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return failHTTP(http.StatusRequestEntityTooLarge, codeSyntax, "The message is too large")
	}
	if err != nil {
		return failHTTP(http.StatusBadRequest, codeSyntax, "The message could not be read")
	}
	c.body = body
	name, err := rootOf(body)
	if err != nil {
		return failHTTP(http.StatusBadRequest, codeSyntax, "The message is not XML")
	}
	if _, known := c.surface.messages[name.Local]; !known {
		return failHTTP(http.StatusBadRequest, codeSyntax, "There is no such message")
	}
	c.root = name.Local
	if name.Space != messageNamespace {
		return fail(codeVersion, "Messages are of release 21.3")
	}
	return nil
}

func rootOf(body []byte) (xml.Name, error) {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	for {
		token, err := decoder.Token()
		if err != nil {
			return xml.Name{}, err
		}
		if start, ok := token.(xml.StartElement); ok {
			return start.Name, nil
		}
	}
}

// open reads what every message has.
func (c *call) open() error {
	if err := c.decode(&c.envelope); err != nil {
		return err
	}
	var f findings
	if len(c.envelope.Chain) == 0 {
		f.missing("DistributionChain")
	}
	for _, link := range c.envelope.Chain {
		if link.ID == "" || link.Role == "" {
			f.missing("DistributionChainLink")
		}
	}
	if err := f.err(); err != nil {
		return err
	}
	if v := c.envelope.Version; v != "" && v != "21.3" && !strings.HasPrefix(v, "21.3.") {
		return fail(codeVersion, "Messages are of release 21.3")
	}
	return nil
}

// decode reads the message into a value.
func (c *call) decode(into any) error {
	if err := xml.Unmarshal(c.body, into); err != nil {
		return failHTTP(http.StatusBadRequest, codeSyntax, "The message is not well-formed")
	}
	return nil
}

func (s *Surface) write(w http.ResponseWriter, status int, body any) {
	encoded, err := encode(body)
	if err != nil {
		s.log.Error("simulator: ndc answer not encoded", "error", err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(encoded)))
	w.WriteHeader(status)
	_, _ = w.Write(encoded) // a caller that has left is no failure
}

func encode(body any) ([]byte, error) {
	encoded, err := xml.Marshal(body)
	if err != nil {
		return nil, err
	}
	return append([]byte(xml.Header), encoded...), nil
}
