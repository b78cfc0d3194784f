package app_test

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// The official price is the fare's: paid extras are not listed, and cannot be had
// by an id from elsewhere (R-002-12).
func TestOfficialTravelHasNoPaidExtras(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	gov := s.as("fb_test_gov")
	leg := "PEK-SHA@" + day()
	offerID, _ := gov.offerOf("china-southern", gov.ask(leg))
	free := gov.want(gov.get("/v1/offers/"+offerID+"/services"), 200)
	for i := range free.list("services") {
		if free.text("services", i, "price", "amount") != "0.00" {
			t.Errorf("listed: %v", free.get("services", i))
		}
	}
	maps := gov.want(gov.get("/v1/offers/"+offerID+"/seat-maps"), 200)
	if !strings.Contains(string(maps.raw), `"seat":"`) || regexp.MustCompile(`"price":\{"amount":"[^"]*[1-9]`).Match(maps.raw) {
		t.Errorf("%s", maps.raw)
	}
	retail, _ := s.offerOf("china-southern", s.ask(leg))
	services := s.want(s.get("/v1/offers/"+retail+"/services"), 200)
	paid := ""
	for i := range services.list("services") {
		if services.text("services", i, "price", "amount") != "0.00" {
			paid = services.text("services", i, "serviceId")
		}
	}
	wish := fmt.Sprintf(`{"services":[{"serviceId":%q,"quantity":1}]}`, paid)
	refused := gov.refused(gov.post("/v1/offers/"+offerID+"/price", wish), 422, "validationFailed")
	if refused.text("errors", 0, "code") != "unknownService" {
		t.Errorf("%s", refused.raw)
	}
}

// Empty lists take off what an offer has.
func TestExtrasAreTakenOff(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	for _, supplierID := range []string{"air-china", "china-eastern", "globalfares"} {
		offerID, total := s.offerOf(supplierID, s.shop())
		services := s.want(s.get("/v1/offers/"+offerID+"/services"), 200)
		id := ""
		for i := range services.list("services") {
			if services.text("services", i, "price", "amount") != "0.00" {
				id = services.text("services", i, "serviceId")
			}
		}
		with := s.want(s.post("/v1/offers/"+offerID+"/price", fmt.Sprintf(`{"services":[{"serviceId":%q,"quantity":1}]}`, id)), 200)
		kept := s.want(s.post("/v1/offers/"+with.text("offer", "offerId")+"/price", `{}`), 200)
		bare := s.want(s.post("/v1/offers/"+with.text("offer", "offerId")+"/price", `{"services":[],"seats":[]}`), 200)
		if was := total["amount"]; with.text("offer", "totalPrice", "amount") == was || kept.text("offer", "totalPrice", "amount") == was || bare.text("offer", "totalPrice", "amount") != was {
			t.Errorf("%s: %s, with a service %s, kept %s, without %s", supplierID, was, with.text("offer", "totalPrice", "amount"), kept.text("offer", "totalPrice", "amount"), bare.raw)
		}
		// Over Duffel's protocol it can be held again, which is told.
		if want := map[string]string{"china-eastern": "termsChanged"}[supplierID]; bare.text("result") != cmp.Or(want, "unchanged") {
			t.Errorf("%s: %s", supplierID, bare.raw)
		}
	}
}
