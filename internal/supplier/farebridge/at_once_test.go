package farebridge_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

const (
	pendingPayment = `"payments":[{"paymentId":"pay_0","status":"pending"}]`
	atOnce         = `"metadata":{"boughtAtOnce":"true"}`
)

// What cannot be held is not booked before it is paid. What the peer holds stays
// held when the payment fails, so that is never "not done".
func TestBoughtAtOnceAndNotPaid(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		pay        http.HandlerFunc
		held, none supplier.Kind // of an offer that is held there, and of one that is not
		code       string
	}{
		"no funds":            {say(201, `{"paymentId":"p","status":"failed","declineCode":"insufficientDeposit"}`), supplier.OutcomeUnknown, supplier.Unavailable, supplier.CodeNoFunds},
		"declined otherwise":  {say(201, `{"paymentId":"p","status":"failed","declineCode":"doNotHonour"}`), supplier.OutcomeUnknown, supplier.Rejected, "doNotHonour"},
		"refused":             {problem(422, "paymentMethodNotAllowed", "notDone"), supplier.OutcomeUnknown, supplier.Rejected, "paymentMethodNotAllowed"},
		"gateway unavailable": {problem(503, "gatewayUnavailable", "notDone"), supplier.OutcomeUnknown, supplier.Unavailable, "gatewayUnavailable"},
		"turned away":         {say(429, ``), supplier.OutcomeUnknown, supplier.RateLimited, "rateLimited"},
		"in doubt":            {suppliertest.Sever, supplier.OutcomeUnknown, supplier.OutcomeUnknown, supplier.CodeNoAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for instant, want := range map[bool]supplier.Kind{false: tc.held, true: tc.none} {
				c, s := serve(t, map[string]http.HandlerFunc{bookRoute: say(201, order("awaitingPayment", "")), payRoute: tc.pay})
				in := bookInput()
				in.OfferRef, in.Instant = offerRef(instant), true
				b, err := c.Book.Book(t.Context(), in)
				kindOf(t, err, want, tc.code)
				if b.SupplierOrderID != "" || len(s.Calls(payRoute)) != 1 {
					t.Errorf("%+v, paid %d times", b, len(s.Calls(payRoute)))
				}
			}
		})
	}
}

// An order says that it was to be bought at once, whatever its offer's handle
// says, and one that is to be held does not.
func TestBoughtAtOnceIsMarked(t *testing.T) {
	t.Parallel()
	for _, instant := range []bool{false, true} {
		c, s := serve(t, map[string]http.HandlerFunc{
			bookRoute: say(201, order("awaitingPayment", "")),
			payRoute:  say(201, `{"paymentId":"pay_1","status":"authorized"}`),
			readRoute: say(200, order("ticketing", atOnce)),
		})
		in := bookInput()
		in.Instant = instant
		b, err := c.Book.Book(t.Context(), in)
		if err != nil || b.Status != travel.BookingHeld {
			t.Fatalf("%+v, %v", b, err)
		}
		sent := s.Calls(bookRoute)[0]
		if instant {
			has(t, sent, atOnce)
		} else if strings.Contains(sent.Raw, "metadata") {
			t.Errorf("a hold says %s", sent.Raw)
		}
	}
}

// TestBoughtAtOnceTwice: the same call again finds the order it made, and pays only
// what no payment is made for yet.
func TestBoughtAtOnceTwice(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		made string
		want supplier.Kind // "": booked
	}{
		"paid":               {order("ticketing", atOnce), ""},
		"payment is pending": {order("awaitingPayment", atOnce+","+pendingPayment), supplier.OutcomeUnknown},
	} {
		for _, instant := range []bool{false, true} {
			c, s := serve(t, map[string]http.HandlerFunc{bookRoute: say(200, tc.made)})
			in := bookInput()
			in.OfferRef, in.Instant = offerRef(instant), true
			b, err := c.Book.Book(t.Context(), in)
			if tc.want != "" {
				kindOf(t, err, tc.want, "stillPending")
			} else if err != nil || b.Status != travel.BookingHeld {
				t.Errorf("%s: %+v, %v", name, b, err)
			}
			if n := len(s.Calls(payRoute)); n != 0 {
				t.Errorf("%s: paid %d times", name, n)
			}
		}
	}
}

// TestWhetherSomethingWasBoughtAtOnce: a hold nobody paid for is none, unless a
// payment may yet make it one; by its handle as by our reference.
func TestWhetherSomethingWasBoughtAtOnce(t *testing.T) {
	t.Parallel()
	list := say(200, `{"orders":[{"orderId":"ord_theirs","clientReference":"ord_ours","status":"awaitingPayment"}],"page":{}}`)
	for name, tc := range map[string]struct {
		order string
		found bool
		code  string // of an Unavailable; "" none
	}{
		"held, not paid":      {order("awaitingPayment", atOnce), false, ""},
		"a payment failed":    {order("awaitingPayment", atOnce+`,"payments":[{"paymentId":"pay_0","status":"failed"}]`), false, ""},
		"a payment may work":  {order("awaitingPayment", atOnce+","+pendingPayment), false, "stillPending"},
		"paid":                {order("paid", atOnce), true, ""},
		"not known there yet": {order("pending", atOnce), false, "stillPending"},
		"lapsed":              {order("cancelled", atOnce), true, ""},
		"somebody's metadata": {order("awaitingPayment", `"metadata":{"boughtAtOnce":"no"}`), true, ""},
	} {
		for _, handle := range [][]byte{nil, bookingRef()} {
			c, _ := serve(t, map[string]http.HandlerFunc{listRoute: list, readRoute: say(200, tc.order)})
			_, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", OfferRef: offerRef(false), BookingRef: handle})
			if tc.code != "" {
				kindOf(t, err, supplier.Unavailable, tc.code)
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if found != tc.found {
				t.Errorf("%s: found %v", name, found)
			}
		}
	}
}
