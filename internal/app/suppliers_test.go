package app

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// overhearing is a transport that keeps what it is given and goes nowhere.
type overhearing struct{ heard string }

func (o *overhearing) RoundTrip(r *http.Request) (*http.Response, error) {
	raw, err := io.ReadAll(r.Body)
	o.heard += r.Header.Get("Authorization") + "\n" + string(raw)
	return nil, errors.Join(errors.New("nobody there"), err)
}

// TestAnAirlineIsToldWhoAsksAndWhom: what the configuration says of an NDC
// supplier stands in the messages to it.
func TestAnAirlineIsToldWhoAsksAndWhom(t *testing.T) {
	t.Parallel()
	said := config.Supplier{
		ID: "aggregator", Connector: "ndc", BaseURL: "http://supplier.invalid", Credentials: config.Credentials{Token: "secret"},
		Seller: config.Seller{Name: "Good Trips", AgencyID: "GT", IATANumber: "98417900"}, Carrier: "MU",
	}
	search := travel.Search{
		OriginDestinations: []travel.OriginDestination{
			{Origin: "BJS", Destination: "SHA", Date: travel.Date{Year: 2026, Month: time.December, Day: 20}},
		},
		Pax: []travel.Pax{{ID: "p", PTC: travel.PTCAdult}},
	}
	wire := &overhearing{}
	c, err := protocols["ndc"].connect(said, &http.Client{Transport: wire}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Shop.Shop(t.Context(), search)
	if supplier.KindOf(err) != supplier.Unavailable {
		t.Fatal(err)
	}
	for _, part := range []string{
		"Bearer secret", "Good Trips", ">GT<", ">98417900<",
		"<c:OrgRole>Carrier</c:OrgRole><c:ParticipatingOrg><c:OrgID>MU</c:OrgID>",
	} {
		if !strings.Contains(wire.heard, part) {
			t.Errorf("no %q in %s", part, wire.heard)
		}
	}
	said.Carrier, wire.heard = "", ""
	c, err = protocols["ndc"].connect(said, &http.Client{Transport: wire}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Shop.Shop(t.Context(), search)
	if supplier.KindOf(err) != supplier.Unavailable || strings.Contains(wire.heard, ">Carrier<") {
		t.Errorf("a carrier nobody named: %v, %s", err, wire.heard)
	}
}
