package world

import "slices"

// claim is what an order keeps from others: some of what a flight has of one thing.
type claim struct {
	key      string
	count    int
	capacity int
	refusal  Refusal // where not so much is left
}

func seatKey(f Flight, class string) string { return f.key() + "/" + class }

func placeKey(f Flight, designator string) string { return f.key() + "/seat/" + designator }

func extraKey(f Flight, code string) string { return f.key() + "/extra/" + code }

// claims are an order's: seats of the fare's class on every flight, or of the class
// people are upgraded to, the seats chosen, and its share of what else a flight has
// few of.
func (w *World) claims(o Order) []claim {
	var all claims
	seats, flight := seated(o.Offer.Party), 0
	for _, s := range o.Offer.Slices {
		for i, f := range s.Flights {
			all.add(claim{seatKey(f, s.Fare.class()), seats - len(upgraded(o.Extras, flight)), s.Capacity[i], ErrOfferGone})
			flight++
		}
	}
	flights := o.Offer.Flights()
	for _, s := range o.Seats {
		all.add(claim{placeKey(flights[s.Flight], s.Designator), 1, 1, ErrSeatTaken})
	}
	for _, e := range o.Extras {
		if e.Kind == ChosenSeat {
			continue
		}
		if e.Kind == Upgrade {
			all.add(claim{seatKey(flights[e.Flights[0]], e.Upgrade.Class), 1, e.Upgrade.Capacity, ErrAncillaryGone})
			continue
		}
		for _, i := range e.Flights {
			all.add(claim{extraKey(flights[i], e.Code), e.Quantity, w.stock(flights[i], e.Code), ErrAncillaryGone})
		}
	}
	return all.list
}

// claims keep one claim a key, in the order they were made.
type claims struct{ list []claim }

func (c *claims) add(one claim) {
	i := slices.IndexFunc(c.list, func(known claim) bool { return known.key == one.key })
	if i < 0 {
		c.list = append(c.list, one)
		return
	}
	c.list[i].count += one.count
	c.list[i].capacity = min(c.list[i].capacity, one.capacity)
}

// fits says whether there is enough left of everything claimed.
func (b *orderBook) fits(all []claim) error {
	for _, c := range all {
		if b.sold[c.key]+c.count > c.capacity {
			return c.refusal
		}
	}
	return nil
}

func (b *orderBook) take(all []claim) {
	for _, c := range all {
		b.sold[c.key] += c.count
	}
}

func (b *orderBook) giveBack(all []claim) {
	for _, c := range all {
		b.sold[c.key] -= c.count
		if b.sold[c.key] == 0 {
			delete(b.sold, c.key)
		}
	}
}

// without is what of all is not in held already.
func without(all, held []claim) []claim {
	var more []claim
	for _, c := range all {
		i := slices.IndexFunc(held, func(known claim) bool { return known.key == c.key })
		if i >= 0 {
			c.count -= held[i].count
		}
		if c.count > 0 {
			more = append(more, c)
		}
	}
	return more
}

// reservation is taken before the journal is written, so that two calls never
// both get the last of something, and ends when that is done or has failed.
type reservation struct {
	claims   []claim
	supplier string
	funds    Fen
}

// reserve takes claims and money if there is enough of both. The lock is held.
func (w *World) reserve(supplier string, all []claim, tenders []Tender) (*reservation, error) {
	if err := w.book.fits(all); err != nil {
		return nil, err
	}
	r := &reservation{claims: all, supplier: supplier, funds: drawn(tenders)}
	left, limited := w.left(supplier)
	if limited && r.funds > left {
		return nil, ErrNoFunds
	}
	w.book.take(all)
	w.book.promised[supplier] += r.funds
	return r, nil
}

// end is called with the lock held; r may be nil.
func (w *World) end(r *reservation) {
	if r == nil {
		return
	}
	w.book.giveBack(r.claims)
	w.book.promised[r.supplier] -= r.funds
}
