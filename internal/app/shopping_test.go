package app_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/config"
)

// searchBody asks from Beijing to Shanghai thirty days ahead, with more in it.
func searchBody(more string) string {
	day := time.Now().UTC().AddDate(0, 0, 30).Format(time.DateOnly)
	return fmt.Sprintf(`{"originDestinations":[{"origin":"BJS","destination":"SHA","departureDate":%q}],"pax":[{"paxId":"p1","ptc":"ADT"}],"budgetMs":15000%s}`, day, more)
}

// lines searches line by line and hands each one over as it comes.
func (s *sandbox) lines(body string, see func(line answer), headers ...header) {
	s.t.Helper()
	response := s.send("POST", s.url+"/v1/air-shopping", body, append(headers, header{"Accept": "application/x-ndjson"})...)
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "application/x-ndjson" {
		s.t.Fatalf("%d %v", response.StatusCode, response.Header)
	}
	scanner := bufio.NewScanner(response.Body)
	scanner.Buffer(nil, 16<<20)
	for scanner.Scan() {
		line := answer{status: response.StatusCode, raw: slices.Clone(scanner.Bytes())}
		if err := json.Unmarshal(line.raw, &line.body); err != nil {
			s.t.Fatalf("%v in %s", err, line.raw)
		}
		see(line)
	}
	if scanner.Err() != nil {
		s.t.Fatal(scanner.Err())
	}
}

// Who asks line by line has offers, and may price them, while a slow supplier is
// still being waited for.
func TestOffersAreSoldFromTheFirstLineOn(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		var suppliers, kinds []string
		priced, total := false, 0
		s.lines(strings.Replace(searchBody(""), "15000", "8000", 1), func(line answer) {
			kinds = append(kinds, line.text("type"))
			if line.text("type") == "offers" {
				suppliers = append(suppliers, line.text("supplier", "supplierId"))
				total += len(line.list("offers"))
				if !priced && len(line.list("offers")) > 0 {
					priced = true
					is := s.want(s.post("/v1/offers/"+line.text("offers", 0, "offerId")+"/price", `{"budgetMs":5000}`), 200)
					if is.text("result") != "unchanged" {
						t.Errorf("priced while searching: %s", is.raw)
					}
				}
				return
			}
			if line.text("type") != "summary" || line.get("complete") != false || line.get("page", "total") != float64(total) {
				t.Errorf("summary of %d offers: %s", total, line.raw)
			}
			again := s.want(s.get("/v1/air-shopping/"+line.text("shoppingId")+"?limit=200"), 200)
			if len(again.list("offers")) != min(200, total) || again.get("page", "total") != float64(total) {
				t.Errorf("read again: %d offers", len(again.list("offers")))
			}
		}, scenario("supplier-slow;supplier=hainan-airlines"))
		if !priced || len(kinds) < 3 || kinds[len(kinds)-1] != "summary" || slices.Contains(suppliers, "hainan-airlines") {
			t.Errorf("lines %v of %v", kinds, suppliers)
		}
	})
}

// Everything that narrows a search narrows what is read again, and the other
// way round.
func TestFiltersAndOrders(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	found := s.want(s.post("/v1/air-shopping", searchBody(`,"currency":"USD"`)), 200)
	id := found.text("shoppingId")
	if found.text("offers", 0, "displayPrice", "currency") != "USD" || found.text("displayRatesOf") == "" {
		t.Errorf("no display price: %s", found.raw[:2000])
	}
	read := func(query url.Values) answer {
		query.Set("limit", "200")
		return s.want(s.get("/v1/air-shopping/"+id+"?"+query.Encode()), 200)
	}
	all := int(found.get("page", "total").(float64))
	for query, preferences := range map[string]string{
		"carriers=CA":                            `{"carriers":["CA"]}`,
		"maxStops=0":                             `{"maxStops":0}`,
		"cabin=business":                         `{"cabin":"business"}`,
		"departureFrom=06:00&departureTo=11:59":  `{"departureTime":{"from":"06:00","to":"11:59"}}`,
		"maxPrice=130.00&currency=USD":           `{"maxPrice":{"amount":"130.00","currency":"USD"}}`,
		"checkedBags=1":                          `{"checkedBags":1}`,
		"refundable=true":                        `{"refundable":true}`,
		"maxStops=0&refundable=true&carriers=MU": `{"maxStops":0,"refundable":true,"carriers":["MU"]}`,
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		again := read(values)
		asked := s.want(s.post("/v1/air-shopping", searchBody(`,"currency":"USD","preferences":`+preferences)), 200)
		n := int(again.get("page", "total").(float64))
		if n == 0 || n >= all || asked.get("page", "total") == float64(0) {
			t.Errorf("%s: %d of %d read again, %v asked for", query, n, all, asked.get("page", "total"))
		}
		for _, offer := range again.list("offers") {
			o := answer{body: offer.(map[string]any)}
			if query == "refundable=true" && o.text("penalties", "refund", "allowed") != "allowed" {
				t.Errorf("%s: %v", query, o.body)
			}
		}
	}
	latest := ""
	sorted := read(url.Values{"sort": {"departure"}})
	leaves := map[string]string{}
	for i := range sorted.list("dataLists", "paxSegments") {
		leaves[sorted.text("dataLists", "paxSegments", i, "paxSegmentId")] = sorted.text("dataLists", "paxSegments", i, "departure", "localTime")
	}
	first := map[string]string{}
	for i := range sorted.list("dataLists", "paxJourneys") {
		first[sorted.text("dataLists", "paxJourneys", i, "paxJourneyId")] = leaves[sorted.text("dataLists", "paxJourneys", i, "paxSegmentIds", 0)]
	}
	for i := range sorted.list("offers") {
		at := first[sorted.text("offers", i, "paxJourneyIds", 0)]
		if at == "" || at < latest {
			t.Fatalf("offer %d leaves at %q, the one before at %q", i, at, latest)
		}
		latest = at
	}
	s.refused(s.get("/v1/air-shopping/"+id+"?sort=cheapest"), 400, "invalidRequest")
}

// A flexible caller learns the cheapest of each day and can have it.
func TestAPriceCalendar(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		// From one airport, and with time: seven days are much work for the race detector.
		body := strings.NewReplacer("BJS", "PEK", "15000", "20000").Replace(searchBody(`,"preferences":{"flexibleDays":3,"maxStops":0,"cabin":"economy"}`))
		found := s.want(s.post("/v1/air-shopping", body), 200)
		days := found.list("priceCalendar")
		if len(days) != 7 {
			t.Fatalf("%d days: %v", len(days), days)
		}
		for i := range days {
			date := found.text("priceCalendar", i, "departureDates", 0)
			cheapest := s.want(s.get("/v1/air-shopping/"+found.text("shoppingId")+"?limit=1&departureDate="+date), 200)
			if found.get("priceCalendar", i, "complete") != true || found.text("priceCalendar", i, "offerId") != cheapest.text("offers", 0, "offerId") ||
				found.text("priceCalendar", i, "totalPrice", "amount") != cheapest.text("offers", 0, "totalPrice", "amount") {
				t.Errorf("%s: %v, cheapest %v", date, days[i], cheapest.get("offers", 0, "totalPrice"))
			}
		}
		firm := s.want(s.post("/v1/offers/"+found.text("priceCalendar", 6, "offerId")+"/price", `{}`), 200)
		if firm.text("result") != "unchanged" || firm.text("offer", "totalPrice", "amount") != found.text("priceCalendar", 6, "totalPrice", "amount") {
			t.Errorf("another day's cheapest: %s", firm.raw)
		}
	})
}

// What suppliers said a moment ago is said again, with its age on it, and what
// is bought is asked for anew.
func TestAnswersAreReusedWithTheirAge(t *testing.T) {
	t.Parallel()
	s := start(t, func(c *config.Config) { c.Shopping.ReuseAnswers = time.Minute })
	first := s.want(s.post("/v1/air-shopping", searchBody("")), 200)
	again := s.want(s.as("fb_test_ota").post("/v1/air-shopping", searchBody("")), 200)
	if first.text("offers", 0, "source") != "live" || again.text("offers", 0, "source") != "cached" || again.text("offers", 0, "pricedAt") != first.text("offers", 0, "pricedAt") ||
		again.text("offers", 0, "offerId") == first.text("offers", 0, "offerId") {
		t.Errorf("%v, then %v", first.get("offers", 0), again.get("offers", 0))
	}
	firm := s.want(s.as("fb_test_ota").post("/v1/offers/"+again.text("offers", 0, "offerId")+"/price", `{}`), 200)
	if firm.text("offer", "source") != "live" || firm.text("offer", "pricedAt") <= first.text("offers", 0, "pricedAt") {
		t.Errorf("priced: %s", firm.raw)
	}
	s.want(s.post("/v1/sandbox/clock", `{"advance":"PT1M"}`), 200)
	late := s.want(s.post("/v1/air-shopping", searchBody("")), 200)
	if late.text("offers", 0, "source") != "live" {
		t.Errorf("reused too late: %v", late.get("offers", 0))
	}
}

// Pages are compressed once, for those who take them so.
func TestPagesAreCompressedOnce(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	found := s.want(s.post("/v1/air-shopping", searchBody("")), 200)
	for _, limit := range []string{"", "?limit=200", "?limit=200", "?limit=7&sort=duration"} {
		path := s.url + "/v1/air-shopping/" + found.text("shoppingId") + limit
		plain := s.want(s.call("GET", path, "", header{"Accept-Encoding": "identity"}), 200)
		packed := s.call("GET", path, "", header{"Accept-Encoding": "gzip"})
		whole := limit != "?limit=7&sort=duration"
		if packed.status != 200 && packed.body != nil || (packed.header.Get("Content-Encoding") == "gzip") != whole || whole && len(packed.raw) > len(plain.raw)/4 {
			t.Errorf("%s: %d bytes as %q of %d", limit, len(packed.raw), packed.header.Get("Content-Encoding"), len(plain.raw))
		}
	}
}
