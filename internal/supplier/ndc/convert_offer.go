package ndc

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// offering is one offer on its way from wire to travel.
type offering struct {
	graph    *graph
	wire     *wireOffer
	party    party
	flights  []*wireOfferItem // the items that sell flights
	journeys []takenJourney   // of the whole offer, in order of departure
	items    []itemRef
}

// nameLimit is the longest surname or given name of the schema. NDC knows all genders.
const nameLimit = 64

// offerFrom converts an offer, or says why it cannot be sold. p has the ids of
// the answer.
func offerFrom(w *wireOffer, g *graph, p party) (travel.SupplierOffer, error) {
	none := travel.SupplierOffer{}
	switch {
	case w.OfferID == "":
		return none, errors.New("offer without id")
	case !designator(w.OwnerCode):
		return none, fmt.Errorf("owner %q is not an airline designator", supplier.Clip(string(w.OwnerCode)))
	case len(w.OfferItem) == 0:
		return none, errors.New("no items")
	}
	err := w.excess()
	if err != nil {
		return none, err
	}
	o := &offering{graph: g, wire: w, party: p}
	offer := travel.SupplierOffer{Owner: string(w.OwnerCode)}
	err = o.readFlights()
	if err != nil {
		return none, err
	}
	offer.Items, err = o.readItems()
	if err != nil {
		return none, err
	}
	offer.Total, err = sumOf(offer.Items)
	if err != nil || offer.Total.IsZero() {
		return none, fmt.Errorf("items make %s: %w", offer.Total, errors.Join(err, errors.New("no price")))
	}
	if w.TotalPrice != nil && w.TotalPrice.TotalAmount.said() {
		said, err := w.TotalPrice.TotalAmount.amount()
		if err != nil || !said.Equal(offer.Total) {
			return none, fmt.Errorf("items make %s, not the total: %w", offer.Total, errors.Join(err, fmt.Errorf("said %s", said)))
		}
	}
	for _, j := range o.journeys {
		offer.Journeys = append(offer.Journeys, j.journey)
	}
	offer.Terms, err = o.terms()
	if err != nil {
		return none, err
	}
	offer.Clocks, offer.Holdable = o.clocks()
	offer.PaxRules = travel.PaxRules{Identity: travel.CrossesBorder(offer.Journeys), LatinNames: true, NameLimit: nameLimit}
	offer.Ref, err = ref{
		Kind: kindOffer, ID: string(w.OfferID), Owner: offer.Owner, Items: o.items,
		Party: p.stored(), Currency: string(offer.Total.Currency), Instant: !offer.Holdable,
	}.encode()
	if err != nil {
		return none, err
	}
	return offer, nil
}

// readFlights finds the items that sell flights, whose journeys must be the same
// for everybody and whose people must be the whole party, once.
func (o *offering) readFlights() error {
	var refs []token
	people := map[string]bool{}
	for i := range o.wire.OfferItem {
		item := &o.wire.OfferItem[i]
		var own []token
		for _, service := range item.Service {
			for _, id := range service.Association.Journeys {
				if !slices.Contains(own, id) {
					own = append(own, id)
				}
				if len(own) > maxJourneys {
					return fmt.Errorf("more than %d journeys", maxJourneys)
				}
			}
		}
		if len(own) == 0 {
			continue
		}
		slices.Sort(own)
		if len(o.flights) > 0 && !slices.Equal(own, refs) {
			return errors.New("not everybody flies the same")
		}
		refs = own
		o.flights = append(o.flights, item)
		flying, err := o.people(item)
		if err != nil {
			return err
		}
		for _, one := range flying {
			if people[one.paxID] {
				return errors.New("a passenger is priced twice")
			}
			people[one.paxID] = true
		}
	}
	if len(people) != len(o.party) {
		return fmt.Errorf("flights of %d passengers for %d", len(people), len(o.party))
	}
	for _, id := range refs {
		j := o.graph.journey(id)
		if j.err != nil {
			return j.err
		}
		o.journeys = append(o.journeys, j)
	}
	slices.SortStableFunc(o.journeys, func(a, b takenJourney) int { return a.departs.Compare(b.departs) })
	return nil
}

// people are whom an item is for, in the party's order.
func (o *offering) people(item *wireOfferItem) ([]passenger, error) {
	var refs []token
	for _, service := range item.Service {
		refs = append(refs, service.PaxRefID...)
	}
	return o.party.among(refs)
}

// among is the part of the party that refs name; nobody else may be named.
func (p party) among(refs []token) ([]passenger, error) {
	for _, id := range refs {
		if _, ok := p.paxOf(id); !ok {
			return nil, fmt.Errorf("passenger %q is unknown", supplier.Clip(string(id)))
		}
	}
	var people []passenger
	for _, one := range p {
		if slices.Contains(refs, token(one.wireID)) {
			people = append(people, one)
		}
	}
	if len(people) == 0 {
		return nil, errors.New("item for nobody")
	}
	return people, nil
}

func (o *offering) readItems() ([]travel.OfferItem, error) {
	var items []travel.OfferItem
	for i := range o.wire.OfferItem {
		w := &o.wire.OfferItem[i]
		if w.OfferItemID == "" || slices.ContainsFunc(o.items, func(r itemRef) bool { return r.ID == string(w.OfferItemID) }) {
			return nil, errors.New("item without an id of its own")
		}
		people, err := o.people(w)
		if err != nil {
			return nil, err
		}
		price, err := priceFrom(w.Price)
		if err != nil {
			return nil, fmt.Errorf("item %d: %w", i, err)
		}
		item := travel.OfferItem{Price: price, PTC: people[0].ptc}
		kept := itemRef{ID: string(w.OfferItemID)}
		for _, one := range people {
			item.PaxIDs = append(item.PaxIDs, one.paxID)
			kept.Pax = append(kept.Pax, slices.Index(o.party, one))
			if one.ptc != item.PTC {
				item.PTC = ""
			}
		}
		if !slices.Contains(o.flights, w) {
			item.Service, err = o.sold(w)
			if err != nil {
				return nil, err
			}
		}
		kept.Extra = item.Service != nil
		if !kept.Extra {
			item.Components = o.components(w, price.Base)
		}
		o.items = append(o.items, kept)
		items = append(items, item)
	}
	return items, nil
}

// sold is what an item sells beside the flights.
func (o *offering) sold(w *wireOfferItem) (*travel.SoldService, error) {
	for _, service := range w.Service {
		switch a := service.Association; {
		case a.Seat != nil:
			name, ok := seatName(a.Seat.Seat)
			refs, err := o.graph.segmentsOf(a.Seat.Flights)
			if err != nil || !ok || len(refs) != 1 {
				return nil, errors.New("seat of no flight")
			}
			ids, err := o.graph.ids(refs)
			if err != nil {
				return nil, err
			}
			return &travel.SoldService{Type: travel.ServiceSeat, Name: name, SegmentIDs: ids, Seat: name, Quantity: 1}, nil
		case a.Service != nil:
			definition := o.graph.definitions[a.Service.Definition]
			if definition == nil {
				return nil, fmt.Errorf("service %q is not listed", supplier.Clip(string(a.Service.Definition)))
			}
			refs, err := o.graph.segmentsOf(a.Service.Flights)
			if err != nil {
				return nil, err
			}
			ids, err := o.graph.ids(refs)
			if err != nil {
				return nil, err
			}
			return &travel.SoldService{
				Type: serviceType(definition), Code: serviceCode(definition), Name: string(definition.Name),
				SegmentIDs: ids, Quantity: quantity(w),
			}, nil
		}
	}
	return nil, errors.New("an item that sells nothing known")
}

// quantity is how often an item has its service for one passenger.
func quantity(w *wireOfferItem) int {
	times := map[token]int{}
	most := 1
	for _, service := range w.Service {
		for _, pax := range service.PaxRefID {
			times[pax]++
			most = max(most, times[pax])
		}
	}
	return most
}

// clocks keeps the deadlines of NDC apart: the offer's own life, the price's
// guarantee, the seats' guarantee, and the time to pay. A guarantee holds as long
// as that of every item does; one that some item lacks is none. NDC's naming and
// deposit limits are of groups, and when to ticket is when to pay.
//
// An offer that does not say until when it may be paid is not promised to be
// held; one whose time to pay is a duration of nothing is not held either.
func (o *offering) clocks() (travel.Clocks, bool) {
	clocks := travel.Clocks{OfferExpiresAt: o.wire.Expires.instant()}
	holdable := true
	var prices, stocks []time.Time
	for _, item := range o.flights {
		prices = append(prices, item.PriceGuarantee.instant())
		for _, service := range item.Service {
			if len(service.Association.Journeys) > 0 {
				stocks = append(stocks, service.Inventory.instant())
			}
		}
		limit := item.PaymentTimeLimit
		if limit == nil || limit.For.immediate() || (limit.For == "" && limit.At.instant().IsZero()) {
			holdable = false
			continue
		}
		clocks.PayBy = earlier(clocks.PayBy, limit.At.instant())
	}
	clocks.PriceGuaranteedUntil = guaranteed(prices)
	clocks.InventoryGuaranteedUntil = guaranteed(stocks)
	if !holdable {
		clocks.PayBy = time.Time{}
	}
	return clocks, holdable
}

// guaranteed is the first of the times, zero when one is missing.
func guaranteed(times []time.Time) time.Time {
	var first time.Time
	for _, t := range times {
		if t.IsZero() {
			return time.Time{}
		}
		first = earlier(first, t)
	}
	return first
}

// earlier of two times; zero is no time.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

// seatName is row and column, "12A".
func seatName(w wireSeatName) (string, bool) {
	row, ok := w.RowNumber.count()
	if !ok || row == 0 || len(w.ColumnID) != 1 || strings.Trim(string(w.ColumnID), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", false
	}
	return fmt.Sprintf("%d%s", row, w.ColumnID), true
}
