package duffelair

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// SignatureHeader carries "t=<unix seconds>,v1=<hex>": HMAC-SHA256 under the
// webhook's secret, as it is written, over t, a dot and the raw body.
const SignatureHeader = "X-Duffel-Signature"

// deliveryWaits are the pauses before each attempt: Duffel's exponential backoff,
// shorter than its three days. They are wall time: jumps of the simulated clock
// do not hurry a network.
var deliveryWaits = []time.Duration{
	0, 500 * time.Millisecond, 2 * time.Second, 8 * time.Second,
	30 * time.Second, 2 * time.Minute, 8 * time.Minute, 30 * time.Minute,
}

// closeGrace is how long receivers may take for what is being posted at the end:
// what is cut off is told again by the next process.
const closeGrace = 2 * time.Second

// courier delivers events on goroutines of its own.
type courier struct {
	notices *notices
	now     func() time.Time
	log     *slog.Logger
	client  *http.Client
	waits   []time.Duration
	slots   chan struct{}   // bounds posts under way
	ctx     context.Context // until close: nothing is begun after it
	cancel  context.CancelFunc
	posting context.Context // of posts under way, which close lets end
	abort   context.CancelFunc

	mu      sync.Mutex
	closed  bool
	running sync.WaitGroup
}

func newCourier(n *notices, now func() time.Time, client *http.Client, logger *slog.Logger) *courier {
	// Deliveries outlive the calls that cause them.
	ctx, cancel := context.WithCancel(context.Background())
	posting, abort := context.WithCancel(context.Background())
	if client == nil {
		client = loopbackClient()
	}
	return &courier{
		notices: n, now: now, log: logger, client: client, waits: deliveryWaits,
		slots: make(chan struct{}, 16), ctx: ctx, cancel: cancel, posting: posting, abort: abort,
	}
}

// loopbackClient reaches this machine only: a sandbox that posts wherever it is
// told to would be a weapon.
func loopbackClient() *http.Client {
	dialer := &net.Dialer{Timeout: 3 * time.Second, Control: loopbackOnly}
	return &http.Client{
		Timeout:       10 * time.Second,
		Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 16, IdleConnTimeout: 30 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// loopbackOnly looks at the address really dialled, whatever the name said.
func loopbackOnly(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return errors.New("duffelair: webhooks go to loopback addresses only")
	}
	return nil
}

// loopbackURL reports whether a webhook may be at address.
func loopbackURL(address string) bool {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.User != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
}

// send starts delivering, with attempts already made. A closed courier leaves it
// to the next process.
func (c *courier) send(way errand, attempts int) {
	c.run(func() { c.deliver(way, attempts) })
}

func (c *courier) run(task func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.running.Go(task)
	}
}

func (c *courier) close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.cancel()
	grace := time.AfterFunc(closeGrace, c.abort)
	c.running.Wait()
	grace.Stop()
	c.abort()
	c.client.CloseIdleConnections()
}

func (c *courier) deliver(way errand, attempts int) {
	for first := true; attempts < len(c.waits); first = false {
		wait := c.waits[attempts]
		if first {
			wait = 0 // a restart tries at once: the other side has likely restarted too
		}
		if !c.pause(wait) {
			return
		}
		event, known := c.notices.event(way.event)
		hook, there := c.notices.webhook(way.webhook)
		if !known || !there || !hook.Webhook.Active && event.Event.Type != typePing {
			return
		}
		done, err := c.attempt(hook.Webhook, event.Event)
		if err != nil && c.ctx.Err() != nil {
			return // cut short by close: not the receiver's failure, not counted
		}
		attempts++
		if noteErr := c.notices.attempted(done); noteErr != nil {
			c.log.Error("simulator: webhook delivery not kept", "event", way.event, "error", noteErr)
		}
		if done.Success {
			return
		}
		c.log.Warn("simulator: webhook not delivered", "event", way.event, "webhook", way.webhook,
			"attempt", attempts, "of", len(c.waits), "status", done.Status, "error", err)
	}
}

// pause waits, and reports false when the courier closes first.
func (c *courier) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-c.ctx.Done():
		return false
	}
}

// mostAnswer is how much of a receiver's answer is shown to who asks for it.
const mostAnswer = 512

// attempt posts once, signed anew each time: a late one must not look stale.
func (c *courier) attempt(hook wireWebhook, event wireEvent) (wireDelivery, error) {
	done := wireDelivery{EndpointID: hook.ID, EventID: event.ID, Type: event.Type, URL: hook.URL, CreatedAt: c.now()}
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-c.ctx.Done():
		return done, c.ctx.Err()
	}
	body, err := json.Marshal(event)
	if err != nil {
		return done, fmt.Errorf("duffelair: webhook: %w", err)
	}
	req, err := http.NewRequestWithContext(c.posting, http.MethodPost, hook.URL, bytes.NewReader(body))
	if err != nil {
		return done, fmt.Errorf("duffelair: webhook: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(SignatureHeader, sign(hook.Secret, body, c.now()))
	res, err := c.client.Do(req)
	if err != nil {
		return done, err
	}
	defer func() { _ = res.Body.Close() }()
	answer, _ := io.ReadAll(io.LimitReader(res.Body, mostAnswer)) // what came is what is shown
	done.Status, done.Body = res.StatusCode, string(answer)
	done.Success = res.StatusCode >= 200 && res.StatusCode < 300
	return done, nil
}

func sign(secret string, body []byte, at time.Time) string {
	t := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t + "."))
	mac.Write(body)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}
