package ordering

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/travel"
)

// Notice takes a gateway's signed callback. It is verified over its raw bytes
// and remembered once; what it claims is not believed: the gateway is asked.
func (s *Service) Notice(ctx context.Context, gatewayID string, header http.Header, body []byte) error {
	gateway := s.gateways[gatewayID]
	if gateway == nil || gateway.Notices == nil {
		return travel.NewError(travel.CodeNotFound)
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return err
	}
	notice, err := gateway.Notices.ReadNotice(header, body, now)
	if err != nil {
		return travel.NewError(travel.CodeInvalidRequest).Because(err)
	}
	owner, err := s.store.PaymentOrder(ctx, gatewayID, notice.Reference)
	if err != nil {
		return notFound(err)
	}
	_, err = s.store.RecordNotice(ctx, gatewayID, notice.ID, jobs.Job{
		Kind:      JobPayment,
		Args:      paymentArgs{AgencyID: owner.AgencyID, OrderID: owner.OrderID, PaymentID: notice.Reference},
		UniqueKey: notice.Reference, // our payment id: the gateway is asked once about all it has said of it
	})
	return err
}

// HandlePayment is the worker of JobPayment: it asks the gateway about one
// payment and goes on with the order.
func (s *Service) HandlePayment(ctx context.Context, raw json.RawMessage) error {
	var args paymentArgs
	if err := json.Unmarshal(raw, &args); err != nil {
		return fmt.Errorf("ordering: %s: %w", JobPayment, err)
	}
	ctx = account.AsAgency(ctx, args.AgencyID)
	o, err := s.store.Order(ctx, args.OrderID)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	p, found := o.Payment(args.PaymentID)
	if !found {
		return nil
	}
	if _, err := s.ask(ctx, o, p); err != nil {
		return err
	}
	return s.Advance(ctx, args.OrderID)
}
