package ndcair

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// Ids of this wire begin with the world's own; what follows a dot is ours.

// pricedID is a new id for an offer at the price just said.
func pricedID(o world.Offer, total world.Fen, at time.Time) string {
	return o.ID + "." + strconv.FormatInt(int64(total), 36) + "." + strconv.FormatInt(at.UnixMicro(), 36)
}

// worldID is the world's own id of an offer or order.
func worldID(id string) string {
	own, _, _ := strings.Cut(id, ".")
	return own
}

// promised is the total that an id was priced at; false for the ids of offers
// that were only shopped.
func promised(id string) (world.Fen, bool) {
	parts := strings.Split(id, ".")
	if len(parts) != 3 {
		return 0, false
	}
	total, err := strconv.ParseInt(parts[1], 36, 64)
	return world.Fen(total), err == nil
}

// servicesID and seatsID are of the offers that ServiceList and SeatAvailability
// make beside a flight offer or an order.
func servicesID(of string) string { return of + ".services" }

func seatsID(of string) string { return of + ".seats" }

// seatItem is a price class of seats on one flight, by flight index.
func seatItem(flight int, price world.Fen, adultsOnly bool) string {
	id := "SEAT." + strconv.Itoa(flight) + "." + strconv.FormatInt(int64(price), 10)
	if adultsOnly {
		id += ".A"
	}
	return id
}

// chosenItem is something chosen; it says by itself what.
func chosenItem(party []world.Passenger, e world.SoldExtra) string {
	if e.Kind != world.ChosenSeat {
		return e.AncillaryID + "." + strconv.Itoa(e.Quantity)
	}
	who := slices.IndexFunc(party, func(p world.Passenger) bool { return p.ID == e.PassengerID })
	return "PLACE." + strconv.Itoa(e.Flights[0]) + "." + paxID(who) + "." + e.Designator
}

// flightItem prices the flights of some passengers; it says by itself whose.
func flightItem(pax []string) string { return flightPrefix + strings.Join(pax, ".") }

const flightPrefix = "FLIGHTS."

// choices are what the items of a selection come to.
type choices struct {
	flights bool // everybody's
	flown   map[string]bool
	extras  []world.Extra
	seats   []world.SeatChoice
}

func (c choices) empty() bool { return len(c.extras)+len(c.seats) == 0 }

// choicesFrom reads selected items, or says what is wrong with them.
func choicesFrom(selected []readSelection, party []world.Passenger, f *findings) choices {
	var out choices
	byID := map[string]world.Passenger{}
	for i, p := range party {
		byID[paxID(i)] = p
	}
	for _, s := range selected {
		if len(s.Items) == 0 {
			f.missing("SelectedOfferItem")
		}
		for _, item := range s.Items {
			out.add(item, byID, f)
		}
	}
	out.flights = len(out.flown) > 0
	if out.flights && len(out.flown) < len(party) {
		f.add(codeParty, "SelectedOfferItem", "The flights are for everybody who was shopped for")
	}
	return out
}

func (c *choices) add(item readItem, byID map[string]world.Passenger, f *findings) {
	if len(item.Pax) == 0 {
		f.missing("PaxRefID")
	}
	for _, id := range item.Pax {
		if _, known := byID[strings.TrimSpace(id)]; !known {
			f.add(codeInvalid, "PaxRefID", "There is no such passenger")
		}
	}
	parts := strings.Split(item.ID, ".")
	switch {
	case strings.HasPrefix(item.ID, flightPrefix):
		c.fly(item, byID, f)
	case strings.HasPrefix(item.ID, "anc_"):
		quantity := item.Qty
		if len(parts) == 2 {
			quantity = parts[1]
		}
		n, err := strconv.Atoi(strings.TrimSpace(quantity))
		if err != nil || n < 1 || n > 99 {
			f.add(codeInvalid, "Qty", "How many is not said")
			return
		}
		c.extras = append(c.extras, world.Extra{AncillaryID: parts[0], Quantity: n})
	case parts[0] == "PLACE" && len(parts) == 4:
		c.seat(parts[1], parts[2], parts[3], byID, f)
	case parts[0] == "SEAT" && len(parts) >= 3:
		if item.Seat == nil || len(item.Pax) != 1 {
			f.add(codeInvalid, "SelectedSeat", "A seat is for one passenger and has a row and a column")
			return
		}
		c.seat(parts[1], strings.TrimSpace(item.Pax[0]), strings.TrimSpace(item.Seat.Row)+strings.TrimSpace(item.Seat.Column), byID, f)
	default:
		f.add(codeNotFound, "OfferItemRefID", "The offer has no such item")
	}
}

// fly takes an item of flights, which is for exactly those whom its id names.
func (c *choices) fly(item readItem, byID map[string]world.Passenger, f *findings) {
	named := strings.Split(strings.TrimPrefix(item.ID, flightPrefix), ".")
	for _, id := range named {
		if _, known := byID[id]; !known || c.flown[id] {
			f.add(codeNotFound, "OfferItemRefID", "The offer has no such item, or it is there twice")
			return
		}
		if c.flown == nil {
			c.flown = map[string]bool{}
		}
		c.flown[id] = true
	}
	var asked []string
	for _, id := range item.Pax {
		asked = append(asked, strings.TrimSpace(id))
	}
	slices.Sort(asked)
	slices.Sort(named)
	if !slices.Equal(asked, named) {
		f.add(codeParty, "PaxRefID", "The item is for those it is priced for")
	}
}

func (c *choices) seat(flight, pax, designator string, byID map[string]world.Passenger, f *findings) {
	n, err := strconv.Atoi(flight)
	passenger, known := byID[pax]
	if err != nil || !known {
		f.add(codeNotFound, "OfferItemRefID", "The offer has no such item")
		return
	}
	c.seats = append(c.seats, world.SeatChoice{PassengerID: passenger.ID, Flight: n, Designator: designator})
}
