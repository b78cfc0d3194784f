package ndcair

import (
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// view answers with orders as they are.
func (s *Surface) view(orders ...world.Order) reply {
	g := newGraph(s.world.Now())
	var out wireOrderResponse
	var payments []wireOrderPaid
	for _, o := range orders {
		out.Orders = append(out.Orders, s.order(g, o))
		out.Tickets = append(out.Tickets, g.tickets(o)...)
		for _, p := range s.world.Payments(o.Supplier, o.ID) {
			payments = append(payments, paidOf(p))
		}
	}
	out.Lists = g.lists
	return reply{body: out, payments: payments}
}

func paidOf(p world.Payment) wireOrderPaid {
	plan := "CA"
	switch p.Type {
	case "card":
		plan = "CC"
	case "balance":
		plan = "AF"
	}
	return wireOrderPaid{
		Order: wirePaidOrder{p.OrderID},
		Payment: wirePaidSummary{
			Amount: amountOf(p.Amount), At: p.CreatedAt.UTC(), ID: p.ID, Method: wirePaidMethod{plan}, Status: "SUCCESSFUL",
		},
	}
}

func orderStatus(o world.Order) string {
	if o.CancelledAt != nil {
		return "CLOSED"
	}
	return "OPENED"
}

// orderItemID names the item of a journey, for as long as it is flown as it is.
func orderItemID(o world.Order, s world.Slice) string {
	parts := []string{o.ID}
	for _, f := range s.Flights {
		parts = append(parts, segmentID(f))
	}
	return world.Token("itm", parts...)
}

func (s *Surface) order(g *graph, o world.Order) wireOrder {
	g.travellers(o)
	out := wireOrder{
		CreatedAt: o.CreatedAt.UTC(), ID: o.ID, Version: o.Version + 1, Owner: o.Offer.Owner,
		Status: orderStatus(o), Total: totalPrice(o.Total()),
	}
	refs := bookingRefs(o)
	moved := map[int]world.Disruption{}
	for _, d := range s.world.Disruptions(o.Supplier, o.ID) {
		if d.Action == world.DisruptionOpen && o.CancelledAt == nil {
			moved[d.Slice] = d
		}
	}
	fares := g.fares(o.Offer)
	for i, part := range o.Offer.Slices {
		g.journey(part.Flights)
		item := itemOf(o, orderItemID(o, part))
		item.Price = priceOf(sumOf(part.Shares(o.Offer.Party)))
		if i == 0 && o.Fees > 0 {
			item.Price.Fees = []wireFee{{Amount: amountOf(o.Fees), DescText: "Kept in changes"}}
			item.Price.Total = amountOf(part.Base + part.Tax + o.Fees)
		}
		for _, fare := range fares {
			item.Fares = append(item.Fares, wireFareDetail{Components: fare.Components[i : i+1], Pax: fare.Pax})
		}
		item.Services = g.flown(o, part.Flights, itemStatusOf(o), refs)
		if d, open := moved[i]; open {
			g.move(&item, o, d, refs)
		}
		out.Items = append(out.Items, item)
	}
	flights := o.Offer.Flights()
	for _, e := range o.Extras {
		out.Items = append(out.Items, g.soldItem(o, flights, e, refs))
	}
	s.settled(&out, o)
	return out
}

// settled says what a cancellation gave back, with the first item.
func (s *Surface) settled(out *wireOrder, o world.Order) {
	quote, found := s.world.CancellationOf(o.ID)
	if o.CancelledAt == nil || !found || quote.ConfirmedAt == nil {
		return
	}
	out.Items[0].Differential = cancelled(o, quote)
}

// cancelled is what giving the order back comes to.
func cancelled(o world.Order, quote world.Cancellation) *wireDifferential {
	kind := "Refund"
	if o.PaidAt == nil {
		kind = "Void"
	}
	return &wireDifferential{
		Type: kind, Diff: wireDiffAmounts{DueBy: amountOf(quote.Refund)},
		New: totalPrice(0), Old: totalPrice(o.Total()),
	}
}

func itemOf(o world.Order, id string) wireOrderItem {
	item := wireOrderItem{ID: id, Owner: o.Offer.Owner, Status: "ACTIVE"}
	if o.CancelledAt != nil {
		item.Status = "CANCELLED"
	}
	if o.Awaiting() {
		item.PayBy, item.PriceHeld = timeOrNil(o.Offer.PayBy), timeOrNil(o.Offer.GuaranteedUntil)
	}
	return item
}

// itemStatusOf is the status of everything in an order that nothing else
// happened to.
func itemStatusOf(o world.Order) string {
	if o.CancelledAt != nil {
		return "CANCELLED"
	}
	return "CONFIRMED"
}

func deliveryOf(o world.Order, status string) string {
	switch {
	case status == "CANCELLED":
		return "REMOVED"
	case len(o.Tickets) > 0:
		return "READY TO PROCEED"
	default:
		return "CONFIRMED"
	}
}

// flown are the services of flights: one for each passenger on each.
func (g *graph) flown(o world.Order, flights world.Itinerary, status string, refs []wireBookingRef) []wireOrderedService {
	var out []wireOrderedService
	for _, f := range flights {
		segment := g.segment(f)
		for _, pax := range g.partyOf(o) {
			out = append(out, wireOrderedService{
				BookingRefs: refs, Delivery: deliveryOf(o, status),
				Association: wireOrderAssociation{Segment: &wireSegmentRef{segment}},
				Pax:         pax, ID: "SRV-" + pax + "-" + segment, Status: status,
				Validating: &wireCarrier{Code: o.Offer.Owner},
			})
		}
	}
	return out
}

// move shows an airline's own change that waits for an answer: what goes is
// cancelled, what comes instead is beside it.
func (g *graph) move(item *wireOrderItem, o world.Order, d world.Disruption, refs []wireBookingRef) {
	g.journey(d.After.Flights)
	stays := map[string]bool{}
	for _, f := range d.After.Flights {
		stays[segmentID(f)] = true
	}
	for i, service := range item.Services {
		if !stays[service.Association.Segment.ID] {
			item.Services[i].Status, item.Services[i].Delivery = "CANCELLED", "REMOVED"
		}
	}
	for _, service := range g.flown(o, d.After.Flights, "CONFIRMED", refs) {
		if !slices.ContainsFunc(item.Services, func(have wireOrderedService) bool { return have.ID == service.ID }) {
			item.Services = append(item.Services, service)
		}
	}
	item.FollowUp = &wireFollowUp{Actions: []string{"Accept", "Cancel", "Reshop"}, Needed: true}
}

// soldItem is something sold beside the flights, a service for each flight.
func (g *graph) soldItem(o world.Order, flights []world.Flight, e world.SoldExtra, refs []wireBookingRef) wireOrderItem {
	item := itemOf(o, world.Token("itm", o.ID, e.AncillaryID, e.Designator, e.PassengerID, flightsKey(flights, e.Flights)))
	item.Price = flatPrice(e.Total())
	status := itemStatusOf(o)
	for _, i := range e.Flights {
		pax, segment := g.paxOf(e.PassengerID), g.segment(flights[i])
		service := wireOrderedService{
			BookingRefs: refs, Delivery: deliveryOf(o, status), Pax: pax,
			ID: "SRV-" + pax + "-" + e.Code + "-" + segment, Status: status,
		}
		if e.Kind == world.ChosenSeat {
			service.Association.Seat = g.seatOn(flights[i], e.Designator)
		} else {
			service.Association.Definition = &wireOrderedExtra{
				Flights:    &wireOrderFlights{wireSegmentRef{segment}},
				Definition: g.definition(o.Offer.Owner, e.Kind, e.Code, e.Name, e.WeightKg),
			}
		}
		item.Services = append(item.Services, service)
	}
	return item
}

func flightsKey(flights []world.Flight, indexes []int) string {
	var keys []string
	for _, i := range indexes {
		keys = append(keys, segmentID(flights[i]))
	}
	return strings.Join(keys, "_")
}

// bookingRefs are the airline's locator and what the seller calls the order.
func bookingRefs(o world.Order) []wireBookingRef {
	refs := []wireBookingRef{{
		Entity:    &wireBookingEntity{Carrier: &wireCarrier{Code: o.Offer.Owner, Name: airlineOf(o.Offer.Owner)}},
		BookingID: o.Reference,
	}}
	if own := o.Metadata[world.ReferenceKey]; own != "" {
		ref := wireBookingRef{BookingID: own}
		if id := o.Metadata[orgIDKey]; id != "" {
			ref.Entity = &wireBookingEntity{Org: &wireOrg{Name: o.Metadata[orgNameKey], ID: id}}
		}
		refs = append(refs, ref)
	}
	return refs
}

// travellers adds an order's people, in the order of the offer's party.
func (g *graph) travellers(o world.Order) {
	g.whose = o.ID
	ids := g.party(o.Offer.Party)
	for i, id := range ids {
		at := slices.IndexFunc(*g.lists.Pax, func(p wirePax) bool { return p.ID == id })
		t := slices.IndexFunc(o.Passengers, func(t world.Traveller) bool { return t.ID == o.Offer.Party[i].ID })
		if at < 0 || t < 0 {
			continue
		}
		g.traveller(&(*g.lists.Pax)[at], o.Passengers[t], o.Passengers)
	}
}

func (g *graph) traveller(pax *wirePax, t world.Traveller, all []world.Traveller) {
	pax.Birthdate = t.BornOn
	pax.Individual = &wireIndividual{Gender: genderOf(t.Gender), Given: []string{t.Given}, Surname: t.Family, Title: t.Title}
	for _, d := range t.Documents {
		pax.Documents = append(pax.Documents, wireDocument{
			Expires: d.Expires, ID: d.Number, Type: d.Type, Country: d.Country, Surname: t.Family,
		})
	}
	for _, adult := range all {
		if adult.InfantID == t.ID {
			pax.RefID = g.paxOf(adult.ID)
		}
	}
	if t.Email == "" && t.Phone == "" {
		return
	}
	contact := wireContact{ID: "CI-" + pax.ID}
	if t.Email != "" {
		contact.Email = []wireEmail{{t.Email}}
	}
	if t.Phone != "" {
		contact.Phone = []wirePhone{{t.Phone}}
	}
	add(&g.lists.Contacts, contact)
	pax.Contact = contact.ID
}

// genderOf reads how any of the world's wires writes it.
func genderOf(gender string) string {
	if gender == "" {
		return ""
	}
	return strings.ToUpper(gender[:1])
}

func (g *graph) partyOf(o world.Order) []string {
	ids := make([]string, 0, len(o.Offer.Party))
	for _, p := range o.Offer.Party {
		ids = append(ids, g.paxOf(p.ID))
	}
	return ids
}

// mostCoupons is what fits on one ticket.
const mostCoupons = 4

// tickets are the order's documents. A journey of more flights than fit on one
// goes on under the same number, as the world knows one per passenger.
func (g *graph) tickets(o world.Order) []wireTicketDoc {
	var docs []wireTicketDoc
	status := "I" // open for use
	if o.CancelledAt != nil {
		status = "RF"
	}
	for _, t := range o.Tickets {
		doc := wireTicketDoc{
			Issue: wireIssue{
				Date:    issued(o).Format(time.DateOnly),
				Carrier: wireCarrier{Code: o.Offer.Owner, Name: airlineOf(o.Offer.Owner)},
			},
			Pax: g.paxOf(t.PassengerID), Order: &wireKey{ID: o.ID, Owner: o.Offer.Owner},
		}
		for chunk := range slices.Chunk(g.coupons(o, status), mostCoupons) {
			for i := range chunk {
				chunk[i].Number = i + 1
			}
			doc.Tickets = append(doc.Tickets, wireTicket{
				Coupons: chunk, Primary: len(doc.Tickets) == 0, Reporting: "BSP", Type: "T", Number: t.Number,
			})
		}
		docs = append(docs, doc)
	}
	return docs
}

func issued(o world.Order) time.Time {
	if o.PaidAt == nil {
		return o.CreatedAt
	}
	return *o.PaidAt
}

func (g *graph) coupons(o world.Order, status string) []wireCoupon {
	var coupons []wireCoupon
	for _, s := range o.Offer.Slices {
		for _, f := range s.Flights {
			coupons = append(coupons, wireCoupon{
				Status: status, Basis: s.Fare.Basis, Flights: wireSegmentRefs{[]string{g.segment(f)}},
			})
		}
	}
	return coupons
}
