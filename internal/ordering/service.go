package ordering

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/payment"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Verifier knows remembered offers and asks what they cost now.
type Verifier interface {
	// Offer reads a remembered offer of an agency.
	Offer(ctx context.Context, agencyID, offerID string) (travel.Offer, error)
	// Verify asks the supplier once more. The offer comes back as it may be
	// sold; anything that changed and that token does not accept is a
	// *travel.Error carrying the OfferPrice answer.
	Verify(ctx context.Context, agencyID, program, offerID, token string) (travel.Offer, error)
	// VerifyOrdered does the same for the offer of an order that is booked when it
	// is paid, as the order keeps it. It stays the same offer.
	VerifyOrdered(ctx context.Context, was travel.Offer, token string) (travel.Offer, error)
	// VerifyHeld does so for the offer of an order whose supplier asks another
	// amount now for the seats it holds.
	VerifyHeld(ctx context.Context, was travel.Offer, asks money.Money, token string) (travel.Offer, error)
	// Sold is the OfferPrice answer for an offer that is sold as it is.
	Sold(offer travel.Offer) any
}

// Limits are how long outward calls may take. A call's lease outlives it and
// the question that may follow it by LeaseMargin, so that no step is resolved
// while it may still run.
type Limits struct {
	Book     time.Duration // book or ticket with a supplier
	Supplier time.Duration // other calls to suppliers
	Gateway  time.Duration // calls to payment gateways
	Answer   time.Duration // how long a caller waits for a booking before 202
}

// recording is how long the result of a call may take to get on record.
const recording = 10 * time.Second

// LeaseMargin is the time between the end of a call, and of the question that
// may follow it, and the end of its lease.
const LeaseMargin = 2 * time.Second

// Config is what a Service is made of. Checkpoint, if set, is told each time
// a step passes a point where a process could die; tests die there.
type Config struct {
	Store      Store
	Verifier   Verifier
	Programs   fare.Programs // under which orders are made and paid
	Suppliers  []*supplier.Connector
	Gateways   []*payment.Gateway
	Limits     Limits
	NoticeURL  func(gateway string) string // where a gateway sends its notices
	Logger     *slog.Logger
	Checkpoint func(name string)
}

// Service takes orders. It is safe for concurrent use.
type Service struct {
	store      Store
	verifier   Verifier
	programs   fare.Programs
	suppliers  map[string]*supplier.Connector
	gateways   map[string]*payment.Gateway
	methods    map[order.PaymentMethod]*payment.Gateway
	limits     Limits
	noticeURL  func(gateway string) string
	logger     *slog.Logger
	checkpoint func(name string)
	running    sync.WaitGroup // what outlives the request that began it
}

// New makes a Service.
func New(c Config) *Service {
	s := &Service{
		store: c.Store, verifier: c.Verifier, programs: c.Programs, limits: c.Limits, noticeURL: c.NoticeURL,
		logger: c.Logger, checkpoint: c.Checkpoint,
		suppliers: map[string]*supplier.Connector{},
		gateways:  map[string]*payment.Gateway{},
		methods:   map[order.PaymentMethod]*payment.Gateway{},
	}
	if s.checkpoint == nil {
		s.checkpoint = func(string) {}
	}
	for _, connector := range c.Suppliers {
		s.suppliers[connector.ID] = connector
	}
	for _, gateway := range c.Gateways {
		s.gateways[gateway.ID] = gateway
		for _, method := range gateway.Methods {
			s.methods[method] = gateway
		}
	}
	return s
}

// Wait returns when everything that outlived its request has ended, or with
// ctx. What it leaves behind is finished by the next process.
func (s *Service) Wait(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		s.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// JobAdvance is the job that does an order's due work.
const JobAdvance = "order.advance"

// JobPayment is the job that asks a gateway about one payment.
const JobPayment = "order.payment"

type advanceArgs struct {
	AgencyID string `json:"agencyId"`
	OrderID  string `json:"orderId"`
}

type paymentArgs struct {
	AgencyID  string `json:"agencyId"`
	OrderID   string `json:"orderId"`
	PaymentID string `json:"paymentId"`
}

// step applies events to an order and says what to write: the order, its
// history, and a job at the time its next work is due.
func step(o order.Order, now time.Time, events ...order.Event) (Change, error) {
	var records []order.Record
	for _, e := range events {
		next, record, err := order.Apply(o, e, now)
		if err != nil {
			return Change{}, err
		}
		if next.Version != o.Version {
			records = append(records, record)
		}
		o = next
	}
	change := Change{Order: o, Events: records}
	if due, ok := o.DueAt(); ok && len(records) > 0 {
		change.Jobs = []jobs.Job{advanceJob(o, due, now)}
	}
	return change, nil
}

// advanceJob wakes the order's work up at due. Wake-ups for the same moment
// are one; a later moment is another job.
func advanceJob(o order.Order, due, now time.Time) jobs.Job {
	return jobs.Job{
		Kind:      JobAdvance,
		Args:      advanceArgs{AgencyID: o.AgencyID, OrderID: o.ID},
		After:     max(0, due.Sub(now)),
		UniqueKey: o.ID + "@" + due.UTC().Format(time.RFC3339Nano),
	}
}

// update applies events to the stored order and returns it as written.
func (s *Service) update(ctx context.Context, orderID string, events ...order.Event) (order.Order, error) {
	var written order.Order
	err := s.store.Update(ctx, orderID, func(o order.Order, now time.Time) (Change, error) {
		change, err := step(o, now, events...)
		written = change.Order
		return change, err
	})
	return written, err
}
