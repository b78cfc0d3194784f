package farebridge

import (
	"errors"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/api/client"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// itinerary is what is flown, and what the peer's ids are called with us: ids are
// made of content here, which may be made otherwise there.
type itinerary struct {
	journeys   []travel.PaxJourney
	journeyIDs map[string]string
	segmentIDs map[string]string
}

func itineraryFrom(ids []string, known lists) (itinerary, error) {
	if len(ids) == 0 {
		return itinerary{}, errors.New("no journeys")
	}
	flown := itinerary{journeyIDs: map[string]string{}, segmentIDs: map[string]string{}}
	for i, id := range ids {
		wire, there := known.journeys[id]
		if !there {
			return itinerary{}, fmt.Errorf("journey %q is not there", supplier.Clip(id))
		}
		journey, err := journeyFrom(wire, known)
		if err != nil {
			return itinerary{}, fmt.Errorf("journey %d: %w", i, err)
		}
		for j, segment := range wire.PaxSegmentIds {
			flown.segmentIDs[segment] = journey.Segments[j].ID()
		}
		flown.journeyIDs[id] = journey.ID()
		flown.journeys = append(flown.journeys, journey)
	}
	return flown, nil
}

func journeyFrom(w client.PaxJourney, known lists) (travel.PaxJourney, error) {
	if len(w.PaxSegmentIds) == 0 {
		return travel.PaxJourney{}, errors.New("no segments")
	}
	var journey travel.PaxJourney
	var first, last time.Time
	for i, id := range w.PaxSegmentIds {
		wire, there := known.segments[id]
		if !there {
			return travel.PaxJourney{}, fmt.Errorf("segment %q is not there", supplier.Clip(id))
		}
		segment, departs, arrives, err := segmentFrom(wire)
		if err != nil {
			return travel.PaxJourney{}, fmt.Errorf("segment %d: %w", i, err)
		}
		if i == 0 {
			first = departs
		} else if departs.Before(last) {
			return travel.PaxJourney{}, fmt.Errorf("segment %d departs before the one before it arrives", i)
		}
		last = arrives
		journey.Segments = append(journey.Segments, segment)
	}
	journey.Duration = last.Sub(first)
	return journey, nil
}

// segmentFrom also gives the instants of departure and arrival.
func segmentFrom(w client.PaxSegment) (travel.PaxSegment, time.Time, time.Time, error) {
	fail := func(err error) (travel.PaxSegment, time.Time, time.Time, error) {
		return travel.PaxSegment{}, time.Time{}, time.Time{}, err
	}
	if !reference.Designator(w.MarketingCarrier) {
		return fail(fmt.Errorf("marketing carrier %q is not an airline designator", supplier.Clip(w.MarketingCarrier)))
	}
	if !flightNumber(w.FlightNumber) {
		return fail(fmt.Errorf("flight number %q", supplier.Clip(w.FlightNumber)))
	}
	departure, departs, err := pointFrom(w.Departure)
	if err != nil {
		return fail(fmt.Errorf("departure: %w", err))
	}
	arrival, arrives, err := pointFrom(w.Arrival)
	if err != nil {
		return fail(fmt.Errorf("arrival: %w", err))
	}
	if !arrives.After(departs) {
		return fail(errors.New("arrives before it departs"))
	}
	segment := travel.PaxSegment{
		MarketingCarrier: w.MarketingCarrier, FlightNumber: w.FlightNumber,
		Departure: departure, Arrival: arrival, Duration: arrives.Sub(departs), Aircraft: text(w.Aircraft),
	}
	if operating := text(w.OperatingCarrier); reference.Designator(operating) {
		segment.OperatingCarrier = operating
		if number := text(w.OperatingFlightNumber); flightNumber(number) {
			segment.OperatingFlightNumber = number
		}
	}
	return segment, departs, arrives, nil
}

// pointFrom takes the zone from our own reference data: a peer that thinks
// otherwise of it would have sold another instant than we say.
func pointFrom(w client.FlightPoint) (travel.FlightPoint, time.Time, error) {
	airport, known := reference.AirportByCode(w.Airport)
	if !known {
		return travel.FlightPoint{}, time.Time{}, fmt.Errorf("unknown airport %q", supplier.Clip(w.Airport))
	}
	wall, err := travel.ParseLocalTime(w.LocalTime)
	if err != nil {
		return travel.FlightPoint{}, time.Time{}, fmt.Errorf("time %q", supplier.Clip(w.LocalTime))
	}
	point := travel.FlightPoint{Airport: w.Airport, Terminal: text(w.Terminal), Time: wall, Zone: airport.Zone}
	return point, wall.In(airport.Location()), nil
}

// flightNumber reports one to four digits, with an operational suffix perhaps,
// as the API promises them: no carrier in front, no leading zeros.
func flightNumber(number string) bool {
	parsed, ok := travel.ParseFlightNumber("", number)
	return ok && parsed == number
}
