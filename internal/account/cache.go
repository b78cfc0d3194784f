package account

import (
	"sync"
	"time"
)

// cacheLimit bounds what strangers with made-up keys can make us remember.
const cacheLimit = 4096

// cache believes answers about keys for a few seconds, "nobody's" included, so
// that a busy or a broken client does not ask the database at every call.
type cache struct {
	now func() time.Time
	ttl time.Duration

	mu      sync.Mutex
	entries map[[32]byte]entry
	drops   int
}

type entry struct {
	principal Principal // zero: nobody
	until     time.Time
}

func newCache(now func() time.Time, ttl time.Duration) *cache {
	return &cache{now: now, ttl: ttl, entries: map[[32]byte]entry{}}
}

// get answers what is known. The ticket of a miss goes to put.
func (c *cache) get(hash [32]byte) (Principal, int, bool) {
	now := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	e, found := c.entries[hash]
	if !found || !now.Before(e.until) {
		return Principal{}, c.drops, false
	}
	return e.principal, c.drops, true
}

// put remembers what was looked up since get gave the ticket, unless a key was
// dropped meanwhile: the answer may be from before that.
func (c *cache) put(hash [32]byte, p Principal, ticket int) {
	now := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if ticket != c.drops {
		return
	}
	if len(c.entries) >= cacheLimit {
		c.shrink(now)
	}
	c.entries[hash] = entry{principal: p, until: now.Add(c.ttl)}
}

// shrink forgets what is old and, if that is not enough, any half.
func (c *cache) shrink(now time.Time) {
	for hash, e := range c.entries {
		if !now.Before(e.until) {
			delete(c.entries, hash)
		}
	}
	for hash := range c.entries {
		if len(c.entries) < cacheLimit/2 {
			return
		}
		delete(c.entries, hash)
	}
}

func (c *cache) drop(hash [32]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	delete(c.entries, hash)
}

func (c *cache) dropKey(keyID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	for hash, e := range c.entries {
		if e.principal.KeyID == keyID {
			delete(c.entries, hash)
		}
	}
}
