package duffelair

import "net/http"

func (s *Surface) createCancellation(c *call) (reply, error) {
	var body readCancellation
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	if body.OrderID == "" {
		var f findings
		f.required("/order_id", "order_id")
		return reply{}, f.err()
	}
	if _, err := s.meet(c, body.OrderID); err != nil {
		return reply{}, linked(err, "/order_id", "order_id")
	}
	quote, err := s.world.QuoteCancellation(c.supplier.ID, body.OrderID)
	if err != nil {
		return reply{}, err
	}
	s.emit(c.supplier.ID, typeCancellationCreated, wireEventObject{ID: quote.ID, OrderID: quote.OrderID}, quote.CreatedAt)
	return created(wireCancellationOf(quote)), nil
}

// listCancellations has the last quote of an order: no other can be confirmed.
func (s *Surface) listCancellations(c *call) (reply, error) {
	id, err := requiredQuery(c, "order_id")
	if err != nil {
		return reply{}, err
	}
	if _, err := s.meet(c, id); err != nil {
		return reply{}, linked(err, "/order_id", "order_id")
	}
	list := []wireCancellation{}
	if quote, found := s.world.CancellationOf(id); found {
		list = append(list, wireCancellationOf(quote))
	}
	return reply{http.StatusOK, wireList{Data: list, Meta: wireMeta{Limit: defaultLimit}}}, nil
}

func (s *Surface) readCancellation(c *call) (reply, error) {
	quote, err := s.world.Cancellation(c.supplier.ID, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	return ok(wireCancellationOf(quote)), nil
}

func (s *Surface) confirmCancellation(c *call) (reply, error) {
	quote, err := s.world.Cancellation(c.supplier.ID, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	if _, err := s.meet(c, quote.OrderID); err != nil {
		return reply{}, err
	}
	quote, err = s.world.ConfirmCancellation(c.supplier.ID, quote.ID)
	if err != nil {
		return reply{}, err
	}
	return ok(wireCancellationOf(quote)), nil
}
