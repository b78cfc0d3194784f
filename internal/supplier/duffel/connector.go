package duffel

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

// Config is one account with one Duffel-speaking server.
type Config struct {
	ID              string        // the supplier's id in our configuration
	BaseURL         string        // without /air, e.g. https://api.duffel.com
	Token           string        // access token; test and live data are separate worlds
	HTTPClient      *http.Client  // nil: http.DefaultClient's transport
	Logger          *slog.Logger  // nil: nothing is logged
	SupplierTimeout time.Duration // how long Duffel may ask airlines when ctx has no deadline; 0: 20 s, Duffel's default

	// BatchSearch asks for offers airline by airline: what has come when the
	// caller's time is over is a partial answer, where one call for all would have
	// brought nothing.
	BatchSearch bool
	// PaymentType is what orders are paid with: PaymentBalance, PaymentARCBSP for
	// agents with agreements of their own, or PaymentCard, the traveller's. Empty:
	// PaymentBalance.
	PaymentType string
	// WebhookSecret is the one shown when the webhook was made. Empty: notices
	// cannot be told from forgeries, and the connector has no Notify.
	WebhookSecret string
}

// The payment types of Config, in Duffel's words.
const (
	PaymentBalance = "balance"
	PaymentARCBSP  = "arc_bsp_cash"
	PaymentCard    = "card"
)

// New makes a connector that can do everything Duffel can. A wrong address or
// token shows at the first call, as Unavailable.
func New(cfg Config) *supplier.Connector {
	logger := cfg.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	timeout := cfg.SupplierTimeout
	if timeout <= 0 {
		timeout = defaultSupplierTimeout
	}
	paymentType := cfg.PaymentType
	if paymentType == "" {
		paymentType = PaymentBalance
	}
	c := &connector{
		client:          newClient(cfg.BaseURL, cfg.Token, cfg.HTTPClient),
		logger:          logger.With("supplier", cfg.ID),
		supplierTimeout: timeout,
		batches:         cfg.BatchSearch,
		paymentType:     paymentType,
	}
	// No Funds: Duffel v2 shows its balance to people only. /air/payments lists the
	// payments of one order, and that a balance does not suffice is told by the
	// refusal (insufficient_balance).
	roles := &supplier.Connector{
		ID: cfg.ID, AccountCodes: true, Shop: c, Price: c, Services: c, Seats: c, Rules: c,
		Book: c, Ticket: c, Retrieve: c, Release: c, Refund: c, Change: c, Accept: c,
	}
	if cfg.WebhookSecret != "" {
		roles.Notify = notifier{secret: []byte(cfg.WebhookSecret)}
	}
	return roles
}

// connector plays every role; each role has its own file.
type connector struct {
	client          *client
	logger          *slog.Logger
	supplierTimeout time.Duration
	batches         bool
	paymentType     string
}
