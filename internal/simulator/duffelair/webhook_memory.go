package duffelair

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// The journal's kinds of what webhooks are told.
const (
	recordWebhook  = "duffel.webhook"
	recordEvent    = "duffel.event"
	recordDelivery = "duffel.delivery"
)

// mostEvents is how many events, and attempts to deliver them, can be looked up.
// What is older is forgotten, delivered or not.
const mostEvents = 10_000

// webhook is one subscription of one account.
type webhook struct {
	Supplier string      `json:"supplier"`
	Deleted  bool        `json:"deleted,omitempty"`
	Webhook  wireWebhook `json:"webhook"` // with its secret
}

func (h webhook) wants(kind string) bool {
	return h.Webhook.Active && slices.Contains(h.Webhook.Events, kind)
}

// sentEvent is an event with the webhooks it is meant for.
type sentEvent struct {
	Supplier string    `json:"supplier"`
	Number   int64     `json:"number"`
	To       []string  `json:"to"`
	Event    wireEvent `json:"event"`
}

// errand is an event on its way to a webhook.
type errand struct{ event, webhook string }

// notices is everything about webhooks that is remembered.
type notices struct {
	journal *journal.Journal

	mu         sync.Mutex
	webhooks   map[string]webhook
	created    []string // ids of webhooks, oldest first
	events     map[string]sentEvent
	happened   []string // ids of events, oldest first
	deliveries []wireDelivery
	attempts   int64
	last       int64
	open       map[errand]int // not delivered yet → attempts made
}

func newNotices(j *journal.Journal) *notices {
	return &notices{journal: j, webhooks: map[string]webhook{}, events: map[string]sentEvent{}, open: map[errand]int{}}
}

// keep remembers a webhook as it is now.
func (n *notices) keep(h webhook) error {
	if err := n.journal.Append(recordWebhook, h); err != nil {
		return fmt.Errorf("duffelair: webhook: %w", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.put(h)
	return nil
}

// put is called with the lock held, as is all that follows on a record.
func (n *notices) put(h webhook) {
	if _, known := n.webhooks[h.Webhook.ID]; !known {
		n.created = append(n.created, h.Webhook.ID)
	}
	n.webhooks[h.Webhook.ID] = h
}

func (n *notices) webhook(id string) (webhook, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	h, ok := n.webhooks[id]
	return h, ok && !h.Deleted
}

// own is a webhook of an account.
func (n *notices) own(supplier, id string) (webhook, error) {
	h, ok := n.webhook(id)
	if !ok || h.Supplier != supplier {
		return webhook{}, world.ErrNotFound
	}
	return h, nil
}

// all are the webhooks of an account, the newest first.
func (n *notices) all(supplier string) []webhook {
	n.mu.Lock()
	defer n.mu.Unlock()
	var found []webhook
	for _, id := range slices.Backward(n.created) {
		if h := n.webhooks[id]; !h.Deleted && h.Supplier == supplier {
			found = append(found, h)
		}
	}
	return found
}

// any reports whether anybody listens at all.
func (n *notices) any() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, h := range n.webhooks {
		if !h.Deleted && h.Webhook.Active {
			return true
		}
	}
	return false
}

// listeners are the webhooks of an account that want to hear of a kind.
func (n *notices) listeners(supplier, kind string) []string {
	var ids []string
	for _, h := range n.all(supplier) {
		if h.wants(kind) {
			ids = append(ids, h.Webhook.ID)
		}
	}
	return ids
}

// record makes an event of what happened, with its id.
func (n *notices) record(supplier string, to []string, event wireEvent) (sentEvent, error) {
	n.mu.Lock()
	n.last++
	sent := sentEvent{Supplier: supplier, Number: n.last, To: to, Event: event}
	n.mu.Unlock()
	e := &sent.Event
	e.ID = world.Token("wev", strconv.FormatInt(sent.Number, 10), e.CreatedAt.Format(time.RFC3339Nano))
	e.APIVersion = "v2"
	e.Organisation = world.Token("org", supplier)
	if e.IdempotencyKey == "" {
		e.IdempotencyKey = e.ID
	}
	if err := n.journal.Note(recordEvent, sent); err != nil {
		return sentEvent{}, fmt.Errorf("duffelair: event: %w", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.tell(sent)
	return sent, nil
}

func (n *notices) tell(sent sentEvent) {
	n.last = max(n.last, sent.Number)
	n.events[sent.Event.ID] = sent
	n.happened = append(n.happened, sent.Event.ID)
	for _, id := range sent.To {
		n.open[errand{sent.Event.ID, id}] = 0
	}
	if len(n.happened) <= mostEvents {
		return
	}
	oldest := n.events[n.happened[0]]
	n.happened = n.happened[1:]
	delete(n.events, oldest.Event.ID)
	for _, id := range oldest.To {
		delete(n.open, errand{oldest.Event.ID, id})
	}
}

func (n *notices) event(id string) (sentEvent, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	e, ok := n.events[id]
	return e, ok
}

// list are the events of an account, the newest first.
func (n *notices) list(supplier string) []wireEvent {
	n.mu.Lock()
	defer n.mu.Unlock()
	var found []wireEvent
	for _, id := range slices.Backward(n.happened) {
		if e := n.events[id]; e.Supplier == supplier {
			found = append(found, e.Event)
		}
	}
	return found
}

// attempted remembers one attempt.
func (n *notices) attempted(d wireDelivery) error {
	n.mu.Lock()
	n.attempts++
	d.ID = world.Token("del", d.EventID, d.EndpointID, strconv.FormatInt(n.attempts, 10))
	n.count(d)
	n.mu.Unlock()
	if err := n.journal.Note(recordDelivery, d); err != nil {
		return fmt.Errorf("duffelair: delivery: %w", err)
	}
	return nil
}

func (n *notices) count(d wireDelivery) {
	n.deliveries = append(n.deliveries, d)
	if len(n.deliveries) > mostEvents {
		n.deliveries = n.deliveries[1:]
	}
	way := errand{d.EventID, d.EndpointID}
	if tries, ok := n.open[way]; ok {
		n.open[way] = tries + 1
	}
	if d.Success {
		delete(n.open, way)
	}
}

// delivered are the attempts for the webhooks of an account, the newest first.
func (n *notices) delivered(supplier string) []wireDelivery {
	n.mu.Lock()
	defer n.mu.Unlock()
	var found []wireDelivery
	for _, d := range slices.Backward(n.deliveries) {
		if n.webhooks[d.EndpointID].Supplier == supplier {
			found = append(found, d)
		}
	}
	return found
}

// undelivered is what an earlier process left to do, with the attempts it made.
func (n *notices) undelivered() map[errand]int {
	n.mu.Lock()
	defer n.mu.Unlock()
	left := make(map[errand]int, len(n.open))
	for way, tries := range n.open {
		left[way] = tries
	}
	return left
}

func (n *notices) replay(r journal.Record) error {
	var h webhook
	var e sentEvent
	var d wireDelivery
	into := map[string]any{recordWebhook: &h, recordEvent: &e, recordDelivery: &d}[r.Kind]
	if err := json.Unmarshal(r.Data, into); err != nil {
		return fmt.Errorf("duffelair: %s: %w", r.Kind, err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	switch r.Kind {
	case recordWebhook:
		n.put(h)
	case recordEvent:
		n.tell(e)
	case recordDelivery:
		n.attempts++
		n.count(d)
	}
	return nil
}
