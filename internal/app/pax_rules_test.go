package app_test

import (
	"fmt"
	"strings"
	"testing"
)

// A name is the same name whether its accents are letters or marks, and whichever
// apostrophe it has; it is stored, sent and shown in one form.
func TestAPaxNameIsOfOneForm(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	offerID, total := s.offerOf("china-eastern", s.shop())
	body := strings.Replace(orderBody(offerID, "", total), "ZHANG", "O\u2019NE\u0301IL", 1)
	created := s.want(s.post("/v1/orders", body, key("one-form")), 201)
	if got := created.text("pax", 0, "surname"); got != "O'NÉIL" {
		t.Errorf("shown as %q", got)
	}
	again := s.want(s.post("/v1/orders", body, key("one-form")), 201)
	if again.header.Get("Idempotent-Replayed") != "true" || again.text("orderId") != created.text("orderId") {
		t.Errorf("%s", again.raw)
	}
}

// Every offer says what its supplier needs of passengers, and an order that does
// not meet it is refused before anybody is asked.
func TestAnOfferSaysWhatItNeedsOfPassengers(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	found := s.shop()
	for supplierID, want := range map[string]string{
		"air-china": "[latinNames] 64", "china-eastern": "[latinNames maleOrFemale] 20", "globalfares": "[latinNames] 57",
	} {
		offerID, total := s.offerOf(supplierID, found)
		priced := s.want(s.post("/v1/offers/"+offerID+"/price", `{}`), 200)
		if got := fmt.Sprint(priced.list("offer", "requiredPaxData"), priced.get("offer", "nameMaxLength")); got != want {
			t.Errorf("%s needs %s, want %s", supplierID, got, want)
		}
		body := strings.NewReplacer(`"surname":"ZHANG"`, `"surname":"`+strings.Repeat("Z", 58)+`"`, `"male"`, `"unspecified"`).Replace(orderBody(offerID, "", total))
		var told []string
		answer := s.post("/v1/orders", body, key("needs-"+supplierID))
		for i := range answer.list("errors") {
			told = append(told, answer.text("errors", i, "pointer")+" "+answer.text("errors", i, "code"))
		}
		bad := map[string]string{
			"air-china": "", "china-eastern": "/pax/0/surname longerThanBookable, /pax/0/gender maleOrFemale", "globalfares": "/pax/0/surname longerThanBookable",
		}[supplierID]
		if strings.Join(told, ", ") != bad || (bad == "") != (answer.status == 201) {
			t.Errorf("%s: %d %q", supplierID, answer.status, told)
		}
	}
}
