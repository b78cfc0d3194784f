package duffel_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

// made is a page of somebody else's orders, made so many minutes after the offer
// of directRef was.
func made(after string, minutes ...int) http.HandlerFunc {
	offer := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	var orders []string
	for _, m := range minutes {
		orders = append(orders, fmt.Sprintf(`{"id":"ord_x","total_amount":7,"metadata":{"farebridge_order_id":"ord_theirs"},"created_at":%q}`, offer.Add(time.Duration(m)*time.Minute).Format(time.RFC3339)))
	}
	return say(200, `{"data":[`+strings.Join(orders, ",")+`],"meta":{"after":`+after+`}}`)
}

// TestANoIsFirm: all orders since the offer was made have been seen before it is
// said that there is none, in whatever order the list comes.
func TestANoIsFirm(t *testing.T) {
	t.Parallel()
	ours := say(200, strings.Replace(inList(t, "order_held.json"), "off_direct", "off_renewed", 1))
	none := say(200, `{"data":[],"meta":null}`)
	const more, end = `"g2"`, `null`
	for name, tc := range map[string]struct {
		pages []http.HandlerFunc // of all orders
		found bool
		calls int
	}{
		"newest first, far enough":  {[]http.HandlerFunc{made(more, 30, 10, -10), ours}, false, 1},
		"newest first, second page": {[]http.HandlerFunc{made(more, 30, 10), made(more, 5, -5), ours}, false, 2},
		"newest first, not yet":     {[]http.HandlerFunc{made(more, 30, 10), ours}, true, 2},
		"newest first, just before": {[]http.HandlerFunc{made(more, 30, -1), ours}, true, 2},
		"made together":             {[]http.HandlerFunc{made(more, 30, 9, 10, 8, -10), ours}, false, 1},
		"oldest first":              {[]http.HandlerFunc{made(more, -30, -20), ours}, true, 2},
		"oldest first, one a page":  {[]http.HandlerFunc{made(more, -30), made(more, -20), ours}, true, 3},
		"no order at all":           {[]http.HandlerFunc{made(more, 30, -30, 20, -40), ours}, true, 2},
		"all of one time":           {[]http.HandlerFunc{made(more, -30, -30), ours}, true, 2},
		"the end":                   {[]http.HandlerFunc{made(end, 30, 10)}, false, 1},
		"no times":                  {[]http.HandlerFunc{say(200, `{"data":[{"metadata":{"farebridge_order_id":"a"}},{"metadata":{"farebridge_order_id":"b"}}],"meta":{"after":"g2"}}`), ours}, true, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string]http.HandlerFunc{ordersRoute: suppliertest.InTurn(append([]http.HandlerFunc{none}, tc.pages...)...)})
			_, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", OfferRef: directRef(t)})
			if err != nil || found != tc.found || len(s.Routes()) != tc.calls+1 {
				t.Errorf("%v, %v after %d calls", found, err, len(s.Routes()))
			}
		})
	}
}

// TestAnOldHandleIsReadToTheEnd: it does not say when the offer was made.
func TestAnOldHandleIsReadToTheEnd(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string]http.HandlerFunc{ordersRoute: suppliertest.InTurn(
		say(200, `{"data":[]}`), made(`"g2"`, 30, -30, -3000), say(200, inList(t, "order_held.json")))})
	ref := []byte(`{"v":1,"o":"off_direct","q":"orq_1","c":"CNY","p":[["mum","pas_1"],["kid","pas_2"],["baby","pas_3"]]}`)
	_, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", OfferRef: ref})
	if err != nil || !found || len(s.Routes()) != 3 {
		t.Errorf("%v, %v after %d calls", found, err, len(s.Routes()))
	}
}

// TestTheLivingOneIsFound: a cancelled order of the offer does not hide the
// living one of a renewed offer; half a party is not guessed at.
func TestTheLivingOneIsFound(t *testing.T) {
	t.Parallel()
	cancelled := strings.Replace(inList(t, "order_held.json"), `"cancelled_at": null`, `"cancelled_at": "2026-12-01T09:00:00Z"`, 1)
	renewed := strings.NewReplacer("off_direct", "off_renewed", "pas_", "new_", `"other": 1`,
		`"farebridge_passenger_0": "new_1", "farebridge_passenger_1": "new_2", "farebridge_passenger_2": "new_3"`).Replace(inList(t, "order_held.json"))
	partly := strings.Replace(renewed, `"farebridge_passenger_1"`, `"x"`, 1)
	in := supplier.RetrieveInput{Reference: "ord_ours", OfferRef: directRef(t)}
	c, _ := serve(t, map[string]http.HandlerFunc{ordersRoute: suppliertest.InTurn(say(200, cancelled), say(200, renewed))})
	booking, found, err := c.Retrieve.Retrieve(t.Context(), in)
	want := strings.ReplaceAll(string(heldRef()), "pas_", "new_")
	if err != nil || !found || booking.Status != "held" || string(booking.Ref) != want {
		t.Errorf("%v %s %s %v", found, booking.Status, booking.Ref, err)
	}
	c, _ = serve(t, map[string]http.HandlerFunc{ordersRoute: say(200, partly)})
	_, found, err = c.Retrieve.Retrieve(t.Context(), in)
	kindOf(t, err, supplier.Unavailable)
	if found {
		t.Error("found and failed at once")
	}
}
