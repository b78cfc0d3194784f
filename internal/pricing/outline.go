package pricing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// Outline is what decides how near an offer is to another one.
type Outline struct {
	SupplierID string
	Total      money.Money
	Legs       []Leg
	Fare       string       // the fare products, spelled out; equal when they are
	Cabin      travel.Cabin // the lowest of the trip; empty: not said
}

// Leg is one journey of an outline.
type Leg struct {
	JourneyID string
	Route     string // its first and its last airport, "PEKSHA"
	Departs   travel.LocalTime
}

// OutlineOf outlines an offer.
func OutlineOf(o travel.Offer) Outline {
	outline := Outline{SupplierID: o.SupplierID, Total: o.Total}
	for _, journey := range o.Journeys {
		leg := Leg{JourneyID: journey.ID()}
		if last := len(journey.Segments) - 1; last >= 0 {
			first := journey.Segments[0].Departure
			leg.Route, leg.Departs = first.Airport+journey.Segments[last].Arrival.Airport, first.Time
		}
		outline.Legs = append(outline.Legs, leg)
	}
	var fares []string
	for _, class := range o.Terms.PriceClasses {
		// Not by fare basis: the same brand has one for every season and weekday.
		fares = append(fares, fmt.Sprintf("%s/%s/%s", class.Name, class.Cabin, class.RBD))
		if class.Cabin.Known() {
			outline.Cabin = travel.LowerCabin(class.Cabin, outline.Cabin)
		}
	}
	slices.Sort(fares)
	outline.Fare = strings.Join(slices.Compact(fares), ",")
	return outline
}

// Neighbourhood is what a finished search found, in outline, and what it was asked
// besides trip and party, so that the same can be asked again. AccountCodes are
// those its caller gave; a program's own it adds by itself.
type Neighbourhood struct {
	Preferences  travel.Preferences
	Loyalty      []travel.LoyaltyAccount
	AccountCodes []travel.AccountCode
	Offers       []Neighbour
}

// Neighbour is another offer of a search, by its ordinal there.
type Neighbour struct {
	Ordinal int
	Outline
}

// nearbyHours is how much earlier or later a flight may leave to be near in time.
const nearbyHours = 4 * time.Hour

// why says what makes other an alternative to o; "": nothing does.
func (o Outline) why(other Outline) Why {
	if other.Total.Currency != o.Total.Currency || len(other.Legs) != len(o.Legs) {
		return ""
	}
	sameFlights, sameDays, close := true, true, true
	for i, leg := range o.Legs {
		its := other.Legs[i]
		if its.Route != leg.Route {
			return ""
		}
		sameFlights = sameFlights && travel.SameFlights(its.JourneyID, leg.JourneyID)
		days := its.Departs.Date().Compare(leg.Departs.Date().AddDays(-1)) >= 0 && its.Departs.Date().Compare(leg.Departs.Date().AddDays(1)) <= 0
		if !days {
			return ""
		}
		sameDays = sameDays && its.Departs.Date() == leg.Departs.Date()
		// From one airport, local times are as far apart as the flights.
		close = close && its.Departs.In(time.UTC).Sub(leg.Departs.In(time.UTC)).Abs() <= nearbyHours
	}
	switch {
	case sameFlights && other.SupplierID != o.SupplierID:
		return SameFlightsOtherSupplier
	case sameFlights && other.Fare != o.Fare:
		return SameFlightsOtherBrand
	case sameFlights:
		return "" // it is the very same
	case o.Cabin != "" && other.Cabin != "" && travel.LowerCabin(o.Cabin, other.Cabin) != o.Cabin:
		return "" // nobody asked to sit further back
	case !sameDays:
		return NearbyDate
	case close:
		return NearbyTime
	}
	return ""
}

// key names what is sold, whichever search found it.
func (o Outline) key() string {
	return fmt.Sprintf("%q %q %q", o.SupplierID, o.flights(), o.Fare)
}

func (o Outline) flights() string {
	ids := make([]string, len(o.Legs))
	for i, leg := range o.Legs {
		ids[i] = leg.JourneyID
	}
	return strings.Join(ids, " ")
}

// kind is what no two alternatives of one reason share: a second fare of the
// same other supplier, or of the same later flight, would say nothing new.
func (o Outline) kind(why Why) string {
	switch why {
	case SameFlightsOtherSupplier:
		return string(why) + " " + o.SupplierID
	case SameFlightsOtherBrand:
		return string(why) + " " + o.Fare
	case NearbyTime, NearbyDate:
	}
	return string(why) + " " + o.flights()
}

// worths are the reasons, the best first.
var worths = []Why{SameFlightsOtherSupplier, SameFlightsOtherBrand, NearbyTime, NearbyDate}

// near is a neighbour and what makes it an alternative.
type near struct {
	Neighbour
	why Why
}

// nearest are the neighbours worth asking about: the best of each kind, the
// best first, and after them those that could stand in for one of these. Of
// another supplier's fares on the same flights the best is the same fare if it
// has it, else its cheapest.
func (o Outline) nearest(neighbours []Neighbour) []near {
	var all []near
	for _, n := range neighbours {
		if why := o.why(n.Outline); why != "" {
			all = append(all, near{Neighbour: n, why: why})
		}
	}
	otherFare := func(n near) int {
		if n.why == SameFlightsOtherSupplier && n.Fare != o.Fare {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(all, func(a, b near) int {
		return cmp.Or(worth(a.why, b.why), cmp.Compare(otherFare(a), otherFare(b)), cmp.Compare(a.Total.Minor, b.Total.Minor))
	})
	seen := map[string]bool{}
	var first, second []near
	for _, n := range all {
		if kind := n.kind(n.why); !seen[kind] {
			seen[kind] = true
			first = append(first, n)
		} else {
			second = append(second, n)
		}
	}
	return append(first, second...)
}

func worth(a, b Why) int { return cmp.Compare(slices.Index(worths, a), slices.Index(worths, b)) }
