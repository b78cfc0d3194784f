package duffelair

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

const (
	mostPassengers  = 9
	mostSlices      = 6
	defaultMaxStops = 1
)

func (s *Surface) searchOffers(c *call) (reply, error) {
	search, offers, err := s.search(c)
	if err != nil {
		return reply{}, err
	}
	withOffers := c.URL.Query().Get("return_offers") != "false"
	return created(wireOfferRequestOf(search, offers, withOffers)), nil
}

func (s *Surface) search(c *call) (world.Search, []world.Offer, error) {
	var body readOfferRequest
	if err := c.decode(&body); err != nil {
		return world.Search{}, nil, err
	}
	request, err := requestFrom(body, s.world.Now())
	if err != nil {
		return world.Search{}, nil, err
	}
	request.WithinCity = rehearsed(request) != rehearsal{}
	search, offers, err := s.world.Search(c.supplier.ID, request, c.scenario)
	return search, s.onSale(search, offers), err
}

// onSale are a search's offers, but on the route where there are none.
func (s *Surface) onSale(search world.Search, offers []world.Offer) []world.Offer {
	if rehearsed(search.Request).empty {
		return nil
	}
	return offers
}

// requestFrom reads a search, or says everything that is wrong with it.
func requestFrom(body readOfferRequest, now time.Time) (world.Request, error) {
	var f findings
	request := world.Request{Cabin: body.CabinClass, MaxStops: defaultMaxStops}
	if !knownCabin(body.CabinClass) {
		f.add("validation_inclusion", "/cabin_class", "cabin_class", "Field 'cabin_class' must be one of: first, business, premium_economy, economy")
	}
	if body.MaxConnections != nil {
		request.MaxStops = *body.MaxConnections
		if request.MaxStops < 0 || request.MaxStops > 2 {
			f.add("validation_inclusion", "/max_connections", "max_connections", "Field 'max_connections' must be one of: 0, 1, 2")
		}
	}
	switch n := len(body.Slices); {
	case n == 0:
		f.required("/slices", "slices")
	case n > mostSlices:
		f.add("validation_length", "/slices", "slices", "Field 'slices' can't have more than 6 items")
	default:
		for i, slice := range body.Slices {
			request.Legs = append(request.Legs, legFrom(slice, "/slices/"+strconv.Itoa(i)+"/", now, &f))
		}
		inOrder(request.Legs, &f)
	}
	request.Party = partyFrom(body.Passengers, &f)
	for _, carrier := range slices.Sorted(maps.Keys(body.PrivateFares)) {
		for _, terms := range body.PrivateFares[carrier] {
			if terms.CorporateCode != "" {
				request.Accounts = append(request.Accounts, world.Account{Carrier: carrier, Code: terms.CorporateCode})
			}
		}
	}
	return request, f.err()
}

// knownCabin takes none for any.
func knownCabin(cabin string) bool {
	return slices.Contains([]string{"", world.Economy, world.PremiumEconomy, world.Business, world.First}, cabin)
}

// legFrom reads a slice that stands at a pointer, which ends in a slash.
func legFrom(slice readSlice, at string, now time.Time, f *findings) world.Leg {
	leg := world.Leg{Origin: slice.Origin, Destination: slice.Destination, Date: slice.DepartureDate}
	for _, end := range []struct{ name, code string }{{"origin", slice.Origin}, {"destination", slice.Destination}} {
		switch {
		case end.code == "":
			f.required(at+end.name, end.name)
		case len(reference.PlaceAirports(end.code)) == 0:
			f.add("not_found", at+end.name, end.name, "Field '"+end.name+"' is not the IATA code of a known airport or city")
		}
	}
	if leg.Origin != "" && leg.Origin == leg.Destination {
		f.add("invalid_field_sets", at+"destination", "destination", "Field 'destination' can't be the same as 'origin'")
	}
	leg.Departure = windowFrom(slice.DepartureTime, at+"departure_time", "departure_time", f)
	leg.Arrival = windowFrom(slice.ArrivalTime, at+"arrival_time", "arrival_time", f)
	if leg.Date == "" {
		f.required(at+"departure_date", "departure_date")
		return leg
	}
	if _, err := time.Parse(time.DateOnly, leg.Date); err != nil {
		f.add("validation_format", at+"departure_date", "departure_date", "Field 'departure_date' must be a date: YYYY-MM-DD")
		return leg
	}
	for _, airport := range reference.PlaceAirports(leg.Origin) {
		if leg.Date < now.In(airport.Location()).Format(time.DateOnly) {
			f.add("validation_inclusion", at+"departure_date", "departure_date", "Field 'departure_date' can't be in the past")
			break
		}
	}
	return leg
}

func windowFrom(w *wireWindow, pointer, field string, f *findings) world.Window {
	if w == nil {
		return world.Window{}
	}
	for _, clock := range []string{w.From, w.To} {
		if _, err := time.Parse("15:04", clock); clock != "" && (err != nil || len(clock) != 5) {
			f.add("validation_format", pointer, field, "Field '"+field+"' must have times HH:MM")
			return world.Window{}
		}
	}
	return world.Window{From: w.From, To: w.To}
}

func inOrder(legs []world.Leg, f *findings) {
	for i := 1; i < len(legs); i++ {
		if legs[i].Date < legs[i-1].Date {
			f.add("validation_inclusion", "/slices/"+strconv.Itoa(i)+"/departure_date", "departure_date",
				"Field 'departure_date' can't be before that of the slice before")
		}
	}
}

// partyFrom makes passengers of types and ages: from twelve an adult, from two
// a child, below an infant on a lap.
func partyFrom(passengers []readSearchedPax, f *findings) []world.Passenger {
	if len(passengers) == 0 {
		f.required("/passengers", "passengers")
		return nil
	}
	if len(passengers) > mostPassengers {
		f.add("validation_length", "/passengers", "passengers", "Field 'passengers' can't have more than 9 items")
		return nil
	}
	var party []world.Passenger
	counts := map[string]int{}
	for i, p := range passengers {
		at := "/passengers/" + strconv.Itoa(i)
		person := world.Passenger{
			Kind: p.Type, Age: p.Age, FareType: p.FareType,
			GivenName: p.GivenName, FamilyName: p.FamilyName,
		}
		switch {
		case p.Type != "" && p.Age != nil, p.Type == "" && p.Age == nil:
			f.add("invalid_field_sets", at, "passengers", "A passenger needs exactly one of 'type' and 'age'")
		case p.Age != nil && (*p.Age < 0 || *p.Age > 130):
			f.add("validation_inclusion", at+"/age", "age", "Field 'age' must be between 0 and 130")
		case p.Age != nil:
			person.Kind = kindOf(*p.Age)
		case !slices.Contains([]string{world.Adult, world.Child, world.Infant}, p.Type):
			f.add("validation_inclusion", at+"/type", "type", "Field 'type' must be one of: adult, child, infant_without_seat")
		}
		person.Loyalty = p.accounts(at, f)
		counts[person.Kind]++
		party = append(party, person)
	}
	if counts[world.Infant] > counts[world.Adult] {
		f.add("invalid_field_sets", "/passengers", "passengers", "There can't be more infants than adults")
	}
	return party
}

// accounts are a passenger's programmes, each of an airline; they come with a name.
func (p readSearchedPax) accounts(at string, f *findings) []world.LoyaltyAccount {
	if len(p.Loyalty) > 0 || p.GivenName != "" || p.FamilyName != "" {
		checkNames(at, p.GivenName, p.FamilyName, f)
	}
	var accounts []world.LoyaltyAccount
	for i, a := range p.Loyalty {
		here := at + "/loyalty_programme_accounts/" + strconv.Itoa(i)
		if !airlineForm.MatchString(a.Airline) {
			f.add("validation_format", here+"/airline_iata_code", "airline_iata_code", "Field 'airline_iata_code' must be an airline's IATA code")
		}
		if a.Number == "" {
			f.required(here+"/account_number", "account_number")
		}
		accounts = append(accounts, world.LoyaltyAccount{Carrier: a.Airline, Number: a.Number})
	}
	return accounts
}

func kindOf(age int) string {
	switch {
	case age >= 12:
		return world.Adult
	case age >= 2:
		return world.Child
	default:
		return world.Infant
	}
}

// typeOf is the type of passenger on this wire, which has none for an infant with a
// seat: booked over another one, it is shown as what it pays as.
func typeOf(kind string) string {
	if kind == world.SeatedInfant {
		return world.Child
	}
	return kind
}

func (s *Surface) readOfferRequest(c *call) (reply, error) {
	search, offers, err := s.world.SearchByID(c.supplier.ID, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	if err := c.bound(search.Scenario); err != nil {
		return reply{}, err
	}
	return ok(wireOfferRequestOf(search, s.onSale(search, offers), true)), nil
}

func (s *Surface) listOffers(c *call) (reply, error) {
	id, err := requiredQuery(c, "offer_request_id")
	if err != nil {
		return reply{}, err
	}
	search, offers, err := s.world.SearchByID(c.supplier.ID, id)
	if err != nil {
		return reply{}, err
	}
	if err := c.bound(search.Scenario); err != nil {
		return reply{}, err
	}
	offers = s.onSale(search, offers)
	query := c.URL.Query()
	if most := query.Get("max_connections"); most != "" {
		n, err := strconv.Atoi(most)
		if err != nil || n < 0 {
			var f findings
			f.add("validation_type", "/max_connections", "max_connections", "Field 'max_connections' must be a number")
			return reply{}, f.err()
		}
		offers = slices.DeleteFunc(offers, func(o world.Offer) bool {
			return slices.ContainsFunc(o.Slices, func(s world.Slice) bool { return len(s.Flights) > n+1 })
		})
	}
	if err := sortOffers(offers, query.Get("sort")); err != nil {
		return reply{}, err
	}
	page, meta, err := paginate(offers, query)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, wireList{wireOffersOf(page), meta}}, nil
}

func sortOffers(offers []world.Offer, by string) error {
	key, descending := strings.CutPrefix(by, "-")
	measure := func(o world.Offer) int64 { return int64(o.Total()) }
	switch key {
	case "", "total_amount":
	case "total_duration":
		measure = func(o world.Offer) int64 {
			var total time.Duration
			for _, s := range o.Slices {
				total += s.Flights.Duration()
			}
			return int64(total)
		}
	default:
		var f findings
		f.add("validation_inclusion", "/sort", "sort", "Field 'sort' must be one of: total_amount, total_duration")
		return f.err()
	}
	slices.SortStableFunc(offers, func(a, b world.Offer) int {
		difference := measure(a) - measure(b)
		if descending {
			difference = -difference
		}
		return int(difference)
	})
	return nil
}
