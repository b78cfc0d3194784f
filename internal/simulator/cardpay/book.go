package cardpay

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/journal"
)

// The journal's kinds of this package.
const (
	kindChange = "pay.change"
	kindNotice = "pay.notice"
)

// change is one step of one intent with all it causes, in one record: a crash
// cannot leave money moved without its ledger entry, or a step without its notice.
type change struct {
	Intent   intent    `json:"intent"`
	Movement *movement `json:"movement,omitempty"`
	Notice   *notice   `json:"notice,omitempty"`
}

// movement is one entry of the ledger. Refunds are negative.
type movement struct {
	ID             string    `json:"id"`
	Type           string    `json:"type"` // capture or refund
	IntentID       string    `json:"intent_id"`
	Reference      string    `json:"reference"` // the intent's for a capture, the refund's own for a refund
	OrderReference string    `json:"order_reference"`
	AmountMinor    int64     `json:"amount_minor"`
	Currency       string    `json:"currency"`
	CreatedAt      time.Time `json:"created_at"`
}

// book is everything the provider knows. Its owner locks.
type book struct {
	intents    map[string]intent
	references map[string]string // merchant reference → intent id
	refunds    map[string]string // refund reference → intent id
	checkouts  map[string]string // checkout token → intent id
	awaiting   map[string]bool   // ids that time can still do something to
	ledger     []movement
}

func newBook() book {
	return book{
		intents:    map[string]intent{},
		references: map[string]string{},
		refunds:    map[string]string{},
		checkouts:  map[string]string{},
		awaiting:   map[string]bool{},
	}
}

func (b *book) apply(c change) {
	i := c.Intent
	b.intents[i.ID] = i
	b.references[i.Order.Reference] = i.ID
	if i.CheckoutToken != "" {
		b.checkouts[i.CheckoutToken] = i.ID
	}
	for _, r := range i.Refunds {
		b.refunds[r.Reference] = i.ID
	}
	if i.Status == requiresAction {
		b.awaiting[i.ID] = true
	} else {
		delete(b.awaiting, i.ID)
	}
	if c.Movement != nil {
		b.ledger = append(b.ledger, *c.Movement)
	}
}

// commit makes a change durable, then visible, then sends its notice. The
// caller holds the lock.
func (g *Gateway) commit(next intent, moved *movement, now time.Time) error {
	c := change{Intent: next, Movement: moved}
	if next.Order.NotifyURL != "" && !next.Silent {
		c.Notice = &notice{
			ID: newID("evt_"), URL: next.Order.NotifyURL, Status: next.Status,
			Reference: next.Order.Reference, IntentID: next.ID, CreatedAt: now,
		}
	}
	if err := g.journal.Append(kindChange, c); err != nil {
		return fmt.Errorf("cardpay: %w", err)
	}
	g.book.apply(c)
	g.log.Info("payment intent changed", "intent", next.ID, "reference", next.Order.Reference, "status", next.Status)
	if c.Notice != nil {
		g.send(*c.Notice, 0)
	}
	g.setAlarm(next, now)
	return nil
}

// Replay takes back one record of an earlier process; records of other parts
// of the simulator are ignored. Call it before serving.
func (g *Gateway) Replay(r journal.Record) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch r.Kind {
	case kindChange:
		var c change
		if err := json.Unmarshal(r.Data, &c); err != nil {
			return fmt.Errorf("cardpay: %w", err)
		}
		g.book.apply(c)
		if c.Notice != nil {
			g.undelivered[c.Notice.ID] = attempted{notice: *c.Notice}
		}
	case kindNotice:
		var p progress
		if err := json.Unmarshal(r.Data, &p); err != nil {
			return fmt.Errorf("cardpay: %w", err)
		}
		if p.Delivered {
			delete(g.undelivered, p.ID)
		} else if left, ok := g.undelivered[p.ID]; ok {
			left.attempts = p.Attempts
			g.undelivered[p.ID] = left
		}
	}
	return nil
}

// newID is the prefix and 128 random bits.
func newID(prefix string) string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return prefix + hex.EncodeToString(b[:])
}
