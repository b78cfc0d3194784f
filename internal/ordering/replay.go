package ordering

import (
	"context"
	"errors"
	"time"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/travel"
)

// replay gives the first answer to a key, nil for a key nobody used. A first
// call that died before it answered is answered from what its order has become.
func (s *Service) replay(ctx context.Context, key Key, encode func(o order.Order, subject string, now time.Time) Answer) (*Answer, error) {
	claim, err := s.store.Claimed(ctx, key)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if claim.InputHash != key.InputHash {
		return nil, travel.NewError(travel.CodeIdempotencyKeyReused).NotDone()
	}
	if claim.Answer != nil {
		return claim.Answer, nil
	}
	o, err := s.store.Order(ctx, claim.OrderID)
	if err != nil {
		return nil, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return nil, err
	}
	if until, running := callRunning(o, claim.Subject); running {
		wait := until.Sub(now).Truncate(time.Second) + time.Second
		return nil, travel.NewError(travel.CodeIdempotencyInProgress).After(max(wait, time.Second))
	}
	given := encode(o, claim.Subject, now)
	return &given, s.store.Answer(ctx, key, given)
}

// callRunning reports that the call a key began may still be on its way, or
// its outcome is being found out.
func callRunning(o order.Order, paymentID string) (time.Time, bool) {
	call := o.Booking.Hold
	if paymentID != "" {
		p, _ := o.Payment(paymentID)
		call = p.Authorize
	}
	switch call.Stage {
	case order.StageRunning, order.StageUnknown, order.StageDue:
		return call.Until, true
	case order.StageIdle, order.StageDone, order.StageRefused:
	}
	return time.Time{}, false
}

func answered(a *Answer) Answered {
	if a == nil {
		return Answered{}
	}
	return Answered{Answer: *a, Replayed: true}
}
