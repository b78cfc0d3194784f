package app_test

import (
	"fmt"
	"strings"
	"testing"
)

// A company's code is passed on to the airline it is for, which sells it at the
// company's terms, over each protocol that has a word for it; nobody else sees them.
func TestACompanyFliesAtItsOwnTerms(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		// corporate are the offers at a company's terms, of one airline's.
		corporate := func(carrier, codes string) []map[string]any {
			found := s.want(s.post("/v1/air-shopping", searchBody(fmt.Sprintf(`,"preferences":{"maxStops":0,"carriers":[%q]}%s`, carrier, codes))), 200)
			at := ""
			for i := range found.list("dataLists", "priceClasses") {
				if found.text("dataLists", "priceClasses", i, "name") == "Economy Corporate" {
					at += found.text("dataLists", "priceClasses", i, "priceClassId") + " "
				}
			}
			var offers []map[string]any
			for _, each := range found.list("offers") {
				offer := each.(map[string]any)
				if strings.Contains(at, offer["priceClassIds"].([]any)[0].(string)) {
					offers = append(offers, offer)
				}
			}
			return offers
		}
		for _, codes := range []string{"", `,"corporateCodes":[{"carrier":"CA","code":"NOBODY"}]`, `,"corporateCodes":[{"carrier":"MU","code":"ACME"}]`} {
			if offers := corporate("CA", codes); len(offers) != 0 {
				t.Errorf("%s: sold as %v", codes, offers[0])
			}
		}
		for carrier, supplierID := range map[string]string{"CA": "air-china", "MU": "china-eastern"} { // over NDC, over Duffel's protocol
			offers := corporate(carrier, `,"corporateCodes":[{"carrier":"CA","code":"ACME"},{"carrier":"MU","code":"ACME"}]`)
			if len(offers) == 0 || offers[0]["supplierId"] != supplierID {
				t.Errorf("%s: %d offers at the company's terms", supplierID, len(offers))
				continue
			}
			id, total := offers[0]["offerId"].(string), offers[0]["totalPrice"].(map[string]any)
			priced := s.want(s.post("/v1/offers/"+id+"/price", `{}`), 200)
			if priced.text("result") != "unchanged" {
				t.Errorf("%s: %s", supplierID, priced.raw)
			}
			s.want(s.post("/v1/orders", orderBody(id, "", total), key("corporate-"+supplierID)), 201)
			// A colleague books from the same search, which over Duffel's protocol can be
			// booked once only: it is put again, in the company's name.
			colleague := strings.NewReplacer("ZHANG", "LI", "SAN", "SI").Replace(orderBody(id, "", total))
			second := s.want(s.post("/v1/orders", colleague, key("colleague-"+supplierID)), 201)
			if second.get("totalPrice", "amount") != total["amount"] {
				t.Errorf("%s: the colleague's order: %s", supplierID, second.raw)
			}
		}
	})
}
