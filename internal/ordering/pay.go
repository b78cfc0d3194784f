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

// Pay authorizes the order's total (OrderPay); tickets and capture follow by
// themselves. A supplier that charges cards is given the card and asked for the
// tickets at once. Errors and answers as with Create.
func (s *Service) Pay(ctx context.Context, in PayInput) (Answered, error) {
	return s.once(ctx, in.Key, func(o order.Order, paymentID string, _ time.Time) Answer {
		p, _ := o.Payment(paymentID)
		return in.Encode(o, p, failureOfPayment(p))
	}, func() (Answered, error) { return s.pay(ctx, in) })
}

func (s *Service) pay(ctx context.Context, in PayInput) (Answered, error) {
	o, err := s.read(ctx, in.OrderID)
	if err != nil {
		return Answered{}, err
	}
	draft, err := s.draft(in, o)
	if err != nil {
		return Answered{}, err
	}
	o, verified, err := s.payable(ctx, in, o)
	if err != nil {
		return Answered{}, err
	}
	o, p, err := s.intend(ctx, in, draft, o.ID, verified)
	if err != nil {
		return Answered{}, err
	}
	work := takes(p)
	s.checkpoint(string(work.Kind) + ".intent")
	return s.take(ctx, in, o, work, p)
}

// draft is the payment before there is one: by which method, and who takes it.
func (s *Service) draft(in PayInput, o order.Order) (order.Payment, error) {
	none := order.Payment{}
	if rules, _ := s.programs.Find(o.Offer.Program); !rules.Takes(in.Method) {
		return none, methodRefused(in.Method, travel.FieldError{Pointer: "/method", Code: "methodNotOfProgram"})
	}
	p := order.Payment{
		ID: travel.NewID(travel.PrefixPayment), Method: in.Method, BySupplier: o.Offer.ChargesCard,
		CardToken: in.CardToken, ReturnURL: in.ReturnURL,
	}
	switch gateway := s.methods[in.Method]; {
	case p.BySupplier && in.Method != order.MethodCard:
		return none, methodRefused(in.Method, travel.FieldError{Pointer: "/method", Code: "supplierChargesCard"})
	case p.BySupplier:
	case gateway == nil:
		return none, methodRefused(in.Method, travel.FieldError{Pointer: "/method", Code: "notOffered"})
	default:
		p.Gateway = gateway.ID
	}
	if in.Method == order.MethodCard && in.CardToken == "" {
		return none, travel.NewError(travel.CodeValidationFailed).
			With(travel.FieldError{Pointer: "/card", Code: "required"}).NotDone()
	}
	return p, nil
}

func methodRefused(method order.PaymentMethod, why travel.FieldError) error {
	return travel.NewError(travel.CodePaymentMethodNotAllowed, string(method)).With(why).NotDone()
}

// takes is the step that gets the money: the supplier's ticketing where it
// charges the card, else the gateway's authorization.
func takes(p order.Payment) order.Work {
	if p.BySupplier {
		return order.Work{Kind: order.WorkTicket}
	}
	return order.Work{Kind: order.WorkAuthorize, PaymentID: p.ID}
}

// payable asks once more before any money moves, when the price the order was
// sold at is not guaranteed any more. The offer is not nil for an
// order that is booked when it is paid, and for one held at a price that moved:
// what is paid is what is sold now.
func (s *Service) payable(ctx context.Context, in PayInput, o order.Order) (order.Order, *travel.Offer, error) {
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
	if err == nil && offer.ChargesCard != o.Offer.ChargesCard {
		err = travel.NewError(travel.CodeOfferUnavailable).NotDone() // another would take the money than was agreed to
	}
	if err == nil {
		// It may ask for more of its passengers than when they were named.
		_, err = matchParty(offer, o.Travellers)
		return o, &offer, err
	}
	if travel.CodeOf(err) == travel.CodeOfferUnavailable {
		if _, failed := s.update(ctx, o.ID, order.OfferGone{}); failed != nil && !errors.Is(failed, order.ErrInvalid) {
			return o, nil, failed
		}
	}
	return o, nil, err
}

// intend puts the payment on record before who takes it hears of it.
func (s *Service) intend(ctx context.Context, in PayInput, draft order.Payment, orderID string, verified *travel.Offer) (order.Order, order.Payment, error) {
	var written order.Order
	err := s.store.Update(ctx, orderID, func(o order.Order, now time.Time) (Change, error) {
		lease, settle := s.lease(takes(draft), now)
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

// take calls who takes the money, detached from the client.
func (s *Service) take(ctx context.Context, in PayInput, o order.Order, work order.Work, p order.Payment) (Answered, error) {
	return s.outlive(ctx, o.ID, func(ctx context.Context) (Answered, error) {
		next, err := s.execute(ctx, o, work, interactive)
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

// failureOfPayment is the problem of a payment that never reached who takes it.
// A declined one is no problem but an answer.
func failureOfPayment(p order.Payment) error {
	if p.Status != order.PaymentFailed {
		return nil
	}
	switch p.DeclineCode {
	case GatewayUnavailable:
		return travel.NewError(travel.CodeGatewayUnavailable).NotDone()
	case order.SupplierUnavailable:
		return travel.NewError(travel.CodeSuppliersUnavailable).NotDone()
	case string(payment.Rejected), string(payment.Unsupported):
		return travel.NewError(travel.CodeGatewayError).NotDone()
	}
	return nil
}

// refresh takes the supplier's word for a booking nobody is working on.
func (s *Service) refresh(ctx context.Context, o order.Order) (order.Order, error) {
	if !o.Booked() && o.Ticketing.Issue.Tries == 0 || o.CancelReason != "" {
		return o, nil
	}
	booking, found, err := s.retrieve(ctx, o)
	if supplier.CodeOf(err) == supplier.CodeCannotLookUp {
		return o, nil // nobody can say more than is on record
	}
	if err != nil {
		if supplier.KindOf(err) == supplier.OutcomeUnknown || supplier.KindOf(err) == supplier.Unavailable {
			return o, travel.NewError(travel.CodeSuppliersUnavailable).Because(err)
		}
		return o, travel.NewError(travel.CodeSupplierError).Because(err)
	}
	if !found {
		return o, nil
	}
	next, err := s.update(ctx, o.ID, seen(o, booking))
	if errors.Is(err, order.ErrInvalid) {
		return s.store.Order(ctx, o.ID) // its own step told it meanwhile
	}
	return next, err
}
