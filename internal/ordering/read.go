package ordering

import (
	"context"
	"errors"
	"time"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/payment"
	"github.com/farebridge/farebridge/internal/travel"
)

// Order reads one order of the caller's (OrderRetrieve). live asks the
// supplier first. The time is that of the reading.
func (s *Service) Order(ctx context.Context, orderID string, live bool) (order.Order, time.Time, error) {
	o, err := s.read(ctx, orderID)
	if err == nil && live {
		o, err = s.refresh(ctx, o)
	}
	if err != nil {
		return order.Order{}, time.Time{}, err
	}
	now, err := s.store.Now(ctx)
	return o, now, err
}

// Orders reads a page of the caller's orders, newest first (OrderList).
func (s *Service) Orders(ctx context.Context, filter Filter) ([]order.Order, string, time.Time, error) {
	orders, next, err := s.store.List(ctx, filter)
	if err != nil {
		return nil, "", time.Time{}, err
	}
	now, err := s.store.Now(ctx)
	return orders, next, now, err
}

// History reads what happened to an order (OrderHistory).
func (s *Service) History(ctx context.Context, orderID string) ([]order.Record, error) {
	records, err := s.store.History(ctx, orderID)
	return records, notFound(err)
}

// Payment reads one payment of an order (PaymentRetrieve).
func (s *Service) Payment(ctx context.Context, orderID, paymentID string) (order.Order, order.Payment, error) {
	o, err := s.read(ctx, orderID)
	if err != nil {
		return order.Order{}, order.Payment{}, err
	}
	p, found := o.Payment(paymentID)
	if !found {
		return order.Order{}, order.Payment{}, travel.NewError(travel.CodeNotFound)
	}
	return o, p, nil
}

// ConfirmPayment asks the gateway how a payment stands (PaymentConfirm): a
// browser's return proves nothing (R-000-44). Of a card its supplier charges, the
// supplier's tickets are the proof: what is due of those is done.
func (s *Service) ConfirmPayment(ctx context.Context, orderID, paymentID string) (order.Order, order.Payment, error) {
	o, p, err := s.Payment(ctx, orderID, paymentID)
	if err != nil {
		return o, p, err
	}
	if p.BySupplier {
		if err := s.Advance(ctx, orderID); err != nil {
			return o, p, err
		}
		return s.Payment(ctx, orderID, paymentID)
	}
	o, err = s.ask(ctx, o, p)
	var unreachable *payment.Error
	if errors.As(err, &unreachable) {
		return o, p, travel.NewError(travel.CodeGatewayUnavailable).Because(err)
	}
	if err != nil {
		return o, p, err
	}
	p, _ = o.Payment(paymentID)
	return o, p, nil
}

func (s *Service) read(ctx context.Context, orderID string) (order.Order, error) {
	if !travel.WellFormedID(travel.PrefixOrder, orderID) {
		return order.Order{}, travel.NewError(travel.CodeNotFound)
	}
	o, err := s.store.Order(ctx, orderID)
	return o, notFound(err)
}

func notFound(err error) error {
	if errors.Is(err, ErrNotFound) {
		return travel.NewError(travel.CodeNotFound)
	}
	return err
}
