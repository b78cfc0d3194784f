package world

import "time"

const (
	// rememberSearches is how long an expired offer is still known as such.
	rememberSearches = 24 * time.Hour
	// mostSearches bounds the memory a crowd of shoppers can fill.
	mostSearches = 200_000
	// readySearches is how many searches have their offers at hand.
	readySearches = 256
)

// searchMemory keeps searches, which are small, and the offers of the latest
// ones, which are not.
type searchMemory struct {
	last    int64
	byPart  map[string]Search
	inOrder []string // parts, oldest first
	ready   map[string][]Offer
	queue   []string
}

func newSearchMemory() searchMemory {
	return searchMemory{byPart: map[string]Search{}, ready: map[string][]Offer{}}
}

func (m *searchMemory) next() int64 {
	m.last++
	return m.last
}

func (m *searchMemory) find(part string) (Search, bool) {
	s, ok := m.byPart[part]
	return s, ok
}

// add remembers s and returns the searches it made us forget.
func (m *searchMemory) add(s Search) []Search {
	part := s.ID[len(searchPrefix):][:searchPart]
	m.last = max(m.last, s.Number)
	m.byPart[part] = s
	m.inOrder = append(m.inOrder, part)
	var forgotten []Search
	for len(m.inOrder) > 0 {
		oldest := m.byPart[m.inOrder[0]]
		if len(m.inOrder) <= mostSearches && s.CreatedAt.Sub(oldest.CreatedAt) <= rememberSearches {
			break
		}
		delete(m.byPart, m.inOrder[0])
		m.inOrder = m.inOrder[1:]
		forgotten = append(forgotten, oldest)
	}
	return forgotten
}

func (m *searchMemory) offers(searchID string) ([]Offer, bool) {
	offers, ok := m.ready[searchID]
	return offers, ok
}

func (m *searchMemory) keep(searchID string, offers []Offer) {
	if _, ok := m.ready[searchID]; ok {
		return
	}
	m.ready[searchID] = offers
	m.queue = append(m.queue, searchID)
	if len(m.queue) > readySearches {
		delete(m.ready, m.queue[0])
		m.queue = m.queue[1:]
	}
}

// remember is called with the lock held.
func (w *World) remember(s Search, offers []Offer) {
	for _, old := range w.searches.add(s) {
		delete(w.bends, w.struck[old.ID])
		delete(w.struck, old.ID)
	}
	if offers != nil {
		w.searches.keep(s.ID, offers)
	}
}
