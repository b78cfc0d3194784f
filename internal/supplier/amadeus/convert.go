package amadeus

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// understood is an offer in both forms.
type understood struct {
	wire     wireOffer
	offer    travel.SupplierOffer
	segments map[string]travel.PaxSegment // by Amadeus' segment id
}

// nameLimit is the longest surname or given name of a record's name element.
const nameLimit = 57

// offerFrom converts an offer, or says why it cannot be sold.
func (k *packer) offerFrom(document json.RawMessage, p party, choices []choice, office *time.Location) (understood, error) {
	if len(document) > maxDocument {
		return understood{}, fmt.Errorf("an offer of %d bytes", len(document)) // it could not be unpacked to be sold
	}
	var w wireOffer
	err := json.Unmarshal(document, &w)
	switch {
	case err != nil:
		return understood{}, err
	case w.OneWay:
		return understood{}, errors.New("half of a journey")
	case len(w.Itineraries) == 0:
		return understood{}, errors.New("no itineraries")
	case len(w.ValidatingAirlines) == 0 || !reference.Designator(w.ValidatingAirlines[0]):
		return understood{}, fmt.Errorf("validating airlines %q", supplier.Clip(strings.Join(w.ValidatingAirlines, " ")))
	}
	journeys, segments, err := journeysFrom(w.Itineraries)
	if err != nil {
		return understood{}, err
	}
	err = w.complete(p, segments)
	if err != nil {
		return understood{}, err
	}
	items, total, err := itemsFrom(w, p, choices, segments)
	if err != nil {
		return understood{}, err
	}
	ref, err := k.pack(offerRef{document: document, choices: choices, party: p})
	if err != nil {
		return understood{}, err
	}
	if office == nil {
		office = zoneOf(journeys[0])
	}
	offer := travel.SupplierOffer{
		Owner:    w.ValidatingAirlines[0],
		Ref:      ref,
		Journeys: journeys,
		Items:    items,
		Total:    total,
		// A search does not say it; pricing may ask for a document within a country too.
		PaxRules: travel.PaxRules{
			Identity: travel.CrossesBorder(journeys), LatinNames: true, NameLimit: nameLimit,
			DocumentTypes: slices.Sorted(maps.Keys(documentTypes)),
		},
		Terms: travel.Terms{
			PriceClasses: priceClassesFrom(w, journeys, p),
			Baggage:      baggageFrom(w, segments, p),
			Refund:       penaltyFrom(w.FareRules, w.Price.Currency, refundCategories),
			Change:       penaltyFrom(w.FareRules, w.Price.Currency, changeCategories),
		},
		Clocks: travel.Clocks{TicketBy: ticketBy(w, office)},
	}
	if seats := w.NumberOfBookableSeats; seats > 0 && seats <= 9 {
		offer.SeatsLeft = seats
	}
	return understood{wire: w, offer: offer, segments: segments}, nil
}

// complete checks that everybody is priced once on every flight. A contradicting
// type would put a fare on the wrong person.
func (w wireOffer) complete(p party, segments map[string]travel.PaxSegment) error {
	if len(w.TravelerPricings) != len(p) {
		return fmt.Errorf("prices for %d travellers instead of %d", len(w.TravelerPricings), len(p))
	}
	for _, one := range p {
		pricing, ok := w.pricing(one.travelerID)
		if !ok {
			return fmt.Errorf("no price for traveler %s", one.travelerID)
		}
		if want := travelerTypes[one.ptc]; pricing.TravelerType != want {
			return fmt.Errorf("traveler %s came back as %q", one.travelerID, supplier.Clip(pricing.TravelerType))
		}
		seen := map[string]bool{}
		for _, detail := range pricing.FareDetails {
			if _, known := segments[detail.SegmentID]; !known || seen[detail.SegmentID] {
				return fmt.Errorf("fare for segment %q", supplier.Clip(detail.SegmentID))
			}
			seen[detail.SegmentID] = true
		}
		if len(seen) != len(segments) {
			return fmt.Errorf("traveler %s has fares for %d of %d segments", one.travelerID, len(seen), len(segments))
		}
	}
	return nil
}

func (w wireOffer) pricing(travelerID string) (wireTravelerPricing, bool) {
	for _, pricing := range w.TravelerPricings {
		if pricing.TravelerID == travelerID {
			return pricing, true
		}
	}
	return wireTravelerPricing{}, false
}

// travelerTypes are Amadeus' names of the passenger types.
var travelerTypes = map[travel.PTC]string{
	travel.PTCAdult:        "ADULT",
	travel.PTCChild:        "CHILD",
	travel.PTCInfant:       "HELD_INFANT",
	travel.PTCInfantSeated: "SEATED_INFANT",
}

// ticketBy is until when a booking of today can be ticketed at this price. A date
// counts to its end.
func ticketBy(w wireOffer, zone *time.Location) time.Time {
	at, err := travel.ParseLocalTime(w.LastTicketingDateTime)
	if err == nil {
		return at.In(zone).UTC()
	}
	day, err := travel.ParseDate(w.LastTicketingDate)
	if err != nil {
		return time.Time{}
	}
	at, err = travel.ParseLocalTime(day.String() + "T23:59:59")
	if err != nil {
		return time.Time{}
	}
	return at.In(zone).UTC()
}

// amount reads money that cannot be owed to us.
func amount(decimal, currency string) (money.Money, error) {
	m, err := money.Parse(decimal, money.Currency(currency))
	if err != nil {
		return money.Money{}, err
	}
	if m.IsNegative() {
		return money.Money{}, fmt.Errorf("negative amount %s", m)
	}
	return m, nil
}
