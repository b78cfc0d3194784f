package farebridge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"github.com/farebridge/farebridge/api/client"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// What the API takes as budgetMs of a search, and how it is paged.
const (
	minShopBudget = 500 * time.Millisecond
	maxShopBudget = 20 * time.Second
	pageSize      = 200
	maxPages      = 12
	mostOffers    = maxPages * pageSize // what was asked for, on all pages
)

// Shop asks for offers and reads every page of them. A later page that does not
// come costs its offers, not the search.
func (c *connector) Shop(ctx context.Context, search travel.Search) (supplier.ShopAnswer, error) {
	body := searchFor(ctx, search)
	a, err := c.peer.call(ctx, reads, func(ctx context.Context, api *client.Client) (*http.Response, error) {
		return api.AirShopping(ctx, nil, body)
	})
	if err != nil {
		return supplier.ShopAnswer{}, err
	}
	page, err := readPage(a)
	if err != nil {
		return supplier.ShopAnswer{}, err
	}
	found := offers{search: search, seen: map[string]bool{}}
	found.add(page)
	for n := 2; page.Page.After != nil && *page.Page.After != ""; n++ {
		if found.unread > 0 {
			break // a page more would be left out whole
		}
		if n > maxPages {
			found.cut(fmt.Errorf("more than %d pages", maxPages))
			break
		}
		page, err = c.page(ctx, page.ShoppingID, *page.Page.After)
		if err != nil {
			found.cut(fmt.Errorf("page %d: %w", n, err))
			break
		}
		found.add(page)
	}
	if found.unread > 0 {
		found.cut(fmt.Errorf("%d more offers than are read", found.unread))
	}
	return found.ShopAnswer, nil
}

func (c *connector) page(ctx context.Context, shoppingID, after string) (wireShopping, error) {
	limit := pageSize
	a, err := c.peer.call(ctx, reads, func(ctx context.Context, api *client.Client) (*http.Response, error) {
		return api.AirShoppingRetrieve(ctx, shoppingID, &client.AirShoppingRetrieveParams{Limit: &limit, After: &after})
	})
	if err != nil {
		return wireShopping{}, err
	}
	return readPage(a)
}

func readPage(a answer) (wireShopping, error) {
	var page wireShopping
	err := a.decode(&page)
	if err == nil && page.ShoppingID == "" {
		return wireShopping{}, a.lost("no search in it", nil)
	}
	return page, err
}

// offers collects a search page by page.
type offers struct {
	supplier.ShopAnswer
	search travel.Search
	seen   map[string]bool
	unread int // offers over mostOffers
}

// drop keeps a reason. It is clipped whole: decoders quote what they cannot read.
func (o *offers) drop(reason error) { o.Dropped = append(o.Dropped, supplier.Clip(reason.Error())) }

// cut ends the search before its last page.
func (o *offers) cut(reason error) {
	o.Partial = true
	o.Cut = append(o.Cut, supplier.Clip(reason.Error()))
}

// add converts a page, offer by offer. That the peer itself is not complete is as
// good as a page that did not come. What is over mostOffers is only counted.
func (o *offers) add(page wireShopping) {
	if page.Complete != nil && !*page.Complete && !o.Partial {
		o.cut(errors.New("not complete with the peer"))
	}
	known := page.DataLists.byID()
	taken := page.Offers.Taken
	taken = taken[:min(len(taken), mostOffers-len(o.Offers)-len(o.Dropped))]
	o.unread += len(page.Offers.Taken) - len(taken) + page.Offers.More
	for i, raw := range taken {
		var wire client.Offer
		err := json.Unmarshal(raw, &wire)
		if err != nil {
			o.drop(fmt.Errorf("offer %d: %w", i, err))
			continue
		}
		if o.seen[wire.OfferID] {
			o.drop(fmt.Errorf("offer %d: id given twice", i))
			continue
		}
		offer, err := offerFrom(wire, known, o.search.Pax, "")
		if err == nil && len(offer.Journeys) != len(o.search.OriginDestinations) {
			err = fmt.Errorf("%d journeys for %d asked for", len(offer.Journeys), len(o.search.OriginDestinations))
		}
		if err != nil {
			o.drop(fmt.Errorf("offer %d: %w", i, err))
			continue
		}
		o.seen[wire.OfferID] = true
		o.Offers = append(o.Offers, offer)
	}
}

func searchFor(ctx context.Context, search travel.Search) client.AirShoppingRequest {
	body := client.AirShoppingRequest{BudgetMs: budget(ctx, minShopBudget, maxShopBudget)}
	for _, od := range search.OriginDestinations {
		body.OriginDestinations = append(body.OriginDestinations, client.OriginDestination{
			Origin: od.Origin, Destination: od.Destination, DepartureDate: od.Date.String(),
		})
	}
	for _, p := range search.Pax {
		body.Pax = append(body.Pax, client.Pax{PaxID: p.ID, Ptc: client.PTC(p.PTC)})
	}
	for _, code := range search.AccountCodes {
		body.CorporateCodes = append(body.CorporateCodes, client.CorporateCode{Carrier: code.Carrier, Code: code.Code})
	}
	for _, account := range search.Loyalty {
		one := client.LoyaltyAccount{PaxID: account.PaxID, Carrier: account.Carrier, Number: account.Number}
		if account.Surname != "" {
			one.Surname, one.GivenName = &account.Surname, &account.GivenName
		}
		body.LoyaltyAccounts = append(body.LoyaltyAccounts, one)
	}
	body.Preferences = preferencesTo(search.Preferences)
	return body
}

// preferencesTo passes on what narrows a search; nil for nothing. The highest
// price stays here: what the other side asks is not yet what we sell for.
func preferencesTo(p travel.Preferences) *client.Preferences {
	wanted := client.Preferences{Carriers: p.Carriers, MaxStops: p.MaxStops}
	if p.Cabin != "" {
		cabin := client.Cabin(p.Cabin)
		wanted.Cabin = &cabin
	}
	if p.Departure != nil {
		from, to := clock(p.Departure.From), clock(p.Departure.To)
		wanted.DepartureTime = &client.TimeWindow{From: &from, To: &to}
	}
	if p.CheckedBags > 0 {
		wanted.CheckedBags = &p.CheckedBags
	}
	if p.Refundable {
		wanted.Refundable = &p.Refundable
	}
	if reflect.DeepEqual(wanted, client.Preferences{}) {
		return nil
	}
	return &wanted
}

// clock writes a minute of the day as "08:30".
func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
