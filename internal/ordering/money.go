package ordering

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/payment"
)

// GatewayUnavailable is the decline code of a payment whose gateway could not
// be reached: nothing was taken, and another attempt is safe.
const GatewayUnavailable = "gatewayUnavailable"

// money makes, or asks after, one call to a payment's gateway.
func (s *Service) money(ctx context.Context, o order.Order, work order.Work, m mode) (order.Event, error) {
	p, found := o.Payment(work.PaymentID)
	gateway := s.gateways[p.Gateway]
	if !found || gateway == nil {
		return order.PutOff{Work: work, Unknown: work.Resolve, Reason: "noGateway"}, fmt.Errorf("ordering: no gateway %q", p.Gateway)
	}
	if work.Resolve || work.Kind == order.WorkPoll {
		return s.query(ctx, gateway, p, work, nil)
	}
	state, err := s.callGateway(ctx, gateway, o, p, work)
	if err == nil {
		return said(p, state, work.Kind), nil
	}
	switch payment.KindOf(err) {
	case payment.Unavailable:
		if m == interactive {
			return order.GatewayRefused{Work: work, Code: GatewayUnavailable}, err
		}
		return order.PutOff{Work: work, Reason: string(payment.Unavailable)}, err
	case payment.Rejected, payment.Unsupported:
		return s.refused(ctx, gateway, p, work, err)
	case payment.OutcomeUnknown:
	}
	return s.query(ctx, gateway, p, work, err)
}

func (s *Service) callGateway(ctx context.Context, gateway *payment.Gateway, o order.Order, p order.Payment, work order.Work) (payment.State, error) {
	switch {
	case work.Kind == order.WorkAuthorize && gateway.Authorize != nil:
		ctx = rehearsing(ctx, o.Scenario, o.Offer.Scenario)
		return gateway.Authorize.Authorize(ctx, payment.Intent{
			Reference: p.ID, OrderReference: o.ID, Amount: p.Amount, CardToken: p.CardToken,
			NotifyURL: s.noticeURL(gateway.ID), ReturnURL: p.ReturnURL, ExpiresAt: o.PayBy,
		})
	case work.Kind == order.WorkCapture && gateway.Capture != nil:
		return gateway.Capture.Capture(ctx, p.ID)
	case work.Kind == order.WorkReturn && p.Returning == order.ReturnVoid && gateway.Void != nil:
		return gateway.Void.Void(ctx, p.ID)
	case work.Kind == order.WorkReturn && p.Returning == order.ReturnRefund && gateway.Refund != nil:
		return gateway.Refund.Refund(ctx, p.ID, p.Amount, p.ID+"-refund")
	}
	return payment.State{}, payment.Fail(payment.Unsupported, gateway.ID, string(work.Kind), "no such role", nil)
}

// refused looks once more before it believes that a call can never succeed: it
// is also what a gateway says to a call that already did.
func (s *Service) refused(ctx context.Context, gateway *payment.Gateway, p order.Payment, work order.Work, cause error) (order.Event, error) {
	event := order.GatewayRefused{Work: work, Code: refusalCode(cause)}
	doubt := work.Kind != order.WorkAuthorize || p.Authorize.Tries > 1
	if !doubt || gateway.Query == nil {
		return event, cause
	}
	state, found, err := gateway.Query.Query(ctx, p.ID)
	if err != nil {
		return order.PutOff{Work: work, Unknown: true, Reason: string(payment.KindOf(err))}, cause
	}
	if !found && work.Kind == order.WorkAuthorize {
		// An earlier call may still arrive; it is asked after until it cannot.
		return order.PutOff{Work: work, Unknown: true, Reason: event.Code}, cause
	}
	answer := said(p, state, work.Kind)
	if !found || answer.Status == order.GatewayAuthorized && work.Kind == order.WorkCapture {
		return event, cause
	}
	return answer, cause
}

// refusalCode is what callers are told of a refused call: the gateway's own
// code where it speaks of the card, else only that it refused.
func refusalCode(cause error) string {
	var e *payment.Error
	if errors.As(cause, &e) && strings.HasPrefix(e.Code, "card_") {
		return e.Code
	}
	return string(payment.KindOf(cause))
}

// query asks the gateway how the payment stands.
func (s *Service) query(ctx context.Context, gateway *payment.Gateway, p order.Payment, work order.Work, cause error) (order.Event, error) {
	if gateway.Query == nil {
		return order.PutOff{Work: work, Unknown: true, Reason: string(payment.Unsupported)}, cause
	}
	asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.limits.Gateway)
	defer cancel()
	state, found, err := gateway.Query.Query(asking, p.ID)
	switch {
	case err != nil:
		return order.PutOff{Work: work, Unknown: true, Reason: string(payment.KindOf(err))}, firstOf(cause, err)
	case !found:
		return order.GatewayAbsent{PaymentID: p.ID}, cause
	default:
		return said(p, state, work.Kind), cause
	}
}

// ask brings an order up to date with what the gateway says of a payment now,
// whoever wants to know.
func (s *Service) ask(ctx context.Context, o order.Order, p order.Payment) (order.Order, error) {
	gateway := s.gateways[p.Gateway]
	if gateway == nil || gateway.Query == nil {
		return o, fmt.Errorf("ordering: no gateway %q to ask", p.Gateway)
	}
	asking, cancel := context.WithTimeout(ctx, s.limits.Gateway)
	defer cancel()
	state, found, err := gateway.Query.Query(asking, p.ID)
	if err != nil || !found {
		return o, err
	}
	return s.update(ctx, o.ID, said(p, state, ""))
}

func said(p order.Payment, state payment.State, answers order.WorkKind) order.GatewaySaid {
	return order.GatewaySaid{
		PaymentID: p.ID, For: answers, GatewayRef: state.GatewayRef,
		Status: order.GatewayStatus(state.Status), Amount: state.Amount, PaidAt: state.PaidAt.UTC().Truncate(time.Microsecond),
		DeclineCode: state.DeclineCode, NextAction: state.NextAction,
	}
}
