package ordering

import (
	"context"
	"errors"
	"time"

	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/order"
)

// Store keeps orders. Every method but PaymentOrder, SupplierOrder, RecordNotice and Due acts
// within the agency in ctx and fails without one; another agency's order is
// ErrNotFound.
type Store interface {
	// Now is the database's clock, with the sandbox's offset.
	Now(ctx context.Context) (time.Time, error)

	// Create runs decide with the transaction's now and writes what it returns:
	// the new order, its events, its jobs, and the claim of its key. A claim
	// that somebody holds is ErrKeyTaken, and nothing is written.
	Create(ctx context.Context, decide func(now time.Time) (Change, error)) error

	// Update loads an order, runs decide and writes what it returns. decide is
	// pure: it runs again when another writer was faster. A Change without
	// events writes no order (but its claim, answer and jobs, if any). An error
	// of decide comes back as it is, and nothing is written.
	Update(ctx context.Context, orderID string, decide func(o order.Order, now time.Time) (Change, error)) error

	// Order reads one order; ErrNotFound.
	Order(ctx context.Context, orderID string) (order.Order, error)
	// List reads a page of orders, newest first. The cursor is "" on the last page.
	List(ctx context.Context, filter Filter) ([]order.Order, string, error)
	// History reads an order's events, oldest first; ErrNotFound.
	History(ctx context.Context, orderID string) ([]order.Record, error)

	// Claimed reads who holds a key; ErrNotFound.
	Claimed(ctx context.Context, key Key) (Claim, error)
	// Answer keeps the first answer to a claimed key, and gives the one that is
	// kept: a later answer changes nothing.
	Answer(ctx context.Context, key Key, answer Answer) (Answer, error)

	// PaymentOrder finds whose payment it is; ErrNotFound.
	PaymentOrder(ctx context.Context, gateway, paymentID string) (Due, error)
	// SupplierOrder finds whose booking a supplier means: by our reference when it
	// gave one, else by its own number; ErrNotFound.
	SupplierOrder(ctx context.Context, supplierID, reference, supplierOrderID string) (Due, error)
	// RecordNotice remembers the notice of a peer (a gateway, or "supplier/" and
	// its id) and enqueues jobs in the same transaction. The answer is false for a
	// notice seen before; nothing is enqueued.
	RecordNotice(ctx context.Context, peer, noticeID string, enqueue ...jobs.Job) (bool, error)
	// Due lists orders of all agencies whose work is due, oldest first.
	Due(ctx context.Context, limit int) ([]Due, error)
}

// Change is what one decision writes, all of it in one transaction.
type Change struct {
	Order   order.Order
	Events  []order.Record
	Jobs    []jobs.Job
	Claim   *Key   // an idempotency key to take for this order
	Subject string // with Claim: what the key's answer is about, e.g. the payment id
}

// Filter selects orders. Zero fields do not.
type Filter struct {
	Status          order.Status
	Reference       string
	ClientReference string
	CreatedAfter    time.Time // later than this instant
	Limit           int
	After           string
}

// Key is an idempotency key, scoped by the agency in ctx and Operation.
type Key struct {
	Operation string
	Value     string
	InputHash [32]byte
}

// Claim is a key that was taken.
type Claim struct {
	InputHash [32]byte
	OrderID   string
	Subject   string
	Answer    *Answer // nil: the first call has not answered yet
}

// Answer is what was answered first, byte for byte.
type Answer struct {
	Status      int
	ContentType string
	Location    string
	Body        []byte
}

// Due names an order for a worker that acts for any agency.
type Due struct {
	AgencyID string
	OrderID  string
}

// What a Store can say.
var (
	ErrNotFound = errors.New("ordering: not found")
	ErrKeyTaken = errors.New("ordering: idempotency key taken")
)
