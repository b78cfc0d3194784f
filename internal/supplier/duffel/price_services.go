package duffel

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// chosen is a wish found among what is on sale now.
type chosen struct {
	onSale
	quantity int
	price    money.Money // of all of it
}

// priceWithServices finds the services as they are called today and has them
// priced with the offer. Whoever reads the offer at the same moment gives them
// other names, so it is done once more before they count as gone.
func (c *connector) priceWithServices(ctx context.Context, ref offerRef, pax []travel.Pax) (travel.SupplierOffer, error) {
	offer, err := c.priceChosen(ctx, ref, pax)
	if supplier.FirmCode(err) == supplier.CodeServiceGone {
		return c.priceChosen(ctx, ref, pax)
	}
	return offer, err
}

func (c *connector) priceChosen(ctx context.Context, ref offerRef, pax []travel.Pax) (travel.SupplierOffer, error) {
	now, picked, err := c.today(ctx, ref)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	r := request{
		method: http.MethodPost,
		path:   "/air/offers/" + url.PathEscape(ref.offer) + "/actions/price",
		body:   sendIntentions{Services: intended(picked)},
	}
	priced, err := c.readOffer(ctx, r, ref)
	switch supplier.FirmCode(err) {
	case codeUnsupportedAction, codeUnavailableFeature:
		// Not every airline prices ahead; then what was read a moment ago stands.
		priced, err = now, nil
	}
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	beside, err := sumOf(picked, priced.TotalCurrency)
	if err != nil {
		return travel.SupplierOffer{}, notPriced(err)
	}
	offer, err := understood(flightsOf(priced, beside), ref, pax)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	return withItems(offer, pax, picked)
}

// today is the offer as it stands now and the services of ref in it.
func (c *connector) today(ctx context.Context, ref offerRef) (wireOffer, []chosen, error) {
	wire, n, err := c.offerNamed(ctx, ref, withServices)
	if err != nil {
		return wireOffer{}, nil, err
	}
	services, dropped := servicesFrom(wire.AvailableServices, n)
	c.leftOut(ctx, "services", dropped)
	if slices.ContainsFunc(ref.services, func(w wish) bool { return w.Type == serviceSeat && !listedIn(services, w) }) {
		maps, err := c.seatMaps(ctx, ref.offer)
		if err != nil {
			return wireOffer{}, nil, err
		}
		for _, one := range maps {
			services = append(services, seatsOn(one, n)...)
		}
	}
	picked := make([]chosen, len(ref.services))
	for i, w := range ref.services {
		picked[i], err = pickService(services, w)
		if err != nil {
			return wireOffer{}, nil, err
		}
	}
	return wire, picked, nil
}

func listedIn(services []onSale, w wish) bool {
	return slices.ContainsFunc(services, func(s onSale) bool { return s.key() == w.key() })
}

// pickService finds a service by content. Of several alike it is the one at the
// price it was listed for: anything else would be a guess.
func pickService(services []onSale, w wish) (chosen, error) {
	gone := supplier.Fail(supplier.SoldOut, supplier.CodeServiceGone, w.Type+" no longer on sale", nil)
	var alike []onSale
	for _, s := range services {
		if s.key() == w.key() {
			alike = append(alike, s)
		}
	}
	if len(alike) == 0 {
		return chosen{}, gone
	}
	at := slices.IndexFunc(alike, func(s onSale) bool { return s.Price == w.Price })
	switch {
	case at >= 0:
	case len(alike) == 1:
		at = 0
	default:
		return chosen{}, gone
	}
	found := alike[at]
	if w.Quantity > found.most {
		return chosen{}, supplier.Fail(supplier.Rejected, codeQuantity,
			fmt.Sprintf("%d of a service of which %d can be had", w.Quantity, found.most), nil)
	}
	price, err := found.price.Mul(int64(w.Quantity))
	if err != nil {
		return chosen{}, notPriced(err)
	}
	return chosen{onSale: found, quantity: w.Quantity, price: price}, nil
}

func intended(picked []chosen) []sendService {
	sent := make([]sendService, len(picked))
	for i, one := range picked {
		sent[i] = sendService{ID: one.id, Quantity: one.quantity}
	}
	return sent
}

// sumOf is what the services cost together; all must be in the offer's currency.
func sumOf(picked []chosen, currency string) (money.Money, error) {
	prices := make([]money.Money, len(picked))
	for i, one := range picked {
		prices[i] = one.price
	}
	return money.Sum(money.Currency(currency), prices...)
}

// flightsOf is the offer with a total for the flights alone. An offer's own total
// is without services; that of a priced one is "what will be charged", which not
// every server takes to be without them.
func flightsOf(priced wireOffer, beside money.Money) wireOffer {
	total, err := amount(priced.TotalAmount, priced.TotalCurrency)
	if err != nil {
		return priced
	}
	flights, err := total.Sub(beside)
	if err != nil {
		return priced
	}
	_, err = priceFrom(&priced)
	if err != nil {
		priced.TotalAmount = flights.Amount()
	}
	return priced
}

// withItems is the offer with an item for each service.
func withItems(offer travel.SupplierOffer, pax []travel.Pax, picked []chosen) (travel.SupplierOffer, error) {
	own, err := decodeOfferRef(offer.Ref)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	own.services = make([]wish, len(picked))
	for i, one := range picked {
		own.services[i] = wish{content: one.content, Quantity: one.quantity}
		item := travel.OfferItem{
			PaxIDs: one.PaxIDs, PTC: ptcOf(one.PaxIDs, pax),
			Price: travel.Price{Base: one.price, Total: one.price},
			Service: &travel.SoldService{
				Type: one.travelType(), Name: one.title(), SegmentIDs: one.Segments, Seat: one.Seat, Quantity: one.quantity,
			},
		}
		offer.Items = append(offer.Items, item)
		offer.Total, err = offer.Total.Add(one.price)
		if err != nil {
			return travel.SupplierOffer{}, notPriced(err)
		}
	}
	offer.Ref, err = own.encode()
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	// Duffel takes no services on a hold.
	offer.Holdable = false
	offer.Clocks.PayBy = time.Time{}
	return offer, nil
}

// ptcOf is the type of the passengers named, "" when they have several.
func ptcOf(paxIDs []string, pax []travel.Pax) travel.PTC {
	var named []travel.Pax
	for _, one := range pax {
		if slices.Contains(paxIDs, one.ID) {
			named = append(named, one)
		}
	}
	return onlyPTC(named)
}

func notPriced(err error) error {
	return supplier.Fail(supplier.Unavailable, supplier.CodeUnreadable, "services not priced", err)
}
