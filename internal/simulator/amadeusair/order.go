package amadeusair

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// consolidatorDelay is how long the consolidator takes to issue tickets, in
// simulated time, or to find out that it cannot.
const consolidatorDelay = 30 * time.Second

// orderID is opaque to clients, and URL-encoded so that it can be put into a
// path as it is.
func orderID(o world.Order) string {
	return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(o.ID)))
}

// worldID is the order an id means. A parameter made of the id has it encoded
// twice over, which is as good.
func worldID(id string) string {
	if decoded, err := url.QueryUnescape(id); err == nil && strings.Contains(id, "%") {
		id = decoded
	}
	decoded, err := base64.StdEncoding.DecodeString(id)
	if err != nil {
		return ""
	}
	return string(decoded)
}

// order reads an order, with what is bound to it, once the consolidator has
// done what is due.
func (s *Surface) order(c *call, id string) (world.Order, error) {
	recorded, err := s.world.Recorded(c.supplier.ID, worldID(id))
	if err != nil {
		return world.Order{}, err
	}
	scenario, err := s.stage.For(c.Header, recorded.Metadata[world.ReferenceKey])
	if err != nil {
		return world.Order{}, refuse(invalidFormat, err.Error(), nil)
	}
	if scenario.Name == "" {
		scenario = recorded.Scenario
	}
	if err := c.bound(scenario); err != nil {
		return world.Order{}, err
	}
	due := !s.world.Now().Before(recorded.CreatedAt.Add(consolidatorDelay))
	if notesOf(recorded).Refused && recorded.CancelledAt == nil && due {
		if err := s.cancel(recorded); err != nil && !errors.Is(err, world.ErrAlreadyCancelled) {
			return world.Order{}, err
		}
	}
	return s.world.Order(c.supplier.ID, recorded.ID)
}

func (s *Surface) cancel(o world.Order) error {
	quote, err := s.world.QuoteCancellation(o.Supplier, o.ID)
	if err != nil {
		return err
	}
	_, err = s.world.ConfirmCancellation(o.Supplier, quote.ID)
	return err
}

func (s *Surface) readOrder(c *call) (reply, error) {
	order, err := s.order(c, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	return ok(s.wireOrder(order)), nil
}

// deleteOrder gives seats back while there are no tickets: those the
// consolidator would have to refund, which it does not do over this wire.
func (s *Surface) deleteOrder(c *call) (reply, error) {
	order, err := s.order(c, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	if order.CancelledAt != nil {
		return reply{}, world.ErrAlreadyCancelled
	}
	if len(s.ticketsOf(order)) > 0 {
		return reply{}, refuse(invalidData, "The order is ticketed and cannot be cancelled", nil)
	}
	if err := s.cancel(order); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, nil
}

// ticketsOf are the tickets the consolidator has handed over by now.
func (s *Surface) ticketsOf(o world.Order) []world.Ticket {
	if o.PaidAt == nil || notesOf(o).Refused || s.world.Now().Before(o.PaidAt.Add(consolidatorDelay)) {
		return nil
	}
	return o.Tickets
}

// flown is the order as the airline flies it: once there are tickets, what it
// changed by itself is in the record, whether anybody has answered or not.
func (s *Surface) flown(o world.Order) world.Order {
	if len(s.ticketsOf(o)) == 0 {
		return o
	}
	o.Offer.Slices = slices.Clone(o.Offer.Slices)
	for _, d := range s.world.Disruptions(o.Supplier, o.ID) {
		if d.Action == world.DisruptionOpen {
			o.Offer.Slices[d.Slice] = d.After
		}
	}
	return o
}

func (s *Surface) wireOrder(o world.Order) wireOrderReply {
	o = s.flown(o)
	n := notesOf(o)
	names := n.names(o.Offer)
	added := world.Extras{Items: o.Extras, Total: o.Total() - o.Offer.Total()}
	offer := wireOfferOf(o.Offer, names, added)
	if o.Fees > 0 {
		offer.Price.Fees[0].Amount = o.Fees.Amount()
	}
	status := "CONFIRMED"
	if o.CancelledAt != nil {
		status = "CANCELLED"
	}
	for _, itinerary := range offer.Itineraries {
		for i := range itinerary.Segments {
			itinerary.Segments[i].BookingStatus = status
		}
	}
	if n.Agreement.Option != confirm {
		n.Agreement.DateTime = o.Offer.PayBy.In(zoneOf(o.Offer.Slices[0].Flights[0].Origin)).Format(time.DateOnly)
	}
	out := wireOrder{
		Type: "flight-order", ID: orderID(o), QueuingOfficeID: "BJSFB2100",
		AssociatedRecords: []wireRecord{{
			Reference: o.Reference, CreationDate: o.CreatedAt.UTC().Format("2006-01-02T15:04:05.000"),
			OriginSystemCode: "GDS", FlightOfferID: names.Offer,
		}},
		FlightOffers: []wireOffer{offer}, Travelers: n.Travelers, Remarks: n.Remarks, FormOfPayments: n.Payments,
		TicketingAgreement: n.Agreement, AutomatedProcess: n.AutomatedProcess, Contacts: n.Contacts,
	}
	for _, t := range s.ticketsOf(o) {
		p := slices.IndexFunc(o.Offer.Party, func(p world.Passenger) bool { return p.ID == t.PassengerID })
		if p < 0 {
			continue
		}
		ticket := wireTicket{
			DocumentType: "ETICKET", DocumentNumber: t.Number[:3] + "-" + t.Number[3:], DocumentStatus: "ISSUED",
			TravelerID: names.Travelers[p].ID, SegmentIDs: slices.Concat(names.Segments...),
		}
		if o.CancelledAt != nil {
			ticket.DocumentStatus = "REFUNDED"
		}
		out.Tickets = append(out.Tickets, ticket)
	}
	return wireOrderReply{Data: out, Dictionaries: dictionariesOf(o.Offer)}
}
