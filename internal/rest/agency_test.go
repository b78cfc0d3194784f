package rest_test

import (
	"testing"

	"github.com/farebridge/farebridge/api"
)

func TestAgency(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	w := b.call("GET", "/v1/agency", "")
	paidIn := decoded[api.Agency](t, w)
	if w.Code != 200 || paidIn.AgencyID != "agy_one" || paidIn.Name != "Ägentur 旅行" || len(paidIn.Programs) != 1 || paidIn.Programs[0] != "retail" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	want := api.AgencyDeposit{
		Balance:   api.Money{Amount: "50000.00", Currency: "CNY"},
		Reserved:  api.Money{Amount: "1892.00", Currency: "CNY"},
		Available: api.Money{Amount: "48108.00", Currency: "CNY"},
	}
	if paidIn.Deposit == nil || *paidIn.Deposit != want {
		t.Errorf("deposit %+v", paidIn.Deposit)
	}
	w = b.call("GET", "/v1/agency", "", "Authorization", "Bearer fb_test_ota")
	if other := decoded[api.Agency](t, w); w.Code != 200 || other.AgencyID != "agy_two" || other.Deposit != nil {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := b.call("GET", "/v1/agency", "", "Authorization", ""); w.Code != 401 {
		t.Errorf("without a key: %d", w.Code)
	}
}
