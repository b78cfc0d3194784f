package amadeusair_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// fen reads an amount of the wire.
func fen(t testing.TB, amount string) int64 {
	t.Helper()
	m, err := money.Parse(amount, money.CNY)
	if err != nil {
		t.Fatalf("amount %q: %v", amount, err)
	}
	return m.Minor
}

func TestSearchByQuery(t *testing.T) {
	t.Parallel()
	a := start(t).as("skytrip").call(http.MethodGet,
		oneWay+"&returnDate=2026-12-24&adults=2&children=1&infants=1&max=40", nil).must(http.StatusOK)
	if got := a.header.Get("Content-Type"); got != "application/vnd.amadeus+json" {
		t.Fatalf("content type %q", got)
	}
	offers := a.list("data")
	if len(offers) == 0 || len(offers) > 40 || a.get("meta.count") != float64(len(offers)) {
		t.Fatalf("%d offers, meta %v", len(offers), a.get("meta"))
	}
	for i, o := range offers {
		if text(o, "id") != strconv.Itoa(i+1) {
			t.Fatalf("offer %d has id %s", i, text(o, "id"))
		}
		checkOffer(t, a, o)
		if types := typesOf(o); !slices.Equal(types, []string{"ADULT", "ADULT", "CHILD", "HELD_INFANT"}) {
			t.Fatalf("travelers %v", types)
		}
		if text(o, "travelerPricings.3.associatedAdultId") != "1" {
			t.Fatalf("infant on nobody's lap: %v", dig(o, "travelerPricings.3"))
		}
	}
}

// checkOffer holds an offer to what every one of them must be: sums that add
// up, segments that exist, codes that are explained.
func checkOffer(t *testing.T, a answer, o any) {
	t.Helper()
	var total, base int64
	segments := map[string]bool{}
	for _, itinerary := range dig(o, "itineraries").([]any) {
		for _, segment := range dig(itinerary, "segments").([]any) {
			segments[text(segment, "id")] = true
			for _, path := range []string{"departure.iataCode", "arrival.iataCode"} {
				if a.text("dictionaries.locations."+text(segment, path)+".countryCode") == "" {
					t.Fatalf("location %s is not explained", text(segment, path))
				}
			}
			if a.text("dictionaries.carriers."+text(segment, "carrierCode")) == "" {
				t.Fatalf("carrier %s is not explained", text(segment, "carrierCode"))
			}
		}
	}
	for _, pricing := range dig(o, "travelerPricings").([]any) {
		total += fen(t, text(pricing, "price.total"))
		base += fen(t, text(pricing, "price.base"))
		sum := fen(t, text(pricing, "price.base"))
		if taxes, levied := dig(pricing, "price.taxes").([]any); levied {
			for _, levied := range taxes {
				sum += fen(t, text(levied, "amount"))
				if len(text(levied, "code")) != 2 {
					t.Fatalf("tax %v", levied)
				}
			}
		}
		if sum != fen(t, text(pricing, "price.total")) {
			t.Fatalf("base and taxes make %d: %v", sum, dig(pricing, "price"))
		}
		details := dig(pricing, "fareDetailsBySegment").([]any)
		if len(details) != len(segments) {
			t.Fatalf("%d details on %d segments", len(details), len(segments))
		}
		for _, detail := range details {
			if !segments[text(detail, "segmentId")] || !strings.HasPrefix(text(detail, "fareBasis"), text(detail, "class")) {
				t.Fatalf("detail %v", detail)
			}
		}
	}
	if total != fen(t, text(o, "price.grandTotal")) || base != fen(t, text(o, "price.base")) {
		t.Fatalf("travelers pay %d (%d), the offer says %v", total, base, dig(o, "price"))
	}
}

func typesOf(o any) []string {
	var types []string
	for _, pricing := range dig(o, "travelerPricings").([]any) {
		types = append(types, text(pricing, "travelerType"))
	}
	return types
}

// Children and infants have their own fares.
func TestSharesOfAFamily(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	adult := map[string]int64{}
	for _, o := range c.offers("adults=1") {
		adult[text(o, "travelerPricings.0.fareDetailsBySegment.0.fareBasis")+text(o, "itineraries.0.segments.0.number")] = fen(t, text(o, "price.base"))
	}
	compared := 0
	for _, o := range c.offers("adults=2&children=1&infants=1") {
		alone, ok := adult[text(o, "travelerPricings.0.fareDetailsBySegment.0.fareBasis")+text(o, "itineraries.0.segments.0.number")]
		if !ok || len(dig(o, "itineraries.0.segments").([]any)) > 1 {
			continue
		}
		compared++
		for i := range 2 {
			if got := fen(t, text(o, "travelerPricings."+strconv.Itoa(i)+".price.base")); got != alone {
				t.Fatalf("adult %d pays %d in a family and %d alone", i, got, alone)
			}
		}
		if child := fen(t, text(o, "travelerPricings.2.price.base")); child > alone {
			t.Fatalf("child pays %d, adult %d", child, alone)
		}
		if text(o, "travelerPricings.3.price.base") != text(o, "travelerPricings.3.price.total") {
			t.Fatal("an infant pays taxes")
		}
	}
	if compared == 0 {
		t.Fatal("nothing compared")
	}
}

// Domestic flights bear the aviation fund and the fuel surcharge.
func TestTaxesAreItemised(t *testing.T) {
	t.Parallel()
	for _, o := range start(t).as("air-china").offers("adults=1&children=1") {
		codes := func(traveler int) []string {
			var codes []string
			taxes, _ := dig(o, "travelerPricings."+strconv.Itoa(traveler)+".price.taxes").([]any)
			for _, levied := range taxes {
				codes = append(codes, text(levied, "code"))
			}
			return codes
		}
		if adult, child := codes(0), codes(1); !slices.Equal(adult, []string{"CN", "YQ"}) || slices.Contains(child, "CN") {
			t.Fatalf("taxes %v and %v", adult, child)
		}
	}
}

// What is sold is not bookable any more.
func TestBookableSeatsAreThoseLeft(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.as("air-china")
	scarce := func() any {
		for _, o := range c.offers("adults=2") {
			if dig(o, "numberOfBookableSeats").(float64) < 9 {
				return o
			}
		}
		t.Fatal("no offer is scarce")
		return nil
	}
	before := scarce()
	offer, _, err := s.world.Offer("air-china", text(before, "offerReference"))
	if err != nil {
		t.Fatal(err)
	}
	booking := world.Booking{OfferID: offer.ID, Hold: true}
	for _, p := range offer.Party {
		booking.Passengers = append(booking.Passengers, world.Traveller{Passenger: p})
	}
	if _, err := s.world.Book("air-china", booking); err != nil {
		t.Fatal(err)
	}
	after := c.price(before).must(http.StatusOK)
	left, had := after.get("data.flightOffers.0.numberOfBookableSeats"), dig(before, "numberOfBookableSeats").(float64)
	if left != had-2 {
		t.Fatalf("%v left of %v", left, had)
	}
}

const bodySearch = `{"currencyCode":"CNY",
	"originDestinations":[
		{"id":"a","originLocationCode":"PEK","destinationLocationCode":"SHA","departureDateTimeRange":{"date":"2026-12-20","time":"09:00:00","timeWindow":"3H"}},
		{"id":"b","originLocationCode":"SHA","destinationLocationCode":"CAN","departureDateTimeRange":{"date":"2026-12-22"}},
		{"id":"c","originLocationCode":"CAN","destinationLocationCode":"PEK","departureDateTimeRange":{"date":"2026-12-27"}}],
	"travelers":[{"id":"A","travelerType":"SENIOR"},{"id":"B","travelerType":"HELD_INFANT","associatedAdultId":"A"}],
	"sources":["GDS"],
	"searchCriteria":{"maxFlightOffers":15,"additionalInformation":{"fareRules":true,"chargeableCheckedBags":true},
		"flightFilters":{"cabinRestrictions":[{"cabin":"BUSINESS","originDestinationIds":["c"]},{"cabin":"BUSINESS","originDestinationIds":["a","b"]}],
			"connectionRestriction":{"maxNumberOfConnections":0}}},
	"unknownField":{"is":["passed over"]}}`

func TestSearchByBody(t *testing.T) {
	t.Parallel()
	a := start(t).as("skytrip").call(http.MethodPost, "/v2/shopping/flight-offers", bodySearch).must(http.StatusOK)
	offers := a.list("data")
	if len(offers) == 0 || len(offers) > 15 {
		t.Fatalf("%d offers", len(offers))
	}
	for _, o := range offers {
		checkOffer(t, a, o)
		if at := text(o, "itineraries.0.segments.0.departure.at"); at < "2026-12-20T06:00" || at > "2026-12-20T12:00:00" {
			t.Fatalf("leaves at %s", at)
		}
		if text(o, "travelerPricings.0.travelerId") != "A" || text(o, "travelerPricings.1.associatedAdultId") != "A" || typesOf(o)[0] != "SENIOR" {
			t.Fatalf("travelers %v", dig(o, "travelerPricings"))
		}
		cabins := ""
		for i := range 3 {
			cabins += text(o, "travelerPricings.0.fareDetailsBySegment."+strconv.Itoa(i)+".cabin") + " "
		}
		if cabins != "BUSINESS BUSINESS BUSINESS " {
			t.Fatalf("cabins %s", cabins)
		}
		if text(o, "fareRules.rules.0.category") != "EXCHANGE" {
			t.Fatalf("rules %v", dig(o, "fareRules"))
		}
		if text(o, "price.additionalServices.0.type") != "CHECKED_BAGS" || fen(t, text(o, "price.additionalServices.0.amount")) <= 0 {
			t.Fatalf("bags %v", dig(o, "price"))
		}
	}
}

func TestSearchFilters(t *testing.T) {
	t.Parallel()
	c := start(t).as("skytrip")
	over := "&adults=1" // from Sanya to Harbin one mostly changes
	far := strings.NewReplacer("PEK", "SYX", "SHA", "HRB").Replace(oneWay) + over
	for query, keep := range map[string]func(o any) bool{
		"includedAirlineCodes=MU,CA": func(o any) bool {
			return slices.Contains([]string{"MU", "CA"}, text(o, "itineraries.0.segments.0.carrierCode"))
		},
		"excludedAirlineCodes=CA": func(o any) bool { return text(o, "itineraries.0.segments.0.carrierCode") != "CA" },
		"nonStop=true":            func(o any) bool { return len(dig(o, "itineraries.0.segments").([]any)) == 1 },
		"maxPrice=900":            func(o any) bool { return fen(t, text(o, "price.total")) <= 900_00 },
		"travelClass=BUSINESS": func(o any) bool {
			return text(o, "travelerPricings.0.fareDetailsBySegment.0.cabin") == "BUSINESS"
		},
	} {
		path := oneWay + over
		if query == "nonStop=true" {
			path = far
		}
		offers := c.call(http.MethodGet, path+"&"+query, nil).must(http.StatusOK).list("data")
		all := c.call(http.MethodGet, path, nil).must(http.StatusOK).list("data")
		if len(offers) == 0 && query != "nonStop=true" {
			t.Errorf("%s leaves nothing", query)
		}
		if len(offers) >= len(all) {
			t.Errorf("%s leaves nothing out", query)
		}
		if slices.ContainsFunc(offers, func(o any) bool { return !keep(o) }) {
			t.Errorf("%s lets others through", query)
		}
	}
}

func TestSearchRefusals(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	for query, want := range map[string]struct {
		code      int
		parameter string
	}{
		"destinationLocationCode=SHA&departureDate=2026-12-20&adults=1":                                           {32171, "originLocationCode"},
		"originLocationCode=PEKI&destinationLocationCode=SHA&departureDate=2026-12-20&adults=1":                   {477, "originLocationCode"},
		"originLocationCode=QQQ&destinationLocationCode=SHA&departureDate=2026-12-20&adults=1":                    {4926, "originLocationCode"},
		"originLocationCode=PEK&destinationLocationCode=PEK&departureDate=2026-12-20&adults=1":                    {4926, "destinationLocationCode"},
		"originLocationCode=PEK&destinationLocationCode=SHA&departureDate=2026-11-20&adults=1":                    {425, "departureDate"},
		"originLocationCode=PEK&destinationLocationCode=SHA&departureDate=20.12.2026&adults=1":                    {477, "departureDate"},
		"originLocationCode=PEK&destinationLocationCode=SHA&departureDate=2026-12-20":                             {32171, "adults"},
		"originLocationCode=PEK&destinationLocationCode=SHA&departureDate=2026-12-20&adults=10":                   {477, "adults"},
		"originLocationCode=PEK&destinationLocationCode=SHA&departureDate=2026-12-20&adults=1&x=1&infants=2":      {2668, "infants"},
		oneWay[len("/v2/shopping/flight-offers?"):] + "&adults=6&children=4":                                      {10661, "adults"},
		oneWay[len("/v2/shopping/flight-offers?"):] + "&adults=1&currencyCode=EUR":                                {572, "currencyCode"},
		oneWay[len("/v2/shopping/flight-offers?"):] + "&adults=1&travelClass=SOFA":                                {572, "travelClass"},
		oneWay[len("/v2/shopping/flight-offers?"):] + "&adults=1&returnDate=2026-12-19":                           {425, "returnDate"},
		oneWay[len("/v2/shopping/flight-offers?"):] + "&adults=1&includedAirlineCodes=CA&excludedAirlineCodes=MU": {2668, "includedAirlineCodes"},
	} {
		a := c.call(http.MethodGet, "/v2/shopping/flight-offers?"+query, nil).refused(http.StatusBadRequest, want.code)
		if got := a.text("errors.0.source.parameter"); got != want.parameter {
			t.Errorf("%s: parameter %q", query, got)
		}
	}
	for what, want := range map[string]struct {
		old, new string
		code     int
		pointer  string
	}{
		"type":      {`"travelers":[`, `"travelers":"`, 477, "/"},
		"mistyped":  {`"maxFlightOffers":15`, `"maxFlightOffers":"many"`, 477, "/searchCriteria/maxFlightOffers"},
		"source":    {`"GDS"`, `"LTC"`, 572, "/sources"},
		"lap":       {`"associatedAdultId":"A"`, `"associatedAdultId":"C"`, 2668, "/travelers[1]/associatedAdultId"},
		"traveler":  {`"SENIOR"`, `"PET"`, 572, "/travelers[0]/travelerType"},
		"unminded":  {`"travelers":[`, `"travelers":[{"id":"C","travelerType":"SEATED_INFANT"},{"id":"D","travelerType":"SEATED_INFANT"},`, 2668, "/travelers"},
		"backwards": {"2026-12-27", "2026-12-21", 425, "/originDestinations[2]/departureDateTimeRange/date"},
		"no ids":    {`"id":"b"`, `"id":"a"`, 4926, "/originDestinations[1]/id"},
	} {
		t.Run(what, func(t *testing.T) {
			body := strings.Replace(bodySearch, want.old, want.new, 1)
			c.call(http.MethodPost, "/v2/shopping/flight-offers", body).refused(http.StatusBadRequest, want.code).at(want.pointer)
		})
	}
}
