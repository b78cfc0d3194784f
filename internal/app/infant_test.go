package app_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// born is a birth date that fits a passenger type on day().
func born(ptc string) string {
	years := map[string]int{"ADT": -36, "CHD": -7, "INF": 0, "INS": 0}[ptc]
	return time.Now().AddDate(years, -7, 0).Format(time.DateOnly)
}

// partyOf names passengers after their types: "p1" is an ADT, "p2" what comes next.
func partyOf(ptcs ...string) (searched, named []any) {
	for i, ptc := range ptcs {
		id := fmt.Sprintf("p%d", i+1)
		searched = append(searched, map[string]any{"paxId": id, "ptc": ptc})
		person := map[string]any{
			"paxId": id, "surname": "ZHANG", "givenName": []string{"SAN", "MEI", "LAN", "JUN"}[i], "gender": "female", "birthDate": born(ptc),
		}
		if ptc == "INF" {
			person["accompaniedBy"] = "p1"
		}
		named = append(named, person)
	}
	return searched, named
}

// shopFor searches Beijing to Shanghai, nonstop in economy, for passenger types.
func (s *sandbox) shopFor(ptcs ...string) answer {
	s.t.Helper()
	searched, _ := partyOf(ptcs...)
	pax, err := json.Marshal(searched)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.want(s.post("/v1/air-shopping", strings.Replace(searchBody(`,"preferences":{"maxStops":0,"cabin":"economy"}`),
		`[{"paxId":"p1","ptc":"ADT"}]`, string(pax), 1)), 200)
}

// buyFor orders an offer for passenger types, pays it and waits for the tickets.
func (s *sandbox) buyFor(offerID, token string, total map[string]any, ptcs ...string) answer {
	s.t.Helper()
	var body map[string]any
	if err := json.Unmarshal([]byte(orderBody(offerID, token, total)), &body); err != nil {
		s.t.Fatal(err)
	}
	_, body["pax"] = partyOf(ptcs...)
	written, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	created := s.want(s.post("/v1/orders", string(written), key("order-"+offerID)), 201)
	s.pay(created.text("orderId"))
	s.ticketed(created.text("orderId"))
	return s.want(s.get("/v1/orders/"+created.text("orderId")), 200)
}

// itemsOf are the prices of an offer's flights by passenger type.
func itemsOf(t *testing.T, offer answer) map[string]map[string]any {
	t.Helper()
	items := map[string]map[string]any{}
	for i := range offer.list("offerItems") {
		if offer.get("offerItems", i, "service") == nil {
			items[offer.text("offerItems", i, "ptc")] = offer.get("offerItems", i, "price").(map[string]any)
		}
	}
	return items
}

func amountOf(price map[string]any, what string) string {
	return price[what].(map[string]any)["amount"].(string)
}

// An infant with a seat pays what a child pays (half of the full fare or the
// adult's fare where that is less, no fund, half the fuel), over every protocol that
// has a word for it, and is ticketed; of the others the search says that they
// cannot.
func TestAnInfantWithASeatIsSold(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		found := s.shopFor("ADT", "INS")
		for i := range found.list("suppliers") {
			id, status, reason := found.text("suppliers", i, "supplierId"), found.text("suppliers", i, "status"), found.text("suppliers", i, "reason")
			switch id {
			case "air-china", "china-southern", "globalfares":
				if status != "ok" {
					t.Errorf("%s: %s %s", id, status, reason)
				}
			default:
				if status != "skipped" || reason != "unsupported" {
					t.Errorf("%s: %s %s", id, status, reason)
				}
			}
		}
		for _, supplierID := range []string{"air-china", "globalfares"} {
			// They may sell the same seats: what one was bought of the other is asked after.
			offerID, total := s.offerOf(supplierID, s.shopFor("ADT", "INS"))
			childID, _ := s.offerOf(supplierID, s.shopFor("ADT", "CHD"))
			priced := s.want(s.post("/v1/offers/"+offerID+"/price", `{}`), 200)
			child := s.want(s.post("/v1/offers/"+childID+"/price", `{}`), 200)
			own := itemsOf(t, answer{body: priced.get("offer").(map[string]any)})
			same := itemsOf(t, answer{body: child.get("offer").(map[string]any)})
			if priced.text("result") != "unchanged" || len(own) != 2 || fmt.Sprint(own["INS"]) != fmt.Sprint(same["CHD"]) || fmt.Sprint(own["ADT"]) != fmt.Sprint(same["ADT"]) {
				t.Fatalf("%s: %v, a child's are %v", supplierID, own, same)
			}
			if taxes := own["INS"]["taxes"].([]any); len(taxes) != 1 || taxes[0].(map[string]any)["code"] != "YQ" || amountOf(taxes[0].(map[string]any), "amount") != "10.00" {
				t.Errorf("%s: an infant with a seat is charged %v", supplierID, taxes)
			}
			done := s.buyFor(priced.text("offer", "offerId"), "", total, "ADT", "INS")
			ticketed := map[string]bool{}
			for i := range done.list("tickets") {
				ticketed[done.text("tickets", i, "paxId")] = true
			}
			if !ticketed["p1"] || !ticketed["p2"] || done.text("pax", 1, "ptc") != "INS" {
				t.Errorf("%s: %s", supplierID, done.raw)
			}
		}
	})
}

// One infant sits on the lap and another beside it. Who has a seat may choose one,
// though not at an exit; who sits on a lap may not.
func TestTwinsWithOneSeat(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	for _, supplierID := range []string{"air-china", "globalfares"} {
		offerID, _ := s.offerOf(supplierID, s.shopFor("ADT", "INF", "INS"))
		maps := s.want(s.get("/v1/offers/"+offerID+"/seat-maps"), 200)
		free, exit, _ := seats(maps, "p3")
		onLap, _, _ := seats(maps, "p2")
		segment := maps.text("seatMaps", 0, "paxSegmentId")
		if free == "" || exit == "" || onLap != "" {
			t.Fatalf("%s: %q is free, %q at an exit, %q for a lap", supplierID, free, exit, onLap)
		}
		wish := func(pax, seat string) string {
			return fmt.Sprintf(`{"seats":[{"paxId":%q,"paxSegmentId":%q,"seat":%q}]}`, pax, segment, seat)
		}
		for pax, want := range map[[2]string]string{{"p2", free}: "/seats/0/paxId noSeatForInfant", {"p3", exit}: "/seats/0/seat exitRowAdultsOnly"} {
			refused := s.refused(s.post("/v1/offers/"+offerID+"/price", wish(pax[0], pax[1])), 422, "validationFailed")
			if got := refused.text("errors", 0, "pointer") + " " + refused.text("errors", 0, "code"); got != want {
				t.Errorf("%s: %v: %s", supplierID, pax, got)
			}
		}
		priced := s.want(s.post("/v1/offers/"+offerID+"/price", wish("p3", free)), 200)
		items := itemsOf(t, answer{body: priced.get("offer").(map[string]any)})
		if len(items) != 3 || yuan(t, amountOf(items["INF"], "total")).Minor >= yuan(t, amountOf(items["INS"], "total")).Minor {
			t.Errorf("%s: %v", supplierID, items)
		}
		done := s.buyFor(priced.text("offer", "offerId"), priced.text("acceptance", "token"), priced.get("offer", "totalPrice").(map[string]any), "ADT", "INF", "INS")
		seat := ""
		for i := range done.list("orderItems") {
			if done.text("orderItems", i, "service", "type") == "seat" {
				seat = done.text("orderItems", i, "service", "seat") + " of " + done.text("orderItems", i, "paxIds", 0)
			}
		}
		if seat != free+" of p3" || len(done.list("tickets")) != 3 || done.text("pax", 1, "accompaniedBy") != "p1" {
			t.Errorf("%s: seat %q: %s", supplierID, seat, done.raw)
		}
	}
}

// Another Farebridge is asked for the same, and its airlines sell it.
func TestAnInfantWithASeatIsSoldThroughTwoServers(t *testing.T) {
	t.Parallel()
	c := link(t, "fb_test_ota", nil, nil)
	found := c.ours.shopFor("ADT", "INS")
	offerID, total := c.ours.offer(found)
	priced := c.ours.want(c.ours.post("/v1/offers/"+offerID+"/price", `{}`), 200)
	if items := itemsOf(t, answer{body: priced.get("offer").(map[string]any)}); priced.text("result") != "unchanged" || len(items) != 2 || items["INS"] == nil {
		t.Fatalf("%s", priced.raw)
	}
	done := c.ours.buyFor(priced.text("offer", "offerId"), "", total, "ADT", "INS")
	theirs := c.only(done.text("orderId"))
	if len(done.list("tickets")) != 2 || theirs.text("pax", 1, "ptc") != "INS" || theirs.text("pax", 1, "birthDate") != born("INS") {
		t.Errorf("ours %s\ntheirs %s", done.raw, theirs.raw)
	}
}

// Airlines take two infants with an adult, and none older than infants are.
func TestWhoIsNoInfantWithASeat(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	searched, _ := partyOf("INS")
	alone, err := json.Marshal(searched)
	if err != nil {
		t.Fatal(err)
	}
	s.refused(s.post("/v1/air-shopping", strings.Replace(searchBody(""), `[{"paxId":"p1","ptc":"ADT"}]`, string(alone), 1)), 422, "validationFailed")
	crowd := s.shopFor("ADT", "INS", "INS", "INS")
	if len(crowd.list("offers")) != 0 {
		t.Errorf("three with one adult: %s", crowd.raw)
	}
	for i := range crowd.list("suppliers") {
		if id := crowd.text("suppliers", i, "supplierId"); id == "air-china" && crowd.text("suppliers", i, "reason") != "rejected" {
			t.Errorf("%v", crowd.get("suppliers", i))
		}
	}
	// Which is an answer, and none that another time would make another.
	if crowd.get("complete") != true || len(crowd.list("warnings")) != 1 || crowd.text("warnings", 0, "code") != "searchRejected" ||
		!strings.Contains(crowd.text("warnings", 0, "detail"), "air-china") {
		t.Errorf("complete %v, %v", crowd.get("complete"), crowd.list("warnings"))
	}
	offerID, total := s.offerOf("air-china", s.shopFor("ADT", "INS"))
	body := strings.Replace(orderBody(offerID, "", total), `"pax":[`,
		`"pax":[{"paxId":"p2","surname":"ZHANG","givenName":"MEI","gender":"female","birthDate":"`+born("CHD")+`","accompaniedBy":"p1"},`, 1)
	refused := s.refused(s.post("/v1/orders", body, key("too-old")), 422, "validationFailed")
	var told []string
	for i := range refused.list("errors") {
		told = append(told, refused.text("errors", i, "pointer")+" "+refused.text("errors", i, "code"))
	}
	if strings.Join(told, ", ") != "/pax/0/birthDate ageDoesNotFit, /pax/0/accompaniedBy onlyForInfants" {
		t.Errorf("told %q", told)
	}
}
