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
	people   []wirePax // as listed
	unclear  error     // why nobody knows who is who, and party has the ids it was asked with
}

// viewsOf are the orders of an answer. One that is of other people, or of people
// who cannot be told apart, is a view all the same, but no booking.
func viewsOf(a envelope[wireOrderView], p party) []*orderView {
	w := a.Response
	g := graphOf(&w.DataLists)
	var views []*orderView
	for i := range w.Order {
		view := &orderView{wire: &w.Order[i], graph: g, people: w.DataLists.Pax}
		if len(w.Order) > 1 {
			view.people = w.Order[i].people(w.DataLists.Pax)
		}
		view.party, view.unclear = p.meet(view.people)
		if view.unclear != nil {
			view.party = p
		}
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
	return views
}

// people are those of a list that the order's services are for; all of them when
// it does not say.
func (w *wireOrder) people(list []wirePax) []wirePax {
	named := map[token]bool{}
	for _, item := range w.OrderItem {
		for _, s := range item.Service {
			named[s.PaxRefID] = true
		}
	}
	delete(named, "")
	if len(named) == 0 {
		return list
	}
	var people []wirePax
	for _, one := range list {
		if named[one.PaxID] {
			people = append(people, one)
		}
	}
	return people
}

// sameNames reports whether everybody goes by the name they have with us.
func (v *orderView) sameNames(p party) bool {
	heard, err := p.heard(v.people)
	if err != nil || v.unclear != nil {
		return false
	}
	for _, one := range p {
		met, _ := v.party.of(one.paxID)
		other, ok := heard.paxOf(token(met.wireID))
		if !ok || !one.name.like(other.name) {
			return false
		}
	}
	return len(p) > 0
}

// The codes of orders, items, services and payments that mean something here.
// Some hosts write their own.
const (
	statusCancelled   = "CANCELLED"
	statusTransferred = "TRANSFERRED"
	statusClosed      = "CLOSED"
	statusVoid        = "V"
	statusRefunded    = "RF"
	statusExchanged   = "E"
)

// booking converts the order, or says why it is none.
func (v *orderView) booking() (travel.Booking, error) {
	if v.wire.OrderID == "" || v.wire.OwnerCode == "" {
		return travel.Booking{}, errors.New("order without id or owner")
	}
	if v.unclear != nil {
		return travel.Booking{}, v.unclear
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
		Paid:            v.paid(),
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
func (v *orderView) living() map[token]bool {
	refs := map[token]bool{}
	for _, item := range v.wire.OrderItem {
		if item.StatusCode == statusCancelled || item.proposed() {
			continue
		}
		for _, s := range item.Service {
			if s.Flight != "" && alive(s) {
				refs[s.Flight] = true
			}
		}
	}
	return refs
}

// taken are the journeys as booked now: the listed ones all of whose segments
// are. An order that lists no journeys does not say them.
func (v *orderView) taken(segments map[token]bool, lists []wireJourney) ([]takenJourney, error) {
	var journeys []takenJourney
	for _, w := range lists {
		if len(w.PaxSegmentRefID) == 0 || slices.ContainsFunc(w.PaxSegmentRefID, func(s token) bool { return !segments[s] }) {
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
	seen := map[travel.RecordLocator]bool{}
	for _, said := range v.bookingRefs() {
		one := travel.RecordLocator{Carrier: string(said.Carrier), Locator: string(said.BookingID)}
		if one.Carrier == "" {
			one.Carrier = string(v.wire.OwnerCode)
		}
		if said.Org == nil && said.BookingID != "" && !seen[one] {
			seen[one] = true
			locators = append(locators, one)
		}
	}
	return locators
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

// tickets are those of people who can be told, once each.
func (v *orderView) tickets() []travel.Ticket {
	var tickets []travel.Ticket
	seen := map[travel.Ticket]bool{}
	for _, doc := range v.docs {
		one, ok := v.party.paxOf(doc.PaxRefID)
		if !ok {
			continue
		}
		for _, number := range doc.numbers() {
			ticket := travel.Ticket{Number: number, PaxID: one.paxID}
			if !seen[ticket] {
				seen[ticket] = true
				tickets = append(tickets, ticket)
			}
		}
	}
	return tickets
}

// issued reports whether there is a ticket, be it of whom it may.
func (v *orderView) issued() bool {
	return slices.ContainsFunc(v.docs, func(doc wireTicketDoc) bool { return len(doc.numbers()) > 0 })
}

// numbers drops what airlines write between the digits, leaves out documents
// that are for services (EMDs are no tickets) and coupons that are used up by a
// refund or a reissue.
func (w wireTicketDoc) numbers() []string {
	var numbers []string
	for _, t := range w.Ticket {
		number := strings.NewReplacer("-", "", " ", "").Replace(string(t.TicketNumber))
		miscellaneous := t.TicketDocTypeCode == "J" || t.TicketDocTypeCode == "Y" || strings.HasPrefix(string(t.TicketDocTypeCode), "EMD")
		dead := len(t.Coupon) > 0
		for _, coupon := range t.Coupon {
			dead = dead && slices.Contains([]token{statusVoid, statusRefunded, statusExchanged}, coupon.CouponStatusCode)
		}
		if number != "" && !miscellaneous && !dead {
			numbers = append(numbers, number)
		}
	}
	return numbers
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

// paid reports whether a payment was, or may be, taken or on its way: only its
// own word that it came to nothing says otherwise.
func (v *orderView) paid() bool {
	return slices.ContainsFunc(v.payments, func(p wirePayment) bool { return !p.dead() })
}

// dead reports a payment that was tried and not taken.
func (p wirePayment) dead() bool {
	return p.Summary != nil && deadPayments[strings.ToUpper(string(p.Summary.PaymentStatusCode))]
}

var deadPayments = map[string]bool{
	"FAILED": true, "DECLINED": true, "REJECTED": true, "CANCELLED": true, "CANCELED": true, "EXPIRED": true,
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
