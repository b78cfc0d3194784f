package main

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/farebridge/farebridge/internal/cache/cachetest"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
)

// points are all the places between two steps of an order's way at which a
// process can die: the intent is on record; the call was made and nobody knows;
// the result is on record.
var points = []string{
	"hold.called", "hold.result",
	"authorize.intent", "authorize.called", "authorize.result",
	"ticket.intent", "ticket.called", "ticket.result",
	"capture.intent", "capture.called", "capture.result",
}

// TestKilledAnywhereEndsInOneTicket kills the whole sandbox, simulator and all,
// at every point of the way, starts it again, and lets the client repeat what
// it got no answer to.
func TestKilledAnywhereEndsInOneTicket(t *testing.T) {
	t.Parallel()
	for pair, stores := range map[string]func(t *testing.T) []string{
		"sqlite+miniredis": func(*testing.T) []string { return nil },
		"postgres+redis": func(t *testing.T) []string {
			return []string{"FAREBRIDGE_DATABASE_URL=" + storagetest.Postgres(t), "FAREBRIDGE_REDIS_URL=" + cachetest.Redis(t)}
		},
	} {
		t.Run(pair, func(t *testing.T) {
			t.Parallel()
			for _, point := range points {
				t.Run(point, func(t *testing.T) {
					t.Parallel()
					killAt(t, point, sandboxEnv(t, stores(t)...))
				})
			}
		})
	}
}

func sandboxEnv(t *testing.T, more ...string) []string {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "limits.yaml")
	if err := os.WriteFile(file, []byte(shortLimits), 0o600); err != nil {
		t.Fatal(err)
	}
	return append([]string{"FAREBRIDGE_LISTEN=127.0.0.1:0", "FAREBRIDGE_DATA_DIR=" + dir, "FAREBRIDGE_CONFIG=" + file}, more...)
}

func killAt(t *testing.T, point string, env []string) {
	first := run(t, "API", nil, append(env, "FAREBRIDGE_SANDBOX_DIE_AT="+point)...)
	body := first.orderBody()
	headers := map[string]string{"Idempotency-Key": "order-1"}
	status, created, err := first.try("POST", first.url+"/v1/orders", body, headers)
	if err == nil {
		if status != http.StatusCreated {
			t.Fatalf("order: %d %v", status, created)
		}
		// Whatever the answer: the process is to die on the way.
		_, _, _ = first.try("POST", first.url+"/v1/orders/"+created["orderId"].(string)+"/payments", cardOK, map[string]string{"Idempotency-Key": "pay-1"})
	}
	first.ended()

	second := run(t, "API", nil, env...)
	status, created = second.insist("/v1/orders", body, "order-1")
	if status != http.StatusCreated {
		t.Fatalf("order after the restart: %d %v", status, created)
	}
	orderID := created["orderId"].(string)
	status, paid := second.insist("/v1/orders/"+orderID+"/payments", cardOK, "pay-1")
	if status != http.StatusCreated {
		t.Fatalf("payment after the restart: %d %v", status, paid)
	}
	done := second.until(orderID, "ticketed")
	bookings, tickets, captures := second.truth(orderID)
	if bookings != 1 || tickets != 1 || captures != 1 || len(done["tickets"].([]any)) != 1 || len(done["payments"].([]any)) != 1 {
		t.Fatalf("%d bookings, %d tickets, %d captures: %v", bookings, tickets, captures, done)
	}
	if l := second.read("/v1/orders")["orders"].([]any); len(l) != 1 {
		t.Fatalf("%d orders", len(l))
	}
	t.Logf("killed at %-16s → 1 booking, 1 ticket %v, 1 capture", point, done["tickets"].([]any)[0].(map[string]any)["ticketNumber"])
}

// TestKilledBeforeTheSupplierHeardOfIt: an order whose hold never left the
// house ends as failed, with nothing owed, and the client is told so.
func TestKilledBeforeTheSupplierHeardOfIt(t *testing.T) {
	t.Parallel()
	env := sandboxEnv(t)
	first := run(t, "API", nil, append(env, "FAREBRIDGE_SANDBOX_DIE_AT=create.intent")...)
	body := first.orderBody()
	if status, answer, err := first.try("POST", first.url+"/v1/orders", body, map[string]string{"Idempotency-Key": "order-1"}); err == nil {
		t.Fatalf("answered: %d %v", status, answer)
	}
	first.ended()
	second := run(t, "API", nil, env...)
	status, refused := second.insist("/v1/orders", body, "order-1")
	if status != http.StatusBadGateway || refused["outcome"] != "notDone" {
		t.Fatalf("%d %v", status, refused)
	}
	orders := second.read("/v1/orders")["orders"].([]any)
	if len(orders) != 1 || orders[0].(map[string]any)["status"] != "failed" {
		t.Fatalf("%v", orders)
	}
	if bookings, _, _ := second.truth(orders[0].(map[string]any)["orderId"].(string)); bookings != 0 {
		t.Fatalf("%d bookings", bookings)
	}
}
