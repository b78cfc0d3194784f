package duffelair

import (
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// batchLife is how long the batches of a search can be fetched. The offers live
// on under the offer request, whose id a batch offer request has.
const batchLife = time.Minute

// batches are the searches that are being handed out airline by airline. They
// are too short-lived to survive the process.
type batches struct {
	mu      sync.Mutex
	running map[string]*batch
}

type batch struct {
	supplier string
	search   world.Search
	left     [][]world.Offer
	total    int
}

func newBatches() *batches { return &batches{running: map[string]*batch{}} }

func (b *batches) start(search world.Search, offers []world.Offer, now time.Time) *batch {
	started := &batch{supplier: search.Supplier, search: search, left: inBatches(offers)}
	started.total = len(started.left)
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, other := range b.running {
		if other.over(now) {
			delete(b.running, id)
		}
	}
	b.running[search.ID] = started
	return started
}

// inBatches are an airline's nonstop offers, its others, the next airline's, as
// they come. A search without offers has one batch, which brings nothing.
func inBatches(offers []world.Offer) [][]world.Offer {
	type source struct {
		owner   string
		nonstop bool
	}
	var parts [][]world.Offer
	at := map[source]int{}
	for _, o := range offers {
		key := source{o.Owner, len(o.Flights()) == len(o.Slices)}
		i, known := at[key]
		if !known {
			i = len(parts)
			at[key] = i
			parts = append(parts, nil)
		}
		parts[i] = append(parts[i], o)
	}
	if len(parts) == 0 {
		return [][]world.Offer{nil}
	}
	return parts
}

func (b *batch) over(now time.Time) bool { return now.After(b.search.CreatedAt.Add(batchLife)) }

// find gives a batch that was not over at a time.
func (b *batches) find(supplier, id string, now time.Time) (*batch, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	found, ok := b.running[id]
	if !ok || found.supplier != supplier || found.over(now) {
		return nil, world.ErrNotFound
	}
	return found, nil
}

// next takes one part out, and says how many remain.
func (b *batches) next(of *batch) ([]world.Offer, int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(of.left) == 0 {
		return nil, 0
	}
	part := of.left[0]
	of.left = of.left[1:]
	return part, len(of.left)
}

type wireBatch struct {
	ID        string       `json:"id"`
	LiveMode  bool         `json:"live_mode"`
	ClientKey string       `json:"client_key"`
	CreatedAt time.Time    `json:"created_at"`
	Total     int          `json:"total_batches"`
	Remaining int          `json:"remaining_batches"`
	Offers    *[]wireOffer `json:"offers,omitempty"`
}

func wireBatchOf(b *batch, remaining int) wireBatch {
	return wireBatch{
		ID: b.search.ID, ClientKey: world.Token("key", b.search.ID), CreatedAt: b.search.CreatedAt,
		Total: b.total, Remaining: remaining,
	}
}

// searchInBatches starts a search; its offers come with the reads that follow.
func (s *Surface) searchInBatches(c *call) (reply, error) {
	search, offers, err := s.search(c)
	if err != nil {
		return reply{}, err
	}
	started := s.batches.start(search, offers, s.world.Now())
	return created(wireBatchOf(started, started.total)), nil
}

// readBatch answers with offers that no read before had. Duffel waits for
// airlines here; ours have answered already, so that nobody is kept waiting.
func (s *Surface) readBatch(c *call) (reply, error) {
	found, err := s.batches.find(c.supplier.ID, c.PathValue("id"), s.world.Now())
	if err != nil {
		return reply{}, err
	}
	if err := c.bound(found.search.Scenario); err != nil {
		return reply{}, err
	}
	part, remaining := s.batches.next(found)
	out, offers := wireBatchOf(found, remaining), wireOffersOf(part)
	out.Offers = &offers
	return ok(out), nil
}
