package simulator

import (
	"fmt"

	"github.com/farebridge/farebridge/internal/simulator/amadeusair"
	"github.com/farebridge/farebridge/internal/simulator/ndcair"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// Persona is one supplier the simulator plays. It answers on every protocol,
// out of one stock of seats.
type Persona struct {
	ID           string   // supplier id, as scenarios name it
	Name         string   // for people
	Airlines     []string // designators it sells; empty: every airline (a reseller)
	Protocol     string   // the one a sandbox speaks to it in: duffel, ndc, amadeus
	Token        string   // its Duffel access token
	NDCToken     string   // its NDC bearer token
	ClientID     string   // its Amadeus client
	ClientSecret string
}

// protocols a sandbox speaks, beside Duffel's: so that what comes from each of
// them stands side by side in one search.
var protocols = map[string]string{
	"air-china":      "ndc",
	"china-southern": "ndc",
	"globalfares":    "amadeus",
}

// Personas lists the suppliers every simulator plays.
func Personas() []Persona {
	var personas []Persona
	for _, supplier := range world.Suppliers() {
		p := Persona{
			ID: supplier.ID, Name: supplier.Name, Airlines: supplier.Airlines, Protocol: protocols[supplier.ID],
			Token: supplier.Token(), NDCToken: ndcair.Token(supplier.ID),
			ClientID: amadeusair.ClientID(supplier.ID), ClientSecret: amadeusair.ClientSecret(supplier.ID),
		}
		if p.Protocol == "" {
			p.Protocol = "duffel"
		}
		personas = append(personas, p)
	}
	return personas
}

func balancesOf(given map[string]string) (map[string]world.Fen, error) {
	balances := map[string]world.Fen{}
	for id, amount := range given {
		fen, err := world.ParseFen(amount)
		if err != nil {
			return nil, fmt.Errorf("balance of %s: %w", id, err)
		}
		balances[id] = fen
	}
	return balances, nil
}
