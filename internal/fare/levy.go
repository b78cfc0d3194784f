package fare

import (
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/travel"
)

// LeviesDiffer reports an offer inside mainland China whose aviation fund or fuel
// surcharge is not what the dated tables say for tickets issued at a time. It is
// a hint and no ground for refusal: the tables may be behind, and who is
// exempt for other reasons than age is not known here. Nothing is said of other
// offers, nor of items that do not tell their taxes or for whom they are.
func LeviesDiffer(offer travel.SupplierOffer, issued time.Time) bool {
	if offer.Total.Currency != money.CNY {
		return false
	}
	for _, item := range offer.Items {
		if item.Service != nil || item.PTC == "" || len(item.Price.Taxes) == 0 && item.PTC != travel.PTCInfant {
			continue
		}
		fund, fuel, known := leviesOf(offer.Journeys, item, issued)
		if known && !asExpected(slices.Concat(item.Price.Taxes, item.Price.Fees), fund, fuel) {
			return true
		}
	}
	return false
}

// leviesOf are the fund and the fuel surcharge of an item in fen.
func leviesOf(journeys []travel.PaxJourney, item travel.OfferItem, issued time.Time) (int64, int64, bool) {
	payer := reference.PayerAdult
	switch item.PTC {
	case travel.PTCChild, travel.PTCInfantSeated:
		payer = reference.PayerChild
	case travel.PTCInfant:
		payer = reference.PayerInfant
	case travel.PTCAdult:
	}
	var fund, fuel int64
	for _, journey := range journeys {
		for _, s := range journey.Segments {
			from, known := reference.AirportByCode(s.Departure.Airport)
			to, knownToo := reference.AirportByCode(s.Arrival.Airport)
			if !known || !knownToo || !reference.Domestic(from, to) {
				return 0, 0, false
			}
			for _, levy := range reference.Levies(from, to, reference.RouteDistance(from, to), issued, payer, nil) {
				due := levy.Amount.Minor * int64(len(item.PaxIDs))
				switch {
				case levy.Code != reference.LevyFund:
					fuel += due
				case payer == reference.PayerAdult: // fares are asked for by type: the young pay no fund
					fund += due
				}
			}
		}
	}
	return fund, fuel, true
}

// asExpected compares charges that are itemised one by one, a combined one by
// the sum.
func asExpected(charged []travel.Tax, fund, fuel int64) bool {
	var saidFund, saidFuel, combined int64
	for _, tax := range charged {
		switch tax.Code {
		case reference.LevyFund:
			saidFund += tax.Amount.Minor
		case reference.LevyFuel, "YR":
			saidFuel += tax.Amount.Minor
		case travel.TaxCombined:
			combined += tax.Amount.Minor
		}
	}
	if combined > 0 {
		return saidFund+saidFuel+combined == fund+fuel
	}
	return saidFund == fund && saidFuel == fuel
}
