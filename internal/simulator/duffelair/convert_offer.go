package duffelair

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

const (
	currency  = "CNY"
	localTime = "2006-01-02T15:04:05"
)

func wireOfferRequestOf(s world.Search, offers []world.Offer, withOffers bool) wireOfferRequest {
	out := wireOfferRequest{
		ID: s.ID, ClientKey: world.Token("key", s.ID), CreatedAt: s.CreatedAt,
		CabinClass: orNull(s.Request.Cabin), Passengers: wirePassengersOf(s.Request.Party),
	}
	for _, leg := range s.Request.Legs {
		from, to := wirePlaceOf(leg.Origin), wirePlaceOf(leg.Destination)
		out.Slices = append(out.Slices, wireSearchSlice{
			Origin: from, OriginType: from.Type, Destination: to, DestinationType: to.Type,
			DepartureDate: leg.Date, DepartureTime: wireWindowOf(leg.Departure), ArrivalTime: wireWindowOf(leg.Arrival),
		})
	}
	if withOffers {
		list := wireOffersOf(offers)
		out.Offers = &list
	}
	return out
}

func wireOffersOf(offers []world.Offer) []wireOffer {
	list := make([]wireOffer, 0, len(offers))
	for _, o := range offers {
		list = append(list, wireOfferOf(o))
	}
	return list
}

func privateFaresOf(o world.Offer) []wirePrivateFare {
	fares := []wirePrivateFare{}
	for _, s := range o.Slices {
		fare := wirePrivateFare{CorporateCode: s.Fare.Account, Type: "corporate"}
		if s.Fare.Account != "" && !slices.Contains(fares, fare) {
			fares = append(fares, fare)
		}
	}
	return fares
}

func wireOfferOf(o world.Offer) wireOffer {
	documents := []string{"passport", "tax_id"}
	if o.International() {
		documents = []string{"passport"}
	}
	return wireOffer{
		ID: o.ID, Owner: wireAirlineOf(o.Owner),
		CreatedAt: o.CreatedAt, UpdatedAt: o.UpdatedAt, ExpiresAt: o.ExpiresAt,
		BaseAmount: o.Base.Amount(), BaseCurrency: currency,
		TaxAmount: o.Tax.Amount(), TaxCurrency: currency,
		TotalAmount: o.Total().Amount(), TotalCurrency: currency,
		TotalEmissionsKg: strconv.Itoa(emissions(o)),
		PaymentRequirements: wirePaymentRequirements{
			RequiresInstantPayment: o.Instant,
			PriceGuaranteeExpires:  timeOrNull(o.GuaranteedUntil),
			PaymentRequiredBy:      timeOrNull(o.PayBy),
		},
		DocumentsRequired: o.International(), DocumentTypes: documents,
		LoyaltyProgrammes: []string{}, PrivateFares: privateFaresOf(o),
		Conditions: wireConditionsOf(o, o.CreatedAt),
		Passengers: wirePassengersOf(o.Party), Slices: wireSlicesOf(o, o.CreatedAt),
		IntendedPaymentMethods: []any{}, AirlineCredits: []string{},
	}
}

// emissions are ninety grams a seat and kilometre.
func emissions(o world.Offer) int {
	km := 0
	for _, s := range o.Slices {
		for _, f := range s.Flights {
			km += f.Km
		}
	}
	return km * 9 / 100 * len(o.Party)
}

func wireConditionsOf(o world.Offer, at time.Time) wireConditions {
	return wireConditions{Refund: wireConditionOf(o.Refund(at)), Change: wireConditionOf(o.Change(at))}
}

func wireConditionOf(t world.Terms) *wireCondition {
	if !t.Allowed {
		return &wireCondition{}
	}
	amount, cny := t.Penalty.Amount(), currency
	return &wireCondition{Allowed: true, PenaltyAmount: &amount, PenaltyCurrency: &cny}
}

func wirePassengersOf(party []world.Passenger) []wirePassenger {
	out := make([]wirePassenger, 0, len(party))
	for _, p := range party {
		out = append(out, wirePassenger{
			ID: p.ID, Type: typeOf(p.Kind), Age: p.Age, FareType: orNull(p.FareType),
			GivenName: orNull(p.GivenName), FamilyName: orNull(p.FamilyName), Loyalty: wireLoyaltyOf(p.Loyalty),
		})
	}
	return out
}

func wireLoyaltyOf(accounts []world.LoyaltyAccount) []wireLoyalty {
	out := make([]wireLoyalty, 0, len(accounts))
	for _, a := range accounts {
		out = append(out, wireLoyalty{Airline: a.Carrier, Number: a.Number})
	}
	return out
}

func wireSlicesOf(o world.Offer, at time.Time) []wireSlice {
	out := make([]wireSlice, 0, len(o.Slices))
	for i, s := range o.Slices {
		slice := wireSliceOf(o.ID, s, o.Party)
		slice.Conditions.Change = wireConditionOf(o.ChangeOf(i, at))
		out = append(out, slice)
	}
	return out
}

func wireSliceOf(offerID string, s world.Slice, party []world.Passenger) wireSlice {
	id := sliceID(offerID, s)
	first, last := s.Flights[0], s.Flights[len(s.Flights)-1]
	slice := wireSlice{
		ID: id, Origin: wireAirportOf(first.Origin), OriginType: "airport",
		Destination: wireAirportOf(last.Destination), DestinationType: "airport",
		Duration: iso8601(s.Flights.Duration()), FareBrandName: s.Fare.Brand,
		ComparisonKey: comparisonKey(s), NGSShelf: shelf(s.Fare),
	}
	for n, f := range s.Flights {
		slice.Segments = append(slice.Segments, wireSegmentOf(f, s.Fare, party, segmentID(id, n)))
	}
	return slice
}

// sliceID follows from what is flown when: a slice that is changed becomes
// another one, the others of its order stay what they are.
func sliceID(offerID string, s world.Slice) string {
	parts := []string{offerID}
	for _, f := range s.Flights {
		parts = append(parts, f.Carrier+f.Number, f.Origin, f.Departs.UTC().Format(time.RFC3339))
	}
	return world.Token("sli", parts...)
}

func segmentID(sliceID string, n int) string {
	return world.Token("seg", sliceID, strconv.Itoa(n))
}

// segmentIDs are those of all flights, as flight indexes count them.
func segmentIDs(o world.Offer) []string {
	var ids []string
	for _, s := range o.Slices {
		slice := sliceID(o.ID, s)
		for n := range s.Flights {
			ids = append(ids, segmentID(slice, n))
		}
	}
	return ids
}

// comparisonKey is the same for the same flights on other fares.
func comparisonKey(s world.Slice) string {
	key := ""
	for _, f := range s.Flights {
		key += f.Carrier + f.Number + f.Departs.Format("0102")
	}
	return key
}

// shelf places a fare on the Next Generation Storefront's five.
func shelf(f world.Fare) int {
	switch {
	case f.Cabin == world.First:
		return 5
	case f.Cabin == world.Business:
		return 4
	case f.Cabin == world.PremiumEconomy:
		return 3
	case f.Checked > 0 && f.Refund.Allowed:
		return 2
	default:
		return 1
	}
}

func wireSegmentOf(f world.Flight, fare world.Fare, party []world.Passenger, id string) wireSegment {
	segment := wireSegment{
		ID:     id,
		Origin: wireAirportOf(f.Origin), OriginTerminal: orNull(f.OriginTerminal),
		Destination: wireAirportOf(f.Destination), DestinationTerminal: orNull(f.ArrivalTerminal),
		DepartingAt: f.Departs.Format(localTime), ArrivingAt: f.Arrives.Format(localTime),
		Duration: iso8601(f.Duration()), Distance: strconv.Itoa(f.Km),
		MarketingCarrier: wireAirlineOf(f.Carrier), MarketingFlightNumber: f.Number,
		OperatingCarrier: wireAirlineOf(f.Operator), OperatingFlightNumber: f.OperatorNumber,
		Stops: []string{},
	}
	if f.Aircraft != nil {
		segment.Aircraft = &wireAircraft{ID: world.Token("arc", f.Aircraft.Code), IATACode: f.Aircraft.Code, Name: f.Aircraft.Name}
	}
	for _, p := range party {
		bags := []wireBag{{"checked", fare.Checked}, {"carry_on", fare.CarryOn}}
		if p.Kind == world.Infant {
			bags = []wireBag{{"checked", 0}, {"carry_on", 0}}
		}
		segment.Passengers = append(segment.Passengers, wireSegmentPassenger{
			PassengerID: p.ID, CabinClass: fare.Cabin, CabinName: cabinName(fare.Cabin), FareBasisCode: fare.Basis,
			Cabin: wireCabin{Name: fare.Cabin, MarketingName: cabinName(fare.Cabin)}, Baggages: bags,
		})
	}
	return segment
}

func cabinName(cabin string) string {
	switch cabin {
	case world.PremiumEconomy:
		return "Premium Economy"
	case world.Business:
		return "Business"
	case world.First:
		return "First"
	default:
		return "Economy"
	}
}

func wireAirlineOf(code string) wireAirline {
	name := code
	if airline, ok := reference.AirlineByCode(code); ok {
		name = airline.Name
	}
	return wireAirline{ID: world.Token("arl", code), IATACode: code, Name: name}
}

// wirePlaceOf is what a search names: a code that is both is the city.
func wirePlaceOf(code string) wirePlace {
	city, ok := reference.CityByCode(code)
	if !ok || !metropolitan(code) {
		return wireAirportOf(code)
	}
	place := wirePlace{
		ID: "cit_" + city.Code, Type: "city", IATACode: city.Code,
		IATACountryCode: city.Country, Name: city.Name,
	}
	for _, airport := range reference.PlaceAirports(code) {
		place.Airports = append(place.Airports, wireAirportOf(airport.Code))
	}
	return place
}

func metropolitan(code string) bool {
	airports := reference.PlaceAirports(code)
	return len(airports) > 1 || !slices.ContainsFunc(airports, func(a reference.Airport) bool { return a.Code == code })
}

func wireAirportOf(code string) wirePlace {
	a, ok := reference.AirportByCode(code)
	if !ok {
		return wirePlace{ID: "arp_" + code, Type: "airport", IATACode: code, Name: code}
	}
	place := wirePlace{
		ID: "arp_" + a.Code, Type: "airport", IATACode: a.Code, IATACountryCode: a.Country, Name: a.Name,
		CityName: &a.CityName, IATACityCode: &a.City, Latitude: &a.Latitude, Longitude: &a.Longitude, TimeZone: &a.Zone,
	}
	if metropolitan(a.City) {
		place.City = &wireCity{ID: "cit_" + a.City, IATACode: a.City, IATACountryCode: a.Country, Name: a.CityName}
	}
	return place
}

func wireWindowOf(w world.Window) *wireWindow {
	if w == (world.Window{}) {
		return nil
	}
	return &wireWindow{From: w.From, To: w.To}
}

// iso8601 is "PT2H15M", with days once there is one: "P1DT3H".
func iso8601(d time.Duration) string {
	minutes := int(d.Minutes())
	days, hours := minutes/(24*60), minutes/60%24
	out := "P"
	if days > 0 {
		out += fmt.Sprintf("%dD", days)
	}
	if hours > 0 || minutes%60 > 0 || days == 0 {
		out += "T"
	}
	if hours > 0 {
		out += fmt.Sprintf("%dH", hours)
	}
	if minutes%60 > 0 || minutes == 0 {
		out += fmt.Sprintf("%dM", minutes%60)
	}
	return out
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
