package ndcair

import (
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// retrieve finds orders: one by its id or a ticket's number, all by a booking
// reference.
func (s *Surface) retrieve(c *call) (reply, error) {
	var body readRetrieve
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	switch {
	case body.Order != nil:
		order, _, err := c.order(strings.TrimSpace(body.Order.ID), strings.TrimSpace(body.Order.Owner))
		if err != nil {
			return reply{}, err
		}
		return s.view(order), nil
	case body.Booking != nil:
		return c.found(func(o world.Order) bool {
			return referred(o, strings.TrimSpace(body.Booking.ID), strings.TrimSpace(body.Booking.Carrier), strings.TrimSpace(body.Booking.OrgID))
		})
	case body.Doc != nil:
		return c.found(func(o world.Order) bool { return ticketed(o, strings.TrimSpace(body.Doc.Number)) })
	default:
		var f findings
		f.missing("OrderValidationFilterCriteria")
		return reply{}, f.err()
	}
}

// referred reports whether an order has a booking reference: the airline's
// locator, or the seller's own of the same organisation.
func referred(o world.Order, id, carrier, orgID string) bool {
	if id == "" {
		return false
	}
	own := o.Metadata[world.ReferenceKey] == id && (orgID == "" || o.Metadata[orgIDKey] == "" || o.Metadata[orgIDKey] == orgID)
	airlines := o.Reference == id && (carrier == "" || carrier == o.Offer.Owner)
	return orgID == "" && airlines || carrier == "" && own
}

func ticketed(o world.Order, number string) bool {
	return slices.ContainsFunc(o.Tickets, func(t world.Ticket) bool { return t.Number == number })
}

// found answers with every order that is meant, with what is bound to the first.
func (c *call) found(meant func(world.Order) bool) (reply, error) {
	w := c.surface.world
	w.Settle()
	orders := slices.DeleteFunc(w.Orders(c.supplier.ID), func(o world.Order) bool { return !meant(o) })
	if len(orders) == 0 {
		return reply{}, fail(codeNoOrder, "There is no such order")
	}
	if _, _, err := c.order(orders[0].ID, ""); err != nil {
		return reply{}, err
	}
	return c.surface.view(orders...), nil
}

// mostListed is where an order list ends.
const mostListed = 100

// list is who asks for orders by what they are about; the newest come first.
func (s *Surface) list(c *call) (reply, error) {
	var body readList
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	var f findings
	from, to := instantFrom(body.From, "FromDateTime", &f), instantFrom(body.To, "ToDateTime", &f)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	s.world.Settle()
	orders := slices.DeleteFunc(s.world.Orders(c.supplier.ID), func(o world.Order) bool {
		booking := body.Booking.ID != "" &&
			!referred(o, strings.TrimSpace(body.Booking.ID), strings.TrimSpace(body.Booking.Carrier), strings.TrimSpace(body.Booking.OrgID))
		early := !from.IsZero() && o.CreatedAt.Before(from)
		late := !to.IsZero() && o.CreatedAt.After(to)
		other := body.Surname != "" && !slices.ContainsFunc(o.Passengers, func(t world.Traveller) bool {
			return strings.EqualFold(t.Family, strings.TrimSpace(body.Surname))
		})
		return booking || early || late || other || body.Ticket != "" && !ticketed(o, strings.TrimSpace(body.Ticket))
	})
	var out wireOrderListResponse
	for _, o := range orders[:min(mostListed, len(orders))] {
		out.Orders = append(out.Orders, matched(o))
	}
	return reply{body: out}, nil
}

func instantFrom(text, element string, f *findings) time.Time {
	if text == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(text))
	if err != nil {
		f.add(codeInvalid, element, "It is no instant")
	}
	return at
}

func matched(o world.Order) wireMatchedOrder {
	flights := o.Offer.Flights()
	first, last := flights[0], flights[len(flights)-1]
	out := wireMatchedOrder{
		Arrival:   wireArrivalDay{Date: last.Arrives.Format(time.DateOnly), Station: last.Destination},
		CreatedAt: o.CreatedAt.UTC(), ID: o.ID, Status: orderStatus(o),
		Departure: wireDepartureDay{Date: first.Departs.Format(time.DateOnly), Station: first.Origin},
	}
	for i, t := range o.Passengers {
		out.Pax = append(out.Pax, wirePax{
			ID: paxID(i), PTC: ptcOf(t.Kind),
			Individual: &wireIndividual{Given: []string{t.Given}, Surname: t.Family},
		})
	}
	return out
}
