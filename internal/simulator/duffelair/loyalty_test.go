package duffelair_test

import (
	"fmt"
	"net/http"
	"testing"
)

func TestLoyaltyAccounts(t *testing.T) {
	t.Parallel()
	a := open(t, "")
	search := func(passenger string) string {
		return fmt.Sprintf(`{"slices":[{"origin":"BJS","destination":"SHA","departure_date":%q}],"passengers":[%s]}`, travelDay, passenger)
	}
	const account = `"loyalty_programme_accounts":[{"airline_iata_code":"CA","account_number":"0042"}]`
	found := a.post("/air/offer_requests", search(`{"type":"adult","given_name":"San","family_name":"Zhang",`+account+`}`)).must(http.StatusCreated)
	for _, at := range []string{"data.passengers.0", "data.offers.0.passengers.0"} {
		if found.text(at+".loyalty_programme_accounts.0.account_number") != "0042" || found.text(at+".loyalty_programme_accounts.0.airline_iata_code") != "CA" ||
			found.text(at+".given_name") != "San" || found.text(at+".family_name") != "Zhang" {
			t.Errorf("%s: %v", at, found.at(at))
		}
	}
	for what, passenger := range map[string]string{
		"without a name":        `{"type":"adult",` + account + `}`,
		"without a family name": `{"type":"adult","given_name":"San",` + account + `}`,
		"a name nobody can say": `{"type":"adult","given_name":"Ægir","family_name":"Zhang",` + account + `}`,
		"a name cut off":        `{"type":"adult","given_name":"San","family_name":"Wolfeschlegelsteinhausen",` + account + `}`,
		"of no airline":         `{"type":"adult","given_name":"San","family_name":"Zhang","loyalty_programme_accounts":[{"airline_iata_code":"Air China","account_number":"0042"}]}`,
		"without a number":      `{"type":"adult","given_name":"San","family_name":"Zhang","loyalty_programme_accounts":[{"airline_iata_code":"CA"}]}`,
	} {
		if refused := a.post("/air/offer_requests", search(passenger)); refused.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", what, refused.status, refused.raw)
		}
	}
}
