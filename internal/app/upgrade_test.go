package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/config"
)

func upgradable(c *config.Config) { c.Simulator.World = "testdata/upgrades.yaml" }

// inCabin searches Peking to Shanghai in one cabin.
func (s *sandbox) inCabin(cabin string) answer {
	s.t.Helper()
	body := strings.Replace(searchBody(fmt.Sprintf(`,"preferences":{"cabin":%q}`, cabin)), "BJS", "PEK", 1)
	return s.want(s.post("/v1/air-shopping", body), 200)
}

// economy is the offer in the cabin an upgrade leaves.
func (s *sandbox) economy() string {
	s.t.Helper()
	offerID, _ := s.offerOf("air-china", s.inCabin("economy"))
	return offerID
}

// upgradeOf finds the upgrade among an offer's services; "" is none.
func (s *sandbox) upgradeOf(offerID string) (string, answer) {
	s.t.Helper()
	services := s.want(s.get("/v1/offers/"+offerID+"/services"), 200)
	for i := range services.list("services") {
		if services.text("services", i, "type") == "upgrade" {
			return services.text("services", i, "serviceId"), answer{body: services.get("services", i).(map[string]any)}
		}
	}
	return "", answer{}
}

// The last seat is not promised to two, and no child is moved away from its adult:
// the price of both says so, not only the order.
func TestUpgradesThatDoNotGoTogether(t *testing.T) {
	t.Parallel()
	s := start(t, upgradable)
	for name, party := range map[string][]string{"two and one seat": {"ADT", "ADT"}, "a child alone": {"ADT", "CHD"}} {
		offerID, _ := s.offerOf("air-china", s.shopFor(party...))
		services := s.want(s.get("/v1/offers/"+offerID+"/services"), 200)
		var wishes []string
		for i := range services.list("services") {
			if services.text("services", i, "type") == "upgrade" {
				wishes = append(wishes, fmt.Sprintf(`{"serviceId":%q,"quantity":1}`, services.text("services", i, "serviceId")))
			}
		}
		if len(wishes) != 2 {
			t.Fatalf("%s: %d upgrades", name, len(wishes))
		}
		code := "seatUnavailable"
		if party[1] == "CHD" {
			code, wishes = "validationFailed", wishes[1:]
		}
		refused := s.refused(s.post("/v1/offers/"+offerID+"/price", `{"services":[`+strings.Join(wishes, ",")+`]}`), 422, code)
		if party[1] == "CHD" && refused.text("errors", 0, "pointer")+" "+refused.text("errors", 0, "code") != "/services childInOtherCabin" {
			t.Errorf("%s", refused.raw)
		}
		s.want(s.post("/v1/offers/"+offerID+"/price", `{}`), 200)
	}
}

// An NDC airline's upgrade is bought with the flight: held, paid, and on the order,
// which says to which cabin and on which flight. With the last seat of that cabin it
// is gone, for who was shown it as well, and the flight is for sale still.
func TestAnUpgradeIsSold(t *testing.T) {
	t.Parallel()
	eachPairOf(t, upgradable, func(t *testing.T, s *sandbox) {
		if front := s.inCabin("business"); len(front.list("offers")) == 0 {
			t.Fatalf("nothing in business: %s", front.raw)
		}
		offerID, other := s.economy(), s.economy()
		upgradeID, listed := s.upgradeOf(offerID)
		maps := s.want(s.get("/v1/offers/"+offerID+"/seat-maps"), 200)
		segment := maps.text("seatMaps", 0, "paxSegmentId")
		if listed.text("name") != "Upgrade to Business" || listed.text("code") != "0BJ" || listed.text("price", "amount") != "1500.00" ||
			listed.get("maxQuantity") != 1.0 || fmt.Sprint(listed.list("paxIds"), listed.list("paxSegmentIds")) != "[p1] ["+segment+"]" {
			t.Fatalf("%v", listed.body)
		}
		wish := fmt.Sprintf(`{"services":[{"serviceId":%q,"quantity":1}]}`, upgradeID)
		priced := s.want(s.post("/v1/offers/"+offerID+"/price", wish), 200)
		late := s.want(s.post("/v1/offers/"+other+"/price", wish), 200)
		total := priced.get("offer", "totalPrice").(map[string]any)
		if priced.text("result") != "unchanged" || total["amount"] != "3570.00" {
			t.Fatalf("%s", priced.raw)
		}
		// Who is upgraded does not choose a seat of the cabin that is left.
		free, _, _ := seats(maps, "p1")
		both := s.refused(s.post("/v1/offers/"+offerID+"/price", strings.TrimSuffix(wish, "}")+
			fmt.Sprintf(`,"seats":[{"paxId":"p1","paxSegmentId":%q,"seat":%q}]}`, segment, free)), 422, "validationFailed")
		if both.text("errors", 0, "pointer")+" "+both.text("errors", 0, "code") != "/seats/0/seat seatOfCabinLeft" {
			t.Errorf("%s", both.raw)
		}

		created := s.want(s.post("/v1/orders", orderBody(priced.text("offer", "offerId"), "", total), key("upgraded")), 201)
		if created.text("status") != "awaitingPayment" {
			t.Errorf("%s", created.raw)
		}
		s.pay(created.text("orderId"))
		done := s.until(created.text("orderId"), "ticketed")
		sold := answer{}
		for i := range done.list("orderItems") {
			if item, upgrade := done.get("orderItems", i).(map[string]any), done.text("orderItems", i, "service", "type") == "upgrade"; upgrade {
				sold = answer{body: item}
			}
		}
		if sold.text("service", "name") != "Upgrade to Business" || fmt.Sprint(sold.list("paxIds"), sold.list("service", "paxSegmentIds")) != "[p1] ["+segment+"]" ||
			sold.text("price", "total", "amount") != "1500.00" || len(done.list("tickets")) != 1 || done.text("payments", 0, "amount", "amount") != "3570.00" {
			t.Errorf("%s", done.raw)
		}

		gone := s.refused(s.post("/v1/orders", orderBody(late.text("offer", "offerId"), "", total), key("late")), 422, "seatUnavailable")
		if gone.text("outcome") != "notDone" {
			t.Errorf("%s", gone.raw)
		}
		again := s.economy()
		if id, _ := s.upgradeOf(again); id != "" {
			t.Error("an upgrade to a cabin that is full")
		}
		refused := s.refused(s.post("/v1/offers/"+again+"/price", wish), 422, "validationFailed")
		if refused.text("errors", 0, "pointer")+" "+refused.text("errors", 0, "code") != "/services/0/serviceId unknownService" {
			t.Errorf("%s", refused.raw)
		}
		bare := s.want(s.post("/v1/offers/"+again+"/price", `{}`), 200)
		s.want(s.post("/v1/orders", orderBody(bare.text("offer", "offerId"), "", bare.get("offer", "totalPrice").(map[string]any)), key("bare")), 201)
		if front := s.inCabin("business"); len(front.list("offers")) != 0 {
			t.Errorf("the seat that was upgraded to is for sale: %s", front.raw)
		}
	})
}
