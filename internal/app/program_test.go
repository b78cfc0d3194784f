package app_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/config"
)

// staged is a sandbox that begins at a time and sells the exact flights of the
// worked scenarios.
func staged(now string) func(c *config.Config) {
	return func(c *config.Config) {
		c.Sandbox.Now, c.Simulator.World = now, "testdata/programs.yaml"
	}
}

const (
	spring  = "2026-03-02T10:00:00+08:00"
	leaving = "2026-04-01"
	coming  = "2026-04-05"
)

// quest is a search: PEK-SHA@2026-04-01, several legs apart by spaces.
func quest(legs string, ptcs ...string) string {
	var ods, pax []map[string]string
	for leg := range strings.FieldsSeq(legs) {
		route, date, _ := strings.Cut(leg, "@")
		from, to, _ := strings.Cut(route, "-")
		ods = append(ods, map[string]string{"origin": from, "destination": to, "departureDate": date})
	}
	if len(ptcs) == 0 {
		ptcs = []string{"ADT"}
	}
	for i, ptc := range ptcs {
		pax = append(pax, map[string]string{"paxId": fmt.Sprintf("p%d", i+1), "ptc": ptc})
	}
	body, err := json.Marshal(map[string]any{"originDestinations": ods, "pax": pax, "budgetMs": 15000})
	if err != nil {
		panic(err)
	}
	return string(body)
}

func adults(n int) []string { return slices.Repeat([]string{"ADT"}, n) }

func (s *sandbox) ask(legs string, ptcs ...string) answer {
	s.t.Helper()
	return s.want(s.post("/v1/air-shopping", quest(legs, ptcs...)), 200)
}

// shelf is what is on sale on a flight (its first), by fare basis or by brand.
type shelf struct {
	offers map[string]answer // the offer as a body
	order  []string          // as listed
}

// on reads an answer's offers of a flight, named by fare basis.
func (a answer) on(flight string) shelf {
	bases, carriers := map[string]string{}, map[string]string{}
	for _, each := range a.list("dataLists", "priceClasses") {
		class := answer{body: each.(map[string]any)}
		bases[class.text("priceClassId")] = class.text("fareBasis")
	}
	for _, each := range a.list("dataLists", "paxSegments") {
		segment := answer{body: each.(map[string]any)}
		carriers[segment.text("paxSegmentId")] = segment.text("marketingCarrier") + segment.text("flightNumber")
	}
	journeys := map[string]string{}
	for _, each := range a.list("dataLists", "paxJourneys") {
		journey := answer{body: each.(map[string]any)}
		journeys[journey.text("paxJourneyId")] = carriers[journey.text("paxSegmentIds", 0)]
	}
	found := shelf{offers: map[string]answer{}}
	for _, each := range a.list("offers") {
		offer := answer{body: each.(map[string]any)}
		if journeys[offer.text("paxJourneyIds", 0)] != flight {
			continue
		}
		var names []string
		for _, id := range offer.list("priceClassIds") {
			names = append(names, bases[id.(string)])
		}
		name := strings.Join(names, "+")
		found.offers[name], found.order = offer, append(found.order, name)
	}
	return found
}

// costs checks what an offer costs all-in, and what it is published at.
func (s *sandbox) costs(offer answer, total, published string) {
	s.t.Helper()
	if offer.text("totalPrice", "amount") != total || offer.text("publishedPrice", "amount") != published {
		s.t.Errorf("costs %s beside %s, want %s beside %s: %v", offer.text("totalPrice", "amount"), offer.text("publishedPrice", "amount"), total, published, offer.body)
	}
}

// Scenarios 1 to 6: one adult, one way, fund 50 and fuel 20 on both prices.
func TestOfficialPrices(t *testing.T) {
	t.Parallel()
	eachPairOf(t, staged(spring), func(t *testing.T, s *sandbox) {
		gov := s.as("fb_test_gov")
		found := gov.ask("PEK-SHA@" + leaving)
		if found.get("complete") != true || len(found.list("warnings")) != 0 {
			t.Errorf("%v, %v", found.get("complete"), found.list("warnings"))
		}

		// 1 and 2: full and discounted.
		first := found.on("CA1501")
		full, saver := first.offers["Y"], first.offers["V36"]
		s.costs(full, "1962.00", "2220.00")
		s.costs(saver, "811.00", "850.00")
		if item := full.get("offerItems", 0); item == nil || full.text("offerItems", 0, "price", "base", "amount") != "1892.00" || full.text("offerItems", 0, "publishedPrice", "amount") != "2220.00" {
			t.Errorf("%v", full.body)
		}
		step := answer{body: full.get("priceTrace", 0).(map[string]any)}
		if step.text("rule") != "gov-cn.govDiscount" || step.text("fareLevel") != "full" || step.text("rate") != "0.88" || step.text("filedFare", "amount") != "2150.00" ||
			step.text("before", "amount") != "2150.00" || step.text("after", "amount") != "1892.00" {
			t.Errorf("%v", step.body)
		}
		if saver.text("priceTrace", 0, "rate") != "0.95" || saver.text("priceTrace", 0, "fareLevel") != "discounted" {
			t.Errorf("%v", saver.get("priceTrace"))
		}

		// 3: the promotion is lower, and never discounted again.
		third := found.on("CA1503")
		if !slices.Equal(third.order, []string{"V33"}) {
			t.Errorf("on sale %v", third.order)
		}
		s.costs(third.offers["V33"], "770.00", "850.00")
		step = answer{body: third.offers["V33"].get("priceTrace", 0).(map[string]any)}
		if step.text("rule") != "gov-cn.airlinePromo" || step.text("lowerThan", "amount") != "811.00" || step.text("after", "amount") != "700.00" {
			t.Errorf("%v", step.body)
		}
		// 4: it is not, or a tie.
		for _, flight := range []string{"CA1505", "CA1507"} {
			shown := found.on(flight)
			if !slices.Equal(shown.order, []string{"V36"}) || shown.offers["V36"].text("priceTrace", 0, "rule") != "gov-cn.govDiscount" {
				t.Errorf("%s: on sale %v", flight, shown.order)
			}
			s.costs(shown.offers["V36"], "811.00", "850.00")
		}
		// 6: to the fen.
		s.costs(found.on("CA1509").offers["V34"], "768.25", "805.00")
		s.costs(found.on("CA1509").offers["V37"], "820.50", "860.00")

		// 5: a dearer fare may cost less officially, and is listed first.
		inverted := gov.ask("SHA-CAN@" + leaving).on("CA1837")
		if !slices.Equal(inverted.order, []string{"Y", "B93"}) {
			t.Errorf("listed %v", inverted.order)
		}
		s.costs(inverted.offers["Y"], "1830.00", "2070.00")
		s.costs(inverted.offers["B93"], "1837.00", "1930.00")

		// The same flights cost another agency what the market pays.
		market := s.ask("PEK-SHA@" + leaving).on("CA1503")
		if !slices.Equal(market.order, []string{"V33", "V36"}) || market.offers["V36"].text("totalPrice", "amount") != "850.00" || market.offers["V36"].get("publishedPrice") != nil {
			t.Errorf("retail: %v", market)
		}
	})
}

// Scenario 6 at whole yuan and at ten: a program file of one's own takes the
// place of the shipped one.
func TestRoundingIsConfigured(t *testing.T) {
	t.Parallel()
	for unit, want := range map[string][]string{"100": {"768.00", "821.00"}, "1000": {"770.00", "820.00"}} {
		t.Run(unit, func(t *testing.T) {
			t.Parallel()
			shipped, err := os.ReadFile("../../configs/programs/gov-cn.yaml")
			if err != nil {
				t.Fatal(err)
			}
			own := filepath.Join(t.TempDir(), "gov.yaml")
			text := strings.Replace(string(shipped), "roundingUnitFen: 1\n", "roundingUnitFen: "+unit+"\n", 1)
			if err := os.WriteFile(own, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			s := start(t, func(c *config.Config) {
				staged(spring)(c)
				c.Programs.Files = []string{own}
			})
			found := s.as("fb_test_gov").ask("PEK-SHA@" + leaving).on("CA1509")
			s.costs(found.offers["V34"], want[0], "805.00")
			s.costs(found.offers["V37"], want[1], "860.00")
		})
	}
}

// Scenarios 7, 9 and 10, and whoever else is not sold to: typed, all at once,
// before any supplier is asked.
func TestWhatGovDoesNotSell(t *testing.T) {
	t.Parallel()
	eachPairOf(t, staged(spring), func(t *testing.T, s *sandbox) {
		gov := s.as("fb_test_gov")
		for _, route := range []string{"PEK-SIN", "HKG-PEK", "PEK-MFM", "TPE-PEK"} {
			abroad := s.refused(gov.post("/v1/air-shopping", quest(route+"@"+leaving)), 422, "internationalNotSold")
			if abroad.text("serviceProviders", 0, "name") == "" || abroad.text("serviceProviders", 0, "phone") != "400-818-6686" || abroad.text("serviceProviders", 0, "url") == "" {
				t.Errorf("%s", abroad.raw)
			}
		}
		s.refused(gov.post("/v1/air-shopping", quest("PEK-SHA@"+leaving, adults(10)...)), 422, "tooManyPax")
		s.refused(gov.post("/v1/air-shopping", quest("PEK-SHA@"+leaving+" SHA-CAN@"+coming+" CAN-PEK@2026-04-06")), 422, "validationFailed")
		child := s.refused(gov.post("/v1/air-shopping", quest("PEK-SHA@"+leaving, "ADT", "CHD")), 422, "validationFailed")
		if child.text("errors", 0, "pointer") != "/pax/1/ptc" || child.text("errors", 0, "code") != "paxTypeNotSold" {
			t.Errorf("%s", child.raw)
		}
		all := s.refused(gov.post("/v1/air-shopping", quest("PEK-HKG@2020-01-01", "ADT", "CHD")), 422, "validationFailed")
		if len(all.list("errors")) != 3 || len(all.list("serviceProviders")) == 0 {
			t.Errorf("%s", all.raw)
		}

		// A codeshare is absent, and where there is nothing else the answer is
		// empty and complete all the same.
		if shown := gov.ask("PEK-SHA@" + leaving).on("MU5101"); len(shown.order) != 0 {
			t.Errorf("on sale %v", shown.order)
		}
		if market := s.ask("PEK-SHA@" + leaving).on("MU5101"); len(market.order) != 1 {
			t.Errorf("retail sells %v", market.order)
		}
		none := gov.ask("PEK-HGH@" + leaving)
		if none.get("complete") != true || len(none.list("offers")) != 0 || len(none.list("warnings")) != 0 || notSold(none, "codeshare") == 0 {
			t.Errorf("%s", none.raw)
		}
		// What cannot be classified is counted with its reason.
		if odd := gov.ask("PEK-WUH@" + leaving); len(odd.list("offers")) != 0 || notSold(odd, "noFiledFare") != 1 || odd.get("complete") != true {
			t.Errorf("%s", odd.raw)
		}
		down := s.want(gov.post("/v1/air-shopping", quest("PEK-SHA@"+leaving), scenario("supplier-down;supplier=china-eastern")), 200)
		if down.get("complete") != false || down.text("warnings", 0, "code") != "partialResults" || len(down.list("offers")) == 0 {
			t.Errorf("%s", down.raw)
		}
	})
}

// notSold adds up what suppliers offered and the program does not sell.
func notSold(a answer, reason string) int {
	sum := 0.0
	for _, each := range a.list("suppliers") {
		report := answer{body: each.(map[string]any)}
		for _, n := range report.list("notSold") {
			if why := n.(map[string]any); why["reason"] == reason {
				sum += why["offers"].(float64)
			}
		}
	}
	return int(sum)
}

// Scenario 8: a return is priced journey by journey.
func TestOfficialReturn(t *testing.T) {
	t.Parallel()
	eachPairOf(t, staged(spring), func(t *testing.T, s *sandbox) {
		gov := s.as("fb_test_gov")
		for pax, want := range map[int][2]string{1: {"2963.00", "3270.00"}, 3: {"8889.00", "9810.00"}} {
			offer := gov.ask("PEK-SHA@"+leaving+" SHA-PEK@"+coming, adults(pax)...).on("CA1501").offers["Y+T46"]
			s.costs(offer, want[0], want[1])
			if pax != 1 {
				continue
			}
			out, back := answer{body: offer.get("priceTrace", 0).(map[string]any)}, answer{body: offer.get("priceTrace", 1).(map[string]any)}
			if out.text("after", "amount") != "1892.00" || back.text("after", "amount") != "931.00" || back.text("fareLevel") != "discounted" || out.text("paxJourneyId") == back.text("paxJourneyId") {
				t.Errorf("%v", offer.get("priceTrace"))
			}
		}

		// One direction on promotion: 700 and 931 for 741 and 931, or not shown.
		found := gov.ask("PEK-SHA@" + leaving + " SHA-PEK@" + coming)
		if shown := found.on("CA1503").order; !slices.Equal(shown, []string{"V33+T46"}) {
			t.Fatalf("on sale %v", shown)
		}
		if shown := found.on("CA1505").order; !slices.Equal(shown, []string{"V36+T46"}) {
			t.Errorf("on sale %v", shown)
		}
		promoted := found.on("CA1503").offers["V33+T46"]
		again := s.want(gov.post("/v1/offers/"+promoted.text("offerId")+"/price", `{}`), 200)
		if again.text("result") != "unchanged" {
			t.Errorf("%s", again.raw)
		}
		for _, offer := range []answer{promoted, {body: again.get("offer").(map[string]any)}} {
			s.costs(offer, "1771.00", "1900.00")
			if offer.text("priceTrace", 0, "lowerThan", "amount") != "1812.00" || offer.text("priceTrace", 1, "fareLevel") != "discounted" || offer.get("priceTrace", 1, "lowerThan") != nil {
				t.Errorf("%v", offer.get("priceTrace"))
			}
		}
	})
}
