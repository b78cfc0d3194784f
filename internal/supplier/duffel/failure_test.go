package duffel_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

const (
	offerRoute   = "GET /air/offers/off_direct"
	ordersRoute  = "GET /air/orders"
	bookRoute    = "POST /air/orders"
	heldRoute    = "GET /air/orders/ord_s1"
	payRoute     = "POST /air/payments"
	cancelRoute  = "POST /air/order_cancellations"
	confirmRoute = "POST /air/order_cancellations/ore_1/actions/confirm"
)

// promise sends headers for more than it writes, then cuts.
func promise(status int, part string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100000")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, part)
		panic(http.ErrAbortHandler)
	}
}

// TestHowAnswersAreRead is the whole table of what can come back, for a read
// and for the three kinds of write.
func TestHowAnswersAreRead(t *testing.T) {
	t.Parallel()
	const (
		unavailable = supplier.Unavailable
		unknown     = supplier.OutcomeUnknown
		rejected    = supplier.Rejected
		soldOut     = supplier.SoldOut
		changed     = supplier.PriceChanged
	)
	html := "<html><body>Bad Gateway</body></html>"
	for name, tc := range map[string]struct {
		answer            http.HandlerFunc
		price, book, tick supplier.Kind
	}{
		"severed":               {sever, unavailable, unknown, unknown},
		"cut short":             {promise(200, `{"data":{"id":`), unavailable, unknown, unknown},
		"cut short refusal":     {promise(422, `{"errors":[`), unavailable, unknown, unknown},
		"truncated JSON":        {say(201, file(t, "search.json")[:200]), unavailable, unknown, unknown},
		"HTML 200":              {say(200, html), unavailable, unknown, unknown},
		"HTML 502":              {say(502, html), unavailable, unknown, unknown},
		"HTML 503":              {say(503, html), unavailable, unknown, unknown},
		"HTML 403":              {say(403, html), unavailable, unknown, unknown},
		"empty 200":             {say(200, ""), unavailable, unknown, unknown},
		"JSON of somebody else": {say(200, `{"message":"hello"}`), unavailable, unknown, unknown},
		"data of another shape": {say(200, `{"data":[1,2]}`), unavailable, unknown, unknown},
		"error inside success":  {refuse(200, "offer_expired"), unavailable, unknown, unknown},
		"errors beside data":    {say(201, strings.TrimSuffix(strings.TrimSpace(file(t, "order_held.json")), "}")+`,"errors":[{"code":"x"}]}`), unavailable, unknown, unknown},
		"redirect":              {say(302, ""), unavailable, unknown, unknown},
		"500":                   {refuse(500, "internal_server_error"), unavailable, unknown, unknown},
		"502":                   {refuse(502, "bad_gateway"), unavailable, unknown, unknown},
		"503":                   {refuse(503, "service_unavailable"), unavailable, unavailable, unknown},
		"504":                   {refuse(504, "gateway_timeout_error"), unavailable, unknown, unknown},
		"429":                   {refuse(429, "rate_limit_exceeded"), supplier.RateLimited, supplier.RateLimited, supplier.RateLimited},
		"429 HTML":              {say(429, html), supplier.RateLimited, supplier.RateLimited, supplier.RateLimited},
		"401":                   {refuse(401, "expired_access_token"), unavailable, unavailable, unavailable},
		"403":                   {refuse(403, "insufficient_permissions"), unavailable, unavailable, unavailable},
		"400 version":           {refuse(400, "unsupported_version"), unavailable, unavailable, unavailable},
		"offer_expired":         {refuse(422, "offer_expired"), soldOut, soldOut, soldOut},
		"offer gone":            {refuse(422, "offer_no_longer_available"), soldOut, soldOut, soldOut},
		"price_changed":         {refuse(422, "price_changed"), changed, changed, changed},
		"other amount":          {refuse(422, "payment_amount_does_not_match_order_amount"), changed, changed, changed},
		"not_found":             {refuse(404, "not_found"), soldOut, soldOut, rejected},
		"linked not_found":      {refuse(422, "not_found"), soldOut, soldOut, rejected},
		"bad name":              {refuse(422, "invalid_passenger_name"), rejected, rejected, rejected},
		"airline refused":       {refuse(422, "airline_internal"), rejected, rejected, rejected},
		"no money":              {refuse(422, "insufficient_balance"), unavailable, unavailable, unavailable},
		"new code":              {refuse(422, "never_seen_before"), rejected, rejected, rejected},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string]http.HandlerFunc{
				offerRoute: tc.answer, bookRoute: tc.answer, payRoute: tc.answer,
				heldRoute: say(200, file(t, "order_held.json")),
			})
			_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: directRef(t), Pax: family})
			kindOf(t, err, tc.price)
			_, err = c.Book.Book(t.Context(), bookInput(t))
			kindOf(t, err, tc.book)
			_, err = c.Ticket.Ticket(t.Context(), supplier.TicketInput{BookingRef: heldRef(), Total: agreed})
			kindOf(t, err, tc.tick)
			if n := strings.Count(strings.Join(s.routes(), "\n")+"\n", bookRoute+"\n"); n != 1 {
				t.Errorf("booked %d times", n)
			}
		})
	}
}

// TestRedirectsAreNotFollowed: the script has no other route, so going there
// fails the test.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 303, 307, 308} {
		away := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", status) }
		c, s := serve(t, map[string]http.HandlerFunc{bookRoute: away, offerRoute: away})
		_, err := c.Book.Book(t.Context(), bookInput(t))
		kindOf(t, err, supplier.OutcomeUnknown)
		_, err = c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: directRef(t), Pax: family})
		kindOf(t, err, supplier.Unavailable)
		if len(s.routes()) != 2 {
			t.Errorf("%d: %v", status, s.routes())
		}
	}
}

func TestWhenTheLimitEnds(t *testing.T) {
	t.Parallel()
	limited := func(headers map[string]string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for name, value := range headers {
				w.Header().Set(name, value)
			}
			refuse(429, "rate_limit_exceeded")(w, r)
		}
	}
	const date = "Tue, 01 Dec 2026 08:00:00 GMT"
	for name, tc := range map[string]struct {
		headers map[string]string
		want    time.Duration
	}{
		"duffel's date": {map[string]string{"Date": date, "Ratelimit-Reset": "Tue, 01 Dec 2026 08:00:42 GMT"}, 42 * time.Second},
		"in the past":   {map[string]string{"Date": date, "Ratelimit-Reset": "Tue, 01 Dec 2026 07:59:00 GMT"}, time.Second},
		"far away":      {map[string]string{"Date": date, "Ratelimit-Reset": "Fri, 01 Jan 2027 08:00:00 GMT"}, time.Hour},
		"plain seconds": {map[string]string{"Retry-After": "7"}, 7 * time.Second},
		"not said":      {nil, time.Minute},
		"nonsense":      {map[string]string{"Ratelimit-Reset": "soon", "Retry-After": "-3"}, time.Minute},
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{offerRoute: limited(tc.headers)})
		_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: directRef(t), Pax: family})
		if e := kindOf(t, err, supplier.RateLimited); e.RetryAfter != tc.want {
			t.Errorf("%s: %v, want %v", name, e.RetryAfter, tc.want)
		}
	}
}

func TestNothingSentIsNotDone(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	for name, address := range map[string]string{
		"connection refused": closed.URL,
		"no such host":       "http://supplier.invalid",
		"no TLS there":       strings.Replace(plain.URL, "http:", "https:", 1),
		"no address":         "http://[::1",
	} {
		t.Run(name, func(t *testing.T) {
			c := connect(address)
			_, err := c.Book.Book(t.Context(), bookInput(t))
			kindOf(t, err, supplier.Unavailable)
		})
	}
}

func TestACallerWhoLeavesBeforeSendingHasDoneNothing(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string]http.HandlerFunc{bookRoute: say(201, file(t, "order_held.json"))})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.Book.Book(ctx, bookInput(t))
	kindOf(t, err, supplier.Unavailable)
	if len(s.routes()) != 0 {
		t.Error("was sent all the same")
	}
}

func TestADeadlineAfterSendingLeavesTheOutcomeUnknown(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	gone := make(chan struct{})
	c, _ := serve(t, map[string]http.HandlerFunc{
		bookRoute: func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done(); close(gone) },
	})
	_, err := c.Book.Book(ctx, bookInput(t))
	kindOf(t, err, supplier.OutcomeUnknown)
	<-gone
}

// blind is a transport that reports nothing to the trace.
type blind struct{ err error }

func (b blind) RoundTrip(*http.Request) (*http.Response, error) { return nil, b.err }

func TestATransportThatCannotBeWatchedIsNotTrusted(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		err  error
		want supplier.Kind
	}{
		{io.ErrUnexpectedEOF, supplier.OutcomeUnknown},
		{&net.OpError{Op: "read", Err: io.EOF}, supplier.OutcomeUnknown},
		{&net.OpError{Op: "dial", Err: io.EOF}, supplier.Unavailable},
	} {
		c := connectThrough("http://localhost", &http.Client{Transport: blind{tc.err}})
		_, err := c.Book.Book(t.Context(), bookInput(t))
		kindOf(t, err, tc.want)
	}
}

func TestOversizeAnswers(t *testing.T) {
	t.Parallel()
	big := func(w http.ResponseWriter, _ *http.Request) {
		chunk := []byte(strings.Repeat(" ", 1<<20))
		for range 33 {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
	c, _ := serve(t, map[string]http.HandlerFunc{offerRoute: big})
	_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: directRef(t), Pax: family})
	if e := kindOf(t, err, supplier.Unavailable); e.Code != supplier.CodeUnreadable {
		t.Errorf("%+v", e)
	}
}

func TestHandlesOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "null", "{}", "junk", `{"v":4,"o":"off_direct"}`, `{"v":1,"p":[["a","b"]]}`, `{"v":1,"o":7}`} {
		c, s := serve(t, nil)
		_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: []byte(raw), Pax: nil})
		kindOf(t, err, supplier.Rejected)
		_, err = c.Ticket.Ticket(t.Context(), supplier.TicketInput{BookingRef: []byte(raw)})
		kindOf(t, err, supplier.Rejected)
		kindOf(t, c.Release.Release(t.Context(), "", []byte(raw)), supplier.Rejected)
		if len(s.routes()) != 0 {
			t.Errorf("%q: asked all the same", raw)
		}
	}
	c, _ := serve(t, nil)
	_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: directRef(t), Pax: []travel.Pax{{ID: "mum"}}})
	kindOf(t, err, supplier.Rejected)
}
