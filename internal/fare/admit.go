package fare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/travel"
)

// Finding names one thing a program has against a search.
type Finding string

// The findings of Admit.
const (
	FindInternational Finding = "internationalNotSold"
	FindTrip          Finding = "tripNotSold"
	FindPaxType       Finding = "paxTypeNotSold"
	FindTooMany       Finding = "tooManySeats"
)

// Admit refuses a search that the program has nothing for, before any supplier
// is asked: a *travel.Error with all findings at once. Its code is that of the
// findings when they are of one kind, otherwise CodeValidationFailed; it carries
// the ServiceProviders who sell what lies outside the program's zone.
func (p Program) Admit(search travel.Search) error {
	refusal := travel.NewError("")
	find := func(code travel.Code, pointer string, what Finding, params ...any) {
		if refusal.Code != "" && refusal.Code != code {
			code = travel.CodeValidationFailed
		}
		refusal.Code = code
		refusal.With(travel.FieldError{Pointer: pointer, Code: string(what), Params: params})
	}
	if p.sells.zone != nil {
		for i, leg := range search.OriginDestinations {
			for _, end := range []struct{ name, place string }{{"origin", leg.Origin}, {"destination", leg.Destination}} {
				known := len(reference.PlaceAirports(end.place)) > 0 // what is no place is found elsewhere
				if known && !p.sells.zone.HasPlace(end.place) {
					find(travel.CodeInternationalNotSold, fmt.Sprintf("/originDestinations/%d/%s", i, end.name), FindInternational, p.sells.zone.Name)
					refusal.Details = ServiceProviders(p.providers)
				}
			}
		}
	}
	if kind := tripOf(search.OriginDestinations); len(p.sells.trips) > 0 && !slices.Contains(p.sells.trips, kind) {
		find(travel.CodeValidationFailed, "/originDestinations", FindTrip)
	}
	for i, pax := range search.Pax {
		if len(p.sells.ptcs) > 0 && !slices.Contains(p.sells.ptcs, pax.PTC) {
			find(travel.CodeValidationFailed, fmt.Sprintf("/pax/%d/ptc", i), FindPaxType, joined(p.sells.ptcs))
		}
	}
	if n := len(search.Pax); p.sells.mostPax > 0 && n > p.sells.mostPax {
		find(travel.CodeTooManyPax, "/pax", FindTooMany, n, p.sells.mostPax)
	}
	if refusal.Code == "" {
		return nil
	}
	return refusal.NotDone()
}

func joined[S ~string](values []S) string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return strings.Join(all, ", ")
}

// Reason says why a program does not sell an offer that its supplier does.
type Reason string

// The reasons.
const (
	ReasonCodeshare      Reason = "codeshare"         // another airline flies
	ReasonOutsideZone    Reason = "outsideZone"       // a point the program does not sell
	ReasonNoContract     Reason = "noContract"        // an airline without a contract in the program
	ReasonCurrency       Reason = "currency"          // not the program's
	ReasonNoFiledFare    Reason = "noFiledFare"       // full or discounted cannot be told
	ReasonNoFareSplit    Reason = "noFareSplit"       // what each journey costs is not said
	ReasonMixedCarriers  Reason = "mixedCarriers"     // a journey on one fare of several airlines
	ReasonMixedCabins    Reason = "mixedCabins"       // a journey in several cabins, or in none that is said
	ReasonNoRule         Reason = "noRule"            // no rule is in force on the day of sale
	ReasonPromotionLoses Reason = "promotionLoses"    // a promotion that is no lower than the program's own price
	ReasonCardElsewhere  Reason = "chargedBySupplier" // the supplier charges the traveller's card, just its own price
	ReasonPromotionWins  Reason = "promotionWins"     // the program's own price of a class that is promoted for less
)

// NotSold is the error of an offer that the program does not sell. It is no
// supplier's fault.
type NotSold struct {
	Reason Reason
	about  string
}

func (e *NotSold) Error() string { return "fare: not sold: " + string(e.Reason) + " " + e.about }

func notSold(reason Reason, format string, args ...any) error {
	return &NotSold{Reason: reason, about: fmt.Sprintf(format, args...)}
}

// Problem is what a caller is told who asked for just this offer; nil where
// there is no more to say than that it is not available.
func (p Program) Problem(e *NotSold) *travel.Error {
	switch e.Reason {
	case ReasonCodeshare:
		return travel.NewError(travel.CodeCodeshareNotSold).Because(e)
	case ReasonOutsideZone:
		return travel.NewError(travel.CodeInternationalNotSold).Carrying(ServiceProviders(p.providers)).Because(e)
	default:
		return nil
	}
}

// Sells says why the program does not sell what an offer flies: a *NotSold, or
// nil. A flight whose operating airline is not said is taken for the marketing
// airline's own.
func (p Program) Sells(journeys []travel.PaxJourney) error {
	for _, journey := range journeys {
		for _, s := range journey.Segments {
			if p.sells.zone != nil {
				for _, point := range []string{s.Departure.Airport, s.Arrival.Airport} {
					if !p.sells.zone.Has(point) {
						return notSold(ReasonOutsideZone, "%s", point)
					}
				}
			}
			if !p.sells.codeshares && s.Codeshare() && !p.sells.together(s.MarketingCarrier, s.OperatingCarrier) {
				return notSold(ReasonCodeshare, "%s by %s", s.MarketingCarrier, s.OperatingCarrier)
			}
			if len(p.sells.carriers) > 0 && !p.sells.carriers[s.MarketingCarrier] {
				return notSold(ReasonNoContract, "%s", s.MarketingCarrier)
			}
		}
	}
	return nil
}

func (s scope) together(a, b string) bool {
	return slices.ContainsFunc(s.partners, func(group []string) bool {
		return slices.Contains(group, a) && slices.Contains(group, b)
	})
}
