package world

import (
	"slices"
	"time"
)

// AncillaryKind says what kind of thing is sold beside the flight.
type AncillaryKind string

// The kinds. A seat is never an Ancillary, only a SoldExtra.
const (
	Bag        AncillaryKind = "bag"
	Meal       AncillaryKind = "meal"
	Lounge     AncillaryKind = "lounge"
	Priority   AncillaryKind = "priority"
	Upgrade    AncillaryKind = "upgrade"
	ChosenSeat AncillaryKind = "seat"
)

// Ancillary is something one passenger can add. The same offer lists it under
// the same id again, as does its order while the flights are the same.
type Ancillary struct {
	ID          string
	Kind        AncillaryKind
	Code        string // SSR code of a special meal, RFISC of anything else
	Name        string
	PassengerID string
	Flights     []int      // as SeatMap.FlightIndex; all of one slice
	MaxQuantity int        // that can still be added
	WeightKg    int        // of a bag
	Price       Fen        // of one; special meals are free
	Upgrade     *UpgradeTo // nil: it is none
}

// ware is what is sold to everybody who sits.
type ware struct {
	kind  AncillaryKind
	code  string
	name  string
	most  int // for one passenger
	stock int // on one flight, for everybody; half of it and some are there
}

// The codes are ATPCO's reasons for issuance and IATA's special meals. The table
// is never changed.
var wares = []ware{
	{Bag, "0CC", "Checked bag up to 23 kg", 2, 40},
	{Meal, "VGML", "Vegetarian meal", 1, 12},
	{Meal, "MOML", "Muslim meal", 1, 12},
	{Meal, "CHML", "Child meal", 1, 12},
	{Meal, "0B3", "Hot meal of the chef", 1, 16},
	{Lounge, "0BX", "Lounge at departure", 1, 12},
	{Priority, "0G6", "Priority boarding", 1, 30},
}

const (
	bagKg       = 23
	seatCode    = "0B5"
	seatName    = "Seat"
	mealPrice   = 68 * yuan
	loungePrice = 199 * yuan
	// priorityPrice is for a whole slice.
	priorityPrice = 58 * yuan
)

// stock is how many of an ancillary a flight has in all.
func (t timetable) stock(f Flight, code string) int {
	for _, ware := range wares {
		if ware.code == code {
			return ware.stock/2 + t.pick(ware.stock/2+1, "stock", f.key(), code)
		}
	}
	return 0
}

// Ancillaries are what the passengers of an offer can add beside seats. It
// refuses as Reverify does, and plays no scenario.
func (w *World) Ancillaries(supplier, offerID string) ([]Ancillary, error) {
	o, err := w.sellable(supplier, offerID)
	if err != nil {
		return nil, err
	}
	return w.shelfOf(o, nil), nil
}

// OrderAncillaries are what can still be added to an order.
func (w *World) OrderAncillaries(supplier, orderID string) ([]Ancillary, error) {
	o, err := w.Recorded(supplier, orderID)
	if err != nil {
		return nil, err
	}
	return w.shelfOfOrder(o, w.Now()), nil
}

// shelfOfOrder leaves out what has begun to fly, and everything once the order
// is cancelled.
func (w *World) shelfOfOrder(o Order, now time.Time) []Ancillary {
	if o.CancelledAt != nil {
		return nil
	}
	flights := o.Offer.Flights()
	return slices.DeleteFunc(w.shelfOf(o.Offer, o.Extras), func(a Ancillary) bool {
		return !now.Before(flights[a.Flights[0]].Departs)
	})
}

// shelfOf is what there is to add to an offer whose party has some already.
func (w *World) shelfOf(o Offer, has []SoldExtra) []Ancillary {
	upgrades := w.upgradesOf(o)
	w.mu.Lock()
	defer w.mu.Unlock()
	var shelf []Ancillary
	flights, before := o.Flights(), 0
	for _, s := range o.Slices {
		var all []int
		for i := range s.Flights {
			all = append(all, before+i)
		}
		before += len(s.Flights)
		for _, p := range o.Party {
			for _, ware := range wares {
				for _, on := range ware.portions(all) {
					a := w.ancillary(o, s, p, ware, on)
					for _, i := range on {
						left := w.stock(flights[i], ware.code) - w.book.sold[extraKey(flights[i], ware.code)]
						a.MaxQuantity = min(a.MaxQuantity, left)
					}
					for _, e := range has {
						if e.AncillaryID == a.ID {
							a.MaxQuantity = min(a.MaxQuantity, ware.most-e.Quantity)
						}
					}
					if a.MaxQuantity > 0 && p.Kind != Infant && (ware.code != "CHML" || p.Kind == Child) {
						shelf = append(shelf, a)
					}
				}
			}
		}
	}
	return append(shelf, w.handOut(upgrades, flights, has)...)
}

// handOut keeps one upgrade for each passenger and flight, to the lowest cabin with a
// seat and in it to the cheapest class that has one beside those handed to others
// before: what one party is shown is for all of them together. Where there are too
// few, all are shown the last. It is called under the lock.
func (w *World) handOut(upgrades []Ancillary, flights Itinerary, has []SoldExtra) []Ancillary {
	var given []Ancillary
	taken := map[string]int{}
	for len(upgrades) > 0 {
		first := upgrades[0]
		others := slices.IndexFunc(upgrades, func(a Ancillary) bool { return a.PassengerID != first.PassengerID || a.Flights[0] != first.Flights[0] })
		if others < 0 {
			others = len(upgrades)
		}
		mine := upgrades[:others]
		upgrades = upgrades[others:]
		if slices.ContainsFunc(has, func(e SoldExtra) bool { return e.places(first.Flights[0], first.PassengerID) }) {
			continue
		}
		key := func(a Ancillary) string { return seatKey(flights[a.Flights[0]], a.Upgrade.Class) }
		left := func(a Ancillary) int { return a.Upgrade.Capacity - w.book.sold[key(a)] }
		next := slices.IndexFunc(mine, func(a Ancillary) bool { return left(a) > 0 })
		if next < 0 {
			continue
		}
		beside := slices.IndexFunc(mine, func(a Ancillary) bool {
			return a.Upgrade.Cabin == mine[next].Upgrade.Cabin && left(a) > taken[key(a)]
		})
		chosen := mine[max(next, beside)]
		taken[key(chosen)]++
		given = append(given, chosen)
	}
	return given
}

// portions are what one piece is for: a bag and being first for the whole slice,
// a meal for each flight, a lounge where the slice begins.
func (v ware) portions(flights []int) [][]int {
	switch v.kind {
	case Meal:
		var each [][]int
		for _, i := range flights {
			each = append(each, []int{i})
		}
		return each
	case Lounge:
		return [][]int{flights[:1]}
	default:
		return [][]int{flights}
	}
}

func (w *World) ancillary(o Offer, s Slice, p Passenger, v ware, on []int) Ancillary {
	a := Ancillary{
		Kind: v.kind, Code: v.code, Name: v.name, PassengerID: p.ID, Flights: on, MaxQuantity: v.most,
	}
	flights := o.Flights()
	parts := []string{o.ID, p.ID, v.code}
	for _, i := range on {
		parts = append(parts, flights[i].key())
	}
	a.ID = Token("anc", parts...)
	switch {
	case v.kind == Bag:
		a.WeightKg, a.Price = bagKg, w.bagPrice(s)
	case v.kind == Lounge:
		a.Price = loungePrice
	case v.kind == Priority:
		a.Price = priorityPrice
	case v.code == "0B3":
		a.Price = mealPrice
	}
	return a
}

// bagPrice is an eighth of the full fare of the way, as excess baggage goes by
// it in China, between 100 and 900.
func (t timetable) bagPrice(s Slice) Fen {
	from, to := airportOf(s.Flights[0].Origin), airportOf(s.Flights[len(s.Flights)-1].Destination)
	price := t.fullFare(s.Flights.Owner(), from, to).permille(125, tenYuan)
	return min(max(price, 100*yuan), 900*yuan)
}
