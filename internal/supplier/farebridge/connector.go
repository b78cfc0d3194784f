package farebridge

import (
	"log/slog"
	"net/http"

	"github.com/farebridge/farebridge/internal/supplier"
)

// Config is our account with one other Farebridge.
type Config struct {
	ID         string       // the supplier's id in our configuration
	BaseURL    string       // without /v1, e.g. https://api.skybridge.example
	Token      string       // our API key there
	HTTPClient *http.Client // nil: http.DefaultClient's transport
	Logger     *slog.Logger // nil: nothing is logged
}

// New makes a connector with every role the API has a call for. Release is not
// among them: what is not paid lapses there at its payBy, and no call gives it
// back earlier. A wrong address or token shows at the first call, as Unavailable.
func New(cfg Config) *supplier.Connector {
	logger := cfg.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	c := &connector{peer: newPeer(cfg.BaseURL, cfg.Token, cfg.HTTPClient), logger: logger.With("supplier", cfg.ID)}
	return &supplier.Connector{ID: cfg.ID, AccountCodes: true, Shop: c, Price: c, Book: c, Ticket: c, Retrieve: c, Funds: c}
}

// connector plays every role; each role has its own file.
type connector struct {
	peer   *peer
	logger *slog.Logger
}
