package ndc

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// orderView is one order of an answer, and what it refers into.
type orderView struct {
	wire     *wireOrder
	docs     []wireTicketDoc
	payments []wirePayment
	graph    *graph
	party    party
}

// viewsOf are the orders of an answer. The party is that of each: an answer to a
// question by reference has orders of one party.
func viewsOf(a envelope[wireOrderView], p party) ([]*orderView, error) {
	w := a.Response
	met, err := p.meet(w.DataLists.Pax)
	if err != nil {
		return nil, err
	}
	g := graphOf(&w.DataLists)
	var views []*orderView
	for i := range w.Order {
		view := &orderView{wire: &w.Order[i], graph: g, party: met}
		id := view.wire.OrderID
		for _, doc := range w.TicketDocInfo {
			if doc.Order == id || (doc.Order == "" && len(w.Order) == 1) {
				view.docs = append(view.docs, doc)
			}
		}
		for _, payment := range a.Payments {
			if payment.Order == id || (payment.Order == "" && len(w.Order) == 1) {
				view.payments = append(view.payments, payment)
			}
		}
		views = append(views, view)
	}
	return views, nil
}

// The codes of orders, items, services and payments that mean something here.
// Some hosts write their own.
const (
	statusCancelled   = "CANCELLED"
	statusTransferred = "TRANSFERRED"
	statusClosed      = "CLOSED"
	statusSuccessful  = "SUCCESSFUL"
	statusPending     = "PENDING"
	statusFailed      = "FAILED"
	statusVoid        = "V"
	statusRefunded    = "RF"
	statusExchanged   = "E"
)

// booking converts the order, or says why it is none.
func (v *orderView) booking() (travel.Booking, error) {
	if v.wire.OrderID == "" || v.wire.OwnerCode == "" {
		return travel.Booking{}, errors.New("order without id or owner")
	}
	total, err := v.total()
	if err != nil {
		return travel.Booking{}, fmt.Errorf("order total: %w", err)
	}
	handle, err := ref{Kind: kindBooking, ID: string(v.wire.OrderID), Owner: string(v.wire.OwnerCode), Party: v.party.stored()}.encode()
	if err != nil {
		return travel.Booking{}, err
	}
	b := travel.Booking{
		Ref:             handle,
		SupplierOrderID: string(v.wire.OrderID),
		RecordLocators:  v.locators(),
		Status:          travel.BookingHeld,
		Total:           total,
		Tickets:         v.tickets(),
		Seats:           v.seats(),
	}
	b.Journeys, err = v.journeys()
	if err != nil {
		return travel.Booking{}, err
	}
	b.ScheduleChanges, err = v.scheduleChanges()
	if err != nil {
		return travel.Booking{}, err
	}
	for i, item := range v.wire.OrderItem {
		b.PayBy = earlier(b.PayBy, item.PayBy.instant())
		until := item.PriceGuarantee.instant()
		if i == 0 || until.IsZero() || (!b.PriceGuaranteedUntil.IsZero() && until.Before(b.PriceGuaranteedUntil)) {
			b.PriceGuaranteedUntil = until
		}
	}
	switch {
	case v.cancelled():
		b.Status = travel.BookingCancelled
	case v.ticketed(b.Tickets):
		b.Status = travel.BookingTicketed
	}
	return b, nil
}

// total is the order's, or that of its items.
func (v *orderView) total() (money.Money, error) {
	if v.wire.TotalPrice != nil && v.wire.TotalPrice.TotalAmount.said() {
		return v.wire.TotalPrice.TotalAmount.amount()
	}
	var sum money.Money
	for _, item := range v.wire.OrderItem {
		if item.Price == nil || item.Price.TotalAmount == nil {
			return money.Money{}, errors.New("an item without a price")
		}
		price, err := item.Price.TotalAmount.amount()
		if err != nil {
			return money.Money{}, err
		}
		sum, err = sum.Add(price)
		if err != nil {
			return money.Money{}, err
		}
	}
	if sum.Currency == "" {
		return money.Money{}, errors.New("no price")
	}
	return sum, nil
}

// cancelled: every item is, or the order is closed and has nothing that lives.
// CLOSED alone is no word of that: what was flown is closed too.
func (v *orderView) cancelled() bool {
	if v.wire.StatusCode == statusCancelled {
		return true
	}
	living := slices.ContainsFunc(v.wire.OrderItem, func(item wireOrderItem) bool {
		return item.StatusCode != statusCancelled && slices.ContainsFunc(item.Service, alive)
	})
	said := v.wire.StatusCode == statusClosed || len(v.wire.OrderItem) > 0
	return said && !living
}

func alive(s wireOrderedService) bool {
	return s.StatusCode != statusCancelled && s.StatusCode != statusTransferred && s.StatusCode != "X"
}

// living are the segments still booked.
func (v *orderView) living() []token {
	var refs []token
	for _, item := range v.wire.OrderItem {
		if item.StatusCode == statusCancelled || item.proposed() {
			continue
		}
		for _, s := range item.Service {
			if s.Flight != "" && alive(s) && !slices.Contains(refs, s.Flight) {
				refs = append(refs, s.Flight)
			}
		}
	}
	return refs
}

// taken are the journeys as booked now: the listed ones all of whose segments
// are. An order that lists no journeys does not say them.
func (v *orderView) taken(segments []token, lists []wireJourney) ([]takenJourney, error) {
	var journeys []takenJourney
	for _, w := range lists {
		in := func(s token) bool { return slices.Contains(segments, s) }
		if len(w.PaxSegmentRefID) == 0 || slices.ContainsFunc(w.PaxSegmentRefID, func(s token) bool { return !in(s) }) {
			continue
		}
		j := v.graph.journey(w.PaxJourneyID)
		if j.err != nil {
			return nil, j.err
		}
		journeys = append(journeys, j)
	}
	slices.SortStableFunc(journeys, func(a, b takenJourney) int { return a.departs.Compare(b.departs) })
	return slices.CompactFunc(journeys, func(a, b takenJourney) bool { return a.id == b.id && a.departs.Equal(b.departs) }), nil
}

// listedJourneys are the distinct journeys of the answer.
func (v *orderView) listedJourneys() []wireJourney {
	var all []wireJourney
	for _, j := range v.graph.journeys {
		if j != nil {
			all = append(all, *j)
		}
	}
	slices.SortFunc(all, func(a, b wireJourney) int { return strings.Compare(string(a.PaxJourneyID), string(b.PaxJourneyID)) })
	return all
}

func (v *orderView) flying() ([]takenJourney, error) {
	return v.taken(v.living(), v.listedJourneys())
}

func (v *orderView) journeys() ([]travel.PaxJourney, error) {
	taken, err := v.flying()
	return plain(taken), err
}

func plain(taken []takenJourney) []travel.PaxJourney {
	var journeys []travel.PaxJourney
	for _, j := range taken {
		journeys = append(journeys, j.journey)
	}
	return journeys
}

// locators are the carriers' references; ours is not one.
func (v *orderView) locators() []travel.RecordLocator {
	var locators []travel.RecordLocator
	for _, said := range v.bookingRefs() {
		one := travel.RecordLocator{Carrier: string(said.Carrier), Locator: string(said.BookingID)}
		if said.Org == nil && said.BookingID != "" && !slices.Contains(locators, one) {
			if one.Carrier == "" {
				one.Carrier = string(v.wire.OwnerCode)
			}
			locators = append(locators, one)
		}
	}
	return slices.CompactFunc(locators, func(a, b travel.RecordLocator) bool { return a == b })
}

func (v *orderView) bookingRefs() []wireBookingRef {
	var all []wireBookingRef
	for _, item := range v.wire.OrderItem {
		for _, s := range item.Service {
			all = append(all, s.BookingRef...)
		}
	}
	for _, doc := range v.docs {
		all = append(all, doc.BookingRef...)
	}
	return all
}

// reference is the order id the seller gave, "" when the order does not show one.
func (v *orderView) reference(orgID string) string {
	for _, said := range v.bookingRefs() {
		if said.Org != nil && string(*said.Org) == orgID {
			return string(said.BookingID)
		}
	}
	return ""
}

// tickets drops what airlines write between the digits, leaves out documents
// that are for services (EMDs are no tickets) and coupons that are used up by a
// refund or a reissue.
func (v *orderView) tickets() []travel.Ticket {
	var tickets []travel.Ticket
	for _, doc := range v.docs {
		one, ok := v.party.paxOf(doc.PaxRefID)
		if !ok {
			continue
		}
		for _, t := range doc.Ticket {
			number := strings.NewReplacer("-", "", " ", "").Replace(string(t.TicketNumber))
			miscellaneous := t.TicketDocTypeCode == "J" || t.TicketDocTypeCode == "Y" || strings.HasPrefix(string(t.TicketDocTypeCode), "EMD")
			dead := len(t.Coupon) > 0
			for _, coupon := range t.Coupon {
				dead = dead && slices.Contains([]token{statusVoid, statusRefunded, statusExchanged}, coupon.CouponStatusCode)
			}
			ticket := travel.Ticket{Number: number, PaxID: one.paxID}
			if number != "" && !miscellaneous && !dead && !slices.Contains(tickets, ticket) {
				tickets = append(tickets, ticket)
			}
		}
	}
	return tickets
}

// ticketed: everybody has one.
func (v *orderView) ticketed(tickets []travel.Ticket) bool {
	for _, one := range v.party {
		if !slices.ContainsFunc(tickets, func(t travel.Ticket) bool { return t.PaxID == one.paxID }) {
			return false
		}
	}
	return len(v.party) > 0
}

// paid reports whether a payment was taken or is being taken; one that failed
// was not.
func (v *orderView) paid() bool {
	return slices.ContainsFunc(v.payments, func(p wirePayment) bool {
		return p.Summary != nil && (p.Summary.PaymentStatusCode == statusSuccessful || p.Summary.PaymentStatusCode == statusPending)
	})
}

// seats that are assigned; one whose flight or person cannot be told is left out.
func (v *orderView) seats() []travel.AssignedSeat {
	var seats []travel.AssignedSeat
	for _, item := range v.wire.OrderItem {
		for _, s := range item.Service {
			if s.Seat == nil || !alive(s) || item.StatusCode == statusCancelled {
				continue
			}
			name, ok := seatName(s.Seat.Seat)
			one, known := v.party.paxOf(s.PaxRefID)
			refs, err := v.graph.segmentsOf(s.Seat.Flights)
			if !ok || !known || err != nil || len(refs) != 1 {
				continue
			}
			if segment := v.graph.segment(refs[0]); segment.err == nil {
				seats = append(seats, travel.AssignedSeat{PaxID: one.paxID, SegmentID: segment.id, Seat: name})
			}
		}
	}
	return seats
}
