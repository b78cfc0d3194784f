package amadeus_test

import (
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/amadeus"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

func retrieved(t *testing.T, answer http.HandlerFunc) (travel.Booking, bool, error) {
	t.Helper()
	c, _ := serve(t, map[string]http.HandlerFunc{orderRoute: answer})
	return c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: ourReference, BookingRef: bookedRef()})
}

func TestTicketsAppear(t *testing.T) {
	t.Parallel()
	booking, found, err := retrieved(t, say(200, file(t, "order_ticketed.json")))
	if err != nil || !found {
		t.Fatal(found, err)
	}
	tickets := []travel.Ticket{
		{Number: "9990000000001", PaxID: "mum"}, {Number: "9990000000002", PaxID: "kid"}, {Number: "9990000000003", PaxID: "baby"},
	}
	seats := []travel.AssignedSeat{{PaxID: "mum", SegmentID: "CA1501-PEKSHA-2026-12-20T0830T1045", Seat: "12A"}}
	if booking.Status != travel.BookingTicketed || !reflect.DeepEqual(booking.Tickets, tickets) || !reflect.DeepEqual(booking.Seats, seats) {
		t.Errorf("%+v", booking)
	}
}

func TestHowFarABookingIs(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body string
		want travel.BookingStatus
	}{
		"no tickets yet":        {file(t, "order.json"), travel.BookingHeld},
		"not everybody's":       {altered(t, "order_ticketed.json", `999-0000000003`, ``), travel.BookingHeld},
		"its flights cancelled": {altered(t, "order.json", `"number": "1501"`, `"number": "1501", "bookingStatus": "CANCELLED"`), travel.BookingCancelled},
	} {
		booking, found, err := retrieved(t, say(200, tc.body))
		if err != nil || !found || booking.Status != tc.want {
			t.Errorf("%s: %v %s %v", name, found, booking.Status, err)
		}
	}
}

// TestAJourneyNobodyUnderstands is no reason to lose the booking.
func TestAJourneyNobodyUnderstands(t *testing.T) {
	t.Parallel()
	booking, found, err := retrieved(t, say(200, altered(t, "order_ticketed.json", `"PEK"`, `"ZZZ"`)))
	if err != nil || !found || booking.Status != travel.BookingTicketed || len(booking.Journeys)+len(booking.Seats) != 0 {
		t.Fatalf("%v %+v %v", found, booking, err)
	}
}

func TestPayByOfAHold(t *testing.T) {
	t.Parallel()
	held := altered(t, "order.json", `"option": "CONFIRM"`, `"option": "DELAY_TO_CANCEL", "dateTime": "2026-12-05T18:00:00.000"`)
	booking, _, err := retrieved(t, say(200, held))
	if err != nil || !booking.PayBy.Equal(time.Date(2026, 12, 5, 10, 0, 0, 0, time.UTC)) {
		t.Fatalf("%v %v", booking.PayBy, err)
	}
}

func TestWhatIsNotThereIsNotThere(t *testing.T) {
	t.Parallel()
	_, found, err := retrieved(t, refuse(404, "1797"))
	if found || err != nil {
		t.Fatal(found, err)
	}
	for name, answer := range map[string]http.HandlerFunc{
		"nonsense":      say(404, "<html>"),
		"another order": say(200, altered(t, "order.json", orderID, "someOther")),
		"no total":      say(200, altered(t, "order.json", `"grandTotal"`, `"x"`)),
		"no offers":     say(200, altered(t, "order.json", `"flightOffers"`, `"x"`)),
		"broken":        refuse(500, "141"),
		"a gateway":     refuse(502, `"notFound"`),
		"no word":       say(204, ""),
	} {
		_, found, err := retrieved(t, answer)
		t.Run(name, func(t *testing.T) {
			kindOf(t, err, supplier.Unavailable)
			if found {
				t.Error("found and failed at once")
			}
		})
	}
}

// TestABookingWhoseAnswerWasLostCannotBeLookedUp: not even by asking, and it is
// never a no.
func TestABookingWhoseAnswerWasLostCannotBeLookedUp(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string]http.HandlerFunc{bookRoute: suppliertest.Sever})
	in := bookInput(t)
	_, err := c.Book.Book(t.Context(), in)
	kindOf(t, err, supplier.OutcomeUnknown)
	_, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: in.Reference, OfferRef: in.OfferRef})
	if e := kindOf(t, err, supplier.Unavailable); e.Code != supplier.CodeCannotLookUp || found {
		t.Errorf("%+v, found %v", e, found)
	}
	if len(s.routes()) != 1 {
		t.Errorf("asked %v", s.routes())
	}
}

func TestRelease(t *testing.T) {
	t.Parallel()
	gone := altered(t, "order.json", `"number": "1501"`, `"number": "1501", "bookingStatus": "CANCELLED"`)
	for name, tc := range map[string]struct {
		order, deleted http.HandlerFunc
		want           supplier.Kind // "": no error
		deletes        int
	}{
		"released":           {say(200, file(t, "order.json")), say(204, ""), "", 1},
		"by somebody else":   {say(200, file(t, "order.json")), refuse(404, "1797"), "", 1},
		"before":             {refuse(404, "1797"), nil, "", 0},
		"given up before":    {say(200, gone), nil, "", 0},
		"ticketed":           {say(200, file(t, "order_ticketed.json")), nil, supplier.Rejected, 0},
		"refused":            {say(200, file(t, "order.json")), refuse(400, "4926"), supplier.Rejected, 1},
		"no answer":          {say(200, file(t, "order.json")), suppliertest.Sever, supplier.OutcomeUnknown, 1},
		"broken":             {say(200, file(t, "order.json")), refuse(500, "141"), supplier.OutcomeUnknown, 1},
		"a friendly page":    {say(200, file(t, "order.json")), say(200, "<html>"), supplier.OutcomeUnknown, 1},
		"nobody there":       {say(503, "<html>"), nil, supplier.Unavailable, 0},
		"not even a refusal": {say(200, file(t, "order.json")), say(400, ""), supplier.OutcomeUnknown, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := map[string]http.HandlerFunc{orderRoute: tc.order}
			if tc.deleted != nil {
				answers[deleteRoute] = tc.deleted
			}
			c, s := serve(t, answers)
			err := c.Release.Release(t.Context(), ourReference, bookedRef())
			if tc.want == "" && err != nil {
				t.Fatal(err)
			}
			if tc.want != "" {
				kindOf(t, err, tc.want)
			}
			if s.Count(deleteRoute) != tc.deletes {
				t.Errorf("calls %v", s.routes())
			}
		})
	}
}

func TestWhatAmadeusCannotDo(t *testing.T) {
	t.Parallel()
	c := amadeus.New(config("http://supplier.invalid"))
	if c.Ticket != nil || c.Refund != nil || c.Change != nil || c.Accept != nil || c.Notify != nil || c.Funds != nil {
		t.Error("a role of its own making")
	}
}
