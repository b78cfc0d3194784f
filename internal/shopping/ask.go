package shopping

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// reserve is the part of the budget in which nobody is waited for any more: the
// answer has to be put together, kept and sent within the budget too.
const reserve = 25

// retryAfter is what callers are told when no supplier named a time.
const retryAfter = 5 * time.Second

// findings are what one question brought, still nobody's: agencies that asked
// the same share them, unchanged.
type findings struct {
	askedAt time.Time
	reports []SupplierReport
	// Ids of the suppliers that did not say everything, and of those that refused,
	// of one of the days at least.
	missing  []string
	rejected []string

	offers  []candidate   // ranked
	days    []CalendarDay // without offers yet; empty: the caller is not flexible
	noRate  []money.Currency
	ratesOf time.Time
}

// candidate is an offer fit to be shown, priced.
type candidate struct {
	supplierID string
	offer      travel.SupplierOffer // as the supplier said it
	priced     fare.Priced
	keys       Indexed
	worth      money.Money // its total in the currency offers are compared in; zero: not known
	at         time.Time   // when the supplier said it
	source     travel.Source
}

// said is one supplier's answer about one set of dates, examined.
type said struct {
	place   int // in Suppliers
	day     int // in the variants of the question
	took    time.Duration
	offers  []candidate
	dropped int
	faults  []string  // why offers were dropped, in words for the log
	unsold  []NotSold // what the program does not sell
	levies  int       // offers whose levies are not as the tables say
	partial bool      // more would have come
	// Currencies of offers that were left out because nobody knows whether they are
	// within the highest price.
	noRate []money.Currency
	err    error
}

// arrival is an answer that came, on the way to those who wait for it.
type arrival struct {
	askedAt time.Time
	report  SupplierReport
	offers  []candidate // ranked
	left    int         // answers that may still come
}

func (s *Service) ask(ctx context.Context, program fare.Program, in Input, tell func(arrival)) (findings, error) {
	now, err := s.clock.Now(ctx)
	if err != nil {
		return findings{}, fmt.Errorf("shopping: clock: %w", err)
	}
	bounded, cancel := context.WithTimeout(ctx, in.Budget-in.Budget/reserve)
	defer cancel()

	variants := in.variants(now)
	heard := newHearing(s.suppliers, variants, in)
	answers, pending := s.begin(bounded, program, in, variants, now)
	left := pending
	take := func(a said) {
		r := s.report(ctx, bounded, a)
		heard.take(a, r)
		rank(a.offers, in.Currency)
		left--
		tell(arrival{askedAt: now, report: r, offers: a.offers, left: left})
	}
collect:
	for range pending {
		select {
		case a := <-answers:
			take(a)
		case <-bounded.Done():
			break collect
		}
	}
	drain(answers, take) // what arrived in the same instant as the deadline

	if ctx.Err() != nil {
		return findings{}, context.Cause(ctx) // everybody left
	}
	found, wait := heard.findings(now)
	if failed(found.reports) {
		if wait == 0 {
			wait = retryAfter
		}
		return findings{}, travel.NewError(travel.CodeSuppliersUnavailable).After(wait).Carrying(found.reports)
	}
	rank(found.offers, in.Currency)
	unknown, ratesOf := s.worth(found.offers, in.Currency, now)
	found.noRate, found.ratesOf = slices.Compact(slices.Sorted(slices.Values(append(found.noRate, unknown...)))), ratesOf
	return found, nil
}

// begin asks everybody who can be asked, at once. There is room for every
// answer, so that a supplier that comes too late is not stuck with it.
func (s *Service) begin(ctx context.Context, program fare.Program, in Input, variants []travel.Search, now time.Time) (<-chan said, int) {
	answers := make(chan said, len(s.suppliers)*len(variants))
	asked := 0
	for place, connector := range s.suppliers {
		if connector.Shop == nil {
			continue
		}
		for day, search := range variants {
			asked++
			go func() {
				a := said{place: place, day: day}
				panicked := supplier.Contain(func() { a = s.askOne(ctx, a, program, in, search, now) })
				if panicked != nil {
					a.err = panicked
				}
				answers <- a
			}()
		}
	}
	return answers, asked
}

func (s *Service) askOne(ctx context.Context, result said, program fare.Program, in Input, search travel.Search, now time.Time) said {
	connector := s.suppliers[result.place]
	start := s.wall()
	answer, source, partial, err := s.says(ctx, connector, search, in.Scenario, now)
	result.took = s.wall().Sub(start)
	if err != nil {
		result.err = err
		return result
	}
	// Not asked for, whatever else may be wrong with it.
	asked := slices.DeleteFunc(slices.Clone(answer.Offers), func(offer travel.SupplierOffer) bool { return !search.Preferences.Allow(offer.Journeys) })
	found := s.sell(ctx, connector, program, search, asked, now)
	wanted := Filter{Preferences: search.Preferences}
	result.offers = make([]candidate, 0, len(found.offers))
	for _, c := range found.offers {
		c.at, c.source = answer.At, source
		c.keys.Display = s.display(c.priced.Total, in.Currency, now)
		c.worth = s.display(c.priced.Total, comparedIn(in.Currency), now)
		if most := wanted.MaxPrice; most != nil && !c.keys.in(most.Currency) && !slices.Contains(result.noRate, c.keys.Total.Currency) {
			result.noRate = append(result.noRate, c.keys.Total.Currency)
		}
		if wanted.keeps(c.keys) {
			result.offers = append(result.offers, c)
		}
	}
	reasons := slices.Concat(answer.Dropped, found.faults)
	result.dropped, result.partial = len(reasons), partial
	result.unsold, result.levies = found.unsold, found.levies
	if len(reasons) > 0 {
		s.logger.WarnContext(ctx, "offers left out", slog.String("supplier", connector.ID), slog.Int("count", len(reasons)), slog.String("first", reasons[0]))
	}
	return result
}

// report puts an answer into our words. A failure at the end of the budget is a
// timeout however the connector described it.
func (s *Service) report(ctx, bounded context.Context, a said) SupplierReport {
	r := SupplierReport{SupplierID: s.suppliers[a.place].ID, Latency: a.took, Offers: len(a.offers), Dropped: a.dropped, NotSold: a.unsold, LeviesDiffer: a.levies}
	switch {
	case a.err == nil && a.partial:
		r.Status, r.Reason = StatusPartial, ReasonCutShort
	case a.err == nil && a.dropped == 0:
		r.Status = StatusOK
	case a.err == nil:
		r.Status, r.Reason = StatusPartial, ReasonOffersDropped
	case supplier.KindOf(a.err) == supplier.Unsupported:
		return SupplierReport{SupplierID: r.SupplierID, Status: StatusSkipped, Reason: ReasonUnsupported}
	case bounded.Err() != nil || errors.Is(a.err, context.DeadlineExceeded):
		r.Status, r.Reason = StatusTimeout, ReasonTimeout
	default:
		r.Status, r.Reason = classify(a.err)
		s.logger.WarnContext(ctx, "supplier failed", slog.String("supplier", r.SupplierID), slog.String("reason", string(r.Reason)), slog.Any("error", a.err))
	}
	return r
}

func classify(err error) (Status, Reason) {
	var failure *supplier.Error
	if errors.As(err, &failure) && failure.Code == supplier.CodeCircuitOpen {
		return StatusOpen, ReasonBreakerOpen
	}
	if failure != nil && failure.Code == supplier.CodeNotSent {
		return StatusError, ReasonUnavailable // it refused nothing: it was not asked
	}
	switch supplier.KindOf(err) {
	case supplier.RateLimited:
		return StatusError, ReasonRateLimited
	case supplier.Unavailable:
		return StatusError, ReasonUnavailable
	case supplier.OutcomeUnknown:
		return StatusError, ReasonUnreadable
	case supplier.Rejected, supplier.SoldOut, supplier.PriceChanged, supplier.Unsupported:
		return StatusError, ReasonRejected
	}
	return StatusError, ReasonUnreadable
}

func drain(answers <-chan said, take func(said)) {
	for {
		select {
		case a := <-answers:
			take(a)
		default:
			return
		}
	}
}

// failed reports that nobody answered although somebody should have. That
// nobody sells what is asked for is an answer.
func failed(reports []SupplierReport) bool {
	return !slices.ContainsFunc(reports, SupplierReport.sold) && slices.ContainsFunc(reports, SupplierReport.missing)
}
