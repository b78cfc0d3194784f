package farebridge_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestTicketPaysFromTheBalance(t *testing.T) {
	t.Parallel()
	ticketed := order("ticketed", `"tickets":[{"ticketNumber":"9991234567890","paxId":"p1"},{"ticketNumber":"9991234567890","paxId":"p1"},{"ticketNumber":"1","paxId":"p1"}]`)
	c, s := serve(t, map[string]http.HandlerFunc{
		readRoute: suppliertest.InTurn(say(200, order("awaitingPayment", `"payments":[{"paymentId":"pay_0","status":"failed"}]`)), say(200, ticketed)),
		payRoute:  say(201, `{"paymentId":"pay_1","status":"authorized"}`),
	})
	for range 2 {
		b, err := c.Ticket.Ticket(t.Context(), ticketInput())
		if err != nil || b.Status != travel.BookingTicketed || len(b.Tickets) != 1 || b.Tickets[0] != (travel.Ticket{Number: "9991234567890", PaxID: "p1"}) {
			t.Fatalf("%+v, %v", b, err)
		}
	}
	paid := s.Calls(payRoute)
	if len(paid) != 1 || paid[0].Header.Get("Idempotency-Key") != "ord_ours-pay-1" || strings.TrimSpace(paid[0].Raw) != `{"method":"deposit"}` {
		t.Errorf("%+v", paid)
	}
}

func TestWhatAnAnswerToAPaymentMeans(t *testing.T) {
	t.Parallel()
	unpaid, onTheirWay := say(200, order("awaitingPayment", "")), say(200, order("ticketing", ""))
	for name, tc := range map[string]struct {
		pay   http.HandlerFunc
		after http.HandlerFunc
		want  supplier.Kind // "": booked, tickets on their way
		code  string
	}{
		"authorized":              {say(201, `{"paymentId":"p","status":"authorized"}`), onTheirWay, "", ""},
		"captured":                {say(201, `{"paymentId":"p","status":"captured"}`), onTheirWay, "", ""},
		"authorized, unreadable":  {say(201, `{"paymentId":"p","status":"authorized"}`), say(200, `<html>`), "", ""},
		"no funds":                {say(201, `{"paymentId":"p","status":"failed","declineCode":"insufficientDeposit"}`), unpaid, supplier.Unavailable, supplier.CodeNoFunds},
		"funds in another money":  {say(201, `{"paymentId":"p","status":"failed","declineCode":"depositCurrency"}`), unpaid, supplier.Unavailable, supplier.CodeNoFunds},
		"declined otherwise":      {say(201, `{"paymentId":"p","status":"failed","declineCode":"doNotHonour"}`), unpaid, supplier.Rejected, "doNotHonour"},
		"pending":                 {say(201, `{"paymentId":"p","status":"pending"}`), unpaid, supplier.OutcomeUnknown, ""},
		"no payment":              {say(201, `{}`), unpaid, supplier.OutcomeUnknown, ""},
		"no deposits there":       {problem(422, "paymentMethodNotAllowed", "notDone"), unpaid, supplier.Rejected, ""},
		"price changed":           {problem(409, "priceChanged", "notDone"), unpaid, supplier.PriceChanged, ""},
		"gateway unavailable":     {problem(503, "gatewayUnavailable", "notDone"), unpaid, supplier.Unavailable, ""},
		"paid by an earlier call": {problem(409, "alreadyPaid", "notDone"), onTheirWay, "", ""},
		"another payment runs":    {problem(409, "invalidState", "notDone"), unpaid, supplier.OutcomeUnknown, "invalidState"},
		"ours runs already":       {problem(409, "invalidState", "notDone"), say(200, order("awaitingPayment", pendingPayment)), supplier.OutcomeUnknown, "invalidState"},
		"over meanwhile":          {problem(409, "invalidState", "notDone"), say(200, order("cancelled", "")), supplier.Rejected, ""},
		"not readable after that": {problem(409, "invalidState", "notDone"), say(502, "<html>"), supplier.OutcomeUnknown, ""},
		"cut":                     {suppliertest.Sever, unpaid, supplier.OutcomeUnknown, supplier.CodeNoAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string]http.HandlerFunc{readRoute: suppliertest.InTurn(unpaid, tc.after), payRoute: tc.pay})
			b, err := c.Ticket.Ticket(t.Context(), ticketInput())
			if tc.want != "" {
				kindOf(t, err, tc.want, tc.code)
			} else if err != nil || b.Status != travel.BookingHeld || b.SupplierOrderID != "ord_theirs" {
				t.Fatalf("%+v, %v", b, err)
			}
			if n := len(s.Calls(payRoute)); n != 1 {
				t.Errorf("paid %d times", n)
			}
		})
	}
}

// No payment is asked for unless the order awaits one, for the agreed sum.
func TestTicketDoesNotPayForWhatItShouldNot(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]supplier.Kind{
		"cancelled": supplier.Rejected, "refunding": supplier.Rejected, "failed": supplier.Rejected,
		"pending": supplier.Unavailable, "meditating": supplier.Unavailable,
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{readRoute: say(200, order(status, ""))})
		_, err := c.Ticket.Ticket(t.Context(), ticketInput())
		kindOf(t, err, want, "")
	}
	c, _ := serve(t, map[string]http.HandlerFunc{readRoute: say(200, order("awaitingPayment", ""))})
	// Beside a payment that may yet go through, another would be a second one.
	pending, _ := serve(t, map[string]http.HandlerFunc{readRoute: say(200, order("awaitingPayment", pendingPayment))})
	_, err := pending.Ticket.Ticket(t.Context(), ticketInput())
	kindOf(t, err, supplier.Unavailable, "stillPending")
	in := ticketInput()
	in.Total = money.New(in.Total.Minor+1, money.CNY)
	_, err = c.Ticket.Ticket(t.Context(), in)
	kindOf(t, err, supplier.PriceChanged, "otherTotal")
}

func TestFunds(t *testing.T) {
	t.Parallel()
	const route = "GET /v1/agency"
	agency := `{"agencyId":"agy_1","name":"We","programs":["retail"]`
	for name, tc := range map[string]struct {
		answer http.HandlerFunc
		want   supplier.Kind
	}{
		"there are some": {say(200, agency+`,"deposit":{"balance":{"amount":"5.00","currency":"CNY"},"reserved":{"amount":"1.50","currency":"CNY"},"available":{"amount":"3.50","currency":"CNY"}}}`), ""},
		"no deposit":     {say(200, agency+`}`), supplier.Unavailable},
		"20 decimals":    {say(200, agency+`,"deposit":{"available":{"amount":"3.00000000000000000001","currency":"CNY"}}}`), supplier.Unavailable},
		"no agency":      {say(200, `{}`), supplier.Unavailable},
		"an old peer":    {problem(404, "notFound", ""), supplier.Rejected},
		"a page":         {say(200, `<html>`), supplier.Unavailable},
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{route: tc.answer})
		got, err := c.Funds.Funds(t.Context())
		switch {
		case tc.want != "":
			kindOf(t, err, tc.want, "")
		case err != nil || got != money.MustParse("3.50", money.CNY):
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

func TestHandlesOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "null", "{}", "junk", `{"v":2,"o":"ofr_1","b":"ord_theirs"}`, `{"v":1}`, `{"v":1,"o":7,"b":7}`} {
		c, s := serve(t, nil)
		_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: []byte(raw)})
		kindOf(t, err, supplier.Rejected, "badHandle")
		_, err = c.Ticket.Ticket(t.Context(), supplier.TicketInput{BookingRef: []byte(raw)})
		kindOf(t, err, supplier.Rejected, "badHandle")
		_, _, err = c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{OfferRef: []byte(raw)})
		kindOf(t, err, supplier.Rejected, "badHandle")
		if len(s.Calls()) != 0 {
			t.Errorf("%q: asked all the same", raw)
		}
	}
	c, _ := serve(t, nil)
	in := bookInput()
	in.Pax[0].ID = "somebody"
	_, err := c.Book.Book(t.Context(), in)
	kindOf(t, err, supplier.Rejected, "badHandle")
	_, err = c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: offerRef(false), Pax: []travel.Pax{{ID: "p1"}}, Services: []travel.ServiceChoice{{Quantity: 1}}})
	kindOf(t, err, supplier.Unsupported, "")
	for _, address := range []string{"http://[::1", "http://127.0.0.1:1"} {
		_, err := connect(address, nil).Book.Book(t.Context(), bookInput())
		kindOf(t, err, supplier.Unavailable, supplier.CodeNotSent)
	}
}
