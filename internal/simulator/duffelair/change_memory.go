package duffelair

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

const recordChange = "duffel.change"

// orderChanges are the change offers that were selected and what came of them.
// The world knows offers and exchanged orders; that an offer is first selected
// and then confirmed is Duffel's.
type orderChanges struct {
	journal *journal.Journal

	mu      sync.Mutex
	byID    map[string]orderChange
	byOrder map[string][]string // confirmed ones, oldest first
}

type orderChange struct {
	Supplier string          `json:"supplier"`
	OfferID  string          `json:"offer_id"`
	Change   wireOrderChange `json:"change"`
}

func newOrderChanges(j *journal.Journal) *orderChanges {
	return &orderChanges{journal: j, byID: map[string]orderChange{}, byOrder: map[string][]string{}}
}

// changeOf is the id of the change that an offer becomes.
func changeOf(offerID string) string { return "oce" + strings.TrimPrefix(offerID, "oco") }

// keep remembers a change, confirmed or not.
func (m *orderChanges) keep(c orderChange) error {
	if err := m.journal.Append(recordChange, c); err != nil {
		return fmt.Errorf("duffelair: change: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.add(c)
	return nil
}

// add is called with the lock held.
func (m *orderChanges) add(c orderChange) {
	id := c.Change.ID
	if c.Change.ConfirmedAt != nil && m.byID[id].Change.ConfirmedAt == nil {
		m.byOrder[c.Change.OrderID] = append(m.byOrder[c.Change.OrderID], id)
	}
	m.byID[id] = c
}

func (m *orderChanges) find(supplier, id string) (orderChange, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, ok := m.byID[id]
	if !ok || c.Supplier != supplier {
		return orderChange{}, world.ErrNotFound
	}
	return c, nil
}

// confirmed are the changes of an order, oldest first. Those that were made over
// another protocol are not among them.
func (m *orderChanges) confirmed(orderID string) []wireOrderChange {
	m.mu.Lock()
	defer m.mu.Unlock()
	changes := make([]wireOrderChange, 0, len(m.byOrder[orderID]))
	for _, id := range m.byOrder[orderID] {
		changes = append(changes, m.byID[id].Change)
	}
	return changes
}

func (m *orderChanges) replay(data json.RawMessage) error {
	var c orderChange
	if err := json.Unmarshal(data, &c); err != nil {
		return fmt.Errorf("duffelair: %s: %w", recordChange, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.add(c)
	return nil
}
