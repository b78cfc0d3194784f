package pricing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// retryAfter is what callers are told when the supplier named no time.
const retryAfter = 2 * time.Second

// errGone is a supplier's firm word that an offer is not sold any more.
var errGone = errors.New("pricing: offer is gone")

// live asks an offer's supplier what it is now, priced under the caller's
// program, with the extras chosen or, when none are, those it has. It is asked
// within bounded, on behalf of ctx. The answer has no id yet. A *travel.Error,
// or errGone.
func (s *Service) live(ctx, bounded context.Context, rules fare.Program, r recalled, chosen []travel.ServiceChoice) (travel.Offer, error) {
	was := r.Offer
	connector := s.suppliers[was.SupplierID]
	if connector == nil || connector.Price == nil {
		return travel.Offer{}, errGone // it was taken out of the configuration since
	}
	said, err := connector.Price.Price(bounded, wanted(was, chosen))
	if err != nil {
		return travel.Offer{}, s.failed(ctx, was, err)
	}
	var codes []travel.AccountCode
	if connector.AccountCodes {
		codes = rules.AccountCodes(was.AgencyID, r.now)
	}
	priced, err := sellable(rules, was, said, codes, r.now)
	if err == nil && (sold(said.Items) < len(chosen) || chosen != nil && len(chosen) == 0 && sold(said.Items) > 0) {
		err = fmt.Errorf("pricing: %d extras of %d chosen", sold(said.Items), len(chosen))
	}
	if errors.Is(err, errGone) {
		return travel.Offer{}, err
	}
	if refusal := refused(rules, err); refusal != nil {
		return travel.Offer{}, refusal
	}
	if err != nil {
		s.logger.WarnContext(ctx, "unusable answer to a price check", slog.String("supplier", was.SupplierID), slog.Any("error", err))
		return travel.Offer{}, travel.NewError(travel.CodeSupplierError).Because(err)
	}
	is := travel.Offer{
		AgencyID: was.AgencyID, Program: was.Program, SupplierID: was.SupplierID, Contract: was.Contract, Pax: was.Pax,
		SupplierOffer: said, Net: said.Total, Published: priced.Published, Trace: priced.Trace,
		PricedAt: r.now, Source: travel.SourceLive, Verified: true, NoLap: was.NoLap, Scenario: was.Scenario,
	}
	is.Items, is.Total = priced.Items, priced.Total
	is.Display = s.worth(is.Total, was.Display, r.now)
	is.Clocks.OfferExpiresAt = offerid.Expiry(said.Clocks.OfferExpiresAt, r.now)
	is.Clocks.PayBy = offerid.PayBy(said.Clocks.PayBy, r.now)
	return is, nil
}

// worth is a total in the currency the offer's buyer was shown one in; nil: in none.
func (s *Service) worth(total money.Money, shown *money.Money, now time.Time) *money.Money {
	if shown == nil {
		return nil
	}
	worth, _, known := s.rates.Convert(total, shown.Currency, now)
	if !known {
		return nil
	}
	return &worth
}

// failed puts a supplier's failure into the caller's terms. Asking changed
// nothing, so every failure here may be tried again.
func (s *Service) failed(ctx context.Context, offer travel.Offer, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx) // the caller left
	}
	wait := retryAfter
	var failure *supplier.Error
	if errors.As(err, &failure) && failure.RetryAfter > 0 {
		wait = failure.RetryAfter
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return travel.NewError(travel.CodeSuppliersUnavailable).After(wait).Because(err)
	}
	switch supplier.KindOf(err) {
	case supplier.SoldOut, supplier.Unsupported:
		if failure != nil && failure.Code == supplier.CodeServiceGone {
			// The flights are still sold: only what was chosen with them is not.
			return travel.NewError(travel.CodeSeatUnavailable).Because(err)
		}
		return errGone
	case supplier.Unavailable, supplier.RateLimited:
		return travel.NewError(travel.CodeSuppliersUnavailable).After(wait).Because(err)
	case supplier.Rejected, supplier.PriceChanged, supplier.OutcomeUnknown:
	}
	s.logger.WarnContext(ctx, "price check failed", slog.String("supplier", offer.SupplierID), slog.Any("error", err))
	return travel.NewError(travel.CodeSupplierError).Because(err)
}

// refused is what becomes of an offer that the caller's program does not sell as
// it is now: a *travel.Error that says so, or errGone; nil for other errors.
func refused(rules fare.Program, err error) error {
	var unsold *fare.NotSold
	if !errors.As(err, &unsold) {
		return nil
	}
	if problem := rules.Problem(unsold); problem != nil {
		return problem
	}
	return errGone
}

// sellable checks an answer as shopping does, and that it is about the same
// party and trip.
func sellable(rules fare.Program, was travel.Offer, said travel.SupplierOffer, codes []travel.AccountCode, now time.Time) (fare.Priced, error) {
	if !offerid.Expiry(said.Clocks.OfferExpiresAt, now).After(now) {
		return fare.Priced{}, errGone
	}
	if said.Owner == "" || len(said.Ref) == 0 {
		return fare.Priced{}, errors.New("pricing: no owner or no handle")
	}
	if len(said.Journeys) != len(was.Journeys) {
		return fare.Priced{}, fmt.Errorf("pricing: %d journeys were %d", len(said.Journeys), len(was.Journeys))
	}
	for i, journey := range said.Journeys {
		if len(journey.Segments) == 0 {
			return fare.Priced{}, fmt.Errorf("pricing: journey %d has no flight", i)
		}
	}
	err := rules.Sells(said.Journeys)
	if err != nil {
		return fare.Priced{}, err
	}
	priced, err := rules.Apply(said, fare.Sale{
		At: now, SupplierID: was.SupplierID, Pax: was.Pax, AccountCodes: codes, Shown: &was,
	})
	if err != nil {
		return fare.Priced{}, err
	}
	err = fare.Covers(priced.Items, was.Pax)
	if err != nil {
		return fare.Priced{}, err
	}
	return priced, nil
}
