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
		one, twice, err := reading.seatMap(w)
		if err == nil && slices.ContainsFunc(maps, func(m travel.SeatMap) bool { return m.SegmentID == one.SegmentID }) {
			err = errors.New("flight's map came twice")
		}
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
}

func newSeatReading(w *wireSeatAvailability, p party) *seatReading {
	r := &seatReading{graph: graphOf(&w.DataLists), party: p, offer: w.ALaCarteOffer}
	if r.offer != nil {
		r.items = index(r.offer.OfferItem, func(i *wireALaCarteItem) token { return i.OfferItemID })
	}
	return r
}

// seatMap also says how many seats came a second time in their row.
func (r *seatReading) seatMap(w wireSeatMap) (travel.SeatMap, int, error) {
	segment := r.graph.segment(w.PaxSegmentRefID)
	if segment.err != nil {
		return travel.SeatMap{}, 0, segment.err
	}
	twice := 0
	one := travel.SeatMap{SegmentID: segment.id}
	for _, compartment := range w.CabinCompartment {
		cabin := travel.SeatCabin{Cabin: cabinFrom(compartment.CabinType), Columns: columnsOf(compartment)}
		for _, row := range compartment.SeatRow {
			number, ok := row.RowNumber.count()
			if !ok || number == 0 {
				continue
			}
			made := travel.SeatRow{Number: number}
			for _, seat := range row.Seat {
				s, ok := r.seat(seat, row, number, compartment, segment.id)
				switch {
				case !ok:
				case slices.ContainsFunc(made.Seats, func(o travel.Seat) bool { return o.Column == s.Column }):
					twice++
				default:
					made.Seats = append(made.Seats, s)
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

// seat converts one seat; what is no seat ("8", "Q") is left out.
func (r *seatReading) seat(w wireSeat, row wireSeatRow, number int, in wireCompartment, segmentID string) (travel.Seat, bool) {
	_, ok := seatName(wireSeatName{ColumnID: w.ColumnID, RowNumber: row.RowNumber})
	if !ok || w.OccupationStatusCode == "Q" || slices.Contains(w.SeatCharacteristicCode, "8") {
		return travel.Seat{}, false
	}
	seat := travel.Seat{Column: string(w.ColumnID), State: stateFrom(w.OccupationStatusCode)}
	codes := slices.Concat(w.SeatCharacteristicCode, row.RowCharacteristicCode)
	for _, column := range in.SeatColumn {
		if column.ColumnID == w.ColumnID {
			codes = append(codes, column.SeatCharacteristicCode...)
		}
	}
	if profile := r.graph.profiles[w.SeatProfileRefID]; profile != nil {
		codes = append(codes, profile.SeatCharacteristicCode...)
	}
	for _, code := range codes {
		if c, ok := seatCharacteristics[code]; ok && !slices.Contains(seat.Characteristics, c) {
			seat.Characteristics = append(seat.Characteristics, c)
		}
	}
	for _, id := range w.OfferItemRefID {
		seat.Offers = append(seat.Offers, r.seatOffers(r.items[id], number, string(w.ColumnID), segmentID)...)
	}
	return seat, true
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

func (r *seatReading) seatOffers(item *wireALaCarteItem, row int, column, segmentID string) []travel.SeatOffer {
	if item == nil || item.OfferItemID == "" {
		return nil
	}
	price, err := aLaCartePrice(*item)
	if err != nil {
		return nil
	}
	people, err := r.party.eligible(item.PaxRefID)
	if err != nil {
		return nil
	}
	var offers []travel.SeatOffer
	for _, one := range people {
		handle, err := ref{
			Kind: kindService, ID: string(r.offer.OfferID), Owner: string(r.offer.OwnerCode),
			ItemIDs: []string{string(item.OfferItemID)}, Pax: one.paxID, Row: row, Column: column, Most: 1,
			Sold: &soldRef{Type: travel.ServiceSeat, Segments: []string{segmentID}},
		}.encode()
		if err == nil && one.ptc != travel.PTCInfant {
			offers = append(offers, travel.SeatOffer{Ref: handle, PaxID: one.paxID, Price: price})
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
