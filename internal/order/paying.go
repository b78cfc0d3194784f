package order

import (
	"errors"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// Why an order cannot be paid now.
var (
	ErrAlreadyPaid    = errors.New("order: already paid")
	ErrPaymentRunning = errors.New("order: another payment's outcome is being found out")
	ErrNotPayable     = errors.New("order: not awaiting payment")
)

func (o Order) payable() error {
	if _, accepted := o.Accepted(); accepted {
		return ErrAlreadyPaid
	}
	if o.Status() != StatusAwaitingPayment {
		return ErrNotPayable
	}
	for _, p := range o.Payments {
		if p.Authorize.open() {
			return ErrPaymentRunning
		}
	}
	return nil
}

// PaymentStarted is the intent to authorize the order's total or, where the
// supplier charges the card, to have it charge that and issue the tickets in one.
// It calls off payments that still wait for their payer (R-000-42).
type PaymentStarted struct {
	Payment Payment // ID, Method, Gateway or BySupplier, CardToken, ReturnURL
	Lease   time.Time
	Settle  time.Time // as Started's; never before Lease
	// Offer is the offer as it was verified again for this payment, at a price the
	// buyer accepted: where the supplier cannot hold, or holds at another price now.
	Offer *travel.Offer
}

// Kind names the event.
func (PaymentStarted) Kind() string { return "payment.started" }

// Detail names the payment and its method.
func (e PaymentStarted) Detail() string { return e.Payment.ID + " " + string(e.Payment.Method) }

func (e PaymentStarted) apply(o *Order, now time.Time) error {
	if err := o.payable(); err != nil {
		return err
	}
	if now.After(o.PayBy) {
		return ErrNotPayable
	}
	if e.Offer != nil {
		if e.Offer.SupplierID != o.Offer.SupplierID {
			return invalid(e, o)
		}
		held := o.Offer.Holdable // what was never held is booked when it is paid, whatever could be by now
		o.Offer = *e.Offer
		o.Offer.Holdable = held
		if held {
			o.Booking.Said.Total = e.Offer.Net
		}
	}
	if e.Payment.BySupplier != o.Offer.ChargesCard {
		return invalid(e, o) // nobody else may take the money
	}
	for i := range o.Payments {
		o.Payments[i].giveBack(now)
	}
	p := e.Payment
	p.Amount, p.Status, p.CreatedAt = o.Total(), PaymentPending, now
	p.NextAction = NextAction{Type: ActionNone}
	settle := e.Lease
	if e.Settle.After(settle) {
		settle = e.Settle
	}
	if p.BySupplier {
		p.Accepted = true
		o.Ticketing.Issue.due(now)
		o.Ticketing.Issue.start(e.Lease, settle, now)
	} else {
		p.Authorize.start(e.Lease, settle, now)
	}
	o.Payments = append(o.Payments, p)
	return nil
}

// GatewayStatus is the gateway's word on a payment.
type GatewayStatus string

// What a gateway can say.
const (
	GatewayPending    GatewayStatus = "pending"
	GatewayAuthorized GatewayStatus = "authorized"
	GatewayCaptured   GatewayStatus = "captured"
	GatewayFailed     GatewayStatus = "failed"
	GatewayVoided     GatewayStatus = "voided"
	GatewayRefunded   GatewayStatus = "refunded"
)

// GatewaySaid is the gateway's answer about one payment, whoever asked: our
// own call, the poller, or a notice that made us ask. All of them converge here.
type GatewaySaid struct {
	PaymentID   string
	For         WorkKind // the step this answers; "": somebody else asked
	GatewayRef  string
	Status      GatewayStatus
	Amount      money.Money
	PaidAt      time.Time
	DeclineCode string
	NextAction  NextAction
}

// Kind names the event by what was said.
func (e GatewaySaid) Kind() string { return "payment." + string(e.Status) }

// Detail names the payment.
func (e GatewaySaid) Detail() string { return e.PaymentID }

func (e GatewaySaid) apply(o *Order, now time.Time) error {
	p := o.payment(e.PaymentID)
	if p == nil {
		return invalid(e, o)
	}
	before := *p
	if e.GatewayRef != "" {
		p.GatewayRef = e.GatewayRef
	}
	switch e.Status {
	case GatewayPending:
		o.saidPending(p, e, now)
	case GatewayAuthorized:
		o.saidAuthorized(p, e, now)
	case GatewayCaptured:
		o.saidAuthorized(p, e, now)
		o.saidCaptured(p, e, now)
	case GatewayFailed:
		o.saidFailed(p, e)
	case GatewayVoided, GatewayRefunded:
		o.saidReturned(p, now)
	default:
		return invalid(e, o)
	}
	if *p == before {
		return errNothingNew
	}
	return nil
}

// firstPoll is how long a payer is left alone before the gateway is asked. A
// notice usually comes first; the poll is for those that are lost.
const firstPoll = 10 * time.Second

func (o *Order) saidPending(p *Payment, e GatewaySaid, now time.Time) {
	if p.Status != PaymentPending && p.Status != PaymentSuperseded {
		return // an old answer that came late
	}
	p.NextAction = e.NextAction
	p.answered(StageDone)
	switch {
	case p.Status != PaymentPending:
	case p.Poll.Stage == StageIdle:
		p.Poll.due(now.Add(firstPoll))
	case e.For == WorkPoll && p.Poll.inDoubt():
		p.Poll.again(StageDue, now)
	}
	if e.For == WorkReturn && p.Return.inDoubt() {
		p.Return.again(StageDue, now)
	}
}

// saidAuthorized accepts the first timely authorization of the right amount
// while the order waits for one. Any other goes back (R-000-42, scenario 11).
func (o *Order) saidAuthorized(p *Payment, e GatewaySaid, now time.Time) {
	switch p.Status {
	case PaymentAuthorized:
		// Asked after a call in doubt: it did not happen yet.
		if e.For == WorkCapture && p.Capture.inDoubt() && e.Status == GatewayAuthorized {
			p.Capture.again(StageDue, now)
		}
		if e.For == WorkReturn && p.Return.inDoubt() && e.Status == GatewayAuthorized {
			p.Return.again(StageDue, now)
		}
		return
	case PaymentCaptured, PaymentRefunded:
		return
	case PaymentPending, PaymentFailed, PaymentSuperseded:
	}
	wanted := p.Status == PaymentPending && o.awaits()
	p.NextAction = NextAction{Type: ActionNone}
	p.Status, p.PaidAt = PaymentAuthorized, e.PaidAt
	p.answered(StageDone)
	if p.PaidAt.IsZero() {
		p.PaidAt = now
	}
	timely := !p.PaidAt.After(o.PayBy)
	if !wanted || !timely || !e.Amount.Equal(p.Amount) {
		p.Return.forget() // calling off a pending payment is over; now it is money
		p.giveBack(now)
		return
	}
	p.Accepted = true
	for i := range o.Payments {
		if o.Payments[i].ID != p.ID {
			o.Payments[i].giveBack(now)
		}
	}
	o.Ticketing.Issue.due(now)
}

// awaits reports that the order still waits for a payment to accept.
func (o *Order) awaits() bool {
	_, accepted := o.Accepted()
	return !accepted && o.Status() == StatusAwaitingPayment
}

func (o *Order) saidCaptured(p *Payment, e GatewaySaid, now time.Time) {
	if p.Status != PaymentAuthorized {
		if e.For == WorkReturn && p.Status == PaymentCaptured && p.Return.inDoubt() {
			p.Return.again(StageDue, now)
		}
		return
	}
	p.Status, p.CapturedAt = PaymentCaptured, now
	p.Capture.finish(StageDone)
	if p.Returning != "" {
		// Captured before the void arrived: then it is a refund.
		p.Returning = ReturnRefund
		p.Return.due(now)
	}
}

func (o *Order) saidFailed(p *Payment, e GatewaySaid) {
	switch p.Status {
	case PaymentPending, PaymentSuperseded:
		p.Status, p.DeclineCode = PaymentFailed, e.DeclineCode
		p.NextAction = NextAction{Type: ActionNone}
		p.answered(StageRefused)
		p.Return.forget()
		p.Returning = ""
	case PaymentAuthorized:
		p.Status, p.DeclineCode = PaymentFailed, e.DeclineCode
		if p.Return.open() {
			p.Return.finish(StageDone)
		}
		o.moneyGone(p)
	case PaymentCaptured, PaymentFailed, PaymentRefunded:
	}
}

func (o *Order) saidReturned(p *Payment, now time.Time) {
	if p.Return.Stage == StageDone {
		return
	}
	asked := p.Returning != ""
	p.Return.finish(StageDone)
	p.NextAction = NextAction{Type: ActionNone}
	switch p.Status {
	case PaymentAuthorized, PaymentCaptured:
		if !asked {
			p.Returning = ReturnVoid
			if p.Status == PaymentCaptured {
				p.Returning = ReturnRefund
			}
		}
		p.Status, p.ReturnedAt = PaymentRefunded, now
	case PaymentPending:
		// Called off at the gateway, not by us: the payer's page is dead.
		p.Status, p.DeclineCode = PaymentFailed, string(GatewayVoided)
	case PaymentFailed, PaymentSuperseded, PaymentRefunded:
	}
	p.answered(StageDone)
	if !asked {
		o.moneyGone(p)
	}
}

// moneyGone takes back what an accepted payment allowed, when the gateway says
// that it does not stand any more. Tickets that were not asked for, or certainly
// not issued, are not asked for: the order awaits payment again. Tickets in
// doubt are found out about first; issued ones are a person's case.
func (o *Order) moneyGone(p *Payment) {
	if p.Capture.open() {
		p.Capture.finish(StageRefused)
	}
	if p.Accepted && o.CancelReason == "" && o.Ticketing.Issue.Stage == StageDue {
		p.Accepted = false
		o.Ticketing.Issue.forget()
	}
}

// GatewayAbsent says that the gateway, asked, knows no such payment.
type GatewayAbsent struct{ PaymentID string }

// Kind names the event.
func (GatewayAbsent) Kind() string { return "payment.absent" }

// Detail names the payment.
func (e GatewayAbsent) Detail() string { return e.PaymentID }

func (e GatewayAbsent) apply(o *Order, now time.Time) error {
	p := o.payment(e.PaymentID)
	switch {
	case p == nil:
		return invalid(e, o)
	case p.Authorize.open() && p.CardToken != "" && o.awaits() && !now.After(o.PayBy):
		// The gateway never heard of it. The call is safe to make: it carries
		// our reference, under which it can happen only once.
		p.Authorize.again(StageDue, now)
	case p.Authorize.open() && now.Before(p.Authorize.SettleAt):
		p.Authorize.again(StageUnknown, now) // the call may still arrive
	case p.Authorize.open():
		p.Status = PaymentFailed
		p.answered(StageRefused)
	case p.Return.open() && p.PaidAt.IsZero():
		p.Return.finish(StageDone)
	case p.Return.open():
		// It said it had the money. A person will be told in due time.
		p.Return.again(StageUnknown, now)
	default:
		return errNothingNew
	}
	return nil
}

// GatewayRefused says that a call can never succeed.
type GatewayRefused struct {
	Work Work
	Code string
}

// Kind names the event.
func (e GatewayRefused) Kind() string { return string(e.Work.Kind) + ".refused" }

// Detail names the payment and the gateway's code.
func (e GatewayRefused) Detail() string { return e.Work.PaymentID + " " + e.Code }

func (e GatewayRefused) apply(o *Order, _ time.Time) error {
	step, p := o.step(e.Work), o.payment(e.Work.PaymentID)
	if p == nil || step == nil || !step.open() {
		return invalid(e, o)
	}
	if e.Work.Kind == WorkAuthorize {
		p.Status, p.DeclineCode = PaymentFailed, e.Code
		p.answered(StageRefused)
		return nil
	}
	step.finish(StageRefused)
	return nil
}

// answered ends the authorization call and forgets the card token.
func (p *Payment) answered(stage Stage) {
	if p.Authorize.open() {
		p.Authorize.finish(stage)
	}
	p.CardToken = ""
	if p.Poll.open() && p.Status != PaymentPending {
		p.Poll.finish(StageDone)
	}
}

// giveBack starts returning whatever the payment may have taken. A payment
// whose authorization is still in doubt is judged when its outcome is known.
func (p *Payment) giveBack(now time.Time) {
	if p.Returning != "" && (p.Return.open() || p.Return.Stage == StageDone) {
		return
	}
	if p.BySupplier {
		p.uncharged(NotCharged)
		return
	}
	switch p.Status {
	case PaymentPending:
		if p.Authorize.open() {
			return
		}
		p.Status, p.Returning = PaymentSuperseded, ReturnVoid
	case PaymentAuthorized:
		p.Returning = ReturnVoid
	case PaymentCaptured:
		p.Returning = ReturnRefund
	case PaymentFailed, PaymentSuperseded, PaymentRefunded:
		return
	}
	if p.Capture.open() {
		p.Capture.forget()
	}
	if p.Poll.open() {
		p.Poll.finish(StageDone)
	}
	p.NextAction = NextAction{Type: ActionNone}
	p.Return.due(now)
}
