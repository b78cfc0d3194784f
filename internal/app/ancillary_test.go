package app_test

import (
	"fmt"
	"strings"
	"testing"
)

// family asks for an adult, a child and an infant, nonstop, of one carrier.
func (s *sandbox) family(carrier string) answer {
	s.t.Helper()
	body := strings.Replace(searchBody(fmt.Sprintf(`,"preferences":{"maxStops":0,"cabin":"economy","carriers":[%q]}`, carrier)),
		`[{"paxId":"p1","ptc":"ADT"}]`, `[{"paxId":"p1","ptc":"ADT"},{"paxId":"kid","ptc":"CHD"},{"paxId":"baby","ptc":"INF"}]`, 1)
	return s.want(s.post("/v1/air-shopping", body), 200)
}

// seats finds a free seat for somebody, in an exit row or not, and one that is taken.
func seats(maps answer, pax string) (free, exit, taken string) {
	for c := range maps.list("seatMaps", 0, "cabins") {
		for r := range maps.list("seatMaps", 0, "cabins", c, "rows") {
			for i := range maps.list("seatMaps", 0, "cabins", c, "rows", r, "seats") {
				seat := answer{body: maps.get("seatMaps", 0, "cabins", c, "rows", r, "seats", i).(map[string]any)}
				name, isExit, mine := seat.text("seat"), false, false
				for _, what := range seat.list("characteristics") {
					isExit = isExit || what == "exitRow"
				}
				for o := range seat.list("offers") {
					mine = mine || seat.text("offers", o, "paxId") == pax
				}
				switch {
				case seat.text("state") == "occupied" && taken == "":
					taken = name
				case seat.text("state") == "available" && isExit && exit == "":
					exit = name
				case seat.text("state") == "available" && mine && !isExit && free == "":
					free = name
				}
			}
		}
	}
	return free, exit, taken
}

// A seat and a bag are chosen with the offer, paid with it, and on the order,
// whatever protocol the airline speaks.
func TestASeatAndABagAreBought(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		for _, supplierID := range []string{"air-china", "china-eastern"} {
			found := s.shop()
			offerID, total := s.offerOf(supplierID, found)
			maps := s.want(s.get("/v1/offers/"+offerID+"/seat-maps"), 200)
			free, _, _ := seats(maps, "p1")
			segment := maps.text("seatMaps", 0, "paxSegmentId")
			services := s.want(s.get("/v1/offers/"+offerID+"/services"), 200)
			bag := ""
			for i := range services.list("services") {
				if services.text("services", i, "type") == "baggage" && services.text("services", i, "bag") != "carryOn" {
					bag = services.text("services", i, "serviceId")
				}
			}
			if maps.get("supported") != true || free == "" || bag == "" {
				t.Fatalf("%s: seat %q, bag %q", supplierID, free, bag)
			}
			again := s.want(s.get("/v1/offers/"+offerID+"/services"), 200)
			if string(again.raw) != string(services.raw) {
				t.Errorf("%s: services have other names when asked again", supplierID)
			}
			priced := s.want(s.post("/v1/offers/"+offerID+"/price", fmt.Sprintf(
				`{"services":[{"serviceId":%q,"quantity":1}],"seats":[{"paxId":"p1","paxSegmentId":%q,"seat":%q}]}`, bag, segment, free)), 200)
			// Over Duffel's protocol an order with extras is paid when it is made: that
			// it cannot be held any more is told, and the price of the flights stands.
			wantResult := map[string]string{"air-china": "unchanged", "china-eastern": "termsChanged"}[supplierID]
			for i := range priced.list("changes") {
				if path := priced.text("changes", i, "path"); path != "/holdable" && path != "/payBy" {
					t.Errorf("%s: %s changed", supplierID, path)
				}
			}
			if priced.text("result") != wantResult || len(priced.list("offer", "offerItems")) != 3 || priced.text("offer", "totalPrice", "amount") == total["amount"] {
				t.Fatalf("%s: %s", supplierID, priced.raw)
			}
			firm, sum := priced.text("offer", "offerId"), priced.get("offer", "totalPrice").(map[string]any)
			// Priced once more, it keeps what was chosen, and services keep their names.
			once := s.want(s.post("/v1/offers/"+firm+"/price", `{}`), 200)
			if once.text("result") != wantResult || once.text("offer", "totalPrice", "amount") != sum["amount"] {
				t.Errorf("%s: priced again: %s", supplierID, once.raw)
			}
			created := s.want(s.post("/v1/orders", orderBody(once.text("offer", "offerId"), once.text("acceptance", "token"), sum), key("k-"+supplierID)), 201)
			orderID := created.text("orderId")
			s.pay(orderID)
			done := s.until(orderID, "ticketed")
			seat, sold := "", 0
			for i := range done.list("orderItems") {
				if done.get("orderItems", i, "service") != nil {
					sold++
				}
				if done.text("orderItems", i, "service", "type") == "seat" {
					seat = done.text("orderItems", i, "service", "seat")
				}
			}
			if seat != free || sold != 2 || done.text("payments", 0, "amount", "amount") != sum["amount"] {
				t.Errorf("%s: seat %q of %d: %s", supplierID, seat, sold, done.raw)
			}
			// Nobody else can have that seat.
			other, _ := s.offerOf(supplierID, s.shop())
			s.refused(s.post("/v1/offers/"+other+"/price", fmt.Sprintf(`{"seats":[{"paxId":"p1","paxSegmentId":%q,"seat":%q}]}`, segment, free)), 422, "seatUnavailable")
		}
	})
}

// Everything that cannot be had is said at once, and nothing is priced.
func TestExtrasThatCannotBeHad(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	offerID := s.family("CA").text("offers", 0, "offerId")
	maps := s.want(s.get("/v1/offers/"+offerID+"/seat-maps"), 200)
	free, exit, taken := seats(maps, "kid")
	segment := maps.text("seatMaps", 0, "paxSegmentId")
	services := s.want(s.get("/v1/offers/"+offerID+"/services"), 200)
	if free == "" || exit == "" || taken == "" || len(services.list("services")) == 0 {
		t.Fatalf("free %q, exit %q, taken %q, %d services", free, exit, taken, len(services.list("services")))
	}
	refused := s.refused(s.post("/v1/offers/"+offerID+"/price", fmt.Sprintf(`{"services":[
		{"serviceId":"svc_none","quantity":1},{"serviceId":%q,"quantity":99}],"seats":[
		{"paxId":"baby","paxSegmentId":%[2]q,"seat":%[3]q},
		{"paxId":"p1","paxSegmentId":"CA1-PEKSHA-2020-01-01","seat":%[3]q},
		{"paxId":"p1","paxSegmentId":%[2]q,"seat":"99Z"},
		{"paxId":"kid","paxSegmentId":%[2]q,"seat":%[4]q},
		{"paxId":"nobody","paxSegmentId":%[2]q,"seat":%[3]q}]}`, services.text("services", 0, "serviceId"), segment, free, exit)), 422, "validationFailed")
	var told []string
	for i := range refused.list("errors") {
		told = append(told, refused.text("errors", i, "pointer")+" "+refused.text("errors", i, "code"))
	}
	want := "/services/0/serviceId unknownService, /services/1/quantity outOfRange, /seats/0/paxId noSeatForInfant, /seats/1/paxSegmentId notOnOffer, " +
		"/seats/2/seat noSuchSeat, /seats/3/seat exitRowAdultsOnly, /seats/4/paxId notInOffer"
	if strings.Join(told, ", ") != want {
		t.Errorf("told %q", told)
	}
	s.refused(s.post("/v1/offers/"+offerID+"/price", fmt.Sprintf(`{"seats":[{"paxId":"p1","paxSegmentId":%q,"seat":%q}]}`, segment, taken)), 422, "seatUnavailable")
	two := s.refused(s.post("/v1/offers/"+offerID+"/price", fmt.Sprintf(`{"seats":[{"paxId":"p1","paxSegmentId":%[1]q,"seat":%[2]q},{"paxId":"kid","paxSegmentId":%[1]q,"seat":%[2]q}]}`, segment, free)), 422, "validationFailed")
	if two.text("errors", 0, "pointer") != "/seats/1/seat" || two.text("errors", 0, "code") != "duplicate" {
		t.Errorf("two on one seat: %s", two.raw)
	}
}

// Rules have stages, and what is not known is not free; a reseller that cannot
// say is told apart from one with nothing to say.
func TestRulesOfAnOffer(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	found := s.shop()
	offerID, _ := s.offerOf("air-china", found)
	rules := s.want(s.get("/v1/offers/"+offerID+"/rules"), 200)
	if rules.get("supported") != true || len(rules.list("penalties")) < 2 {
		t.Fatalf("%s", rules.raw)
	}
	staged := false
	for i := range rules.list("penalties") {
		staged = staged || rules.text("penalties", i, "from") != "" || rules.text("penalties", i, "until") != ""
		if rules.text("penalties", i, "allowed") == "" {
			t.Errorf("%v", rules.get("penalties", i))
		}
	}
	if !staged {
		t.Errorf("no stages: %s", rules.raw)
	}
	s.refused(s.as("fb_test_ota").get("/v1/offers/"+offerID+"/rules"), 404, "notFound")
	s.want(s.post("/v1/sandbox/clock", `{"advance":"PT25M"}`), 200)
	for _, what := range []string{"rules", "services", "seat-maps"} {
		s.refused(s.get("/v1/offers/"+offerID+"/"+what), 410, "offerExpired")
	}
}
