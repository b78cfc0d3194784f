package ndc

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

func TestWire(t *testing.T) {
	t.Parallel()
	suppliertest.Wire{
		Connect: func(baseURL string, client *http.Client) *supplier.Connector {
			return New(Config{ID: "sup", BaseURL: baseURL, Token: "token", HTTPClient: client})
		},
		Route: rootOf,
		Asks: []suppliertest.Ask{
			{Route: "IATA_OfferPriceRQ", Call: func(ctx context.Context, c *supplier.Connector) error {
				_, err := c.Price.Price(ctx, supplier.PriceInput{OfferRef: familyRef(t), Pax: family})
				return err
			}},
			{Route: "IATA_OrderCreateRQ", Writes: true, Call: func(ctx context.Context, c *supplier.Connector) error {
				_, err := c.Book.Book(ctx, supplier.BookInput{Reference: "r", OfferRef: familyRef(t), Total: agreed, Pax: familyNamed()})
				return err
			}},
		},
	}.Run(t)
}

// TestWhatARefusalMeans: the codes wherever suppliers put them, of a read and of
// a write.
func TestWhatARefusalMeans(t *testing.T) {
	t.Parallel()
	unknown, unavailable := supplier.OutcomeUnknown, supplier.Unavailable
	for name, tc := range map[string]struct {
		status      int
		error       string
		read, write supplier.Kind
		code        string
	}{
		"plain":             {200, `<Code>914</Code><TypeCode>3</TypeCode>`, supplier.Rejected, supplier.Rejected, "914"},
		"carrier's own":     {200, `<Code>99960</Code>`, supplier.Rejected, supplier.Rejected, "99960"},
		"gone":              {200, `<Code>421</Code>`, supplier.SoldOut, supplier.SoldOut, "421"},
		"in the type":       {200, `<TypeCode>490</TypeCode><DescText>Unable</DescText>`, supplier.SoldOut, supplier.SoldOut, "490"},
		"in the tag":        {200, `<Code>OF4053</Code><TagText>493</TagText>`, supplier.SoldOut, supplier.SoldOut, "493"},
		"seat":              {200, `<Code>281</Code>`, supplier.SoldOut, supplier.SoldOut, supplier.CodeServiceGone},
		"price":             {200, `<Code>727</Code>`, supplier.PriceChanged, supplier.PriceChanged, "727"},
		"our purse":         {200, `<Code>293</Code>`, unavailable, unavailable, supplier.CodeNoFunds},
		"turned away":       {503, `<Code>304</Code>`, unavailable, unavailable, "304"},
		"nobody knows":      {200, `<Code>911</Code>`, unavailable, unknown, "911"},
		"error in a crash":  {500, `<Code>421</Code>`, unavailable, unknown, "421"},
		"the known of two":  {200, `<Code>9999</Code></Error><Error><Code>421</Code>`, supplier.SoldOut, supplier.SoldOut, "421"},
		"not let in":        {401, `<Code>305</Code>`, unavailable, unavailable, "305"},
		"not supported":     {200, `<Code>915</Code>`, supplier.Unsupported, supplier.Unsupported, "915"},
		"nothing but words": {200, `<DescText>No</DescText>`, supplier.Rejected, supplier.Rejected, "unnamed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := answering(tc.status, inMessage("IATA_OfferPriceRS", `<Error>`+tc.error+`</Error>`)).
				Price.Price(t.Context(), supplier.PriceInput{OfferRef: familyRef(t), Pax: family})
			wantFailure(t, err, tc.read, tc.code)
			in := supplier.BookInput{Reference: "r", OfferRef: familyRef(t), Total: agreed, Pax: familyNamed()}
			_, err = answering(tc.status, inMessage("IATA_OrderViewRS", `<Error>`+tc.error+`</Error>`)).Book.Book(t.Context(), in)
			wantFailure(t, err, tc.write, tc.code)
		})
	}
}

func wantFailure(t *testing.T, err error, kind supplier.Kind, code string) {
	t.Helper()
	suppliertest.Failed(t, err, kind, code)
}

// TestAnswersThatAreNone: not the message, not XML, not there.
func TestAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	whole := orderAnswer("r")
	for name, tc := range map[string]struct {
		status int
		body   string
		write  supplier.Kind
	}{
		"a page":                 {200, "<html><body>soon</body></html>", supplier.OutcomeUnknown},
		"a page of a gateway":    {502, "<html/>", supplier.OutcomeUnknown},
		"a bare 503":             {503, "", supplier.OutcomeUnknown},
		"a bare 403":             {403, "", supplier.Unavailable},
		"half":                   {200, whole[:len(whole)/2], supplier.OutcomeUnknown},
		"another message":        {200, shoppingAnswer(1), supplier.OutcomeUnknown},
		"neither error nor data": {200, inMessage("IATA_OrderViewRS", ""), supplier.OutcomeUnknown},
		"an order in a crash":    {500, whole, supplier.OutcomeUnknown},
		"a redirect":             {302, "", supplier.OutcomeUnknown},
		"far too much":           {200, crowded(maxParts + 1), supplier.OutcomeUnknown},
		"an error and an order":  {200, strings.Replace(whole, "<Response>", "<Error><Code>914</Code></Error><Response>", 1), supplier.OutcomeUnknown},
		"no order":               {200, inMessage("IATA_OrderViewRS", "<Response/>"), supplier.OutcomeUnknown},
		"utf-16":                 {200, `<?xml version="1.0" encoding="UTF-16"?><a/>`, supplier.OutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := answering(tc.status, tc.body)
			in := supplier.BookInput{Reference: "r", OfferRef: familyRef(t), Total: agreed, Pax: familyNamed()}
			_, err := c.Book.Book(t.Context(), in)
			wantFailure(t, err, tc.write, "")
			if strings.Contains(tc.body, "<Code>914</Code>") {
				return // of a read that is plainly no
			}
			_, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "r", OfferRef: familyRef(t)})
			if found {
				t.Fatal("found and failed")
			}
			wantFailure(t, err, supplier.Unavailable, "")
		})
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		after string
		want  time.Duration
	}{
		"seconds":   {"7", 7 * time.Second},
		"for ever":  {"99999999", time.Hour},
		"a date":    {"Tue, 01 Dec 2026 02:01:30 GMT", 90 * time.Second},
		"the past":  {"Tue, 01 Dec 2026 01:00:00 GMT", time.Second},
		"not said":  {"", time.Second},
		"gibberish": {"later", time.Second},
	} {
		header := http.Header{"Date": {"Tue, 01 Dec 2026 02:00:00 GMT"}, "Retry-After": {tc.after}}
		c := New(Config{HTTPClient: suppliertest.Canned{Status: http.StatusTooManyRequests, Header: header}.Client(), BaseURL: "http://supplier.invalid"})
		_, err := c.Shop.Shop(t.Context(), familySearch)
		if e := suppliertest.Failed(t, err, supplier.RateLimited, ""); e.RetryAfter != tc.want {
			t.Errorf("%s: %v after %v", name, err, e.RetryAfter)
		}
	}
}
