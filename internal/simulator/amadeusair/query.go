package amadeusair

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

func itoa(n int) string { return strconv.Itoa(n) }

// queryFrom reads the GET form of a search: one way or a return, one cabin.
func queryFrom(values url.Values, now time.Time, f *findings) query {
	q := query{
		request: world.Request{MaxStops: defaultMaxStops}, most: mostOffers,
		included: list(values.Get("includedAirlineCodes")), excluded: list(values.Get("excludedAirlineCodes")),
	}
	from, to := values.Get("originLocationCode"), values.Get("destinationLocationCode")
	place := func(name, code string) {
		switch {
		case code == "":
			f.parameter(dataMissing, name, "Missing mandatory query parameter", "PEK")
		case len(code) != 3:
			f.parameter(invalidFormat, name, "An IATA code has three letters", "PEK")
		case len(reference.PlaceAirports(code)) == 0:
			f.parameter(invalidData, name, "Unknown location", "PEK")
		}
	}
	place("originLocationCode", from)
	place("destinationLocationCode", to)
	if from != "" && from == to {
		f.parameter(invalidData, "destinationLocationCode", "Origin and destination must differ", "")
	}
	leg := func(name, from, to string, needed bool) {
		date := values.Get(name)
		if date == "" && !needed {
			return
		}
		if i, detail := badDate(date, from, now); detail != "" {
			f.parameter(i, name, detail, "2026-12-20")
		}
		q.request.Legs = append(q.request.Legs, world.Leg{Origin: from, Destination: to, Date: date})
	}
	leg("departureDate", from, to, true)
	leg("returnDate", to, from, false)
	if len(q.request.Legs) == 2 && q.request.Legs[1].Date < q.request.Legs[0].Date {
		f.parameter(invalidDate, "returnDate", "The return is before the departure", "")
	}
	if values.Get("adults") == "" {
		f.parameter(dataMissing, "adults", "Missing mandatory query parameter", "1")
	}
	adults := number(values, "adults", 1, mostTravelers, 1, f)
	children := number(values, "children", 0, mostTravelers, 0, f)
	infants := number(values, "infants", 0, mostTravelers, 0, f)
	switch {
	case adults+children > mostTravelers:
		f.parameter(tooMany, "adults", "Not more than nine seated travelers can be searched for", "")
	case infants > adults:
		f.parameter(badCombination, "infants", "There must not be more infants than adults", "")
	}
	q.party(adults, children, infants)
	q.request.Cabin = cabinFrom(values.Get("travelClass"), func(detail string) {
		f.parameter(invalidOption, "travelClass", detail, "ECONOMY")
	})
	if len(q.included) > 0 && len(q.excluded) > 0 {
		f.parameter(badCombination, "includedAirlineCodes", "Cannot be combined with excludedAirlineCodes", "")
	}
	switch values.Get("nonStop") {
	case "", "false":
	case "true":
		q.request.MaxStops = 0
	default:
		f.parameter(invalidFormat, "nonStop", "Must be true or false", "true")
	}
	if code := values.Get("currencyCode"); code != "" && code != currency {
		f.parameter(invalidOption, "currencyCode", "Prices are in "+currency+" only", currency)
	}
	q.maxPrice = world.Fen(number(values, "maxPrice", 1, 1_000_000, 0, f)) * 100
	q.most = number(values, "max", 1, mostOffers, mostOffers, f)
	return q
}

// party numbers the travelers: adults, children, and infants on adults' laps.
func (q *query) party(adults, children, infants int) {
	add := func(n int, kind, name string) {
		for i := range n {
			traveler := namedTraveler{ID: itoa(len(q.travelers) + 1), Type: name}
			if kind == world.Infant {
				traveler.AdultID = itoa(i + 1)
			}
			q.travelers = append(q.travelers, traveler)
			q.request.Party = append(q.request.Party, world.Passenger{Kind: kind})
		}
	}
	add(adults, world.Adult, "ADULT")
	add(children, world.Child, "CHILD")
	add(infants, world.Infant, "HELD_INFANT")
}

// number reads a parameter between two bounds; absent, it is otherwise.
func number(values url.Values, name string, least, most, otherwise int, f *findings) int {
	text := values.Get(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		f.parameter(invalidFormat, name, "Must be a number from "+itoa(least)+" to "+itoa(most), itoa(max(least, 1)))
		return otherwise
	}
	return n
}

func list(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// badDate says what is wrong with a day of departure; no detail: nothing.
func badDate(date, origin string, now time.Time) (issue, string) {
	if date == "" {
		return dataMissing, "Missing mandatory date"
	}
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return invalidFormat, "A date must be YYYY-MM-DD"
	}
	for _, airport := range reference.PlaceAirports(origin) {
		if date < now.In(airport.Location()).Format(time.DateOnly) {
			return invalidDate, "Date/Time is in the past"
		}
	}
	return issue{}, ""
}

// cabinFrom is the world's cabin; empty: any.
func cabinFrom(code string, wrong func(detail string)) string {
	cabin := strings.ToLower(code)
	if code != strings.ToUpper(code) ||
		!slices.Contains([]string{"", world.Economy, world.PremiumEconomy, world.Business, world.First}, cabin) {
		wrong("Must be one of ECONOMY, PREMIUM_ECONOMY, BUSINESS, FIRST")
		return ""
	}
	return cabin
}

// tooManyInfants is what is wrong with a party that is not world.Minded.
const tooManyInfants = "There must not be more than two infants to an adult, one of them held"

// travelerTypes are those kindFrom takes.
const travelerTypes = "Must be one of ADULT, CHILD, HELD_INFANT, SEATED_INFANT, SENIOR, YOUNG, STUDENT"

// kindFrom is what the world takes a traveler type for; empty: it cannot.
func kindFrom(travelerType string) string {
	switch travelerType {
	case "ADULT", "SENIOR", "YOUNG", "STUDENT":
		return world.Adult
	case "CHILD":
		return world.Child
	case "HELD_INFANT":
		return world.Infant
	case "SEATED_INFANT":
		return world.SeatedInfant
	default:
		return ""
	}
}
