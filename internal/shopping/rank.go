package shopping

import (
	"cmp"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// index is what an offer is sorted and filtered by.
func index(supplierID string, offer travel.SupplierOffer, priced fare.Priced) Indexed {
	keys := Indexed{SupplierID: supplierID, Total: priced.Total, Refund: offer.Terms.Refund.Allowed}
	for _, journey := range offer.Journeys {
		keys.Duration += journey.Duration
		keys.Stops = max(keys.Stops, journey.Stops())
		for _, segment := range journey.Segments {
			keys.Carriers = append(keys.Carriers, segment.MarketingCarrier)
		}
	}
	for _, class := range offer.Terms.PriceClasses {
		keys.Cabins = append(keys.Cabins, class.Cabin)
	}
	keys.Departure = offer.Journeys[0].Segments[0].Departure.Time
	keys.Carriers = distinct(keys.Carriers)
	keys.Cabins = distinct(keys.Cabins)
	return keys
}

func distinct[T cmp.Ordered](values []T) []T {
	slices.Sort(values)
	return slices.Compact(values)
}

// rank sorts cheapest first, then shortest. What is left to decide is decided
// by when and what flies and who sells, so that the same answers always rank
// the same, in whatever order they came. Offers in different currencies cannot
// be compared by price without a rate: the caller's own currency comes first.
func rank(offers []candidate, preferred money.Currency) {
	currency := func(c candidate) int {
		if c.keys.Total.Currency == preferred {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(offers, func(a, b candidate) int {
		return cmp.Or(
			cmp.Compare(currency(a), currency(b)),
			cmp.Compare(a.keys.Total.Currency, b.keys.Total.Currency),
			cmp.Compare(a.keys.Total.Minor, b.keys.Total.Minor),
			cmp.Compare(a.keys.Duration, b.keys.Duration),
			strings.Compare(a.keys.Departure.String(), b.keys.Departure.String()),
			strings.Compare(flights(a.offer), flights(b.offer)),
			strings.Compare(a.supplierID, b.supplierID),
		)
	})
}

func flights(offer travel.SupplierOffer) string {
	ids := make([]string, len(offer.Journeys))
	for i, journey := range offer.Journeys {
		ids[i] = journey.ID()
	}
	return strings.Join(ids, " ")
}
