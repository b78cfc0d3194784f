package shopping

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
)

// shared runs work once for everybody who asks for the same key while it runs.
//
// It differs from x/sync/singleflight in who decides when work ends: neither
// its first caller's leaving nor any other's stops it, only the last one's
// does. Suppliers are not kept busy for nobody.
type shared[T any] struct {
	mu    sync.Mutex
	calls map[string]*call[T]
}

type call[T any] struct {
	done    chan struct{} // closed when value and err are set
	value   T
	err     error
	waiting int
	cancel  context.CancelFunc
}

// do returns the outcome of work under key, or the reason ctx ended first.
// Work sees the values of its first caller's ctx and none of its deadlines.
func (s *shared[T]) do(ctx context.Context, key string, work func(context.Context) (T, error)) (T, error) {
	c := s.join(ctx, key, work)
	select {
	case <-c.done:
		return c.value, c.err
	case <-ctx.Done():
		s.leave(key, c)
		var none T
		return none, context.Cause(ctx)
	}
}

func (s *shared[T]) join(ctx context.Context, key string, work func(context.Context) (T, error)) *call[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, running := s.calls[key]; running {
		c.waiting++
		return c
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	c := &call[T]{done: make(chan struct{}), waiting: 1, cancel: cancel}
	if s.calls == nil {
		s.calls = make(map[string]*call[T])
	}
	s.calls[key] = c
	go func() {
		defer cancel()
		panicked := guarded(func() { c.value, c.err = work(run) })
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

func (s *shared[T]) leave(key string, c *call[T]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.waiting--
	if c.waiting == 0 {
		c.cancel()
		s.forget(key, c) // who comes now must not join a call that is being given up
	}
}

func (s *shared[T]) forget(key string, c *call[T]) {
	if s.calls[key] == c {
		delete(s.calls, key)
	}
}

// guarded turns a panic into an error. Goroutines started here have no server
// above them that would: a defect in one connector must not end the process.
func guarded(work func()) error {
	var err error
	func() {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("shopping: panic: %v\n%s", p, debug.Stack())
			}
		}()
		work()
	}()
	return err
}
