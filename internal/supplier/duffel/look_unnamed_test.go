package duffel_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

// alone is the one order of a page, read by itself.
func alone(page string) string {
	page = strings.Replace(page, `{"data":[`, `{"data":`, 1)
	return page[:strings.LastIndex(page, `],"meta"`)] + "}"
}

// An order that is listed without a reference is no proof that ours does not
// exist: it is read by itself, and what shows none there either is only somebody
// else's when it is made from another offer request and for other people.
func TestAnUnnamedOrderProvesNothing(t *testing.T) {
	t.Parallel()
	ours := inList(t, "order_held.json")
	stripped := strings.Replace(ours, `"farebridge_order_id"`, `"x"`, 1)
	odd := strings.Replace(ours, `"ord_ours"`, `7`, 1)
	absent := strings.Replace(ours, `"metadata"`, `"notes"`, 1)
	theirs := strings.Replace(ours, "ord_ours", "ord_theirs", 1)
	in := bookInput(t)
	var births []string
	for _, p := range in.Pax {
		births = append(births, p.BirthDate.String())
	}
	elsewhere := func(born ...string) string {
		var people []string
		for i, day := range born {
			people = append(people, fmt.Sprintf(`{"id":"pas_x%d","born_on":%q}`, i, day))
		}
		return `{"data":[{"id":"ord_s1","offer_id":"off_x","created_at":"2026-12-01T08:05:00Z","metadata":null,"passengers":[` +
			strings.Join(people, ",") + `]}],"meta":{"after":null}}`
	}
	const none, unknown = "", "unknown"
	for name, tc := range map[string]struct {
		list   string
		single http.HandlerFunc // nil: not asked for
		want   string           // the booking's status, none or unknown
	}{
		"named by itself":    {stripped, say(200, alone(ours)), "held"},
		"absent in the list": {absent, say(200, alone(ours)), "held"},
		"theirs by itself":   {stripped, say(200, alone(theirs)), none},
		"stripped":           {stripped, say(200, alone(stripped)), unknown},
		"odd":                {odd, say(200, alone(odd)), unknown},
		"absent":             {absent, say(200, alone(absent)), unknown},
		"cannot be read yet": {stripped, refuse(404, "not_found"), unknown},
		"cannot be read":     {stripped, suppliertest.Sever, unknown},
		"another by itself":  {stripped, say(200, `{"data":{"id":"ord_s2"}}`), unknown},
		"no id":              {`{"data":[{"created_at":"2026-12-01T08:05:00Z"}]}`, nil, unknown},
		"before the offer":   {`{"data":[{"id":"ord_s1","created_at":"2026-12-01T07:50:00Z"}]}`, nil, none},
		"for our people":     {elsewhere(births...), say(200, alone(elsewhere(births...))), unknown},
		"for people unsaid":  {elsewhere("", "", ""), say(200, alone(elsewhere("", "", ""))), unknown},
		"for nobody shown":   {elsewhere(), say(200, alone(elsewhere())), unknown},
		"for a stranger":     {elsewhere(births[0], births[1], "1950-01-01"), say(200, alone(elsewhere(births[0], births[1], "1950-01-01"))), none},
		"for more":           {elsewhere(append(births, births[0])...), say(200, alone(elsewhere(append(births, births[0])...))), none},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := map[string]http.HandlerFunc{ordersRoute: say(200, tc.list)}
			if tc.single != nil {
				answers[heldRoute] = tc.single
			}
			c, _ := serve(t, answers)
			booking, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", OfferRef: directRef(t), Pax: in.Pax})
			if tc.want == unknown {
				if found || supplier.KindOf(err) != supplier.Unavailable {
					t.Errorf("%v, %v", found, err)
				}
				return
			}
			if err != nil || found != (tc.want != none) || string(booking.Status) != tc.want {
				t.Errorf("%v %s, %v", found, booking.Status, err)
			}
		})
	}
}

// TestManyUnnamedOrders: an account full of them is not read through, and no
// answer is made up for it.
func TestManyUnnamedOrders(t *testing.T) {
	t.Parallel()
	var orders []string
	answers := map[string]http.HandlerFunc{}
	for i := range 30 {
		order := fmt.Sprintf(`{"id":"ord_%d","created_at":"2026-12-01T08:05:00Z","passengers":[{"id":"x"}]}`, i)
		orders = append(orders, order)
		answers[fmt.Sprintf("GET /air/orders/ord_%d", i)] = say(200, `{"data":`+order+`}`)
	}
	answers[ordersRoute] = say(200, `{"data":[`+strings.Join(orders, ",")+`]}`)
	c, s := serve(t, answers)
	in := bookInput(t)
	_, _, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", OfferRef: directRef(t), Pax: in.Pax})
	if e := kindOf(t, err, supplier.Unavailable); e.Code != supplier.CodeCannotLookUp || len(s.Routes()) != 2+20 {
		t.Errorf("%v after %d calls", err, len(s.Routes()))
	}
}
