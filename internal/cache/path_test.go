package cache_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/cache"
	"github.com/farebridge/farebridge/internal/cache/cachetest"
	"github.com/farebridge/farebridge/internal/fare/faretest"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// house is shopping and pricing over a real memory, with one supplier that
// sells many flights.
type house struct {
	shopping *shopping.Service
	pricing  *pricing.Service
	signer   *offerid.Signer
	now      time.Time
}

func (h *house) Now(context.Context) (time.Time, error) { return h.now, nil }

func build(t *testing.T, c *cache.Cache) *house {
	t.Helper()
	signer, err := offerid.NewSigner(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{signer: signer, now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	airline, logger := []*supplier.Connector{{ID: "air-china", Shop: airline{}, Price: airline{}}}, slog.New(slog.DiscardHandler)
	h.shopping = shopping.New(shopping.Options{
		Suppliers: airline, Programs: faretest.Programs(t), Clock: h, Wall: time.Now, Memory: c, Encoder: encoder{}, Signer: signer, Logger: logger,
	})
	h.pricing = pricing.New(pricing.Options{Suppliers: airline, Programs: faretest.Programs(t), Clock: h, Memory: c, Signer: signer, Logger: logger})
	return h
}

func (h *house) search(t *testing.T) (shopping.Result, page) {
	t.Helper()
	result, err := h.shopping.AirShopping(t.Context(), shopping.Input{
		AgencyID: "agy_1", Program: "retail",
		Search: travel.Search{
			OriginDestinations: []travel.OriginDestination{{Origin: "PEK", Destination: "SHA", Date: travel.Date{Year: 2026, Month: 12, Day: 8}}},
			Pax:                []travel.Pax{{ID: "p1", PTC: travel.PTCAdult}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return result, read(t, plain(t, result.Page))
}

func (h *house) price(t *testing.T, offerID string) (pricing.Result, error) {
	t.Helper()
	return h.pricing.OfferPrice(t.Context(), pricing.Input{AgencyID: "agy_1", Program: "retail", OfferID: offerID})
}

const flights = 120

type airline struct{}

func (airline) Shop(context.Context, travel.Search) (supplier.ShopAnswer, error) {
	var answer supplier.ShopAnswer
	for i := range flights {
		answer.Offers = append(answer.Offers, flight(i))
	}
	return answer, nil
}

func (airline) Price(_ context.Context, in supplier.PriceInput) (travel.SupplierOffer, error) {
	i, err := strconv.Atoi(string(in.OfferRef))
	return flight(i), err
}

func flight(i int) travel.SupplierOffer {
	total := money.New(int64(50000+i), money.CNY)
	leaves := travel.LocalTimeOf(time.Date(2026, 12, 8, 7, i%60, 0, 0, time.UTC))
	return travel.SupplierOffer{
		Owner: "CA", Ref: []byte(strconv.Itoa(i)), Total: total, Holdable: true,
		PaxRules: travel.PaxRules{Identity: true, LatinNames: true, NameLimit: 20, MaleOrFemale: true, DocumentTypes: []string{travel.DocumentPassport}, DocumentExpiry: true},
		Journeys: []travel.PaxJourney{{Segments: []travel.PaxSegment{{
			MarketingCarrier: "CA", FlightNumber: strconv.Itoa(1000 + i),
			Departure: travel.FlightPoint{Airport: "PEK", Time: leaves}, Arrival: travel.FlightPoint{Airport: "SHA", Time: leaves},
		}}}},
		Items: []travel.OfferItem{{PaxIDs: []string{"p1"}, PTC: travel.PTCAdult, Price: travel.Price{Base: total, Total: total}}},
	}
}

// encoder stands in for rest's: offers and pages as simple JSON.
type encoder struct{}

type page struct {
	Offers  []struct{ ID, Total string }
	Entries []string
	After   string
}

func (encoder) Offer(o travel.Offer, _ func(shopping.EntryName) bool) (shopping.Fragment, error) {
	body, err := json.Marshal(map[string]string{"ID": o.ID, "Total": o.Total.Amount()})
	journey := o.Journeys[0].ID()
	return shopping.Fragment{Body: body, Entries: []shopping.Entry{
		{EntryName: shopping.EntryName{List: "paxJourneys", ID: journey}, Body: []byte(strconv.Quote(journey))},
	}}, err
}

func (encoder) Page(c shopping.PageContent) ([]byte, error) {
	var entries [][]byte
	for _, entry := range c.Entries {
		entries = append(entries, entry.Body)
	}
	return []byte(`{"Offers":[` + string(bytes.Join(c.Offers, []byte(","))) + `],"Entries":[` + string(bytes.Join(entries, []byte(","))) + `],"After":"` + c.After + `"}`), nil
}

func (encoder) Part(shopping.PartContent) ([]byte, error) { return nil, nil }

func (encoder) End(shopping.PageContent) ([]byte, error) { return nil, nil }

func plain(t *testing.T, e shopping.Encoded) []byte {
	t.Helper()
	body, err := e.Plain()
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func read(t *testing.T, body []byte) page {
	t.Helper()
	var p page
	err := json.Unmarshal(body, &p)
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return p
}

// Reading a page again needs no offer decoded: with every domain row turned
// into garbage, pages come byte for byte as before. And an offer whose row is
// garbage is an offer that is forgotten, never another one.
func TestAPageIsReadWithoutDecodingTheOffers(t *testing.T) {
	t.Parallel()
	cachetest.Each(t, func(t *testing.T, open func() *cache.Cache) {
		c := open()
		h := build(t, c)
		result, first := h.search(t)
		id := result.Summary.ShoppingID
		pages := []shopping.Page{
			{AgencyID: "agy_1", ShoppingID: id},
			{AgencyID: "agy_1", ShoppingID: id, After: first.After},
			{AgencyID: "agy_1", ShoppingID: id, Limit: 200},
			{AgencyID: "agy_1", ShoppingID: id, Limit: 7},
		}
		var before [][]byte
		for _, p := range pages {
			body, err := h.shopping.Retrieve(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			before = append(before, plain(t, body))
		}
		if !bytes.Equal(before[0], plain(t, result.Page)) || len(read(t, before[2]).Offers) != flights {
			t.Fatalf("read again: same %v", bytes.Equal(before[0], plain(t, result.Page)))
		}

		raw := cachetest.Raw(t, c)
		search, err := h.signer.ReadSearch("agy_1", id)
		if err != nil {
			t.Fatal(err)
		}
		key := cachetest.KeyOf(t, raw, search.ID)
		for i := range flights {
			err := raw.HSet(t.Context(), key, "o"+strconv.Itoa(i), "garbage").Err()
			if err != nil {
				t.Fatal(err)
			}
		}
		for i, p := range pages {
			body, err := h.shopping.Retrieve(t.Context(), p)
			if err != nil || !bytes.Equal(plain(t, body), before[i]) {
				t.Errorf("page %d with garbage for offers: %v", i, err)
			}
		}
		for _, o := range first.Offers[:3] {
			_, err := h.price(t, o.ID)
			if travel.CodeOf(err) != travel.CodeOfferExpired || err == nil {
				t.Errorf("garbled offer: %v", err)
			}
		}
	})
}

func TestFromSearchToSale(t *testing.T) {
	t.Parallel()
	cachetest.Each(t, func(t *testing.T, open func() *cache.Cache) {
		// Two replicas: what one offers, the other sells.
		one, other := build(t, open()), build(t, open())
		_, first := one.search(t)
		shown := first.Offers[4]
		priced, err := other.price(t, shown.ID)
		if err != nil || priced.Outcome != pricing.Unchanged || priced.Offer.Total.Amount() != shown.Total {
			t.Fatalf("%+v, %v", priced, err)
		}
		sold, err := one.pricing.Verify(t.Context(), "agy_1", "retail", priced.Offer.ID, "")
		if err != nil || sold.Total.Amount() != shown.Total || string(sold.Ref) != "4" || !reflect.DeepEqual(sold.PaxRules, flight(4).PaxRules) {
			t.Errorf("%+v, %v", sold, err)
		}
	})
}

func TestRedisGone(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(t *testing.T) (c *cache.Cache, stop func()){
		"miniredis": func(t *testing.T) (*cache.Cache, func()) {
			inside, err := cache.Open(t.Context(), cache.Config{})
			if err != nil {
				t.Fatal(err)
			}
			return cachetest.Open(t, cache.Config{URL: "redis://" + inside.Addr(), Timeout: time.Second}), func() { _ = inside.Close() }
		},
		"redis": func(t *testing.T) (*cache.Cache, func()) {
			server := cachetest.Own(t)
			return cachetest.Open(t, cache.Config{URL: server.URL, Timeout: time.Second}), server.Stop
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, stop := start(t)
			h := build(t, c)
			result, first := h.search(t)
			stop()

			live, shown := h.search(t)
			if len(shown.Offers) != flights || shown.After != "" || !warned(live, shopping.WarningOffersNotRemembered) || warned(result, shopping.WarningOffersNotRemembered) {
				t.Errorf("shopping: %d offers, %+v", len(shown.Offers), live.Summary.Warnings)
			}
			_, priced := h.price(t, first.Offers[0].ID)
			_, sold := h.pricing.Verify(t.Context(), "agy_1", "retail", first.Offers[0].ID, "")
			_, offer := h.pricing.Offer(t.Context(), "agy_1", first.Offers[0].ID)
			_, page := h.shopping.Retrieve(t.Context(), shopping.Page{AgencyID: "agy_1", ShoppingID: result.Summary.ShoppingID})
			_, next := h.shopping.Retrieve(t.Context(), shopping.Page{AgencyID: "agy_1", ShoppingID: result.Summary.ShoppingID, After: first.After})
			for what, err := range map[string]error{"price": priced, "sell": sold, "read": offer, "page": page, "next page": next, "ping": c.Ping(t.Context())} {
				if err == nil || travel.CodeOf(err) != travel.CodeOfferStoreUnavailable {
					t.Errorf("%s: %v", what, err)
				}
			}
			// Not asked for, not missed: a made-up id is not found, Redis or no Redis.
			_, err := h.price(t, "ofr_"+strings.Repeat("0", 64))
			if travel.CodeOf(err) != travel.CodeNotFound || err == nil {
				t.Errorf("made up: %v", err)
			}
		})
	}
}

func warned(r shopping.Result, code shopping.WarningCode) bool {
	for _, w := range r.Summary.Warnings {
		if w.Code == code {
			return true
		}
	}
	return false
}
