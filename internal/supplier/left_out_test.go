package supplier_test

import (
	"context"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
)

// What the attempt that counts left out is observed, and told on to whoever counts
// around the decorator.
func TestWhatIsLeftOutIsCounted(t *testing.T) {
	t.Parallel()
	var f *fake
	f = &fake{answer: func(ctx context.Context) error {
		supplier.LeftOut(ctx, 2)
		supplier.LeftOut(ctx, 1)
		if f.calls.Load() == 1 {
			return supplier.Fail(supplier.Unavailable, "", "", nil)
		}
		return nil
	}}
	var observed []supplier.Observation
	c := supplier.Instrument(f.connector(), supplier.Options{
		Now: newClock().Now, RetryDelay: 1, Observe: func(o supplier.Observation) { observed = append(observed, o) },
	})
	ctx, left := supplier.CountLeftOut(t.Context())
	_, err := c.Price.Price(ctx, supplier.PriceInput{})
	if err != nil || left.Load() != 3 || len(observed) != 1 || observed[0].LeftOut != 3 || observed[0].Attempts != 2 {
		t.Fatalf("%v: %d left out, observed %+v", err, left.Load(), observed)
	}
	supplier.LeftOut(t.Context(), 1) // nobody counts, and that is no crash
}
