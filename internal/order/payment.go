package order

import (
	"time"

	"github.com/farebridge/farebridge/internal/money"
)

// PaymentMethod is how a caller chooses to pay.
type PaymentMethod string

// The methods of the surface; a gateway says which it takes.
const (
	MethodCard         PaymentMethod = "card"
	MethodAlipay       PaymentMethod = "alipay"
	MethodWeChatPay    PaymentMethod = "wechatPay"
	MethodOfficialCard PaymentMethod = "officialCard"
	MethodDeposit      PaymentMethod = "deposit"
)

// PaymentStatus is how far a payment has come.
type PaymentStatus string

// The payment statuses, as callers see them.
const (
	PaymentPending    PaymentStatus = "pending"
	PaymentAuthorized PaymentStatus = "authorized"
	PaymentCaptured   PaymentStatus = "captured"
	PaymentFailed     PaymentStatus = "failed"
	PaymentSuperseded PaymentStatus = "superseded"
	PaymentRefunded   PaymentStatus = "refunded"
)

// NextActionType is what the payer has to do.
type NextActionType string

// The next actions.
const (
	ActionNone     NextActionType = "none"
	ActionRedirect NextActionType = "redirect"
)

// NextAction is what the payer has to do, if anything.
type NextAction struct {
	Type   NextActionType
	URL    string
	Method string // HTTP method of the redirect, GET or POST
}

// ReturnKind says how money goes back.
type ReturnKind string

// A void lets a reservation go: nothing was ever taken. A refund returns what
// was captured.
const (
	ReturnVoid   ReturnKind = "void"
	ReturnRefund ReturnKind = "refund"
)

// Payment is one attempt to pay an order.
type Payment struct {
	ID      string // also the reference the gateway knows it by
	Method  PaymentMethod
	Gateway string // "": none, see BySupplier
	// BySupplier: the supplier charges the card when it issues the tickets, and is
	// the merchant of record. Until it says that it did, the payment is pending; we
	// never had the money, and have none to give back.
	BySupplier  bool
	GatewayRef  string
	Amount      money.Money
	Status      PaymentStatus
	CardToken   string // forgotten as soon as the gateway, or supplier, has answered
	ReturnURL   string
	DeclineCode string
	NextAction  NextAction
	CreatedAt   time.Time
	PaidAt      time.Time // the gateway's own time; zero: not authorized
	CapturedAt  time.Time
	Accepted    bool // this payment buys the tickets

	Authorize  Step
	Poll       Step // while the payer has something to do
	Capture    Step
	Return     Step
	Returning  ReturnKind // "": the money stays
	ReturnedAt time.Time
}

// stands reports that the money is reserved or ours, and stays; or that a card
// is there for the supplier to charge.
func (p Payment) stands() bool {
	return p.Returning == "" && (p.Status == PaymentAuthorized || p.Status == PaymentCaptured || p.BySupplier && p.Status == PaymentPending)
}

// Open reports that the payer or the gateway may still make it succeed.
func (p Payment) Open() bool { return p.Status == PaymentPending }
