package pricing_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// shelf is a house whose suppliers sell many offers, each known by its handle.
type shelf struct {
	*house
	search string // that found them all

	mu    sync.Mutex
	sells map[string]func(ctx context.Context) (travel.SupplierOffer, error) // by handle
	asked []string
}

func stock(t *testing.T, edits ...func(*pricing.Options)) *shelf {
	t.Helper()
	s := &shelf{search: travel.NewID(travel.PrefixSearch), sells: map[string]func(context.Context) (travel.SupplierOffer, error){}}
	s.house = open(t, append([]func(*pricing.Options){func(o *pricing.Options) {
		o.Suppliers = []*supplier.Connector{{ID: "air-china", Price: s}, {ID: "skytrip", Price: s}, {ID: "globalfares", Price: s}}
	}}, edits...)...)
	return s
}

func (s *shelf) Price(ctx context.Context, in supplier.PriceInput) (travel.SupplierOffer, error) {
	s.mu.Lock()
	s.asked = append(s.asked, string(in.OfferRef))
	says := s.sells[string(in.OfferRef)]
	s.mu.Unlock()
	return says(ctx)
}

// put puts an offer on the shelf, as a search found it and as it is sold still.
// Its handle is its name.
func (s *shelf) put(t *testing.T, name, supplierID string, edits ...func(*travel.SupplierOffer)) travel.Offer {
	t.Helper()
	said := sold()
	for _, edit := range edits {
		edit(&said)
	}
	said.Ref = []byte(name)
	s.says(name, func(context.Context) (travel.SupplierOffer, error) { return said, nil })
	return s.found(t, s.search, supplierID, said)
}

// found is an offer of a search, remembered.
func (s *shelf) found(t *testing.T, search, supplierID string, said travel.SupplierOffer) travel.Offer {
	t.Helper()
	o := travel.Offer{
		AgencyID: "agy_1", Program: "retail", SupplierID: supplierID, Contract: "house",
		Pax: party(), SupplierOffer: said, Net: said.Total, PricedAt: s.now, Source: travel.SourceLive,
	}
	o.Clocks.OfferExpiresAt = offerid.Expiry(said.Clocks.OfferExpiresAt, s.now)
	id, err := s.signer.Offer(o.AgencyID, offerid.Offer{Search: search, Ordinal: len(s.others[search]), ExpiresAt: o.Clocks.OfferExpiresAt})
	if err != nil {
		t.Fatal(err)
	}
	o.ID = id
	s.house.mu.Lock()
	defer s.house.mu.Unlock()
	s.kept[id] = pricing.Remembered{Offer: o}
	s.others[search] = append(s.others[search], o)
	return o
}

func (s *shelf) says(name string, says func(context.Context) (travel.SupplierOffer, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sells[name] = says
}

func (s *shelf) gone(name string) {
	s.says(name, func(context.Context) (travel.SupplierOffer, error) {
		return travel.SupplierOffer{}, supplier.Fail(supplier.SoldOut, "", "", nil)
	})
}

// hangs answers when nobody waits any more.
func (s *shelf) hangs(name string) {
	s.says(name, func(ctx context.Context) (travel.SupplierOffer, error) {
		<-ctx.Done()
		return travel.SupplierOffer{}, supplier.Fail(supplier.Unavailable, "", "", ctx.Err())
	})
}

// dearerBy moves the price, of the adults.
func dearerBy(yuan int) func(*travel.SupplierOffer) {
	return func(o *travel.SupplierOffer) {
		by := cny(strconv.Itoa(yuan) + ".00")
		o.Items[0].Price.Base.Minor += by.Minor
		o.Items[0].Price.Total.Minor += by.Minor
		o.Total.Minor += by.Minor
	}
}

// brand is another fare on the same flights.
func brand(name string) func(*travel.SupplierOffer) {
	return func(o *travel.SupplierOffer) {
		for i := range o.Terms.PriceClasses {
			o.Terms.PriceClasses[i].Name = name
		}
	}
}

// cabin is where everybody sits.
func cabin(c travel.Cabin) func(*travel.SupplierOffer) {
	return func(o *travel.SupplierOffer) {
		for i := range o.Terms.PriceClasses {
			o.Terms.PriceClasses[i].Cabin = c
		}
	}
}

// outbound flies out at another time.
func outbound(number string, days int, by time.Duration) func(*travel.SupplierOffer) {
	return func(o *travel.SupplierOffer) {
		first := &o.Journeys[0].Segments[0]
		first.FlightNumber = number
		first.Departure.Time = later(first.Departure.Time, days, by)
		first.Arrival.Time = later(first.Arrival.Time, days, by)
		hang(o)
	}
}

func later(l travel.LocalTime, days int, by time.Duration) travel.LocalTime {
	return travel.LocalTimeOf(l.In(time.UTC).AddDate(0, 0, days).Add(by))
}

// told is alternatives in short: what they are, why, and how much more they cost.
func told(alternatives []pricing.Alternative) []string {
	var all []string
	for _, a := range alternatives {
		all = append(all, string(a.Offer.Ref)+" "+string(a.Why)+" "+a.Delta.Amount())
	}
	return all
}
