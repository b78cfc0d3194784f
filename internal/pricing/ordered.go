package pricing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

// VerifyOrdered re-verifies an offer that was ordered and is booked when it is
// paid. The order keeps what its buyer agreed to, so nothing has to be remembered
// here, and how long it may be paid is the order's to say. The answer is the same
// offer, under its id, as it may be sold now. Errors are those of Verify, never
// CodeOfferExpired.
func (s *Service) VerifyOrdered(ctx context.Context, was travel.Offer, token string) (travel.Offer, error) {
	offer, err := s.verifyOrdered(ctx, was, token)
	var problem *travel.Error
	if errors.As(err, &problem) {
		return travel.Offer{}, problem.NotDone()
	}
	return offer, err
}

func (s *Service) verifyOrdered(ctx context.Context, was travel.Offer, token string) (travel.Offer, error) {
	until := time.Now().Add(DefaultBudget)
	rules, err := s.program(was.Program, was)
	if err != nil {
		return travel.Offer{}, err
	}
	r, err := s.ordered(ctx, was)
	if err != nil {
		return travel.Offer{}, err
	}
	bounded, cancel := context.WithTimeout(ctx, DefaultBudget)
	defer cancel()
	is, err := s.live(ctx, bounded, rules, r, nil)
	if errors.Is(err, errGone) {
		return travel.Offer{}, travel.NewError(travel.CodeOfferUnavailable).Carrying(s.instead(ctx, Unavailable, rules, r, until))
	}
	if err != nil {
		return travel.Offer{}, err
	}
	// That it could be held by now is nothing to who pays it at once.
	is.Holdable = was.Holdable
	changes := diff(was, is)
	late, accepted := s.accepts(is, was.ID, token, r.now)
	foreign := token != "" && !accepted
	switch {
	case len(changes) == 0 && foreign:
		return travel.Offer{}, travel.NewError(travel.CodeAcceptanceRequired).With(acceptsOther(atPay)).Carrying(s.Sold(was))
	case len(changes) == 0 || accepted && len(late) == 0:
		is.ID = was.ID
		return is, nil
	}
	err = s.refuse(ctx, rules, r, is, changes, false, false, until)
	if foreign {
		err = with(err, acceptsOther(atPay))
	}
	return travel.Offer{}, err
}

// ordered is an offer as its order keeps it, as if it had been remembered here.
func (s *Service) ordered(ctx context.Context, was travel.Offer) (recalled, error) {
	now, err := s.saleClock.Now(ctx)
	if err != nil {
		return recalled{}, fmt.Errorf("pricing: clock: %w", err)
	}
	r := recalled{Remembered: Remembered{Offer: was}, now: now}
	if remembered, err := s.recall(ctx, s.saleClock, was.AgencyID, was.ID); err == nil {
		r.Origin = remembered.Origin // where there may be something else to buy
	}
	return r, nil
}

// Sold is what a caller is told of an offer that is sold as it is, by an error
// about something else.
func (s *Service) Sold(offer travel.Offer) any {
	return Result{Outcome: Unchanged, Offer: &offer, Changes: []Change{}, Alternatives: []Alternative{}}
}
