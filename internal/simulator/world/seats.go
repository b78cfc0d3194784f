package world

import "strconv"

// SeatState says whether a seat can be had.
type SeatState string

// The seat states. A blocked seat is empty and kept by the airline.
const (
	SeatFree     SeatState = "free"
	SeatOccupied SeatState = "occupied"
	SeatBlocked  SeatState = "blocked"
)

// SeatMap is one cabin of one flight of an offer or order.
type SeatMap struct {
	Flight      Flight
	FlightIndex int // among the flights of all slices
	Cabin       string
	Columns     []string // seat letters from left to right; empty: an aisle
	Rows        []SeatRow
}

// SeatRow is one row with its seats, from left to right.
type SeatRow struct {
	Number   int
	ExitRow  bool
	Bulkhead bool
	Seats    []Seat
}

// Seat is one seat; its price is for whoever takes it.
type Seat struct {
	Column      string
	State       SeatState
	Window      bool
	Aisle       bool
	Legroom     bool
	Bassinet    bool
	NotForChild bool
	Price       Fen
}

// For reports whether a passenger may have the seat, were it free: infants on laps
// none, children and infants with a seat of their own not all.
func (s Seat) For(p Passenger) bool {
	switch p.Kind {
	case Infant:
		return false
	case Child, SeatedInfant:
		return !s.NotForChild
	default:
		return true
	}
}

// SeatChoice is a seat for a passenger on a flight.
type SeatChoice struct {
	PassengerID string
	Flight      int    // as SeatMap.FlightIndex
	Designator  string // row and column, "12A"
}

func designator(row int, column string) string { return strconv.Itoa(row) + column }

// SeatMaps are the maps of every flight of an offer, in the cabin of its fare.
// It refuses as Reverify does, and plays no scenario.
func (w *World) SeatMaps(supplier, offerID string) ([]SeatMap, error) {
	o, err := w.sellable(supplier, offerID)
	if err != nil {
		return nil, err
	}
	return w.seatMaps(o), nil
}

// OrderSeatMaps are the maps of every flight of an order that is not cancelled;
// what the order has itself is occupied.
func (w *World) OrderSeatMaps(supplier, orderID string) ([]SeatMap, error) {
	o, err := w.Recorded(supplier, orderID)
	if err != nil {
		return nil, err
	}
	if o.CancelledAt != nil {
		return nil, ErrAlreadyCancelled
	}
	return w.seatMaps(o.Offer), nil
}

// sellable is an offer that can still be booked, after what happened to it.
func (w *World) sellable(supplier, offerID string) (Offer, error) {
	o, _, err := w.Offer(supplier, offerID)
	if err != nil {
		return Offer{}, err
	}
	if w.Now().After(o.ExpiresAt) {
		return Offer{}, ErrOfferExpired
	}
	return w.current(o)
}

func (w *World) seatMaps(o Offer) []SeatMap {
	var maps []SeatMap
	for _, s := range o.Slices {
		for _, f := range s.Flights {
			maps = append(maps, SeatMap{
				Flight: f, FlightIndex: len(maps), Cabin: s.Fare.Cabin,
				Columns: layoutOf(f, s.Fare.Cabin).columns, Rows: w.rows(f, s.Fare),
			})
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range maps {
		for _, row := range m.Rows {
			for i, seat := range row.Seats {
				if w.book.sold[placeKey(m.Flight, designator(row.Number, seat.Column))] > 0 {
					row.Seats[i].State = SeatOccupied
				}
			}
		}
	}
	return maps
}

// seatOf finds a seat of a flight's cabin as if nobody of ours had taken any.
func (t timetable) seatOf(f Flight, fare Fare, name string) (Seat, bool) {
	for _, row := range t.rows(f, fare) {
		for _, seat := range row.Seats {
			if designator(row.Number, seat.Column) == name {
				return seat, true
			}
		}
	}
	return Seat{}, false
}
