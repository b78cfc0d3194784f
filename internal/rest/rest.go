package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Shopping finds offers (shopping.Service).
type Shopping interface {
	AirShopping(ctx context.Context, in shopping.Input) (shopping.Result, error)
	Stream(ctx context.Context, in shopping.Input, line func([]byte) error) error
	Retrieve(ctx context.Context, page shopping.Page) (shopping.Encoded, error)
}

// Pricing knows what offers cost (pricing.Service).
type Pricing interface {
	Offer(ctx context.Context, agencyID, offerID string) (travel.Offer, error)
	OfferPrice(ctx context.Context, in pricing.Input) (pricing.Result, error)
	SeatMaps(ctx context.Context, agencyID, program, offerID string) (pricing.Ancillaries[[]travel.SeatMap], error)
	Services(ctx context.Context, agencyID, program, offerID string) (pricing.Ancillaries[[]pricing.ListedService], error)
	Rules(ctx context.Context, agencyID, program, offerID string) (pricing.Ancillaries[travel.Rules], error)
	Accuracy(supplierID string) pricing.Accuracy
}

// Ordering sells (ordering.Service). It acts for the principal in ctx.
type Ordering interface {
	Create(ctx context.Context, in ordering.CreateInput) (ordering.Answered, error)
	Pay(ctx context.Context, in ordering.PayInput) (ordering.Answered, error)
	Order(ctx context.Context, orderID string, live bool) (order.Order, time.Time, error)
	Orders(ctx context.Context, filter ordering.Filter) ([]order.Order, string, time.Time, error)
	History(ctx context.Context, orderID string) ([]order.Record, error)
	Payment(ctx context.Context, orderID, paymentID string) (order.Order, order.Payment, error)
	ConfirmPayment(ctx context.Context, orderID, paymentID string) (order.Order, order.Payment, error)
	Notice(ctx context.Context, gatewayID string, header http.Header, body []byte) error
	SupplierNotice(ctx context.Context, supplierID string, header http.Header, body []byte) (supplier.NoticeReply, error)
}

// Authenticator says whose key it is (account.Service).
type Authenticator interface {
	Authenticate(ctx context.Context, key string) (account.Principal, error)
}

// Agencies shows an agency to itself (account.Service).
type Agencies interface {
	Profile(ctx context.Context) (account.Profile, error)
}

// Clock is the time offers live by.
type Clock interface {
	Now(ctx context.Context) (time.Time, error)
}

// SandboxClock is a clock that callers may move.
type SandboxClock interface {
	ClockOffset(ctx context.Context) (time.Duration, error)
	// AdvanceClock moves the clock forward for everybody, and gives the time and
	// the offset after that.
	AdvanceClock(ctx context.Context, by time.Duration) (time.Time, time.Duration, error)
}

// Answered is one call of the API when it has been answered. All words in it are
// of closed lists: it may be counted by them.
type Answered struct {
	Method string // "other" for one that is no operation's
	Route  string // the pattern that matched, "-" for none
	Status int    // 499: the caller left before
	Code   travel.Code
	Took   time.Duration
}

// Deps are what the API is made of. All but Limiter, Sandbox, Ready and Observe
// are required.
type Deps struct {
	Shopping Shopping
	Pricing  Pricing
	Ordering Ordering
	Keys     Authenticator
	Agencies Agencies
	Programs fare.Programs // under which callers buy
	// Suppliers are whose offers are sold, in the order they are listed.
	Suppliers []supplier.Profile
	Clock     Clock
	Wall      func() time.Time // measures how long a call takes; decides nothing
	Logger    *slog.Logger
	Version   string
	Limiter   Limiter // nil: nobody counts calls
	Limits    Limits
	Sandbox   SandboxClock                    // nil: production, where nothing can be staged
	Players   []string                        // suppliers that play along with what is staged; nil: nobody knows
	Ready     func(ctx context.Context) error // nil: always ready
	Observe   func(Answered)                  // nil: nobody counts answers
}

// server answers every operation of the specification.
type server struct {
	shopping   Shopping
	pricing    Pricing
	ordering   Ordering
	keys       Authenticator
	agencies   Agencies
	programs   fare.Programs
	profiles   []supplier.Profile
	suppliers  suppliers
	clock      Clock
	wall       func() time.Time
	logger     *slog.Logger
	version    string
	sandbox    SandboxClock
	players    []string
	ready      func(ctx context.Context) error
	observe    func(Answered)
	limiter    Limiter
	calls      budget
	searches   budget
	shapes     *shapes
	operations []operation
}

var _ api.StrictServerInterface = (*server)(nil)

// New makes the API's handler.
func New(d Deps) (*echo.Echo, error) {
	if d.Shopping == nil || d.Pricing == nil || d.Ordering == nil || d.Keys == nil || d.Agencies == nil || d.Clock == nil || d.Wall == nil || d.Logger == nil {
		return nil, errors.New("rest: a dependency is missing")
	}
	spec, err := api.GetSpec()
	if err != nil {
		return nil, fmt.Errorf("rest: specification: %w", err)
	}
	shapes, err := newShapes()
	if err != nil {
		return nil, fmt.Errorf("rest: validator: %w", err)
	}
	s := &server{
		shopping: d.Shopping, pricing: d.Pricing, ordering: d.Ordering, keys: d.Keys, agencies: d.Agencies, programs: d.Programs, profiles: d.Suppliers, suppliers: newSuppliers(d.Suppliers), clock: d.Clock, wall: d.Wall,
		logger: d.Logger, version: d.Version, sandbox: d.Sandbox, players: d.Players, ready: d.Ready, observe: d.Observe,
		limiter: d.Limiter, calls: newBudget("calls", d.Limits.Calls), searches: newBudget("searches", d.Limits.Searches),
		shapes: shapes, operations: operations(spec),
	}
	reference.Prepare()
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = s.handleError
	e.Use(s.identify, s.logAccess, s.recoverPanics, s.limitBody)
	api.RegisterHandlersWithOptions(readable{e}, api.NewStrictHandler(s, nil), api.RegisterHandlersOptions{OperationMiddlewares: s.gates()})
	s.addHealth(readable{e})
	err = s.addDocs(readable{e})
	if err != nil {
		return nil, err
	}
	return e, nil
}

// readable answers HEAD wherever it answers GET (RFC 9110 §9.3.2); net/http keeps
// the body back.
type readable struct{ *echo.Echo }

// GET adds a route for both methods.
func (r readable) GET(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route {
	r.HEAD(path, h, m...)
	return r.Echo.GET(path, h, m...)
}

// Server is an http.Server that slow or silent clients cannot hold on to. The
// time to write begins with the request and outlives the longest call: a
// verification, and the 25 seconds an order waits for its supplier.
func Server(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
}
