package amadeus_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/amadeus"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

// Megabytes of nothing are gone through piece by piece: one offer has an end, and so
// have errors, warnings and seat maps.
func TestNothingIsMadeOfNonsense(t *testing.T) {
	t.Parallel()
	honest := offerOf(t, "search.json", 1, "", "")
	nothing := func(piece string) string {
		return strings.TrimSuffix(strings.Repeat(piece+",", (4<<20)/len(piece)), ",")
	}
	vast := strings.Replace(offerOf(t, "search.json", 0, "", ""), `"segments":`, `"segments":[`+nothing("{}")+`],"was":`, 1)
	if len(vast) < 4<<20 {
		t.Fatal("no segments in it")
	}
	c, _ := serve(t, map[string]http.HandlerFunc{searchRoute: say(200, `{"data":[`+vast+`,`+honest+`]}`)})
	answer, err := c.Shop.Shop(t.Context(), familySearch())
	if err != nil || len(answer.Offers) != 1 || len(answer.Dropped) != 1 || !strings.Contains(answer.Dropped[0], "bytes") {
		t.Errorf("an offer without end: %d offers, %q, %v", len(answer.Offers), answer.Dropped, err)
	}
	c, _ = serve(t, map[string]http.HandlerFunc{searchRoute: say(400, `{"errors":[{"code":4926,"title":"T"},`+nothing("{}")+`]}`)})
	_, err = c.Shop.Shop(t.Context(), familySearch())
	if kindOf(t, err, supplier.Rejected); supplier.FirmCode(err) != "4926" {
		t.Errorf("errors without end: %v", err)
	}
	c, _ = serve(t, map[string]http.HandlerFunc{seatRoute: say(200, `{"data":[{"segmentId":"11","decks":[`+nothing("{}")+`]}]}`)})
	ctx, left := supplier.CountLeftOut(t.Context())
	maps, err := c.Seats.SeatMaps(ctx, supplier.About{OfferRef: directRef(t), Pax: family})
	if err != nil || len(maps) != 0 || left.Load() != 1 {
		t.Errorf("a map without end: %d maps, %d left out, %v", len(maps), left.Load(), err)
	}
	c, _ = serve(t, map[string]http.HandlerFunc{bookRoute: say(201, `{"data":{"padding":"`+strings.Repeat("x", 9<<20)+`"}}`)})
	_, err = c.Book.Book(t.Context(), bookInput(t))
	kindOf(t, err, supplier.OutcomeUnknown)
}

// As many offers as were asked for are not known to be all.
func TestAFullPage(t *testing.T) {
	t.Parallel()
	two := offerOf(t, "search.json", 0, "", "") + "," + offerOf(t, "search.json", 1, "", "")
	for most, partial := range map[int]bool{2: true, 3: false} {
		url, _ := listen(t, map[string]http.HandlerFunc{searchRoute: say(200, `{"data":[`+two+`]}`)})
		cfg := config(url)
		cfg.MaxOffers = most
		answer, err := amadeus.New(cfg).Shop.Shop(t.Context(), familySearch())
		if err != nil || len(answer.Offers) != 2 || answer.Partial != partial || len(answer.Dropped) != 0 || (len(answer.Cut) == 1) != partial {
			t.Errorf("%d: %d offers, partial %v, %q, %v", most, len(answer.Offers), answer.Partial, answer.Cut, err)
		}
	}
}

// Who leaves when the answer is there is not told what could be bought, but what was.
func TestWhatWasDoneIsRead(t *testing.T) {
	t.Parallel()
	gone := errors.New("left")
	through := func(route string, says http.HandlerFunc) (context.Context, *supplier.Connector) {
		ctx, leave := context.WithCancelCause(t.Context())
		t.Cleanup(func() { leave(nil) })
		url, _ := listen(t, map[string]http.HandlerFunc{route: says})
		cfg := config(url)
		path := route[strings.IndexByte(route, ' ')+1:]
		cfg.HTTPClient = &http.Client{Transport: only{path, http.DefaultTransport, suppliertest.Leaving{
			Through: http.DefaultTransport, Leave: func() { leave(gone) },
		}}}
		return ctx, amadeus.New(cfg)
	}
	ctx, c := through(searchRoute, say(200, file(t, "search.json")))
	if _, err := c.Shop.Shop(ctx, familySearch()); !errors.Is(err, gone) {
		t.Errorf("a search: %v", err)
	}
	ctx, c = through(bookRoute, say(201, file(t, "order.json")))
	booking, err := c.Book.Book(ctx, bookInput(t))
	if err != nil || len(booking.Ref) == 0 || ctx.Err() == nil {
		t.Errorf("an order: %+v, %v", booking, err)
	}
}

// only takes calls of one path another way.
type only struct {
	path         string
	others, that http.RoundTripper
}

func (o only) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == o.path {
		return o.that.RoundTrip(r)
	}
	return o.others.RoundTrip(r)
}
