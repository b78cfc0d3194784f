package travel

import (
	"regexp"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
)

// FlightPoint is one end of a segment.
type FlightPoint struct {
	Airport  string // IATA airport code, never a city
	Terminal string
	Time     LocalTime
	Zone     string // IANA zone of the airport
}

// PaxSegment is one flight between two points under one flight number.
type PaxSegment struct {
	MarketingCarrier      string
	FlightNumber          string // digits as marketed, no carrier prefix, no leading zeros
	OperatingCarrier      string // empty: not said
	OperatingFlightNumber string
	Departure             FlightPoint
	Arrival               FlightPoint
	Duration              time.Duration
	Aircraft              string // IATA aircraft code, empty: not said
}

// ParseFlightNumber strips what suppliers put around the digits of a flight
// number: spaces, the carrier's own designator and leading zeros. An operational
// suffix letter stays. False: not one to four digits.
func ParseFlightNumber(carrier, raw string) (string, bool) {
	number := strings.TrimSpace(raw)
	if rest, ok := strings.CutPrefix(number, carrier); ok && !allDigits(number) {
		number = strings.TrimSpace(rest)
	}
	number = strings.TrimLeft(number, "0")
	digits := number
	if n := len(number); n > 1 && number[n-1] >= 'A' && number[n-1] <= 'Z' {
		digits = number[:n-1]
	}
	if len(digits) < 1 || len(digits) > 4 || !allDigits(digits) {
		return "", false
	}
	return number, true
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// ID names the segment by what its buyer relies on: flight, who flies it if that
// is another airline, airports, day and times:
// "CA1501*ZH-PEKSHA-2026-12-20T0730T0945". So the same flight from two suppliers
// has one id within an answer, and one for which they tell other times has two.
// Terminals and aircraft, which change until departure, are told as one of them
// says.
func (s PaxSegment) ID() string {
	return string(s.appendID(make([]byte, 0, 48)))
}

// appendID writes by hand what every offer of every search is named by, twice and
// more: by fmt and time it was a thirtieth of a search.
func (s PaxSegment) appendID(id []byte) []byte {
	id = append(append(id, s.MarketingCarrier...), s.FlightNumber...)
	if s.Codeshare() {
		id = append(append(id, '*'), s.OperatingCarrier...)
	}
	id = append(append(append(id, '-'), s.Departure.Airport...), s.Arrival.Airport...)
	id = s.Departure.Time.appendDate(append(id, '-'))
	return s.Arrival.Time.appendClock(s.Departure.Time.appendClock(id))
}

var toldOfFlights = regexp.MustCompile(`\*[A-Z0-9]{2}|T\d{4}T\d{4}`)

// SameFlights reports whether two ids, of segments or of journeys, are those of the
// same flights on the same days, whatever has been told of their times since.
func SameFlights(a, b string) bool {
	return a == b || toldOfFlights.ReplaceAllString(a, "") == toldOfFlights.ReplaceAllString(b, "")
}

// Codeshare reports whether another airline than the marketing one flies.
func (s PaxSegment) Codeshare() bool {
	return s.OperatingCarrier != "" && s.OperatingCarrier != s.MarketingCarrier
}

// PaxJourney is one direction of travel.
type PaxJourney struct {
	Segments []PaxSegment
	Duration time.Duration
}

// ID names the journey by its segments.
func (j PaxJourney) ID() string {
	id := make([]byte, 0, 48*len(j.Segments))
	for i, s := range j.Segments {
		if i > 0 {
			id = append(id, '.')
		}
		id = s.appendID(id)
	}
	return string(id)
}

// Stops is the number of changes of flight.
func (j PaxJourney) Stops() int { return max(0, len(j.Segments)-1) }

// CrossesBorder reports flights between countries. Not every supplier says what
// has to be known of travellers; states want to know who is coming (APIS), so
// airlines ask for a travel document whenever a border is crossed.
func CrossesBorder(journeys []PaxJourney) bool {
	for _, journey := range journeys {
		for _, s := range journey.Segments {
			from, known := reference.AirportByCode(s.Departure.Airport)
			to, knownToo := reference.AirportByCode(s.Arrival.Airport)
			if known && knownToo && from.Country != to.Country {
				return true
			}
		}
	}
	return false
}
