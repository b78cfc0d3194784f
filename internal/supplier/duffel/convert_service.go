package duffel

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Duffel's service types that are known here. There are others at some airlines.
const (
	serviceBaggage   = "baggage"
	serviceSeat      = "seat"
	serviceAnyReason = "cancel_for_any_reason"
)

// onSale is a service as it can be bought now.
type onSale struct {
	content
	id    string // today's
	name  string
	most  int
	price money.Money // of one
}

// names translate Duffel's ids of one offer or order into ours.
type names struct {
	party    party
	segments map[string]string // Duffel's segment id: travel.PaxSegment.ID
}

// namesIn is the names of converted slices.
func namesIn(wire []wireSlice, journeys []travel.PaxJourney, p party) names {
	n := names{party: p, segments: map[string]string{}}
	for i, slice := range wire {
		for j, segment := range slice.Segments {
			if segment.ID != "" {
				n.segments[segment.ID] = journeys[i].Segments[j].ID()
			}
		}
	}
	return n
}

// servicesFrom reads a list of services. One that cannot be read, names what is
// not there or comes a second time is left out, with a reason.
func servicesFrom(raw json.RawMessage, n names) ([]onSale, []string) {
	var apart []json.RawMessage
	err := json.Unmarshal(orNull(raw), &apart)
	if err != nil {
		return nil, []string{fmt.Sprintf("services: %v", err)}
	}
	var services []onSale
	var dropped []string
	for i, one := range apart {
		var wire wireService
		err := json.Unmarshal(one, &wire)
		if err != nil {
			dropped = append(dropped, fmt.Sprintf("service %d: %v", i, err))
			continue
		}
		service, err := serviceFrom(wire, n)
		if err != nil {
			dropped = append(dropped, fmt.Sprintf("service %s: %v", supplier.Clip(wire.ID), err))
			continue
		}
		if slices.ContainsFunc(services, func(s onSale) bool { return s.id == service.id }) {
			dropped = append(dropped, fmt.Sprintf("service %s: came twice", supplier.Clip(wire.ID)))
			continue
		}
		services = append(services, service)
	}
	return services, dropped
}

func serviceFrom(w wireService, n names) (onSale, error) {
	if w.ID == "" || w.Type == "" {
		return onSale{}, errors.New("no id or no type")
	}
	price, err := amount(w.TotalAmount, w.TotalCurrency)
	if err != nil {
		return onSale{}, err
	}
	service := onSale{id: w.ID, name: w.Metadata.Name, most: max(w.MaximumQuantity, 1), price: price}
	service.Type, service.Price = w.Type, price.String()
	service.PaxIDs, err = n.paxIDs(w.PassengerIDs)
	if err != nil {
		return onSale{}, err
	}
	service.Segments, err = n.segmentIDs(w.SegmentIDs)
	if err != nil {
		return onSale{}, err
	}
	switch w.Type {
	case serviceBaggage:
		m := w.Metadata
		service.Bag = m.Type
		service.Limits = []string{
			m.MaximumWeightKg.String(), m.MaximumLengthCm.String(), m.MaximumHeightCm.String(), m.MaximumDepthCm.String(),
		}
	case serviceSeat:
		service.Seat = strings.TrimSpace(w.Metadata.Designator)
		if service.Seat == "" || len(service.PaxIDs) != 1 || len(service.Segments) != 1 {
			return onSale{}, errors.New("a seat is one, of one flight, for one passenger")
		}
	}
	return service, nil
}

func (n names) paxIDs(ids []string) ([]string, error) {
	if len(ids) == 0 {
		return nil, errors.New("for nobody")
	}
	paxIDs := make([]string, len(ids))
	for i, id := range ids {
		paxID, ok := n.party.paxOf(id)
		if !ok {
			return nil, fmt.Errorf("passenger %q is not one of the party", supplier.Clip(id))
		}
		paxIDs[i] = paxID
	}
	return paxIDs, nil
}

// segmentIDs may be none: then the service is for all of them.
func (n names) segmentIDs(ids []string) ([]string, error) {
	segments := make([]string, len(ids))
	for i, id := range ids {
		segment, ok := n.segments[id]
		if !ok {
			return nil, fmt.Errorf("segment %q is not one of the flights", supplier.Clip(id))
		}
		segments[i] = segment
	}
	return segments, nil
}

// listed is the service as travel has it.
func (s onSale) listed() (travel.Service, error) {
	ref, err := s.encode()
	if err != nil {
		return travel.Service{}, err
	}
	service := travel.Service{
		Ref: ref, Type: s.travelType(), Name: s.title(),
		PaxIDs: s.PaxIDs, SegmentIDs: s.Segments, MaxQuantity: s.most, Price: s.price,
	}
	if s.Type == serviceBaggage {
		service.Bag = bagType(s.Bag)
		service.WeightKg = s.weight()
	}
	return service, nil
}

func (s content) travelType() travel.ServiceType {
	switch s.Type {
	case serviceBaggage:
		return travel.ServiceBaggage
	case serviceSeat:
		return travel.ServiceSeat
	case "meal":
		return travel.ServiceMeal
	default:
		return travel.ServiceOther
	}
}

// title is what the airline calls it, or what it is.
func (s onSale) title() string {
	if s.name != "" {
		return s.name
	}
	words := strings.ReplaceAll(s.Type, "_", " ")
	switch {
	case s.Type == serviceSeat:
		words = "seat " + s.Seat
	case s.Type == serviceBaggage && s.Bag != "":
		words = strings.ReplaceAll(s.Bag, "_", " ") + " bag"
		if kg := s.weight(); kg > 0 {
			words += " up to " + strconv.Itoa(kg) + " kg"
		}
	}
	return words
}

// weight is in kg, 0 when not said or not a number of kilograms.
func (s content) weight() int {
	if len(s.Limits) == 0 {
		return 0
	}
	whole, _, _ := strings.Cut(s.Limits[0], ".")
	kg, err := strconv.Atoi(whole)
	if err != nil || kg < 0 || kg > 1000 {
		return 0
	}
	return kg
}

func bagType(wire string) travel.BaggageType {
	switch wire {
	case "checked":
		return travel.BaggageChecked
	case "carry_on":
		return travel.BaggageCarryOn
	default:
		return ""
	}
}

// orNull is raw, or null where nothing was sent.
func orNull(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("null")
	}
	return raw
}
