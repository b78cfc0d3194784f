package duffel_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// most is how many parts of a kind an order has at the most.
const most = 2000

// seatedFlights are flights to and fro, on each of which the first passenger has a seat.
func seatedFlights(n int) string {
	var segments strings.Builder
	departs := time.Date(2026, 12, 20, 8, 0, 0, 0, time.UTC)
	for i := range n {
		from, to, comma := "PEK", "SHA", ","
		if i%2 == 1 {
			from, to = to, from
		}
		if i == 0 {
			comma = ""
		}
		fmt.Fprintf(&segments, `%s{"id":"s%d","departing_at":"%s","arriving_at":"%s","origin":{"iata_code":"%s"},"destination":{"iata_code":"%s"},`+
			`"marketing_carrier":{"iata_code":"CA"},"marketing_carrier_flight_number":"1501","passengers":[{"passenger_id":"pas_1","seat":{"designator":"12A"}}]}`,
			comma, i, departs.Format(time.DateOnly+"T15:04:05"), departs.Add(2*time.Hour).Format(time.DateOnly+"T15:04:05"), from, to)
		departs = departs.Add(12 * time.Hour)
	}
	return `[{"id":"sli","segments":[` + segments.String() + `]}]`
}

// times is a list of n of one.
func times(n int, one string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(one+",", n), ",") + "]"
}

// TestAnOrderHasAnEnd: the most that is read of an order, in parts and in bytes.
// Flights are no part of knowing whether there is a booking, so that there are
// too many of them leaves only them out.
func TestAnOrderHasAnEnd(t *testing.T) {
	t.Parallel()
	const segments = (most - 1) / 2 // in a slice, with a passenger on each
	one := strings.TrimSuffix(strings.TrimPrefix(seatedFlights(1), "["), "]")
	full := strings.Replace(one, `"passengers":[`, `"passengers":`+strings.TrimSuffix(times(most, `{}`), "]")+`,`, 1)
	with := func(key, value string) string { return returnOrder(t, map[string]string{key: value}) }
	for name, tc := range map[string]struct {
		order  string
		seats  int
		change int
		refuse bool
	}{
		"as many flights as may be": {order: with("slices", seatedFlights(segments)), seats: segments},
		"a flight too many":         {order: with("slices", seatedFlights(segments+1))},
		"a slice too many":          {order: with("slices", times(most/3+1, one))},
		"a passenger too many":      {order: with("slices", `[`+full+`]`)},
		"a change":                  {order: with("airline_initiated_changes", times(1, `{"id":"aic_1"}`)), seats: 2, change: 1},
		"a change too many":         {order: with("airline_initiated_changes", times(most+1, `{"id":"aic_1"}`)), seats: 2},
		"too many documents":        {order: with("documents", times(most+1, `{}`)), refuse: true},
		"too many ticketed":         {order: with("documents", `[{"passenger_ids":`+times(most, `"pas_1"`)+`}]`), refuse: true},
		"too many references":       {order: with("booking_references", times(most+1, `{}`)), refuse: true},
		"too long":                  {order: returnOrder(t, nil) + strings.Repeat(" ", 4<<20), refuse: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, map[string]http.HandlerFunc{heldRoute: say(200, tc.order), bookRoute: say(201, tc.order)})
			booking, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", BookingRef: heldRef()})
			if tc.refuse {
				kindOf(t, err, supplier.Unavailable)
				_, err = c.Book.Book(t.Context(), bookInput(t))
				kindOf(t, err, supplier.OutcomeUnknown)
				return
			}
			if err != nil || !found || booking.Status != travel.BookingTicketed {
				t.Fatalf("%v, %s, %v", found, booking.Status, err)
			}
			if len(booking.Seats) != tc.seats || len(booking.ScheduleChanges) != tc.change {
				t.Errorf("%d seats and %d changes, want %d and %d", len(booking.Seats), len(booking.ScheduleChanges), tc.seats, tc.change)
			}
		})
	}
}

// TestAnOfferHasAnEnd: an absurd one costs itself, and searches may be longer
// than orders.
func TestAnOfferHasAnEnd(t *testing.T) {
	t.Parallel()
	search := strings.Replace(file(t, "search.json"), `"offers": [`, `"offers": `+strings.Repeat(" ", 4<<20)+`[`, 1)
	_, before := offered(t, search)
	head, tail, _ := strings.Cut(search, `"segments": [`)
	crammed := head + `"segments": [` + strings.Replace(tail, `"passengers": [`, `"passengers": `+strings.TrimSuffix(times(most, `{}`), "]")+`,`, 1)
	answer, after := offered(t, crammed)
	if len(crammed) == len(search) || after != before-1 || before == 0 {
		t.Errorf("%d offers, %d of them without the absurd one: %v", before, after, answer.Dropped)
	}
}

func offered(t *testing.T, search string) (supplier.ShopAnswer, int) {
	t.Helper()
	c, _ := serve(t, map[string]http.HandlerFunc{searchRoute: say(201, search)})
	answer, err := c.Shop.Shop(t.Context(), familySearch(t))
	if err != nil {
		t.Fatal(err)
	}
	return answer, len(answer.Offers)
}
