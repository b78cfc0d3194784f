package duffelair

import (
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// The types of event that happen here. What is ticketed has no event of its own
// with Duffel: late tickets are a changed order.
const (
	typeOrderCreated          = "order.created"
	typeCreationFailed        = "order.creation_failed"
	typeOrderChanged          = "air.order.changed"
	typeAirlineChange         = "order.airline_initiated_change_detected"
	typeCancellationCreated   = "order_cancellation.created"
	typeCancellationConfirmed = "order_cancellation.confirmed"
	typePaymentSucceeded      = "air.payment.succeeded"
	typePing                  = "ping.triggered"
)

// subscribable are the types a webhook can be made for; some never happen here.
var subscribable = []string{
	typeOrderCreated, typeCreationFailed, typeAirlineChange, typeOrderChanged,
	typeCancellationCreated, typeCancellationConfirmed,
	"air.payment.pending", typePaymentSucceeded, "air.payment.failed", "air.payment.cancelled", "payment.created",
	"air.airline_credit.created", "air.airline_credit.spent", "air.airline_credit.invalidated",
	typePing,
}

// happened turns what happened in the world, over whichever protocol, into
// events for the webhooks.
func (s *Surface) happened(e world.Event) {
	kind, object := typeOrderChanged, wireEventObject{ID: e.OrderID}
	if e.Kind == world.EventCreated {
		kind = typeOrderCreated
		order, err := s.world.Recorded(e.Supplier, e.OrderID)
		if err == nil && hidden(order).After(e.At) {
			s.late.add(lateEvent{e.Supplier, kind, object, hidden(order)})
			return
		}
	}
	if !s.notices.any() {
		return
	}
	switch e.Kind {
	case world.EventTicketed:
		order, err := s.world.Recorded(e.Supplier, e.OrderID)
		if err != nil || order.PaidAt == nil || !order.TicketsDue.After(*order.PaidAt) {
			return // with the order or its payment, which have their own events
		}
	case world.EventCancelled:
		quote, found := s.world.CancellationOf(e.OrderID)
		if found && quote.ConfirmedAt != nil {
			kind, object = typeCancellationConfirmed, wireEventObject{ID: quote.ID, OrderID: e.OrderID}
		}
	case world.EventDisrupted:
		all := s.world.Disruptions(e.Supplier, e.OrderID)
		if len(all) > 0 {
			kind, object = typeAirlineChange, wireEventObject{ID: airlineChangeID(all[len(all)-1].ID), OrderID: e.OrderID}
		}
	}
	s.emit(e.Supplier, kind, object, e.At)
}

// emit tells an account's webhooks that something happened.
func (s *Surface) emit(supplier, kind string, object wireEventObject, at time.Time) {
	event := wireEvent{Type: kind, Data: wireEventData{object}, CreatedAt: at, IdempotencyKey: object.ID}
	if kind == typeOrderChanged {
		event.IdempotencyKey = "" // an order changes more than once; the event's own id is taken
	}
	if to := s.notices.listeners(supplier, kind); len(to) > 0 {
		s.dispatch(supplier, to, event)
	}
}

func (s *Surface) dispatch(supplier string, to []string, event wireEvent) {
	sent, err := s.notices.record(supplier, to, event)
	if err != nil {
		s.log.Error("simulator: event not kept", "type", event.Type, "error", err)
		return
	}
	for _, id := range to {
		s.send(errand{sent.Event.ID, id}, 0)
	}
}

// pulseEvery is how often it is looked whether webhooks are to be told something
// by now.
const pulseEvery = time.Second

// pulse lets time pass for webhooks: nobody may be calling when it is time. What
// becomes due in the world itself is for the world's owner to settle.
func (s *Surface) pulse() {
	for s.courier.Pause(pulseEvery) {
		s.tellLate()
	}
}
