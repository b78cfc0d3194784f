package app

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/amadeus"
	"github.com/farebridge/farebridge/internal/supplier/duffel"
	"github.com/farebridge/farebridge/internal/supplier/farebridge"
	"github.com/farebridge/farebridge/internal/supplier/ndc"
	"github.com/farebridge/farebridge/internal/telemetry"
)

// protocol is a language suppliers can be spoken to in.
type protocol struct {
	// settles lists how suppliers that speak it can be paid, the usual way first.
	settles []supplier.Settlement
	// clientCredentials: a client id and its secret are needed instead of a token.
	clientCredentials bool
	connect           func(s config.Supplier, client *http.Client, logger *slog.Logger) (*supplier.Connector, error)
}

// lacks names a credential without which nobody answers; "" when none is missing.
func (p protocol) lacks(c config.Credentials) string {
	switch {
	case !p.clientCredentials && c.Token == "":
		return "token"
	case p.clientCredentials && c.ClientID == "":
		return "clientId"
	case p.clientCredentials && c.ClientSecret == "":
		return "clientSecret"
	default:
		return ""
	}
}

// ways names how it can be paid.
func (p protocol) ways() string {
	names := make([]string, len(p.settles))
	for i, way := range p.settles {
		names[i] = string(way)
	}
	return strings.Join(names, " or ")
}

// protocols are the ones there are, by the name the configuration uses.
var protocols = map[string]protocol{
	"duffel": {
		settles: []supplier.Settlement{supplier.SettleBalance, supplier.SettleBSP, supplier.SettleCard},
		connect: func(s config.Supplier, client *http.Client, logger *slog.Logger) (*supplier.Connector, error) {
			paid := duffel.PaymentBalance
			switch supplier.Settlement(s.Settlement) {
			case supplier.SettleBSP:
				paid = duffel.PaymentARCBSP
			case supplier.SettleCard:
				paid = duffel.PaymentCard
			case supplier.SettleBalance:
			}
			return duffel.New(duffel.Config{
				ID: s.ID, BaseURL: s.BaseURL, Token: s.Credentials.Token, HTTPClient: client, Logger: logger,
				BatchSearch: s.BatchSearch, PaymentType: paid, WebhookSecret: s.Credentials.NoticeSecret,
			}), nil
		},
	},
	"ndc": {
		settles: []supplier.Settlement{supplier.SettleBSP, supplier.SettleBalance, supplier.SettleCard},
		connect: func(s config.Supplier, client *http.Client, logger *slog.Logger) (*supplier.Connector, error) {
			paid := "CA" // settlement plan, in IATA's code set of payment types
			switch supplier.Settlement(s.Settlement) {
			case supplier.SettleBalance:
				paid = "AF" // the agent's own money, by transfer
			case supplier.SettleCard:
				paid = ndc.CustomerCard
			case supplier.SettleBSP:
			}
			return ndc.New(ndc.Config{
				ID: s.ID, BaseURL: s.BaseURL, Token: s.Credentials.Token, HTTPClient: client, Logger: logger,
				Seller:       ndc.Seller{Name: s.Seller.Name, AgencyID: s.Seller.AgencyID, IATANumber: s.Seller.IATANumber},
				Carrier:      s.Carrier,
				Settlement:   paid,
				NoticeSecret: s.Credentials.NoticeSecret,
			}), nil
		},
	},
	"amadeus": {
		clientCredentials: true,
		settles:           []supplier.Settlement{supplier.SettleBSP},
		connect: func(s config.Supplier, client *http.Client, logger *slog.Logger) (*supplier.Connector, error) {
			var office *time.Location
			if s.OfficeZone != "" {
				zone, err := time.LoadLocation(s.OfficeZone)
				if err != nil {
					return nil, err
				}
				office = zone
			}
			return amadeus.New(amadeus.Config{
				ID: s.ID, BaseURL: s.BaseURL, ClientID: s.Credentials.ClientID, ClientSecret: s.Credentials.ClientSecret,
				HTTPClient: client, Logger: logger, Now: time.Now, Upsell: s.Upsell,
				Currency: money.Currency(s.Currency), MaxOffers: s.MaxOffers, Office: office,
			}), nil
		},
	},
	"farebridge": {
		settles: []supplier.Settlement{supplier.SettleBalance},
		connect: func(s config.Supplier, client *http.Client, logger *slog.Logger) (*supplier.Connector, error) {
			return farebridge.New(farebridge.Config{
				ID: s.ID, BaseURL: s.BaseURL, Token: s.Credentials.Token, HTTPClient: client, Logger: logger,
			}), nil
		},
	},
}

// suppliers connects every supplier of the configuration.
func suppliers(c config.Config, client *http.Client, told *telemetry.Telemetry, logger *slog.Logger) ([]*supplier.Connector, []supplier.Profile, error) {
	var all []*supplier.Connector
	var profiles []supplier.Profile
	for i, s := range c.Suppliers {
		at := fmt.Sprintf("suppliers[%d].", i)
		spoken, known := protocols[s.Connector]
		if !known {
			return nil, nil, &config.Problem{Path: at + "connector", Text: fmt.Sprintf("there is no %q", s.Connector)}
		}
		settlement := supplier.Settlement(s.Settlement)
		if settlement == "" {
			settlement = spoken.settles[0]
		}
		if !slices.Contains(spoken.settles, settlement) {
			return nil, nil, &config.Problem{Path: at + "settlement", Text: fmt.Sprintf("the %s connector cannot settle by %s, only by %s", s.Connector, settlement, spoken.ways())}
		}
		credentials, err := s.Credentials.Read()
		if err != nil {
			return nil, nil, fmt.Errorf("app: supplier %s: %w", s.ID, err)
		}
		s.Credentials = credentials
		if missing := spoken.lacks(credentials); missing != "" {
			return nil, nil, &config.Problem{Path: at + "credentials." + missing, Text: fmt.Sprintf("the %s connector needs it", s.Connector)}
		}
		options := supplierOptions(c, told, logger)
		options.Settlement = settlement
		options.Rate = supplier.Rate{PerSecond: s.Rate.PerSecond, Wait: s.Rate.Wait}
		connected, err := spoken.connect(s, overheard(client, s.ID, logger), logger)
		if err != nil {
			return nil, nil, fmt.Errorf("app: supplier %s: %w", s.ID, err)
		}
		connector := supplier.Instrument(connected, options)
		all = append(all, connector)
		profiles = append(profiles, supplier.Profile{
			ID: s.ID, Protocol: s.Connector, Settlement: settlement, Capabilities: connector.Capabilities(),
		})
	}
	return all, profiles, nil
}

// overheard is client with everything that is said over it in the log.
func overheard(client *http.Client, supplierID string, logger *slog.Logger) *http.Client {
	heard := *client
	heard.Transport = &supplier.WireLog{Supplier: supplierID, Next: client.Transport, Logger: logger, Now: time.Now}
	return &heard
}

func supplierOptions(c config.Config, told *telemetry.Telemetry, logger *slog.Logger) supplier.Options {
	return supplier.Options{
		Logger: logger, Now: time.Now,
		Tracer: told.Tracer("supplier"), Observe: told.Supplier, Circuit: told.Circuit,
		Rehearsal: rehearses,
		Deadlines: supplier.Deadlines{
			Price: pricing.MaxBudget, Book: c.Limits.Book, Ticket: c.Limits.Book,
			Retrieve: c.Limits.Supplier, Release: c.Limits.Supplier,
		},
	}
}
