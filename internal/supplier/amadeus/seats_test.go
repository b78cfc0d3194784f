package amadeus_test

import (
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

var utc = time.UTC

func seatMap(t *testing.T) travel.SeatMap {
	t.Helper()
	c, s := serve(t, map[string]http.HandlerFunc{seatRoute: say(200, file(t, "seatmap.json"))})
	maps, err := c.Seats.SeatMaps(t.Context(), supplier.About{OfferRef: directRef(t), Pax: family})
	if err != nil || len(maps) != 1 {
		t.Fatalf("%d maps, %v", len(maps), err)
	}
	if at(t, s.Last(seatRoute), "data", 0, "type") != "flight-offer" {
		t.Errorf("sent %v", s.Last(seatRoute).Body)
	}
	return maps[0]
}

// mumsSeat is 4A for the adult.
func mumsSeat(t *testing.T) travel.SeatOffer {
	t.Helper()
	return seatMap(t).Cabins[0].Rows[0].Seats[0].Offers[0]
}

func TestSeatMap(t *testing.T) {
	t.Parallel()
	m := seatMap(t)
	if m.SegmentID != "CA1501-PEKSHA-2026-12-20T0830T1045" || len(m.Cabins) != 2 {
		t.Fatalf("%+v", m)
	}
	cabin := m.Cabins[0]
	if cabin.Cabin != travel.CabinPremiumEconomy || !reflect.DeepEqual(cabin.Columns, []string{"A", "B", "", "C"}) ||
		len(cabin.Rows) != 2 || cabin.Rows[0].Number != 4 || m.Cabins[1].Cabin != travel.CabinEconomy {
		t.Fatalf("%+v", cabin)
	}
	type shown struct {
		column  string
		state   travel.SeatState
		offers  map[string]string // price by pax
		likened []travel.SeatCharacteristic
	}
	var got []shown
	for _, row := range cabin.Rows {
		for _, seat := range row.Seats {
			one := shown{column: seat.Column, state: seat.State, offers: map[string]string{}, likened: seat.Characteristics}
			for _, o := range seat.Offers {
				one.offers[o.PaxID] = o.Price.Amount()
			}
			got = append(got, one)
		}
	}
	none := map[string]string{}
	want := []shown{
		{"A", travel.SeatAvailable, map[string]string{"mum": "80.00", "kid": "80.00"}, []travel.SeatCharacteristic{travel.SeatWindow, travel.SeatBulkhead}},
		{"B", travel.SeatBlocked, none, nil},
		{"C", travel.SeatOccupied, none, nil},
		{"A", travel.SeatAvailable, none, nil}, // no price is not known, never free
		{"B", travel.SeatBlocked, none, nil},
		{"C", travel.SeatAvailable, map[string]string{"mum": "60.00"}, []travel.SeatCharacteristic{travel.SeatAisle, travel.SeatExitRow}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestColumnsWithoutCoordinates(t *testing.T) {
	t.Parallel()
	for name, text := range map[string][2]string{
		"none":              {`"coordinates"`, `"elsewhere"`},
		"out of the cabin":  {`"y": 3`, `"y": 99`},
		"two in one column": {`"y": 3`, `"y": 0`},
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{seatRoute: say(200, altered(t, "seatmap.json", text[0], text[1]))})
		maps, err := c.Seats.SeatMaps(t.Context(), supplier.About{OfferRef: directRef(t), Pax: family})
		if err != nil || !reflect.DeepEqual(maps[0].Cabins[0].Columns, []string{"A", "B", "C"}) {
			t.Errorf("%s: %+v, %v", name, maps, err)
		}
	}
}

// TestSeatsOfABooking are shown and not sold.
func TestSeatsOfABooking(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string]http.HandlerFunc{
		orderRoute: say(200, file(t, "order.json")), bookedSeats: say(200, file(t, "seatmap.json")),
	})
	maps, err := c.Seats.SeatMaps(t.Context(), supplier.About{BookingRef: bookedRef(), Pax: family})
	if err != nil || len(maps) != 1 || len(maps[0].Cabins) != 2 {
		t.Fatalf("%+v, %v", maps, err)
	}
	for _, row := range maps[0].Cabins[0].Rows {
		for _, seat := range row.Seats {
			if len(seat.Offers) != 0 {
				t.Errorf("for sale: %+v", seat)
			}
		}
	}
	if query := s.Last(bookedSeats).Query; query != "flight-orderId=eJzTd9f3NjIJdzUGAAp%2FAiY%3D" {
		t.Errorf("asked %s", query)
	}
}
