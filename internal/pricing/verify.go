package pricing

import (
	"context"
	"errors"
	"time"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/travel"
)

// Verify re-verifies an offer on the way to a sale, with the default budget. It
// answers with the offer as it may be sold, fresh from its supplier and
// remembered under an id of its own.
//
// Anything that differs from what the caller was shown is sold only with a
// token that accepts exactly this price and these terms. Without one the error
// is CodePriceChanged or, when the total stands or the caller had been told and
// did not accept, CodeAcceptanceRequired; it carries the Result OfferPrice
// would give. Who gives a token is sold nothing but what it accepts, be it what was
// shown: CodeAcceptanceRequired. CodeOfferUnavailable and CodeOfferExpired carry one too. Other
// errors are those of OfferPrice. None of them has changed anything.
func (s *Service) Verify(ctx context.Context, agencyID, programName, offerID, token string) (travel.Offer, error) {
	offer, err := s.verify(ctx, agencyID, programName, offerID, token)
	var problem *travel.Error
	if errors.As(err, &problem) {
		return travel.Offer{}, problem.NotDone()
	}
	return offer, err
}

func (s *Service) verify(ctx context.Context, agencyID, programName, offerID, token string) (travel.Offer, error) {
	until := time.Now().Add(DefaultBudget)
	r, err := s.recall(ctx, s.saleClock, agencyID, offerID)
	if err != nil {
		return travel.Offer{}, err
	}
	rules, err := s.program(programName, r.Offer)
	if err != nil {
		return travel.Offer{}, err
	}
	if r.expired {
		return travel.Offer{}, travel.NewError(travel.CodeOfferExpired).Carrying(s.instead(ctx, Expired, rules, r, until))
	}
	bounded, cancel := context.WithTimeout(ctx, DefaultBudget)
	defer cancel()
	is, err := s.live(ctx, bounded, rules, r, nil)
	if errors.Is(err, errGone) {
		s.count(ctx, r.Offer, Unavailable)
		return travel.Offer{}, travel.NewError(travel.CodeOfferUnavailable).Carrying(s.instead(ctx, Unavailable, rules, r, until))
	}
	if err != nil {
		return travel.Offer{}, err
	}

	known, changes := r, diff(r.Offer, is)
	if token == "" { // who has one was told of a change, and counted, before
		s.count(ctx, r.Offer, outcomeOf(changes))
	}
	late, accepts := s.accepted(r, is, token)
	if accepts {
		if len(late) == 0 {
			return s.keep(ctx, Remembered{Offer: is, Origin: r.Origin})
		}
		if len(changes) == 0 {
			changes = late // they were given with the change that was accepted
		}
	}
	told := false
	if len(changes) == 0 && r.InPlaceOf != "" {
		// The caller names the changed offer itself. What it differs from was
		// shown; that it was accepted has yet to be said.
		known, changes, err = s.since(ctx, s.saleClock, r, is, r.Chosen)
		if err != nil {
			return travel.Offer{}, err
		}
		told = true
	}
	if len(changes) == 0 {
		kept, err := s.keep(ctx, Remembered{Offer: is, Origin: r.Origin})
		if err == nil && token != "" && !accepts {
			err = travel.NewError(travel.CodeAcceptanceRequired).With(acceptsOther(atCreate)).Carrying(s.Sold(kept))
		}
		return kept, err
	}
	err = s.refuse(ctx, rules, known, is, changes, told, r.Chosen, until)
	if token != "" && !accepts {
		err = with(err, acceptsOther(atCreate))
	}
	return travel.Offer{}, err
}

// Where callers give a token.
const (
	atCreate = "/offers/0/acceptanceToken"
	atPay    = "/acceptanceToken"
)

// acceptsOther is what is wrong with a token for another price, offer or agency,
// and with one that was made up.
func acceptsOther(pointer string) travel.FieldError {
	return travel.FieldError{Pointer: pointer, Code: "acceptsOther"}
}

// with adds a finding to a refusal.
func with(err error, found travel.FieldError) error {
	var problem *travel.Error
	if errors.As(err, &problem) {
		return problem.With(found)
	}
	return err
}

// refuse is the error that tells a caller what changed. told: not for the first
// time, and then with extras chosen or not.
func (s *Service) refuse(ctx context.Context, rules fare.Program, known recalled, is travel.Offer, changes []Change, told, chosen bool, until time.Time) error {
	result, err := s.answer(ctx, rules, known, is, changes, told && chosen, until)
	if err != nil {
		return err
	}
	if told || result.Outcome == TermsChanged {
		return travel.NewError(travel.CodeAcceptanceRequired).Carrying(result)
	}
	return travel.NewError(travel.CodePriceChanged).Carrying(result)
}

// accepted is accepts for the offer the caller named, or for the one that offer
// was to replace.
func (s *Service) accepted(r recalled, is travel.Offer, token string) ([]Change, bool) {
	if late, ok := s.accepts(is, r.Offer.ID, token, r.now); ok {
		return late, true
	}
	return s.accepts(is, r.InPlaceOf, token, r.now)
}
