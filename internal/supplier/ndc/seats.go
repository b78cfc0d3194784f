package ndc

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// SeatMaps shows the seats of each flight. A map that cannot be read is left out,
// as one that is not shown.
func (c *connector) SeatMaps(ctx context.Context, about supplier.About) ([]travel.SeatMap, error) {
	core, p, err := coreOf(about)
	if err != nil {
		return nil, err
	}
	body := sendSeatAvailability{XMLName: root("IATA_SeatAvailabilityRQ"), sendHead: c.head(), Payload: payloadOf(about.Reference)}
	body.Request.Pax, body.Request.Core = p.anonymous(), core
	a, err := ask[wireSeatAvailability](ctx, c.client, request{body: body, answers: "IATA_SeatAvailabilityRS"})
	if supplier.FirmCode(err) == padisNoOffers {
		return nil, nil
	}
	if err != nil {
		return nil, gone(err)
	}
	p, err = p.meet(a.Response.DataLists.Pax)
	if err != nil {
		return nil, notUnderstood(err)
	}
	reading := newSeatReading(a.Response, p)
	var maps []travel.SeatMap
	for _, w := range a.Response.SeatMap {
		one, twice, err := reading.seatMap(&w)
		if err != nil {
			supplier.LeftOut(ctx, 1)
			c.logger.DebugContext(ctx, "seat map not understood", "error", err)
			continue
		}
		maps = append(maps, one)
		supplier.LeftOut(ctx, twice)
	}
	return maps, nil
}

// seatReading is an answer on its way to seat maps.
type seatReading struct {
	graph *graph
	party party
	offer *wireALaCarte
	items map[token]*wireALaCarteItem

	shown    map[string]bool                       // flights by content id
	sales    map[token]seatSale                    // by item, made when first asked for
	profiles map[token][]travel.SeatCharacteristic // likewise
	handles  int                                   // bytes of all made so far
	room     int                                   // and those left to one map
	cut      bool                                  // it needs more
}

// seatSale is what an item sells a seat for, and to whom.
type seatSale struct {
	price  money.Money
	people []passenger
}

func newSeatReading(w *wireSeatAvailability, p party) *seatReading {
	r := &seatReading{
		graph: graphOf(&w.DataLists), party: p, offer: w.ALaCarteOffer,
		shown: map[string]bool{}, sales: map[token]seatSale{}, profiles: map[token][]travel.SeatCharacteristic{},
	}
	if r.offer != nil {
		r.items = index(r.offer.OfferItem, func(i *wireALaCarteItem) token { return i.OfferItemID })
	}
	return r
}

// seatMap also says how many seats came a second time in their row.
func (r *seatReading) seatMap(w *wireSeatMap) (travel.SeatMap, int, error) {
	segment := r.graph.segment(w.PaxSegmentRefID)
	if segment.err != nil {
		return travel.SeatMap{}, 0, segment.err
	}
	if r.shown[segment.id] {
		return travel.SeatMap{}, 0, errors.New("flight's map came twice")
	}
	err := w.excess()
	if err != nil {
		return travel.SeatMap{}, 0, err
	}
	twice := 0
	r.room, r.cut = min(maxHandles-r.handles, maxHandles/4), false
	one := travel.SeatMap{SegmentID: segment.id}
	for _, compartment := range w.CabinCompartment {
		cabin := travel.SeatCabin{Cabin: cabinFrom(compartment.CabinType), Columns: columnsOf(compartment)}
		columns := characteristicsOf(compartment)
		for _, row := range compartment.SeatRow {
			number, ok := row.RowNumber.count()
			if !ok || number == 0 {
				continue
			}
			made := travel.SeatRow{Number: number}
			said := keptOf(row.RowCharacteristicCode)
			for _, seat := range row.Seat {
				at := place{row: number, column: string(seat.ColumnID), segment: segment.id}
				switch {
				case !seat.shown(row.RowNumber):
				case slices.ContainsFunc(made.Seats, func(o travel.Seat) bool { return o.Column == at.column }):
					twice++
				default:
					made.Seats = append(made.Seats, r.seat(seat, at, said, columns[seat.ColumnID]))
				}
			}
			if len(made.Seats) > 0 {
				cabin.Rows = append(cabin.Rows, made)
			}
		}
		if len(cabin.Rows) > 0 {
			one.Cabins = append(one.Cabins, cabin)
		}
	}
	if len(one.Cabins) == 0 {
		return travel.SeatMap{}, 0, fmt.Errorf("seat map of %s without seats", segment.id)
	}
	if r.cut {
		return travel.SeatMap{}, 0, errors.New("more offers of seats than are read")
	}
	r.shown[segment.id] = true
	return one, twice, nil
}

// columnsOf are the letters in order, an empty one between two that both lie at
// an aisle.
func columnsOf(w wireCompartment) []string {
	var columns []string
	last := false
	for _, c := range w.SeatColumn {
		aisle := slices.Contains(c.SeatCharacteristicCode, "A")
		if aisle && last {
			columns = append(columns, "")
			aisle = false
		}
		columns = append(columns, string(c.ColumnID))
		last = aisle
	}
	return columns
}

// seatCharacteristics are the codes of PADIS 9825 kept, of seats, columns and rows.
var seatCharacteristics = map[token]travel.SeatCharacteristic{
	"W": travel.SeatWindow, "A": travel.SeatAisle, "E": travel.SeatExitRow, "L": travel.SeatLegroom, "LP": travel.SeatLegroom,
	"K": travel.SeatBulkhead, "B": travel.SeatBassinet, "29": travel.SeatNoRecline, "30": travel.SeatNoRecline, "1D": travel.SeatNoRecline,
	"IE": travel.SeatNotForChild, "1A": travel.SeatNotForChild, "1B": travel.SeatNotForChild, "1C": travel.SeatNotForChild,
}

// keptOf are the codes kept, once each.
func keptOf(codes []token) []travel.SeatCharacteristic {
	var kept []travel.SeatCharacteristic
	for _, code := range codes {
		if c, ok := seatCharacteristics[code]; ok && !slices.Contains(kept, c) {
			kept = append(kept, c)
		}
	}
	return kept
}

// characteristicsOf are those of a compartment's columns, read once for all seats.
func characteristicsOf(w wireCompartment) map[token][]travel.SeatCharacteristic {
	columns := map[token][]travel.SeatCharacteristic{}
	for _, c := range w.SeatColumn {
		columns[c.ColumnID] = joined(columns[c.ColumnID], keptOf(c.SeatCharacteristicCode))
	}
	return columns
}

func (r *seatReading) profile(id token) []travel.SeatCharacteristic {
	kept, ok := r.profiles[id]
	if w := r.graph.profiles[id]; !ok && w != nil {
		kept = keptOf(w.SeatCharacteristicCode)
		r.profiles[id] = kept
	}
	return kept
}

// joined adds to a list of its own what is not in it.
func joined(list []travel.SeatCharacteristic, more ...[]travel.SeatCharacteristic) []travel.SeatCharacteristic {
	for _, one := range more {
		for _, c := range one {
			if !slices.Contains(list, c) {
				list = append(list, c)
			}
		}
	}
	return list
}

// shown reports a seat; what is none ("8", "Q") is left out.
func (w wireSeat) shown(row token) bool {
	_, ok := seatName(wireSeatName{ColumnID: w.ColumnID, RowNumber: row})
	return ok && w.OccupationStatusCode != "Q" && !slices.Contains(w.SeatCharacteristicCode, "8")
}

// place is where a seat is.
type place struct {
	row     int
	column  string
	segment string
}

// seat converts one seat, with what is said of its row and column.
func (r *seatReading) seat(w wireSeat, at place, row, column []travel.SeatCharacteristic) travel.Seat {
	seat := travel.Seat{
		Column: at.column, State: stateFrom(w.OccupationStatusCode),
		Characteristics: joined(keptOf(w.SeatCharacteristicCode), row, column, r.profile(w.SeatProfileRefID)),
	}
	for _, id := range w.OfferItemRefID {
		seat.Offers = append(seat.Offers, r.seatOffers(id, at)...)
	}
	return seat
}

// stateFrom reads PADIS 9865; of a code we do not know nobody can be sure that
// the seat is free.
func stateFrom(code token) travel.SeatState {
	switch strings.ToUpper(string(code)) {
	case "F", "":
		return travel.SeatAvailable
	case "O", "T", "9", "C", "R", "Y", "M", "E":
		return travel.SeatOccupied
	}
	return travel.SeatBlocked
}

// sale is read once for all seats an item sells; nobody's is no sale.
func (r *seatReading) sale(id token) seatSale {
	one, ok := r.sales[id]
	if ok {
		return one
	}
	item := r.items[id]
	if item != nil && item.OfferItemID != "" {
		price, err := aLaCartePrice(*item)
		people, unknown := r.party.eligible(item.PaxRefID)
		if err == nil && unknown == nil {
			one = seatSale{price: price, people: people}
		}
	}
	r.sales[id] = one
	return one
}

func (r *seatReading) seatOffers(id token, at place) []travel.SeatOffer {
	sale := r.sale(id)
	var offers []travel.SeatOffer
	for _, one := range sale.people {
		if one.ptc == travel.PTCInfant {
			continue
		}
		if r.room <= 0 {
			r.cut = true
			break
		}
		handle, err := ref{
			Kind: kindService, ID: string(r.offer.OfferID), Owner: string(r.offer.OwnerCode),
			ItemIDs: []string{string(id)}, Pax: one.paxID, Row: at.row, Column: at.column, Most: 1,
			Sold: &soldRef{Type: travel.ServiceSeat, Segments: []string{at.segment}},
		}.encode()
		if err == nil {
			r.handles += len(handle)
			r.room -= len(handle)
			offers = append(offers, travel.SeatOffer{Ref: handle, PaxID: one.paxID, Price: sale.price})
		}
	}
	return offers
}

// eligible are those named, or everybody when nobody is.
func (p party) eligible(refs []token) ([]passenger, error) {
	if len(refs) == 0 {
		return p, nil
	}
	return p.among(refs)
}

func aLaCartePrice(w wireALaCarteItem) (money.Money, error) {
	if w.UnitPrice == nil || w.UnitPrice.TotalAmount == nil {
		return money.Money{}, errors.New("no unit price")
	}
	return w.UnitPrice.TotalAmount.amount()
}

func errIncomplete(err error) error {
	return errors.Join(errors.New("item without id, definition or price"), err)
}

// gone reads the refusals of a question about an offer.
func gone(err error) error {
	if supplier.FirmCode(err) == padisNotFound {
		return supplier.Recast(supplier.SoldOut, err)
	}
	return err
}
