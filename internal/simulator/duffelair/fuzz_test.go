package duffelair_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/duffelair"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// FuzzBody: whatever is sent, the answer is Duffel's, and never "our fault".
func FuzzBody(f *testing.F) {
	now := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	st := stage.New(func() time.Time { return now })
	j, err := journal.Open("")
	if err != nil {
		f.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	surface := duffelair.New(world.New(world.Config{Stage: st, Journal: j, Logger: log}), st, time.Second, log)
	paths := []string{"/air/offer_requests/", "/air/orders", "/air/payments", "/air/order_cancellations", "/air/offers/off_1/actions/price"}
	for i, body := range []string{
		`{"data":{"slices":[{"origin":"PEK","destination":"SHA","departure_date":"2026-12-20","departure_time":{"from":"08:00","to":"12:00"}}],"passengers":[{"type":"adult"},{"age":1}],"max_connections":0}}`,
		`{"data":{"type":"instant","selected_offers":["off_0000abcdefghijklmnopqr"],"passengers":[{"id":"pas_1","born_on":"1990-01-01"}],"payments":[{"type":"balance","amount":"1.00","currency":"CNY"}],"metadata":{"a":"b"}}}`,
		`{"data":{"order_id":"ord_1","payment":{"type":"balance","amount":"1.00","currency":"CNY"}}}`,
		`{"data":{"order_id":"ord_1"}}`,
		`{"data":{"intended_services":[{"id":"ase_1","quantity":1}],"intended_payment_methods":[{"type":"card"}]}}`,
		`{"data":null}`,
	} {
		f.Add(uint8(i), body)
	}
	f.Fuzz(func(t *testing.T, which uint8, body string) {
		request := httptest.NewRequest(http.MethodPost, paths[int(which)%len(paths)], strings.NewReader(body))
		request.Header.Set("Authorization", "Bearer duffel_test_skytrip")
		request.Header.Set("Duffel-Version", "v2")
		request.Header.Set("Content-Type", "application/json")
		recorder := httptest.NewRecorder()
		surface.ServeHTTP(recorder, request)
		var answer struct {
			Data   json.RawMessage
			Errors []struct{ Type, Code string }
		}
		if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
			t.Fatalf("%d %s: %v", recorder.Code, recorder.Body, err)
		}
		refused := len(answer.Errors) > 0 && answer.Errors[0].Type != "" && answer.Errors[0].Code != ""
		if recorder.Code >= 500 || (recorder.Code >= 400) != refused || refused == (answer.Data != nil) {
			t.Fatalf("%d %s", recorder.Code, recorder.Body)
		}
	})
}
