package duffel_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/duffel"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

// Only what is the card's fault is told as that: another card would not help
// against the rest.
func TestWhatACardIsBlamedFor(t *testing.T) {
	t.Parallel()
	const sessionRoute = "POST /payments/three_d_secure_sessions"
	ready := say(201, `{"data":{"id":"3ds_1","status":"ready_for_payment"}}`)
	held := say(200, file(t, "order_held.json"))
	at := func(pointer, code string) http.HandlerFunc {
		return say(422, `{"errors":[{"type":"t","code":"`+code+`","title":"T","message":"M","source":{"field":"f","pointer":"`+pointer+`"}}]}`)
	}
	for name, tc := range map[string]struct {
		session, payment http.HandlerFunc
		want             supplier.Kind
		code             string
	}{
		"unknown":                  {at("/card_id", "not_found"), nil, supplier.Rejected, supplier.CodeCardDeclined},
		"its holder is asked":      {say(201, `{"data":{"id":"3ds_1","status":"challenge_required"}}`), nil, supplier.Rejected, supplier.CodeCardDeclined},
		"failed":                   {say(201, `{"data":{"id":"3ds_1","status":"failed"}}`), nil, supplier.Rejected, supplier.CodeCardDeclined},
		"the order is not there":   {at("/resource_id", "not_found"), nil, supplier.SoldOut, "not_found"},
		"the account may not":      {refuse(422, "unavailable_feature"), nil, supplier.Unavailable, "unavailable_feature"},
		"nobody answers":           {suppliertest.Sever, nil, supplier.Unavailable, ""},
		"declined":                 {ready, refuse(422, "payment_declined"), supplier.Rejected, supplier.CodeCardDeclined},
		"too risky":                {ready, refuse(422, "high_fraud_risk"), supplier.Rejected, supplier.CodeCardDeclined},
		"the payment failed":       {ready, say(201, `{"data":{"id":"pay_1","status":"failed"}}`), supplier.Rejected, supplier.CodeCardDeclined},
		"lost":                     {ready, suppliertest.Sever, supplier.OutcomeUnknown, ""},
		"refused for other reason": {ready, refuse(422, "past_payment_required_by_date"), supplier.Rejected, "past_payment_required_by_date"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := map[string]http.HandlerFunc{heldRoute: held, sessionRoute: tc.session}
			if tc.payment != nil {
				answers[payRoute] = tc.payment
			}
			url, s := scripted(t, answers)
			c := duffel.New(duffel.Config{ID: "sup", BaseURL: url, Token: "token", PaymentType: duffel.PaymentCard})
			_, err := c.Ticket.Ticket(t.Context(), supplier.TicketInput{Reference: "ord_ours", BookingRef: heldRef(), Total: agreed, CardToken: "tcd_1"})
			if supplier.KindOf(err) != tc.want || tc.code != "" && supplier.CodeOf(err) != tc.code {
				t.Fatalf("%v", err)
			}
			if tc.payment != nil {
				paid := s.Last(payRoute).Body["data"].(map[string]any)["payment"].(map[string]any)
				if paid["type"] != "card" || paid["three_d_secure_session_id"] != "3ds_1" {
					t.Errorf("paid by %v", paid)
				}
			}
		})
	}
}

// That a booking is paid is seen before its tickets are.
func TestAPaidBookingIsTold(t *testing.T) {
	t.Parallel()
	held := file(t, "order_held.json")
	for body, paid := range map[string]bool{
		held: false,
		strings.Replace(held, `"awaiting_payment": true`, `"awaiting_payment": false, "paid_at": "2026-12-01T08:10:00Z"`, 1): true,
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{heldRoute: say(200, body)})
		booking, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", BookingRef: heldRef()})
		if err != nil || !found || booking.Paid != paid || booking.Status != travel.BookingHeld {
			t.Errorf("%v %v %+v", err, found, booking)
		}
	}
}
