package duffelair

import (
	"sync"
	"time"
)

// lateEvents wait for their time. It is simulated time: whoever looks brings it on.
type lateEvents struct {
	mu        sync.Mutex
	waiting   []lateEvent
	attempted map[string]bool // searches of orders that will not be made
}

func newLateEvents() *lateEvents { return &lateEvents{attempted: map[string]bool{}} }

func (l *lateEvents) add(e lateEvent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(l.waiting, e)
}

// attempt reports whether it is the first of a search.
func (l *lateEvents) attempt(searchID string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.attempted[searchID]
	l.attempted[searchID] = true
	return !before
}

// due takes out what is to be told by now.
func (l *lateEvents) due(now time.Time) []lateEvent {
	l.mu.Lock()
	defer l.mu.Unlock()
	var due, left []lateEvent
	for _, e := range l.waiting {
		if e.at.After(now) {
			left = append(left, e)
		} else {
			due = append(due, e)
		}
	}
	l.waiting = left
	return due
}
