package shopping

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// NotSold counts what a supplier offered and the caller's program does not sell.
// It is no fault of the supplier's and leaves nothing out of what can be bought.
type NotSold struct {
	Reason fare.Reason
	Offers int
}

// admit finds the caller's program, and refuses what it does not sell before
// anybody is asked. The search comes back with the terms negotiated for it.
func (s *Service) admit(ctx context.Context, in Input) (fare.Program, Input, error) {
	program, ok := s.programs.Find(in.Program)
	if !ok {
		return fare.Program{}, in, travel.NewError(travel.CodeProgramNotGranted, in.Program)
	}
	err := program.Admit(in.Search)
	if err != nil || !program.Negotiates() {
		return program, in, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return fare.Program{}, in, err
	}
	in.Search.AccountCodes = slices.Concat(in.Search.AccountCodes, program.AccountCodes(in.AgencyID, now))
	return program, in, nil
}

// sell prices a supplier's offers under a program: the ones to show, and how
// many there were besides, for each reason. A fault costs one offer.
func (s *Service) sell(ctx context.Context, connector *supplier.Connector, program fare.Program, search travel.Search, offers []travel.SupplierOffer, now time.Time) said {
	wanted := Filter{Preferences: search.Preferences}
	wanted.MaxPrice = nil // by what is asked in the end
	if !connector.AccountCodes {
		search.AccountCodes = nil // its offers are nobody's negotiated ones
	}
	rivals := make([]fare.Rival, 0, len(offers))
	var result said
	var faults []string
	unsold := map[fare.Reason]int{}
	for _, offer := range offers {
		priced, err := examine(program, search, connector.ID, offer, now)
		var reason *fare.NotSold
		switch {
		case errors.As(err, &reason):
			unsold[reason.Reason]++
		case err != nil:
			faults = append(faults, err.Error())
		case !wanted.keeps(index(connector.ID, offer, priced, search.Pax)):
			// Not asked for: it must not keep one that was from being shown.
		default:
			rivals = append(rivals, fare.Rival{Offer: offer, Priced: priced})
		}
	}
	program.Compare(rivals)
	for _, r := range rivals {
		if r.Lost != nil {
			unsold[r.Lost.Reason]++
			continue
		}
		if fare.LeviesDiffer(r.Offer, now) {
			result.levies++
		}
		result.offers = append(result.offers, candidate{
			supplierID: connector.ID, offer: r.Offer, priced: r.Priced, keys: index(connector.ID, r.Offer, r.Priced, search.Pax),
		})
	}
	for reason, n := range unsold {
		result.unsold = append(result.unsold, NotSold{Reason: reason, Offers: n})
	}
	slices.SortFunc(result.unsold, func(a, b NotSold) int { return cmp.Compare(a.Reason, b.Reason) })
	result.faults = faults
	if result.levies > 0 {
		s.logger.WarnContext(ctx, "fund or fuel surcharge is not as the tables say", slog.String("supplier", connector.ID), slog.Int("offers", result.levies))
	}
	return result
}
