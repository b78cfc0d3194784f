package config

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// Supplier is one source of offers.
type Supplier struct {
	ID          string      `koanf:"id" validate:"required,max=40,excludesall=/ ;="`
	Connector   string      `koanf:"connector" validate:"required,oneof=duffel ndc amadeus farebridge"`
	BaseURL     string      `koanf:"baseUrl" validate:"required,http_url"`
	Credentials Credentials `koanf:"credentials"`
	// Settlement is how it is paid, by us or by the traveller; empty: as is usual
	// with the connector.
	Settlement string `koanf:"settlement" validate:"omitempty,oneof=balance bsp customerCard"`
	// Seller is who we are to an airline that wants to know (NDC).
	Seller Seller `koanf:"seller"`
	// Carrier is the airline messages are for, where the address alone does not say
	// it: an aggregator's, or an airline that wants to be named (NDC). Empty: not said.
	Carrier string `koanf:"carrier" validate:"omitempty,alphanum,uppercase,len=2"`
	Rate    Rate   `koanf:"rate"`
	// BatchSearch keeps what has arrived when a search's time is over (Duffel).
	BatchSearch bool `koanf:"batchSearch"`
	// Upsell is of how many of the cheapest offers the dearer brands are asked for
	// too, in one more call each (Amadeus).
	Upsell int `koanf:"upsell" validate:"min=0,max=50"`
	// Currency is asked for in searches (Amadeus); empty: the supplier chooses.
	Currency string `koanf:"currency" validate:"omitempty,iso4217"`
	// MaxOffers is of how many offers of a search (Amadeus); 0: as many as it gives.
	MaxOffers int `koanf:"maxOffers" validate:"min=0,max=250"`
	// OfficeZone is the time zone of the office that books, which ticketing limits
	// are told in (Amadeus); empty: that of the place of departure.
	OfficeZone string `koanf:"officeZone" validate:"omitempty,timezone"`
}

// Seller is a travel agency as airlines know it.
type Seller struct {
	Name       string `koanf:"name" validate:"max=64"`
	AgencyID   string `koanf:"agencyId" validate:"max=20"`
	IATANumber string `koanf:"iataNumber" validate:"omitempty,numeric,min=7,max=8"`
}

// Rate is how often a supplier may be called. Zero: as often as we like.
type Rate struct {
	PerSecond int           `koanf:"perSecond" validate:"min=0,max=10000"`
	Wait      time.Duration `koanf:"wait" validate:"min=0,max=10s"` // how long a search waits its turn
}

// Credentials authenticate us to a peer, and it to us. Each secret may be given
// by file instead.
type Credentials struct {
	Token            string `koanf:"token"`
	TokenFile        string `koanf:"tokenFile"`
	ClientID         string `koanf:"clientId"`
	ClientSecret     string `koanf:"clientSecret"`
	ClientSecretFile string `koanf:"clientSecretFile"`
	NoticeSecret     string `koanf:"noticeSecret"`
	NoticeSecretFile string `koanf:"noticeSecretFile"`
}

// Read is the credentials with every file read.
func (c Credentials) Read() (Credentials, error) {
	for _, secret := range []struct {
		value *string
		path  string
	}{
		{&c.Token, c.TokenFile}, {&c.ClientSecret, c.ClientSecretFile}, {&c.NoticeSecret, c.NoticeSecretFile},
	} {
		read, err := Secret(*secret.value, secret.path)
		if err != nil {
			return Credentials{}, err
		}
		*secret.value = read
	}
	return c, nil
}

// Secret reads a credential given directly or by file.
func Secret(direct, path string) (string, error) {
	if path == "" {
		return direct, nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("config: secret: %w", err)
	}
	return strings.TrimSpace(string(content)), nil
}
