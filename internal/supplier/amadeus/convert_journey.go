package amadeus

import (
	"errors"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// journeysFrom also gives the segments by Amadeus' ids, by which the rest of an
// offer refers to them.
func journeysFrom(wire []wireItinerary) ([]travel.PaxJourney, map[string]travel.PaxSegment, error) {
	segments := map[string]travel.PaxSegment{}
	journeys := make([]travel.PaxJourney, len(wire))
	for i, itinerary := range wire {
		if len(itinerary.Segments) == 0 {
			return nil, nil, fmt.Errorf("itinerary %d has no segments", i)
		}
		var first, last time.Time
		for j, w := range itinerary.Segments {
			if _, twice := segments[w.ID]; twice || w.ID == "" {
				return nil, nil, fmt.Errorf("itinerary %d: segment id %q", i, supplier.Clip(w.ID))
			}
			s, departs, arrives, err := segmentFrom(w)
			if err != nil {
				return nil, nil, fmt.Errorf("itinerary %d segment %d: %w", i, j, err)
			}
			if j == 0 {
				first = departs
			} else if departs.Before(last) {
				return nil, nil, fmt.Errorf("itinerary %d segment %d departs before the one before it arrives", i, j)
			}
			last = arrives
			segments[w.ID] = s
			journeys[i].Segments = append(journeys[i].Segments, s)
		}
		journeys[i].Duration = last.Sub(first)
	}
	return journeys, segments, nil
}

// segmentFrom also gives the instants of departure and arrival. The duration is
// theirs: Amadeus' own is left out by pricing.
func segmentFrom(w wireSegment) (travel.PaxSegment, time.Time, time.Time, error) {
	fail := func(err error) (travel.PaxSegment, time.Time, time.Time, error) {
		return travel.PaxSegment{}, time.Time{}, time.Time{}, err
	}
	if !reference.Designator(w.CarrierCode) {
		return fail(fmt.Errorf("carrier %q is not an airline designator", supplier.Clip(w.CarrierCode)))
	}
	number, ok := travel.ParseFlightNumber(w.CarrierCode, w.Number)
	if !ok {
		return fail(fmt.Errorf("flight number %q", supplier.Clip(w.Number)))
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
	s := travel.PaxSegment{
		MarketingCarrier: w.CarrierCode,
		FlightNumber:     number,
		Departure:        departure,
		Arrival:          arrival,
		Duration:         arrives.Sub(departs),
		Aircraft:         w.Aircraft.Code,
	}
	if reference.Designator(w.Operating.CarrierCode) {
		s.OperatingCarrier = w.Operating.CarrierCode
		s.OperatingFlightNumber, _ = travel.ParseFlightNumber(s.OperatingCarrier, w.Operating.Number)
	}
	return s, departs, arrives, nil
}

// pointFrom needs the airport's zone: without it a local time is no instant, and
// neither order nor age on the day of travel can be told.
func pointFrom(w wirePoint) (travel.FlightPoint, time.Time, error) {
	airport, ok := reference.AirportByCode(w.IATACode)
	if !ok {
		return travel.FlightPoint{}, time.Time{}, fmt.Errorf("unknown airport %q", supplier.Clip(w.IATACode))
	}
	wall, err := travel.ParseLocalTime(w.At)
	if err != nil {
		return travel.FlightPoint{}, time.Time{}, fmt.Errorf("time %q", supplier.Clip(w.At))
	}
	point := travel.FlightPoint{Airport: w.IATACode, Terminal: w.Terminal, Time: wall, Zone: airport.Zone}
	return point, wall.In(airport.Location()), nil
}

// zoneOf is the zone of a journey's first airport, which is known, or there would
// be no journey.
func zoneOf(journey travel.PaxJourney) *time.Location {
	airport, _ := reference.AirportByCode(journey.Segments[0].Departure.Airport)
	return airport.Location()
}
