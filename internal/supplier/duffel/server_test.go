package duffel_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/duffel"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

func serve(t *testing.T, answers map[string]http.HandlerFunc) (*supplier.Connector, *suppliertest.Script) {
	t.Helper()
	url, s := scripted(t, answers)
	return connect(url), s
}

func scripted(t *testing.T, answers map[string]http.HandlerFunc) (string, *suppliertest.Script) {
	t.Helper()
	s := suppliertest.Serve(t, answers)
	return s.URL, s
}

func connect(baseURL string) *supplier.Connector {
	return duffel.New(duffel.Config{ID: "sup", BaseURL: baseURL + "/", Token: "token"})
}

func say(status int, body string) http.HandlerFunc {
	return suppliertest.Say("application/json", status, body)
}

// refuse answers with Duffel's error envelope.
func refuse(status int, code string) http.HandlerFunc {
	return say(status, `{"errors":[{"type":"t","code":"`+code+`","title":"T","message":"M","source":"airline"}],"meta":{"request_id":"F1"}}`)
}

func file(t testing.TB, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// inList wraps the one order of a golden file as a page of orders.
func inList(t *testing.T, name string) string {
	t.Helper()
	var one struct{ Data json.RawMessage }
	err := json.Unmarshal([]byte(file(t, name)), &one)
	if err != nil {
		t.Fatal(err)
	}
	return `{"data":[` + string(one.Data) + `],"meta":{"limit":200,"after":null,"before":null}}`
}

var family = []travel.Pax{
	{ID: "mum", PTC: travel.PTCAdult},
	{ID: "kid", PTC: travel.PTCChild},
	{ID: "baby", PTC: travel.PTCInfant},
}

var agreed = money.MustParse("3530.00", money.CNY)

func familySearch(t testing.TB) travel.Search {
	t.Helper()
	day, err := travel.ParseDate("2026-12-20")
	if err != nil {
		t.Fatal(err)
	}
	return travel.Search{
		OriginDestinations: []travel.OriginDestination{{Origin: "BJS", Destination: "SHA", Date: day}},
		Pax:                family,
		Preferences:        travel.Preferences{Cabin: travel.CabinPremiumEconomy},
	}
}

// directRef is the handle of the first offer of search.json.
func directRef(t testing.TB) []byte {
	t.Helper()
	return []byte(`{"v":2,"o":"off_direct","q":"orq_1","c":"CNY","t":1796112000,"p":[["mum","pas_1"],["kid","pas_2"],["baby","pas_3"]]}`)
}

// heldRef is the handle of order_held.json.
func heldRef() []byte {
	return []byte(`{"v":1,"b":"ord_s1","p":[["mum","pas_1"],["kid","pas_2"],["baby","pas_3"]]}`)
}

func kindOf(t *testing.T, err error, want supplier.Kind) *supplier.Error {
	t.Helper()
	return suppliertest.Failed(t, err, want, "")
}

func connectThrough(baseURL string, client *http.Client) *supplier.Connector {
	return duffel.New(duffel.Config{ID: "sup", BaseURL: baseURL, Token: "token", HTTPClient: client})
}
