package ndc

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// graph is an answer's DataLists by id. An id that stands for two different
// things stands for none: whatever refers to it cannot be understood.
type graph struct {
	bags        map[token]*wireBaggage
	disclosures map[token]*wireDisclosure
	legs        map[token]*wireLeg
	marketing   map[token]*wireMarketing
	operating   map[token]*wireOperating
	journeys    map[token]*wireJourney
	segments    map[token]*wireSegment
	penalties   map[token]*wirePenalty
	classes     map[token]*wirePriceClass
	profiles    map[token]*wireSeatProfile
	definitions map[token]*wireServiceDefinition
	listed      []wireSegment // segments, in order

	flown  map[token]flownSegment
	taken  map[token]takenJourney
	packed map[token]travel.BaggageAllowance // no type: no promise
	ofLeg  map[token]token                   // made when first asked for
}

// flownSegment is a segment converted once for all offers that have it.
type flownSegment struct {
	segment travel.PaxSegment
	id      string
	departs time.Time
	arrives time.Time
	err     error
}

// takenJourney is the same of a journey.
type takenJourney struct {
	journey  travel.PaxJourney
	id       string
	segments []token
	departs  time.Time
	err      error
}

func graphOf(w *wireLists) *graph {
	return &graph{
		bags:        index(w.BaggageAllowances.taken(), func(b *wireBaggage) token { return b.BaggageAllowanceID }),
		disclosures: index(w.Disclosures.taken(), func(d *wireDisclosure) token { return d.DisclosureID }),
		legs:        index(w.Legs.taken(), func(l *wireLeg) token { return l.DatedOperatingLegID }),
		marketing:   index(w.Marketing.taken(), func(m *wireMarketing) token { return m.ID }),
		operating:   index(w.Operating.taken(), func(o *wireOperating) token { return o.ID }),
		journeys:    index(w.Journeys.taken(), func(j *wireJourney) token { return j.PaxJourneyID }),
		segments:    index(w.Segments.taken(), func(s *wireSegment) token { return s.PaxSegmentID }),
		penalties:   index(w.Penalties.taken(), func(p *wirePenalty) token { return p.PenaltyID }),
		classes:     index(w.PriceClasses.taken(), func(c *wirePriceClass) token { return c.PriceClassID }),
		profiles:    index(w.SeatProfiles.taken(), func(p *wireSeatProfile) token { return p.SeatProfileID }),
		definitions: index(w.ServiceDefinitions.taken(), func(s *wireServiceDefinition) token { return s.ServiceDefinitionID }),
		listed:      w.Segments.taken(),
		flown:       map[token]flownSegment{},
		taken:       map[token]takenJourney{},
		packed:      map[token]travel.BaggageAllowance{},
	}
}

// index is a list by id; what is nil is ambiguous.
func index[T any](list []T, id func(*T) token) map[token]*T {
	m := make(map[token]*T, len(list))
	for i := range list {
		one := &list[i]
		key := id(one)
		if earlier, twice := m[key]; twice && (earlier == nil || !reflect.DeepEqual(earlier, one)) {
			m[key] = nil
			continue
		}
		m[key] = one
	}
	return m
}

// journey converts one journey.
func (g *graph) journey(id token) takenJourney {
	known, ok := g.taken[id]
	if ok {
		return known
	}
	made := g.makeJourney(id)
	g.taken[id] = made
	return made
}

func (g *graph) makeJourney(id token) takenJourney {
	wire := g.journeys[id]
	if wire == nil || len(wire.PaxSegmentRefID) == 0 {
		return takenJourney{err: fmt.Errorf("no journey %q", supplier.Clip(string(id)))}
	}
	return g.journeyOf(wire.PaxSegmentRefID)
}

// journeyOf makes a journey of segments, which must follow each other.
func (g *graph) journeyOf(segments []token) takenJourney {
	if len(segments) > maxChain {
		return takenJourney{err: fmt.Errorf("a journey of %d segments", len(segments))}
	}
	made := takenJourney{segments: segments}
	var last flownSegment
	for i, ref := range segments {
		s := g.segment(ref)
		if s.err != nil {
			return takenJourney{err: s.err}
		}
		switch {
		case i == 0:
			made.departs = s.departs
		case !reference.SameCity(last.segment.Arrival.Airport, s.segment.Departure.Airport) || s.departs.Before(last.arrives):
			return takenJourney{err: fmt.Errorf("segment %d does not follow the one before", i)}
		}
		made.journey.Segments = append(made.journey.Segments, s.segment)
		last = s
	}
	made.journey.Duration = last.arrives.Sub(made.departs)
	made.id = made.journey.ID()
	return made
}

// segment converts one segment.
func (g *graph) segment(id token) flownSegment {
	known, ok := g.flown[id]
	if ok {
		return known
	}
	made := g.makeSegment(id)
	if made.err == nil {
		made.id = made.segment.ID()
	}
	g.flown[id] = made
	return made
}

func (g *graph) makeSegment(id token) flownSegment {
	fail := func(format string, args ...any) flownSegment {
		return flownSegment{err: fmt.Errorf("segment %q: %w", supplier.Clip(string(id)), fmt.Errorf(format, args...))}
	}
	wire := g.segments[id]
	if wire == nil {
		return fail("is not listed")
	}
	m := g.marketing[wire.Marketing]
	if m == nil {
		return fail("flight %q is not listed", supplier.Clip(string(wire.Marketing)))
	}
	if !designator(m.Carrier) {
		return fail("carrier %q is not an airline designator", supplier.Clip(string(m.Carrier)))
	}
	number, ok := flightNumber(string(m.Carrier), string(m.Number+m.Suffix))
	if !ok {
		return fail("flight number %q", supplier.Clip(string(m.Number)))
	}
	departure, departs, err := pointFrom(m.Dep)
	if err != nil {
		return fail("departure: %w", err)
	}
	arrival, arrives, err := pointFrom(m.Arrival)
	if err != nil {
		return fail("arrival: %w", err)
	}
	if !arrives.After(departs) {
		return fail("arrives before it departs")
	}
	made := flownSegment{departs: departs, arrives: arrives, segment: travel.PaxSegment{
		MarketingCarrier: string(m.Carrier), FlightNumber: number, Departure: departure, Arrival: arrival,
		// Durations come in many odd forms; the two instants do not.
		Duration: arrives.Sub(departs),
	}}
	g.operate(&made.segment, m.Operating)
	return made
}

// operate adds who flies it and what with, as far as it is said.
func (g *graph) operate(s *travel.PaxSegment, id token) {
	o := g.operating[id]
	if o == nil {
		return
	}
	if designator(o.Carrier) {
		s.OperatingCarrier = string(o.Carrier)
		s.OperatingFlightNumber, _ = flightNumber(s.OperatingCarrier, string(o.Number))
	}
	if len(o.Legs) == 0 {
		return
	}
	if leg := g.legs[o.Legs[0]]; leg != nil && len(leg.Aircraft) == 3 {
		s.Aircraft = string(leg.Aircraft)
	}
}

// segmentsOf is every segment an association names, once; none: it names none,
// which means all.
func (g *graph) segmentsOf(f wireFlights) ([]token, error) {
	var refs []token
	seen := map[token]bool{}
	add := func(named ...token) {
		for _, ref := range named {
			if !seen[ref] && len(refs) <= maxNamed { // one more is enough to refuse it
				seen[ref] = true
				refs = append(refs, ref)
			}
		}
	}
	add(f.Segments...)
	add(f.Segment...)
	for _, id := range f.Journeys {
		j := g.journey(id)
		if j.err != nil {
			return nil, j.err
		}
		add(j.segments...)
	}
	for _, leg := range f.Legs {
		ref, ok := g.segmentWith(leg)
		if !ok {
			return nil, fmt.Errorf("leg %q is of no segment", supplier.Clip(string(leg)))
		}
		add(ref)
	}
	if len(refs) > maxNamed {
		return nil, fmt.Errorf("more than %d segments are named at once", maxNamed)
	}
	return refs, nil
}

// segmentWith is the segment a leg belongs to: the first listed, when several
// cabins of one flight are.
func (g *graph) segmentWith(leg token) (token, bool) {
	if g.ofLeg == nil {
		g.ofLeg = map[token]token{}
		read := map[token]bool{}
		for _, s := range g.listed {
			m := g.marketing[s.Marketing]
			if m == nil || g.operating[m.Operating] == nil || read[m.Operating] {
				continue
			}
			read[m.Operating] = true
			for _, one := range g.operating[m.Operating].Legs {
				if _, known := g.ofLeg[one]; !known {
					g.ofLeg[one] = s.PaxSegmentID
				}
			}
		}
	}
	ref, ok := g.ofLeg[leg]
	return ref, ok
}

// bag converts one allowance; what is no promise has no type.
func (g *graph) bag(id token) travel.BaggageAllowance {
	known, ok := g.packed[id]
	if ok {
		return known
	}
	made, ok := bagFrom(g.bags[id])
	if !ok {
		made = travel.BaggageAllowance{} // of a kind we do not know
	}
	g.packed[id] = made
	return made
}

// ids are the content ids of segments.
func (g *graph) ids(refs []token) ([]string, error) {
	ids := make([]string, len(refs))
	for i, ref := range refs {
		s := g.segment(ref)
		if s.err != nil {
			return nil, s.err
		}
		ids[i] = s.id
	}
	return ids, nil
}

// pointFrom needs the airport's zone: without it a local time is no instant.
func pointFrom(w wirePoint) (travel.FlightPoint, time.Time, error) {
	airport, ok := reference.AirportByCode(string(w.Airport))
	if !ok {
		return travel.FlightPoint{}, time.Time{}, fmt.Errorf("unknown airport %q", supplier.Clip(string(w.Airport)))
	}
	wall, err := wallClock(string(w.Time))
	if err != nil {
		return travel.FlightPoint{}, time.Time{}, err
	}
	point := travel.FlightPoint{Airport: string(w.Airport), Terminal: string(w.Terminal), Time: wall, Zone: airport.Zone}
	return point, wall.In(airport.Location()), nil
}

// wallClock reads a scheduled time, which is the airport's own by definition:
// fractions and zones that some suppliers write after it do not change that.
func wallClock(s string) (travel.LocalTime, error) {
	if len(s) < len("2006-01-02T15:04") || len(s) > 40 {
		return travel.LocalTime{}, errors.New("no scheduled time")
	}
	if cut := strings.IndexAny(s[10:], ".Z+-"); cut >= 0 {
		s = s[:10+cut]
	}
	return travel.ParseLocalTime(s)
}

// flightNumber strips what some airlines put around the digits: the carrier's
// own designator and leading zeros. An operational suffix letter stays.
func flightNumber(carrier, raw string) (string, bool) {
	number := raw
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

// departs orders journeys that came from different answers.
func departs(j travel.PaxJourney) time.Time {
	if len(j.Segments) == 0 {
		return time.Time{}
	}
	first := j.Segments[0].Departure
	airport, ok := reference.AirportByCode(first.Airport)
	if !ok {
		return time.Time{}
	}
	return first.Time.In(airport.Location())
}
