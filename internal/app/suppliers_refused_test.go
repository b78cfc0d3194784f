package app_test

import (
	"errors"
	"log/slog"
	"testing"

	"github.com/farebridge/farebridge/internal/app"
	"github.com/farebridge/farebridge/internal/config"
)

// What only a connector can know of its configuration is told as the rest is:
// where it stands, in plain words.
func TestConnectorsRefuseInPlainWords(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]config.Supplier{
		"config: suppliers[0].settlement: the amadeus connector cannot settle by balance, only by bsp": {
			Connector: "amadeus", Settlement: "balance", Credentials: config.Credentials{ClientID: "c", ClientSecret: "s"},
		},
		"config: suppliers[0].settlement: the farebridge connector cannot settle by bsp, only by balance": {
			Connector: "farebridge", Settlement: "bsp", Credentials: config.Credentials{Token: "t"},
		},
		"config: suppliers[0].settlement: the amadeus connector cannot settle by customerCard, only by bsp": {
			Connector: "amadeus", Settlement: "customerCard", Credentials: config.Credentials{ClientID: "c", ClientSecret: "s"},
		},
		"config: suppliers[0].settlement: the farebridge connector cannot settle by customerCard, only by balance": {
			Connector: "farebridge", Settlement: "customerCard", Credentials: config.Credentials{Token: "t"},
		},
		"config: suppliers[0].credentials.clientSecret: the amadeus connector needs it": {
			Connector: "amadeus", Credentials: config.Credentials{ClientID: "c"},
		},
		"config: suppliers[0].credentials.token: the duffel connector needs it": {Connector: "duffel"},
	} {
		c, err := config.Load(nil)
		if err != nil {
			t.Fatal(err)
		}
		s.ID, s.BaseURL = "a", "http://127.0.0.1:1"
		c.Listen, c.DataDir, c.Simulator.Embedded, c.Suppliers = "127.0.0.1:0", t.TempDir(), false, []config.Supplier{s}
		_, err = app.New(t.Context(), c, slog.New(slog.DiscardHandler))
		var problem *config.Problem
		if !errors.As(err, &problem) || err.Error() != want {
			t.Errorf("%v\n\twant %s", err, want)
		}
	}
}
