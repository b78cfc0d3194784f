package pricing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/travel"
)

// RuleHeldPrice is the trace's name for what a supplier asks more, or less, for
// seats it holds than when it took the booking.
const RuleHeldPrice = "supplier.heldPrice"

// VerifyHeld says what an ordered offer costs whose seats are held and whose
// supplier now asks another amount for them. Our own part of the price stays. It
// is the same offer, under its id, once token accepts it; the errors are Verify's.
// A program that sets prices of its own cannot say what the new amount comes to
// there: CodePriceChanged then carries no offer, only what could be bought instead.
func (s *Service) VerifyHeld(ctx context.Context, was travel.Offer, asks money.Money, token string) (travel.Offer, error) {
	offer, err := s.verifyHeld(ctx, was, asks, token)
	var problem *travel.Error
	if errors.As(err, &problem) {
		return travel.Offer{}, problem.NotDone()
	}
	return offer, err
}

func (s *Service) verifyHeld(ctx context.Context, was travel.Offer, asks money.Money, token string) (travel.Offer, error) {
	until := time.Now().Add(DefaultBudget)
	rules, err := s.program(was.Program, was)
	if err != nil {
		return travel.Offer{}, err
	}
	r, err := s.ordered(ctx, was)
	if err != nil {
		return travel.Offer{}, err
	}
	if was.Published != nil {
		return travel.Offer{}, travel.NewError(travel.CodePriceChanged).Carrying(s.instead(ctx, PriceChanged, rules, r, until))
	}
	is, err := moved(was, asks, r.now)
	if err != nil {
		return travel.Offer{}, travel.NewError(travel.CodeSupplierError).Because(err)
	}
	is.Display = s.worth(is.Total, was.Display, r.now)
	changes := diff(was, is)
	late, accepted := s.accepts(is, was.ID, token, r.now)
	if accepted && len(late) == 0 {
		return is, nil
	}
	err = s.refuse(ctx, rules, r, is, changes, false, false, until)
	if token != "" && !accepted {
		err = with(err, acceptsOther(atPay))
	}
	return travel.Offer{}, err
}

// moved is an offer at another price of its supplier's. What the difference is
// made of nobody said: it is the base's where one item prices the flights, and
// where several do they become one, with nothing told apart.
func moved(was travel.Offer, asks money.Money, now time.Time) (travel.Offer, error) {
	by, err := asks.Sub(was.Net)
	if err != nil {
		return travel.Offer{}, fmt.Errorf("pricing: %w", err)
	}
	is := was
	is.Net, is.PricedAt, is.Source = asks, now, travel.SourceLive
	is.Clocks.OfferExpiresAt = offerid.Expiry(time.Time{}, now)
	is.Total, err = was.Total.Add(by)
	if err != nil {
		return travel.Offer{}, fmt.Errorf("pricing: %w", err)
	}
	is.Trace = append(slices.Clone(was.Trace), travel.TraceStep{Rule: RuleHeldPrice, Before: was.Total, After: is.Total})
	var flights travel.OfferItem
	is.Items = nil
	for _, item := range was.Items {
		switch {
		case item.Service != nil:
			is.Items = append(is.Items, item)
		case len(flights.PaxIDs) == 0:
			flights = item
		default:
			sum, err := flights.Price.Total.Add(item.Price.Total)
			if err != nil {
				return travel.Offer{}, fmt.Errorf("pricing: %w", err)
			}
			flights = travel.OfferItem{PaxIDs: slices.Concat(flights.PaxIDs, item.PaxIDs), Price: travel.Price{Base: sum, Total: sum}}
		}
	}
	flights.Components = nil
	flights.Price.Base, err = flights.Price.Base.Add(by)
	if err == nil {
		flights.Price.Total, err = flights.Price.Total.Add(by)
	}
	if err != nil || flights.Price.Base.IsNegative() || is.Total.Minor <= 0 {
		return travel.Offer{}, fmt.Errorf("pricing: %s for what was %s", asks, was.Net)
	}
	is.Items = slices.Insert(is.Items, 0, flights)
	return is, nil
}
