package amadeusair_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/amadeusair"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// surfaceFor is a surface of its own, with a token, without a server.
func surfaceFor(t testing.TB) (*amadeusair.Surface, string) {
	t.Helper()
	st := stage.New(func() time.Time { return morning })
	j, err := journal.Open("")
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	surface := amadeusair.New(world.New(world.Config{Stage: st, Journal: j, Logger: log}), st, time.Second, log)
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"amadeus_test_air-china"}, "client_secret": {"secret_air-china"}}
	request := httptest.NewRequest(http.MethodPost, "/v1/security/oauth2/token", strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	recorder := httptest.NewRecorder()
	surface.ServeHTTP(recorder, request)
	var granted struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &granted); err != nil {
		t.Fatal(err)
	}
	return surface, granted.AccessToken
}

// serve sends one call, and holds the answer to being Amadeus' and never "our
// fault".
func serve(t *testing.T, surface http.Handler, token, method, path, body string) {
	t.Helper()
	request := httptest.NewRequest(method, "/", strings.NewReader(body))
	path, query, _ := strings.Cut(path, "?")
	request.URL.Path, request.URL.RawQuery = path, query
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	surface.ServeHTTP(recorder, request)
	var answer struct {
		Data   json.RawMessage
		Errors []struct {
			Status, Code int
			Title        string
		}
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
		t.Fatalf("%d %s: %v", recorder.Code, recorder.Body, err)
	}
	refused := len(answer.Errors) > 0
	for _, e := range answer.Errors {
		if e.Status != recorder.Code || e.Code == 0 || e.Title == "" {
			t.Fatalf("%d %s", recorder.Code, recorder.Body)
		}
	}
	if recorder.Code >= 500 || (recorder.Code >= 400) != refused || refused == (answer.Data != nil) {
		t.Fatalf("%d %s", recorder.Code, recorder.Body)
	}
}

// seedOffer is an offer of the fuzzed surface's world.
func seedOffer(t testing.TB, surface http.Handler, token string) string {
	t.Helper()
	request := httptest.NewRequest(http.MethodGet, oneWay+"&adults=1&infants=1&max=1", nil)
	request.Header.Set("Authorization", "Bearer "+token)
	recorder := httptest.NewRecorder()
	surface.ServeHTTP(recorder, request)
	var found struct{ Data []json.RawMessage }
	if err := json.Unmarshal(recorder.Body.Bytes(), &found); err != nil || len(found.Data) == 0 {
		t.Fatalf("%s: %v", recorder.Body, err)
	}
	return string(found.Data[0])
}

// FuzzBody: whatever is sent, the answer is one. The input is a patch of a good
// body: text in place of some bytes of it, as whole bodies are too large to be
// varied well.
func FuzzBody(f *testing.F) {
	surface, token := surfaceFor(f)
	offer := seedOffer(f, surface, token)
	people, err := json.Marshal([]any{traveler("1", "SAN", "1990-01-01"), traveler("2", "MEI", "2026-01-10")})
	if err != nil {
		f.Fatal(err)
	}
	good := []struct{ path, body string }{
		{"/v2/shopping/flight-offers", bodySearch},
		{"/v1/shopping/flight-offers/pricing", `{"data":{"type":"flight-offers-pricing","flightOffers":[` + offer + `],"payments":[{"brand":"VISA"}]}}`},
		{"/v1/shopping/flight-offers/upselling", `{"data":{"type":"flight-offers-upselling","flightOffers":[` + offer + `]}}`},
		{"/v1/shopping/seatmaps", `{"data":[` + offer + `]}`},
		{"/v1/booking/flight-orders", `{"data":{"type":"flight-order","flightOffers":[` + offer + `],"travelers":` + string(people) + `,
			"remarks":{"general":[{"subType":"CONFIDENTIAL","text":"FAREBRIDGE x"}]},"contacts":[{"emailAddress":"a@b.cd"}],
			"formOfPayments":[{"other":{"method":"CASH"}}],"ticketingAgreement":{"option":"DELAY_TO_CANCEL","delay":"6D"}}}`},
	}
	for i, g := range good {
		f.Add(uint8(i), uint16(0), uint16(0), "")
		f.Add(uint8(i), uint16(0), uint16(len(g.body)), `{"data":null}`)
		for _, field := range []string{`"at":"`, `"travelerId":"`, `"grandTotal":"`, `"includedCheckedBags":`, `"date":"`} {
			if at := strings.Index(g.body, field); at >= 0 {
				f.Add(uint8(i), uint16(at+len(field)), uint16(4), "0001")
				f.Add(uint8(i), uint16(at), uint16(0), `"additionalServices":{"chargeableCheckedBags":{"quantity":1},"chargeableSeatNumber":"31A"},`)
			}
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, at, cut uint16, text string) {
		g := good[int(which)%len(good)]
		from := min(int(at), len(g.body))
		to := min(from+int(cut), len(g.body))
		serve(t, surface, token, http.MethodPost, g.path, g.body[:from]+text+g.body[to:])
	})
}

// FuzzQuery does the same to addresses.
func FuzzQuery(f *testing.F) {
	surface, token := surfaceFor(f)
	for _, path := range []string{
		oneWay + "&adults=2&children=1&infants=1&returnDate=2026-12-24&travelClass=ECONOMY&nonStop=true&maxPrice=900&max=3&includedAirlineCodes=CA,MU",
		"/v1/shopping/seatmaps?flight-orderId=b3JkXzAwMDA%253D",
		"/v1/booking/flight-orders/b3JkXzAwMDA%3D",
		"/v1/booking/flight-orders/%zz",
	} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		for _, prefix := range []string{"/v1/booking/flight-orders/", "/v1/shopping/seatmaps?", "/v2/shopping/flight-offers?"} {
			if strings.HasPrefix(path, prefix) {
				serve(t, surface, token, http.MethodGet, path, "")
			}
		}
	})
}
