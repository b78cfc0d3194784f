package travel

import "github.com/farebridge/farebridge/internal/money"

// ServiceType says what kind of thing is sold beside the flight.
type ServiceType string

// The service types.
const (
	ServiceBaggage ServiceType = "baggage"
	ServiceMeal    ServiceType = "meal"
	ServiceSeat    ServiceType = "seat"
	ServiceUpgrade ServiceType = "upgrade"
	ServiceOther   ServiceType = "other" // lounge, priority, insurance, …
)

// Service is one thing a traveller can add to flights. Ref is the supplier's
// own handle in the connector's private encoding, good for the offer or booking
// it was listed for; suppliers give the same service another handle each time.
type Service struct {
	Ref         []byte
	Type        ServiceType
	Code        string // IATA SSR code or ATPCO RFISC; empty: not said
	Name        string
	PaxIDs      []string // whom one piece serves
	SegmentIDs  []string // the flights it is for; empty: all of the journey
	MaxQuantity int
	Price       money.Money // of one piece
	WeightKg    int         // of a bag; 0: not said
	Bag         BaggageType // of a bag; empty: no bag
}

// ServiceChoice is a listed service, or a seat of a seat map, that is wanted.
type ServiceChoice struct {
	Ref      []byte
	Quantity int
}

// SeatState says whether a seat can be had.
type SeatState string

// The seat states. A blocked seat is free and not for this buyer.
const (
	SeatAvailable SeatState = "available"
	SeatOccupied  SeatState = "occupied"
	SeatBlocked   SeatState = "blocked"
)

// SeatCharacteristic is what a seat is like, after the IATA seat
// characteristics of code set 9825 ("W" window, "A" aisle, "E" exit row, …).
type SeatCharacteristic string

// The characteristics kept; all others are left out.
const (
	SeatWindow      SeatCharacteristic = "window"
	SeatAisle       SeatCharacteristic = "aisle"
	SeatExitRow     SeatCharacteristic = "exitRow"
	SeatLegroom     SeatCharacteristic = "extraLegroom"
	SeatBulkhead    SeatCharacteristic = "bulkhead"
	SeatBassinet    SeatCharacteristic = "bassinet"
	SeatNoRecline   SeatCharacteristic = "limitedRecline"
	SeatNotForChild SeatCharacteristic = "notForChild"
)

// SeatMap is the seats of one flight.
type SeatMap struct {
	SegmentID string
	Cabins    []SeatCabin
}

// SeatCabin is one cabin of one deck. Columns are the seat letters from left to
// right; an empty one is an aisle.
type SeatCabin struct {
	Cabin   Cabin
	Columns []string
	Rows    []SeatRow
}

// SeatRow is one row; a column without a seat is left out.
type SeatRow struct {
	Number int
	Seats  []Seat
}

// Seat is one seat and what it costs whom. A seat nobody of the party may have
// has no offers, whatever its state.
type Seat struct {
	Column          string
	State           SeatState
	Characteristics []SeatCharacteristic
	Offers          []SeatOffer
}

// SeatOffer is a seat for one traveller. Ref is as Service's.
type SeatOffer struct {
	Ref   []byte
	PaxID string
	Price money.Money
}

// AssignedSeat is a seat a booking has.
type AssignedSeat struct {
	PaxID     string
	SegmentID string
	Seat      string // row and column, "12A"
}
