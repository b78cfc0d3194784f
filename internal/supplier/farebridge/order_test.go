package farebridge_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestBookSendsOurReferenceTwice(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string]http.HandlerFunc{bookRoute: say(201, order("awaitingPayment", ""))})
	b, err := c.Book.Book(t.Context(), bookInput())
	if err != nil {
		t.Fatal(err)
	}
	if b.Status != travel.BookingHeld || b.SupplierOrderID != "ord_theirs" || b.RecordLocators[0].Locator != "XYZ789" || b.PayBy.IsZero() || b.PayBy.Hour() != 2 {
		t.Errorf("%+v", b)
	}
	sent := s.Calls(bookRoute)[0]
	if sent.Header.Get("Idempotency-Key") != "ord_ours" || sent.Header.Get("Authorization") != "Bearer fb_live_x" {
		t.Errorf("%v", sent.Header)
	}
	has(t, sent, `"clientReference":"ord_ours"`, `"acceptanceToken":"acc_1"`, `"offerId":"ofr_1"`, `"amount":"1962.00"`, `"paxId":"p1"`, `"ptc":"ADT"`)
}

// The table of the port: what each answer to a booking means.
func TestWhatAnAnswerToABookingMeans(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answer http.HandlerFunc
		want   supplier.Kind
		code   string
	}{
		"202":                      {say(202, order("pending", "")), supplier.OutcomeUnknown, "stillPending"},
		"sold out after all":       {say(201, order("failed", `"cancelReason":"soldOut"`)), supplier.SoldOut, "soldOut"},
		"a seat gone after all":    {say(201, order("failed", `"cancelReason":"serviceSoldOut"`)), supplier.SoldOut, supplier.CodeServiceGone},
		"dearer after all":         {say(201, order("failed", `"cancelReason":"priceChanged"`)), supplier.PriceChanged, "priceChanged"},
		"refused by its supplier":  {say(201, order("failed", `"cancelReason":"supplierRejected"`)), supplier.Rejected, ""},
		"cancelled at once":        {say(201, order("cancelled", `"cancelReason":"supplierCancelled"`)), supplier.Rejected, ""},
		"a status nobody knows":    {say(201, order("meditating", "")), supplier.OutcomeUnknown, supplier.CodeUnreadable},
		"an order without id":      {say(201, `{"status":"awaitingPayment"}`), supplier.OutcomeUnknown, supplier.CodeUnreadable},
		"a problem called success": {say(200, `{"code":"offerUnavailable","outcome":"notDone"}`), supplier.OutcomeUnknown, supplier.CodeUnreadable},
		"price changed":            {problem(409, "priceChanged", "notDone"), supplier.PriceChanged, "priceChanged"},
		"price changed, perhaps":   {problem(409, "priceChanged", "unknown"), supplier.OutcomeUnknown, "priceChanged"},
		"acceptance required":      {problem(409, "acceptanceRequired", "notDone"), supplier.PriceChanged, ""},
		"offer unavailable":        {problem(409, "offerUnavailable", "notDone"), supplier.SoldOut, ""},
		"offer expired":            {problem(410, "offerExpired", "notDone"), supplier.SoldOut, ""},
		"offer forgotten":          {problem(404, "notFound", "notDone"), supplier.SoldOut, ""},
		"validation failed":        {problem(422, "validationFailed", "notDone"), supplier.Rejected, ""},
		"a code nobody knows":      {problem(422, "moonInTheWrongHouse", "notDone"), supplier.Rejected, "moonInTheWrongHouse"},
		"our key is not theirs":    {problem(401, "unauthenticated", "notDone"), supplier.Unavailable, ""},
		"key in use":               {problem(409, "idempotencyInProgress", "unknown"), supplier.OutcomeUnknown, ""},
		"key used otherwise":       {problem(422, "idempotencyKeyReused", "notDone"), supplier.OutcomeUnknown, ""},
		"suppliers unavailable":    {problem(503, "suppliersUnavailable", "notDone"), supplier.Unavailable, ""},
		"internal":                 {problem(500, "internal", "unknown"), supplier.OutcomeUnknown, ""},
		"outcome unknown":          {problem(504, "outcomeUnknown", "unknown"), supplier.OutcomeUnknown, ""},
		"nothing about an outcome": {say(503, `{"code":"overloaded"}`), supplier.OutcomeUnknown, ""},
		"no problem document":      {say(409, `{"error":"no"}`), supplier.OutcomeUnknown, supplier.CodeUnreadable},
		"a redirect":               {say(302, `{"code":"offerUnavailable","outcome":"notDone"}`), supplier.OutcomeUnknown, supplier.CodeUnreadable},
		"too many requests":        {say(429, ``), supplier.RateLimited, "rateLimited"},
		"cut":                      {suppliertest.Sever, supplier.OutcomeUnknown, supplier.CodeNoAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string]http.HandlerFunc{bookRoute: tc.answer})
			_, err := c.Book.Book(t.Context(), bookInput())
			kindOf(t, err, tc.want, tc.code)
			if n := len(s.Calls(bookRoute)); n != 1 {
				t.Errorf("%d calls", n)
			}
		})
	}
}

func TestBookedForAnotherSumIsLeftToBeFound(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string]http.HandlerFunc{bookRoute: say(201, order("awaitingPayment", ""))})
	in := bookInput()
	in.Total = money.New(in.Total.Minor-1, money.CNY)
	_, err := c.Book.Book(t.Context(), in)
	kindOf(t, err, supplier.OutcomeUnknown, "otherTotal")
}

// What cannot be held is ordered and paid in one go.
func TestBookedAndPaidAtOnce(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string]http.HandlerFunc{
		bookRoute: say(201, order("awaitingPayment", "")),
		payRoute:  say(201, `{"paymentId":"pay_1","status":"authorized"}`),
		readRoute: say(200, order("ticketing", "")),
	})
	in := bookInput()
	in.OfferRef = offerRef(true)
	_, err := c.Book.Book(t.Context(), in)
	kindOf(t, err, supplier.Rejected, "notHoldable")
	in.Instant = true
	b, err := c.Book.Book(t.Context(), in)
	if err != nil || b.Status != travel.BookingHeld || len(b.Tickets) != 0 {
		t.Fatalf("%+v, %v", b, err)
	}
	if paid := s.Calls(payRoute); len(paid) != 1 || paid[0].Header.Get("Idempotency-Key") != "ord_ours-pay-0" {
		t.Errorf("%+v", paid)
	}
}

func TestFoundByOurReference(t *testing.T) {
	t.Parallel()
	listed := func(status string) http.HandlerFunc {
		return say(200, `{"orders":[{"orderId":"ord_theirs","clientReference":"ord_ours","status":"`+status+`"}],"page":{}}`)
	}
	for name, tc := range map[string]struct {
		list, read http.HandlerFunc
		instant    bool
		found      bool
		status     travel.BookingStatus
		code       string // of an Unavailable; "" none
	}{
		"held":                  {listed("awaitingPayment"), say(200, order("awaitingPayment", "")), false, true, travel.BookingHeld, ""},
		"paid":                  {listed("ticketing"), say(200, order("ticketing", "")), false, true, travel.BookingHeld, ""},
		"ticketed":              {listed("ticketed"), say(200, order("ticketed", `"tickets":[{"ticketNumber":"9991234567890","paxId":"p1"}]`)), false, true, travel.BookingTicketed, ""},
		"refunded":              {listed("refunded"), say(200, order("refunded", "")), false, true, travel.BookingCancelled, ""},
		"none":                  {say(200, `{"orders":[],"page":{}}`), nil, false, false, "", ""},
		"never booked":          {listed("failed"), say(200, order("failed", "")), false, false, "", ""},
		"still pending":         {listed("pending"), say(200, order("pending", "")), false, false, "", "stillPending"},
		"not paid, not booked":  {listed("awaitingPayment"), say(200, order("awaitingPayment", "")), true, false, "", ""},
		"payment in doubt":      {listed("awaitingPayment"), say(200, order("awaitingPayment", `"payments":[{"paymentId":"pay_1","status":"pending"}]`)), true, false, "", "stillPending"},
		"a status nobody knows": {listed("meditating"), say(200, order("meditating", "")), false, false, "", supplier.CodeUnreadable},
		"an unfiltered list":    {say(200, `{"orders":[{"orderId":"ord_other","clientReference":"x","status":"ticketed"}]}`), nil, false, false, "", supplier.CodeUnreadable},
		"no list":               {say(200, `{}`), nil, false, false, "", supplier.CodeUnreadable},
		"an outage":             {problem(503, "overloaded", ""), nil, false, false, "", "overloaded"},
		"another order":         {listed("ticketed"), say(200, `{"orderId":"ord_other","status":"ticketed"}`), false, false, "", supplier.CodeUnreadable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := map[string]http.HandlerFunc{listRoute: tc.list}
			if tc.read != nil {
				answers[readRoute] = tc.read
			}
			c, s := serve(t, answers)
			b, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", OfferRef: offerRef(tc.instant)})
			if tc.code != "" {
				kindOf(t, err, supplier.Unavailable, tc.code)
			} else if err != nil {
				t.Fatal(err)
			}
			if found != tc.found || b.Status != tc.status {
				t.Errorf("%v %+v", found, b)
			}
			if q := s.Calls(listRoute)[0].Query; q != "clientReference=ord_ours" {
				t.Errorf("asked %s", q)
			}
		})
	}
	c, _ := serve(t, map[string]http.HandlerFunc{readRoute: problem(404, "notFound", "")})
	_, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", BookingRef: bookingRef()})
	if found || err != nil {
		t.Errorf("an order they do not have: %v %v", found, err)
	}
	// A gateway that broke down knows of no order, whatever code it gives.
	for _, status := range []int{500, 502, 503, 504} {
		c, _ := serve(t, map[string]http.HandlerFunc{readRoute: problem(status, "notFound", "")})
		_, _, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", BookingRef: bookingRef()})
		kindOf(t, err, supplier.Unavailable, "notFound")
	}
}

func TestWire(t *testing.T) {
	t.Parallel()
	suppliertest.Wire{
		Connect: connect,
		Asks: []suppliertest.Ask{
			{Route: "POST /v1/offers/ofr_1/price", Call: func(ctx context.Context, c *supplier.Connector) error {
				_, err := c.Price.Price(ctx, supplier.PriceInput{OfferRef: offerRef(false), Pax: search().Pax})
				return err
			}},
			{Route: bookRoute, Writes: true, Call: func(ctx context.Context, c *supplier.Connector) error {
				_, err := c.Book.Book(ctx, bookInput())
				return err
			}},
		},
	}.Run(t)
}
