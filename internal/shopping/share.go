package shopping

import (
	"context"
	"sync"

	"github.com/farebridge/farebridge/internal/supplier"
)

// shared runs work once for everybody who asks for the same key while it runs.
// Work tells what it has so far (E) before it is done (T).
//
// It differs from x/sync/singleflight in who decides when work ends: neither
// its first caller's leaving nor any other's stops it, only the last one's
// does. Suppliers are not kept busy for nobody.
type shared[E, T any] struct {
	mu    sync.Mutex
	calls map[string]*call[E, T]
}

type call[E, T any] struct {
	done    chan struct{} // closed when value and err are set
	value   T
	err     error
	waiting int // under shared.mu
	cancel  context.CancelFunc

	mu   sync.Mutex
	told []E
	more chan struct{} // closed when told grows
}

// do returns the outcome of work under key, or the reason ctx ended first.
// Work sees the values of its first caller's ctx and none of its deadlines.
// Whatever work tells, before this caller came or after, hear is called with,
// once and in order; a nil hear does not want to know. An error of hear ends
// this caller's wait, nobody else's.
func (s *shared[E, T]) do(ctx context.Context, key string, work func(ctx context.Context, tell func(E)) (T, error), hear func(E) error) (T, error) {
	c := s.join(ctx, key, work)
	heard := 0
	for {
		told, more := c.since(heard)
		if hear == nil {
			told, more = nil, nil
		}
		for _, e := range told {
			err := hear(e)
			if err != nil {
				s.leave(key, c)
				var none T
				return none, err
			}
		}
		heard += len(told)
		select {
		case <-c.done:
			if last, _ := c.since(heard); hear == nil || len(last) == 0 {
				return c.value, c.err
			}
		case <-more:
		case <-ctx.Done():
			s.leave(key, c)
			var none T
			return none, context.Cause(ctx)
		}
	}
}

func (s *shared[E, T]) join(ctx context.Context, key string, work func(context.Context, func(E)) (T, error)) *call[E, T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, running := s.calls[key]; running {
		c.waiting++
		return c
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	c := &call[E, T]{done: make(chan struct{}), more: make(chan struct{}), waiting: 1, cancel: cancel}
	if s.calls == nil {
		s.calls = make(map[string]*call[E, T])
	}
	s.calls[key] = c
	go func() {
		defer cancel()
		panicked := supplier.Contain(func() { c.value, c.err = work(run, c.tell) })
		if panicked != nil {
			c.err = panicked
		}
		s.mu.Lock()
		s.forget(key, c)
		s.mu.Unlock()
		close(c.done)
	}()
	return c
}

// leave is one caller's going. With the last one the work ends, and who asks
// after that asks anew.
func (s *shared[E, T]) leave(key string, c *call[E, T]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.waiting--
	if c.waiting == 0 {
		s.forget(key, c)
		c.cancel()
	}
}

func (s *shared[E, T]) forget(key string, c *call[E, T]) {
	if s.calls[key] == c {
		delete(s.calls, key)
	}
}

func (c *call[E, T]) tell(e E) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.told = append(c.told, e)
	close(c.more)
	c.more = make(chan struct{})
}

// since is what was told after the first n, and what is closed when there is more.
func (c *call[E, T]) since(n int) ([]E, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.told[n:len(c.told):len(c.told)], c.more
}
