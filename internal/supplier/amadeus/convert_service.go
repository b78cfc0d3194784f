package amadeus

import (
	"errors"
	"fmt"
	"slices"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// errServicesMoved says that what the services of an offer cost together cannot
// be split among them any more: they cost something else than listed.
var errServicesMoved = errors.New("services cost something else than listed")

// serviceItems makes an item of each choice. Amadeus prices services by kind, all
// bags and all seats together; when the sum is the list's, everything costs as
// listed, otherwise only what was listed alike can share it.
func serviceItems(w wireOffer, p party, choices []choice, segments map[string]travel.PaxSegment) ([]travel.OfferItem, error) {
	items := make([]travel.OfferItem, len(choices))
	for _, kind := range []string{servicesBags, servicesSeats, servicesOthers} {
		var at []int
		for i, c := range choices {
			if c.kind() == kind {
				at = append(at, i)
			}
		}
		if len(at) == 0 {
			continue
		}
		billed, err := billedFor(w.Price, kind)
		if err != nil {
			return nil, err
		}
		shares, err := shared(billed, choices, at)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", kind, err)
		}
		for n, i := range at {
			items[i] = choices[i].item(shares[n], p, segments)
		}
	}
	return items, nil
}

// billedFor is what all services of a kind cost; none said is nothing, which only
// fits services that were listed as free.
func billedFor(price wireOfferPrice, kind string) (money.Money, error) {
	sum := money.Zero(money.Currency(price.Currency))
	for _, said := range price.AdditionalServices {
		if said.Type != kind {
			continue
		}
		value, err := amount(said.Amount, price.Currency)
		if err != nil {
			return money.Money{}, fmt.Errorf("%s: %w", kind, err)
		}
		sum, err = sum.Add(value)
		if err != nil {
			return money.Money{}, err
		}
	}
	return sum, nil
}

// shared is what each of the choices at costs of the sum.
func shared(billed money.Money, choices []choice, at []int) ([]money.Money, error) {
	listed := make([]money.Money, len(at))
	for n, i := range at {
		value, err := choices[i].listed()
		if err != nil {
			return nil, err
		}
		listed[n] = value
	}
	sum, err := money.Sum(billed.Currency, listed...)
	if err != nil {
		return nil, err
	}
	if sum.Equal(billed) {
		return listed, nil
	}
	if slices.ContainsFunc(listed, func(m money.Money) bool { return !m.Equal(listed[0]) }) {
		return nil, errServicesMoved
	}
	return billed.Split(len(at)), nil
}

func (c choice) item(price money.Money, p party, segments map[string]travel.PaxSegment) travel.OfferItem {
	sold := &travel.SoldService{Type: travel.ServiceBaggage, Name: c.Name, Seat: c.Seat, Quantity: max(c.pieces(), 1)}
	switch c.kind() {
	case servicesSeats:
		sold.Type = travel.ServiceSeat
	case servicesOthers:
		sold.Type = travel.ServiceOther
	}
	for _, id := range c.Segments {
		sold.SegmentIDs = append(sold.SegmentIDs, segments[id].ID())
	}
	item := travel.OfferItem{Price: travel.Price{Base: price, Total: price}, Service: sold}
	for _, one := range p {
		if !slices.Contains(c.travelers(), one.travelerID) {
			continue
		}
		if len(item.PaxIDs) == 0 {
			item.PTC = one.ptc
		}
		if item.PTC != one.ptc {
			item.PTC = "" // one price for several types
		}
		item.PaxIDs = append(item.PaxIDs, one.paxID)
	}
	return item
}
