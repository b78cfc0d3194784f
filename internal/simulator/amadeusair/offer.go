package amadeusair

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

const (
	currency  = "CNY"
	localTime = "2006-01-02T15:04:05"
)

// naming is how one answer calls the parts of an offer. Amadeus' ids are small
// numbers that mean something within one answer only.
type naming struct {
	Offer     string
	Segments  [][]string      // by slice and flight
	Travelers []namedTraveler // in the party's order
}

type namedTraveler struct {
	ID      string
	Type    string
	AdultID string `json:",omitempty"` // who has an infant on the lap
}

// segmentNames numbers distinct flights through one answer, so that offers that
// share a flight name it alike.
type segmentNames map[string]string

func (n segmentNames) of(o world.Offer) [][]string {
	names := make([][]string, 0, len(o.Slices))
	for _, s := range o.Slices {
		var ids []string
		for _, f := range s.Flights {
			key := f.Carrier + f.Number + f.Origin + f.Departs.Format(localTime)
			if n[key] == "" {
				n[key] = strconv.Itoa(len(n) + 1)
			}
			ids = append(ids, n[key])
		}
		names = append(names, ids)
	}
	return names
}

// mostBookable is the highest number of seats that is said.
const mostBookable = 9

// wireOffer shows an offer that is for sale.
func (s *Surface) wireOffer(o world.Offer, n naming, added world.Extras) wireOffer {
	out := wireOfferOf(o, n, added)
	out.NumberOfBookableSeats = min(mostBookable, s.world.SeatsLeft(o))
	return out
}

// wireOfferOf shows an offer with what was added to it.
func wireOfferOf(o world.Offer, n naming, added world.Extras) wireOffer {
	out := wireOffer{
		Type: "flight-offer", ID: n.Offer, Source: "GDS", Reference: o.ID,
		InstantTicketingRequired: o.Instant,
		Price:                    wirePriceOf(o, added),
		PricingOptions:           wirePricingOptions{FareType: []string{"PUBLISHED"}, IncludedCheckedBagsOnly: bagsIncluded(o)},
		ValidatingAirlineCodes:   []string{o.Owner},
	}
	deadline := o.PayBy
	if o.Instant {
		deadline = o.CreatedAt
	}
	local := deadline.In(zoneOf(o.Slices[0].Flights[0].Origin))
	out.LastTicketingDate = local.Format(time.DateOnly)
	if !o.Instant {
		out.LastTicketingDateTime = local.Format(localTime)
	}
	for i, s := range o.Slices {
		itinerary := wireItinerary{Duration: iso8601(s.Flights.Duration())}
		for j, f := range s.Flights {
			itinerary.Segments = append(itinerary.Segments, wireSegmentOf(f, s.Fare.Cabin, n.Segments[i][j]))
		}
		out.Itineraries = append(out.Itineraries, itinerary)
	}
	for i, share := range o.Shares() {
		out.TravelerPricings = append(out.TravelerPricings, wireTravelerPricingOf(o, n, i, share, added))
	}
	return out
}

func zoneOf(airport string) *time.Location {
	a, ok := reference.AirportByCode(airport)
	if !ok {
		return time.UTC
	}
	return a.Location()
}

func bagsIncluded(o world.Offer) bool {
	return !slices.ContainsFunc(o.Slices, func(s world.Slice) bool { return s.Fare.Checked == 0 })
}

func wirePriceOf(o world.Offer, added world.Extras) wirePrice {
	none := world.Fen(0).Amount()
	out := wirePrice{
		Currency: currency, BillingCurrency: currency,
		Base: o.Base.Amount(), Total: o.Total().Amount(), GrandTotal: (o.Total() + added.Total).Amount(),
		Fees: []wireFee{{none, "SUPPLIER"}, {none, "TICKETING"}, {none, "FORM_OF_PAYMENT"}},
	}
	for _, kind := range []struct {
		wire  string
		kinds []world.AncillaryKind
	}{
		{"CHECKED_BAGS", []world.AncillaryKind{world.Bag}},
		{"MEALS", []world.AncillaryKind{world.Meal}},
		{"SEATS", []world.AncillaryKind{world.ChosenSeat}},
		{"OTHER_SERVICES", []world.AncillaryKind{world.Lounge, world.Priority, world.Upgrade}},
	} {
		var sum world.Fen
		sold := false
		for _, e := range added.Items {
			if slices.Contains(kind.kinds, e.Kind) {
				sum += e.Total()
				sold = true
			}
		}
		if sold {
			out.AdditionalServices = append(out.AdditionalServices, wireServiceFee{sum.Amount(), kind.wire})
		}
	}
	return out
}

func wireSegmentOf(f world.Flight, cabin, id string) wireSegment {
	out := wireSegment{
		ID: id, CarrierCode: f.Carrier, Number: f.Number, Duration: iso8601(f.Duration()),
		Departure: wireEndPoint{f.Origin, f.OriginTerminal, f.Departs.Format(localTime)},
		Arrival:   wireEndPoint{f.Destination, f.ArrivalTerminal, f.Arrives.Format(localTime)},
		Operating: &wireOperating{f.Operator, strings.TrimPrefix(f.OperatorNumber, f.Operator)},
		// Ninety grams a seat and kilometre.
		Co2Emissions: []wireCo2{{f.Km * 9 / 100, "KG", cabinCode(cabin)}},
	}
	if f.Aircraft != nil {
		out.Aircraft = &wireAircraft{f.Aircraft.Code}
	}
	return out
}

// cabinCode is "PREMIUM_ECONOMY" for premium_economy.
func cabinCode(cabin string) string { return strings.ToUpper(cabin) }

// brandCode is what the airline's brand is called in fare data: "ECONSAVER"
// style codes have letters and digits only.
func brandCode(brand string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' {
			return -1
		}
		return r
	}, brand))
}

func wireTravelerPricingOf(o world.Offer, n naming, i int, share world.Share, added world.Extras) wireTravelerPricing {
	traveler := n.Travelers[i]
	out := wireTravelerPricing{
		TravelerID: traveler.ID, FareOption: "STANDARD", TravelerType: traveler.Type, AssociatedAdultID: traveler.AdultID,
		Price: wireTravelerPrice{
			Currency: currency, Base: share.Base.Amount(), Total: share.Total().Amount(),
		},
	}
	for _, t := range share.Taxes {
		out.Price.Taxes = append(out.Price.Taxes, wireTax{t.Amount.Amount(), t.Code})
	}
	flight := 0
	for s, slice := range o.Slices {
		fare := slice.Fare
		for j := range slice.Flights {
			detail := wireFareDetail{
				SegmentID: n.Segments[s][j], Cabin: cabinCode(fare.Cabin), FareBasis: fare.Basis, Class: fare.Basis[:1],
				BrandedFare: brandCode(fare.Brand), BrandedFareLabel: strings.ToUpper(fare.Brand),
				AdditionalServices: servicesOn(added, o.Party[i].ID, flight),
			}
			if o.Party[i].Kind != world.Infant {
				detail.IncludedCheckedBags.Quantity = fare.Checked
				detail.IncludedCabinBags.Quantity = fare.CarryOn
			}
			out.FareDetails = append(out.FareDetails, detail)
			flight++
		}
	}
	return out
}

// servicesOn are a passenger's added services on one flight; nil: none.
func servicesOn(added world.Extras, passenger string, flight int) *wireAdditionalServices {
	var out wireAdditionalServices
	any := false
	for _, e := range added.Items {
		if e.PassengerID != passenger || !slices.Contains(e.Flights, flight) {
			continue
		}
		switch e.Kind {
		case world.Bag:
			out.ChargeableCheckedBags = &wireBagAllowance{Quantity: e.Quantity}
			any = true
		case world.Priority:
			out.OtherServices = append(out.OtherServices, priorityBoarding)
			any = true
		case world.ChosenSeat:
			out.ChargeableSeatNumber = e.Designator
			out.ChargeableSeat = &wireChargeableSeat{e.Designator}
			any = true
		}
	}
	if !any {
		return nil
	}
	return &out
}

// dictionariesOf explains the codes of the offers.
func dictionariesOf(offers ...world.Offer) wireDictionaries {
	d := wireDictionaries{
		Locations: map[string]wireLocation{}, Aircraft: map[string]string{},
		Currencies: map[string]string{currency: "CHINESE YUAN RENMINBI"}, Carriers: map[string]string{},
	}
	for _, o := range offers {
		for _, s := range o.Slices {
			for _, f := range s.Flights {
				for _, code := range []string{f.Origin, f.Destination} {
					a, _ := reference.AirportByCode(code)
					d.Locations[code] = wireLocation{a.City, a.Country}
				}
				for _, code := range []string{f.Carrier, f.Operator} {
					airline, ok := reference.AirlineByCode(code)
					if ok {
						d.Carriers[code] = strings.ToUpper(airline.Name)
					}
				}
				if f.Aircraft != nil {
					d.Aircraft[f.Aircraft.Code] = strings.ToUpper(f.Aircraft.Name)
				}
			}
		}
	}
	return d
}

// iso8601 is "PT26H15M": Amadeus counts in hours, however many.
func iso8601(d time.Duration) string {
	minutes := int(d.Minutes())
	switch {
	case minutes < 60:
		return fmt.Sprintf("PT%dM", minutes)
	case minutes%60 == 0:
		return fmt.Sprintf("PT%dH", minutes/60)
	default:
		return fmt.Sprintf("PT%dH%dM", minutes/60, minutes%60)
	}
}
