package suppliertest

import (
	"net/http"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Rig is one supplier in a world of its own, and the ways to it.
type Rig struct {
	// BaseURL is where the supplier's server listens.
	BaseURL string
	// Connect makes the connector under test, calling baseURL through client.
	Connect func(baseURL string, client *http.Client) *supplier.Connector
	// Search finds offers for one adult, priced in Currency, that can be held
	// (NoHold: that must be paid when booked).
	Search travel.Search
	// Currency is the one the supplier's prices are in.
	Currency string
	// Instant is a supplier of the same world whose offers must be paid when
	// booked; nil: none.
	Instant func(baseURL string, client *http.Client) *supplier.Connector
	// Broke is a supplier of the same world with whom our prepaid balance is
	// spent; nil: suppliers of this protocol have none.
	Broke func(baseURL string, client *http.Client) *supplier.Connector
	// Cards are of suppliers that charge the traveller's card; nil: suppliers of
	// this protocol cannot.
	Cards *Cards
	// Living counts the bookings under our reference that are not cancelled, by
	// asking the server directly.
	Living func(t *testing.T, reference string) int

	// NoHold: the protocol only books what is paid at once.
	NoHold bool
	// ServicesPaidAtOnce: seats and services are only sold with what is paid at
	// once; Instant then sells them.
	ServicesPaidAtOnce bool
	// SeatedInfants: there are fares for an INS.
	SeatedInfants bool
	// Unfindable: the protocol cannot find a booking by our reference. A lost
	// answer then stays unknown; it is never read as no.
	Unfindable bool
	// Later moves the supplier's time on, past whatever it does late; nil: it
	// does nothing late.
	Later func(t *testing.T)
	// Clock sets the supplier's clock that far ahead of ours, below zero behind.
	Clock func(t *testing.T, ahead time.Duration)
	// Reads tells requests that only ask from those that do something; nil: GET
	// only asks.
	Reads func(r *http.Request, body []byte) bool
	// Words of the protocol's open lists, each with one nobody has heard of.
	Words map[string]string
	// Twice are the items of the protocol's lists that can come twice.
	Twice Twice
	// Notice is what the supplier sends when something happened to a booking,
	// signed with the secret the connector has; nil: it sends nothing.
	Notice func(t *testing.T, supplierOrderID string) (http.Header, []byte, time.Time)
}

// connecting makes a connector that calls baseURL through client.
type connecting = func(baseURL string, client *http.Client) *supplier.Connector

// Factory starts a fresh world and stops it when the test ends.
type Factory func(t *testing.T) Rig

// need is what a check cannot do without.
type need string

const (
	hold          need = "hold"
	ticketing     need = "ticket"
	finding       need = "find by our reference"
	releasing     need = "release"
	services      need = "sell services"
	seats         need = "show seat maps"
	rules         need = "tell rules"
	refunding     need = "refund"
	changing      need = "change"
	accepting     need = "accept schedule changes"
	notifying     need = "notify"
	funds         need = "be paid from a balance"
	cards         need = "charge the traveller's card"
	seatedInfants need = "give an infant a seat"
	instantly     need = "book and pay at once"
	lateness      need = "do anything late"
	openWords     need = "have open lists"
	movableClock  need = "have its clock set apart"
	offerIDs      need = "give offers ids"
	serviceIDs    need = "give services ids"
	orderLists    need = "list orders"
	ticketLists   need = "list tickets"
)

// check is one promise of the port.
type check struct {
	name  string
	needs []need
	run   func(*testing.T, Rig)
}

// checks are the rows of the conformance table, in its order.
var checks = []check{
	{"FromSearchToTickets", []need{hold, ticketing, finding}, fromSearchToTickets},
	{"BookedAtOnce", []need{instantly}, bookedAtOnce},
	{"AFamily", nil, aFamily},
	{"AnInfantWithASeat", []need{seatedInfants}, anInfantWithASeat},
	{"AHoldIsReleased", []need{releasing}, aHoldIsReleased},
	{"TicketsAreIssuedOnce", []need{hold, ticketing}, ticketsAreIssuedOnce},
	{"TicketsComeLate", []need{lateness}, ticketsComeLate},
	{"TicketingRefused", []need{hold, ticketing}, ticketingRefused},
	{"NothingUnderAnUnknownReference", []need{hold, finding}, nothingUnderAnUnknownReference},
	{"EveryOfferOfASearchIsForSale", nil, everyOfferOfASearchIsForSale},
	{"OneOfferForTwoBuyers", nil, oneOfferForTwoBuyers},
	{"OneOfferForTwoBuyersAtOnce", nil, oneOfferForTwoBuyersAtOnce},
	{"PriceUp", nil, priceUp},
	{"PriceDown", nil, priceDown},
	{"TermsChanged", nil, termsChanged},
	{"SoldOut", nil, soldOut},
	{"SupplierDown", nil, supplierDown},
	{"SupplierSlow", nil, supplierSlow},
	{"RateLimited", nil, rateLimited},
	{"NobodyThere", nil, nobodyThere},
	{"BookedAndNoAnswer", []need{hold, ticketing, finding}, bookedAndNoAnswer},
	{"BookedAtOnceAndNoAnswer", []need{instantly}, bookedAtOnceAndNoAnswer},
	{"SpoiledSearches", nil, spoiledSearches},
	{"SpoiledPrices", nil, spoiledPrices},
	{"SpoiledBookings", nil, spoiledBookings},
	{"SpoiledTicketing", []need{hold, ticketing, finding}, spoiledTicketing},
	{"SpoiledReleases", []need{releasing}, spoiledReleases},
	{"SpoiledRetrievals", nil, spoiledRetrievals},
	{"AHoldInTheWrongCurrencyIsUndone", nil, aHoldInTheWrongCurrencyIsUndone},
	{"AnOfferInTheWrongCurrencyIsNone", nil, anOfferInTheWrongCurrencyIsNone},
	{"UnknownWords", []need{openWords}, unknownWords},
	{"AnOfferTwice", []need{offerIDs}, anOfferTwice},
	{"AServiceTwice", []need{services, serviceIDs}, aServiceTwice},
	{"ASeatTwice", []need{seats}, aSeatTwice},
	{"AnOrderTwice", []need{finding, orderLists}, anOrderTwice},
	{"ATicketTwice", []need{ticketLists}, aTicketTwice},
	{"TheSuppliersClockIsAhead", []need{movableClock}, theSuppliersClockIsAhead},
	{"TheSuppliersClockIsBehind", []need{movableClock}, theSuppliersClockIsBehind},
	{"NoFunds", []need{funds}, noFunds},
	{"ACardIsCharged", []need{hold, ticketing, cards}, aCardIsCharged},
	{"ACardThatCannotBeChargedBuysNothing", []need{hold, ticketing, finding, cards}, aCardThatCannotBeChargedBuysNothing},
	{"AServiceIsSold", []need{services}, aServiceIsSold},
	{"ASeatIsSoldOnce", []need{seats}, aSeatIsSoldOnce},
	{"RulesByStage", []need{rules}, rulesByStage},
	{"SpoiledServices", []need{services}, spoiledServices},
	{"SpoiledSeatMaps", []need{seats}, spoiledSeatMaps},
	{"SpoiledRules", []need{rules}, spoiledRules},
	{"ATicketIsRefunded", []need{refunding}, aTicketIsRefunded},
	{"WhatARefundCosts", []need{refunding}, whatARefundCosts},
	{"SpoiledRefundQuotes", []need{refunding}, spoiledRefundQuotes},
	{"RefundedAndNoAnswer", []need{refunding, finding}, refundedAndNoAnswer},
	{"AFlightIsChanged", []need{changing}, aFlightIsChanged},
	{"SpoiledChangeOffers", []need{changing}, spoiledChangeOffers},
	{"ChangedAndNoAnswer", []need{changing, finding}, changedAndNoAnswer},
	{"AScheduleChangeIsAccepted", []need{accepting, lateness}, aScheduleChangeIsAccepted},
	{"AcceptedAndNoAnswer", []need{accepting, lateness, finding}, acceptedAndNoAnswer},
	{"ANoticeIsProven", []need{notifying}, aNoticeIsProven},
}

// NotApplicable starts the line a check logs when the connector cannot do what
// the check is about; the conformance table shows a dash for it.
const NotApplicable = "not applicable: cannot "

// Run holds a connector to the port's promises. What it has no role for is
// logged as NotApplicable: a nil role is a true statement, not a failure.
func Run(t *testing.T, factory Factory) {
	t.Helper()
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := factory(t)
			for _, n := range c.needs {
				if !r.can(t, n) {
					t.Log(NotApplicable + string(n))
					return
				}
			}
			c.run(t, r)
		})
	}
}

// can reads off the connector and the rig whether a check has something to ask.
func (r Rig) can(t *testing.T, n need) bool {
	t.Helper()
	c := r.under(t, "")
	switch n {
	case hold:
		return !r.NoHold
	case ticketing:
		return c.Ticket != nil
	case finding:
		return !r.Unfindable
	case releasing:
		return c.Release != nil
	case services:
		return c.Services != nil
	case seats:
		return c.Seats != nil
	case rules:
		return c.Rules != nil
	case refunding:
		return c.Refund != nil
	case changing:
		return c.Change != nil
	case accepting:
		return c.Accept != nil
	case notifying:
		return c.Notify != nil
	case funds:
		return r.Broke != nil
	case cards:
		return r.Cards != nil
	case seatedInfants:
		return r.SeatedInfants
	case instantly:
		return r.Instant != nil
	case lateness:
		return r.Later != nil
	case movableClock:
		return r.Clock != nil
	case openWords:
		return len(r.Words) > 0
	case offerIDs:
		return r.Twice.Offer != nil
	case serviceIDs:
		return r.Twice.Service != nil
	case orderLists:
		return r.Twice.Order != nil
	case ticketLists:
		return r.Twice.Ticket != nil
	default:
		t.Fatalf("no such need: %s", n)
		return false
	}
}
