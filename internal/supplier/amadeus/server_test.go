package amadeus_test

import (
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/amadeus"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

const (
	tokenRoute   = "POST /v1/security/oauth2/token"
	searchRoute  = "POST /v2/shopping/flight-offers"
	priceRoute   = "POST /v1/shopping/flight-offers/pricing"
	upsellRoute  = "POST /v1/shopping/flight-offers/upselling"
	seatRoute    = "POST /v1/shopping/seatmaps"
	bookedSeats  = "GET /v1/shopping/seatmaps"
	bookRoute    = "POST /v1/booking/flight-orders"
	orderRoute   = "GET /v1/booking/flight-orders/eJzTd9f3NjIJdzUGAAp%2FAiY="
	deleteRoute  = "DELETE /v1/booking/flight-orders/eJzTd9f3NjIJdzUGAAp%2FAiY="
	orderID      = "eJzTd9f3NjIJdzUGAAp%2FAiY%3D"
	ourReference = "ord_0123456789abcdefghjkmnpq"
)

// script is what a connector asked of a server that gives tokens.
type script struct{ *suppliertest.Script }

func serve(t *testing.T, answers map[string]http.HandlerFunc) (*supplier.Connector, script) {
	t.Helper()
	url, s := listen(t, answers)
	return amadeus.New(config(url)), s
}

// listen starts a script; tokens are given unless it says otherwise.
func listen(t *testing.T, answers map[string]http.HandlerFunc) (string, script) {
	t.Helper()
	all := map[string]http.HandlerFunc{tokenRoute: say(200, `{"access_token":"token","expires_in":1799}`)}
	maps.Copy(all, answers)
	s := suppliertest.Serve(t, all)
	return s.URL, script{s}
}

func config(url string) amadeus.Config {
	return amadeus.Config{
		ID: "sup", BaseURL: url + "/", ClientID: "id", ClientSecret: "secret",
		Now: func() time.Time { return time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC) },
	}
}

// routes are what was asked, tokens left out.
func (s script) routes() []string {
	return slices.DeleteFunc(s.Routes(), func(route string) bool { return route == tokenRoute })
}

// at is a value in the body sent, by a path of names and indexes.
func at(t *testing.T, r suppliertest.Call, path ...any) any {
	t.Helper()
	var value any = r.Body
	for _, step := range path {
		switch s := step.(type) {
		case string:
			value = value.(map[string]any)[s]
		case int:
			value = value.([]any)[s]
		}
	}
	return value
}

func say(status int, body string) http.HandlerFunc {
	return suppliertest.Say("application/vnd.amadeus+json", status, body)
}

// refuse answers with Amadeus' error envelope.
func refuse(status int, code string) http.HandlerFunc {
	return say(status, `{"errors":[{"status":400,"code":`+code+`,"title":"T","detail":"D","source":{"pointer":"/data"}}]}`)
}

func file(t testing.TB, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// altered is a golden file with some text in it replaced.
func altered(t testing.TB, name, from, to string) string {
	t.Helper()
	text := file(t, name)
	if !strings.Contains(text, from) {
		t.Fatalf("%s has no %s", name, from)
	}
	return strings.ReplaceAll(text, from, to)
}

var family = []travel.Pax{
	{ID: "mum", PTC: travel.PTCAdult},
	{ID: "kid", PTC: travel.PTCChild},
	{ID: "baby", PTC: travel.PTCInfant},
}

var agreed = money.MustParse("3530.00", money.CNY)

func familySearch() travel.Search {
	return travel.Search{
		OriginDestinations: []travel.OriginDestination{
			{Origin: "BJS", Destination: "SHA", Date: travel.Date{Year: 2026, Month: time.December, Day: 20}},
		},
		Pax: family,
	}
}

// directRef is the handle of the first offer of search.json.
func directRef(t testing.TB) []byte {
	t.Helper()
	body := file(t, "search.json")
	c := cannedConnector(200, []byte(body))
	answer, err := c.Shop.Shop(t.Context(), familySearch())
	if err != nil || len(answer.Offers) == 0 {
		t.Fatalf("%+v, %v", answer, err)
	}
	return answer.Offers[0].Ref
}

// bookedRef is the handle of order.json.
func bookedRef() []byte {
	return []byte(`{"v":1,"b":"` + orderID + `","p":[["mum","1","ADT"],["kid","2","CHD"],["baby","3","INF"]]}`)
}

func kindOf(t *testing.T, err error, want supplier.Kind) *supplier.Error {
	t.Helper()
	return suppliertest.Failed(t, err, want, "")
}

func bookInput(t testing.TB) supplier.BookInput {
	t.Helper()
	born := func(year int) travel.Date { return travel.Date{Year: year, Month: time.March, Day: 4} }
	return supplier.BookInput{
		Reference: ourReference, OfferRef: directRef(t), Total: agreed, Instant: true,
		Contact: travel.Contact{Name: "Anna Maria Muster", Email: "anna@example.com", Phone: "+8613800138000"},
		Pax: []travel.Traveller{
			{
				Pax: family[0], Surname: "MUSTER", GivenName: "ANNA", Gender: travel.GenderFemale, BirthDate: born(1990), Nationality: "DE",
				IdentityDocument: &travel.IdentityDocument{Type: "passport", Number: "C01", IssuingCountry: "DE", ExpiryDate: born(2035)},
			},
			{Pax: family[1], Surname: "MUSTER", GivenName: "BEN", Gender: travel.GenderUnspecified, BirthDate: born(2018)},
			{Pax: family[2], Surname: "MUSTER", GivenName: "CARL", Gender: travel.GenderMale, BirthDate: born(2026), AccompaniedBy: "mum"},
		},
	}
}
