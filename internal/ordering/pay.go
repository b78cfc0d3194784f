package ordering

import (
	"context"
	"errors"
	"time"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/payment"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// PayInput is an OrderPay. Encode makes the answer that is kept for the key.
type PayInput struct {
	Key       Key
	OrderID   string
	Method    order.PaymentMethod
	CardToken string
	ReturnURL string
	// AcceptanceToken accepts a price that changed since the order was made.
	AcceptanceToken string
	Encode          func(o order.Order, p order.Payment, err error) Answer
}

// Pay authorizes the order's total (OrderPay). Tickets and capture follow by
// themselves. Errors and answers as with Create.
func (s *Service) Pay(ctx context.Context, in PayInput) (Answered, error) {
	return s.once(ctx, in.Key, func(o order.Order, paymentID string, _ time.Time) Answer {
		p, _ := o.Payment(paymentID)
		return in.Encode(o, p, failureOfPayment(p))
	}, func() (Answered, error) { return s.pay(ctx, in) })
}

func (s *Service) pay(ctx context.Context, in PayInput) (Answered, error) {
	gateway, err := s.gatewayFor(in)
	if err != nil {
		return Answered{}, err
	}
	o, verified, err := s.payable(ctx, in)
	if err != nil {
		return Answered{}, err
	}
	o, p, err := s.intend(ctx, in, gateway, o.ID, verified)
	if err != nil {
		return Answered{}, err
	}
	s.checkpoint("authorize.intent")
	return s.authorize(ctx, in, o, p)
}

func (s *Service) gatewayFor(in PayInput) (*payment.Gateway, error) {
	gateway := s.methods[in.Method]
	if gateway == nil {
		return nil, travel.NewError(travel.CodePaymentMethodNotAllowed, string(in.Method)).
			With(travel.FieldError{Pointer: "/method", Code: "notOffered"}).NotDone()
	}
	if in.Method == order.MethodCard && in.CardToken == "" {
		return nil, travel.NewError(travel.CodeValidationFailed).
			With(travel.FieldError{Pointer: "/card", Code: "required"}).NotDone()
	}
	return gateway, nil
}

// payable reads the order and, when the price it was sold at is not guaranteed
// any more, asks once more before any money moves. The offer is not nil for an
// order that is booked when it is paid, and for one held at a price that moved:
// what is paid is what is sold now.
func (s *Service) payable(ctx context.Context, in PayInput) (order.Order, *travel.Offer, error) {
	o, err := s.read(ctx, in.OrderID)
	if err != nil {
		return o, nil, err
	}
	if rules, _ := s.programs.Find(o.Offer.Program); !rules.Takes(in.Method) {
		return o, nil, travel.NewError(travel.CodePaymentMethodNotAllowed, string(in.Method)).
			With(travel.FieldError{Pointer: "/method", Code: "methodNotOfProgram"}).NotDone()
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return o, nil, err
	}
	if o.Status() != order.StatusAwaitingPayment || now.After(o.PayBy) {
		return o, nil, nil // the intent says precisely why not
	}
	if !o.Offer.Holdable {
		return s.sellable(ctx, o, in.AcceptanceToken)
	}
	guaranteed := o.Booking.Said.PriceGuaranteedUntil
	if !guaranteed.IsZero() && !now.After(guaranteed) {
		return o, nil, nil
	}
	booking, found, err := s.retrieve(ctx, o)
	switch {
	case err != nil:
		return o, nil, travel.NewError(travel.CodeSuppliersUnavailable).NotDone().Because(err)
	case !found || booking.Status == travel.BookingCancelled:
		o, err = s.update(ctx, o.ID, order.BookingSeen{Booking: travel.Booking{Status: travel.BookingCancelled}})
		return o, nil, err
	case !booking.Total.Equal(o.Offer.Net):
		offer, err := s.verifier.VerifyHeld(ctx, o.Offer, booking.Total, in.AcceptanceToken)
		if err != nil {
			return o, nil, err
		}
		return o, &offer, nil
	}
	return o, nil, nil
}

// sellable asks what an order that is booked when it is paid costs now. What is
// not sold any more ends the order: nobody owes anything.
func (s *Service) sellable(ctx context.Context, o order.Order, token string) (order.Order, *travel.Offer, error) {
	offer, err := s.verifier.VerifyOrdered(ctx, o.Offer, token)
	if err == nil {
		return o, &offer, nil
	}
	if travel.CodeOf(err) == travel.CodeOfferUnavailable {
		if _, failed := s.update(ctx, o.ID, order.OfferGone{}); failed != nil && !errors.Is(failed, order.ErrInvalid) {
			return o, nil, failed
		}
	}
	return o, nil, err
}

// intend puts the payment on record before the gateway hears of it.
func (s *Service) intend(ctx context.Context, in PayInput, gateway *payment.Gateway, orderID string, verified *travel.Offer) (order.Order, order.Payment, error) {
	draft := order.Payment{
		ID: travel.NewID(travel.PrefixPayment), Method: in.Method, Gateway: gateway.ID,
		CardToken: in.CardToken, ReturnURL: in.ReturnURL,
	}
	var written order.Order
	err := s.store.Update(ctx, orderID, func(o order.Order, now time.Time) (Change, error) {
		lease, settle := s.lease(order.Work{Kind: order.WorkAuthorize}, now)
		change, err := step(o, now, order.PaymentStarted{Payment: draft, Lease: lease, Settle: settle, Offer: verified})
		change.Claim, change.Subject = &in.Key, draft.ID
		written = change.Order
		return change, err
	})
	p, _ := written.Payment(draft.ID)
	return written, p, notPayable(err)
}

func notPayable(err error) error {
	switch {
	case errors.Is(err, order.ErrAlreadyPaid):
		return travel.NewError(travel.CodeAlreadyPaid).NotDone()
	case errors.Is(err, order.ErrPaymentRunning):
		return travel.NewError(travel.CodeInvalidState, "paymentRunning").After(2 * time.Second).NotDone()
	case errors.Is(err, order.ErrNotPayable):
		return travel.NewError(travel.CodeInvalidState, "notPayable").NotDone()
	case errors.Is(err, ErrNotFound):
		return travel.NewError(travel.CodeNotFound)
	}
	return err
}

// authorize calls the gateway, detached from the client.
func (s *Service) authorize(ctx context.Context, in PayInput, o order.Order, p order.Payment) (Answered, error) {
	return s.outlive(ctx, o.ID, func(ctx context.Context) (Answered, error) {
		next, err := s.execute(ctx, o, order.Work{Kind: order.WorkAuthorize, PaymentID: p.ID}, interactive)
		if err != nil {
			s.logger.ErrorContext(ctx, "payment result not recorded", "order", o.ID, "payment", p.ID, "error", err)
		}
		return s.answerPayment(ctx, in, next, p.ID)
	}, func() (Answered, error) { return s.answerPayment(ctx, in, o, p.ID) })
}

func (s *Service) answerPayment(ctx context.Context, in PayInput, o order.Order, paymentID string) (Answered, error) {
	p, _ := o.Payment(paymentID)
	return s.keep(ctx, in.Key, in.Encode(o, p, failureOfPayment(p)))
}

// failureOfPayment is the problem of a payment that never reached its gateway.
// A declined one is no problem but an answer.
func failureOfPayment(p order.Payment) error {
	if p.Status != order.PaymentFailed {
		return nil
	}
	switch p.DeclineCode {
	case GatewayUnavailable:
		return travel.NewError(travel.CodeGatewayUnavailable).NotDone()
	case string(payment.Rejected), string(payment.Unsupported):
		return travel.NewError(travel.CodeGatewayError).NotDone()
	}
	return nil
}

// refresh takes the supplier's word for a booking nobody is working on.
func (s *Service) refresh(ctx context.Context, o order.Order) (order.Order, error) {
	if o.Booking.Hold.Stage != order.StageDone {
		return o, nil
	}
	booking, found, err := s.retrieve(ctx, o)
	if err != nil {
		if supplier.KindOf(err) == supplier.OutcomeUnknown || supplier.KindOf(err) == supplier.Unavailable {
			return o, travel.NewError(travel.CodeSuppliersUnavailable).Because(err)
		}
		return o, travel.NewError(travel.CodeSupplierError).Because(err)
	}
	if !found {
		return o, nil
	}
	return s.update(ctx, o.ID, order.BookingSeen{Booking: booking})
}
