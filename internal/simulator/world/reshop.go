package world

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// ChangeRequest asks what else could be flown instead of some slices of an order.
type ChangeRequest struct {
	ID        string
	Number    int64
	OrderID   string
	Supplier  string
	Remove    []int // slices of the order
	Add       []Leg
	Cabin     string // empty: any
	CreatedAt time.Time
	Offers    []ChangeOffer // cheapest first
}

// ChangeOffer is one answer to it. Difference is what is paid for the change,
// Penalty included; below zero it comes back. Fares kept keep their price, fares
// added have today's; bags, meals, lounges and upgrades of what is given up come back,
// the price of its seats does not and is in Penalty.
type ChangeOffer struct {
	ID         string
	RequestID  string
	OrderID    string
	Supplier   string
	Slices     []Slice // all of them, after the change
	Removed    []int   // slices of the order before
	Added      []Slice
	Difference Fen
	Penalty    Fen
	NewTotal   Fen // Order.Total after the change
	CreatedAt  time.Time
	ExpiresAt  time.Time
	Version    int // of the order it was made for
}

const (
	// mostChanges is how many offers a change request answers with at most.
	mostChanges = 40
	// recordChange is the journal's kind of a change request.
	recordChange = "air.change"
)

// RequestChange makes change offers. Only ticketed orders can be changed
// (ErrNotChangeable), by fares that allow it, and no slice that has left
// (ErrDeparted). remove are slices of the order by index; add may differ from
// it in number.
func (w *World) RequestChange(supplier, orderID string, remove []int, add []Leg, cabin string) (ChangeRequest, error) {
	o, err := w.Recorded(supplier, orderID)
	if err != nil {
		return ChangeRequest{}, err
	}
	now := w.Now()
	free := w.involuntary(o)
	if err := exchangeable(o, remove, add, free, now); err != nil {
		return ChangeRequest{}, err
	}
	request := ChangeRequest{
		OrderID: o.ID, Supplier: supplier, Remove: slices.Clone(remove), Add: slices.Clone(add), Cabin: cabin, CreatedAt: now,
	}
	slices.Sort(request.Remove)
	w.mu.Lock()
	w.book.last++
	request.Number = w.book.last
	w.mu.Unlock()
	request.ID = "ocr_0000" + w.token(18, "change", strconv.FormatInt(request.Number, 10), o.ID)
	for i, parts := range w.exchanges(o, request) {
		offer := ChangeOffer{
			ID:        "oco_0000" + w.token(18, "change offer", request.ID, strconv.Itoa(i)),
			RequestID: request.ID, OrderID: o.ID, Supplier: supplier,
			Removed: request.Remove, Added: w.priced(parts, o.Offer.Party, now),
			CreatedAt: now, ExpiresAt: now.Add(offerLife), Version: o.Version,
		}
		after := o.exchanged(offer.Removed, offer.Added, free, now)
		offer.Slices, offer.NewTotal = after.Offer.Slices, after.Total()
		offer.Penalty = after.Fees - o.Fees
		offer.Difference = offer.NewTotal - o.Total()
		request.Offers = append(request.Offers, offer)
	}
	slices.SortStableFunc(request.Offers, func(a, b ChangeOffer) int { return cmp.Compare(a.NewTotal, b.NewTotal) })
	request.Offers = request.Offers[:min(mostChanges, len(request.Offers))]
	if err := w.journal.Note(recordChange, request); err != nil {
		return ChangeRequest{}, fmt.Errorf("world: change: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.book.changes.add(request)
	return request, nil
}

// involuntary are the slices an airline has disrupted, by index.
func (w *World) involuntary(o Order) []int {
	var disrupted []int
	for _, d := range w.open(o) {
		disrupted = append(disrupted, d.Slice)
	}
	return disrupted
}

func exchangeable(o Order, remove []int, add []Leg, free []int, now time.Time) error {
	kept := len(o.Offer.Slices) - len(remove)
	switch {
	case o.CancelledAt != nil:
		return ErrAlreadyCancelled
	case len(o.Tickets) == 0, len(remove)+len(add) == 0, kept+len(add) < 1:
		return ErrNotChangeable
	}
	for n, i := range remove {
		if i < 0 || i >= len(o.Offer.Slices) || slices.Contains(remove[:n], i) {
			return ErrNotChangeable
		}
		s := o.Offer.Slices[i]
		if !now.Before(s.Flights.Departs()) {
			return ErrDeparted
		}
		if !s.Fare.Change.Allowed && !slices.Contains(free, i) {
			return ErrNotChangeable
		}
	}
	return nil
}

// exchanges are what could be flown beside the slices that stay: of the order's
// airline, with seats, in the order of time, and not what is given up.
func (w *World) exchanges(o Order, r ChangeRequest) [][]Slice {
	s := Search{
		Supplier: o.Supplier, CreatedAt: r.CreatedAt,
		Request: Request{Party: o.Offer.Party, Cabin: r.Cabin, MaxStops: 1},
	}
	var given []string
	for _, i := range r.Remove {
		given = append(given, o.Offer.Slices[i].fareKey())
	}
	combined := []combination{{}}
	for _, leg := range r.Add {
		options := w.options(w.suppliers[o.Supplier], leg, s)
		w.mu.Lock()
		options = slices.DeleteFunc(options, func(option Slice) bool {
			return option.Flights.Owner() != o.Offer.Owner || slices.Contains(given, option.fareKey()) ||
				!w.book.room(option, seated(o.Offer.Party))
		})
		w.mu.Unlock()
		combined = w.combine(combined, options, s)
	}
	var found [][]Slice
	for _, c := range combined {
		if inOrder(o.slicesAfter(r.Remove, c.parts)) {
			found = append(found, c.parts)
		}
	}
	return found
}

func inOrder(parts []Slice) bool {
	for i := 1; i < len(parts); i++ {
		if !parts[i].Flights.Departs().After(parts[i-1].Flights.Arrives()) {
			return false
		}
	}
	return true
}

// slicesAfter are an order's slices without some and with others, by departure.
func (o Order) slicesAfter(removed []int, added []Slice) []Slice {
	var after []Slice
	for i, s := range o.Offer.Slices {
		if !slices.Contains(removed, i) {
			after = append(after, s)
		}
	}
	after = append(after, added...)
	slices.SortStableFunc(after, func(a, b Slice) int { return a.Flights.Departs().Compare(b.Flights.Departs()) })
	return after
}

// exchanged is the order with other slices: what hangs on those that stay moves
// along, what is given up costs its fares' penalties, but for the free ones.
func (o Order) exchanged(removed []int, added []Slice, free []int, now time.Time) Order {
	for _, i := range removed {
		s := o.Offer.Slices[i]
		if !slices.Contains(free, i) {
			o.Fees += o.Offer.penaltyOf(i, s.Fare.Change, s.Flights.Departs(), now)
		}
	}
	moved := o.moves(removed, o.slicesAfter(removed, added))
	o.Offer = o.Offer.with(o.slicesAfter(removed, added))
	extras, seats := o.Extras, o.Seats
	o.Extras, o.Seats = nil, nil
	for _, e := range extras {
		if _, stays := moved.flights[e.Flights[0]]; stays {
			e.Flights = moved.all(e.Flights)
			o.Extras = append(o.Extras, e)
		} else if e.Kind == ChosenSeat && !slices.Contains(free, moved.sliceOf[e.Flights[0]]) {
			o.Fees += e.Total()
		}
	}
	for _, c := range seats {
		if at, stays := moved.flights[c.Flight]; stays {
			c.Flight = at
			o.Seats = append(o.Seats, c)
		}
	}
	return o
}

// moves says where what stays of an order is found afterwards.
type moves struct {
	slices  map[int]int
	flights map[int]int
	sliceOf map[int]int // flight → slice, both as before
}

func (m moves) all(flights []int) []int {
	var at []int
	for _, i := range flights {
		at = append(at, m.flights[i])
	}
	return at
}

func (o Order) moves(removed []int, after []Slice) moves {
	m := moves{map[int]int{}, map[int]int{}, map[int]int{}}
	before := 0
	for i, s := range o.Offer.Slices {
		at := 0
		for j, other := range after {
			if !slices.Contains(removed, i) && other.Flights.Departs().Equal(s.Flights.Departs()) && other.fareKey() == s.fareKey() {
				m.slices[i] = j
				for n := range s.Flights {
					m.flights[before+n] = at + n
				}
			}
			at += len(other.Flights)
		}
		for n := range s.Flights {
			m.sliceOf[before+n] = i
		}
		before += len(s.Flights)
	}
	return m
}
