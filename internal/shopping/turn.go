package shopping

import (
	"context"
	"runtime"

	"github.com/farebridge/farebridge/internal/supplier"
)

// workers is how many searches are worked on at once. One processor is left for
// what is not work on searches: connections, Redis, who only reads a page.
func workers() int { return max(1, runtime.GOMAXPROCS(0)-1) }

// InTurn does a piece of a search for which nothing but a processor is needed, when
// it is the search's turn: the one whose budget ends first goes first. Work that
// belongs to no search is done at once. Whoever works must not wait for anything.
func InTurn(ctx context.Context, work func() error) error {
	ctx = supplier.NextTurn(ctx)
	defer supplier.LeaveTurn(ctx)
	supplier.TakeTurn(ctx)
	return work()
}
