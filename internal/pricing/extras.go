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
// bounded on behalf of ctx, and says who then sits where nobody may hold an infant.
// Everything that cannot be had is said at once: CodeSeatUnavailable when all that is
// wrong are seats that are taken, otherwise CodeValidationFailed.
func (s *Service) choose(ctx, bounded context.Context, program fare.Program, offer travel.Offer, extras Extras) ([]travel.ServiceChoice, []string, error) {
	if extras.unsaid() {
		return nil, offer.NoLap, nil
	}
	connector := s.suppliers[offer.SupplierID]
	chosen := []travel.ServiceChoice{} // not nil: what the offer has is replaced
	var wrong []travel.FieldError
	var listed []ListedService
	var noLap []string
	if len(extras.Services) > 0 {
		all, supported, err := s.services(bounded, program, connector, offer)
		if err != nil {
			return nil, nil, s.notSaid(ctx, offer, err)
		}
		if !supported {
			wrong = append(wrong, found("/services", FindNotBySupplier))
		} else {
			listed = all
			picked, bad := chooseServices(all, extras.Services)
			chosen, wrong = append(chosen, picked...), append(wrong, bad...)
			wrong = append(wrong, childrenAlone(offer, upgrades(all, extras.Services))...)
		}
	}
	if len(extras.Seats) > 0 {
		maps, supported, err := s.seatMaps(bounded, program, connector, offer)
		if err != nil {
			return nil, nil, s.notSaid(ctx, offer, err)
		}
		if !supported {
			wrong = append(wrong, found("/seats", FindNotBySupplier))
		} else {
			seats := seating{offer: offer, maps: maps, upgrades: upgrades(listed, extras.Services)}
			seats.choose(extras.Seats)
			chosen, wrong, noLap = append(chosen, seats.chosen...), append(wrong, seats.wrong...), seats.noLap
		}
	}
	if len(wrong) == 0 {
		return chosen, noLap, nil
	}
	code := travel.CodeSeatUnavailable
	if slices.ContainsFunc(wrong, func(f travel.FieldError) bool { return f.Code != string(FindSeatTaken) }) {
		code = travel.CodeValidationFailed
	}
	return nil, nil, travel.NewError(code).With(wrong...)
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
	FindLapInExitRow   Finding = "exitRowWithoutInfant"
	FindNotForPax      Finding = "seatNotForPassenger"
	FindUpgraded       Finding = "seatOfCabinLeft"
	FindChildAlone     Finding = "childInOtherCabin"
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

// childrenAlone finds flights on which upgrades leave the young in one cabin and all
// adults in the other. Who is on a lap goes where that goes.
func childrenAlone(offer travel.Offer, upgrades []ListedService) []travel.FieldError {
	for _, journey := range offer.Journeys {
		for _, segment := range journey.Segments {
			adults, young := map[bool]int{}, map[bool]int{} // by whether they are upgraded
			for _, pax := range offer.Pax {
				moved := slices.ContainsFunc(upgrades, func(l ListedService) bool { return l.moves(pax.ID, segment.ID()) })
				switch pax.PTC {
				case travel.PTCAdult:
					adults[moved]++
				case travel.PTCChild, travel.PTCInfantSeated:
					young[moved]++
				case travel.PTCInfant:
				}
			}
			for _, moved := range []bool{true, false} {
				if young[moved] > 0 && adults[moved] == 0 && adults[!moved] > 0 {
					return []travel.FieldError{found("/services", FindChildAlone)}
				}
			}
		}
	}
	return nil
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
