package app

import (
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/payment"
	"github.com/farebridge/farebridge/internal/payment/card"
	"github.com/farebridge/farebridge/internal/payment/deposit"
)

// depositGateway takes agencies' prepaid balances. It is part of the house, so no
// configuration brings it.
const depositGateway = "deposit"

func gateways(c config.Config, client *http.Client, ledger payment.Ledger, logger *slog.Logger) ([]*payment.Gateway, error) {
	options := payment.Options{Logger: logger, Now: time.Now, Deadlines: gatewayDeadlines(c.Limits.Gateway)}
	all := []*payment.Gateway{payment.Instrument(deposit.New(depositGateway, ledger), options)}
	for _, g := range c.Gateways {
		if g.ID == depositGateway {
			return nil, fmt.Errorf("app: a gateway cannot be called %q: that is ours", depositGateway)
		}
		credentials, err := g.Credentials.Read()
		if err != nil {
			return nil, err
		}
		acquirer := card.New(card.Config{
			ID: g.ID, BaseURL: g.BaseURL, SecretKey: credentials.Token, NoticeSecret: credentials.NoticeSecret, HTTPClient: client, Logger: logger,
		})
		all = append(all, payment.Instrument(acquirer, options))
	}
	return all, nil
}

func gatewayDeadlines(each time.Duration) payment.Deadlines {
	return payment.Deadlines{Authorize: each, Capture: each, Void: each, Refund: each, Query: each}
}
