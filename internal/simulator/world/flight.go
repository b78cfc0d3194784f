package world

import (
	"time"
)

// Aircraft is a type by its IATA code.
type Aircraft struct {
	Code string
	Name string
}

// Flight is one departure under one marketed number. Times are the airports'
// own; after a restart they carry a fixed offset instead of the zone, which
// shows the same local time.
type Flight struct {
	Carrier         string
	Number          string
	Operator        string
	OperatorNumber  string // empty: not said
	Origin          string // airport, never a city
	OriginTerminal  string
	Destination     string
	ArrivalTerminal string
	Departs         time.Time
	Arrives         time.Time
	Aircraft        *Aircraft // nil: not said
	Km              int
	Day             string // that the number belongs to, 2006-01-02; empty: that of Departs
	FuelKm          int    // the filed distance, which the domestic fuel surcharge goes by
}

// Duration is the scheduled block time.
func (f Flight) Duration() time.Duration { return f.Arrives.Sub(f.Departs) }

// key names the aircraft's seats: two numbers of a codeshare sell the same ones.
func (f Flight) key() string {
	number := f.OperatorNumber
	if number == "" {
		number = f.Carrier + f.Number
	}
	return f.Operator + number + "/" + f.Origin + f.Destination + "/" + f.day()
}

// day is what the flight is known by, even when it leaves on another.
func (f Flight) day() string {
	if f.Day != "" {
		return f.Day
	}
	return f.Departs.Format(time.DateOnly)
}

// later is the flight retimed; it stays the same flight.
func (f Flight) later(by time.Duration) Flight {
	f.Day = f.day()
	f.Departs, f.Arrives = f.Departs.Add(by), f.Arrives.Add(by)
	return f
}

// Itinerary is what a slice flies: one flight, or two through the carrier's hub.
type Itinerary []Flight

// Departs is when the first flight leaves.
func (i Itinerary) Departs() time.Time { return i[0].Departs }

// Arrives is when the last flight is in.
func (i Itinerary) Arrives() time.Time { return i[len(i)-1].Arrives }

// Duration counts from the first departure to the last arrival.
func (i Itinerary) Duration() time.Duration { return i.Arrives().Sub(i.Departs()) }

// Owner is the airline that sells and tickets the itinerary.
func (i Itinerary) Owner() string { return i[0].Carrier }

func (i Itinerary) key() string {
	key := ""
	for _, f := range i {
		key += f.Carrier + f.Number + "." + f.key() + ">"
	}
	return key
}
