package ndcair

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/courier"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// SignatureHeader is signed in, under the subscriber's secret and in simulated
// time: see courier.Sign.
const SignatureHeader = "X-NDC-Signature"

// The journal's kinds of what subscribers are told.
const (
	recordSubscription = "ndc.subscription"
	recordNotice       = "ndc.notice"
	recordDelivery     = "ndc.delivery"
)

// subscription is who is told of a supplier's orders.
type subscription struct {
	Supplier string `json:"supplier"`
	URL      string `json:"url"`
	Secret   string `json:"secret"`
}

// openNotice is an event its supplier's subscriber has not acknowledged yet.
type openNotice struct {
	Number   int64       `json:"number"`
	Event    world.Event `json:"event"`
	attempts int
}

// delivery is how far a notice has come.
type delivery struct {
	Number   int64 `json:"number"`
	Attempts int   `json:"attempts"`
	Done     bool  `json:"done"`
}

// Subscribe has OrderChangeNotifRQ sent to address for every order of a supplier
// that something happens to from now on, at least once each. Another call for the
// same supplier takes the first one's place.
func (s *Surface) Subscribe(supplierID, address, secret string) error {
	known := false
	for _, supplier := range world.Suppliers() {
		known = known || supplier.ID == supplierID
	}
	if !courier.LoopbackURL(address) {
		return errors.New("ndcair: notices go to an http address of this machine")
	}
	if !known || secret == "" {
		return fmt.Errorf("ndcair: no subscription for supplier %q", supplierID)
	}
	return s.herald.subscribe(subscription{Supplier: supplierID, URL: address, Secret: secret})
}

// deliveryWaits are the pauses before each attempt; after the last the notice is
// given up, and the seller finds out by asking.
var deliveryWaits = []time.Duration{
	0, 500 * time.Millisecond, 2 * time.Second, 5 * time.Second,
	15 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute,
}

// herald tells subscribers what happens.
type herald struct {
	surface *Surface
	courier *courier.Courier
	journal *journal.Journal // nil: what is under way when the process ends is forgotten

	mu            sync.Mutex
	subscriptions map[string]subscription // by supplier
	open          map[int64]openNotice
	last          int64
}

func newHerald(s *Surface) *herald {
	return &herald{
		surface: s, courier: courier.New(courier.Config{Now: s.stage.Now}),
		subscriptions: map[string]subscription{}, open: map[int64]openNotice{},
	}
}

func (h *herald) subscribe(to subscription) error {
	if h.journal != nil {
		if err := h.journal.Append(recordSubscription, to); err != nil {
			return fmt.Errorf("ndcair: subscription: %w", err)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.subscriptions[to.Supplier] = to
	return nil
}

func (h *herald) subscription(supplier string) (subscription, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	to, wanted := h.subscriptions[supplier]
	return to, wanted
}

// heard starts telling of an event.
func (h *herald) heard(e world.Event) {
	h.mu.Lock()
	_, wanted := h.subscriptions[e.Supplier]
	if !wanted {
		h.mu.Unlock()
		return
	}
	h.last++
	n := openNotice{Number: h.last, Event: e}
	h.open[n.Number] = n
	h.mu.Unlock()
	h.note(recordNotice, n)
	h.send(n)
}

// note remembers without waiting for the disk. What cannot be is only lost if the
// process ends before it is delivered.
func (h *herald) note(kind string, data any) {
	if h.journal == nil {
		return
	}
	if err := h.journal.Note(kind, data); err != nil {
		h.surface.log.Error("simulator: ndc notice not kept", "error", err)
	}
}

func (h *herald) send(n openNotice) {
	h.courier.Send(deliveryWaits, n.attempts, func(number int) error { return h.deliver(n, number) })
}

func (h *herald) deliver(n openNotice, number int) error {
	to, wanted := h.subscription(n.Event.Supplier)
	if !wanted {
		return nil
	}
	err := h.attempt(n.Event, to, number > 1)
	if errors.Is(err, courier.ErrClosed) {
		return err
	}
	done := delivery{Number: n.Number, Attempts: number, Done: err == nil}
	h.mu.Lock()
	h.count(done)
	h.mu.Unlock()
	h.note(recordDelivery, done)
	if err != nil {
		h.surface.log.Warn("simulator: ndc notice not delivered", "order", n.Event.OrderID, "event", string(n.Event.Kind),
			"attempt", number, "of", len(deliveryWaits), "error", err)
	}
	return err
}

// count is called with the lock held.
func (h *herald) count(d delivery) {
	n, known := h.open[d.Number]
	n.attempts = d.Attempts
	if known {
		h.open[d.Number] = n
	}
	if d.Done || d.Attempts >= len(deliveryWaits) {
		delete(h.open, d.Number)
	}
}

func (h *herald) attempt(e world.Event, to subscription, again bool) error {
	body, err := h.surface.notice(e, again)
	if err != nil {
		return err
	}
	answer, err := h.courier.Post(courier.Letter{
		URL: to.URL, ContentType: "application/xml; charset=utf-8", Signature: SignatureHeader, Secret: to.Secret, Body: body,
	})
	if err != nil {
		return fmt.Errorf("ndcair: %w", err)
	}
	return acknowledged(answer)
}

// Remember has subscriptions, and what is not delivered yet, outlive the process
// in a journal. Call it before serving.
func (s *Surface) Remember(j *journal.Journal) { s.herald.journal = j }

// Replay takes back one record of an earlier process; records of other parts of
// the simulator are left alone.
func (s *Surface) Replay(r journal.Record) error {
	h := s.herald
	var to subscription
	var n openNotice
	var d delivery
	into, ours := map[string]any{recordSubscription: &to, recordNotice: &n, recordDelivery: &d}[r.Kind]
	if !ours {
		return nil
	}
	if err := json.Unmarshal(r.Data, into); err != nil {
		return fmt.Errorf("ndcair: %s: %w", r.Kind, err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	switch r.Kind {
	case recordSubscription:
		h.subscriptions[to.Supplier] = to
	case recordNotice:
		h.last = max(h.last, n.Number)
		h.open[n.Number] = n
	case recordDelivery:
		h.count(d)
	}
	return nil
}

// Resume goes on with what an earlier process did not get delivered. Call it once
// the journal has been replayed, the world's records too.
func (s *Surface) Resume() {
	s.herald.mu.Lock()
	left := maps.Clone(s.herald.open)
	s.herald.mu.Unlock()
	for _, n := range left {
		s.herald.send(n)
	}
}

// acknowledged reads the subscriber's answer. Only an IATA_Acknowledgement says
// that the notice is kept.
func acknowledged(answer courier.Answer) error {
	if !answer.OK() {
		return fmt.Errorf("ndcair: the subscriber answered %d", answer.Status)
	}
	var ack struct {
		XMLName xml.Name
		Status  string `xml:"Notification>StatusCode"`
	}
	if err := xml.Unmarshal(answer.Body, &ack); err != nil {
		return errors.New("ndcair: the subscriber's answer is no XML")
	}
	if ack.XMLName.Local != "IATA_Acknowledgement" || ack.Status == "" {
		return errors.New("ndcair: the subscriber did not acknowledge")
	}
	return nil
}
