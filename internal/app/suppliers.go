package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/payment"
	"github.com/farebridge/farebridge/internal/payment/card"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/duffel"
)

// connectors are the protocols suppliers can be spoken to in, by the name the
// configuration uses.
var connectors = map[string]func(s config.Supplier, token string, client *http.Client, logger *slog.Logger) *supplier.Connector{
	"duffel": func(s config.Supplier, token string, client *http.Client, logger *slog.Logger) *supplier.Connector {
		return duffel.New(duffel.Config{ID: s.ID, BaseURL: s.BaseURL, Token: token, HTTPClient: client, Logger: logger})
	},
}

func suppliers(c config.Config, client *http.Client, logger *slog.Logger) ([]*supplier.Connector, error) {
	var all []*supplier.Connector
	for _, s := range c.Suppliers {
		token, err := config.Secret(s.Credentials.Token, s.Credentials.TokenFile)
		if err != nil {
			return nil, err
		}
		connect, known := connectors[s.Connector]
		if !known {
			return nil, fmt.Errorf("app: supplier %s: no connector %q", s.ID, s.Connector)
		}
		all = append(all, supplier.Instrument(connect(s, token, client, logger), supplierOptions(c, logger)))
	}
	return all, nil
}

func gateways(c config.Config, client *http.Client, logger *slog.Logger) ([]*payment.Gateway, error) {
	var all []*payment.Gateway
	for _, g := range c.Gateways {
		token, err := config.Secret(g.Credentials.Token, g.Credentials.TokenFile)
		if err != nil {
			return nil, err
		}
		secret, err := config.Secret(g.Credentials.NoticeSecret, g.Credentials.NoticeSecretFile)
		if err != nil {
			return nil, err
		}
		acquirer := card.New(card.Config{
			ID: g.ID, BaseURL: g.BaseURL, SecretKey: token, NoticeSecret: secret, HTTPClient: client, Logger: logger,
		})
		all = append(all, payment.Instrument(acquirer, payment.Options{
			Logger: logger, Now: time.Now, Deadlines: gatewayDeadlines(c.Limits.Gateway),
		}))
	}
	return all, nil
}

func supplierOptions(c config.Config, logger *slog.Logger) supplier.Options {
	return supplier.Options{
		Logger: logger, Now: time.Now,
		Rehearsal: func(ctx context.Context) bool { return account.ScenarioFrom(ctx) != "" },
		Deadlines: supplier.Deadlines{
			Price: pricing.MaxBudget, Book: c.Limits.Book, Ticket: c.Limits.Book,
			Retrieve: c.Limits.Supplier, Release: c.Limits.Supplier,
		},
	}
}

func gatewayDeadlines(each time.Duration) payment.Deadlines {
	return payment.Deadlines{Authorize: each, Capture: each, Void: each, Refund: each, Query: each}
}
