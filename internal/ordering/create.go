package ordering

import (
	"context"
	"errors"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// CreateInput is an OrderCreate. Encode makes the answer that is kept for the
// idempotency key: of the order, and of err when it was refused after the
// intent was on record.
type CreateInput struct {
	Key             Key
	OfferID         string
	AcceptanceToken string
	AcceptedTotal   money.Money
	Travellers      []travel.Traveller // PTC may be empty: the offer's is taken
	Contact         travel.Contact
	ClientReference string
	Metadata        map[string]string
	Encode          func(o order.Order, now time.Time, err error) Answer
}

// Answered is the answer to a write, as it is kept for its key.
type Answered struct {
	Answer
	Replayed bool
}

// Create books an offer (OrderCreate). An error means that nothing was done
// and nothing was kept; everything from the intent on is an Answered, the same
// for every repetition of the key. A client that leaves does not stop it.
func (s *Service) Create(ctx context.Context, in CreateInput) (Answered, error) {
	principal, ok := account.PrincipalFrom(ctx)
	if !ok {
		return Answered{}, travel.NewError(travel.CodeUnauthenticated)
	}
	return s.once(ctx, in.Key, func(o order.Order, _ string, now time.Time) Answer {
		return in.Encode(o, now, failureOf(o))
	}, func() (Answered, error) { return s.create(ctx, principal, in) })
}

func (s *Service) create(ctx context.Context, principal account.Principal, in CreateInput) (Answered, error) {
	remembered, err := s.verifier.Offer(ctx, principal.AgencyID, in.OfferID)
	if err != nil {
		return Answered{}, err
	}
	if _, err := matchParty(remembered, in.Travellers); err != nil {
		return Answered{}, err
	}
	offer, err := s.verifier.Verify(ctx, principal.AgencyID, principal.Program, in.OfferID, in.AcceptanceToken)
	if err != nil {
		return Answered{}, err
	}
	if !offer.Total.Equal(in.AcceptedTotal) {
		return Answered{}, travel.NewError(travel.CodeAcceptanceRequired, offer.Total.String(), in.AcceptedTotal.String()).
			With(travel.FieldError{Pointer: "/acceptedTotal", Code: "mustEqualTotal", Params: []any{offer.Total.String()}}).
			Carrying(s.verifier.Sold(offer)).NotDone()
	}
	// What the supplier says now may ask for more than what it said when shopped.
	travellers, err := matchParty(offer, in.Travellers)
	if err != nil {
		return Answered{}, err
	}
	decided, err := s.decide(ctx, in, principal.AgencyID, offer, travellers)
	if err != nil {
		return Answered{}, err
	}
	s.checkpoint("create.intent")
	return s.finish(ctx, in, decided)
}

// decide puts the intent on record: the order, its key, and the job that
// rescues it when this process dies.
func (s *Service) decide(ctx context.Context, in CreateInput, agencyID string, offer travel.Offer, travellers []travel.Traveller) (order.Order, error) {
	draft := order.Order{
		ID: travel.NewID(travel.PrefixOrder), AgencyID: agencyID, Reference: travel.NewReference(),
		ClientReference: in.ClientReference, Metadata: in.Metadata,
		Offer: offer, Travellers: travellers, Contact: in.Contact, Scenario: account.ScenarioFrom(ctx),
	}
	var decided order.Order
	err := s.store.Create(ctx, func(now time.Time) (Change, error) {
		lease, settle := s.lease(order.Work{Kind: order.WorkHold}, now)
		change, err := step(order.Order{}, now, order.Created{Order: draft, Lease: lease, Settle: settle})
		change.Claim = &in.Key
		decided = change.Order
		return change, err
	})
	return decided, err
}

// finish holds the seats, detached from the client, and answers with what is
// known when the caller's patience ends.
func (s *Service) finish(ctx context.Context, in CreateInput, o order.Order) (Answered, error) {
	if !o.Offer.Holdable {
		return s.answer(ctx, in, o, nil)
	}
	return s.outlive(ctx, o.ID, func(ctx context.Context) (Answered, error) {
		next, cause := s.book(ctx, o)
		return s.answer(ctx, in, next, s.explain(ctx, in, next, cause))
	}, func() (Answered, error) { return s.answer(ctx, in, o, nil) })
}

// book makes the hold call whose intent came with the order.
func (s *Service) book(ctx context.Context, o order.Order) (order.Order, error) {
	work := order.Work{Kind: order.WorkHold}
	calling, cancel := context.WithTimeout(ctx, s.deadline(work))
	defer cancel()
	event, cause := s.hold(calling, o, work)
	s.checkpoint("hold.called")
	if cause != nil {
		s.logger.WarnContext(ctx, "hold", "order", o.ID, "supplier", o.Offer.SupplierID, "event", event.Kind(), "error", cause)
	}
	next, err := s.update(ctx, o.ID, order.Result{Work: work, Try: o.Tries(work), Event: event})
	if errors.Is(err, order.ErrInvalid) {
		// The lease ran out and somebody found out first: theirs stands.
		next, err = s.store.Order(ctx, o.ID)
	}
	if err != nil {
		// The result is not on record, so it is not known: the job will ask.
		s.logger.ErrorContext(ctx, "hold result not recorded", "order", o.ID, "event", event.Kind(), "error", err)
		return o, nil
	}
	s.checkpoint("hold.result")
	return next, cause
}

// explain is the problem a caller gets for an order that was not booked.
func (s *Service) explain(ctx context.Context, in CreateInput, o order.Order, cause error) error {
	err := failureOf(o)
	if err == nil {
		return nil
	}
	switch supplier.KindOf(cause) {
	case supplier.Unavailable, supplier.RateLimited:
		return travel.NewError(travel.CodeSuppliersUnavailable).NotDone().Because(cause)
	case supplier.PriceChanged, supplier.SoldOut:
		// Ask what it costs now, so that the answer says it (R-002-6).
		_, now := s.verifier.Verify(ctx, o.AgencyID, o.Offer.Program, in.OfferID, in.AcceptanceToken)
		var told *travel.Error
		if errors.As(now, &told) && told.Details != nil {
			return told.NotDone()
		}
	case supplier.Rejected, supplier.Unsupported, supplier.OutcomeUnknown:
	}
	return err
}

// failureOf is the problem an order's end amounts to for who tried to create
// it; nil for an order that lives.
func failureOf(o order.Order) error {
	if o.Status() != order.StatusFailed && o.CancelReason != order.CancelPriceChanged {
		return nil
	}
	switch o.CancelReason {
	case order.CancelSoldOut:
		return travel.NewError(travel.CodeOfferUnavailable).NotDone()
	case order.CancelServiceSoldOut:
		return travel.NewError(travel.CodeSeatUnavailable).NotDone()
	case order.CancelPriceChanged:
		if o.Booking.Hold.Stage == order.StageDone {
			// Booked at another price: the seats are being given back.
			return travel.NewError(travel.CodePriceChanged).Unknown()
		}
		return travel.NewError(travel.CodePriceChanged).NotDone()
	case order.CancelSupplierRejected, order.CancelPaymentTimeout, order.CancelTicketingFailed, order.CancelSupplierCancelled:
	}
	return travel.NewError(travel.CodeSupplierError).NotDone()
}

// answer encodes and keeps the answer; the first one kept wins, and is given.
func (s *Service) answer(ctx context.Context, in CreateInput, o order.Order, failure error) (Answered, error) {
	now, err := s.store.Now(ctx)
	if err != nil {
		return Answered{}, err
	}
	return s.keep(ctx, in.Key, in.Encode(o, now, failure))
}
