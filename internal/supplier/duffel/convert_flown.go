package duffel

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/travel"
)

// flown is what an order says of its flights. None of it is needed to know
// whether there is a booking, so what cannot be read is empty: not said.
type flown struct {
	wire     []wireSlice
	journeys []travel.PaxJourney
	names    names
	seats    []travel.AssignedSeat
	seated   map[seated]bool
	changes  []travel.ScheduleChange
	dropped  []string
}

// seated is a passenger on a flight.
type seated struct{ paxID, segmentID string }

func flownIn(w wireOrder, p party) flown {
	f := flown{names: names{party: p}, seated: map[seated]bool{}}
	f.readSlices(w.Slices)
	f.readSeats(w.Services)
	f.readChanges(w.Changes)
	return f
}

func (f *flown) readSlices(raw json.RawMessage) {
	var wire []wireSlice
	err := json.Unmarshal(orNull(raw), &wire)
	if err == nil && len(wire) > 0 {
		var journeys []travel.PaxJourney
		journeys, err = journeysFrom(wire)
		if err == nil {
			f.wire, f.journeys = wire, journeys
			f.names = namesIn(wire, journeys, f.names.party)
		}
	}
	if err != nil {
		f.dropped = append(f.dropped, "slices: "+err.Error())
	}
}

// readSeats reads the seats that segments say passengers have and, where they say
// nothing yet, those bought with the order.
func (f *flown) readSeats(bought json.RawMessage) {
	for i, slice := range f.wire {
		for j, segment := range slice.Segments {
			for _, one := range segment.Passengers {
				paxID, known := f.names.party.paxOf(one.PassengerID)
				if known && one.Seat != nil {
					f.seat(paxID, f.journeys[i].Segments[j].ID(), one.Seat.Designator)
				}
			}
		}
	}
	services, dropped := servicesFrom(bought, f.names)
	f.dropped = append(f.dropped, dropped...)
	for _, one := range services {
		if one.Type == serviceSeat {
			f.seat(one.PaxIDs[0], one.Segments[0], one.Seat)
		}
	}
}

func (f *flown) seat(paxID, segment, designator string) {
	designator = strings.TrimSpace(designator)
	who := seated{paxID, segment}
	if designator != "" && !f.seated[who] {
		f.seated[who] = true
		f.seats = append(f.seats, travel.AssignedSeat{PaxID: paxID, SegmentID: segment, Seat: designator})
	}
}

// readChanges reads what airlines did by themselves, one by one. A change whose
// flights cannot be read is left out: without them it would look like a
// cancellation.
func (f *flown) readChanges(raw json.RawMessage) {
	var apart []json.RawMessage
	err := json.Unmarshal(orNull(raw), &apart)
	if err != nil {
		f.dropped = append(f.dropped, "airline-initiated changes: "+err.Error())
	}
	if len(apart) > maxParts {
		f.dropped = append(f.dropped, fmt.Sprintf("%d airline-initiated changes", len(apart)))
		return
	}
	for _, one := range apart {
		var wire wireAirlineChange
		err := json.Unmarshal(one, &wire)
		if err == nil {
			var change travel.ScheduleChange
			change, err = scheduleChangeFrom(wire)
			if err == nil {
				f.changes = append(f.changes, change)
				continue
			}
		}
		f.dropped = append(f.dropped, "airline-initiated change: "+err.Error())
	}
}

func scheduleChangeFrom(w wireAirlineChange) (travel.ScheduleChange, error) {
	before, err := journeysFrom(w.Removed)
	if err != nil {
		return travel.ScheduleChange{}, err
	}
	after, err := journeysFrom(w.Added)
	if err != nil {
		return travel.ScheduleChange{}, err
	}
	ref, err := laterRef{Kind: laterAirlineChange, ID: w.ID}.encode()
	if err != nil {
		return travel.ScheduleChange{}, err
	}
	answered := w.ActionTaken != ""
	return travel.ScheduleChange{
		Ref: ref, Before: before, After: after,
		Answered: answered, CanAccept: !answered && slices.Contains(w.AvailableActions, "accept"),
	}, nil
}
