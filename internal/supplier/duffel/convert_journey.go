package duffel

import (
	"errors"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

func journeysFrom(wire []wireSlice) ([]travel.PaxJourney, error) {
	err := crowded(wire)
	if err != nil {
		return nil, err
	}
	journeys := make([]travel.PaxJourney, len(wire))
	for i, slice := range wire {
		journey, err := journeyFrom(slice)
		if err != nil {
			return nil, fmt.Errorf("slice %d: %w", i, err)
		}
		journeys[i] = journey
	}
	return journeys, nil
}

// departure is the instant a journey begins; zero when its zone is not known.
func departure(j travel.PaxJourney) time.Time {
	first := j.Segments[0].Departure
	airport, ok := reference.AirportByCode(first.Airport)
	if !ok {
		return time.Time{}
	}
	return first.Time.In(airport.Location()).UTC()
}

func journeyFrom(w wireSlice) (travel.PaxJourney, error) {
	if len(w.Segments) == 0 {
		return travel.PaxJourney{}, errors.New("no segments")
	}
	var journey travel.PaxJourney
	var first, last time.Time
	for i, segment := range w.Segments {
		s, departs, arrives, err := segmentFrom(segment)
		if err != nil {
			return travel.PaxJourney{}, fmt.Errorf("segment %d: %w", i, err)
		}
		if i == 0 {
			first = departs
		} else if departs.Before(last) {
			return travel.PaxJourney{}, fmt.Errorf("segment %d departs before the one before it arrives", i)
		}
		last = arrives
		journey.Segments = append(journey.Segments, s)
	}
	journey.Duration = last.Sub(first)
	return journey, nil
}

// segmentFrom also gives the instants of departure and arrival.
func segmentFrom(w wireSegment) (travel.PaxSegment, time.Time, time.Time, error) {
	fail := func(err error) (travel.PaxSegment, time.Time, time.Time, error) {
		return travel.PaxSegment{}, time.Time{}, time.Time{}, err
	}
	marketing := w.MarketingCarrier.IATACode
	if !reference.Designator(marketing) {
		return fail(fmt.Errorf("marketing carrier %q is not an airline designator", supplier.Clip(marketing)))
	}
	number, ok := travel.ParseFlightNumber(marketing, w.MarketingFlightNumber)
	if !ok {
		return fail(fmt.Errorf("flight number %q", supplier.Clip(w.MarketingFlightNumber)))
	}
	departure, departs, err := pointFrom(w.Origin.IATACode, w.OriginTerminal, w.DepartingAt)
	if err != nil {
		return fail(fmt.Errorf("departure: %w", err))
	}
	arrival, arrives, err := pointFrom(w.Destination.IATACode, w.DestinationTerminal, w.ArrivingAt)
	if err != nil {
		return fail(fmt.Errorf("arrival: %w", err))
	}
	if !arrives.After(departs) {
		return fail(errors.New("arrives before it departs"))
	}
	s := travel.PaxSegment{
		MarketingCarrier: marketing,
		FlightNumber:     number,
		Departure:        departure,
		Arrival:          arrival,
		// Duffel's duration may be null; the two instants never are.
		Duration: arrives.Sub(departs),
	}
	if w.Aircraft != nil {
		s.Aircraft = w.Aircraft.IATACode
	}
	if operating := w.OperatingCarrier.IATACode; reference.Designator(operating) {
		s.OperatingCarrier = operating
		s.OperatingFlightNumber, _ = travel.ParseFlightNumber(operating, w.OperatingFlightNumber)
	}
	return s, departs, arrives, nil
}

// pointFrom needs the airport's zone: without it a local time is no instant, and
// neither order nor age on the day of travel can be told.
func pointFrom(code, terminal, local string) (travel.FlightPoint, time.Time, error) {
	airport, ok := reference.AirportByCode(code)
	if !ok {
		return travel.FlightPoint{}, time.Time{}, fmt.Errorf("unknown airport %q", supplier.Clip(code))
	}
	wall, err := travel.ParseLocalTime(local)
	if err != nil {
		return travel.FlightPoint{}, time.Time{}, fmt.Errorf("time %q", supplier.Clip(local))
	}
	point := travel.FlightPoint{Airport: code, Terminal: terminal, Time: wall, Zone: airport.Zone}
	return point, wall.In(airport.Location()), nil
}
