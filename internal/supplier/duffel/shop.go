package duffel

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Bounds of supplier_timeout: outside of them Duffel ignores the parameter and
// takes its own 20 s.
const (
	minSupplierTimeout     = 2 * time.Second
	maxSupplierTimeout     = 60 * time.Second
	defaultSupplierTimeout = 20 * time.Second
	// transferMargin is left for the answer, which can be megabytes, to arrive
	// before our own deadline.
	transferMargin = 400 * time.Millisecond
)

// Ages sent for passengers of whom only the type is known. Duffel sells a child
// by age alone; any age of the type has the same fare.
const (
	childAge  = 8
	infantAge = 0
)

// Shop asks for offers. A seated infant cannot be asked for in Duffel's terms
// without saying a false age, so such a search is Unsupported.
func (c *connector) Shop(ctx context.Context, search travel.Search) (supplier.ShopAnswer, error) {
	body, err := offerRequestFor(search)
	if err != nil {
		return supplier.ShopAnswer{}, err
	}
	if c.batches {
		return c.shopInBatches(ctx, search, body)
	}
	found, p, err := c.requestOffers(ctx, body, search.Pax, c.supplierTimeoutFor(ctx))
	if err != nil {
		return supplier.ShopAnswer{}, err
	}
	h := newHarvest(search)
	h.add(found, p)
	return h.answer, nil
}

// requestOffers has Duffel ask airlines for at most as long as given.
func (c *connector) requestOffers(ctx context.Context, body sendOfferRequest, pax []travel.Pax, timeout time.Duration) (found, party, error) {
	r := request{
		method: http.MethodPost,
		path:   "/air/offer_requests",
		query:  url.Values{"return_offers": {"true"}, "supplier_timeout": {milliseconds(timeout)}},
		body:   body,
	}
	reply, err := c.client.exchange(ctx, r)
	if err != nil {
		return found{}, nil, err
	}
	offers, err := r.readSearch(reply)
	if err != nil {
		return found{}, nil, err
	}
	if offers.id == "" || offers.offers == nil {
		return found{}, nil, r.lost(supplier.CodeUnreadable, "offer request without id or offers", nil)
	}
	p, err := partyOf(pax, offers.passengers)
	if err != nil {
		return found{}, nil, r.lost(supplier.CodeUnreadable, err.Error(), nil)
	}
	return offers, p, nil
}

func offerRequestFor(search travel.Search) (sendOfferRequest, error) {
	body := sendOfferRequest{CabinClass: cabinTo(search.Preferences.Cabin)}
	for _, od := range search.OriginDestinations {
		body.Slices = append(body.Slices, sendSlice{
			Origin: od.Origin, Destination: od.Destination, DepartureDate: od.Date.String(),
		})
	}
	if stops := search.Preferences.MaxStops; stops != nil && *stops <= 2 {
		body.MaxConnections = stops
	}
	for _, account := range search.AccountCodes {
		if body.PrivateFares == nil {
			body.PrivateFares = map[string][]sendPrivateFare{}
		}
		body.PrivateFares[account.Carrier] = append(body.PrivateFares[account.Carrier], sendPrivateFare{CorporateCode: account.Code})
	}
	for _, pax := range search.Pax {
		one, err := searchedPax(pax.PTC)
		if err != nil {
			return sendOfferRequest{}, err
		}
		one.register(pax.ID, search.Loyalty)
		body.Passengers = append(body.Passengers, one)
	}
	return body, nil
}

func searchedPax(ptc travel.PTC) (sendSearchedPax, error) {
	age := 0
	switch ptc {
	case travel.PTCAdult:
		return sendSearchedPax{Type: typeAdult}, nil
	case travel.PTCChild:
		age = childAge
	case travel.PTCInfant:
		age = infantAge
	default:
		return sendSearchedPax{}, supplier.Fail(supplier.Unsupported, "passenger_type", fmt.Sprintf("no %s here", ptc), nil)
	}
	return sendSearchedPax{Age: &age}, nil
}

// searchedName is a name as an offer request takes it: letters of ASCII, Latin-1 and
// Latin Extended-A, ligatures, thorn and eth excepted.
var searchedName = regexp.MustCompile(`^[-' A-Za-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{17F}]+$`)

func searchable(name string) bool {
	return utf8.RuneCountInString(name) <= nameLimit && searchedName.MatchString(name) && !strings.ContainsAny(name, "ÆæĲĳŒœÞð")
}

// register adds a passenger's accounts. Duffel has one name per passenger, and a
// name it does not take would cost the whole search: accounts without a name that
// can be said, or with another than the first, are left out.
func (p *sendSearchedPax) register(paxID string, accounts []travel.LoyaltyAccount) {
	for _, account := range accounts {
		given, family := strings.TrimSpace(account.GivenName), strings.TrimSpace(account.Surname)
		if account.PaxID != paxID || !searchable(given) || !searchable(family) {
			continue
		}
		if len(p.Loyalty) == 0 {
			p.GivenName, p.FamilyName = given, family
		}
		if p.GivenName == given && p.FamilyName == family {
			p.Loyalty = append(p.Loyalty, sendLoyalty{Airline: account.Carrier, Number: account.Number})
		}
	}
}

// Duffel's passenger types, in answers.
const (
	typeAdult  = "adult"
	typeChild  = "child"
	typeInfant = "infant_without_seat"
)

// partyOf pairs our passengers with Duffel's, which come back in the order they
// were asked for. A contradicting type would put a fare on the wrong person.
func partyOf(pax []travel.Pax, wire []wirePassenger) (party, error) {
	if len(pax) != len(wire) {
		return nil, fmt.Errorf("%d passengers came back for %d", len(wire), len(pax))
	}
	expected := map[travel.PTC]string{
		travel.PTCAdult: typeAdult, travel.PTCChild: typeChild, travel.PTCInfant: typeInfant,
	}
	known := []string{typeAdult, typeChild, typeInfant}
	p := make(party, len(pax))
	for i, one := range pax {
		if wire[i].ID == "" {
			return nil, fmt.Errorf("passenger %d came back without id", i)
		}
		if slices.Contains(known, wire[i].Type) && wire[i].Type != expected[one.PTC] {
			return nil, fmt.Errorf("passenger %d came back as %s", i, wire[i].Type)
		}
		p[i] = passenger{paxID: one.ID, duffelID: wire[i].ID}
	}
	return p, nil
}

// supplierTimeoutFor leaves Duffel as long as the caller waits.
func (c *connector) supplierTimeoutFor(ctx context.Context) time.Duration {
	timeout := c.supplierTimeout
	if deadline, ok := ctx.Deadline(); ok {
		timeout = time.Until(deadline) - transferMargin
	}
	return min(max(timeout, minSupplierTimeout), maxSupplierTimeout)
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }
