package app_test

import (
	"encoding/json"
	"fmt"
	"testing"
)

// Nobody holds an infant in an exit row: where all adults do, nobody is offered a
// seat there; where some do not, those may have it, and who is named as the holder
// after that is not booked.
func TestNobodyHoldsAnInfantInAnExitRow(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	for _, supplierID := range []string{"air-china", "china-eastern", "globalfares"} {
		alone, _ := s.offerOf(supplierID, s.shopFor("ADT", "INF"))
		maps := s.want(s.get("/v1/offers/"+alone+"/seat-maps"), 200)
		_, exit, _ := seats(maps, "p1")
		segment := maps.text("seatMaps", 0, "paxSegmentId")
		if exit == "" || offeredTo(maps, exit, "p1") {
			t.Fatalf("%s: %s is offered to who holds an infant", supplierID, exit)
		}
		wish := func(pax, seat string) string {
			return fmt.Sprintf(`{"paxId":%q,"paxSegmentId":%q,"seat":%q}`, pax, segment, seat)
		}
		refused := s.refused(s.post("/v1/offers/"+alone+"/price", `{"seats":[`+wish("p1", exit)+`]}`), 422, "validationFailed")
		if got := refused.text("errors", 0, "pointer") + " " + refused.text("errors", 0, "code"); got != "/seats/0/seat exitRowWithoutInfant" {
			t.Errorf("%s: %s", supplierID, got)
		}

		couple, _ := s.offerOf(supplierID, s.shopFor("ADT", "ADT", "INF"))
		maps = s.want(s.get("/v1/offers/"+couple+"/seat-maps"), 200)
		_, exit, _ = seats(maps, "p1")
		if segment = maps.text("seatMaps", 0, "paxSegmentId"); !offeredTo(maps, exit, "p1") || !offeredTo(maps, exit, "p2") {
			t.Fatalf("%s: %s is offered to neither", supplierID, exit)
		}
		beside := nextTo(maps, exit)
		refused = s.refused(s.post("/v1/offers/"+couple+"/price", `{"seats":[`+wish("p1", exit)+","+wish("p2", beside)+`]}`), 422, "validationFailed")
		if got := refused.text("errors", 0, "pointer") + " " + refused.text("errors", 0, "code"); got != "/seats/1/seat exitRowWithoutInfant" {
			t.Errorf("%s: %s", supplierID, got)
		}
		for holder, pax := range map[string]string{"p1": "p2", "p2": "p1"} {
			priced := s.want(s.post("/v1/offers/"+couple+"/price", `{"seats":[`+wish(pax, exit)+`]}`), 200)
			// Priced again, the seat is where it was.
			priced = s.want(s.post("/v1/offers/"+priced.text("offer", "offerId")+"/price", `{}`), 200)
			order := func(onLapOf string) string {
				var body map[string]any
				if err := json.Unmarshal([]byte(orderBody(priced.text("offer", "offerId"), priced.text("acceptance", "token"), priced.get("offer", "totalPrice").(map[string]any))), &body); err != nil {
					t.Fatal(err)
				}
				_, named := partyOf("ADT", "ADT", "INF")
				named[2].(map[string]any)["accompaniedBy"] = onLapOf
				body["pax"] = named
				written, err := json.Marshal(body)
				if err != nil {
					t.Fatal(err)
				}
				return string(written)
			}
			refused := s.refused(s.post("/v1/orders", order(pax), key("exit-"+supplierID+pax)), 422, "validationFailed")
			if got := refused.text("errors", 0, "pointer") + " " + refused.text("errors", 0, "code"); got != "/pax/2/accompaniedBy inExitRow" || refused.text("outcome") != "notDone" {
				t.Errorf("%s: %s", supplierID, refused.raw)
			}
			if holder == "p2" {
				s.want(s.post("/v1/orders", order(holder), key("away-"+supplierID)), 201)
			}
		}
	}
}

// seatOn finds a seat of the first map.
func seatOn(maps answer, name string) answer {
	for c := range maps.list("seatMaps", 0, "cabins") {
		for r := range maps.list("seatMaps", 0, "cabins", c, "rows") {
			for i := range maps.list("seatMaps", 0, "cabins", c, "rows", r, "seats") {
				seat := answer{body: maps.get("seatMaps", 0, "cabins", c, "rows", r, "seats", i).(map[string]any)}
				if seat.text("seat") == name {
					return seat
				}
			}
		}
	}
	return answer{}
}

func offeredTo(maps answer, name, pax string) bool {
	seat := seatOn(maps, name)
	for o := range seat.list("offers") {
		if seat.text("offers", o, "paxId") == pax {
			return true
		}
	}
	return false
}

// nextTo is another free seat of the exit rows.
func nextTo(maps answer, name string) string {
	for c := range maps.list("seatMaps", 0, "cabins") {
		for r := range maps.list("seatMaps", 0, "cabins", c, "rows") {
			for i := range maps.list("seatMaps", 0, "cabins", c, "rows", r, "seats") {
				seat := answer{body: maps.get("seatMaps", 0, "cabins", c, "rows", r, "seats", i).(map[string]any)}
				for _, what := range seat.list("characteristics") {
					if what == "exitRow" && seat.text("state") == "available" && seat.text("seat") != name {
						return seat.text("seat")
					}
				}
			}
		}
	}
	return ""
}
