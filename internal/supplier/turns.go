package supplier

import (
	"cmp"
	"container/heap"
	"context"
	"sync"
	"time"
)

// Turns are taken by searches to work on what suppliers answered: to understand,
// price and encode it, for which they need nothing but a processor. As many work
// at once as there are places, and of those that wait the one that is due first is
// next. Side by side they would all be done when the last of them is.
//
// Nobody depends on a turn: who does not get one before its context ends goes on
// without. Nobody may wait for a network, or for anybody else, while having one.
type Turns struct {
	mu      sync.Mutex
	free    int
	entered uint64
	asked   uint64 // turns that were waited for
	waiting line
}

// NewTurns has as many places as there are processors to work on.
func NewTurns(places int) *Turns { return &Turns{free: places} }

// Enter gives all that is done under the context it returns one place in the line:
// by when it is due, and then by who entered first. Of what is done in it the last
// to be ready goes first: an answer is shown before others are begun.
func (t *Turns) Enter(ctx context.Context, due time.Time) context.Context {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.entered++
	return context.WithValue(ctx, placeKey{}, place{turns: t, due: due, entered: t.entered})
}

type (
	placeKey struct{}
	turnKey  struct{}
)

type place struct {
	turns   *Turns
	due     time.Time
	entered uint64
}

// worthATurn is how many bytes of an answer are worth waiting for a turn. What a
// call that is under way may wait for, such as a token, is smaller.
const worthATurn = 16 << 10

// turn is that of one piece of work; nil: of none that waits for any.
type turn struct {
	place place
	mu    sync.Mutex
	held  bool
}

// NextTurn is for a piece of work of who entered under ctx, which takes its turn and
// leaves it under the context that is returned. [Exchange] leaves it while it waits
// for the network, and returns with it taken if there is much to read. Within a turn
// that is taken there is no other: the work is part of that one.
func NextTurn(ctx context.Context) context.Context {
	var next *turn
	if at, entered := ctx.Value(placeKey{}).(place); entered && !turnOf(ctx).has() {
		next = &turn{place: at}
	}
	return context.WithValue(ctx, turnKey{}, next)
}

// TakeTurn waits for the turn of the work under ctx, or until ctx ends. It does
// nothing if it is taken.
func TakeTurn(ctx context.Context) {
	t := turnOf(ctx)
	if t == nil || t.has() || !t.place.turns.take(ctx, t.place) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held {
		t.place.turns.leave() // two calls of the same work came back at once
	}
	t.held = true
}

// LeaveTurn lets the next one have it: the work under ctx is done, or waits for
// something. It does nothing if it is not taken.
func LeaveTurn(ctx context.Context) {
	t := turnOf(ctx)
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held {
		t.held = false
		t.place.turns.leave()
	}
}

func turnOf(ctx context.Context) *turn {
	t, _ := ctx.Value(turnKey{}).(*turn)
	return t
}

func (t *turn) has() bool {
	if t == nil {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.held
}

// take reports whether there was a turn before ctx ended.
func (t *Turns) take(ctx context.Context, at place) bool {
	w := &waiter{place: at, called: make(chan struct{})}
	t.mu.Lock()
	if t.free > 0 {
		t.free--
		t.mu.Unlock()
		return true
	}
	t.asked++
	w.asked = t.asked
	heap.Push(&t.waiting, w)
	t.mu.Unlock()
	select {
	case <-w.called:
		return true
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if w.at < 0 { // called in the same instant
		return true
	}
	heap.Remove(&t.waiting, w.at)
	return false
}

func (t *Turns) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.waiting) == 0 {
		t.free++
		return
	}
	close(heap.Pop(&t.waiting).(*waiter).called)
}

// waiter is somebody in the line.
type waiter struct {
	place
	asked  uint64
	called chan struct{} // closed when it is its turn
	at     int           // where in the heap; -1: not there any more
}

// line is a heap of those who wait, the next one first.
type line []*waiter

func (l line) Len() int { return len(l) }

func (l line) Less(i, j int) bool {
	return cmp.Or(
		l[i].due.Compare(l[j].due),
		cmp.Compare(l[i].entered, l[j].entered),
		cmp.Compare(l[j].asked, l[i].asked),
	) < 0
}

func (l line) Swap(i, j int) {
	l[i], l[j] = l[j], l[i]
	l[i].at, l[j].at = i, j
}

// Push is for package heap.
func (l *line) Push(x any) {
	w := x.(*waiter)
	w.at = len(*l)
	*l = append(*l, w)
}

// Pop is for package heap.
func (l *line) Pop() any {
	last := len(*l) - 1
	w := (*l)[last]
	(*l)[last], *l = nil, (*l)[:last]
	w.at = -1
	return w
}
