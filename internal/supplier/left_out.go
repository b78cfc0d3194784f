package supplier

import (
	"context"
	"sync/atomic"
)

type leftOutKey struct{}

// LeftOut is how a connector says how many items of an answer it left out because
// they could not be understood or came twice: services, seats, seat maps, change
// offers. What Shop leaves out is in ShopAnswer.Dropped, with the reasons.
func LeftOut(ctx context.Context, items int) {
	tally, ok := ctx.Value(leftOutKey{}).(*atomic.Int64)
	if ok && items > 0 {
		tally.Add(int64(items))
	}
}

// CountLeftOut counts what LeftOut says under the context it returns. Instrument
// does so for every call, into Observation.LeftOut, and tells the count of its own
// context on.
func CountLeftOut(ctx context.Context) (context.Context, *atomic.Int64) {
	tally := new(atomic.Int64)
	return context.WithValue(ctx, leftOutKey{}, tally), tally
}
