package ndcair

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// SignatureHeader carries "t=<unix seconds>,v1=<hex>": HMAC-SHA256 under the
// subscriber's secret over t, a dot and the raw body. t is simulated time.
const SignatureHeader = "X-NDC-Signature"

// subscriber is who is told of a supplier's orders.
type subscriber struct{ url, secret string }

// Subscribe has OrderChangeNotifRQ sent to address for every order of a supplier
// that something happens to from now on, at least once each. Another call for the
// same supplier takes the first one's place.
func (s *Surface) Subscribe(supplierID, address, secret string) error {
	known := false
	for _, supplier := range world.Suppliers() {
		known = known || supplier.ID == supplierID
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return errors.New("ndcair: notices go to an http address")
	}
	if !known || secret == "" {
		return fmt.Errorf("ndcair: no subscription for supplier %q", supplierID)
	}
	s.herald.subscribe(supplierID, subscriber{url: address, secret: secret})
	return nil
}

// deliveryWaits are the pauses before each attempt; after the last the notice is
// given up, and the seller finds out by asking. They are wall time: jumps of the
// simulated clock do not hurry a network.
var deliveryWaits = [...]time.Duration{
	0, 500 * time.Millisecond, 2 * time.Second, 5 * time.Second,
	15 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute,
}

// herald delivers notices on goroutines of its own. What is under way when the
// process ends is not sent again.
type herald struct {
	surface *Surface
	client  *http.Client
	after   func(time.Duration) <-chan time.Time
	slots   chan struct{} // bounds posts under way
	ctx     context.Context
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu          sync.Mutex
	closed      bool
	subscribers map[string]subscriber
}

func newHerald(s *Surface) *herald {
	ctx, cancel := context.WithCancel(context.Background()) // deliveries outlive the calls that cause them
	return &herald{
		surface: s, client: &http.Client{
			Timeout:       10 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		after: time.After, slots: make(chan struct{}, 16), ctx: ctx, cancel: cancel, subscribers: map[string]subscriber{},
	}
}

func (h *herald) subscribe(supplierID string, s subscriber) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.subscribers[supplierID] = s
}

// heard starts telling of an event.
func (h *herald) heard(e world.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	to, wanted := h.subscribers[e.Supplier]
	if !wanted || h.closed {
		return
	}
	h.running.Go(func() { h.deliver(e, to) })
}

func (h *herald) close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.cancel()
	h.running.Wait()
	h.client.CloseIdleConnections()
}

func (h *herald) deliver(e world.Event, to subscriber) {
	log := h.surface.log.With("order", e.OrderID, "event", string(e.Kind))
	for attempt, wait := range deliveryWaits {
		select {
		case <-h.after(wait):
		case <-h.ctx.Done():
			return
		}
		err := h.attempt(e, to, attempt > 0)
		if err == nil {
			return
		}
		if h.ctx.Err() != nil {
			return
		}
		log.Warn("simulator: ndc notice not delivered", "attempt", attempt+1, "of", len(deliveryWaits), "error", err)
	}
}

func (h *herald) attempt(e world.Event, to subscriber, again bool) error {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-h.ctx.Done():
		return h.ctx.Err()
	}
	body, err := h.surface.notice(e, again)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(h.ctx, http.MethodPost, to.url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("ndcair: %w", err)
	}
	req.Header.Set("Content-Type", "application/xml; charset=utf-8")
	// Signed at each attempt: a late retry must not look stale.
	req.Header.Set(SignatureHeader, sign(body, to.secret, h.surface.stage.Now()))
	res, err := h.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	said, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil {
		return err
	}
	return acknowledged(res.StatusCode, said)
}

// acknowledged reads the subscriber's answer. Only an IATA_Acknowledgement says
// that the notice is kept.
func acknowledged(status int, body []byte) error {
	if status < 200 || status > 299 {
		return fmt.Errorf("ndcair: the subscriber answered %d", status)
	}
	var ack struct {
		XMLName xml.Name
		Status  string `xml:"Notification>StatusCode"`
	}
	if err := xml.Unmarshal(body, &ack); err != nil {
		return errors.New("ndcair: the subscriber's answer is no XML")
	}
	if ack.XMLName.Local != "IATA_Acknowledgement" || ack.Status == "" {
		return errors.New("ndcair: the subscriber did not acknowledge")
	}
	return nil
}

func sign(body []byte, secret string, at time.Time) string {
	t := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t + "."))
	mac.Write(body)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}
