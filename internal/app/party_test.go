package app_test

import (
	"strings"
	"testing"
)

// What a supplier is known not to book is said before anything is written, all
// of it at once (R-002-10).
func TestWhoCannotBeBookedIsToldBefore(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		found := s.want(s.post("/v1/air-shopping", `{"originDestinations":[{"origin":"LHR","destination":"JFK","departureDate":"`+day()+`"}],"pax":[{"paxId":"p1","ptc":"ADT"}]}`), 200)
		for i := range found.list("offers") { // whatever protocol it came over
			if found.text("offers", i, "requiredPaxData", 0) != "identityDocument" {
				t.Errorf("%v", found.get("offers", i))
			}
		}
		offerID, total := s.offerOf("china-eastern", found)
		body := orderBody(offerID, "", total)
		body = strings.Replace(strings.Replace(body, "ZHANG", "张", 1), `"male"`, `"unspecified"`, 1)
		refused := s.refused(s.post("/v1/orders", body, key("1")), 422, "validationFailed")
		pointers := map[string]bool{}
		for _, each := range refused.list("errors") {
			pointers[each.(map[string]any)["pointer"].(string)] = true
		}
		for _, pointer := range []string{"/pax/0/surname", "/pax/0/gender", "/pax/0/identityDocument"} {
			if !pointers[pointer] {
				t.Errorf("nothing said of %s: %s", pointer, refused.raw)
			}
		}
		if l := s.get("/v1/orders").list("orders"); len(l) != 0 {
			t.Errorf("an order was written: %v", l)
		}
		with := func(kind, number string) string {
			return strings.Replace(orderBody(offerID, "", total), `"birthDate"`, `"identityDocument":{"type":"`+kind+`","number":"`+number+`","issuingCountry":"CN","expiryDate":"2034-01-01"},"birthDate"`, 1)
		}
		// Its protocol takes passports only, and a document is needed.
		refused = s.refused(s.post("/v1/orders", with("nationalId", "11010119900307109X"), key("1")), 422, "validationFailed")
		if len(refused.list("errors")) != 1 || refused.text("errors", 0, "pointer") != "/pax/0/identityDocument/type" || refused.text("errors", 0, "code") != "documentTypeNotTaken" {
			t.Errorf("%s", refused.raw)
		}
		undated := strings.Replace(with("passport", "E12345678"), `,"expiryDate":"2034-01-01"`, "", 1)
		refused = s.refused(s.post("/v1/orders", undated, key("1")), 422, "validationFailed")
		if refused.text("errors", 0, "pointer") != "/pax/0/identityDocument/expiryDate" || refused.text("errors", 0, "code") != "required" {
			t.Errorf("%s", refused.raw)
		}
		if l := s.get("/v1/orders").list("orders"); len(l) != 0 {
			t.Errorf("an order was written: %v", l)
		}
		created := s.want(s.post("/v1/orders", with("passport", "E12345678"), key("1")), 201)
		s.pay(created.text("orderId"))
		s.until(created.text("orderId"), "ticketed")
	})
}
