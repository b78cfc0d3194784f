package amadeus_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/amadeus"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

func wire(t *testing.T) suppliertest.Wire {
	t.Helper()
	in := bookInput(t)
	return suppliertest.Wire{
		Connect: func(baseURL string, client *http.Client) *supplier.Connector {
			cfg := config(baseURL)
			cfg.HTTPClient = client
			return amadeus.New(cfg)
		},
		Beside: map[string]http.HandlerFunc{tokenRoute: say(200, `{"access_token":"token","expires_in":1799}`)},
		Around: func(other http.RoundTripper) http.RoundTripper { return withTokens{other} },
		Secret: "secret",
		Asks: []suppliertest.Ask{
			{Route: priceRoute, Call: func(ctx context.Context, c *supplier.Connector) error {
				_, err := c.Price.Price(ctx, supplier.PriceInput{OfferRef: in.OfferRef, Pax: family})
				return err
			}},
			{Route: bookRoute, Writes: true, Call: func(ctx context.Context, c *supplier.Connector) error {
				_, err := c.Book.Book(ctx, in)
				return err
			}},
		},
	}
}

func TestWire(t *testing.T) {
	t.Parallel()
	wire(t).Run(t)
}

// TestHowAnswersAreRead is the whole table of what can come back, for a read and a
// write; what is no answer at all, TestWire has.
func TestHowAnswersAreRead(t *testing.T) {
	t.Parallel()
	const (
		unavailable = supplier.Unavailable
		unknown     = supplier.OutcomeUnknown
		rejected    = supplier.Rejected
		soldOut     = supplier.SoldOut
		changed     = supplier.PriceChanged
		limited     = supplier.RateLimited
	)
	const html = "<html><body>Bad Gateway</body></html>"
	means := suppliertest.Means
	wire(t).Reads(t, map[string]suppliertest.Reading{
		"truncated JSON":         means(say(201, file(t, "order.json")[:300]), unavailable, unknown),
		"HTML 403":               means(say(403, html), unavailable, unknown),
		"204":                    means(say(204, ""), unavailable, unknown),
		"JSON of somebody else":  means(say(200, `{"message":"hello"}`), unavailable, unknown),
		"data of another shape":  means(say(200, `{"data":[1,2]}`), unavailable, unknown),
		"error inside success":   means(refuse(200, "34651"), unavailable, unknown),
		"errors beside data":     means(say(201, strings.Replace(file(t, "order.json"), "{", `{"errors":[{"code":1}],`, 1)), unavailable, unknown),
		"500":                    means(refuse(500, "141"), unavailable, unknown),
		"500 that looks done":    means(refuse(500, "37200"), unavailable, unknown),
		"500 for bad data":       means(refuse(500, "4926"), unavailable, unknown),
		"500 about the token":    means(refuse(500, "38190"), unavailable, unknown),
		"500 of its age":         means(refuse(500, "38191"), unavailable, unknown),
		"502 about the token":    means(refuse(502, "38192"), unavailable, unknown),
		"503 of its end":         means(refuse(503, "38193"), unavailable, unknown),
		"400 about the token":    means(refuse(400, "38192"), unavailable, unavailable),
		"502":                    means(refuse(502, "38189"), unavailable, unknown),
		"503":                    means(refuse(503, "38189"), unavailable, unknown),
		"429":                    means(refuse(429, "38194"), limited, limited),
		"429 HTML":               means(say(429, html), limited, limited),
		"quota as 400":           means(refuse(400, "38195"), limited, limited),
		"403":                    means(refuse(403, "38197"), unavailable, unavailable),
		"unknown key":            means(refuse(401, "39683"), unavailable, unavailable),
		"token's own form":       means(say(401, `{"error":"invalid_client","error_description":"D","code":38187,"title":"T"}`), unavailable, unavailable),
		"price discrepancy":      means(refuse(400, "37200"), changed, changed),
		"sell failure":           means(refuse(400, "34651"), soldOut, soldOut),
		"sell failure as text":   means(refuse(400, `"34651"`), soldOut, soldOut),
		"fare gone":              means(refuse(400, "34107"), soldOut, soldOut),
		"services gone":          means(refuse(400, "38034"), soldOut, soldOut),
		"bad name":               means(refuse(400, "477"), rejected, rejected),
		"bad data":               means(refuse(400, "4926"), soldOut, rejected),
		"booking failed":         means(refuse(400, "36870"), rejected, rejected),
		"not found":              means(refuse(404, "38196"), rejected, rejected),
		"new code":               means(refuse(400, "99999"), rejected, rejected),
		"no code":                means(say(400, `{"errors":[{"title":"x"}]}`), rejected, rejected),
		"the telling one of two": means(say(400, `{"errors":[{"code":477,"title":"x"},{"code":34651,"title":"SEGMENT SELL FAILURE"}]}`), soldOut, soldOut),
	})
}

func TestWhenTheLimitEnds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		code, after string
		want        time.Duration
	}{
		"so many a second":  {"38194", "", time.Second},
		"so many a month":   {"38195", "", time.Hour},
		"said":              {"38194", "7", 7 * time.Second},
		"said for too long": {"38194", "99999", time.Hour},
		"nonsense":          {"38194", "-3", time.Second},
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{priceRoute: func(w http.ResponseWriter, r *http.Request) {
			if tc.after != "" {
				w.Header().Set("Retry-After", tc.after)
			}
			refuse(429, tc.code)(w, r)
		}})
		_, err := priced(t, c)
		if e := kindOf(t, err, supplier.RateLimited); e.RetryAfter != tc.want || e.Code != tc.code {
			t.Errorf("%s: %+v", name, e)
		}
	}
}
