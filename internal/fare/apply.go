package fare

import (
	"errors"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/travel"
)

var (
	// ErrNoProgram is returned for the zero Program.
	ErrNoProgram = errors.New("fare: no program")
	// ErrInconsistent is returned for an offer whose prices contradict each
	// other. It is the supplier's mistake and must not be sold.
	ErrInconsistent = errors.New("fare: inconsistent offer")
)

// Sale is what a price depends on beside the offer.
type Sale struct {
	At         time.Time // rules and filings are those of this moment
	SupplierID string
	Pax        []travel.Pax // whom the offer is for
	// AccountCodes are the negotiated terms the supplier was asked under.
	AccountCodes []travel.AccountCode
	// Shown is the offer as it was shown before. A promotion keeps the published
	// price it was found beside; nil: it is priced for the first time.
	Shown *travel.Offer
}

// Priced is what an offer costs under a program. Published, when the program
// has a comparison price, is all-in like Total.
type Priced struct {
	Items     []travel.OfferItem
	Total     money.Money
	Published *money.Money
	Trace     []travel.TraceStep
	// Promoted are the places of the journeys that are on an airline's promotion.
	Promoted []int
}

// Apply prices a supplier's offer under a program. The items and total it
// answers with add up; an offer whose own do not is ErrInconsistent, one that
// the program's rules cannot price is a *NotSold. The offer is not changed.
func (p Program) Apply(offer travel.SupplierOffer, sale Sale) (Priced, error) {
	err := consistent(offer.Items, offer.Total)
	if err != nil {
		return Priced{}, err
	}
	var priced Priced
	switch {
	case p.official != nil:
		priced, err = p.official.price(p, offer, sale)
	case p.retail != nil:
		priced, err = p.retail.price(p, offer, sale)
	default:
		return Priced{}, ErrNoProgram
	}
	if err != nil {
		return Priced{}, err
	}
	err = consistent(priced.Items, priced.Total)
	if err != nil {
		return Priced{}, fmt.Errorf("fare: program %s: %w", p.name, err)
	}
	if offer.ChargesCard && (!p.Takes(order.MethodCard) || !priced.Total.Equal(offer.Total)) {
		// Nobody could take what the program adds, or give what it takes off.
		return Priced{}, notSold(ReasonCardElsewhere, "%s charged, %s to pay", offer.Total, priced.Total)
	}
	return priced, nil
}

// rebased is an item for another base, its total moved along.
func rebased(item travel.OfferItem, base money.Money) (travel.OfferItem, error) {
	change, err := base.Sub(item.Price.Base)
	if err != nil {
		return travel.OfferItem{}, err
	}
	item.Price.Total, err = item.Price.Total.Add(change)
	item.Price.Base = base
	return item, err
}

// totalOf adds the items up.
func totalOf(items []travel.OfferItem, currency money.Currency) (money.Money, error) {
	sum := money.Zero(currency)
	for _, item := range items {
		next, err := sum.Add(item.Price.Total)
		if err != nil {
			return money.Money{}, err
		}
		sum = next
	}
	return sum, nil
}
