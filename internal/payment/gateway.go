package payment

import (
	"context"
	"net/http"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
)

// Gateway is one payment provider. Methods lists what callers may choose.
type Gateway struct {
	ID        string // in notices' path: /v1/notices/payments/{ID}
	Methods   []order.PaymentMethod
	Authorize Authorizer
	Capture   Capturer
	Void      Voider
	Refund    Refunder
	Query     Querier
	Notices   NoticeReader
}

// Intent asks for money.
type Intent struct {
	Reference      string // our payment id; the gateway knows the payment by it
	OrderReference string // our order id
	Amount         money.Money
	CardToken      string // what the gateway's own card form gave the caller
	NotifyURL      string // where signed notices go
	ReturnURL      string // where a redirected payer comes back to; "" none
	ExpiresAt      time.Time
}

// Status is how far a payment has come at the gateway.
type Status string

// The statuses.
const (
	Pending    Status = "pending"    // the payer has something to do: NextAction
	Authorized Status = "authorized" // the money is reserved
	Captured   Status = "captured"   // the money is ours
	Failed     Status = "failed"     // declined or abandoned; nothing was taken
	Voided     Status = "voided"     // the reservation was let go; nothing was taken
	Refunded   Status = "refunded"   // all of it went back
)

// State is the gateway's word on one payment.
type State struct {
	Reference   string
	GatewayRef  string // the gateway's own id
	Status      Status
	Amount      money.Money
	PaidAt      time.Time // the gateway's own time of authorization; zero: not yet
	DeclineCode string
	NextAction  order.NextAction
}

// Authorizer starts a payment. The same Reference again is the same payment.
type Authorizer interface {
	Authorize(ctx context.Context, in Intent) (State, error)
}

// Capturer takes what was authorized, in full.
type Capturer interface {
	Capture(ctx context.Context, reference string) (State, error)
}

// Voider lets an authorization go.
type Voider interface {
	Void(ctx context.Context, reference string) (State, error)
}

// Refunder gives captured money back, in full, under a reference of its own.
type Refunder interface {
	Refund(ctx context.Context, reference string, amount money.Money, refundReference string) (State, error)
}

// Querier asks for the truth. A false answer says that the gateway knows no
// payment under that reference.
type Querier interface {
	Query(ctx context.Context, reference string) (State, bool, error)
}

// Notice is a verified callback. ID is the gateway's own, for deduplication.
type Notice struct {
	ID        string
	Reference string
}

// NoticeReader verifies a callback over its raw bytes. An error is a forged,
// stale or malformed notice, and is answered 400 without a change.
type NoticeReader interface {
	ReadNotice(header http.Header, body []byte, now time.Time) (Notice, error)
}
