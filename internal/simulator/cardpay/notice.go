package cardpay

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

	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
)

// SignatureHeader carries "t=<unix seconds>,v1=<hex>": HMAC-SHA256 under
// NoticeSecret over t, a dot and the raw body. t is simulated time.
const SignatureHeader = "Farebridge-Card-Signature"

// notice is one step of an intent that its merchant is told of.
type notice struct {
	ID        string    `json:"id"`
	URL       string    `json:"url"`
	Reference string    `json:"reference"`
	IntentID  string    `json:"intent_id"`
	Status    status    `json:"status"`
	CreatedAt time.Time `json:"created_at"`
}

// progress is how far a notice has come, as the journal keeps it.
type progress struct {
	ID        string `json:"id"`
	Attempts  int    `json:"attempts"`
	Delivered bool   `json:"delivered"`
}

type attempted struct {
	notice   notice
	attempts int
}

// deliveryWaits are the pauses before each attempt; after the last the notice is given
// up, and the merchant finds out by asking. They are wall time: jumps of the
// simulated clock do not hurry a network.
var deliveryWaits = []time.Duration{
	0, 500 * time.Millisecond, 2 * time.Second, 5 * time.Second,
	15 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute,
}

// courier delivers notices on goroutines of its own.
type courier struct {
	stage   *stage.Stage
	journal *journal.Journal
	log     *slog.Logger
	client  *http.Client
	waits   []time.Duration
	slots   chan struct{} // bounds posts under way
	ctx     context.Context
	cancel  context.CancelFunc
	running sync.WaitGroup
}

func newCourier(st *stage.Stage, j *journal.Journal, logger *slog.Logger) *courier {
	ctx, cancel := context.WithCancel(context.Background()) // deliveries outlive the calls that cause them
	dialer := &net.Dialer{Timeout: 3 * time.Second, Control: loopbackOnly}
	return &courier{
		stage: st, journal: j, log: logger, waits: deliveryWaits,
		slots: make(chan struct{}, 16), ctx: ctx, cancel: cancel,
		client: &http.Client{
			Timeout:       10 * time.Second,
			Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 16, IdleConnTimeout: 30 * time.Second},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// loopbackOnly looks at the address really dialled: a name checked when the
// intent was made may resolve to something else by now.
func loopbackOnly(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return errors.New("cardpay: notices go to loopback addresses only")
	}
	return nil
}

// loopbackURL reports whether notices may be asked for at address.
func loopbackURL(address string) bool {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.User != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
}

// send starts delivering, with attempts already made. It must not be called
// after close.
func (c *courier) send(n notice, attempts int) {
	c.running.Go(func() { c.deliver(n, attempts) })
}

func (c *courier) close() {
	c.cancel()
	c.running.Wait()
	c.client.CloseIdleConnections()
}

func (c *courier) deliver(n notice, attempts int) {
	for first := true; attempts < len(c.waits); first = false {
		wait := c.waits[attempts]
		if first {
			wait = 0 // a restart tries at once: the other side has likely restarted too
		}
		if !c.pause(wait) {
			return
		}
		err := c.attempt(n)
		if c.ctx.Err() != nil && err != nil {
			return // cut short by close: not the merchant's failure, not counted
		}
		attempts++
		if noteErr := c.journal.Note(kindNotice, progress{ID: n.ID, Attempts: attempts, Delivered: err == nil}); noteErr != nil {
			c.log.Error("notice progress not kept", "notice", n.ID, "error", noteErr)
		}
		if err == nil {
			c.log.Debug("notice delivered", "notice", n.ID, "attempt", attempts)
			return
		}
		c.log.Warn("notice not delivered", "notice", n.ID, "attempt", attempts, "of", len(c.waits), "error", err)
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

func (c *courier) attempt(n notice) error {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-c.ctx.Done():
		return c.ctx.Err()
	}
	body, err := json.Marshal(n.event())
	if err != nil {
		return fmt.Errorf("cardpay: %w", err)
	}
	req, err := http.NewRequestWithContext(c.ctx, http.MethodPost, n.URL, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("cardpay: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	// Signed at each attempt: a late retry must not look stale.
	req.Header.Set(SignatureHeader, sign(body, c.stage.Now()))
	res, err := c.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // lets the connection be used again
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return fmt.Errorf("cardpay: the merchant answered %s", res.Status)
	}
	return nil
}

func sign(body []byte, at time.Time) string {
	t := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(NoticeSecret))
	mac.Write([]byte(t + "."))
	mac.Write(body)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}
