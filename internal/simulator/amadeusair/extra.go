package amadeusair

import (
	"errors"
	"slices"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// priorityBoarding is Amadeus' name of the one other service this world sells. It
// has a second, AIRPORT_CHECKIN.
const priorityBoarding = "PRIORITY_BOARDING"

// shelf is what is for sale with an offer of one kind: of the world's extras
// Amadeus sells bags and priority, and seats, which are none of them.
func (s *Surface) shelf(c *call, o world.Offer, kind world.AncillaryKind) ([]world.Ancillary, error) {
	all, err := s.world.Ancillaries(c.supplier.ID, o.ID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(a world.Ancillary) bool { return a.Kind != kind }), nil
}

// wanted is what an echo adds to its offer.
type wanted struct {
	extras []world.Extra
	seats  []world.SeatChoice
}

// extras reads what the echo adds, and prices it.
func (s *Surface) extras(c *call, fd found) (wanted, world.Extras, error) {
	var f findings
	var want wanted
	shelves := map[world.AncillaryKind][]world.Ancillary{}
	for p, i := range fd.echo.order(fd.offer) {
		passenger := fd.offer.Party[p]
		here := fd.at + "/travelerPricings[" + itoa(i) + "]/fareDetailsBySegment"
		details := fd.echo.TravelerPricings[i].FareDetails
		flight := 0
		for _, segments := range fd.names.Segments {
			for _, add := range additionsOn(details, segments, here, &f) {
				if _, known := shelves[add.kind]; !known {
					var err error
					shelves[add.kind], err = s.shelf(c, fd.offer, add.kind)
					if err != nil {
						return wanted{}, world.Extras{}, err
					}
				}
				id := wareFor(shelves[add.kind], passenger.ID, flight)
				if id == "" {
					f.add(noService, here, add.missing)
				}
				want.extras = append(want.extras, world.Extra{AncillaryID: id, Quantity: add.quantity})
			}
			for _, segment := range segments {
				if seat := seatOn(details, segment); seat != "" {
					want.seats = append(want.seats, world.SeatChoice{PassengerID: passenger.ID, Flight: flight, Designator: seat})
				}
				flight++
			}
		}
	}
	if err := f.err(); err != nil {
		return wanted{}, world.Extras{}, err
	}
	priced, err := s.world.PriceExtras(c.supplier.ID, fd.offer.ID, want.extras, want.seats)
	if err != nil {
		return wanted{}, world.Extras{}, serviceRefusal(err, fd.at)
	}
	return want, priced, nil
}

// serviceRefusal points at the offer whose services cannot be had.
func serviceRefusal(err error, at string) error {
	var r world.Refusal
	if errors.As(err, &r) && refusals[r].issue == noService {
		return refuse(noService, refusals[r].detail, pointer(at+"/travelerPricings"))
	}
	return err
}

// addition is a ware that a traveler adds on an itinerary.
type addition struct {
	kind     world.AncillaryKind
	quantity int
	missing  string // what is said where there is none
}

// additionsOn reads what a traveler adds on an itinerary's segments, seats
// excepted. here is the pointer to their fare details.
func additionsOn(details []readFareDetail, segments []string, here string, f *findings) []addition {
	var adds []addition
	quantity, even := bagsOn(details, segments)
	switch {
	case !even:
		f.add(noService, here, "Checked bags are sold for a whole itinerary: the quantity must be the same on all its segments")
	case quantity > 0:
		adds = append(adds, addition{world.Bag, quantity, "No checked bag is for sale for the traveler"})
	}
	first, on := 0, 0
	for _, segment := range segments {
		for _, name := range othersOn(details, segment) {
			if name != priorityBoarding {
				f.add(noService, here, "The service "+name+" is not for sale")
				continue
			}
			on++
			if segment == segments[0] {
				first++
			}
		}
	}
	switch {
	case on == 0:
	case first != 1 || on != len(segments):
		f.add(noService, here, "Priority boarding is sold once for a whole itinerary: it must be on all its segments")
	default:
		adds = append(adds, addition{world.Priority, 1, "No priority boarding is for sale for the traveler"})
	}
	return adds
}

func othersOn(details []readFareDetail, segment string) []string {
	for _, d := range details {
		if d.SegmentID == segment && d.AdditionalServices != nil {
			return d.AdditionalServices.OtherServices
		}
	}
	return nil
}

// bagsOn is how many bags a traveler adds on an itinerary's segments, and
// whether all of them say the same.
func bagsOn(details []readFareDetail, segments []string) (int, bool) {
	var said []int
	for _, segment := range segments {
		i := slices.IndexFunc(details, func(d readFareDetail) bool { return d.SegmentID == segment })
		n := 0
		if i >= 0 && details[i].AdditionalServices != nil && details[i].AdditionalServices.ChargeableCheckedBags != nil {
			n = details[i].AdditionalServices.ChargeableCheckedBags.Quantity
		}
		said = append(said, n)
	}
	slices.Sort(said)
	return said[len(said)-1], said[0] >= 0 && said[0] == said[len(said)-1]
}

func wareFor(shelf []world.Ancillary, passenger string, flight int) string {
	i := slices.IndexFunc(shelf, func(a world.Ancillary) bool {
		return a.PassengerID == passenger && slices.Contains(a.Flights, flight)
	})
	if i < 0 {
		return ""
	}
	return shelf[i].ID
}

func seatOn(details []readFareDetail, segment string) string {
	for _, d := range details {
		if d.SegmentID != segment || d.AdditionalServices == nil {
			continue
		}
		if d.AdditionalServices.ChargeableSeat != nil && d.AdditionalServices.ChargeableSeat.Number != "" {
			return d.AdditionalServices.ChargeableSeat.Number
		}
		return d.AdditionalServices.ChargeableSeatNumber
	}
	return ""
}
