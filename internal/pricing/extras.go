package pricing

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Extras are the services and seats that are wanted with an offer. Lists that are
// nil both leave an offer with those it already has; empty ones take them off.
type Extras struct {
	Services []ServiceWish
	Seats    []SeatWish
}

// ServiceWish is so many pieces of a listed service.
type ServiceWish struct {
	ServiceID string
	Quantity  int
}

// SeatWish is a seat for one passenger on one flight: "12A".
type SeatWish struct {
	PaxID     string
	SegmentID string
	Seat      string
}

func (e Extras) unsaid() bool { return e.Services == nil && e.Seats == nil }

// choose finds what is wanted among what the supplier lists now, asked within
// bounded on behalf of ctx. Everything
// that cannot be had is said at once: CodeSeatUnavailable when all that is wrong
// are seats that are taken, otherwise CodeValidationFailed.
func (s *Service) choose(ctx, bounded context.Context, program fare.Program, offer travel.Offer, extras Extras) ([]travel.ServiceChoice, error) {
	if extras.unsaid() {
		return nil, nil
	}
	connector := s.suppliers[offer.SupplierID]
	chosen := []travel.ServiceChoice{} // not nil: what the offer has is replaced
	var wrong []travel.FieldError
	var listed []ListedService
	if len(extras.Services) > 0 {
		all, supported, err := s.services(bounded, program, connector, offer)
		if err != nil {
			return nil, s.notSaid(ctx, offer, err)
		}
		if !supported {
			wrong = append(wrong, found("/services", FindNotBySupplier))
		} else {
			listed = all
			picked, bad := chooseServices(all, extras.Services)
			chosen, wrong = append(chosen, picked...), append(wrong, bad...)
		}
	}
	if len(extras.Seats) > 0 {
		maps, supported, err := s.seatMaps(bounded, program, connector, offer)
		if err != nil {
			return nil, s.notSaid(ctx, offer, err)
		}
		if !supported {
			wrong = append(wrong, found("/seats", FindNotBySupplier))
		} else {
			picked, bad := chooseSeats(offer, maps, extras.Seats, upgrades(listed, extras.Services))
			chosen, wrong = append(chosen, picked...), append(wrong, bad...)
		}
	}
	if len(wrong) == 0 {
		return chosen, nil
	}
	code := travel.CodeSeatUnavailable
	if slices.ContainsFunc(wrong, func(f travel.FieldError) bool { return f.Code != string(FindSeatTaken) }) {
		code = travel.CodeValidationFailed
	}
	return nil, travel.NewError(code).With(wrong...)
}

// Finding says what is wrong with a wish. The list is closed; rest has a text
// for each.
type Finding string

// The findings.
const (
	FindNotBySupplier  Finding = "notOfferedBySupplier"
	FindUnknownService Finding = "unknownService"
	FindQuantity       Finding = "outOfRange"
	FindTwice          Finding = "duplicate"
	FindNotInOffer     Finding = "notInOffer"
	FindNotOnOffer     Finding = "notOnOffer"
	FindNoSuchSeat     Finding = "noSuchSeat"
	FindSeatTaken      Finding = "seatTaken"
	FindInfant         Finding = "noSeatForInfant"
	FindExitRow        Finding = "exitRowAdultsOnly"
	FindNotForPax      Finding = "seatNotForPassenger"
	FindUpgraded       Finding = "seatOfCabinLeft"
)

func found(pointer string, what Finding, params ...any) travel.FieldError {
	return travel.FieldError{Pointer: pointer, Code: string(what), Params: params}
}

func chooseServices(all []ListedService, wishes []ServiceWish) ([]travel.ServiceChoice, []travel.FieldError) {
	var chosen []travel.ServiceChoice
	var wrong []travel.FieldError
	seen := map[string]bool{}
	for i, wish := range wishes {
		at := "/services/" + strconv.Itoa(i)
		place := slices.IndexFunc(all, func(l ListedService) bool { return l.ID == wish.ServiceID })
		switch {
		case place < 0:
			wrong = append(wrong, found(at+"/serviceId", FindUnknownService))
		case seen[wish.ServiceID]:
			wrong = append(wrong, found(at+"/serviceId", FindTwice))
		case wish.Quantity < 1 || wish.Quantity > all[place].MaxQuantity:
			wrong = append(wrong, found(at+"/quantity", FindQuantity, 1, all[place].MaxQuantity))
		default:
			chosen = append(chosen, travel.ServiceChoice{Ref: all[place].Ref, Quantity: wish.Quantity})
		}
		seen[wish.ServiceID] = true
	}
	return chosen, wrong
}

// upgrades are the services wanted that move passengers out of the cabin whose
// seats the maps show.
func upgrades(all []ListedService, wishes []ServiceWish) []ListedService {
	return slices.DeleteFunc(slices.Clone(all), func(l ListedService) bool {
		return l.Type != travel.ServiceUpgrade || !slices.ContainsFunc(wishes, func(w ServiceWish) bool { return w.ServiceID == l.ID })
	})
}

// moves reports that a service is for a passenger on a flight.
func (l ListedService) moves(paxID, segmentID string) bool {
	return slices.Contains(l.PaxIDs, paxID) &&
		(len(l.SegmentIDs) == 0 || slices.ContainsFunc(l.SegmentIDs, func(id string) bool { return travel.SameFlights(id, segmentID) }))
}

func chooseSeats(offer travel.Offer, maps []travel.SeatMap, wishes []SeatWish, upgrades []ListedService) ([]travel.ServiceChoice, []travel.FieldError) {
	var chosen []travel.ServiceChoice
	var wrong []travel.FieldError
	taken, seated := map[[2]string]bool{}, map[[2]string]bool{}
	for i, wish := range wishes {
		at := "/seats/" + strconv.Itoa(i)
		bad := func(field string, what Finding) { wrong = append(wrong, found(at+"/"+field, what)) }
		person := slices.IndexFunc(offer.Pax, func(p travel.Pax) bool { return p.ID == wish.PaxID })
		seat, flown, there := seatOf(offer, maps, wish)
		place, pax := [2]string{wish.SegmentID, wish.Seat}, [2]string{wish.SegmentID, wish.PaxID}
		switch {
		case person < 0:
			bad("paxId", FindNotInOffer)
		case offer.Pax[person].PTC == travel.PTCInfant:
			bad("paxId", FindInfant)
		case !flown:
			bad("paxSegmentId", FindNotOnOffer)
		case seated[pax]:
			bad("paxId", FindTwice)
		case slices.ContainsFunc(upgrades, func(l ListedService) bool { return l.moves(wish.PaxID, wish.SegmentID) }):
			bad("seat", FindUpgraded)
		case !there:
			bad("seat", FindNoSuchSeat)
		case taken[place]:
			bad("seat", FindTwice)
		case seat.State != travel.SeatAvailable:
			bad("seat", FindSeatTaken)
		case !maySit(offer.Pax[person].PTC, seat) && slices.Contains(seat.Characteristics, travel.SeatExitRow):
			bad("seat", FindExitRow)
		default:
			own := slices.IndexFunc(seat.Offers, func(o travel.SeatOffer) bool { return o.PaxID == wish.PaxID })
			if own < 0 {
				bad("seat", FindNotForPax)
				break
			}
			chosen = append(chosen, travel.ServiceChoice{Ref: seat.Offers[own].Ref, Quantity: 1})
		}
		taken[place], seated[pax] = true, true
	}
	return chosen, wrong
}

// seatOf finds a seat, and says whether its flight is one of the offer's. A flight
// that leaves at another time by now has its seats still.
func seatOf(offer travel.Offer, maps []travel.SeatMap, wish SeatWish) (travel.Seat, bool, bool) {
	flown := slices.ContainsFunc(offer.Journeys, func(j travel.PaxJourney) bool {
		return slices.ContainsFunc(j.Segments, func(s travel.PaxSegment) bool { return travel.SameFlights(s.ID(), wish.SegmentID) })
	})
	for _, m := range maps {
		if !travel.SameFlights(m.SegmentID, wish.SegmentID) {
			continue
		}
		for _, cabin := range m.Cabins {
			for _, row := range cabin.Rows {
				for _, seat := range row.Seats {
					if strconv.Itoa(row.Number)+seat.Column == wish.Seat {
						return seat, flown, true
					}
				}
			}
		}
	}
	return travel.Seat{}, flown, false
}

// bare is an offer without its extras: what its flights cost and are. Adding
// extras is no change of an offer, so it is this that is compared then.
func bare(o travel.Offer) (travel.Offer, error) {
	flights := slices.DeleteFunc(slices.Clone(o.Items), func(i travel.OfferItem) bool { return i.Service != nil })
	if len(flights) == len(o.Items) {
		return o, nil
	}
	total := money.Zero(o.Total.Currency)
	for _, item := range flights {
		sum, err := total.Add(item.Price.Total)
		if err != nil {
			return travel.Offer{}, fmt.Errorf("pricing: %w", err)
		}
		total = sum
	}
	o.Items, o.Total = flights, total
	return o, nil
}

// differences are the changes of an offer; with extras chosen, of its flights.
func differences(was, is travel.Offer, chosen bool) ([]Change, error) {
	if !chosen {
		return diff(was, is), nil
	}
	before, err := flightFacts(was)
	if err != nil {
		return nil, err
	}
	after, err := flightFacts(is)
	if err != nil {
		return nil, err
	}
	return append(compare(before, after), clockChanges(was, is)...), nil
}

// sold counts the extras in an answer.
func sold(items []travel.OfferItem) int {
	n := 0
	for _, item := range items {
		if item.Service != nil {
			n++
		}
	}
	return n
}

// wanted is what a supplier is asked with the offer.
func wanted(offer travel.Offer, chosen []travel.ServiceChoice) supplier.PriceInput {
	return supplier.PriceInput{OfferRef: offer.Ref, Pax: offer.Pax, Services: chosen}
}
