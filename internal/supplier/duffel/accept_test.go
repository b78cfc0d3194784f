package duffel_test

import (
	"net/http"
	"reflect"
	"slices"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

func airlineChange(id, action string, added ...string) string {
	list := ""
	for i, one := range added {
		if i > 0 {
			list += ","
		}
		list += one
	}
	return `{"id":"` + id + `","order_id":"ord_s1","action_taken":` + action + `,"available_actions":["accept","cancel"],"added":[` + list + `],"removed":[` + back + `],"travel_agent_ticket":{}}`
}

func retrieved(t *testing.T, order string) travel.Booking {
	t.Helper()
	c, _ := serve(t, map[string]http.HandlerFunc{heldRoute: say(200, order)})
	booking, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{BookingRef: heldRef()})
	if err != nil || !found {
		t.Fatal(found, err)
	}
	return booking
}

func TestWhatAnOrderSaysOfItsFlights(t *testing.T) {
	t.Parallel()
	booking := retrieved(t, returnOrder(t, map[string]string{
		"services": `[{"id":"ser_1","type":"seat","total_amount":"50.00","total_currency":"CNY","passenger_ids":["pas_2"],"segment_ids":["seg_1502"],"metadata":{"designator":"31C"}},` +
			`{"id":"ser_2","type":"seat","total_amount":"50.00","total_currency":"CNY","passenger_ids":["pas_1"],"segment_ids":["seg_1502"],"metadata":{"designator":"99Z"}},7]`,
		"airline_initiated_changes": `[` + airlineChange("aic_1", "null", later) + `,` + airlineChange("aic_2", `"accepted"`, later) + `,` +
			airlineChange("aic_3", "null") + `,7,{"id":"aic_4","added":[{}]}]`,
	}))
	if got := ids(booking.Journeys); !reflect.DeepEqual(got, []string{outID, backID}) {
		t.Errorf("journeys %v", got)
	}
	want := []travel.AssignedSeat{
		{PaxID: "mum", SegmentID: outID, Seat: "12A"}, {PaxID: "mum", SegmentID: backID, Seat: "12A"}, {PaxID: "kid", SegmentID: backID, Seat: "31C"},
	}
	if !reflect.DeepEqual(booking.Seats, want) {
		t.Errorf("seats %+v", booking.Seats)
	}
	type said struct{ before, after, can, done bool }
	var changes []said
	for _, c := range booking.ScheduleChanges {
		changes = append(changes, said{
			before: slices.Equal(ids(c.Before), []string{backID}), after: slices.Equal(ids(c.After), []string{laterID}), can: c.CanAccept, done: c.Answered,
		})
	}
	if !reflect.DeepEqual(changes, []said{{true, true, true, false}, {true, true, false, true}, {true, false, true, false}}) {
		t.Errorf("changes %+v", changes)
	}
}

// TestAnOrderWithoutFlightsIsAnOrder: what cannot be read of a paid order's
// flights does not make its tickets go away.
func TestAnOrderWithoutFlightsIsAnOrder(t *testing.T) {
	t.Parallel()
	for _, lie := range []string{`"none"`, `7`, `{}`, `[7]`, `[{"segments":[{}]}]`, `[{"segments":"x"}]`, `null`} {
		booking := retrieved(t, returnOrder(t, map[string]string{"slices": lie, "services": lie, "airline_initiated_changes": lie}))
		if booking.Status != travel.BookingTicketed || len(booking.Tickets) != 3 || booking.Journeys != nil || booking.ScheduleChanges != nil {
			t.Errorf("%s: %+v", lie, booking)
		}
	}
}

func TestAccept(t *testing.T) {
	t.Parallel()
	open := returnOrder(t, map[string]string{"airline_initiated_changes": `[` + airlineChange("aic_1", "null", later) + `]`})
	closed := returnOrder(t, map[string]string{
		"slices": `[` + out + `,` + later + `]`, "airline_initiated_changes": `[` + airlineChange("aic_1", `"accepted"`, later) + `]`,
	})
	for name, tc := range map[string]struct {
		accept, after http.HandlerFunc
		want          supplier.Kind
	}{
		"accepted":     {say(200, `{"data":`+airlineChange("aic_1", `"accepted"`, later)+`}`), say(200, closed), ""},
		"stale":        {refuse(422, "stale_airline_initiated_change_accept"), nil, supplier.Rejected},
		"unknown":      {refuse(404, "not_found"), nil, supplier.Rejected},
		"severed":      {suppliertest.Sever, nil, supplier.OutcomeUnknown},
		"not accepted": {say(200, `{"data":`+airlineChange("aic_1", "null", later)+`}`), nil, supplier.OutcomeUnknown},
		"another":      {say(200, `{"data":`+airlineChange("aic_2", `"accepted"`, later)+`}`), nil, supplier.OutcomeUnknown},
		"unreadable":   {say(200, `{"data":`+airlineChange("aic_1", `"accepted"`, later)+`}`), refuse(500, "x"), supplier.OutcomeUnknown},
	} {
		after := tc.after
		if after == nil {
			after = say(200, open)
		}
		c, _ := serve(t, map[string]http.HandlerFunc{heldRoute: suppliertest.InTurn(say(200, open), say(200, open), after), acceptRoute: tc.accept})
		booking, _, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{BookingRef: heldRef()})
		if err != nil || len(booking.ScheduleChanges) != 1 {
			t.Fatal(booking.ScheduleChanges, err)
		}
		done, err := c.Accept.Accept(t.Context(), heldBooking, booking.ScheduleChanges[0])
		if tc.want != "" {
			if supplier.KindOf(err) != tc.want {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || !done.ScheduleChanges[0].Answered || !reflect.DeepEqual(ids(done.Journeys), []string{outID, laterID}) {
			t.Errorf("%s: %+v, %v", name, done, err)
		}
	}
}

// TestHandlesAreNotMixedUp: a quote is no change, a change no airline's.
func TestHandlesAreNotMixedUp(t *testing.T) {
	t.Parallel()
	c, s := serve(t, nil)
	for _, raw := range []string{"", "junk", "{}", `{"v":1,"k":"refund","i":"ore_1"}x`, `{"v":2,"k":"refund","i":"ore_1"}`, `{"v":1,"k":"refund","i":".."}`, `{"v":1,"k":"other","i":"x"}`, string(heldRef())} {
		_, err := c.Refund.Refund(t.Context(), heldBooking, travel.RefundQuote{Ref: []byte(raw)})
		kindOf(t, err, supplier.Rejected)
		_, err = c.Change.Change(t.Context(), heldBooking, travel.ChangeOffer{Ref: []byte(raw)})
		kindOf(t, err, supplier.Rejected)
		_, err = c.Accept.Accept(t.Context(), heldBooking, travel.ScheduleChange{Ref: []byte(raw)})
		kindOf(t, err, supplier.Rejected)
	}
	_, err := c.Change.Change(t.Context(), heldBooking, travel.ChangeOffer{Ref: []byte(`{"v":1,"k":"refund","i":"ore_1"}`)})
	kindOf(t, err, supplier.Rejected)
	if len(s.Routes()) != 0 {
		t.Errorf("asked all the same: %v", s.Routes())
	}
}
