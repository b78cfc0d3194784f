package shopping

import (
	"slices"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// Filter says which offers of a search are looked at. Its Preferences mean what
// they mean in a search; zero values leave nothing out.
type Filter struct {
	travel.Preferences
	Suppliers []string
	Day       travel.Date // on which the first journey leaves; zero: any
}

// none reports a filter that leaves nothing out.
func (f Filter) none() bool {
	return f.Cabin == "" && len(f.Carriers) == 0 && f.MaxStops == nil && f.Departure == nil && f.MaxPrice == nil &&
		f.CheckedBags == 0 && !f.Refundable && len(f.Suppliers) == 0 && f.Day.IsZero()
}

// keeps decides by what is known of an offer without decoding it.
func (f Filter) keeps(offer Indexed) bool {
	switch {
	case f.Cabin != "" && !slices.Contains(offer.Cabins, f.Cabin):
	case len(f.Carriers) > 0 && slices.ContainsFunc(offer.Carriers, func(c string) bool { return !slices.Contains(f.Carriers, c) }):
	case f.MaxStops != nil && offer.Stops > *f.MaxStops:
	case f.Departure != nil && slices.ContainsFunc(offer.Departures, func(at travel.LocalTime) bool { return !f.Departure.Holds(at) }):
	case f.MaxPrice != nil && !f.affords(offer):
	case offer.Bags < f.CheckedBags:
	case f.Refundable && offer.Refund != travel.AllowanceYes:
	case len(f.Suppliers) > 0 && !slices.Contains(f.Suppliers, offer.SupplierID):
	case !f.Day.IsZero() && offer.Departures[0].Date() != f.Day:
	default:
		return true
	}
	return false
}

// in reports an offer whose price is known in a currency.
func (i Indexed) in(currency money.Currency) bool {
	return i.Total.Currency == currency || i.Display.Currency == currency
}

// affords reports a total known to be within the highest price: what is not
// worth anything known in its currency is not.
func (f Filter) affords(offer Indexed) bool {
	price := offer.Total
	if price.Currency != f.MaxPrice.Currency {
		price = offer.Display
	}
	return price.Currency == f.MaxPrice.Currency && price.Minor <= f.MaxPrice.Minor
}
