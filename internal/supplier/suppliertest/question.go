package suppliertest

import (
	"context"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
)

// unanswered asks the same under every fault, and then with each of its answers
// spoiled in turn: no question changes anything, so each failure is firm.
func unanswered(t *testing.T, p *proxy, role string, ask func(ctx context.Context) error) {
	t.Helper()
	eachFault(t, func(t *testing.T, ctx context.Context, how fault) {
		p.spoil(how)
		defer p.behave()
		wantKind(t, role, ask(ctx), supplier.Unavailable)
	})
	for number := int64(1); ; number++ {
		spoiled := p.spoilAnswer(number, faults["half a document"])
		err := ask(t.Context())
		p.behave()
		if spoiled.seen.Load() < number {
			break // there was no such answer, and every one before has been spoiled
		}
		if err != nil { // else it was asked again
			wantKind(t, role, err, supplier.Unavailable)
		}
	}
	if err := ask(t.Context()); err != nil {
		t.Fatalf("%s after all that: %v", role, err)
	}
}

func spoiledServices(t *testing.T, r Rig) {
	c, p := r.behind(t, r.seller(), "")
	offer := r.servable(t, c)
	unanswered(t, p, "services", func(ctx context.Context) error { return only(c.Services.Services(ctx, about(r, offer))) })
}

func spoiledSeatMaps(t *testing.T, r Rig) {
	c, p := r.behind(t, r.seller(), "")
	offer := r.servable(t, c)
	unanswered(t, p, "seats", func(ctx context.Context) error { return only(c.Seats.SeatMaps(ctx, about(r, offer))) })
}

func spoiledRules(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	offer := priced(t, r, c)
	unanswered(t, p, "rules", func(ctx context.Context) error { return only(c.Rules.Rules(ctx, about(r, offer))) })
}

func spoiledRefundQuotes(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	s := refundable(t, r, c, priced(t, r, c))
	unanswered(t, p, "quote a refund", func(ctx context.Context) error { return only(c.Refund.QuoteRefund(ctx, s.named())) })
	s.stands(t, r, c)
}

func spoiledChangeOffers(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	s := changeableSale(t, r, c, changeable(t, r, c))
	unanswered(t, p, "reshop", func(ctx context.Context) error { return only(c.Change.Reshop(ctx, s.dayAfter(r))) })
	s.stands(t, r, c)
}
