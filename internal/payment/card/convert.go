package card

import (
	"fmt"
	"net/url"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/payment"
)

// codeExpired stands where a decline code would: the payer's time was over.
const codeExpired = "expired"

// statuses translates the acquirer's words; a word that is not here is an
// unreadable answer.
var statuses = map[string]payment.Status{
	wireRequiresAction: payment.Pending,
	wireAuthorized:     payment.Authorized,
	wireCaptured:       payment.Captured,
	wireDeclined:       payment.Failed,
	wireExpired:        payment.Failed,
	wireCancelled:      payment.Voided,
	wireRefunded:       payment.Refunded,
}

func toWire(in payment.Intent) createRequest {
	return createRequest{
		Reference:      in.Reference,
		OrderReference: in.OrderReference,
		AmountMinor:    in.Amount.Minor,
		Currency:       string(in.Amount.Currency),
		CardToken:      in.CardToken,
		NotifyURL:      in.NotifyURL,
		ReturnURL:      in.ReturnURL,
		ExpiresAt:      in.ExpiresAt.UTC(),
	}
}

// toState reads an answer about the payment called reference. Anything that
// does not add up is an error: money is not a place for guesses.
func toState(a intentAnswer, reference string) (payment.State, error) {
	status, ok := statuses[a.Status]
	switch {
	case !ok:
		return payment.State{}, fmt.Errorf("card: unknown status %q", a.Status)
	case a.ID == "":
		return payment.State{}, fmt.Errorf("card: an intent without id")
	case a.Reference != reference:
		return payment.State{}, fmt.Errorf("card: asked about %q, told of %q", reference, a.Reference)
	case a.AmountMinor <= 0:
		return payment.State{}, fmt.Errorf("card: amount %d", a.AmountMinor)
	}
	currency, err := money.ParseCurrency(a.Currency)
	if err != nil {
		return payment.State{}, fmt.Errorf("card: %w", err)
	}
	took := status == payment.Authorized || status == payment.Captured || status == payment.Refunded
	if took && a.AuthorizedAt.IsZero() {
		return payment.State{}, fmt.Errorf("card: %s without a time", a.Status)
	}
	action, err := toNextAction(a.NextAction)
	if err != nil {
		return payment.State{}, err
	}
	decline := a.DeclineCode
	if a.Status == wireExpired {
		decline = codeExpired
	}
	return payment.State{
		Reference:   a.Reference,
		GatewayRef:  a.ID,
		Status:      status,
		Amount:      money.New(a.AmountMinor, currency),
		PaidAt:      a.AuthorizedAt.UTC(),
		DeclineCode: decline,
		NextAction:  action,
	}, nil
}

func toNextAction(a *nextAction) (order.NextAction, error) {
	if a == nil {
		return order.NextAction{Type: order.ActionNone}, nil
	}
	u, err := url.Parse(a.RedirectToURL.URL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return order.NextAction{}, fmt.Errorf("card: next action %q leads nowhere a browser may go", a.Type)
	}
	return order.NextAction{Type: order.ActionRedirect, URL: u.String(), Method: "GET"}, nil
}
