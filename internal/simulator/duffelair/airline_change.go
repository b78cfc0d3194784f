package duffelair

import (
	"errors"
	"net/http"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

func (s *Surface) listAirlineChanges(c *call) (reply, error) {
	id, err := requiredQuery(c, "order_id")
	if err != nil {
		return reply{}, err
	}
	order, err := s.order(c, id)
	if err != nil {
		return reply{}, linked(err, "/order_id", "order_id")
	}
	now, out := s.world.Now(), []wireAirlineChange{}
	for _, d := range s.world.Disruptions(c.supplier.ID, order.ID) {
		out = append(out, wireAirlineChangeOf(d, order, now))
	}
	return reply{http.StatusOK, wireList{Data: out, Meta: wireMeta{Limit: defaultLimit}}}, nil
}

func (s *Surface) acceptAirlineChange(c *call) (reply, error) {
	return s.answerAirlineChange(c, world.DisruptionAccepted)
}

// updateAirlineChange says what was done about a change. Accepting is done by
// saying so; cancelling and changing are done to the order, and are then known
// already.
func (s *Surface) updateAirlineChange(c *call) (reply, error) {
	var body readAirlineChange
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	switch body.ActionTaken {
	case world.DisruptionAccepted, world.DisruptionCancelled, world.DisruptionChanged:
		return s.answerAirlineChange(c, body.ActionTaken)
	}
	var f findings
	f.add("validation_inclusion", "/action_taken", "action_taken", "Field 'action_taken' must be one of: accepted, cancelled, changed")
	return reply{}, f.err()
}

func (s *Surface) answerAirlineChange(c *call, action string) (reply, error) {
	disruption, err := s.world.Disruption(c.supplier.ID, disruptionID(c.PathValue("id")))
	if err != nil {
		return reply{}, err
	}
	if _, err := s.meet(c, disruption.OrderID); err != nil {
		return reply{}, err
	}
	if action == world.DisruptionAccepted {
		_, err = s.world.AcceptDisruption(c.supplier.ID, disruption.ID)
	} else if disruption.Action != action {
		err = staleUpdate()
	}
	if errors.Is(err, world.ErrAlreadyAnswered) && c.Method == http.MethodPatch {
		err = staleUpdate()
	}
	if err != nil {
		return reply{}, err
	}
	disruption, err = s.world.Disruption(c.supplier.ID, disruption.ID)
	if err != nil {
		return reply{}, err
	}
	order, err := s.world.Order(c.supplier.ID, disruption.OrderID)
	if err != nil {
		return reply{}, err
	}
	return ok(wireAirlineChangeOf(disruption, order, s.world.Now())), nil
}

func staleUpdate() error {
	return refuse(stateError, "stale_airline_initiated_change_update", "Stale airline-initiated change",
		"The airline-initiated change can't be updated to this action: another was taken, or the order was not cancelled or changed.")
}
