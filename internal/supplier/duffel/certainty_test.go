package duffel_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

// After a 500 an order may exist, whatever code stands in it.
func TestACrashIsNotMadeCertainByItsCode(t *testing.T) {
	t.Parallel()
	for _, status := range []int{500, 502, 504} {
		c, _ := serve(t, map[string]http.HandlerFunc{bookRoute: refuse(status, "not_found")})
		_, err := c.Book.Book(t.Context(), bookInput(t))
		if kind := supplier.KindOf(err); kind != supplier.OutcomeUnknown {
			t.Errorf("book, %d not_found: %s", status, kind)
		}
	}
}

// The same of the order that is made from a renewed offer.
func TestACrashOfARenewedOrderIsNotMadeCertainByItsCode(t *testing.T) {
	t.Parallel()
	for _, status := range []int{500, 502, 504} {
		answers := usedUp(t)
		answers[bookRoute] = suppliertest.InTurn(refuse(422, "offer_request_already_booked"), refuse(status, "not_found"))
		c, s := serve(t, answers)
		_, err := c.Book.Book(t.Context(), bookInput(t))
		kindOf(t, err, supplier.OutcomeUnknown)
		if routes := s.Routes(); routes[len(routes)-1] != bookRoute {
			t.Errorf("%d: not renewed: %v", status, routes)
		}
	}
}

// A payment whose answer broke down is not made by the code in it.
func TestACrashedPaymentIsNotPaid(t *testing.T) {
	t.Parallel()
	for _, status := range []int{500, 502, 503, 504} {
		c, _ := serve(t, map[string]http.HandlerFunc{heldRoute: say(200, file(t, "order_held.json")), payRoute: refuse(status, "already_paid")})
		_, err := c.Ticket.Ticket(t.Context(), supplier.TicketInput{BookingRef: heldRef(), Total: agreed})
		kindOf(t, err, supplier.OutcomeUnknown)
	}
}

// Nor is a service gone because somebody who broke down says so.
func TestACrashIsNotAServiceGone(t *testing.T) {
	t.Parallel()
	answer := say(503, `{"errors":[{"code":"not_found","source":{"pointer":"/data/services/0/id"}}]}`)
	c, s := serve(t, map[string]http.HandlerFunc{bookRoute: answer})
	_, err := c.Book.Book(t.Context(), bookInput(t))
	kindOf(t, err, supplier.Unavailable)
	if len(s.Routes()) != 1 {
		t.Errorf("tried again: %v", s.Routes())
	}
}

// Not_found in a crash, or from somebody who does not let us in, is no firm no.
func TestOnlyDuffelsWordIsANo(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 403, 429, 500, 502, 503, 504} {
		c, _ := serve(t, map[string]http.HandlerFunc{heldRoute: refuse(status, "not_found")})
		_, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", BookingRef: heldRef()})
		if err == nil {
			t.Errorf("HTTP %d not_found: found=%v without error", status, found)
		}
	}
}

// An order from the same offer request whose metadata is not (yet) shown may
// be our own attempt. All offer requests are ours, so one without any reference
// is no proof of somebody else's.
func TestAnOrderWithoutMetadataIsNotSomebodyElses(t *testing.T) {
	t.Parallel()
	answers := usedUp(t)
	unnamed := inList(t, "order_held.json")
	from := strings.Index(unnamed, `"metadata"`)
	unnamed = unnamed[:from] + strings.Replace(unnamed[from:], `"farebridge_order_id"`, `"x"`, 1)
	answers[ordersRoute] = say(200, unnamed)
	answers[heldRoute] = say(200, alone(unnamed))
	c, s := serve(t, answers)
	_, err := c.Book.Book(t.Context(), bookInput(t))
	orders := 0
	for _, route := range s.Routes() {
		if route == bookRoute {
			orders++
		}
	}
	if orders != 1 || supplier.KindOf(err) != supplier.OutcomeUnknown {
		t.Errorf("%d orders sent, %v", orders, err)
	}
}

// What an earlier attempt booked at another price is not what was agreed to.
func TestAFoundBookingCostsWhatWasAgreed(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"offer_request_already_booked", "order_creation_already_attempted", "duplicate_booking"} {
		dearer := strings.ReplaceAll(inList(t, "order_held.json"), `3530.00`, `4530.00`)
		c, _ := serve(t, map[string]http.HandlerFunc{bookRoute: refuse(422, code), ordersRoute: say(200, dearer)})
		in := bookInput(t)
		in.Instant = true
		booking, err := c.Book.Book(t.Context(), in)
		if supplier.KindOf(err) != supplier.OutcomeUnknown || err == nil {
			t.Errorf("%s: booked for %s instead of %s: %v", code, booking.Total, in.Total, err)
		}
	}
}

// A cancellation of another order, or one that pays money back, is not the
// release of our hold.
func TestAReleaseCancelsOurUnpaidHold(t *testing.T) {
	t.Parallel()
	for name, quote := range map[string]string{
		"another order": `{"data":{"id":"ore_1","order_id":"ord_other","refund_amount":"0.00","refund_currency":"CNY","refund_to":"awaiting_payment"}}`,
		"paid":          `{"data":{"id":"ore_1","order_id":"ord_s1","refund_amount":"900.00","refund_currency":"CNY","refund_to":null}}`,
	} {
		c, s := serve(t, map[string]http.HandlerFunc{
			heldRoute: say(200, file(t, "order_held.json")), cancelRoute: say(201, quote),
			confirmRoute: say(200, strings.Replace(quote, `"id"`, `"confirmed_at":"2026-12-01T09:00:00Z","id"`, 1)),
		})
		err := c.Release.Release(t.Context(), "ord_ours", heldRef())
		for _, route := range s.Routes() {
			if route == confirmRoute {
				t.Errorf("%s: confirmed %s (%v)", name, quote, err)
			}
		}
	}
}
