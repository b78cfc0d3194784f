package ordering

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// JobBooking asks a supplier about one booking after it sent a notice.
const JobBooking = "order.booking"

// SupplierNotice takes a supplier's signed notice and gives the answer its
// protocol wants. What the notice claims is not believed: the supplier is asked.
// A notice about a booking that is not ours is taken and forgotten; so is one
// that overtakes the answer to our own call, which finds out by itself.
func (s *Service) SupplierNotice(ctx context.Context, supplierID string, header http.Header, body []byte) (supplier.NoticeReply, error) {
	connector := s.suppliers[supplierID]
	if connector == nil || connector.Notify == nil {
		return supplier.NoticeReply{}, travel.NewError(travel.CodeNotFound)
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return supplier.NoticeReply{}, err
	}
	notices, reply, err := connector.Notify.ReadNotice(header, body, now)
	if err != nil {
		return supplier.NoticeReply{}, travel.NewError(travel.CodeInvalidRequest).Because(err)
	}
	for _, notice := range notices {
		err := s.noticed(ctx, supplierID, notice)
		if err != nil {
			return supplier.NoticeReply{}, err // it comes again, and what is on record is not asked about twice
		}
	}
	return reply, nil
}

// noticed has the supplier asked about the booking of a notice. The jobs of one
// order merge while they wait: its supplier is asked once about all it has said.
func (s *Service) noticed(ctx context.Context, supplierID string, notice supplier.Notice) error {
	if notice.Kind == supplier.NoticeOther {
		return nil
	}
	owner, err := s.store.SupplierOrder(ctx, supplierID, notice.Reference, notice.SupplierOrderID)
	if errors.Is(err, ErrNotFound) {
		s.logger.InfoContext(ctx, "notice about a booking that is not ours", "supplier", supplierID, "kind", notice.Kind)
		return nil
	}
	if err != nil {
		return err
	}
	_, err = s.store.RecordNotice(ctx, "supplier/"+supplierID, notice.ID, jobs.Job{
		Kind: JobBooking, Args: advanceArgs(owner), UniqueKey: owner.OrderID,
	})
	return err
}

// HandleBooking is the worker of JobBooking: it asks the supplier how the
// booking stands and goes on with the order.
func (s *Service) HandleBooking(ctx context.Context, raw json.RawMessage) error {
	var args advanceArgs
	if err := json.Unmarshal(raw, &args); err != nil {
		return fmt.Errorf("ordering: %s: %w", JobBooking, err)
	}
	ctx = account.AsAgency(ctx, args.AgencyID)
	o, err := s.store.Order(ctx, args.OrderID)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	booking, found, err := s.retrieve(ctx, o)
	if err != nil {
		return err // the job is tried again
	}
	if found {
		_, err = s.update(ctx, o.ID, seen(o, booking))
		if err != nil && !errors.Is(err, order.ErrInvalid) {
			return err
		}
	}
	return s.Advance(ctx, args.OrderID)
}

// seen is what a booking tells of the order. The order's own step may have told
// it meanwhile; then it is nothing new, or does not fit and is left to the step.
func seen(o order.Order, booking travel.Booking) order.Event {
	switch {
	case o.Offer.Holdable && (o.Booking.Hold.Stage == order.StageRunning || o.Booking.Hold.Stage == order.StageUnknown):
		return order.Held{Booking: booking}
	case o.Ticketing.Issue.Stage != order.StageDone && o.Ticketing.Issue.Tries > 0 && o.TicketsComplete(booking):
		return order.TicketsIssued{Booking: booking}
	default:
		return order.BookingSeen{Booking: booking}
	}
}
