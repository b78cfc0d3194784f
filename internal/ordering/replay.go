package ordering

import (
	"bytes"
	"context"
	"errors"
	"runtime/debug"
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
	kept, err := s.store.Answer(ctx, key, encode(o, claim.Subject, now))
	return &kept, err
}

// once answers a key: with what is kept for it, else by doing the work. When
// the work fails before its intent was on record, another call with the key may
// have been faster, and be the very reason: then its answer is given.
func (s *Service) once(ctx context.Context, key Key, encode func(o order.Order, subject string, now time.Time) Answer, work func() (Answered, error)) (Answered, error) {
	replayed, err := s.replay(ctx, key, encode)
	if replayed != nil || err != nil {
		return answered(replayed), err
	}
	given, failed := work()
	if failed == nil || travel.CodeOf(failed) == travel.CodeOutcomeUnknown {
		return given, failed
	}
	replayed, err = s.replay(context.WithoutCancel(ctx), key, encode)
	if replayed != nil || err != nil {
		return answered(replayed), err
	}
	if errors.Is(failed, ErrKeyTaken) { // taken, and given up again since: nothing was done
		return Answered{}, travel.NewError(travel.CodeIdempotencyInProgress).After(time.Second)
	}
	return Answered{}, failed
}

// keep keeps an answer and gives the one that is kept, which is somebody
// else's when they were first.
func (s *Service) keep(ctx context.Context, key Key, given Answer) (Answered, error) {
	kept, err := s.store.Answer(ctx, key, given)
	if err != nil {
		return Answered{}, err
	}
	return Answered{Answer: kept, Replayed: !bytes.Equal(kept.Body, given.Body)}, nil
}

// outlive does work that a leaving client does not stop, and answers with late
// when the caller's patience ends first. Nobody above catches a panic in it: the
// intent is on record, so the order is finished like that of a dead process.
func (s *Service) outlive(ctx context.Context, orderID string, work func(ctx context.Context) (Answered, error), late func() (Answered, error)) (Answered, error) {
	type outcome struct {
		Answered
		err error
	}
	done := make(chan outcome, 1)
	s.running.Go(func() {
		detached := context.WithoutCancel(ctx)
		result := outcome{err: errBroken}
		defer func() {
			if broken := recover(); broken != nil {
				s.logger.ErrorContext(detached, "panic", "order", orderID, "panic", broken, "stack", string(debug.Stack()))
			}
			done <- result
		}()
		given, err := work(detached)
		if err != nil {
			s.logger.ErrorContext(detached, "answer not kept", "order", orderID, "error", err)
		}
		result = outcome{given, err}
	})
	patience := time.NewTimer(s.limits.Answer)
	defer patience.Stop()
	select {
	case result := <-done:
		if result.err != nil {
			return Answered{}, travel.NewError(travel.CodeOutcomeUnknown).Unknown().Because(result.err)
		}
		return result.Answered, nil
	case <-patience.C:
		return late()
	case <-ctx.Done():
		return Answered{}, ctx.Err()
	}
}

var errBroken = errors.New("ordering: the call broke down")

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
