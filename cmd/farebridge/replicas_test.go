package main

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/farebridge/farebridge/internal/cache/cachetest"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
)

// shared is one simulated world, one Postgres and one Redis, for servers that
// share them.
func shared(t *testing.T) []string {
	t.Helper()
	database, redis := storagetest.Postgres(t), cachetest.Redis(t)
	world := run(t, "Duffel v2", []string{"simulate", "--listen", "127.0.0.1:0", "--data", t.TempDir()})
	return []string{"FAREBRIDGE_DATABASE_URL=" + database, "FAREBRIDGE_REDIS_URL=" + redis, "FAREBRIDGE_SIMULATOR_URL=" + world.url}
}

// TestTwoServersServeOneFlow takes turns between two servers for every call of
// one purchase.
func TestTwoServersServeOneFlow(t *testing.T) {
	t.Parallel()
	t.Run("postgres+redis", func(t *testing.T) {
		t.Parallel()
		stores := shared(t)
		a, b := run(t, "API", nil, sandboxEnv(t, stores...)...), run(t, "API", nil, sandboxEnv(t, stores...)...)
		body := a.orderBody()
		t.Log("A  AirShopping")
		var asked struct {
			Offers []struct{ OfferID string }
		}
		if err := json.Unmarshal([]byte(body), &asked); err != nil {
			t.Fatal(err)
		}
		status, priced, err := b.try("POST", b.url+"/v1/offers/"+asked.Offers[0].OfferID+"/price", "{}", nil)
		if err != nil || status != http.StatusOK || priced["result"] != "unchanged" {
			t.Fatalf("%d %v %v", status, priced, err)
		}
		t.Log("B  OfferPrice   ", priced["result"])
		status, created := b.insist("/v1/orders", body, "k")
		if status != http.StatusCreated {
			t.Fatalf("%d %v", status, created)
		}
		orderID := created["orderId"].(string)
		t.Log("B  OrderCreate  ", created["reference"], created["status"])
		status, again := a.insist("/v1/orders", body, "k")
		if status != http.StatusCreated || again["orderId"] != orderID {
			t.Fatalf("the same key at the other server: %d %v", status, again)
		}
		t.Log("A  OrderCreate  the same key: replayed")
		status, paid := a.insist("/v1/orders/"+orderID+"/payments", cardOK, "p")
		if status != http.StatusCreated {
			t.Fatalf("%d %v", status, paid)
		}
		t.Log("A  OrderPay     ", paid["status"])
		done := b.until(orderID, "ticketed")
		t.Log("B  OrderRetrieve", done["status"], done["tickets"])
		if bookings, tickets, captures := b.truth(orderID); bookings != 1 || tickets != 1 || captures != 1 {
			t.Fatalf("%d bookings, %d tickets, %d captures", bookings, tickets, captures)
		}
	})
}

// TestOneServerFinishesTheOthersWork kills the server that took the money, and
// does not start it again: another one does the rest.
func TestOneServerFinishesTheOthersWork(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"authorize.called", "authorize.result", "ticket.called", "capture.called"} {
		t.Run(point+"/postgres+redis", func(t *testing.T) {
			t.Parallel()
			stores := shared(t)
			a := run(t, "API", nil, append(sandboxEnv(t, stores...), "FAREBRIDGE_SANDBOX_DIE_AT="+point)...)
			status, created := a.insist("/v1/orders", a.orderBody(), "k")
			if status != http.StatusCreated {
				t.Fatalf("%d %v", status, created)
			}
			orderID := created["orderId"].(string)
			_, _, _ = a.try("POST", a.url+"/v1/orders/"+orderID+"/payments", cardOK, map[string]string{"Idempotency-Key": "p"})
			a.ended()
			b := run(t, "API", nil, sandboxEnv(t, stores...)...)
			done := b.until(orderID, "ticketed")
			if bookings, tickets, captures := b.truth(orderID); bookings != 1 || tickets != 1 || captures != 1 {
				t.Fatalf("%d bookings, %d tickets, %d captures: %v", bookings, tickets, captures, done)
			}
			t.Logf("A killed at %s, B finished: 1 booking, 1 ticket, 1 capture", point)
		})
	}
}

// TestALateServerTakesOverTheSimulatorsTime: a server with a database of its own
// joins a simulated world whose time was moved; what is paid is in time.
func TestALateServerTakesOverTheSimulatorsTime(t *testing.T) {
	t.Parallel()
	world := run(t, "Duffel v2", []string{"simulate", "--listen", "127.0.0.1:0", "--data", t.TempDir()})
	early := run(t, "API", nil, sandboxEnv(t, "FAREBRIDGE_SIMULATOR_URL="+world.url)...)
	status, moved, err := early.try("POST", early.url+"/v1/sandbox/clock", `{"advance":"PT2H"}`, nil)
	if err != nil || status != http.StatusOK {
		t.Fatalf("%d %v %v", status, moved, err)
	}
	early.orderBody() // a call tells the simulator the time
	late := run(t, "API", nil, sandboxEnv(t, "FAREBRIDGE_SIMULATOR_URL="+world.url)...)
	status, created := late.insist("/v1/orders", late.orderBody(), "k")
	if status != http.StatusCreated {
		t.Fatalf("%d %v", status, created)
	}
	orderID := created["orderId"].(string)
	late.insist("/v1/orders/"+orderID+"/payments", cardOK, "p")
	late.until(orderID, "ticketed")
}
