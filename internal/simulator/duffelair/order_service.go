package duffelair

// readOrderServices lists what can still be added to an order, under new ids.
func (s *Surface) readOrderServices(c *call) (reply, error) {
	order, err := s.order(c, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	all, err := s.world.OrderAncillaries(c.supplier.ID, order.ID)
	if err != nil {
		return reply{}, err
	}
	listed, err := s.list("aso", order.ID, bags(all), segmentIDs(order.Offer))
	if err != nil {
		return reply{}, err
	}
	return ok(listed), nil
}

// addOrderServices sells bags for an order that is paid.
func (s *Surface) addOrderServices(c *call) (reply, error) {
	var body readAddServices
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	var f findings
	if len(body.AddServices) == 0 {
		f.required("/add_services", "add_services")
	}
	if body.Payment == nil {
		f.required("/payment", "payment")
	} else {
		body.Payment.check("/payment", &f)
	}
	if err := f.err(); err != nil {
		return reply{}, err
	}
	order, err := s.order(c, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	if order.Awaiting() {
		return reply{}, refuse(stateError, "services_not_allowed_for_order_type", "Services not allowed for order type",
			"Services can't be added to an order that is not paid.")
	}
	known := map[string]basket{}
	if set := s.services.of(order.ID); set > 0 {
		all, err := s.world.OrderAncillaries(c.supplier.ID, order.ID)
		if err != nil {
			return reply{}, err
		}
		addBags(known, "aso", order.ID, set, all)
	}
	chosen := pickFrom(known, body.AddServices, "/add_services", &f)
	tenders := s.tenders(c, []readPayment{*body.Payment}, "/payment", order.ID, &f)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	order, err = s.world.AddExtras(c.supplier.ID, order.ID, chosen.extras, tenders)
	if err != nil {
		return reply{}, err
	}
	return ok(s.wireOrder(order)), nil
}
