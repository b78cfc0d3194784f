package supplier_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/supplier"
)

func TestWhoIsDueFirstIsNext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		turns, now := supplier.NewTurns(1), time.Now()
		working := supplier.NextTurn(turns.Enter(t.Context(), now))
		supplier.TakeTurn(working)

		var all sync.WaitGroup
		var order []int
		for i, due := range []int{3, 1, 2, 1} {
			ctx := supplier.NextTurn(turns.Enter(t.Context(), now.Add(time.Duration(due)*time.Second)))
			all.Go(func() {
				supplier.TakeTurn(ctx)
				defer supplier.LeaveTurn(ctx)
				order = append(order, i)
			})
			synctest.Wait()
		}
		supplier.LeaveTurn(working)
		all.Wait()
		if !slices.Equal(order, []int{1, 3, 2, 0}) {
			t.Errorf("in the order %v", order)
		}
	})
}

// What comes of an answer is ready last, and is shown before another is begun.
func TestWorkThatIsBegunIsEnded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		entered := supplier.NewTurns(1).Enter(t.Context(), time.Now())
		working := supplier.NextTurn(entered)
		supplier.TakeTurn(working)
		var all sync.WaitGroup
		var order []string
		for _, work := range []string{"second answer", "third answer", "first answer shown"} {
			all.Go(func() {
				ctx := supplier.NextTurn(entered)
				supplier.TakeTurn(ctx)
				defer supplier.LeaveTurn(ctx)
				order = append(order, work)
			})
			synctest.Wait()
		}
		supplier.LeaveTurn(working) // with the first answer
		all.Wait()
		if order[0] != "first answer shown" {
			t.Errorf("in the order %q", order)
		}
	})
}

// Who gets no turn in time goes on without, and takes nobody's.
func TestATurnIsNotWaitedForBeyondTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		turns := supplier.NewTurns(1)
		working := supplier.NextTurn(turns.Enter(t.Context(), time.Now()))
		supplier.TakeTurn(working)

		bounded, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		late := supplier.NextTurn(turns.Enter(bounded, time.Now()))
		supplier.TakeTurn(late)
		if late.Err() == nil {
			t.Fatal("it was two's turn at once")
		}
		supplier.LeaveTurn(late)

		next := supplier.NextTurn(turns.Enter(t.Context(), time.Now()))
		taken := false
		go func() {
			supplier.TakeTurn(next)
			taken = true
		}()
		synctest.Wait()
		if taken {
			t.Error("who had no turn has left one")
		}
		supplier.LeaveTurn(working)
		synctest.Wait()
		if !taken {
			t.Error("nobody is next")
		}
		supplier.LeaveTurn(next)
	})
}

// Nobody has a turn while waiting for the network: two calls meet at a supplier
// though one works at a time.
func TestATurnIsLeftForTheNetwork(t *testing.T) {
	t.Parallel()
	var there sync.WaitGroup
	there.Add(2)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		there.Done()
		there.Wait()
		_, _ = w.Write(make([]byte, 64<<10))
	}))
	t.Cleanup(server.Close)
	turns := supplier.NewTurns(1)
	var all sync.WaitGroup
	var working atomic.Int32
	for range 2 {
		ctx := supplier.NextTurn(turns.Enter(t.Context(), time.Now()))
		all.Go(func() {
			defer supplier.LeaveTurn(ctx)
			supplier.TakeTurn(ctx)
			_, err := supplier.Exchange(supplier.HTTPClient(nil), post(ctx, t, server.URL), false, 1<<20)
			if err != nil {
				t.Error(err)
			}
			if working.Add(1) != 1 {
				t.Error("two work at once")
			}
			within := supplier.NextTurn(ctx)
			supplier.TakeTurn(within) // part of what has its turn
			supplier.LeaveTurn(within)
			working.Add(-1)
		})
	}
	all.Wait()
}

func TestWorkOfNobodyWaitsForNobody(t *testing.T) {
	t.Parallel()
	ctx := supplier.NextTurn(t.Context())
	supplier.TakeTurn(ctx)
	supplier.LeaveTurn(ctx)
}

// However turns are taken, left and not waited for: no more work at once than
// there are places, and in the end all places are free.
func TestTurnsProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		places := rapid.IntRange(1, 3).Draw(rt, "places")
		impatient := rapid.SliceOfN(rapid.Bool(), 1, 12).Draw(rt, "impatient")
		turns := supplier.NewTurns(places)
		var all sync.WaitGroup
		var working, most atomic.Int64
		for i, leaves := range impatient {
			ctx, cancel := context.WithCancel(turns.Enter(t.Context(), time.Unix(int64(i%3), 0)))
			all.Go(func() {
				defer cancel()
				for range 20 {
					ctx := supplier.NextTurn(ctx)
					supplier.TakeTurn(ctx)
					if ctx.Err() == nil {
						now := working.Add(1)
						for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
						}
						working.Add(-1)
					}
					supplier.LeaveTurn(ctx)
				}
			})
			if leaves {
				cancel()
			}
		}
		all.Wait()
		if int(most.Load()) > places {
			rt.Fatalf("%d at once in %d places", most.Load(), places)
		}
		for range places { // each is there
			ctx, cancel := context.WithTimeout(turns.Enter(t.Context(), time.Time{}), 10*time.Second)
			ctx = supplier.NextTurn(ctx)
			supplier.TakeTurn(ctx)
			if ctx.Err() != nil {
				rt.Fatal("a place is lost")
			}
			defer cancel()
			defer supplier.LeaveTurn(ctx)
		}
	})
}
