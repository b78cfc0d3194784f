package amadeus

import (
	"cmp"
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Services lists the bags and other services that can be added to an offer. To a
// booking nothing can be added: that is between us and the consolidator.
func (c *connector) Services(ctx context.Context, about supplier.About) ([]travel.Service, error) {
	if len(about.BookingRef) > 0 {
		return nil, supplier.Fail(supplier.Unsupported, codeOffersOnly, "nothing can be added to a booking", nil)
	}
	ref, w, err := openOffer(about.OfferRef, about.Pax)
	if err != nil {
		return nil, err
	}
	ref.choices = nil
	ref.document, err = withServices(ref.document, nil) // what is chosen already would be missing from the list
	if err != nil {
		return nil, supplier.Fail(supplier.Rejected, codeBadHandle, "unreadable offer in a handle", err)
	}
	priced, included, err := c.priceAgain(ctx, ref, w.Price.Currency, includeBags, includeOthers)
	if err != nil {
		return nil, err
	}
	bags, leftOut, err := servicesFrom(included.Bags, priced, ref.party)
	supplier.LeftOut(ctx, leftOut)
	if err != nil {
		return nil, err
	}
	others, leftOut, err := othersFrom(included.Others, priced, ref.party)
	supplier.LeftOut(ctx, leftOut)
	if err != nil {
		return nil, err
	}
	return append(bags, others...), nil
}

// bagOption is one traveller's choice of so many bags on some flights, for so
// much in all.
type bagOption struct {
	choice
	price money.Money
	heavy int // kg, as said beside the number of pieces
}

// servicesFrom lists bags per traveller, and per direction where they can be had
// so. Amadeus gives a price for one bag, for two, and so on: where two cost twice
// as much as one they are one service of a quantity, otherwise two things to
// choose from. A bag that makes no sense or is said again is left out, and counted.
func servicesFrom(bags map[string]json.RawMessage, priced understood, p party) ([]travel.Service, int, error) {
	groups := map[string][]bagOption{}
	leftOut := 0
	var seen []wireBag
	for _, raw := range bags {
		var bag wireBag
		if json.Unmarshal(raw, &bag) != nil || bag.Quantity < 0 || bag.Quantity > 9 || bag.Price.Currency != priced.wire.Price.Currency {
			leftOut++
			continue
		}
		price, err := amount(bag.Price.Amount, bag.Price.Currency)
		_, weight, weighed := (&wireAllowance{Weight: bag.Weight, WeightUnit: bag.WeightUnit}).read()
		again := slices.ContainsFunc(seen, func(other wireBag) bool { return reflect.DeepEqual(other, bag) })
		if err != nil || (bag.Quantity == 0 && !weighed) || again {
			leftOut++
			continue
		}
		seen = append(seen, bag)
		for _, traveler := range bag.TravelerIDs {
			for _, segments := range priced.wire.stretches(bag.SegmentIDs, bag.BookableByItinerary) {
				option := bagOption{price: price, heavy: weight, choice: choice{
					Traveler: traveler, Segments: segments, Pieces: bag.Quantity, Name: bag.Name,
					Amount: bag.Price.Amount, Currency: bag.Price.Currency,
				}}
				if bag.Quantity == 0 {
					option.Weight = weight
				}
				if _, ours := p.paxOf(traveler); !ours || slices.ContainsFunc(segments, func(id string) bool { return !priced.wire.has(traveler, id) }) {
					continue
				}
				key := traveler + "\x00" + strings.Join(segments, "\x00") + "\x00" + strconv.FormatBool(bag.Quantity == 0)
				groups[key] = append(groups[key], option)
			}
		}
	}
	services := []travel.Service{}
	for _, options := range groups {
		listed, err := listedFrom(options, priced, p)
		if err != nil {
			return nil, 0, err
		}
		services = append(services, listed...)
	}
	slices.SortFunc(services, byWhomAndWhere)
	return services, leftOut, nil
}

func byWhomAndWhere(a, b travel.Service) int {
	return cmp.Or(
		strings.Compare(strings.Join(a.PaxIDs, " "), strings.Join(b.PaxIDs, " ")),
		strings.Compare(strings.Join(a.SegmentIDs, " "), strings.Join(b.SegmentIDs, " ")),
		cmp.Compare(a.Price.Minor, b.Price.Minor),
		cmp.Compare(a.WeightKg, b.WeightKg),
		strings.Compare(a.Name, b.Name),
	)
}

// stretches are the flights a service is for, together: all of them, or those of
// one direction where each can have its own.
func (w wireOffer) stretches(segmentIDs []string, byItinerary bool) [][]string {
	if len(segmentIDs) == 0 {
		return nil
	}
	if !byItinerary {
		return [][]string{segmentIDs}
	}
	var stretches [][]string
	for _, itinerary := range w.Itineraries {
		var ids []string
		for _, segment := range itinerary.Segments {
			if slices.Contains(segmentIDs, segment.ID) {
				ids = append(ids, segment.ID)
			}
		}
		if len(ids) > 0 {
			stretches = append(stretches, ids)
		}
	}
	return stretches
}

// listedFrom folds options of one traveller, stretch and unit into services.
func listedFrom(options []bagOption, priced understood, p party) ([]travel.Service, error) {
	slices.SortFunc(options, func(a, b bagOption) int {
		return cmp.Or(cmp.Compare(a.Pieces, b.Pieces), cmp.Compare(a.Weight, b.Weight), cmp.Compare(a.price.Minor, b.price.Minor))
	})
	var services []travel.Service
	var base bagOption
	for i, option := range options {
		if i > 0 && option.Pieces == options[i-1].Pieces && option.Weight == options[i-1].Weight {
			continue // the same said twice: the cheaper one stands
		}
		if n := len(services); n > 0 && base.Pieces == 1 && option.Pieces == services[0].MaxQuantity+1 {
			times, err := base.price.Mul(int64(option.Pieces))
			if err == nil && times.Equal(option.price) {
				services[0].MaxQuantity = option.Pieces
				continue
			}
		}
		if len(services) == 0 {
			base = option
		}
		service, err := option.service(priced, p)
		if err != nil {
			return nil, err
		}
		services = append(services, service)
	}
	return services, nil
}

func (o bagOption) service(priced understood, p party) (travel.Service, error) {
	ref, err := o.encode()
	if err != nil {
		return travel.Service{}, err
	}
	paxID, _ := p.paxOf(o.Traveler)
	service := travel.Service{
		Ref: ref, Type: travel.ServiceBaggage, Name: o.Name, PaxIDs: []string{paxID},
		MaxQuantity: 1, Price: o.price, WeightKg: o.Weight, Bag: travel.BaggageChecked,
	}
	switch {
	case o.Pieces == 1:
		service.WeightKg = o.heavy // of more pieces it may be each's or all's
	case o.Pieces > 1:
		service.Name = strconv.Itoa(o.Pieces) + " × " + o.Name
	}
	for _, id := range o.Segments {
		service.SegmentIDs = append(service.SegmentIDs, priced.segments[id].ID())
	}
	return service, nil
}
