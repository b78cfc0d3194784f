package telemetry_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/telemetry"
)

func TestCallsAreOnThePage(t *testing.T) {
	t.Parallel()
	told, err := telemetry.New(t.Context(), telemetry.Config{Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	told.Supplier(supplier.Observation{Supplier: "air-china", Role: "shop", Attempts: 2, Took: 120 * time.Millisecond, Offers: 30, Dropped: 2})
	told.Supplier(supplier.Observation{Supplier: "air-china", Role: "seats", Attempts: 1, LeftOut: 3})
	told.Supplier(supplier.Observation{Supplier: "air-china", Role: "book", Kind: supplier.Unavailable, Code: supplier.CodeNoFunds, Attempts: 1})
	told.Supplier(supplier.Observation{Supplier: "air-china", Role: "book", Kind: supplier.Unavailable, Attempts: 1, Rehearsal: true})
	told.Circuit("air-china", "orders", "open")
	told.PriceCheck("air-china", "unchanged")
	told.PriceCheck("air-china", "priceChanged")
	told.PriceCheck("air-china", "unchanged")
	told.Request(http.MethodPost, "/v1/orders", http.StatusConflict, "offerChanged", 30*time.Millisecond)
	told.Request(http.MethodGet, "/v1/orders/:orderId", http.StatusOK, "", time.Millisecond)
	w := httptest.NewRecorder()
	told.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		`farebridge_supplier_calls_total{code="",kind="ok",role="shop",supplier="air-china"} 1`,
		`farebridge_supplier_calls_total{code="noFunds",kind="unavailable",role="book",supplier="air-china"} 1`,
		`farebridge_supplier_call_seconds_count{role="shop",supplier="air-china"} 1`,
		`farebridge_supplier_retries_total{role="shop",supplier="air-china"} 1`,
		`farebridge_supplier_offers_dropped_total{supplier="air-china"} 2`,
		`farebridge_supplier_items_left_out_total{role="seats",supplier="air-china"} 3`,
		`farebridge_supplier_price_checks_total{result="unchanged",supplier="air-china"} 2`,
		`farebridge_http_request_seconds_count{method="POST",route="/v1/orders",status="409"} 1`,
		`farebridge_http_request_seconds_bucket{method="GET",route="/v1/orders/:orderId",status="200",le="0.001"} 1`,
		`farebridge_http_problems_total{code="offerChanged",route="/v1/orders"} 1`,
		`farebridge_supplier_circuit_open{lane="orders",supplier="air-china"} 1`,
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s in\n%s", want, w.Body)
		}
	}
}

// The collector gets a span for each call, with the supplier's name in it.
func TestSpansReachTheCollector(t *testing.T) {
	t.Parallel()
	received := make(chan string, 1)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		select {
		case received <- r.URL.Path + " " + string(body):
		default:
		}
	}))
	defer collector.Close()
	told, err := telemetry.New(t.Context(), telemetry.Config{Version: "test", TracesURL: collector.URL + "/v1/traces"})
	if err != nil {
		t.Fatal(err)
	}
	_, span := told.Tracer("supplier").Start(t.Context(), "supplier shop")
	span.End()
	if err := told.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := <-received; !strings.HasPrefix(got, "/v1/traces ") || !strings.Contains(got, "supplier shop") || !strings.Contains(got, "farebridge") {
		t.Errorf("%q", got)
	}
}
