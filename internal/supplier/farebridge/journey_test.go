package farebridge_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

// shuttle are data lists with journeys "j0", "j1"... on a number of flights each
// between Beijing and Shanghai, and the journeys' ids.
func shuttle(journeys, flights int) (string, []string) {
	var lists, segments, ids []string
	at := time.Date(2026, time.December, 8, 0, 0, 0, 0, time.UTC)
	for j := range journeys {
		var named []string
		for range flights {
			from, to := "PEK", "SHA"
			if len(segments)%2 == 1 {
				from, to = to, from
			}
			id := fmt.Sprintf("s%d", len(segments))
			segments = append(segments, fmt.Sprintf(`{"paxSegmentId":%q,"marketingCarrier":"CA","flightNumber":"1501","departure":{"airport":%q,"localTime":%q},"arrival":{"airport":%q,"localTime":%q}}`,
				id, from, at.Format("2006-01-02T15:04:05"), to, at.Add(2*time.Hour).Format("2006-01-02T15:04:05")))
			named = append(named, id)
			at = at.Add(4 * time.Hour)
		}
		ids = append(ids, fmt.Sprintf("j%d", j))
		lists = append(lists, fmt.Sprintf(`{"paxJourneyId":%q,"paxSegmentIds":["%s"]}`, ids[j], strings.Join(named, `","`)))
	}
	return fmt.Sprintf(`{"paxJourneys":[%s],"paxSegments":[%s]}`, strings.Join(lists, ","), strings.Join(segments, ",")), ids
}

// flying is the sound offer on other journeys, without what refers to its own.
func flying(offerID string, journeys ...string) string {
	return strings.NewReplacer(`"ofr_1"`, `"`+offerID+`"`, `["J"]`, `["`+strings.Join(journeys, `","`)+`"]`, `["C"]`, `[]`, `["B"]`, `[]`).Replace(sound)
}

func found(t testing.TB, lists string, journeys int, offers ...string) supplier.ShopAnswer {
	t.Helper()
	body := fmt.Sprintf(`{"shoppingId":"shp_1","offers":[%s],"dataLists":%s,"page":{}}`, strings.Join(offers, ","), lists)
	asked := search()
	for range journeys - 1 {
		asked.OriginDestinations = append(asked.OriginDestinations, asked.OriginDestinations[0])
	}
	c := connect("http://peer.invalid", suppliertest.Canned{Status: 200, Body: []byte(body)}.Client())
	answer, err := c.Shop.Shop(t.Context(), asked)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// An itinerary longer than any that is flown costs the offer, and no other.
func TestAnItineraryHasAnEnd(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		journeys, flights int
		reason            string
	}{
		"journeys as many as may be": {12, 1, ""},
		"one journey too many":       {13, 1, "13 journeys"},
		"flights as many as may be":  {1, 40, ""},
		"one flight too many":        {1, 41, "journey 0: 41 segments"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lists, ids := shuttle(tc.journeys, tc.flights)
			answer := found(t, lists, len(ids), flying("ofr_1", ids...))
			switch {
			case tc.reason == "" && len(answer.Offers) != 1:
				t.Errorf("dropped %v", answer.Dropped)
			case tc.reason != "" && (len(answer.Offers) != 0 || len(answer.Dropped) != 1 || !strings.HasSuffix(answer.Dropped[0], ": "+tc.reason)):
				t.Errorf("%d offers, dropped %v", len(answer.Offers), answer.Dropped)
			}
		})
	}
	lists, ids := shuttle(2, 40)
	again := found(t, lists, 2, flying("ofr_1", ids[0], ids[0]), flying("ofr_2", ids...))
	if len(again.Offers) != 1 || len(again.Dropped) != 1 || !strings.Contains(again.Dropped[0], "named twice") {
		t.Errorf("%d offers, dropped %v", len(again.Offers), again.Dropped)
	}
}

// An order's flights are of no use then, and it is a booking all the same.
func TestAnOrderWithoutEndIsABooking(t *testing.T) {
	t.Parallel()
	for journeys, want := range map[int]int{12: 12, 13: 0} {
		lists, ids := shuttle(journeys, 1)
		body := order("ticketed", fmt.Sprintf(`"dataLists":%s,"paxJourneyIds":["%s"]`, lists, strings.Join(ids, `","`)))
		c := connect("http://peer.invalid", suppliertest.Canned{Status: 200, Body: []byte(body)}.Client())
		b, there, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: "ord_ours", BookingRef: bookingRef()})
		if err != nil || !there || len(b.Journeys) != want {
			t.Errorf("%d journeys of %d, %v, %v", len(b.Journeys), journeys, there, err)
		}
	}
}

// A mention costs little, however often it is made: what is named ten thousand
// times is not converted as often, and offers of one page share their journeys.
// It counts allocations, so that nothing may run beside it.
func TestAMentionIsNoConversion(t *testing.T) {
	const mentions, siblings = 10_000, 50
	allocs := func(flights, mentions, offers int) float64 {
		lists, ids := shuttle(1, flights)
		named := make([]string, mentions)
		for i := range named {
			named[i] = ids[0]
		}
		var all []string
		for i := range offers {
			all = append(all, flying(fmt.Sprintf("ofr_%d", i), named...))
		}
		return testing.AllocsPerRun(2, func() { found(t, lists, 1, all...) })
	}
	once := allocs(40, 1, 1)
	if each := (allocs(40, mentions, 1) - once) / mentions; each > 3 { // it is read
		t.Errorf("%.1f allocations for a mention", each)
	}
	long, short := allocs(40, 1, siblings)-once, allocs(1, 1, siblings)-allocs(1, 1, 1)
	if long > 1.3*short {
		t.Errorf("%.0f allocations for offers on one long journey, %.0f on a short one", long, short)
	}
}

// Nor do terms that are named again and again, or on flights without end.
func TestTermsHaveAnEnd(t *testing.T) {
	t.Parallel()
	lists, _ := shuttle(1, 1)
	again := func(n int, what string) string {
		return `["` + strings.TrimSuffix(strings.Repeat(what+`","`, n), `","`) + `"]`
	}
	for name, tc := range map[string]struct {
		allowance string // in the data lists
		ids       string // the offer's
		sold      int
	}{
		"as usual":      {`"paxSegmentIds":["s0"]`, `["B"]`, 2},
		"named twice":   {`"paxSegmentIds":["s0"]`, `["B","B"]`, 1},
		"named forever": {`"paxSegmentIds":["s0"]`, again(3000, "B"), 1},
		"on and on":     {`"paxSegmentIds":` + again(3000, "s0"), `["B"]`, 1},
	} {
		with := strings.TrimSuffix(lists, "}") + `,"baggageAllowances":[{"baggageAllowanceId":"B","type":"checked","pieces":1,"paxIds":[],` + tc.allowance + `}]}`
		bad := strings.Replace(flying("ofr_bad", "j0"), `"baggageAllowanceIds":[]`, `"baggageAllowanceIds":`+tc.ids, 1)
		answer := found(t, with, 1, bad, flying("ofr_good", "j0"))
		if len(answer.Offers) != tc.sold || len(answer.Dropped) != 2-tc.sold {
			t.Errorf("%s: %d offers, %v", name, len(answer.Offers), answer.Dropped)
		}
	}
}
