package order_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/travel"
)

// world is a supplier and a gateway that remember what was really done, beside
// an order that only knows what it was told.
type world struct {
	t        *rapid.T
	now      time.Time
	o        order.Order
	faults   bool
	lastWork order.Work // the call under way, if calling
	calling  bool
	try      int // of the call under way

	bookings int
	booking  travel.BookingStatus
	tickets  int
	money    map[string]order.GatewayStatus
	paidAt   map[string]time.Time
	captures map[string]int
	paid     int // payments ever started
	charged  int // times the supplier charged the traveller's card
}

var price = money.MustParse("1962.00", money.CNY)

func newWorld(t *rapid.T) *world {
	w := &world{
		t: t, now: time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC), faults: true,
		money: map[string]order.GatewayStatus{}, paidAt: map[string]time.Time{}, captures: map[string]int{},
	}
	offer := travel.Offer{
		ID: "ofr_1", SupplierID: "air", Net: price,
		SupplierOffer: travel.SupplierOffer{
			Total: price, Holdable: rapid.Bool().Draw(t, "holdable"), ChargesCard: rapid.Bool().Draw(t, "the supplier charges the card"),
		},
	}
	draft := order.Order{ID: "ord_1", Offer: offer, Travellers: []travel.Traveller{{Pax: travel.Pax{ID: "p1", PTC: travel.PTCAdult}}}}
	w.apply(order.Created{Order: draft, Lease: w.now.Add(10 * time.Second), Settle: w.now.Add(20 * time.Second)})
	if offer.Holdable {
		w.calling, w.lastWork, w.try = true, order.Work{Kind: order.WorkHold}, 1
	}
	return w
}

// apply insists that an event the world produces fits, unless it was overtaken.
func (w *world) apply(e order.Event) {
	next, record, err := order.Apply(w.o, e, w.now)
	if err != nil {
		return // overtaken; Apply promises that nothing changed
	}
	if next.Version != w.o.Version && record.Status != next.Status() {
		w.t.Fatalf("history says %s, the order %s", record.Status, next.Status())
	}
	w.o = next
	w.check()
}

func (w *world) pick(label string, options ...string) string {
	if !w.faults {
		return options[0]
	}
	return rapid.SampledFrom(options).Draw(w.t, label)
}

// work does the next due step, or ends the call under way.
func (w *world) work() {
	if !w.calling {
		work, due := w.o.Next(w.now)
		if !due {
			return
		}
		if work.Kind == order.WorkExpire {
			w.expire()
			return
		}
		w.apply(order.Started{Work: work, Lease: w.now.Add(10 * time.Second), Settle: w.now.Add(20 * time.Second)})
		w.calling, w.lastWork, w.try = true, work, w.o.Tries(work)
		return
	}
	w.calling = false
	work := w.lastWork
	if w.pick("process", "lives", "lives", "lives", "dies before the call") != "lives" {
		return // the lease runs out
	}
	event := order.Result{Work: work, Try: w.try, Event: w.perform(work)}
	if w.pick("process", "lives", "lives", "lives", "dies after the call") != "lives" {
		return
	}
	w.apply(event)
}

func (w *world) expire() {
	for _, p := range w.o.Payments {
		if p.Open() {
			if w.pick("gateway", "answers", "silent") == "silent" {
				return
			}
			w.apply(w.said(p.ID, ""))
		}
	}
	w.apply(order.Expired{})
}

func (w *world) perform(work order.Work) order.Event {
	switch work.Kind {
	case order.WorkHold, order.WorkTicket, order.WorkRelease:
		return w.supplier(work)
	default:
		return w.gateway(work)
	}
}

func (w *world) supplier(work order.Work) order.Event {
	if work.Resolve && work.Kind != order.WorkRelease {
		return w.retrieve(work)
	}
	outcomes := []string{"ok", "unavailable", "refused", "lost request", "lost answer"}
	if work.Kind == order.WorkTicket && w.o.Offer.ChargesCard {
		outcomes = append(outcomes, "declined")
	}
	outcome := w.pick("supplier", outcomes...)
	switch outcome {
	case "declined":
		return order.CardDeclined{Code: "cardDeclined"}
	case "unavailable":
		if work.Kind == order.WorkHold {
			return order.HoldRefused{Reason: order.CancelSupplierRejected}
		}
		return order.PutOff{Work: work}
	case "lost request":
		return order.PutOff{Work: work, Unknown: work.Kind != order.WorkRelease}
	case "refused":
		switch work.Kind {
		case order.WorkHold:
			return order.HoldRefused{Reason: order.CancelSoldOut}
		case order.WorkTicket:
			return order.TicketRefused{Reason: "rejected"}
		default:
			return order.ReleaseRefused{Reason: "rejected"}
		}
	}
	var event order.Event
	switch work.Kind {
	case order.WorkHold:
		w.bookings++
		w.booking = travel.BookingHeld
		event = order.Held{Booking: w.view()}
	case order.WorkTicket:
		if w.booking != travel.BookingHeld {
			w.bookings++
		}
		if w.tickets == 0 { // the supplier's own guard: already_paid
			w.tickets++
			if w.o.Offer.ChargesCard {
				w.charged++
			}
		}
		w.booking = travel.BookingTicketed
		event = order.TicketsIssued{Booking: w.view()}
	default:
		w.booking = travel.BookingCancelled
		event = order.Released{}
	}
	if outcome == "lost answer" {
		return order.PutOff{Work: work, Unknown: work.Kind != order.WorkRelease}
	}
	return event
}

func (w *world) view() travel.Booking {
	b := travel.Booking{Ref: []byte("b"), Status: w.booking, Total: price}
	if w.booking == travel.BookingTicketed {
		b.Tickets = []travel.Ticket{{Number: "9992400000001", PaxID: "p1"}}
	}
	return b
}

func (w *world) retrieve(work order.Work) order.Event {
	if w.pick("retrieve", "answers", "silent") == "silent" {
		return order.PutOff{Work: work, Unknown: true}
	}
	switch {
	case w.booking == "" && work.Kind == order.WorkHold:
		return order.HoldAbsent{}
	case w.booking == "":
		return order.TicketAbsent{}
	case work.Kind == order.WorkHold:
		return order.Held{Booking: w.view()}
	case w.booking == travel.BookingTicketed:
		return order.TicketsIssued{Booking: w.view()}
	default:
		return order.TicketsNotIssued{}
	}
}

func (w *world) said(id string, asked order.WorkKind) order.Event {
	status, known := w.money[id]
	if !known {
		return order.GatewayAbsent{PaymentID: id}
	}
	return order.GatewaySaid{PaymentID: id, For: asked, Status: status, Amount: price, PaidAt: w.paidAt[id]}
}

func (w *world) gateway(work order.Work) order.Event {
	id := work.PaymentID
	outcome := w.pick("gateway", "ok", "unavailable", "lost request", "lost answer")
	if outcome == "unavailable" || outcome == "lost request" {
		return order.PutOff{Work: work, Unknown: work.Resolve || outcome == "lost request"}
	}
	if !work.Resolve {
		switch p, _ := w.o.Payment(id); work.Kind {
		case order.WorkAuthorize:
			if _, known := w.money[id]; !known {
				w.money[id] = rapid.SampledFrom([]order.GatewayStatus{order.GatewayAuthorized, order.GatewayPending, order.GatewayFailed}).Draw(w.t, "card")
				w.paidAt[id] = w.now
			}
		case order.WorkCapture:
			if w.money[id] == order.GatewayAuthorized {
				w.money[id] = order.GatewayCaptured
				w.captures[id]++
			}
		case order.WorkReturn:
			switch {
			case w.money[id] == order.GatewayCaptured && p.Returning == order.ReturnRefund:
				w.money[id] = order.GatewayRefunded
			case w.money[id] == order.GatewayAuthorized || w.money[id] == order.GatewayPending:
				w.money[id] = order.GatewayVoided
			}
		}
	}
	if outcome == "lost answer" {
		return order.PutOff{Work: work, Unknown: true}
	}
	return w.said(id, work.Kind)
}

// pay is a caller's OrderPay.
func (w *world) pay() {
	w.paid++
	id := fmt.Sprintf("pay_%d", w.paid)
	before := w.o.Version
	started := order.PaymentStarted{
		Payment: order.Payment{ID: id, Gateway: "card", Method: order.MethodCard, CardToken: "tok"},
		Lease:   w.now.Add(10 * time.Second),
		Settle:  w.now.Add(20 * time.Second),
	}
	work := order.Work{Kind: order.WorkAuthorize, PaymentID: id}
	if w.o.Offer.ChargesCard {
		started.Payment.Gateway, started.Payment.BySupplier = "", true
		work = order.Work{Kind: order.WorkTicket}
	}
	w.apply(started)
	if w.o.Version != before && !w.calling {
		w.calling, w.lastWork, w.try = true, work, w.o.Tries(work)
	}
}

// payer approves a payment on the gateway's page, and a notice may follow.
func (w *world) payer() {
	for id, status := range w.money {
		if status == order.GatewayPending {
			w.money[id], w.paidAt[id] = order.GatewayAuthorized, w.now
			if rapid.Bool().Draw(w.t, "notice") {
				w.apply(w.said(id, ""))
			}
			return
		}
	}
}

// acquirer lets an authorization go on its own account, as banks do, and may
// tell us.
func (w *world) acquirer() {
	for id, status := range w.money {
		if status == order.GatewayAuthorized {
			w.money[id] = order.GatewayVoided
			if rapid.Bool().Draw(w.t, "notice") {
				w.apply(w.said(id, ""))
			}
			return
		}
	}
}

// check holds the invariants that must hold after every event.
func (w *world) check() {
	accepted := 0
	for _, p := range w.o.Payments {
		if p.Accepted {
			accepted++
		}
		if p.Capture.Stage != order.StageIdle && w.o.Ticketing.Issue.Stage != order.StageDone {
			w.t.Fatalf("capture of %s without tickets", p.ID)
		}
	}
	if accepted > 1 {
		w.t.Fatal("two payments accepted")
	}
	givenUp := w.o.Offer.ChargesCard && w.o.Ticketing.Issue.Stage == order.StageRefused
	if w.o.Ticketing.Issue.Stage != order.StageIdle && accepted == 0 && !givenUp {
		w.t.Fatal("tickets asked for without money")
	}
	for _, p := range w.o.Payments {
		if p.BySupplier && p.CardToken != "" && p.Status != order.PaymentPending {
			w.t.Fatalf("%s of %s, and its card is %q", p.Status, p.ID, p.CardToken)
		}
	}
	if w.bookings > 1 {
		w.t.Fatalf("%d bookings", w.bookings)
	}
	if _, due := w.o.DueAt(); !due && !w.o.Status().Final() && w.o.Attention == "" {
		w.t.Fatalf("order is %s and nothing is due", w.o.Status())
	}
	for id, n := range w.captures {
		if n > 1 {
			w.t.Fatalf("%s captured %d times", id, n)
		}
	}
}

// settled holds what must be true when nothing is due any more.
func (w *world) settled() {
	status := w.o.Status()
	if w.o.Attention != "" {
		return // tickets without money, after the acquirer let it go: a person's case, and one is told
	}
	if !status.Final() {
		w.t.Fatalf("order ends %s: %+v", status, w.o.Payments)
	}
	kept, reserved := 0, 0
	for _, s := range w.money {
		switch s {
		case order.GatewayCaptured:
			kept++
		case order.GatewayAuthorized:
			reserved++
		}
	}
	want := 0
	if status == order.StatusTicketed {
		want = 1
	}
	if w.o.Offer.ChargesCard {
		told := 0
		for _, p := range w.o.Payments {
			if p.Status == order.PaymentCaptured {
				told++
			}
		}
		if told != want || w.charged != want {
			w.t.Fatalf("%s: the supplier charged %d times, %d are told", status, w.charged, told)
		}
		want = 0 // and we took nothing
	}
	if kept != want || reserved != 0 {
		w.t.Fatalf("%s, yet %d payments kept and %d reserved: %v", status, kept, reserved, w.money)
	}
	if ticketed := status == order.StatusTicketed; ticketed != (w.tickets > 0) {
		w.t.Fatalf("%s (%s), and the supplier issued %d tickets, booking %s", status, w.o.CancelReason, w.tickets, w.booking)
	}
	if (status == order.StatusTicketed) != (len(w.o.Ticketing.Tickets) == 1) {
		w.t.Fatalf("%s with %d tickets", status, len(w.o.Ticketing.Tickets))
	}
}

// Whatever gets lost, refused or killed, in whatever order, an order ends with
// one booking at most, one capture exactly when it is ticketed, and nobody's
// money in between (I1 to I8 of the reliability notes).
func TestEveryHistoryEndsWell(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		for range rapid.IntRange(5, 60).Draw(t, "moves") {
			switch rapid.SampledFrom([]string{"work", "work", "work", "work", "pay", "payer", "acquirer", "time", "hours"}).Draw(t, "move") {
			case "work":
				w.work()
			case "pay":
				w.pay()
			case "payer":
				w.payer()
			case "acquirer":
				w.acquirer()
			case "time":
				w.now = w.now.Add(time.Duration(rapid.IntRange(1, 15).Draw(t, "seconds")) * time.Second)
			case "hours":
				w.now = w.now.Add(20 * time.Minute)
			}
		}
		w.faults = false
		for range 400 {
			due, open := w.o.DueAt()
			if !open && !w.calling {
				break
			}
			if open && due.After(w.now) && !w.calling {
				w.now = due
			}
			w.work()
		}
		w.settled()
	})
}
