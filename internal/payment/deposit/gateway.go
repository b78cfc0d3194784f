package deposit

import (
	"context"
	"errors"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/payment"
)

// Codes of failures, in payment.Error.Code.
const (
	codeUnknown  = "payment_unknown"
	codeState    = "wrong_state"
	codeDiffers  = "differs"
	codeNotAsked = "not_asked"
	codeLedger   = "ledger_failed"
)

// New makes the gateway. It does no I/O.
func New(id string, ledger payment.Ledger) *payment.Gateway {
	g := &gateway{id: id, ledger: ledger}
	return &payment.Gateway{
		ID:        id,
		Methods:   []order.PaymentMethod{order.MethodDeposit},
		Authorize: g,
		Capture:   g,
		Void:      g,
		Refund:    g,
		Query:     g,
	}
}

// gateway plays every role but that of notices.
type gateway struct {
	id     string
	ledger payment.Ledger
}

// Authorize reserves the amount. A balance that does not suffice declines.
func (g *gateway) Authorize(ctx context.Context, in payment.Intent) (payment.State, error) {
	return g.move(ctx, func() (payment.Reservation, error) {
		return g.ledger.Reserve(ctx, in.Reference, in.OrderReference, in.Amount)
	})
}

// Capture takes what was reserved.
func (g *gateway) Capture(ctx context.Context, reference string) (payment.State, error) {
	return g.move(ctx, func() (payment.Reservation, error) { return g.ledger.Settle(ctx, reference) })
}

// Void lets the reservation go.
func (g *gateway) Void(ctx context.Context, reference string) (payment.State, error) {
	return g.move(ctx, func() (payment.Reservation, error) { return g.ledger.Free(ctx, reference) })
}

// Refund puts the whole amount back.
func (g *gateway) Refund(ctx context.Context, reference string, amount money.Money, refundReference string) (payment.State, error) {
	return g.move(ctx, func() (payment.Reservation, error) {
		return g.ledger.Return(ctx, reference, amount, refundReference)
	})
}

// Query reads the ledger.
func (g *gateway) Query(ctx context.Context, reference string) (payment.State, bool, error) {
	r, err := g.ledger.Reservation(ctx, reference)
	if errors.Is(err, payment.ErrNoReservation) {
		return payment.State{}, false, nil
	}
	if err != nil {
		return payment.State{}, false, payment.Fail(payment.Unavailable, g.id, codeLedger, "the balance cannot be read", err)
	}
	return state(r), true, nil
}

// move makes one change of the ledger. A failure that is not the ledger's own
// word may have come after its commit.
func (g *gateway) move(ctx context.Context, change func() (payment.Reservation, error)) (payment.State, error) {
	if ctx.Err() != nil {
		return payment.State{}, payment.Fail(payment.Unavailable, g.id, codeNotAsked, "no time left to ask", ctx.Err())
	}
	r, err := change()
	if err == nil {
		return state(r), nil
	}
	for word, code := range map[error]string{
		payment.ErrNoReservation:      codeUnknown,
		payment.ErrReservationState:   codeState,
		payment.ErrReservationDiffers: codeDiffers,
	} {
		if errors.Is(err, word) {
			return payment.State{}, payment.Fail(payment.Rejected, g.id, code, "refused by the ledger", err)
		}
	}
	return payment.State{}, payment.Fail(payment.OutcomeUnknown, g.id, codeLedger, "the balance cannot be moved", err)
}

func state(r payment.Reservation) payment.State {
	return payment.State{
		Reference:   r.Reference,
		GatewayRef:  r.EntryID,
		Status:      r.Status,
		Amount:      r.Amount,
		PaidAt:      r.ReservedAt,
		DeclineCode: r.DeclineCode,
		NextAction:  order.NextAction{Type: order.ActionNone},
	}
}
