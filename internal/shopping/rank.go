package shopping

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// index is what an offer is sorted and filtered by.
func index(supplierID string, offer travel.SupplierOffer, priced fare.Priced, pax []travel.Pax) Indexed {
	keys := Indexed{SupplierID: supplierID, Total: priced.Total, Refund: offer.Terms.Refund.Allowed}
	for _, journey := range offer.Journeys {
		keys.Duration += journey.Duration
		keys.Stops = max(keys.Stops, journey.Stops())
		keys.Departures = append(keys.Departures, journey.Segments[0].Departure.Time)
		for _, segment := range journey.Segments {
			keys.Carriers = append(keys.Carriers, segment.MarketingCarrier)
		}
	}
	first := offer.Journeys[0].Segments
	keys.Arrival = first[len(first)-1].Arrival.Time
	keys.Carriers = distinct(keys.Carriers)
	keys.Cabins = cabinsOf(offer)
	keys.Bags = checkedBags(offer, pax)
	return keys
}

// cabinsOf are the cabins in which the whole trip may be said to be. A supplier
// that does not say the cabin has the benefit of the doubt.
func cabinsOf(offer travel.SupplierOffer) []travel.Cabin {
	var cabins []travel.Cabin
	for _, cabin := range travel.Cabins() {
		throughout := !slices.ContainsFunc(offer.Journeys, func(j travel.PaxJourney) bool {
			return !inCabin(cabin, j.ID(), offer.Terms.PriceClasses)
		})
		if throughout {
			cabins = append(cabins, cabin)
		}
	}
	return cabins
}

func inCabin(cabin travel.Cabin, journeyID string, classes []travel.PriceClass) bool {
	stated := false
	for _, class := range classes {
		if class.JourneyID != journeyID || class.Cabin == "" {
			continue
		}
		if class.Cabin == cabin {
			return true
		}
		stated = true
	}
	return !stated
}

// checkedBags is how many bags everybody with a seat may check in on every
// flight at least; none where that is not said.
func checkedBags(offer travel.SupplierOffer, pax []travel.Pax) int {
	least := -1
	for _, p := range pax {
		if p.PTC == travel.PTCInfant {
			continue
		}
		for _, journey := range offer.Journeys {
			for _, segment := range journey.Segments {
				pieces := 0
				for _, bag := range offer.Terms.Baggage {
					if bag.Type == travel.BaggageChecked && slices.Contains(bag.PaxIDs, p.ID) && slices.Contains(bag.SegmentIDs, segment.ID()) {
						pieces += bag.Pieces
					}
				}
				if least < 0 || pieces < least {
					least = pieces
				}
			}
		}
	}
	return max(least, 0)
}

func distinct[T cmp.Ordered](values []T) []T {
	slices.Sort(values)
	return slices.Compact(values)
}

// comparedIn is the currency offers are compared in: the caller's, or one for all
// who named none. What they are worth in that is not shown.
func comparedIn(asked money.Currency) money.Currency { return cmp.Or(asked, money.CNY) }

// rank sorts cheapest first, then shortest. What is left to decide is decided
// by when and what flies and who sells, so that the same answers always rank
// the same, in whatever order they came. Offers in different currencies are
// compared by what they are worth in one; those for which there is no rate come
// last, by currency.
func rank(offers []candidate, preferred money.Currency) {
	// They are large: their places are moved about, and each of them once.
	were := slices.Clone(offers)
	places := make([]*candidate, len(were))
	for i := range were {
		places[i] = &were[i]
	}
	slices.SortStableFunc(places, func(a, b *candidate) int { return better(a, b, preferred) })
	for i, place := range places {
		offers[i] = *place
	}
}

func better(a, b *candidate, preferred money.Currency) int {
	order := cmp.Or(
		byPrice(a, b, comparedIn(preferred)),
		cmp.Compare(a.keys.Duration, b.keys.Duration),
	)
	if order != 0 {
		return order // most are told apart by now, without making texts of them
	}
	return cmp.Or(
		strings.Compare(a.keys.Departures[0].String(), b.keys.Departures[0].String()),
		strings.Compare(flights(a.offer), flights(b.offer)),
		strings.Compare(a.supplierID, b.supplierID),
	)
}

func byPrice(a, b *candidate, preferred money.Currency) int {
	x, y := a.compared(), b.compared()
	known := func(m money.Money) int {
		if m.Currency == preferred {
			return 0
		}
		return 1
	}
	return cmp.Or(
		cmp.Compare(known(x), known(y)),
		cmp.Compare(x.Currency, y.Currency),
		cmp.Compare(x.Minor, y.Minor),
	)
}

func (c *candidate) compared() money.Money {
	if c.worth.Currency != "" {
		return c.worth
	}
	return c.keys.shown()
}

func flights(offer travel.SupplierOffer) string {
	ids := make([]string, len(offer.Journeys))
	for i, journey := range offer.Journeys {
		ids[i] = journey.ID()
	}
	return strings.Join(ids, " ")
}

// Order is what a page is sorted by. A "-" before it turns it around. Whatever
// an order leaves undecided stands as in OrderPrice.
type Order string

// The orders.
const (
	OrderPrice     Order = "price" // and then as offers are ranked; the default
	OrderDuration  Order = "duration"
	OrderDeparture Order = "departure" // of the first journey
	OrderArrival   Order = "arrival"   // of the first journey
	OrderStops     Order = "stops"
)

var orders = map[Order]func(a, b Indexed) int{
	OrderDuration:  func(a, b Indexed) int { return cmp.Compare(a.Duration, b.Duration) },
	OrderDeparture: func(a, b Indexed) int { return byTime(a.Departures[0], b.Departures[0]) },
	OrderArrival:   func(a, b Indexed) int { return byTime(a.Arrival, b.Arrival) },
	OrderStops:     func(a, b Indexed) int { return cmp.Compare(a.Stops, b.Stops) },
}

func byTime(a, b travel.LocalTime) int { return a.In(time.UTC).Compare(b.In(time.UTC)) }

// known reports an order there is.
func (o Order) known() bool {
	name := Order(strings.TrimPrefix(string(o), "-"))
	_, other := orders[name]
	return other || name == OrderPrice
}

// arrange sorts places in an index, which are given as it ranks them.
func (o Order) arrange(places []int, contents []Indexed) {
	name, down := strings.CutPrefix(string(o), "-")
	compare, other := orders[Order(name)]
	switch {
	case other && down:
		slices.SortStableFunc(places, func(a, b int) int { return compare(contents[b], contents[a]) })
	case other:
		slices.SortStableFunc(places, func(a, b int) int { return compare(contents[a], contents[b]) })
	case down:
		slices.Reverse(places)
		// What costs the same stands as it is ranked.
		for from := 0; from < len(places); {
			same := from + 1
			for same < len(places) && contents[places[same]].shown() == contents[places[from]].shown() {
				same++
			}
			slices.Reverse(places[from:same])
			from = same
		}
	}
}
