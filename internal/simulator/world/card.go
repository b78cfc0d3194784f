package world

import (
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/simulator/stage"
)

// TenderCard is the type of a tender that charges a traveller's card.
const TenderCard = "card"

// Card is one of the sandbox's payment cards. Each wire knows it by a token of
// its own, "prefix_name", as no number is ever taken here.
type Card string

// The cards there are.
const (
	CardOK        Card = "sandbox_ok"
	CardDeclined  Card = "sandbox_declined"
	CardChallenge Card = "sandbox_3ds" // its holder has to confirm each payment
)

// CardOf is the card a wire's token with that prefix stands for.
func CardOf(prefix, token string) (Card, bool) {
	name, ours := strings.CutPrefix(token, prefix+"_")
	switch card := Card(name); card {
	case CardOK, CardDeclined, CardChallenge:
		return card, ours
	}
	return "", false
}

// charge is what the supplier's acquirer says of the cards among tenders. What
// is declined is charged nothing.
func charge(tenders []Tender) error {
	for _, t := range tenders {
		if t.Type == TenderCard && t.Card != CardOK {
			return ErrCardDeclined
		}
	}
	return nil
}

// rehearsed has every card declined where the scenario says so.
func rehearsed(tenders []Tender, scenario stage.Scenario, supplier string) []Tender {
	if !scenario.Is(stage.PaymentDeclined, supplier) {
		return tenders
	}
	tenders = slices.Clone(tenders)
	for i := range tenders {
		tenders[i].Card = CardDeclined // which only counts for a card
	}
	return tenders
}

// byCard reports whether a card is among tenders: then refunds go back to it.
func byCard(tenders []Tender) bool {
	return slices.ContainsFunc(tenders, func(t Tender) bool { return t.Type == TenderCard })
}
