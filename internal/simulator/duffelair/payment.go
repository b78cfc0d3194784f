package duffelair

import (
	"errors"
	"net/http"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

func (s *Surface) createPayment(c *call) (reply, error) {
	var body readOrderPayment
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	var f findings
	if body.OrderID == "" {
		f.required("/order_id", "order_id")
	}
	payments := body.Payments
	if body.Payment != nil {
		payments = append(payments, *body.Payment)
	}
	switch len(payments) {
	case 0:
		f.required("/payment", "payment")
	case 1:
		payments[0].check("/payment", &f)
	default:
		return reply{}, unavailable("An order is paid with one payment.")
	}
	if err := f.err(); err != nil {
		return reply{}, err
	}
	scenario, err := s.meet(c, body.OrderID)
	if err != nil {
		return reply{}, linked(err, "/order_id", "order_id")
	}
	tenders := s.tenders(c, payments, "/payment", body.OrderID, &f)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	payment, err := s.world.Pay(c.supplier.ID, body.OrderID, tenders, scenario)
	if err != nil {
		return reply{}, err
	}
	s.emit(c.supplier.ID, typePaymentSucceeded, wireEventObject{ID: payment.ID, OrderID: payment.OrderID}, payment.CreatedAt)
	return created(wirePaymentOf(payment)), nil
}

// linked turns the absence of something named in a body into a finding there.
func linked(err error, pointer, field string) error {
	if !errors.Is(err, world.ErrNotFound) {
		return err
	}
	var f findings
	f.add("not_found", pointer, field, "Field '"+field+"' is not the id of anything we know")
	return f.err()
}

func (s *Surface) listPayments(c *call) (reply, error) {
	id, err := requiredQuery(c, "order_id")
	if err != nil {
		return reply{}, err
	}
	if _, err := s.meet(c, id); err != nil {
		return reply{}, linked(err, "/order_id", "order_id")
	}
	page, meta, err := paginate(s.world.Payments(c.supplier.ID, id), c.URL.Query())
	if err != nil {
		return reply{}, err
	}
	list := make([]wirePayment, 0, len(page))
	for _, p := range page {
		list = append(list, wirePaymentOf(p))
	}
	return reply{http.StatusOK, wireList{list, meta}}, nil
}

func (s *Surface) readPayment(c *call) (reply, error) {
	payment, err := s.world.Payment(c.supplier.ID, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	return ok(wirePaymentOf(payment)), nil
}
