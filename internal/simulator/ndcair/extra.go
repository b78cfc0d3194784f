package ndcair

import (
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// about is what services or seats are asked of.
type about struct {
	id        string // of the offer or order
	order     bool
	offer     world.Offer
	expiresAt *time.Time
}

// asked finds the one offer or the order that a message names.
func (c *call) asked(offers []readOfferKey, order *readOrderKey) (about, error) {
	switch {
	case len(offers) > 1:
		return about{}, unsupported("One offer is asked about at a time")
	case len(offers) == 1:
		offer, search, err := c.offer(strings.TrimSpace(offers[0].ID), strings.TrimSpace(offers[0].Owner))
		if err != nil {
			return about{}, err
		}
		return about{id: offer.ID, offer: offer, expiresAt: timeOrNil(offer.ExpiresAt)}, c.bound(search.Scenario)
	case order != nil:
		o, _, err := c.order(strings.TrimSpace(order.ID), strings.TrimSpace(order.Owner))
		return about{id: o.ID, order: true, offer: o.Offer}, err
	default:
		return about{}, unsupported("Services and seats are those of an offer or of an order")
	}
}

func (s *Surface) services(c *call) (reply, error) {
	var body readAbout
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	of, err := c.asked(body.ServiceOffers, body.ServiceOrder)
	if err != nil {
		return reply{}, err
	}
	list := s.world.Ancillaries
	if of.order {
		list = s.world.OrderAncillaries
	}
	ancillaries, err := list(c.supplier.ID, of.id)
	if err != nil {
		return reply{}, err
	}
	g := newGraph(s.world.Now())
	g.frame(of.offer)
	out := wireServicesResponse{}
	items := make([]wireALaCarteItem, 0, len(ancillaries))
	flights := of.offer.Flights()
	for _, a := range ancillaries {
		items = append(items, wireALaCarteItem{
			Eligible: wireEligibility{
				Flights: &wireFlights{Segments: &wireSegmentRefs{g.segmentsOf(flights, a.Flights)}},
				Pax:     []string{g.paxOf(a.PassengerID)},
			},
			ID: a.ID, Owner: of.offer.Owner, Price: flatPrice(a.Price),
			Service: wireALaCarteService{
				Definition: g.definition(of.offer.Owner, a.Kind, a.Code, a.Name, a.WeightKg), ID: "SRV-" + a.ID,
			},
		})
	}
	if len(items) > 0 {
		out.Offer = &wireALaCarte{ExpiresAt: of.expiresAt, ID: servicesID(of.id), Items: items, Owner: of.offer.Owner}
	}
	out.Lists = g.lists
	return reply{body: out}, nil
}

// frame adds the party and the journeys that a list is about.
func (g *graph) frame(o world.Offer) {
	g.party(o.Party)
	for _, s := range o.Slices {
		g.journey(s.Flights)
	}
}

func (s *Surface) seats(c *call) (reply, error) {
	var body readAbout
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	of, err := c.asked(body.SeatOffers, body.SeatOrder)
	if err != nil {
		return reply{}, err
	}
	list := s.world.SeatMaps
	if of.order {
		list = s.world.OrderSeatMaps
	}
	maps, err := list(c.supplier.ID, of.id)
	if err != nil {
		return reply{}, err
	}
	if len(maps) == 0 {
		return reply{}, fail(codeNotFound, "There are no seat maps")
	}
	g := newGraph(s.world.Now())
	g.frame(of.offer)
	shelf := seatShelf{graph: g, offer: of.offer, sold: map[string]bool{}}
	var out wireSeatsResponse
	for _, m := range maps {
		out.Maps = append(out.Maps, shelf.seatMap(m))
	}
	if len(shelf.items) > 0 {
		out.Offer = &wireALaCarte{ExpiresAt: of.expiresAt, ID: seatsID(of.id), Items: shelf.items, Owner: of.offer.Owner}
	}
	out.Lists = g.lists
	return reply{body: out}, nil
}

// seatShelf sells seats in as few items as there are prices.
type seatShelf struct {
	graph *graph
	offer world.Offer
	items []wireALaCarteItem
	sold  map[string]bool
}

func (s *seatShelf) seatMap(m world.SeatMap) wireSeatMap {
	compartment := wireCompartment{Cabin: cabinOf(m.Cabin), Deck: "Main", Columns: columnsOf(m.Columns)}
	for i, row := range m.Rows {
		if i == 0 {
			compartment.FirstRow = row.Number
		}
		compartment.LastRow = row.Number
		out := wireSeatRow{Number: row.Number}
		if row.ExitRow {
			out.Like = []string{"E"}
		}
		for _, seat := range row.Seats {
			out.Seats = append(out.Seats, s.seat(m, row, seat))
		}
		compartment.Rows = append(compartment.Rows, out)
	}
	return wireSeatMap{Cabins: []wireCompartment{compartment}, Segment: s.graph.segment(m.Flight)}
}

func (s *seatShelf) seat(m world.SeatMap, row world.SeatRow, seat world.Seat) wireSeat {
	out := wireSeat{Column: seat.Column, Row: row.Number, Like: likeness(row, seat)}
	switch seat.State {
	case world.SeatOccupied:
		out.State = "O"
	case world.SeatBlocked:
		out.State = "Z"
	case world.SeatFree:
		out.State = "F"
		out.Items = s.item(m, seat)
	}
	return out
}

// item is the one that sells seat; none where nobody of the party may have it.
func (s *seatShelf) item(m world.SeatMap, seat world.Seat) []string {
	id := seatItem(m.FlightIndex, seat.Price, seat.NotForChild)
	var pax []string
	for _, p := range s.offer.Party {
		if seat.For(p) {
			pax = append(pax, s.graph.paxOf(p.ID))
		}
	}
	if len(pax) == 0 {
		return nil
	}
	if !s.sold[id] {
		s.sold[id] = true
		s.items = append(s.items, wireALaCarteItem{
			Eligible: wireEligibility{
				Flights: &wireFlights{Segments: &wireSegmentRefs{[]string{s.graph.segment(m.Flight)}}}, Pax: pax,
			},
			ID: id, Owner: s.offer.Owner, Price: flatPrice(seat.Price),
			Service: wireALaCarteService{
				Definition: s.graph.definition(s.offer.Owner, world.ChosenSeat, "0B5", "Seat", 0), ID: "SRV-" + id,
			},
		})
	}
	return []string{id}
}

// columnsOf says where windows and aisles are, as PADIS 9825 has them: an aisle
// is between two columns that both have "A".
func columnsOf(columns []string) []wireSeatColumn {
	var out []wireSeatColumn
	for i, column := range columns {
		if column == "" {
			continue
		}
		c := wireSeatColumn{ID: column}
		if i == 0 || i == len(columns)-1 {
			c.Like = append(c.Like, "W")
		}
		if i > 0 && columns[i-1] == "" || i < len(columns)-1 && columns[i+1] == "" {
			c.Like = append(c.Like, "A")
		}
		if len(c.Like) == 0 {
			c.Like = []string{"9"}
		}
		out = append(out, c)
	}
	return out
}

func likeness(row world.SeatRow, seat world.Seat) []string {
	var like []string
	for _, trait := range []struct {
		has  bool
		code string
	}{
		{seat.Window, "W"},
		{seat.Aisle, "A"},
		{!seat.Window && !seat.Aisle, "9"},
		{row.ExitRow, "E"},
		{row.Bulkhead, "K"},
		{seat.Legroom, "L"},
		{seat.Bassinet, "B"},
		{seat.NotForChild, "IE"},
		{seat.Price > 0, "CH"},
	} {
		if trait.has {
			like = append(like, trait.code)
		}
	}
	return like
}
