package ordering

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/order"
)

// maxSteps bounds one Advance; a longer way is continued by the next job.
const maxSteps = 16

// HandleAdvance is the worker of JobAdvance.
func (s *Service) HandleAdvance(ctx context.Context, raw json.RawMessage) error {
	var args advanceArgs
	if err := json.Unmarshal(raw, &args); err != nil {
		return fmt.Errorf("ordering: %s: %w", JobAdvance, err)
	}
	err := s.Advance(account.AsAgency(ctx, args.AgencyID), args.OrderID)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// Advance does the order's due work, step by step, until nothing is due. Any
// number of callers may do so at once: the intent's lease lets one through.
func (s *Service) Advance(ctx context.Context, orderID string) error {
	for range maxSteps {
		o, work, due, err := s.begin(ctx, orderID)
		if err != nil || !due {
			return err
		}
		if work.Kind == order.WorkExpire {
			err = s.expire(ctx, o)
		} else {
			_, err = s.execute(ctx, o, work, background)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// begin records the intent of the work that is due. Expiry needs no lease: its
// only effect is an event that fits once.
func (s *Service) begin(ctx context.Context, orderID string) (order.Order, order.Work, bool, error) {
	var (
		written order.Order
		work    order.Work
		due     bool
	)
	err := s.store.Update(ctx, orderID, func(o order.Order, now time.Time) (Change, error) {
		work, due = o.Next(now)
		if !due || work.Kind == order.WorkExpire {
			written = o
			return Change{Order: o}, nil
		}
		lease, settle := s.lease(work, now)
		change, err := step(o, now, order.Started{Work: work, Lease: lease, Settle: settle})
		written = change.Order
		return change, err
	})
	if err == nil && due {
		s.checkpoint(string(work.Kind) + ".intent")
	}
	return written, work, due, err
}

// lease is when a call that starts now is over for certain, and from when on
// "there is nothing" is final: a call that was cut off may take as long again.
func (s *Service) lease(work order.Work, now time.Time) (time.Time, time.Time) {
	lease := now.Add(s.deadline(work) + s.question(work) + LeaseMargin)
	if work.Resolve {
		return lease, time.Time{}
	}
	return lease, lease.Add(s.deadline(work))
}

// question is how long asking after the call may take, once its own time is up.
func (s *Service) question(work order.Work) time.Duration {
	switch work.Kind {
	case order.WorkHold, order.WorkTicket, order.WorkRelease:
		return s.limits.Supplier
	case order.WorkAuthorize, order.WorkPoll, order.WorkCapture, order.WorkReturn, order.WorkExpire:
		return s.limits.Gateway
	}
	return s.limits.Gateway
}

func (s *Service) deadline(work order.Work) time.Duration {
	switch work.Kind {
	case order.WorkHold, order.WorkTicket:
		return s.limits.Book
	case order.WorkRelease:
		return s.limits.Supplier
	case order.WorkAuthorize, order.WorkPoll, order.WorkCapture, order.WorkReturn, order.WorkExpire:
		return s.limits.Gateway
	}
	return s.limits.Gateway
}

// mode says whether a caller waits for the step.
type mode int

const (
	background  mode = iota // what certainly did not happen is tried again
	interactive             // it fails at once: the caller decides
)

// execute makes the call whose intent is on record, and records its result.
func (s *Service) execute(ctx context.Context, o order.Order, work order.Work, m mode) (order.Order, error) {
	calling, cancel := context.WithTimeout(ctx, s.deadline(work))
	defer cancel()
	event, cause := s.perform(calling, o, work, m)
	s.checkpoint(string(work.Kind) + ".called")
	if cause != nil {
		s.logger.WarnContext(ctx, "order step failed", "order", o.ID, "step", work.Kind, "resolve", work.Resolve, "event", event.Kind(), "error", cause)
	}
	// What was done is put on record even when nobody waits for it any more.
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), recording)
	defer done()
	next, err := s.update(ctx, o.ID, order.Result{Work: work, Try: o.Tries(work), Event: event})
	if errors.Is(err, order.ErrInvalid) {
		// Somebody resolved the step first (a notice, another process). What
		// they recorded stands; the next look at the order goes on from there.
		s.logger.WarnContext(ctx, "order step overtaken", "order", o.ID, "step", work.Kind, "event", event.Kind(), "error", err)
		return s.store.Order(ctx, o.ID)
	}
	if err != nil {
		return o, err
	}
	s.checkpoint(string(work.Kind) + ".result")
	return next, nil
}

func (s *Service) perform(ctx context.Context, o order.Order, work order.Work, m mode) (order.Event, error) {
	switch work.Kind {
	case order.WorkHold:
		return s.hold(ctx, o, work)
	case order.WorkTicket:
		return s.ticket(ctx, o, work)
	case order.WorkRelease:
		return s.release(ctx, o, work)
	case order.WorkAuthorize, order.WorkPoll, order.WorkCapture, order.WorkReturn:
		return s.money(ctx, o, work, m)
	case order.WorkExpire:
	}
	return order.PutOff{Work: work, Reason: "unknownWork"}, fmt.Errorf("ordering: no way to do %s", work.Kind)
}

// expire asks the gateway about every payment that still waits for its payer,
// and cancels the order only when all of them say that nothing came (R-000-46).
func (s *Service) expire(ctx context.Context, o order.Order) error {
	for _, p := range o.Payments {
		if !p.Open() {
			continue
		}
		if _, err := s.ask(ctx, o, p); err != nil {
			return err
		}
	}
	_, err := s.update(ctx, o.ID, order.Expired{})
	if errors.Is(err, order.ErrInvalid) {
		return nil // paid in time after all, or cancelled by another process
	}
	return err
}

// Sweep advances every order whose work is due, of all agencies. It is the net
// under the jobs: they make things prompt, Sweep makes them certain. An order
// that fails does not keep it from the others.
func (s *Service) Sweep(ctx context.Context) error {
	const batch, abreast = 100, 8
	seen := map[string]bool{}
	var failed failures
	for limit := batch; ; {
		due, err := s.store.Due(ctx, limit)
		if err != nil {
			return errors.Join(append(failed.all, err)...)
		}
		var crew sync.WaitGroup
		places := make(chan struct{}, abreast)
		fresh := 0
		for _, d := range due {
			if seen[d.OrderID] {
				continue
			}
			seen[d.OrderID] = true
			fresh++
			places <- struct{}{}
			crew.Go(func() {
				defer func() { <-places }()
				failed.add(d.OrderID, s.Advance(account.AsAgency(ctx, d.AgencyID), d.OrderID))
			})
		}
		crew.Wait()
		if len(due) < limit || ctx.Err() != nil {
			return errors.Join(failed.all...)
		}
		if fresh == 0 {
			limit += batch // all of these failed or wait again: look behind them
		}
	}
}

// failures collects what went wrong abreast.
type failures struct {
	mu  sync.Mutex
	all []error
}

func (f *failures) add(orderID string, err error) {
	if err == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, fmt.Errorf("ordering: sweep %s: %w", orderID, err))
}
