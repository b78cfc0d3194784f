package supplier

import "github.com/farebridge/farebridge/internal/order"

// Profile is what can be told of a supplier: who it is, how it is spoken to and
// paid, and what it can do.
type Profile struct {
	ID           string
	Protocol     string // the connector's name in the configuration: duffel, ndc, …
	Settlement   Settlement
	Capabilities order.Capabilities
}

// Capabilities reads off the roles what the supplier can do for an order.
func (c *Connector) Capabilities() order.Capabilities {
	return order.Capabilities{
		Price: c.Price != nil, Services: c.Services != nil, Seats: c.Seats != nil, Rules: c.Rules != nil,
		Hold: c.Book != nil && c.Ticket != nil, PayAtOnce: c.Book != nil,
		Retrieve: c.Retrieve != nil, Release: c.Release != nil,
		Refund: c.Refund != nil, Change: c.Change != nil, AcceptChange: c.Accept != nil, Notify: c.Notify != nil,
	}
}
