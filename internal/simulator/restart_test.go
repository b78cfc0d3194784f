package simulator_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator"
)

// Everything a caller was told survives the process, which is not asked first:
// the old simulator is simply no longer used, as after a kill.
func TestKilledAndStartedAgain(t *testing.T) {
	t.Parallel()
	config := simulator.Config{Journal: filepath.Join(t.TempDir(), "world.jsonl"), Seed: 3}
	before := start(t, config)
	air := before.as("air-china")

	paid := air.hold("ord_paid")
	air.pay(paid.text("data.id"), paid.text("data.total_amount")).must(http.StatusCreated)
	cancelled := air.hold("ord_cancelled").text("data.id")
	quote := air.call(http.MethodPost, "/air/order_cancellations", fmt.Sprintf(`{"data":{"order_id":%q}}`, cancelled)).must(http.StatusCreated).text("data.id")
	air.call(http.MethodPost, "/air/order_cancellations/"+quote+"/actions/confirm", "").must(http.StatusOK)
	held := air.hold("ord_held")
	failing := air.with("Farebridge-Scenario", "ticketing-fails").hold("ord_failing")
	bent, _, _ := air.first()
	up := air.with("Farebridge-Scenario", "price-up").call(http.MethodGet, "/air/offers/"+bent, "").must(http.StatusOK)
	offer, pax, total := air.first()
	remembered := map[string]answer{}
	for _, path := range []string{
		"/air/orders/" + paid.text("data.id"), "/air/orders/" + cancelled, "/air/orders/" + held.text("data.id"),
		"/air/order_cancellations/" + quote, "/air/payments?order_id=" + paid.text("data.id"), "/air/offers/" + offer, "/air/offers/" + bent,
	} {
		remembered[path] = air.call(http.MethodGet, path, "").must(http.StatusOK)
	}

	air = start(t, config).as("air-china")
	for path, want := range remembered {
		if got := air.call(http.MethodGet, path, "").must(http.StatusOK); string(got.raw) != string(want.raw) {
			t.Errorf("%s\nwas %s\nis  %s", path, clip(want.raw), clip(got.raw))
		}
	}
	if got := air.call(http.MethodGet, "/air/offers/"+bent, "").text("data.total_amount"); got != up.text("data.total_amount") {
		t.Errorf("the bent offer costs %s, not %s", got, up.text("data.total_amount"))
	}
	air.pay(failing.text("data.id"), failing.text("data.total_amount")).refused(http.StatusUnprocessableEntity, "airline_error", "airline_internal")
	air.pay(held.text("data.id"), held.text("data.total_amount")).must(http.StatusCreated)
	instant := air.call(http.MethodPost, "/air/orders", instantBody(offer, pax, total)).must(http.StatusCreated)

	tickets := []answer{air.order(paid.text("data.id")), air.order(held.text("data.id")), instant}
	last := 0
	for _, order := range tickets {
		serial, err := strconv.Atoi(order.text("data.documents.0.unique_identifier")[3:])
		if err != nil || serial != last+1 && last != 0 {
			t.Errorf("ticket %v after serial %d", order.get("data.documents.0"), last)
		}
		last = serial
	}
	references := map[string]bool{}
	for _, o := range air.call(http.MethodGet, "/air/orders", "").must(http.StatusOK).list("data") {
		references[text(o, "booking_reference")] = true
	}
	if len(references) != 5 {
		t.Errorf("%d booking references of five orders", len(references))
	}
}

func TestLapsedHoldStaysLapsed(t *testing.T) {
	t.Parallel()
	config := simulator.Config{Journal: filepath.Join(t.TempDir(), "world.jsonl")}
	air := start(t, config).as("air-china")
	held := air.hold("")
	air.later(25 * time.Hour).order(held.text("data.id"))
	// The new process's clock is behind the deadline again.
	air = start(t, config).as("air-china")
	if got := air.order(held.text("data.id")).get("data.cancelled_at"); got == nil {
		t.Error("a cancelled order came back to life")
	}
}

// An NDC subscriber that was told nothing yet is told by the next process,
// without subscribing again.
func TestNDCNoticesSurviveTheProcess(t *testing.T) {
	t.Parallel()
	const acknowledged = `<IATA_Acknowledgement><Notification><StatusCode>OK</StatusCode></Notification></IATA_Acknowledgement>`
	var well atomic.Bool
	arrived := make(chan string, 64)
	subscriber := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if well.Load() {
			_, _ = io.WriteString(w, acknowledged)
		} else {
			w.WriteHeader(http.StatusBadGateway)
		}
		arrived <- string(body)
	}))
	t.Cleanup(subscriber.Close)
	config := simulator.Config{Journal: filepath.Join(t.TempDir(), "world.jsonl"), Seed: 3, Wall: func() time.Time { return morning }}
	sim, err := simulator.New(config)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(sim.Handler())
	before := &sandbox{Simulator: sim, t: t, server: server}
	subscribe := client{s: before, token: "ndc_test_air-china"}
	subscribe.call(http.MethodPut, "/ndc/subscription", fmt.Sprintf(`{"url":%q,"secret":"s"}`, subscriber.URL)).must(http.StatusNoContent)
	subscribe.call(http.MethodPut, "/ndc/subscription", `{"url":"http://192.0.2.1/","secret":"s"}`).must(http.StatusBadRequest)
	held := before.as("air-china").hold("ord_held").text("data.id")
	if notice := <-arrived; !strings.Contains(notice, held) {
		t.Fatalf("%s", notice)
	}
	server.Close()
	if err := sim.Close(); err != nil {
		t.Fatal(err)
	}
	for len(arrived) > 0 { // a second try of the first process
		<-arrived
	}
	well.Store(true)
	start(t, config)
	if notice := <-arrived; !strings.Contains(notice, held) {
		t.Fatalf("%s", notice)
	}
}
