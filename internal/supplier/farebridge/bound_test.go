package farebridge_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Nonsense costs little and none of the good offers, however much of it there is:
// what is over the bound is counted, and the answer is not whole.
func TestNonsenseIsBounded(t *testing.T) {
	t.Parallel()
	const (
		route = "GET /v1/air-shopping/shp_1"
		most  = 2400 // twelve pages of 200
	)
	second := strings.Replace(sound, "ofr_1", "ofr_2", 1)
	nothing := func(n int) string { return strings.Repeat(",{}", n) }
	for name, tc := range map[string]struct {
		first, later http.HandlerFunc
		offers       int
		dropped      int
		last         string
		partial      bool
	}{
		"one page":   {page(sound+","+second+nothing(50_000), ""), nil, 2, most - 2, "47602 more offers than are read", true},
		"some pages": {page(sound+nothing(1000), `"after":"a"`), page(second+nothing(1000), `"after":"a"`), 2, most - 2, "603 more offers than are read", true},
		"as much as there can be": {
			page(sound+nothing(199), `"after":"a"`), page(second+nothing(199), ""), 2, 398, "offer 199: offer without id", false,
		},
		"a number without end": {page(strings.Replace(sound, `"seatsLeft":4`, `"seatsLeft":`+strings.Repeat("4", 1<<20), 1), ""), nil, 0, 1, "offer 0: json", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, map[string]http.HandlerFunc{shopRoute: tc.first, route: tc.later})
			answer, err := c.Shop.Shop(t.Context(), search())
			if err != nil || len(answer.Offers) != tc.offers || len(answer.Dropped) != tc.dropped || answer.Partial != tc.partial {
				t.Fatalf("%d offers, %d dropped, partial %v, %v", len(answer.Offers), len(answer.Dropped), answer.Partial, err)
			}
			if last := slices.Concat(answer.Dropped, answer.Cut)[len(answer.Dropped)+len(answer.Cut)-1]; !strings.HasPrefix(last, tc.last) || len(last) > 300 {
				t.Errorf("%.300s", last)
			}
		})
	}
}

// Entries over the bound cost the offers that name them, and no others.
func TestEntriesAreBounded(t *testing.T) {
	t.Parallel()
	other := strings.Replace(strings.Replace(sound, "ofr_1", "ofr_2", 1), `["B"]`, `["LATE"]`, 1)
	const bag = `{"baggageAllowanceId":%q,"type":"checked","pieces":1,"paxIds":["p1"],"paxSegmentIds":["S"]}`
	with := func(nothings int) string {
		return strings.TrimSuffix(strings.TrimSpace(dataLists), `]}`) + strings.Repeat(",{}", nothings) + `,` + fmt.Sprintf(bag, "LATE") + `]}`
	}
	for lists, want := range map[string]int{with(100): 2, with(10_000): 1} {
		c, _ := serve(t, map[string]http.HandlerFunc{shopRoute: say(200, fmt.Sprintf(`{"shoppingId":"shp_1","offers":[%s,%s],"dataLists":%s}`, sound, other, lists))})
		answer, err := c.Shop.Shop(t.Context(), search())
		if err != nil || len(answer.Offers) != want || len(answer.Dropped) != 2-want {
			t.Errorf("%d offers, dropped %v, %v", len(answer.Offers), answer.Dropped, err)
		}
	}
}
