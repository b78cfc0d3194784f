package farebridge

import (
	"errors"
	"fmt"
	"slices"
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

// An itinerary with more in it is none that is flown. It is refused before anything
// is converted: ids are a few bytes each, and what they name is not.
const (
	maxJourneys = 12
	maxSegments = 40
)

func itineraryFrom(ids []string, known lists) (itinerary, error) {
	switch {
	case len(ids) == 0:
		return itinerary{}, errors.New("no journeys")
	case len(ids) > maxJourneys:
		return itinerary{}, fmt.Errorf("%d journeys", len(ids))
	}
	flown := itinerary{journeyIDs: map[string]string{}, segmentIDs: map[string]string{}}
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			return itinerary{}, fmt.Errorf("journey %q is named twice", supplier.Clip(id))
		}
		taken := known.journey(id)
		if taken.err != nil {
			return itinerary{}, fmt.Errorf("journey %d: %w", i, taken.err)
		}
		for j, segment := range taken.wireIDs {
			flown.segmentIDs[segment] = taken.segmentIDs[j]
		}
		flown.journeyIDs[id] = taken.id
		flown.journeys = append(flown.journeys, taken.journey)
	}
	return flown, nil
}

// takenJourney is a journey converted once for all offers that have it.
type takenJourney struct {
	journey    travel.PaxJourney
	id         string
	wireIDs    []string // the peer's ids of its segments
	segmentIDs []string // ours
	err        error
}

// flownSegment is the same of a segment.
type flownSegment struct {
	segment travel.PaxSegment
	id      string
	departs time.Time
	arrives time.Time
	err     error
}

func (l lists) journey(id string) takenJourney { return once(l.taken, id, l.makeJourney) }

// once makes what is not made yet.
func once[T any](made map[string]T, id string, by func(string) T) T {
	one, there := made[id]
	if !there {
		one = by(id)
		made[id] = one
	}
	return one
}

func (l lists) makeJourney(id string) takenJourney {
	wire, there := l.journeys[id]
	fail := func(err error) takenJourney { return takenJourney{err: err} }
	switch {
	case !there:
		return fail(fmt.Errorf("%q is not there", supplier.Clip(id)))
	case len(wire.PaxSegmentIds) == 0:
		return fail(errors.New("no segments"))
	case len(wire.PaxSegmentIds) > maxSegments:
		return fail(fmt.Errorf("%d segments", len(wire.PaxSegmentIds)))
	}
	made := takenJourney{wireIDs: wire.PaxSegmentIds}
	var first, last time.Time
	for i, id := range wire.PaxSegmentIds {
		s := l.segment(id)
		switch {
		case s.err != nil:
			return fail(fmt.Errorf("segment %d: %w", i, s.err))
		case i == 0:
			first = s.departs
		case s.departs.Before(last):
			return fail(fmt.Errorf("segment %d departs before the one before it arrives", i))
		}
		last = s.arrives
		made.journey.Segments = append(made.journey.Segments, s.segment)
		made.segmentIDs = append(made.segmentIDs, s.id)
	}
	made.journey.Duration = last.Sub(first)
	made.id = made.journey.ID()
	return made
}

func (l lists) segment(id string) flownSegment { return once(l.flown, id, l.makeSegment) }

func (l lists) makeSegment(id string) flownSegment {
	wire, there := l.segments[id]
	if !there {
		return flownSegment{err: fmt.Errorf("%q is not there", supplier.Clip(id))}
	}
	segment, departs, arrives, err := segmentFrom(wire)
	if err != nil {
		return flownSegment{err: err}
	}
	return flownSegment{segment: segment, id: segment.ID(), departs: departs, arrives: arrives}
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
