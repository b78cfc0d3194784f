package ndcair

import (
	"errors"
	"strings"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// change does to an order what was offered or is owed: nothing chosen is a
// payment.
func (s *Surface) change(c *call) (reply, error) {
	var body readChange
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	var f findings
	tenders := tendersFrom(body.Payments, &f)
	if strings.TrimSpace(body.Order.ID) == "" {
		f.missing("OrderID")
	}
	if err := f.err(); err != nil {
		return reply{}, err
	}
	order, scenario, err := c.order(strings.TrimSpace(body.Order.ID), strings.TrimSpace(body.Order.Owner))
	if err != nil {
		return reply{}, err
	}
	err = s.commit(order, body, tenders, scenario)
	if err != nil {
		return reply{}, err
	}
	after, err := s.world.Recorded(order.Supplier, order.ID)
	if err != nil {
		return reply{}, err
	}
	return s.view(after), nil
}

func (s *Surface) commit(order world.Order, body readChange, tenders []world.Tender, scenario stage.Scenario) error {
	switch {
	case body.ItemList != nil, body.Pax != nil:
		return unsupported("Order items and passengers are not changed")
	case body.Cancelled != nil:
		return s.giveBack(order, strings.TrimSpace(body.Cancelled.ID))
	case body.Unpaid != nil:
		return s.release(order, strings.TrimSpace(body.Unpaid.OrderID))
	case body.Accept != nil:
		return s.accept(order, body.Accept.IDs)
	case len(body.Offers) > 0:
		return s.take(order, body.Offers, tenders)
	case body.Repriced != nil:
		if err := agreedAgain(order, body.Repriced.IDs); err != nil || len(tenders) == 0 {
			return err
		}
		return s.pay(order, tenders, scenario)
	case len(tenders) > 0:
		return s.pay(order, tenders, scenario)
	default:
		return fail(codeInvalid, "Nothing is asked to be changed")
	}
}

func (s *Surface) pay(order world.Order, tenders []world.Tender, scenario stage.Scenario) error {
	_, err := s.world.Pay(order.Supplier, order.ID, tenders, scenario)
	return err
}

// agreedAgain refuses a price that is another one by now. The order is at
// today's price since OrderQuote told it.
func agreedAgain(order world.Order, ids []string) error {
	if !order.Awaiting() {
		return fail(codeTicketed, "The order is not held")
	}
	if len(ids) != 1 || strings.TrimSpace(ids[0]) != repricedID(order) {
		return fail(codeOfferExpired, "That price was not offered, or is another one by now")
	}
	return nil
}

// giveBack confirms a cancel quote.
func (s *Surface) giveBack(order world.Order, quoteID string) error {
	quote, err := s.world.Cancellation(order.Supplier, quoteID)
	if err != nil {
		return err
	}
	if quote.OrderID != order.ID {
		return world.ErrNotFound
	}
	_, err = s.world.ConfirmCancellation(order.Supplier, quoteID)
	return err
}

// release cancels a hold.
func (s *Surface) release(order world.Order, id string) error {
	switch {
	case id != order.ID:
		return fail(codeInvalid, "CancelUnpaidOrder names another order")
	case order.PaidAt != nil && order.CancelledAt == nil:
		return fail(codeTicketed, "The order is paid; it is reshopped first")
	}
	quote, err := s.world.QuoteCancellation(order.Supplier, order.ID)
	if err != nil {
		return err
	}
	_, err = s.world.ConfirmCancellation(order.Supplier, quote.ID)
	if errors.Is(err, world.ErrStaleQuote) { // it was paid in between
		return fail(codeTicketed, "The order is paid; it is reshopped first")
	}
	return err
}

// accept agrees to what the airline changed by itself, item by item.
func (s *Surface) accept(order world.Order, itemIDs []string) error {
	var answered []string
	for _, d := range s.world.Disruptions(order.Supplier, order.ID) {
		item := orderItemID(order, d.Before)
		for _, id := range itemIDs {
			if d.Action == world.DisruptionOpen && strings.TrimSpace(id) == item {
				answered = append(answered, d.ID)
			}
		}
	}
	if len(answered) == 0 {
		return fail(codeNotFound, "Nothing of these items waits for an answer")
	}
	for _, id := range answered {
		if _, err := s.world.AcceptDisruption(order.Supplier, id); err != nil {
			return err
		}
	}
	return nil
}

// take accepts a change offer, or services or seats that were listed for the
// order.
func (s *Surface) take(order world.Order, selected []readSelection, tenders []world.Tender) error {
	id := strings.TrimSpace(selected[0].OfferID)
	if worldID(id) != order.ID {
		if len(selected) > 1 {
			return unsupported("One change is made at a time")
		}
		change, err := s.world.ChangeOfferByID(order.Supplier, id)
		if err != nil {
			return err
		}
		if change.OrderID != order.ID {
			return world.ErrNotFound
		}
		_, err = s.world.ConfirmChange(order.Supplier, id, tenders)
		return err
	}
	var f findings
	for _, other := range selected {
		if worldID(strings.TrimSpace(other.OfferID)) != order.ID {
			f.add(codeUnsupported, "SelectedPricedOffer", "Services are of one order")
		}
	}
	chosen := choicesFrom(selected, order.Offer.Party, &f)
	if err := f.err(); err != nil {
		return err
	}
	var err error
	switch {
	case chosen.flights || chosen.empty():
		return fail(codeNotFound, "The offer has no such item")
	case len(chosen.extras) > 0 && len(chosen.seats) > 0:
		return unsupported("Seats and other services are added one after the other")
	case len(chosen.extras) > 0:
		_, err = s.world.AddExtras(order.Supplier, order.ID, chosen.extras, tenders)
	default:
		_, err = s.world.AddSeats(order.Supplier, order.ID, chosen.seats, tenders)
	}
	return err
}
