package duffel

import (
	"context"
	"net/http"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
)

// wireCardSession is Duffel's leave to charge a card. States: ready_for_payment,
// challenge_required (also told as client_action_required), failed, expired.
type wireCardSession struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

// Duffel's refusals that are about the card alone: nothing was booked or paid.
const (
	codePaymentDeclined = "payment_declined"
	codeHighFraudRisk   = "high_fraud_risk"
)

// secureCorporate is the exemption under which Duffel charges a card without its
// holder being there, which is how a server charges one: cards of a company.
const secureCorporate = "secure_corporate_payment"

// tender pays as agreed with the supplier.
func (c *connector) tender(total money.Money) sendPayment {
	return sendPayment{Type: c.paymentType, Amount: total.Amount(), Currency: string(total.Currency)}
}

// payment is a tender that may be a card. We know the card by Duffel's id only,
// and it needs Duffel's leave for just this offer or order first. Its holder is
// not there to confirm anything: to be asked to counts as a refusal. Nothing is
// charged before the payment itself.
func (c *connector) payment(ctx context.Context, total money.Money, card, resource string, services []sendService) (sendPayment, error) {
	p := c.tender(total)
	if c.paymentType != PaymentCard {
		return p, nil
	}
	if services == nil {
		services = []sendService{}
	}
	var session wireCardSession
	r := request{method: http.MethodPost, path: "/payments/three_d_secure_sessions", body: sendCardSession{
		CardID: card, ResourceID: resource, Services: services, Exception: secureCorporate,
	}}
	a, err := c.client.call(ctx, r)
	if err == nil {
		err = r.decode(a, &session)
	}
	switch code := supplier.FirmCode(err); {
	case code == codeNotFound:
		return p, supplier.Recast(supplier.SoldOut, err) // the offer or order, as a card would say so
	case code == codeUnavailableFeature || code == codeUnsupportedAction:
		return p, supplier.Recast(supplier.Unavailable, err) // to our account: an operator's to mend
	case err != nil:
		return p, err
	case session.ID == "" || session.Status != "ready_for_payment":
		return p, supplier.Fail(supplier.Rejected, supplier.CodeCardDeclined, "the card is "+supplier.Clip(session.Status), nil)
	}
	p.Session = session.ID
	return p, nil
}
