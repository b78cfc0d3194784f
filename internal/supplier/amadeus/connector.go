package amadeus

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
)

// Config is one application registered with one server that speaks Amadeus
// Self-Service.
type Config struct {
	ID           string           // the supplier's id in our configuration
	BaseURL      string           // without /v1, e.g. https://api.amadeus.com
	ClientID     string           // the application's key; test and live data are separate worlds
	ClientSecret string           // its secret
	HTTPClient   *http.Client     // nil: http.DefaultClient's transport
	Logger       *slog.Logger     // nil: nothing is logged
	Now          func() time.Time // required; says when a token is too old

	Currency  money.Currency // asked for in searches; empty: Amadeus chooses by the place of departure
	MaxOffers int            // of one search; 0: 250, the most Amadeus gives
	// Upsell is of how many of a search's cheapest offers the dearer brands of the
	// same flights are asked for, in one more call each. 0: none.
	Upsell int
	// Office is the zone of the office that books, where ticketing limits are its
	// local times: Amadeus does not say whose they are. nil: those of the place of
	// departure, as everything else in an offer.
	Office *time.Location
}

// maxOffers is the most offers Amadeus returns, and its default.
const maxOffers = 250

// New makes a connector that can do everything Self-Service can. A wrong address
// or secret shows at the first call, as Unavailable.
func New(cfg Config) *supplier.Connector {
	logger := cfg.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	c := &connector{
		client:    newClient(cfg),
		logger:    logger.With("supplier", cfg.ID),
		currency:  cfg.Currency,
		maxOffers: cfg.MaxOffers,
		upsell:    cfg.Upsell,
		office:    cfg.Office,
	}
	if c.maxOffers <= 0 || c.maxOffers > maxOffers {
		c.maxOffers = maxOffers
	}
	return &supplier.Connector{
		ID: cfg.ID, Shop: c, Price: c, Services: c, Seats: c, Rules: c,
		Book: c, Retrieve: c, Release: c,
	}
}

// connector plays every role; each role has its own file.
type connector struct {
	client    *client
	logger    *slog.Logger
	currency  money.Currency
	maxOffers int
	upsell    int
	office    *time.Location // nil: the place of departure's
}
