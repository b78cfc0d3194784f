package duffelair

import (
	"slices"
	"strconv"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// bags are the ancillaries Duffel knows: it sells no meals and no lounges.
func bags(all []world.Ancillary) []world.Ancillary {
	return slices.DeleteFunc(slices.Clone(all), func(a world.Ancillary) bool { return a.Kind != world.Bag || a.MaxQuantity < 1 })
}

// offerServices lists what can be bought with an offer, under new ids.
func (s *Surface) offerServices(supplier string, o world.Offer) ([]wireService, error) {
	all, err := s.world.Ancillaries(supplier, o.ID)
	if err != nil {
		return nil, err
	}
	if rehearsedOffer(o).bare {
		all = nil
	}
	return s.list("ase", o.ID, bags(all), segmentIDs(o))
}

// list shows ancillaries under new ids.
func (s *Surface) list(prefix, about string, all []world.Ancillary, segments []string) ([]wireService, error) {
	set, err := s.services.next(about)
	if err != nil {
		return nil, err
	}
	out := make([]wireService, 0, len(all))
	for _, a := range all {
		out = append(out, wireService{
			ID: ancillaryID(prefix, about, set, a), Type: serviceType(a.Kind), MaximumQuantity: a.MaxQuantity,
			TotalAmount: a.Price.Amount(), TotalCurrency: currency,
			PassengerIDs: []string{a.PassengerID}, SegmentIDs: pickSegments(segments, a.Flights),
			Metadata: bagMetadata(a.WeightKg),
		})
	}
	return out, nil
}

func pickSegments(segments []string, flights []int) []string {
	ids := make([]string, 0, len(flights))
	for _, f := range flights {
		if f < len(segments) {
			ids = append(ids, segments[f])
		}
	}
	return ids
}

func serviceType(kind world.AncillaryKind) string {
	if kind == world.Bag {
		return "baggage"
	}
	return string(kind)
}

func bagMetadata(weight int) wireBagMetadata {
	m := wireBagMetadata{Type: "checked"}
	if weight > 0 {
		m.MaximumWeightKg = &weight
	}
	return m
}

// basket is what services of a body mean to the world.
type basket struct {
	extras []world.Extra
	seats  []world.SeatChoice
}

// fill finds what services of an offer mean. What the last lists did not have is
// a finding at "pointer/i/id".
func (s *Surface) fill(supplier string, o world.Offer, services []readService, pointer string, f *findings) (basket, error) {
	if len(services) == 0 {
		return basket{}, nil
	}
	known := map[string]basket{}
	if set := s.services.of(o.ID); set > 0 {
		all, err := s.world.Ancillaries(supplier, o.ID)
		if err != nil {
			return basket{}, err
		}
		addBags(known, "ase", o.ID, set, all)
	}
	if set := s.services.of(seatsOf(o.ID)); set > 0 {
		maps, err := s.world.SeatMaps(supplier, o.ID)
		if err != nil {
			return basket{}, err
		}
		for _, m := range maps {
			addSeats(known, o, set, m)
		}
	}
	return pickFrom(known, services, pointer, f), nil
}

func addBags(known map[string]basket, prefix, about string, set int64, all []world.Ancillary) {
	for _, a := range bags(all) {
		known[ancillaryID(prefix, about, set, a)] = basket{extras: []world.Extra{{AncillaryID: a.ID, Quantity: 1}}}
	}
}

// addSeats takes seats that are gone by now as well: that one cannot have them
// is another answer than that there is no such service.
func addSeats(known map[string]basket, o world.Offer, set int64, m world.SeatMap) {
	for _, row := range m.Rows {
		for _, seat := range row.Seats {
			for _, p := range o.Party {
				choice := world.SeatChoice{PassengerID: p.ID, Flight: m.FlightIndex, Designator: strconv.Itoa(row.Number) + seat.Column}
				known[seatServiceID(o.ID, set, choice)] = basket{seats: []world.SeatChoice{choice}}
			}
		}
	}
}

func pickFrom(known map[string]basket, services []readService, pointer string, f *findings) basket {
	var chosen basket
	for i, service := range services {
		at := pointer + "/" + strconv.Itoa(i)
		item, found := known[service.ID]
		switch {
		case service.ID == "":
			f.required(at+"/id", "id")
		case !found:
			f.add("not_found", at+"/id", "id", "Field 'id' is not the id of a service of this offer, or of an earlier version of it")
		case service.Quantity < 1 || len(item.seats) > 0 && service.Quantity != 1:
			f.add("validation_inclusion", at+"/quantity", "quantity", "Field 'quantity' must be between 1 and the service's 'maximum_quantity'")
		default:
			chosen.seats = append(chosen.seats, item.seats...)
			for _, e := range item.extras {
				e.Quantity = service.Quantity
				chosen.extras = append(chosen.extras, e)
			}
		}
	}
	return chosen
}

// soldServices are an order's services, seats included.
func soldServices(o world.Order) []wireSoldService {
	segments := segmentIDs(o.Offer)
	out := make([]wireSoldService, 0, len(o.Extras))
	for _, e := range o.Extras {
		service := wireSoldService{
			ID:   world.Token("ser", o.ID, e.AncillaryID, e.Designator, e.PassengerID, flightList(e.Flights)),
			Type: serviceType(e.Kind), Quantity: e.Quantity,
			TotalAmount: e.Total().Amount(), TotalCurrency: currency,
			PassengerIDs: []string{e.PassengerID}, SegmentIDs: pickSegments(segments, e.Flights),
		}
		switch e.Kind {
		case world.Bag:
			service.Metadata = bagMetadata(e.WeightKg)
		case world.ChosenSeat:
			service.Metadata = wireSeat{Designator: e.Designator, Name: e.Name, Disclosures: []string{}}
		}
		out = append(out, service)
	}
	return out
}

func flightList(flights []int) string {
	list := ""
	for _, f := range flights {
		list += strconv.Itoa(f) + ","
	}
	return list
}

// assign writes the seats of an order into its segments.
func assign(out []wireSlice, o world.Order) {
	byPlace := map[string]*wireSeat{}
	segments := segmentIDs(o.Offer)
	for _, e := range o.Extras {
		if e.Kind != world.ChosenSeat {
			continue
		}
		for _, id := range pickSegments(segments, e.Flights) {
			byPlace[id+e.PassengerID] = &wireSeat{Designator: e.Designator, Name: e.Name, Disclosures: []string{}}
		}
	}
	for _, slice := range out {
		for _, segment := range slice.Segments {
			for i := range segment.Passengers {
				segment.Passengers[i].Seat = byPlace[segment.ID+segment.Passengers[i].PassengerID]
			}
		}
	}
}
