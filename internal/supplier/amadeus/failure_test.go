package amadeus_test

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
	"github.com/farebridge/farebridge/internal/supplier/amadeus"
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

// TestHowAnswersAreRead is the whole table of what can come back, for a read and a
// write.
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
	html := "<html><body>Bad Gateway</body></html>"
	for name, tc := range map[string]struct {
		answer      http.HandlerFunc
		price, book supplier.Kind
	}{
		"severed":               {sever, unavailable, unknown},
		"cut short":             {promise(200, `{"data":{"id":`), unavailable, unknown},
		"cut short refusal":     {promise(400, `{"errors":[`), unavailable, unknown},
		"truncated JSON":        {say(201, file(t, "order.json")[:300]), unavailable, unknown},
		"HTML 200":              {say(200, html), unavailable, unknown},
		"HTML 502":              {say(502, html), unavailable, unknown},
		"HTML 403":              {say(403, html), unavailable, unknown},
		"empty 200":             {say(200, ""), unavailable, unknown},
		"204":                   {say(204, ""), unavailable, unknown},
		"JSON of somebody else": {say(200, `{"message":"hello"}`), unavailable, unknown},
		"data of another shape": {say(200, `{"data":[1,2]}`), unavailable, unknown},
		"error inside success":  {refuse(200, "34651"), unavailable, unknown},
		"errors beside data":    {say(201, strings.Replace(file(t, "order.json"), "{", `{"errors":[{"code":1}],`, 1)), unavailable, unknown},
		"redirect":              {say(302, ""), unavailable, unknown},
		"500":                   {refuse(500, "141"), unavailable, unknown},
		"500 that looks done":   {refuse(500, "37200"), unavailable, unknown},
		"500 for bad data":      {refuse(500, "4926"), unavailable, unknown},
		"500 about the token":   {refuse(500, "38190"), unavailable, unknown},
		"500 of its age":        {refuse(500, "38191"), unavailable, unknown},
		"502 about the token":   {refuse(502, "38192"), unavailable, unknown},
		"503 of its end":        {refuse(503, "38193"), unavailable, unknown},
		"400 about the token":   {refuse(400, "38192"), unavailable, unavailable},
		"502":                   {refuse(502, "38189"), unavailable, unknown},
		"503":                   {refuse(503, "38189"), unavailable, unknown},
		"429":                   {refuse(429, "38194"), limited, limited},
		"429 HTML":              {say(429, html), limited, limited},
		"quota as 400":          {refuse(400, "38195"), limited, limited},
		"403":                   {refuse(403, "38197"), unavailable, unavailable},
		"unknown key":           {refuse(401, "39683"), unavailable, unavailable},
		"token's own form":      {say(401, `{"error":"invalid_client","error_description":"D","code":38187,"title":"T"}`), unavailable, unavailable},
		"price discrepancy":     {refuse(400, "37200"), changed, changed},
		"sell failure":          {refuse(400, "34651"), soldOut, soldOut},
		"sell failure as text":  {refuse(400, `"34651"`), soldOut, soldOut},
		"fare gone":             {refuse(400, "34107"), soldOut, soldOut},
		"services gone":         {refuse(400, "38034"), soldOut, soldOut},
		"bad name":              {refuse(400, "477"), rejected, rejected},
		"bad data":              {refuse(400, "4926"), soldOut, rejected},
		"booking failed":        {refuse(400, "36870"), rejected, rejected},
		"not found":             {refuse(404, "38196"), rejected, rejected},
		"new code":              {refuse(400, "99999"), rejected, rejected},
		"no code":               {say(400, `{"errors":[{"title":"x"}]}`), rejected, rejected},
		"the telling one of two": {
			say(400, `{"errors":[{"code":477,"title":"x"},{"code":34651,"title":"SEGMENT SELL FAILURE"}]}`), soldOut, soldOut,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string]http.HandlerFunc{priceRoute: tc.answer, bookRoute: tc.answer})
			_, err := priced(t, c)
			kindOf(t, err, tc.price)
			_, err = c.Book.Book(t.Context(), bookInput(t))
			kindOf(t, err, tc.book)
			if s.count(bookRoute) != 1 || s.count(priceRoute) != 1 {
				t.Errorf("asked %v", s.routes())
			}
		})
	}
}

// TestRedirectsAreNotFollowed: the script has no other route, so going there fails
// the test.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 303, 307, 308} {
		away := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", status) }
		c, s := serve(t, map[string]http.HandlerFunc{bookRoute: away, priceRoute: away})
		_, err := c.Book.Book(t.Context(), bookInput(t))
		kindOf(t, err, supplier.OutcomeUnknown)
		_, err = priced(t, c)
		kindOf(t, err, supplier.Unavailable)
		if len(s.routes()) != 2 {
			t.Errorf("%d: %v", status, s.routes())
		}
	}
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

func TestNothingSentIsNotDone(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for name, address := range map[string]string{
		"connection refused": closed.URL,
		"no such host":       "http://supplier.invalid",
		"no address":         "http://[::1",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := amadeus.New(config(address)).Book.Book(t.Context(), bookInput(t))
			e := kindOf(t, err, supplier.Unavailable)
			if strings.Contains(e.Error(), "secret") {
				t.Errorf("%v tells our secret", e)
			}
		})
	}
}

// failing is a transport that gives a token and then fails, telling the trace
// nothing.
type failing struct{ err error }

func (f failing) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/oauth2/token") {
		return canned{}.RoundTrip(r)
	}
	return nil, f.err
}

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
		cfg := config("http://supplier.invalid")
		cfg.HTTPClient = &http.Client{Transport: failing{tc.err}}
		_, err := amadeus.New(cfg).Book.Book(t.Context(), bookInput(t))
		kindOf(t, err, tc.want)
	}
}

func TestACallerWhoLeavesBeforeSendingHasDoneNothing(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string]http.HandlerFunc{bookRoute: say(201, file(t, "order.json"))})
	in := bookInput(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.Book.Book(ctx, in)
	kindOf(t, err, supplier.Unavailable)
	if len(s.routes())+s.count(tokenRoute) != 0 {
		t.Error("was sent all the same")
	}
}

func TestADeadlineAfterSendingLeavesTheOutcomeUnknown(t *testing.T) {
	t.Parallel()
	in := bookInput(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	gone := make(chan struct{})
	c, _ := serve(t, map[string]http.HandlerFunc{
		bookRoute: func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done(); close(gone) },
	})
	_, err := c.Book.Book(ctx, in)
	kindOf(t, err, supplier.OutcomeUnknown)
	<-gone
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
	c, _ := serve(t, map[string]http.HandlerFunc{priceRoute: big})
	_, err := priced(t, c)
	if e := kindOf(t, err, supplier.Unavailable); e.Code != supplier.CodeUnreadable {
		t.Errorf("%+v", e)
	}
}
