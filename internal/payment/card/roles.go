package card

import (
	"context"
	"net/http"
	"net/url"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/payment"
)

const intentsPath = "/v1/payment_intents"

// gateway plays every role of the port.
type gateway struct {
	id     string
	api    *client
	secret []byte
}

// Authorize starts the payment, or finds the one already started under the same
// reference.
func (g *gateway) Authorize(ctx context.Context, in payment.Intent) (payment.State, error) {
	var a intentAnswer
	if err := g.api.post(ctx, intentsPath, toWire(in), &a); err != nil {
		return payment.State{}, err
	}
	return g.state(payment.OutcomeUnknown, a, in.Reference)
}

// Capture takes what was authorized.
func (g *gateway) Capture(ctx context.Context, reference string) (payment.State, error) {
	return g.change(ctx, reference, "capture", nil)
}

// Void lets the authorization go, or the payer's open decision.
func (g *gateway) Void(ctx context.Context, reference string) (payment.State, error) {
	return g.change(ctx, reference, "cancel", nil)
}

// Refund gives amount back. The same refundReference again gives nothing more.
func (g *gateway) Refund(ctx context.Context, reference string, amount money.Money, refundReference string) (payment.State, error) {
	found, err := g.mustFind(ctx, reference)
	if err != nil {
		return payment.State{}, err
	}
	if found.Amount.Currency != amount.Currency {
		// The wire carries no currency here; the acquirer would take it for its own.
		return payment.State{}, payment.Fail(payment.Rejected, g.id, "currency_mismatch", "the payment is in another currency", nil)
	}
	in := refundRequest{Reference: refundReference, AmountMinor: amount.Minor}
	return g.changeFound(ctx, found, "refunds", in)
}

// Query asks by our own reference.
func (g *gateway) Query(ctx context.Context, reference string) (payment.State, bool, error) {
	var found intentList
	path := intentsPath + "?" + url.Values{"reference": {reference}}.Encode()
	if err := g.api.get(ctx, path, &found); err != nil {
		return payment.State{}, false, err
	}
	switch {
	case found.Data == nil, len(found.Data) > 1:
		// Not a list of at most one: not an answer to what was asked, so no "none" either.
		err := g.api.unreadable(payment.Unavailable, http.StatusOK, 0, nil)
		return payment.State{}, false, err
	case len(found.Data) == 0:
		return payment.State{}, false, nil
	}
	state, err := g.state(payment.Unavailable, found.Data[0], reference)
	return state, err == nil, err
}

// change looks the acquirer's id up (its paths want it) and asks for the change.
// The look-up failing leaves everything undone.
func (g *gateway) change(ctx context.Context, reference, verb string, in any) (payment.State, error) {
	found, err := g.mustFind(ctx, reference)
	if err != nil {
		return payment.State{}, err
	}
	return g.changeFound(ctx, found, verb, in)
}

func (g *gateway) mustFind(ctx context.Context, reference string) (payment.State, error) {
	found, ok, err := g.Query(ctx, reference)
	if err == nil && !ok {
		err = payment.Fail(payment.Rejected, g.id, "payment_unknown", "the gateway knows no such payment", nil)
	}
	return found, err
}

func (g *gateway) changeFound(ctx context.Context, found payment.State, verb string, in any) (payment.State, error) {
	var a intentAnswer
	if err := g.api.post(ctx, intentsPath+"/"+url.PathEscape(found.GatewayRef)+"/"+verb, in, &a); err != nil {
		return payment.State{}, err
	}
	return g.state(payment.OutcomeUnknown, a, found.Reference)
}

// state is toState with a failure of the port: doubtful says whether the call
// behind the answer could have changed anything.
func (g *gateway) state(doubtful payment.Kind, a intentAnswer, reference string) (payment.State, error) {
	s, err := toState(a, reference)
	if err != nil {
		return payment.State{}, g.api.unreadable(doubtful, http.StatusOK, 0, err)
	}
	return s, nil
}
