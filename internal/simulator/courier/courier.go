package courier

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

// closeGrace is how long receivers may take for what is being posted at the end:
// what is cut off is told again by the next process.
const closeGrace = 2 * time.Second

// mostPosts bounds how much is under way at once.
const mostPosts = 16

// mostAnswer is how much of a receiver's answer is read, in bytes.
const mostAnswer = 64 << 10

// ErrClosed is what ends a post that Close cuts short. It says nothing of the
// receiver.
var ErrClosed = errors.New("courier: closed")

// Config is how a courier is made.
type Config struct {
	Now    func() time.Time // the time signatures are of; required
	Client *http.Client     // nil: one that reaches this machine only
	// After tells when a pause is over; nil: time.After. Pauses are wall time: jumps
	// of a simulated clock do not hurry a network.
	After func(time.Duration) <-chan time.Time
}

// Courier delivers on goroutines of its own.
type Courier struct {
	now     func() time.Time
	client  *http.Client
	after   func(time.Duration) <-chan time.Time
	slots   chan struct{}   // bounds posts under way
	ctx     context.Context // until Close: nothing is begun after it
	cancel  context.CancelFunc
	posting context.Context // of posts under way, which Close lets end
	abort   context.CancelFunc

	mu      sync.Mutex
	closed  bool
	running sync.WaitGroup
}

// New makes a courier. Close it.
func New(c Config) *Courier {
	if c.Client == nil {
		c.Client = loopbackClient()
	}
	if c.After == nil {
		c.After = time.After
	}
	// Deliveries outlive the calls that cause them.
	ctx, cancel := context.WithCancel(context.Background())
	posting, abort := context.WithCancel(context.Background())
	return &Courier{
		now: c.Now, client: c.Client, after: c.After,
		slots: make(chan struct{}, mostPosts), ctx: ctx, cancel: cancel, posting: posting, abort: abort,
	}
}

// Send has attempt called, after the pauses that waits says, until it returns nil
// or ErrClosed, or there are no more waits. It is told which attempt it is, from
// one; made were made before, by an earlier process, and the next of them is made
// at once: the other side has likely restarted too. A closed courier leaves it to
// the next process.
func (c *Courier) Send(waits []time.Duration, made int, attempt func(number int) error) {
	c.Go(func() {
		for first := true; made < len(waits); first = false {
			wait := waits[made]
			if first {
				wait = 0
			}
			if !c.Pause(wait) {
				return
			}
			made++
			err := attempt(made)
			if err == nil || errors.Is(err, ErrClosed) {
				return
			}
		}
	})
}

// Go runs a task that Close waits for; after Close it does nothing.
func (c *Courier) Go(task func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.running.Go(task)
	}
}

// Pause waits, and reports false when the courier closes first.
func (c *Courier) Pause(d time.Duration) bool {
	if c.ctx.Err() != nil {
		return false
	}
	select {
	case <-c.after(d):
		return true
	case <-c.ctx.Done():
		return false
	}
}

// Wait returns when nothing is under way or to be tried again.
func (c *Courier) Wait() { c.running.Wait() }

// Close stops delivering and waits for what is under way, though not for ever.
func (c *Courier) Close() {
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

// Letter is one thing told to one receiver.
type Letter struct {
	URL         string
	ContentType string
	Signature   string // the name of the header that is signed in
	Secret      string // shared with the receiver
	Body        []byte
}

// Answer is what the receiver said: as much as is read of it.
type Answer struct {
	Status int
	Body   []byte
}

// OK reports whether the receiver took it, as HTTP says so.
func (a Answer) OK() bool { return a.Status >= 200 && a.Status < 300 }

// Post posts once, signed anew each time: a late one must not look stale. What the
// receiver answers is no error, whatever it is.
func (c *Courier) Post(l Letter) (Answer, error) {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-c.ctx.Done():
		return Answer{}, ErrClosed
	}
	req, err := http.NewRequestWithContext(c.posting, http.MethodPost, l.URL, bytes.NewReader(l.Body))
	if err != nil {
		return Answer{}, err
	}
	req.Header.Set("Content-Type", l.ContentType)
	req.Header.Set(l.Signature, Sign(l.Secret, l.Body, c.now()))
	res, err := c.client.Do(req)
	if err != nil && c.ctx.Err() != nil {
		return Answer{}, errors.Join(ErrClosed, err)
	}
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	said, _ := io.ReadAll(io.LimitReader(res.Body, mostAnswer)) // what came is what it said
	return Answer{Status: res.StatusCode, Body: said}, nil
}
