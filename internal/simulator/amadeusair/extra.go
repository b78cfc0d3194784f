package amadeusair

import (
	"errors"
	"slices"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// bags are the checked bags for sale with an offer: of the world's extras the
// only kind Amadeus sells besides seats.
func (s *Surface) bags(c *call, o world.Offer) ([]world.Ancillary, error) {
	all, err := s.world.Ancillaries(c.supplier.ID, o.ID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(a world.Ancillary) bool { return a.Kind != world.Bag }), nil
}

// wanted is what an echo adds to its offer.
type wanted struct {
	bags  []world.Extra
	seats []world.SeatChoice
}

// extras reads what the echo adds, and prices it.
func (s *Surface) extras(c *call, fd found) (wanted, world.Extras, error) {
	var f findings
	var want wanted
	var shelf []world.Ancillary
	for p, i := range fd.echo.order(fd.offer) {
		passenger := fd.offer.Party[p]
		here := fd.at + "/travelerPricings[" + itoa(i) + "]/fareDetailsBySegment"
		details := fd.echo.TravelerPricings[i].FareDetails
		flight := 0
		for _, segments := range fd.names.Segments {
			quantity, even := bagsOn(details, segments)
			if !even {
				f.add(noService, here, "Checked bags are sold for a whole itinerary: the quantity must be the same on all its segments")
			}
			if quantity > 0 && even {
				if shelf == nil {
					var err error
					shelf, err = s.bags(c, fd.offer)
					if err != nil {
						return wanted{}, world.Extras{}, err
					}
				}
				id := bagFor(shelf, passenger.ID, flight)
				if id == "" {
					f.add(noService, here, "No checked bag is for sale for the traveler")
				}
				want.bags = append(want.bags, world.Extra{AncillaryID: id, Quantity: quantity})
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
	priced, err := s.world.PriceExtras(c.supplier.ID, fd.offer.ID, want.bags, want.seats)
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

func bagFor(shelf []world.Ancillary, passenger string, flight int) string {
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
