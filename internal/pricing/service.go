package pricing

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// The time a supplier is given to say what an offer costs now.
const (
	DefaultBudget = 8 * time.Second
	MinBudget     = time.Second
	MaxBudget     = 20 * time.Second
)

// Clock is the time offers live by.
type Clock interface {
	Now(ctx context.Context) (time.Time, error)
}

// Options are what a Service is made of. Those up to Logger are required, but
// for SaleClock; the suppliers are instrumented (supplier.Instrument).
type Options struct {
	Suppliers []*supplier.Connector
	Programs  fare.Programs // under which callers buy
	Clock     Clock
	SaleClock Clock // the time of Verify, on the way to a sale; nil: Clock
	Memory    Memory
	Signer    *offerid.Signer
	Logger    *slog.Logger

	Rates money.Rates // for display prices, of offers that have one
	// Searcher looks for alternatives beyond what was remembered; nil: nobody does.
	Searcher Searcher
	// Aside is the context alternatives are asked for in: what a sandbox stages
	// for an offer does not befall them. nil: that of the call.
	Aside func(ctx context.Context) context.Context
	// Observe is told what became of a shopped price, nil: nobody is. What is
	// known to be a Rehearsal is not counted.
	Observe   func(supplierID string, outcome Outcome)
	Rehearsal func(ctx context.Context) bool
}

// Service re-verifies offers. It is safe for concurrent use.
type Service struct {
	suppliers map[string]*supplier.Connector
	programs  fare.Programs
	clock     Clock
	saleClock Clock
	memory    Memory
	signer    *offerid.Signer
	logger    *slog.Logger
	rates     money.Rates
	searcher  Searcher
	aside     func(ctx context.Context) context.Context
	observe   func(supplierID string, outcome Outcome)
	rehearsal func(ctx context.Context) bool

	mu       sync.Mutex
	accuracy map[string]Accuracy // by supplier
}

// New makes a Service.
func New(o Options) *Service {
	s := &Service{
		suppliers: make(map[string]*supplier.Connector, len(o.Suppliers)),
		programs:  o.Programs, clock: o.Clock, saleClock: o.SaleClock, memory: o.Memory, signer: o.Signer, logger: o.Logger,
		rates: o.Rates, searcher: o.Searcher, aside: o.Aside, observe: o.Observe, rehearsal: o.Rehearsal, accuracy: make(map[string]Accuracy),
	}
	if s.saleClock == nil {
		s.saleClock = s.clock
	}
	if s.aside == nil {
		s.aside = func(ctx context.Context) context.Context { return ctx }
	}
	if s.observe == nil {
		s.observe = func(string, Outcome) {}
	}
	if s.rehearsal == nil {
		s.rehearsal = func(context.Context) bool { return false }
	}
	for _, connector := range o.Suppliers {
		s.suppliers[connector.ID] = connector
	}
	return s
}

// Offer reads a remembered offer as it was last priced. Errors: CodeNotFound
// for an id this agency was not given, CodeOfferExpired past its time or when
// forgotten, CodeOfferStoreUnavailable.
func (s *Service) Offer(ctx context.Context, agencyID, offerID string) (travel.Offer, error) {
	r, err := s.recall(ctx, s.clock, agencyID, offerID)
	if err != nil {
		return travel.Offer{}, err
	}
	if r.expired {
		return travel.Offer{}, travel.NewError(travel.CodeOfferExpired)
	}
	return r.Offer, nil
}

// recalled is an offer from memory, and the time it was read at.
type recalled struct {
	Remembered
	now     time.Time
	expired bool
}

// recall reads the offer an id names. An offer past its expiry is still
// recalled while it is remembered.
func (s *Service) recall(ctx context.Context, clock Clock, agencyID, offerID string) (recalled, error) {
	place, err := s.signer.ReadOffer(agencyID, offerID)
	if err != nil {
		return recalled{}, err
	}
	now, err := clock.Now(ctx)
	if err != nil {
		return recalled{}, fmt.Errorf("pricing: clock: %w", err)
	}
	// Forgetting is judged here: memory may keep things longer, or for less time
	// when the sandbox's clock was moved.
	if !now.Before(place.ExpiresAt.Add(offerid.Grace)) {
		return recalled{}, travel.NewError(travel.CodeOfferExpired)
	}
	r, err := s.memory.Offer(ctx, agencyID, offerID, place)
	if travel.CodeOf(err) == travel.CodeNotFound && err != nil {
		return recalled{}, travel.NewError(travel.CodeOfferExpired).Because(err)
	}
	if err != nil {
		return recalled{}, err
	}
	if r.Offer.ID != offerID || r.Offer.AgencyID != agencyID {
		return recalled{}, travel.NewError(travel.CodeOfferExpired).
			Because(fmt.Errorf("pricing: memory gave offer %s for %s", r.Offer.ID, offerID))
	}
	if r.Origin == "" {
		r.Origin = place.Search
	}
	return recalled{Remembered: r, now: now, expired: !now.Before(place.ExpiresAt)}, nil
}

// program is the caller's, provided the offer was priced under it: under other
// rules now, the caller has to search again.
func (s *Service) program(name string, offer travel.Offer) (fare.Program, error) {
	found, ok := s.programs.Find(name)
	if !ok {
		return fare.Program{}, travel.NewError(travel.CodeProgramNotGranted, name)
	}
	if offer.Program != name {
		return fare.Program{}, travel.NewError(travel.CodeOfferExpired)
	}
	return found, nil
}
