package order_test

import (
	"errors"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/travel"
)

// byHand drives one order by hand; every event must fit.
type byHand struct {
	t   *testing.T
	now time.Time
	o   order.Order
}

func byHandFrom(t *testing.T, holdable bool) *byHand {
	r := &byHand{t: t, now: time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)}
	offer := travel.Offer{ID: "ofr_1", SupplierID: "air", Net: price, SupplierOffer: travel.SupplierOffer{Total: price, Holdable: holdable}}
	r.do(order.Created{
		Order: order.Order{ID: "ord_1", Offer: offer, Travellers: []travel.Traveller{{Pax: travel.Pax{ID: "p1", PTC: travel.PTCAdult}}}},
		Lease: r.now.Add(10 * time.Second), Settle: r.now.Add(18 * time.Second),
	})
	return r
}

func (r *byHand) do(e order.Event) {
	r.t.Helper()
	next, _, err := order.Apply(r.o, e, r.now)
	if err != nil {
		r.t.Fatalf("%s: %v", e.Kind(), err)
	}
	r.o = next
}

func (r *byHand) held() { r.t.Helper(); r.do(order.Held{Booking: revBooking(travel.BookingHeld)}) }

func (r *byHand) pay(id string) {
	r.t.Helper()
	r.do(order.PaymentStarted{Payment: order.Payment{ID: id, Gateway: "card", Method: order.MethodCard, CardToken: "tok"}, Lease: r.now.Add(10 * time.Second)})
}

func (r *byHand) said(id string, s order.GatewayStatus, f order.WorkKind) order.GatewaySaid {
	return order.GatewaySaid{PaymentID: id, For: f, Status: s, Amount: price, PaidAt: r.now}
}

// paid is a payment begun and authorized.
func (r *byHand) paid(id string) {
	r.t.Helper()
	r.pay(id)
	r.do(r.said(id, order.GatewayAuthorized, order.WorkAuthorize))
}

func (r *byHand) start(kind order.WorkKind) order.Work {
	r.t.Helper()
	w, due := r.o.Next(r.now)
	if !due || w.Kind != kind {
		r.t.Fatalf("next is %+v %v, want %s", w, due, kind)
	}
	r.do(order.Started{Work: w, Lease: r.now.Add(10 * time.Second), Settle: r.now.Add(18 * time.Second)})
	return w
}

func revBooking(s travel.BookingStatus) travel.Booking {
	b := travel.Booking{Ref: []byte("b"), SupplierOrderID: "sup_1", Status: s, Total: price}
	if s == travel.BookingTicketed {
		b.Tickets = []travel.Ticket{{Number: "9992400000001", PaxID: "p1"}}
	}
	return b
}

// The acquirer lets an accepted authorization go (it expired, or was voided in
// its dashboard) before tickets were asked for: none may be bought.
func TestNoTicketForVoidedMoney(t *testing.T) {
	t.Parallel()
	for _, said := range []order.GatewayStatus{order.GatewayVoided, order.GatewayFailed} {
		r := byHandFrom(t, true)
		r.held()
		r.paid("pay_1")
		r.do(r.said("pay_1", said, ""))
		w, due := r.o.Next(r.now)
		if due && w.Kind == order.WorkTicket {
			t.Errorf("after %s the next work is %+v: tickets bought with no money behind them", said, w)
		}
		if said == order.GatewayVoided && due {
			r.start(order.WorkTicket)
			r.do(order.TicketsIssued{Booking: revBooking(travel.BookingTicketed)})
			if _, open := r.o.DueAt(); !open && !r.o.Status().Final() {
				t.Errorf("order is %s for ever: nothing due, attention %q", r.o.Status(), r.o.Attention)
			}
		}
	}
}

// A ticketed order whose money is returned at the gateway must not fall back
// to "ticketing" with nothing due and nobody told.
func TestTicketedThenRefundedAtGateway(t *testing.T) {
	t.Parallel()
	r := ticketedOrder(t, true)
	r.do(r.said("pay_1", order.GatewayRefunded, ""))
	if _, open := r.o.DueAt(); !open && !r.o.Status().Final() && r.o.Attention == "" {
		t.Errorf("order fell from ticketed to %s, nothing due, nobody told", r.o.Status())
	}
}

// A payment that certainly has not been authorized is not authorized for an
// order that ended, nor after PayBy.
func TestNoAuthorizationForADeadOrder(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(r *byHand){
		"cancelled":  func(r *byHand) { r.do(order.BookingSeen{Booking: revBooking(travel.BookingCancelled)}) },
		"past PayBy": func(r *byHand) { r.now = r.o.PayBy.Add(time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := byHandFrom(t, true)
			r.held()
			r.pay("pay_1")
			r.now = r.now.Add(11 * time.Second) // process died; the lease ran out
			w := r.start(order.WorkAuthorize)
			if !w.Resolve {
				t.Fatal("not resolving")
			}
			r.do(order.GatewayAbsent{PaymentID: "pay_1"}) // to be called again
			end(r)
			r.now = r.now.Add(time.Minute)
			w, due := r.o.Next(r.now)
			if due && w.Kind == order.WorkAuthorize && !w.Resolve {
				t.Errorf("order is %s (PayBy %s, now %s) and the next work is to take money: %+v", r.o.Status(), r.o.PayBy, r.now, w)
			}
		})
	}
}

// "No such payment" is not final while the call may still arrive.
func TestAbsentBeforeSettled(t *testing.T) {
	t.Parallel()
	r := byHandFrom(t, true)
	r.held()
	r.now = r.o.PayBy.Add(-time.Second)
	r.pay("pay_1") // lease and settle in 10 s
	r.now = r.now.Add(3 * time.Second)
	r.do(order.GatewayAbsent{PaymentID: "pay_1"}) // own call lost, asked 3 s after it was sent
	p, _ := r.o.Payment("pay_1")
	if p.Status == order.PaymentFailed && r.now.Before(p.Authorize.SettleAt) {
		t.Errorf("payment is %s %s before its call is over for certain: an authorization that still lands is never looked for", p.Status, p.Authorize.SettleAt.Sub(r.now))
	}
}

// A booking that arrives after "there is none" was believed is given back.
func TestLateHoldIsReleased(t *testing.T) {
	t.Parallel()
	r := byHandFrom(t, true)
	r.now = r.now.Add(20 * time.Second) // e.g. POST /v1/sandbox/clock while the call is out
	r.start(order.WorkHold)
	r.do(order.HoldAbsent{})
	next, _, err := order.Apply(r.o, order.Held{Booking: revBooking(travel.BookingHeld)}, r.now)
	if errors.Is(err, order.ErrInvalid) || !hasWork(next, r.now, order.WorkRelease) {
		t.Errorf("the supplier holds seats for an order that is %s; the booking is not kept (%v) and no release is due", next.Status(), err)
	}
}

// Tickets that arrive after the money was sent back are somebody's business.
func TestTicketsAfterRefundAreTold(t *testing.T) {
	t.Parallel()
	r := byHandFrom(t, true)
	r.held()
	r.paid("pay_1")
	r.start(order.WorkTicket)
	r.do(order.TicketRefused{Reason: "rejected"}) // a stale worker's refusal
	next, _, err := order.Apply(r.o, order.TicketsIssued{Booking: revBooking(travel.BookingTicketed)}, r.now)
	if err != nil || next.Attention == "" {
		t.Errorf("tickets issued and money going back: %v, attention %q", err, next.Attention)
	}
}

// The supplier refuses to release because it was paid: the only sign that we
// refunded a buyer who has tickets.
func TestReleaseRefusedAfterTicketingIsTold(t *testing.T) {
	t.Parallel()
	r := byHandFrom(t, true)
	r.held()
	r.paid("pay_1")
	r.start(order.WorkTicket)
	r.do(order.TicketRefused{Reason: "rejected"})
	w := r.start(order.WorkReturn)
	r.do(r.said("pay_1", order.GatewayVoided, w.Kind))
	r.start(order.WorkRelease)
	r.do(order.ReleaseRefused{Reason: "rejected"})
	if r.o.Attention == "" {
		t.Errorf("order is %s, the supplier keeps the booking, and nobody is told", r.o.Status())
	}
}

// A stale worker's word does not end somebody else's attempt.
func TestStaleResultIsFenced(t *testing.T) {
	t.Parallel()
	r := byHandFrom(t, false)
	r.paid("pay_1")
	first := r.start(order.WorkTicket) // A calls, and hangs
	try := r.o.Tries(first)
	r.now = r.now.Add(30 * time.Second)
	second := r.start(order.WorkTicket) // B asks
	if !second.Resolve {
		t.Fatal("B should ask")
	}
	r.do(order.TicketsNotIssued{}) // as findTickets says of a held booking
	r.now = r.now.Add(time.Minute)
	r.start(order.WorkTicket) // B calls
	_, _, err := order.Apply(r.o, order.Result{Work: first, Try: try, Event: order.PutOff{Work: first, Reason: "unavailable"}}, r.now)
	if err == nil {
		t.Errorf("A's word about its own call put B's running call off: a third call can start while B's is out")
	}
	next, _, err := order.Apply(r.o, order.Result{Work: first, Try: try, Event: order.TicketRefused{Reason: "soldOut"}}, r.now)
	if err == nil {
		t.Errorf("A's refusal cancelled the order (%s) while B's call is out", next.Status())
	}
}

// A supplier that has issued nothing yet may be about to: until the call before can
// have arrived no more, it is asked again and not paid again.
func TestNobodyIsPaidTwiceInDoubt(t *testing.T) {
	t.Parallel()
	r := byHandFrom(t, true)
	r.held()
	r.paid("pay_1")
	call := r.start(order.WorkTicket)
	settles := r.o.Ticketing.Issue.SettleAt
	r.do(order.PutOff{Work: call, Unknown: true, Reason: "outcomeUnknown"})
	for asked := 0; ; asked++ {
		due, ok := r.o.DueAt()
		if !ok || asked > 100 {
			t.Fatalf("nothing is due after %d questions", asked)
		}
		r.now = due
		work := r.start(order.WorkTicket)
		if !work.Resolve {
			if asked == 0 || r.now.Before(settles) {
				t.Errorf("called again at %s after %d questions, before the call can be over at %s", r.now, asked, settles)
			}
			return
		}
		r.do(order.TicketsNotIssued{})
	}
}

// Verified again as holdable, an order booked at payment must still be booked.
func TestVerifiedOfferBecomesHoldable(t *testing.T) {
	t.Parallel()
	r := byHandFrom(t, false)
	verified := r.o.Offer
	verified.Holdable = true
	next, _, err := order.Apply(r.o, order.PaymentStarted{Payment: order.Payment{ID: "pay_1", CardToken: "t"}, Lease: r.now.Add(time.Second), Offer: &verified}, r.now)
	if err == nil && next.Offer.Holdable && next.Booking.Hold.Stage == order.StageIdle {
		t.Errorf("the order is now holdable, was never held, and will be ticketed with no booking handle")
	}
}

// A payment the gateway let go is not pending with a dead page to go to.
func TestVoidedPendingPayment(t *testing.T) {
	t.Parallel()
	r := byHandFrom(t, true)
	r.held()
	r.pay("pay_1")
	pending := r.said("pay_1", order.GatewayPending, order.WorkAuthorize)
	pending.NextAction = order.NextAction{Type: order.ActionRedirect, URL: "https://x"}
	r.do(pending)
	r.do(r.said("pay_1", order.GatewayVoided, ""))
	p, _ := r.o.Payment("pay_1")
	if p.Status == order.PaymentPending {
		t.Errorf("gateway voided it, we say %s, next action %+v", p.Status, p.NextAction)
	}
}

// The supplier saying "cancelled" must not wipe what we knew of the booking.
func TestBookingSeenKeepsTheHandle(t *testing.T) {
	t.Parallel()
	r := byHandFrom(t, true)
	r.held()
	r.do(order.BookingSeen{Booking: travel.Booking{Status: travel.BookingCancelled}}) // ordering/pay.go does exactly this
	if r.o.Booking.Said.SupplierOrderID == "" {
		t.Error("supplier order id, handle and locators are gone")
	}
}

func hasWork(o order.Order, now time.Time, kind order.WorkKind) bool {
	w, due := o.Next(now)
	return due && w.Kind == kind
}

// A payer is asked after, for the notice that may never come; the asking ends
// with the payer's decision.
func TestPendingPaymentIsPolled(t *testing.T) {
	t.Parallel()
	r := byHandFrom(t, true)
	r.held()
	r.pay("pay_1")
	pending := r.said("pay_1", order.GatewayPending, order.WorkAuthorize)
	r.do(pending)
	if _, due := r.o.Next(r.now); due {
		t.Fatal("asked at once")
	}
	r.now = r.now.Add(10 * time.Second)
	r.start(order.WorkPoll)
	still := r.said("pay_1", order.GatewayPending, order.WorkPoll)
	r.do(still)
	due, open := r.o.DueAt()
	if !open || !due.After(r.now) || due.After(r.now.Add(time.Minute)) {
		t.Fatalf("asked again at %v, %v", due, open)
	}
	r.now = due
	r.start(order.WorkPoll)
	r.do(r.said("pay_1", order.GatewayAuthorized, order.WorkPoll))
	if p, _ := r.o.Payment("pay_1"); !p.Accepted || p.Poll.Stage != order.StageDone {
		t.Fatalf("%+v", p)
	}
}

// The authorization lapses while the ticket call is out, and the call is then
// refused: the order must end.
func TestLapsedThenRefusedEnds(t *testing.T) {
	t.Parallel()
	for _, said := range []order.GatewayStatus{order.GatewayFailed, order.GatewayVoided} {
		r := byHandFrom(t, false)
		r.paid("pay_1")
		r.start(order.WorkTicket)
		r.do(r.said("pay_1", said, ""))
		r.do(order.TicketRefused{Reason: "rejected"})
		if _, open := r.o.DueAt(); !open && !r.o.Status().Final() && r.o.Attention == "" {
			t.Errorf("after %s: order is %s, nothing due, nobody told; payment %+v", said, r.o.Status(), r.o.Payments[0])
		}
	}
}

// A step begun anew counts its attempts on: the word of a worker that hung
// before that does not fit by accident.
func TestFenceSurvivesRestart(t *testing.T) {
	t.Parallel()
	r := byHandFrom(t, true)
	r.held()
	r.paid("pay_1")
	a := r.start(order.WorkTicket) // A hangs
	stale := order.Result{Work: a, Try: r.o.Tries(a), Event: order.TicketRefused{Reason: "soldOut"}}
	r.now = r.now.Add(time.Minute)
	r.start(order.WorkTicket)
	r.do(order.TicketsNotIssued{})
	r.do(r.said("pay_1", order.GatewayVoided, "")) // money gone: awaits payment again
	r.paid("pay_2")
	r.start(order.WorkTicket)
	next, _, err := order.Apply(r.o, stale, r.now)
	if err == nil {
		t.Errorf("A's word from before the first payment lapsed cancelled the order (%s) while a new call is out", next.Status())
	}
}

// Paid twice over a lapse: the second acceptance is the only one.
func TestPaidAgainAfterLapse(t *testing.T) {
	t.Parallel()
	r := byHandFrom(t, true)
	r.held()
	r.paid("pay_1")
	r.do(r.said("pay_1", order.GatewayFailed, ""))
	r.paid("pay_2")
	r.start(order.WorkTicket)
	r.do(order.TicketsIssued{Booking: revBooking(travel.BookingTicketed)})
	w := r.start(order.WorkCapture)
	if w.PaymentID != "pay_2" {
		t.Errorf("captures %s", w.PaymentID)
	}
}

// A supplier whose holds nobody can give back keeps them until its own deadline.
// After tickets were certainly refused nothing can come of that: no person has
// to look. A supplier that refuses to give back what it could is another matter.
func TestAHoldThatNobodyCanGiveBackLapses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answer  order.Event
		worries bool
	}{
		"no way to": {order.LeftToLapse{}, false},
		"refused":   {order.ReleaseRefused{Reason: "rejected"}, true},
	} {
		r := byHandFrom(t, true)
		r.held()
		r.paid("pay_1")
		r.start(order.WorkTicket)
		r.do(order.TicketRefused{Reason: "rejected"})
		r.start(order.WorkReturn)
		r.do(r.said("pay_1", order.GatewayVoided, order.WorkReturn))
		w := r.start(order.WorkRelease)
		r.do(order.Result{Work: w, Try: r.o.Tries(w), Event: tc.answer})
		if work, due := r.o.Next(r.now.Add(time.Hour)); due || r.o.Status() != order.StatusRefunded {
			t.Errorf("%s: %s, and then %+v", name, r.o.Status(), work)
		}
		if worried := r.o.Attention != ""; worried != tc.worries {
			t.Errorf("%s: attention %q", name, r.o.Attention)
		}
	}
}
