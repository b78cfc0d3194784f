package duffel_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
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

func wire(t *testing.T) suppliertest.Wire {
	t.Helper()
	return suppliertest.Wire{
		Connect: connectThrough,
		Beside:  map[string]http.HandlerFunc{heldRoute: say(200, file(t, "order_held.json"))},
		Asks: []suppliertest.Ask{
			{Route: offerRoute, Call: func(ctx context.Context, c *supplier.Connector) error {
				_, err := c.Price.Price(ctx, supplier.PriceInput{OfferRef: directRef(t), Pax: family})
				return err
			}},
			{Route: bookRoute, Writes: true, Call: func(ctx context.Context, c *supplier.Connector) error {
				_, err := c.Book.Book(ctx, bookInput(t))
				return err
			}},
			{Route: payRoute, Writes: true, Call: func(ctx context.Context, c *supplier.Connector) error {
				_, err := c.Ticket.Ticket(ctx, supplier.TicketInput{BookingRef: heldRef(), Total: agreed})
				return err
			}},
		},
	}
}

func TestWire(t *testing.T) {
	t.Parallel()
	wire(t).Run(t)
}

// TestHowAnswersAreRead is the whole table of what can come back, for a read
// and for two kinds of write; what is no answer at all, TestWire has.
func TestHowAnswersAreRead(t *testing.T) {
	t.Parallel()
	const (
		unavailable = supplier.Unavailable
		unknown     = supplier.OutcomeUnknown
		rejected    = supplier.Rejected
		soldOut     = supplier.SoldOut
		changed     = supplier.PriceChanged
	)
	const html = "<html><body>Bad Gateway</body></html>"
	means := suppliertest.Means
	wire(t).Reads(t, map[string]suppliertest.Reading{
		"truncated JSON":        means(say(201, file(t, "search.json")[:200]), unavailable, unknown, unknown),
		"HTML 403":              means(say(403, html), unavailable, unknown, unknown),
		"JSON of somebody else": means(say(200, `{"message":"hello"}`), unavailable, unknown, unknown),
		"data of another shape": means(say(200, `{"data":[1,2]}`), unavailable, unknown, unknown),
		"error inside success":  means(refuse(200, "offer_expired"), unavailable, unknown, unknown),
		"errors beside data":    means(say(201, strings.TrimSuffix(strings.TrimSpace(file(t, "order_held.json")), "}")+`,"errors":[{"code":"x"}]}`), unavailable, unknown, unknown),
		"500":                   means(refuse(500, "internal_server_error"), unavailable, unknown, unknown),
		"502":                   means(refuse(502, "bad_gateway"), unavailable, unknown, unknown),
		"503":                   means(refuse(503, "service_unavailable"), unavailable, unavailable, unknown),
		"504":                   means(refuse(504, "gateway_timeout_error"), unavailable, unknown, unknown),
		"429":                   means(refuse(429, "rate_limit_exceeded"), supplier.RateLimited, supplier.RateLimited, supplier.RateLimited),
		"429 HTML":              means(say(429, html), supplier.RateLimited, supplier.RateLimited, supplier.RateLimited),
		"401":                   means(refuse(401, "expired_access_token"), unavailable, unavailable, unavailable),
		"403":                   means(refuse(403, "insufficient_permissions"), unavailable, unavailable, unavailable),
		"400 version":           means(refuse(400, "unsupported_version"), unavailable, unavailable, unavailable),
		"offer_expired":         means(refuse(422, "offer_expired"), soldOut, soldOut, soldOut),
		"offer gone":            means(refuse(422, "offer_no_longer_available"), soldOut, soldOut, soldOut),
		"price_changed":         means(refuse(422, "price_changed"), changed, changed, changed),
		"other amount":          means(refuse(422, "payment_amount_does_not_match_order_amount"), changed, changed, changed),
		"not_found":             means(refuse(404, "not_found"), soldOut, soldOut, rejected),
		"linked not_found":      means(refuse(422, "not_found"), soldOut, soldOut, rejected),
		"bad name":              means(refuse(422, "invalid_passenger_name"), rejected, rejected, rejected),
		"airline refused":       means(refuse(422, "airline_internal"), rejected, rejected, rejected),
		"no money":              means(refuse(422, "insufficient_balance"), unavailable, unavailable, unavailable),
		"new code":              means(refuse(422, "never_seen_before"), rejected, rejected, rejected),
	})
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

func TestHandlesOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "null", "{}", "junk", `{"v":4,"o":"off_direct"}`, `{"v":1,"p":[["a","b"]]}`, `{"v":1,"o":7}`} {
		c, s := serve(t, nil)
		_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: []byte(raw), Pax: nil})
		kindOf(t, err, supplier.Rejected)
		_, err = c.Ticket.Ticket(t.Context(), supplier.TicketInput{BookingRef: []byte(raw)})
		kindOf(t, err, supplier.Rejected)
		kindOf(t, c.Release.Release(t.Context(), "", []byte(raw)), supplier.Rejected)
		if len(s.Routes()) != 0 {
			t.Errorf("%q: asked all the same", raw)
		}
	}
	c, _ := serve(t, nil)
	_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: directRef(t), Pax: []travel.Pax{{ID: "mum"}}})
	kindOf(t, err, supplier.Rejected)
}
