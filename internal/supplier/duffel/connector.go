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
}

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
	c := &connector{
		client:          newClient(cfg.BaseURL, cfg.Token, cfg.HTTPClient),
		logger:          logger.With("supplier", cfg.ID),
		supplierTimeout: timeout,
	}
	return &supplier.Connector{ID: cfg.ID, Shop: c, Price: c, Book: c, Ticket: c, Retrieve: c, Release: c, Check: c}
}

// connector plays every role; each role has its own file.
type connector struct {
	client          *client
	logger          *slog.Logger
	supplierTimeout time.Duration
}
