package ndcair

import (
	"errors"
	"slices"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// book makes an order. The world sells one of a search's offers only, as Duffel
// does; NDC knows no such rule, so that what is asked for again is looked for
// again, and sold if it still is what it was.
func (c *call) book(b world.Booking, offer world.Offer, search world.Search) (world.Order, error) {
	w := c.surface.world
	order, err := w.Book(c.supplier.ID, b)
	if !errors.Is(err, world.ErrAlreadyBooked) {
		return order, err
	}
	agreed, extras, err := c.priced(offer.ID, choices{flights: true, extras: b.Extras, seats: b.Seats}, quiet)
	if err != nil {
		return world.Order{}, err
	}
	twin, err := c.twin(agreed, search)
	if err != nil {
		return world.Order{}, err
	}
	b.OfferID = twin.ID
	b.Passengers = slices.Clone(b.Passengers)
	same := samePeople(agreed.Party, twin.Party)
	for i, p := range b.Passengers {
		b.Passengers[i].Passenger = twin.Party[slices.IndexFunc(agreed.Party, func(o world.Passenger) bool { return o.ID == p.ID })]
		b.Passengers[i].InfantID = same[p.InfantID]
	}
	b.Extras, err = c.sameExtras(twin.ID, extras.Items, same)
	if err != nil {
		return world.Order{}, err
	}
	b.Seats = slices.Clone(b.Seats)
	for i := range b.Seats {
		b.Seats[i].PassengerID = same[b.Seats[i].PassengerID]
	}
	return w.Book(c.supplier.ID, b)
}

// quiet keeps what is bound to a search from happening to the offer looked at.
var quiet = stage.Scenario{Name: stage.None}

// twin is the same flights on the same fares at the same price, found anew.
func (c *call) twin(agreed world.Offer, search world.Search) (world.Offer, error) {
	w := c.surface.world
	request := search.Request
	request.Party = slices.Clone(request.Party)
	_, offers, err := w.Search(c.supplier.ID, request, search.Scenario)
	if err != nil {
		return world.Offer{}, err
	}
	at := slices.IndexFunc(offers, func(o world.Offer) bool {
		return slices.EqualFunc(o.Slices, agreed.Slices, func(a, b world.Slice) bool {
			return a.Fare.Basis == b.Fare.Basis && a.Fare.Brand == b.Fare.Brand &&
				slices.EqualFunc(a.Flights, b.Flights, func(a, b world.Flight) bool { return segmentID(a) == segmentID(b) })
		})
	})
	if at < 0 {
		return world.Offer{}, world.ErrOfferGone
	}
	scenario := quiet
	if agreed.Bend != "" {
		scenario.Name = agreed.Bend // what happened to the one happened to the other
	}
	twin, err := w.Reverify(c.supplier.ID, offers[at].ID, scenario)
	if err != nil {
		return world.Offer{}, err
	}
	if twin.Total() != agreed.Total() {
		return world.Offer{}, world.ErrPriceChanged
	}
	return twin, nil
}

// samePeople leads from the ids of one party to those of another.
func samePeople(from, to []world.Passenger) map[string]string {
	same := map[string]string{}
	for i := range from {
		same[from[i].ID] = to[i].ID
	}
	return same
}

// sameExtras are an offer's ancillaries that are what items are; seats are no
// ancillaries.
func (c *call) sameExtras(offerID string, items []world.SoldExtra, same map[string]string) ([]world.Extra, error) {
	if len(items) == 0 {
		return nil, nil
	}
	shelf, err := c.surface.world.Ancillaries(c.supplier.ID, offerID)
	if err != nil {
		return nil, err
	}
	var extras []world.Extra
	for _, item := range items {
		if item.Kind == world.ChosenSeat {
			continue
		}
		at := slices.IndexFunc(shelf, func(a world.Ancillary) bool {
			return a.Code == item.Code && a.PassengerID == same[item.PassengerID] && slices.Equal(a.Flights, item.Flights)
		})
		if at < 0 {
			return nil, world.ErrAncillaryGone
		}
		extras = append(extras, world.Extra{AncillaryID: shelf[at].ID, Quantity: item.Quantity})
	}
	return extras, nil
}
