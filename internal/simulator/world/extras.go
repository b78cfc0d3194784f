package world

import (
	"slices"
	"time"
)

// Extra asks for an ancillary.
type Extra struct {
	AncillaryID string
	Quantity    int
}

// SoldExtra is an ancillary or a seat that was sold.
type SoldExtra struct {
	AncillaryID string // empty for a seat
	Kind        AncillaryKind
	Code        string
	Name        string
	PassengerID string
	Flights     []int
	Designator  string // of a seat
	Quantity    int
	WeightKg    int
	Price       Fen        // of one
	Upgrade     *UpgradeTo `json:",omitempty"`
}

// Total is what all of it costs.
func (e SoldExtra) Total() Fen { return e.Price * Fen(e.Quantity) }

// Extras are ancillaries and seats, itemised: a seat is an item too.
type Extras struct {
	Items []SoldExtra
	Total Fen
}

// PriceExtras says what extras and seats cost with an offer, and reserves
// nothing. What cannot be had, or not all of it, is ErrAncillaryGone, ErrSeatTaken
// or ErrSeatNotAllowed.
func (w *World) PriceExtras(supplier, offerID string, extras []Extra, seats []SeatChoice) (Extras, error) {
	o, err := w.sellable(supplier, offerID)
	if err != nil {
		return Extras{}, err
	}
	priced, err := w.itemise(o, nil, w.shelfOf(o, nil), extras, seats)
	if err != nil {
		return Extras{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return priced, w.book.fits(w.claims(Order{Offer: o, Extras: priced.Items, Seats: seats}))
}

// itemise finds what is asked for on the shelf and in the cabins, for a party that
// has some already. That it is still there when it is taken is for reserve to see.
func (w *World) itemise(o Offer, has []SoldExtra, shelf []Ancillary, extras []Extra, seats []SeatChoice) (Extras, error) {
	var sold Extras
	for _, e := range extras {
		i := slices.IndexFunc(shelf, func(a Ancillary) bool { return a.ID == e.AncillaryID })
		if i < 0 || e.Quantity < 1 {
			return Extras{}, ErrAncillaryGone
		}
		a := shelf[i]
		sold.Items = joined(sold.Items, SoldExtra{
			AncillaryID: a.ID, Kind: a.Kind, Code: a.Code, Name: a.Name, PassengerID: a.PassengerID,
			Flights: a.Flights, Quantity: e.Quantity, WeightKg: a.WeightKg, Price: a.Price, Upgrade: a.Upgrade,
		})
		for _, item := range sold.Items {
			if item.AncillaryID == a.ID && item.Quantity > a.MaxQuantity {
				return Extras{}, ErrAncillaryGone
			}
		}
	}
	for i, c := range seats {
		for _, other := range seats[:i] {
			if c.Flight == other.Flight && c.Designator == other.Designator {
				return Extras{}, ErrSeatTaken
			}
		}
		if slices.ContainsFunc(sold.Items, func(e SoldExtra) bool { return e.places(c.Flight, c.PassengerID) }) {
			return Extras{}, ErrSeatNotAllowed // the map is of the cabin that is left
		}
		item, err := w.seatFor(o, c)
		if err != nil {
			return Extras{}, err
		}
		sold.Items = append(sold.Items, item)
	}
	for _, item := range sold.Items {
		sold.Total += item.Total()
	}
	return sold, accompanied(o, slices.Concat(has, sold.Items))
}

// joined adds an item to those of the same ancillary, if there are any.
func joined(items []SoldExtra, more SoldExtra) []SoldExtra {
	i := slices.IndexFunc(items, func(e SoldExtra) bool { return e.Kind != ChosenSeat && e.AncillaryID == more.AncillaryID })
	if i < 0 || more.Kind == ChosenSeat {
		return append(items, more)
	}
	items[i].Quantity += more.Quantity
	return items
}

func (w *World) seatFor(o Offer, c SeatChoice) (SoldExtra, error) {
	flights := o.Flights()
	i := slices.IndexFunc(o.Party, func(p Passenger) bool { return p.ID == c.PassengerID })
	if i < 0 || c.Flight < 0 || c.Flight >= len(flights) {
		return SoldExtra{}, ErrSeatNotAllowed
	}
	f, p := flights[c.Flight], o.Party[i]
	seat, found := w.seatOf(f, o.fareOn(c.Flight), c.Designator)
	w.mu.Lock()
	gone := w.book.sold[placeKey(f, c.Designator)] > 0
	w.mu.Unlock()
	switch {
	case !found, !seat.For(p), seat.State == SeatBlocked:
		return SoldExtra{}, ErrSeatNotAllowed
	case gone, seat.State == SeatOccupied:
		return SoldExtra{}, ErrSeatTaken
	}
	return SoldExtra{
		Kind: ChosenSeat, Code: seatCode, Name: seatName, PassengerID: p.ID,
		Flights: []int{c.Flight}, Designator: c.Designator, Quantity: 1, Price: seat.Price,
	}, nil
}

// lapsAway refuses seats where no child may sit to whoever has an infant on the lap.
func (w *World) lapsAway(o Offer, people []Traveller, seats []SeatChoice) error {
	flights := o.Flights()
	for _, c := range seats {
		i := slices.IndexFunc(people, func(t Traveller) bool { return t.ID == c.PassengerID })
		if i < 0 || people[i].InfantID == "" {
			continue
		}
		seat, found := w.seatOf(flights[c.Flight], o.fareOn(c.Flight), c.Designator)
		if found && seat.NotForChild {
			return ErrSeatNotAllowed
		}
	}
	return nil
}

// fareOn is the fare a flight, by index, is flown on.
func (o Offer) fareOn(flight int) Fare {
	for _, s := range o.Slices {
		if flight < len(s.Flights) {
			return s.Fare
		}
		flight -= len(s.Flights)
	}
	return Fare{}
}

// AddExtras adds to an order and returns it. A paid order's additions are paid
// with tenders; those of a hold are paid with it, and tenders must be none.
func (w *World) AddExtras(supplier, orderID string, extras []Extra, tenders []Tender) (Order, error) {
	return w.add(supplier, orderID, extras, nil, tenders)
}

// AddSeats is AddExtras for seats. Who has a seat on a flight, or is upgraded, keeps
// that: another one is ErrSeatNotAllowed.
func (w *World) AddSeats(supplier, orderID string, seats []SeatChoice, tenders []Tender) (Order, error) {
	return w.add(supplier, orderID, nil, seats, tenders)
}

func (w *World) add(supplier, orderID string, extras []Extra, seats []SeatChoice, tenders []Tender) (Order, error) {
	var added Order
	err := w.change(supplier, orderID, func(o Order, now time.Time) (booking, error) {
		if err := addable(o, seats, now); err != nil {
			return booking{}, err
		}
		more, err := w.itemise(o.Offer, o.Extras, w.shelfOfOrder(o, now), extras, seats)
		if err != nil {
			return booking{}, err
		}
		if err := w.lapsAway(o.Offer, o.Passengers, seats); err != nil {
			return booking{}, err
		}
		owed := more.Total
		if o.PaidAt == nil {
			owed = 0
		}
		if err := pays(tenders, owed); err != nil {
			return booking{}, err
		}
		before := w.claims(o)
		o.Extras = slices.Clone(o.Extras)
		for _, item := range more.Items {
			o.Extras = joined(o.Extras, item)
		}
		o.Seats = slices.Concat(o.Seats, seats)
		o.Version++
		result := booking{Order: &o, happened: []EventKind{EventChanged}}
		w.mu.Lock()
		defer w.mu.Unlock()
		result.reserved, err = w.reserve(supplier, without(w.claims(o), before), tenders)
		if err != nil {
			return booking{}, err
		}
		for _, t := range tenders {
			result.Payments = append(result.Payments, w.payment(o, t, now))
		}
		added = o
		return result, nil
	})
	return added, err
}

func addable(o Order, seats []SeatChoice, now time.Time) error {
	if o.CancelledAt != nil {
		return ErrAlreadyCancelled
	}
	flights := o.Offer.Flights()
	for _, c := range seats {
		if c.Flight < 0 || c.Flight >= len(flights) {
			return ErrSeatNotAllowed
		}
		if !now.Before(flights[c.Flight].Departs) {
			return ErrDeparted
		}
		if slices.ContainsFunc(o.Extras, func(e SoldExtra) bool { return e.places(c.Flight, c.PassengerID) }) {
			return ErrSeatNotAllowed
		}
	}
	return nil
}
