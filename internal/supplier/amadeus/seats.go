package amadeus

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

const seatMapPath = "/v1/shopping/seatmaps"

// maxSeatMap bounds one map in bytes: six hundred seats priced for nine travellers
// each take a quarter of it.
const maxSeatMap = 4 << 20

// SeatMaps shows an offer's seats and what they cost whom. Those of a booking are
// shown as well, without prices: they cannot be bought any more.
func (c *connector) SeatMaps(ctx context.Context, about supplier.About) ([]travel.SeatMap, error) {
	if len(about.BookingRef) > 0 {
		return c.bookedSeatMaps(ctx, about)
	}
	ref, w, err := openOffer(about.OfferRef, about.Pax)
	if err != nil {
		return nil, err
	}
	_, segments, err := journeysFrom(w.Itineraries)
	if err != nil {
		return nil, supplier.Fail(supplier.Rejected, codeBadHandle, "unreadable offer in a handle", err)
	}
	r := request{method: http.MethodPost, path: seatMapPath, data: []json.RawMessage{ref.document}, many: true}
	maps, err := c.seatMaps(ctx, r)
	if err != nil {
		return nil, err
	}
	buyers := seatBuyers{party: ref.party, currency: w.Price.Currency}
	shown, leftOut, err := seatMapsFrom(maps, segments, buyers)
	supplier.LeftOut(ctx, leftOut)
	return shown, err
}

func (c *connector) bookedSeatMaps(ctx context.Context, about supplier.About) ([]travel.SeatMap, error) {
	ref, err := decodeBookingRef(about.BookingRef)
	if err != nil {
		return nil, err
	}
	order, err := c.order(ctx, ref.order, about.Reference)
	if err != nil {
		return nil, err
	}
	segments := map[string]travel.PaxSegment{}
	for _, raw := range order.FlightOffers {
		var w wireOffer
		err := json.Unmarshal(raw, &w)
		if err != nil {
			return nil, notUnderstood(err)
		}
		_, found, err := journeysFrom(w.Itineraries)
		if err != nil {
			return nil, notUnderstood(err)
		}
		for id, segment := range found {
			segments[id] = segment
		}
	}
	r := request{method: http.MethodGet, path: seatMapPath, query: url.Values{"flight-orderId": {plainID(ref.order)}}, many: true}
	maps, err := c.seatMaps(ctx, r)
	if err != nil {
		return nil, err
	}
	shown, leftOut, err := seatMapsFrom(maps, segments, seatBuyers{})
	supplier.LeftOut(ctx, leftOut)
	return shown, err
}

func (c *connector) seatMaps(ctx context.Context, r request) ([]json.RawMessage, error) {
	a, err := c.client.call(ctx, r)
	if err != nil {
		return nil, err
	}
	var maps supplier.Pieces
	err = r.decode(a, &maps)
	return maps.Taken, err
}

// seatBuyers are who may buy a seat, and in which currency; the zero value is
// nobody.
type seatBuyers struct {
	party    party
	currency string
}

// seatMapsFrom leaves out maps that cannot be read, are of no flight asked for or
// of one that has its map, and counts them and the seats left out of others.
func seatMapsFrom(raw []json.RawMessage, segments map[string]travel.PaxSegment, buyers seatBuyers) ([]travel.SeatMap, int, error) {
	maps := []travel.SeatMap{}
	leftOut := 0
	seen := map[string]bool{}
	for _, one := range raw {
		var w wireSeatMap
		if len(one) > maxSeatMap || json.Unmarshal(one, &w) != nil {
			leftOut++
			continue
		}
		segment, ok := segments[w.SegmentID]
		if !ok || seen[w.SegmentID] {
			leftOut++
			continue
		}
		seen[w.SegmentID] = true
		shown := travel.SeatMap{SegmentID: segment.ID()}
		for _, deck := range w.Decks {
			cabins, lost, err := cabinsFrom(deck, w.SegmentID, buyers)
			if err != nil {
				return nil, 0, err
			}
			leftOut += lost
			shown.Cabins = append(shown.Cabins, cabins...)
		}
		if len(shown.Cabins) > 0 {
			maps = append(maps, shown)
		}
	}
	return maps, leftOut, nil
}

// seat reads one seat: what it is, and what it costs each who may have it.
func (b seatBuyers) seat(w wireSeat, at place, segmentID string) (travel.Seat, error) {
	seat := travel.Seat{Column: at.column, State: travel.SeatOccupied}
	for _, code := range w.Characteristics {
		if known, ok := characteristics[code]; ok && !slices.Contains(seat.Characteristics, known) {
			seat.Characteristics = append(seat.Characteristics, known)
		}
	}
	for _, one := range w.Travelers {
		switch one.Status {
		case "AVAILABLE":
			seat.State = travel.SeatAvailable
		case "OCCUPIED":
			continue
		default: // BLOCKED, and what is neither free nor taken for sure
			if seat.State == travel.SeatOccupied {
				seat.State = travel.SeatBlocked
			}
			continue
		}
		paxID, ours := b.party.paxOf(one.TravelerID)
		price, ok := b.price(one.Price)
		if !ours || !ok {
			continue
		}
		ref, err := choice{
			Traveler: one.TravelerID, Segments: []string{segmentID}, Seat: w.Number, Name: w.Number,
			Amount: price.Amount(), Currency: string(price.Currency),
		}.encode()
		if err != nil {
			return travel.Seat{}, err
		}
		seat.Offers = append(seat.Offers, travel.SeatOffer{Ref: ref, PaxID: paxID, Price: price})
	}
	return seat, nil
}

// price of a seat; one that is not said is not known, never free.
func (b seatBuyers) price(w *wirePrice) (money.Money, bool) {
	if w == nil || w.Currency != b.currency {
		return money.Money{}, false
	}
	price, err := amount(w.Total, w.Currency)
	return price, err == nil
}

// characteristics are IATA's codes (list 9825) of what we keep.
var characteristics = map[string]travel.SeatCharacteristic{
	"W":  travel.SeatWindow,
	"A":  travel.SeatAisle,
	"E":  travel.SeatExitRow,
	"L":  travel.SeatLegroom,
	"K":  travel.SeatBulkhead,
	"B":  travel.SeatBassinet,
	"1D": travel.SeatNoRecline,
	"IE": travel.SeatNotForChild,
}
