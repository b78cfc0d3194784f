package card

import (
	"log/slog"
	"net/http"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/payment"
)

// Config is one merchant account with the acquirer.
type Config struct {
	ID           string // the gateway's id in our configuration
	BaseURL      string // everything before /v1, e.g. https://pay.example/pay/card
	SecretKey    string
	NoticeSecret string
	// HTTPClient brings the transport; nil: the default one. A transport that does
	// not report to httptrace makes every failed call OutcomeUnknown.
	HTTPClient *http.Client
	Logger     *slog.Logger
}

// New makes the gateway. It does no I/O.
func New(cfg Config) *payment.Gateway {
	g := &gateway{
		id:     cfg.ID,
		api:    newClient(cfg),
		secret: []byte(cfg.NoticeSecret),
	}
	return &payment.Gateway{
		ID:        cfg.ID,
		Methods:   []order.PaymentMethod{order.MethodCard},
		Authorize: g,
		Capture:   g,
		Void:      g,
		Refund:    g,
		Query:     g,
		Notices:   g,
	}
}
