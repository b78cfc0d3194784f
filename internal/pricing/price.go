package pricing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/travel"
)

// Input asks what one offer costs now, with extras. Zero Budget means
// DefaultBudget.
type Input struct {
	AgencyID string
	Program  string
	OfferID  string
	Extras   Extras
	Budget   time.Duration
}

// OfferPrice re-verifies an offer with its supplier. That it changed, is gone
// or has expired is a Result. Errors: CodeNotFound for an id this agency was
// not given, CodeOfferExpired for one that is forgotten or was priced under
// another program, CodeValidationFailed, CodeProgramNotGranted,
// CodeSupplierError, CodeSuppliersUnavailable, CodeOfferStoreUnavailable.
func (s *Service) OfferPrice(ctx context.Context, in Input) (Result, error) {
	if in.Budget == 0 {
		in.Budget = DefaultBudget
	}
	if in.Budget < MinBudget || in.Budget > MaxBudget {
		return Result{}, travel.NewError(travel.CodeValidationFailed).With(travel.FieldError{
			Pointer: "/budgetMs", Code: "outOfRange", Params: []any{MinBudget.Milliseconds(), MaxBudget.Milliseconds()},
		})
	}
	until := time.Now().Add(in.Budget)
	r, err := s.recall(ctx, s.clock, in.AgencyID, in.OfferID)
	if err != nil {
		return Result{}, err
	}
	rules, err := s.program(in.Program, r.Offer)
	if err != nil {
		return Result{}, err
	}
	if r.expired {
		return s.instead(ctx, Expired, rules, r, until), nil
	}
	bounded, cancel := context.WithTimeout(ctx, in.Budget)
	defer cancel()
	chosen, noLap, err := s.choose(ctx, bounded, rules, r.Offer, in.Extras)
	if err != nil {
		return Result{}, err
	}
	is, err := s.live(ctx, bounded, rules, r, chosen)
	if errors.Is(err, errGone) {
		s.count(ctx, r.Offer, Unavailable)
		return s.instead(ctx, Unavailable, rules, r, until), nil
	}
	if err != nil {
		return Result{}, err
	}
	is.NoLap = noLap
	is.Scenario = cmp.Or(account.ScenarioFrom(ctx), is.Scenario)
	changes, err := differences(r.Offer, is, chosen != nil)
	if err != nil {
		return Result{}, err
	}
	if chosen == nil { // what choosing extras changes is no word of the supplier's that did not hold
		s.count(ctx, r.Offer, outcomeOf(changes))
	}
	known, withExtras := r, chosen != nil
	if len(changes) == 0 && r.InPlaceOf != "" {
		// The offer asked about is a changed one that nobody has accepted yet:
		// asking about it again, or adding to it, accepts nothing.
		withExtras = withExtras || r.Chosen
		known, changes, err = s.since(ctx, s.clock, r, is, withExtras)
		if err != nil {
			return Result{}, err
		}
	}
	return s.answer(ctx, rules, known, is, changes, withExtras, until)
}

// since says what is different from the offer that a changed one stands in for.
func (s *Service) since(ctx context.Context, clock Clock, r recalled, is travel.Offer, withExtras bool) (recalled, []Change, error) {
	origin, err := s.recall(ctx, clock, r.Offer.AgencyID, r.InPlaceOf)
	if err != nil {
		return recalled{}, nil, err
	}
	changes, err := differences(origin.Offer, is, withExtras)
	return origin, changes, err
}

// instead is the answer when there is nothing to sell but, at best, something else.
func (s *Service) instead(ctx context.Context, outcome Outcome, rules fare.Program, known recalled, until time.Time) Result {
	return Result{Outcome: outcome, Changes: []Change{}, Alternatives: s.alternatives(ctx, rules, known, until)}
}

// answer gives the new offer its identity and, when it differs from the one
// its buyer knows, the token that accepts it and what could be bought instead.
func (s *Service) answer(ctx context.Context, rules fare.Program, known recalled, is travel.Offer, changes []Change, withExtras bool, until time.Time) (Result, error) {
	r := Remembered{Offer: is, Origin: known.Origin}
	if len(changes) > 0 {
		r.InPlaceOf, r.Chosen = known.Offer.ID, withExtras
	}
	kept, err := s.keep(ctx, r)
	if err != nil {
		return Result{}, err
	}
	if len(changes) == 0 {
		return Result{Outcome: Unchanged, Offer: &kept, Changes: []Change{}, Alternatives: []Alternative{}}, nil
	}
	expires := kept.Clocks.OfferExpiresAt
	token, err := s.signer.Accept(consent(kept, known.Offer.ID), deadlines(kept), expires)
	if err != nil {
		return Result{}, fmt.Errorf("pricing: %w", err)
	}
	return Result{
		Outcome: outcomeOf(changes), Offer: &kept, Changes: changes,
		Acceptance:   Acceptance{Required: true, Token: token, ExpiresAt: expires},
		Alternatives: s.alternatives(ctx, rules, known, until),
	}, nil
}

// consent is what a buyer who knows an offer as inPlaceOf says by accepting is.
func consent(is travel.Offer, inPlaceOf string) offerid.Acceptance {
	return offerid.Acceptance{AgencyID: is.AgencyID, OfferID: inPlaceOf, Digest: digest(is)}
}

// accepts reports whether token accepts is in place of an offer, and which of the
// deadlines shown with the token hold no more: it says nothing of others.
func (s *Service) accepts(is travel.Offer, inPlaceOf, token string, now time.Time) ([]Change, bool) {
	shown, ok := s.signer.Accepts(consent(is, inPlaceOf), token, now)
	if !ok {
		return nil, false
	}
	return lateClocks(shown, is), true
}

// keep remembers an offer under an id of its own: a search of one offer, so
// that an id says no more about where it came from than any other.
func (s *Service) keep(ctx context.Context, r Remembered) (travel.Offer, error) {
	place := offerid.Offer{Search: travel.NewID(travel.PrefixSearch), ExpiresAt: r.Offer.Clocks.OfferExpiresAt}
	id, err := s.signer.Offer(r.Offer.AgencyID, place)
	if err != nil {
		return travel.Offer{}, fmt.Errorf("pricing: %w", err)
	}
	r.Offer.ID = id
	err = s.memory.RememberOffer(ctx, place, r, place.ExpiresAt.Sub(r.Offer.PricedAt)+offerid.Grace)
	if err != nil {
		return travel.Offer{}, err
	}
	return r.Offer, nil
}
