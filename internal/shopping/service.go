package shopping

import (
	"context"
	"log/slog"
	"time"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/supplier"
)

const (
	// DefaultLimit and MaxLimit bound the offers on a page.
	DefaultLimit = 50
	MaxLimit     = 200

	defaultMaxOffers = 2000
)

// Clock is the time offers live by.
type Clock interface {
	Now(ctx context.Context) (time.Time, error)
}

// Options are what a Service is made of. All but Rates, Answers, ReuseFor and
// MaxOffers are required; the suppliers are instrumented (supplier.Instrument).
type Options struct {
	Suppliers []*supplier.Connector // in the order they are reported
	Programs  fare.Programs         // under which callers buy
	Clock     Clock
	Wall      func() time.Time // measures how long a supplier takes; decides nothing
	Memory    Memory
	Encoder   Encoder
	Signer    *offerid.Signer
	Logger    *slog.Logger
	Rates     money.Rates   // for display prices
	Answers   Answers       // required with ReuseFor
	ReuseFor  time.Duration // how long what a supplier said may be given again; 0: never
	MaxOffers int           // kept of one search; 0: 2000
}

// Service finds offers. It is safe for concurrent use.
type Service struct {
	suppliers []*supplier.Connector
	programs  fare.Programs
	clock     Clock
	wall      func() time.Time
	memory    Memory
	encoder   Encoder
	signer    *offerid.Signer
	logger    *slog.Logger
	rates     money.Rates
	answers   Answers
	reuseFor  time.Duration
	maxOffers int

	questions shared[arrival, findings] // by what is asked, for all agencies
	searches  shared[[]byte, Result]    // by agency, what is asked, and how it is answered
}

// New makes a Service.
func New(o Options) *Service {
	s := &Service{
		suppliers: o.Suppliers, programs: o.Programs, clock: o.Clock, wall: o.Wall, memory: o.Memory,
		encoder: o.Encoder, signer: o.Signer, logger: o.Logger, maxOffers: o.MaxOffers,
		rates: o.Rates, answers: o.Answers, reuseFor: o.ReuseFor,
	}
	if s.maxOffers <= 0 || s.maxOffers > offerid.MaxOrdinal {
		s.maxOffers = defaultMaxOffers
	}
	return s
}

// Result is an answered search, and its first page.
type Result struct {
	Summary Summary
	Page    Encoded
}

// AirShopping asks all suppliers and answers with what came in time. Errors:
// CodeProgramNotGranted for a program without rules, those of fare.Program.Admit, CodeValidationFailed,
// CodeSuppliersUnavailable, carrying []SupplierReport, when suppliers failed and
// none answered; that all of them are skipped is a Result without offers. A
// Result, and what an error carries, may be shared with other callers of the same agency: it is not to be changed.
func (s *Service) AirShopping(ctx context.Context, in Input) (Result, error) {
	program, in, err := s.prepare(ctx, in)
	if err != nil {
		return Result{}, err
	}
	key := in.key()
	return s.searches.do(ctx, in.AgencyID+"\x00"+key, func(ctx context.Context, _ func([]byte)) (Result, error) {
		// What has come is made ready while others are still being waited for.
		p := s.newPublication(in)
		found, err := s.question(ctx, key, program, in, func(a arrival) error { return p.add(a.offers, a.askedAt) })
		if err != nil {
			return Result{}, err
		}
		p.cutTo(s.maxOffers, found)
		return p.finish(ctx, found)
	}, nil)
}

func (s *Service) prepare(ctx context.Context, in Input) (fare.Program, Input, error) {
	program, in, err := s.admit(ctx, in)
	if err != nil {
		return fare.Program{}, Input{}, err
	}
	in, err = in.normalised()
	return program, in, err
}

func (s *Service) question(ctx context.Context, key string, program fare.Program, in Input, hear func(arrival) error) (findings, error) {
	return s.questions.do(ctx, key, func(ctx context.Context, tell func(arrival)) (findings, error) {
		return s.ask(ctx, program, in, tell)
	}, hear)
}
