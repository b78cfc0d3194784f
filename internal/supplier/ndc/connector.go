package ndc

import (
	"log/slog"
	"net/http"

	"github.com/farebridge/farebridge/internal/supplier"
)

// Config is one account with one NDC-speaking airline or aggregator.
type Config struct {
	ID         string       // the supplier's id in our configuration
	BaseURL    string       // where every message is posted to
	Token      string       // bearer token
	HTTPClient *http.Client // nil: http.DefaultClient's transport
	Logger     *slog.Logger // nil: nothing is logged
	Seller     Seller
	// Carrier is the designator of the airline the messages are for, the last link
	// of the distribution chain; empty: the chain is us alone.
	Carrier string
	// Settlement is the payment type the supplier is paid by; empty: CA, the
	// settlement plan. CustomerCard: the supplier charges the card whose token comes
	// with each booking.
	Settlement string
	// NoticeSecret is shared with who sends OrderChangeNotifRQ; empty: notices
	// are not read.
	NoticeSecret string
}

// Seller is who asks: the seller link of the distribution chain, and the entity
// our booking references belong to.
type Seller struct {
	Name       string // empty: Farebridge
	AgencyID   string // empty: FAREBRIDGE
	IATANumber string // eight digits of an accredited agency; empty: none
}

// CustomerCard is the payment type of the traveller's card.
const CustomerCard = "CC"

const (
	settlementPlan = "CA"
	defaultName    = "Farebridge"
	defaultAgency  = "FAREBRIDGE"
)

// New makes a connector that can do everything NDC can. A wrong address or token
// shows at the first call, as Unavailable.
func New(cfg Config) *supplier.Connector {
	logger := cfg.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	c := &connector{
		client:     newClient(cfg.BaseURL, cfg.Token, cfg.HTTPClient),
		logger:     logger.With("supplier", cfg.ID),
		seller:     cfg.Seller,
		carrier:    cfg.Carrier,
		settlement: cfg.Settlement,
		secret:     []byte(cfg.NoticeSecret),
	}
	if c.seller.Name == "" {
		c.seller.Name = defaultName
	}
	if c.seller.AgencyID == "" {
		c.seller.AgencyID = defaultAgency
	}
	if c.settlement == "" {
		c.settlement = settlementPlan
	}
	all := &supplier.Connector{
		ID: cfg.ID, AccountCodes: true, Shop: c, Price: c, Services: c, Seats: c, Rules: c, Book: c, Ticket: c,
		Retrieve: c, Release: c, Refund: c, Change: c, Accept: c,
	}
	if len(c.secret) > 0 {
		all.Notify = c
	}
	return all
}

// connector plays every role; each role has its own file.
type connector struct {
	client     *client
	logger     *slog.Logger
	seller     Seller
	carrier    string
	settlement string
	secret     []byte
}
