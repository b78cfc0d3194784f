package duffelair

import (
	"net/http"
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// rehearsal is what happens on one of the routes that Duffel's test mode keeps
// for its developers' tests. The zero value is nothing out of the ordinary.
type rehearsal struct {
	empty    bool          // a search finds nothing
	gone     bool          // an offer is no longer available when it is read
	dearer   bool          // an offer costs more when it is read
	bare     bool          // an offer has no services
	refusal  *failure      // an instant order is refused with it
	accepted int           // status of an instant order that cannot be read at once
	after    time.Duration // until it can be
	fails    bool          // or until it turns out that there is none
}

// rehearsals are for one slice, instant orders and any date. Most are within
// London, where nobody flies otherwise.
var rehearsals = map[string]rehearsal{
	"PVDRAI": {empty: true},
	"LGWLHR": {gone: true},
	"LHRSTN": {dearer: true},
	"BTSABV": {bare: true},
	"LHRLGW": {refusal: refuse(airlineError, "airline_internal", "Airline internal error", "The airline refused to make the order. Nothing was charged.")},
	"LGWSTN": {refusal: refuse(stateError, "insufficient_balance", "Insufficient balance", "Your balance is not enough for this payment. Please top up.")},
	"LTNSTN": {accepted: http.StatusOK, after: 30 * time.Second},
	"SENSTN": {accepted: http.StatusAccepted, after: 30 * time.Minute},
	"LCYSTN": {accepted: http.StatusAccepted, after: 30 * time.Second, fails: true},
}

// rehearsed is what happens to a search.
func rehearsed(r world.Request) rehearsal {
	if len(r.Legs) != 1 {
		return rehearsal{}
	}
	return rehearsals[r.Legs[0].Origin+r.Legs[0].Destination]
}

// rehearsedOffer is what happens to an offer and its order.
func rehearsedOffer(o world.Offer) rehearsal {
	if len(o.Slices) != 1 {
		return rehearsal{}
	}
	flights := o.Slices[0].Flights
	return rehearsals[flights[0].Origin+flights[len(flights)-1].Destination]
}

// hidden is when an order can be read that was accepted only; the zero time: at once.
func hidden(o world.Order) time.Time {
	r := rehearsedOffer(o.Offer)
	if o.Hold || r.accepted == 0 {
		return time.Time{}
	}
	return o.CreatedAt.Add(r.after)
}

// wireAccepted is all that is said of an order that was accepted only.
type wireAccepted struct {
	LiveMode bool              `json:"live_mode"`
	OfferID  string            `json:"offer_id"`
	Metadata map[string]string `json:"metadata"`
}

// accept answers for an order that cannot be read yet.
func (r rehearsal) accept(o world.Offer, metadata map[string]string) reply {
	return reply{r.accepted, map[string]any{"data": wireAccepted{OfferID: o.ID, Metadata: metadata}}}
}

// failLater accepts an order that will not be made.
func (s *Surface) failLater(c *call, r rehearsal, o world.Offer, metadata map[string]string) (reply, error) {
	at := s.world.Now().Add(r.after)
	if !s.late.attempt(o.SearchID) {
		return reply{}, refuse(stateError, "order_creation_already_attempted", "Order creation already attempted",
			"The creation of an order from this offer request was attempted before.")
	}
	s.late.add(lateEvent{c.supplier.ID, typeCreationFailed, wireEventObject{ID: o.ID, OfferID: o.ID, Metadata: metadata}, at})
	return r.accept(o, metadata), nil
}

// lateEvent is something webhooks are told when its time has come.
type lateEvent struct {
	supplier string
	kind     string
	object   wireEventObject
	at       time.Time
}

// tellLate tells what is due, to whoever listens by now.
func (s *Surface) tellLate() {
	for _, e := range s.late.due(s.world.Now()) {
		s.emit(e.supplier, e.kind, e.object, e.at)
	}
}

// remindOfHidden makes up for what a restart forgot: orders that cannot be read
// yet. Those that would have failed are forgotten.
func (s *Surface) remindOfHidden() {
	now := s.world.Now()
	for _, supplier := range world.Suppliers() {
		for _, o := range s.world.Orders(supplier.ID) {
			if at := hidden(o); at.After(now) {
				s.late.add(lateEvent{supplier.ID, typeOrderCreated, wireEventObject{ID: o.ID}, at})
			}
		}
	}
}

// withoutHidden are the orders that can be read.
func (s *Surface) withoutHidden(orders []world.Order) []world.Order {
	now := s.world.Now()
	return slices.DeleteFunc(orders, func(o world.Order) bool { return hidden(o).After(now) })
}
