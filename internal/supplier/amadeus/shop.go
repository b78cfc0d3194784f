package amadeus

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// mostConnections is the greatest number Amadeus can be asked to keep to.
const mostConnections = 2

// Shop asks for offers, and for the dearer brands of the cheapest of them where
// that is configured.
func (c *connector) Shop(ctx context.Context, search travel.Search) (supplier.ShopAnswer, error) {
	p := partyOf(search.Pax)
	body, err := c.searchFor(search, p)
	if err != nil {
		return supplier.ShopAnswer{}, err
	}
	r := request{method: http.MethodPost, path: "/v2/shopping/flight-offers", bare: body, many: true}
	a, err := c.client.call(ctx, r)
	if err != nil {
		return supplier.ShopAnswer{}, err
	}
	var found supplier.Pieces
	err = r.decode(a, &found)
	if err != nil {
		return supplier.ShopAnswer{}, err
	}
	if found.Taken == nil {
		return supplier.ShopAnswer{}, r.lost(supplier.CodeUnreadable, "no list of offers", nil)
	}
	sorted := newAssortment(search, p, c.office)
	err = sorted.add(ctx, found.Taken)
	if err != nil {
		return supplier.ShopAnswer{}, r.lost(supplier.CodeUnreadable, "not read in time", err)
	}
	var cut []string
	switch {
	case found.More > 0:
		cut = []string{fmt.Sprintf("%d more offers than are read", found.More)}
	case len(found.Taken) == c.maxOffers:
		cut = []string{fmt.Sprintf("%d offers, which is all that was asked for", c.maxOffers)}
	}
	c.addBrands(ctx, sorted)
	return supplier.ShopAnswer{Offers: sorted.offers, Dropped: sorted.dropped, Partial: len(cut) > 0, Cut: cut}, nil
}

func (c *connector) searchFor(search travel.Search, p party) (sendSearch, error) {
	body := sendSearch{
		CurrencyCode: string(c.currency),
		Sources:      []string{"GDS"},
		Criteria: sendSearchCriteria{
			MaxFlightOffers:       c.maxOffers,
			AdditionalInformation: sendAdditional{BrandedFares: true, FareRules: true},
		},
	}
	var ids []string
	for i, od := range search.OriginDestinations {
		ids = append(ids, strconv.Itoa(i+1))
		body.OriginDestinations = append(body.OriginDestinations, sendOriginDest{
			ID: ids[i], Origin: od.Origin, Destination: od.Destination, Departure: sendDate{Date: od.Date.String()},
		})
	}
	laps, err := searchedLaps(p)
	if err != nil {
		return sendSearch{}, err
	}
	for _, one := range p {
		kind, ok := travelerTypes[one.ptc]
		if !ok {
			return sendSearch{}, supplier.Fail(supplier.Unsupported, "travelerType", fmt.Sprintf("no %s here", one.ptc), nil)
		}
		body.Travelers = append(body.Travelers, sendSearched{
			ID: one.travelerID, TravelerType: kind, AssociatedAdultID: laps[one.travelerID],
		})
	}
	body.Criteria.FlightFilters = filtersFor(search.Preferences, ids)
	return body, nil
}

// searchedLaps gives every infant the next adult; who really holds whom is said
// when booking.
func searchedLaps(p party) (map[string]string, error) {
	var adults, infants []string
	for _, one := range p {
		switch one.ptc {
		case travel.PTCAdult:
			adults = append(adults, one.travelerID)
		case travel.PTCInfant:
			infants = append(infants, one.travelerID)
		case travel.PTCChild, travel.PTCInfantSeated:
		}
	}
	if len(infants) > len(adults) {
		return nil, supplier.Fail(supplier.Rejected, "infantWithoutAdult", "more infants than adults", nil)
	}
	laps := map[string]string{}
	for i, infant := range infants {
		laps[infant] = adults[i]
	}
	return laps, nil
}

// filtersFor asks for most of the way in the cabin wanted, as people understand a
// cabin; asking for all of it would lose journeys with one flight that has none.
func filtersFor(want travel.Preferences, ids []string) *sendFilters {
	var filters sendFilters
	if class := travelClass(want.Cabin); class != "" {
		filters.Cabins = []sendCabin{{Cabin: class, Coverage: "MOST_SEGMENTS", OriginDestinationIDs: ids}}
	}
	if len(want.Carriers) > 0 {
		filters.Carriers = &sendCarriers{Included: want.Carriers}
	}
	if want.MaxStops != nil && *want.MaxStops >= 0 && *want.MaxStops <= mostConnections {
		filters.Connections = &sendConnections{Max: *want.MaxStops}
	}
	if filters.Cabins == nil && filters.Carriers == nil && filters.Connections == nil {
		return nil
	}
	return &filters
}

// assortment is what a search has found, each thing once.
type assortment struct {
	search  travel.Search
	party   party
	office  *time.Location
	offers  []travel.SupplierOffer
	sources []json.RawMessage // of offers, as Amadeus wrote them
	dropped []string
	seen    map[string]bool
	packer  packer
}

func newAssortment(search travel.Search, p party, office *time.Location) *assortment {
	return &assortment{search: search, party: p, office: office, offers: []travel.SupplierOffer{}, seen: map[string]bool{}}
}

// add converts what can be converted and keeps what was asked for, for as long as
// somebody waits.
func (s *assortment) add(ctx context.Context, found []json.RawMessage) error {
	for i, raw := range found {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		u, err := s.packer.offerFrom(raw, s.party, nil, s.office)
		if err == nil && len(u.offer.Journeys) != len(s.search.OriginDestinations) {
			err = fmt.Errorf("%d itineraries for %d asked", len(u.offer.Journeys), len(s.search.OriginDestinations))
		}
		if err != nil {
			s.dropped = append(s.dropped, fmt.Sprintf("offer %d: %v", i, err))
			continue
		}
		if !s.search.Preferences.Allow(u.offer.Journeys) {
			continue
		}
		key := productOf(u.offer)
		if s.seen[key] {
			s.dropped = append(s.dropped, fmt.Sprintf("offer %d: came twice", i))
			continue
		}
		s.seen[key] = true
		s.offers = append(s.offers, u.offer)
		s.sources = append(s.sources, raw)
	}
	return nil
}

// productOf tells offers apart: the flights, what was bought of them, the price.
// Amadeus' own ids count from 1 in every answer.
func productOf(o travel.SupplierOffer) string {
	key := o.Owner + " " + o.Total.String()
	for _, class := range o.Terms.PriceClasses {
		key += "|" + class.JourneyID + " " + class.Name + " " + class.RBD + " " + class.FareBasis
	}
	return key
}
