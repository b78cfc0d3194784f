package simulator_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator"
)

// scarce is a world in which PEK-SHA has one flight with a few seats, which an
// airline and the reseller both sell.
func scarce(t *testing.T, seats int) simulator.Config {
	t.Helper()
	return simulator.Config{World: worldFile(t, fmt.Sprintf(`
routes:
  - {origin: PEK, destination: SHA, suppliers: [air-china, skytrip], itineraries: [{
      flights: [{flight: CA1501, departure: 08:00, arrival: 10:15}],
      fares: [{brand: Full Economy, basis: Y, adult: 2150.00, seats: %d}]}]}
`, seats))}
}

func worldFile(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "world.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Many callers of two suppliers want the last seats at the same time: exactly
// as many get one as there are.
func TestLastSeatsAreSoldOnce(t *testing.T) {
	t.Parallel()
	const seats, callers = 3, 24
	config := scarce(t, seats)
	config.Journal = filepath.Join(t.TempDir(), "world.jsonl")
	s := start(t, config)
	type wish struct {
		client
		body string
	}
	var wishes []wish
	for i := range callers {
		if i%2 == 0 {
			air := s.as("air-china")
			offer, pax, _ := air.first()
			wishes = append(wishes, wish{air, holdBody(offer, pax, "")})
			continue
		}
		sky := s.as("skytrip")
		offer, pax, total := sky.first()
		wishes = append(wishes, wish{sky, instantBody(offer, pax, total)})
	}
	var sold, refused atomic.Int32
	var together sync.WaitGroup
	for _, w := range wishes {
		together.Go(func() {
			a, err := w.try(t.Context(), http.MethodPost, "/air/orders", w.body)
			switch {
			case err != nil:
				t.Error(err)
			case a.status == http.StatusCreated:
				sold.Add(1)
			case a.text("errors.0.code") == "offer_no_longer_available":
				refused.Add(1)
			default:
				t.Errorf("%d %s", a.status, clip(a.raw))
			}
		})
	}
	together.Wait()
	if sold.Load() != seats || refused.Load() != callers-seats {
		t.Errorf("%d sold and %d refused of %d seats", sold.Load(), refused.Load(), seats)
	}
	again := start(t, config)
	if n := len(again.as("air-china").search(oneAdult, "PEK-SHA "+travelDay).list("data.offers")); n != 0 {
		t.Errorf("%d offers of a full flight after a restart", n)
	}
}

// One offer asked for by many at once makes one order, one hold paid by many
// at once is paid once. It takes a few rounds for the calls to meet.
func TestOneOrderOnePayment(t *testing.T) {
	t.Parallel()
	air := start(t, simulator.Config{Journal: filepath.Join(t.TempDir(), "world.jsonl")}).as("air-china")
	for range 20 {
		offer, pax, total := air.first()
		if n := winners(t, air, "/air/orders", holdBody(offer, pax, "")); n != 1 {
			t.Fatalf("%d orders", n)
		}
		id := air.call(http.MethodGet, "/air/orders?offer_id="+offer, "").text("data.0.id")
		pay := fmt.Sprintf(`{"data":{"order_id":%q,"payment":{"type":"balance","amount":%q,"currency":"CNY"}}}`, id, total)
		if n := winners(t, air, "/air/payments", pay); n != 1 {
			t.Fatalf("%d payments", n)
		}
		if n := len(air.order(id).list("data.documents")); n != 1 {
			t.Fatalf("%d tickets", n)
		}
		if n := len(air.call(http.MethodGet, "/air/payments?order_id="+id, "").list("data")); n != 1 {
			t.Fatalf("%d payments listed", n)
		}
	}
}

func winners(t *testing.T, c client, path, body string) int {
	t.Helper()
	var won atomic.Int32
	var together sync.WaitGroup
	for range 16 {
		together.Go(func() {
			a, err := c.try(t.Context(), http.MethodPost, path, body)
			if err != nil {
				t.Error(err)
			}
			if a.status == http.StatusCreated {
				won.Add(1)
			}
		})
	}
	together.Wait()
	return int(won.Load())
}

func TestSeatsComeBack(t *testing.T) {
	t.Parallel()
	s := start(t, scarce(t, 1))
	air := s.as("air-china")
	offers := func(c client) int {
		t.Helper()
		return len(c.search(oneAdult, "PEK-SHA "+travelDay).list("data.offers"))
	}
	lingering, _, _ := air.first()
	order := air.hold("").text("data.id")
	if offers(air) != 0 || offers(s.as("skytrip")) != 0 {
		t.Error("sold out and still offered")
	}
	air.call(http.MethodGet, "/air/offers/"+lingering, "").
		refused(http.StatusUnprocessableEntity, "invalid_state_error", "offer_no_longer_available")
	quote := air.call(http.MethodPost, "/air/order_cancellations", fmt.Sprintf(`{"data":{"order_id":%q}}`, order)).text("data.id")
	air.call(http.MethodPost, "/air/order_cancellations/"+quote+"/actions/confirm", "").must(http.StatusOK)
	if offers(s.as("skytrip")) != 1 {
		t.Error("a cancelled seat is not for sale")
	}
	air.call(http.MethodGet, "/air/offers/"+lingering, "").must(http.StatusOK)
	air.hold("")
	if offers(air) != 0 {
		t.Error("held and still offered")
	}
	if offers(air.later(25*time.Hour)) != 1 {
		t.Error("a lapsed hold keeps its seat")
	}
	// Two do not fit where one is left; an infant needs no seat.
	if n := len(air.search(`[{"type":"adult"},{"type":"adult"}]`, "PEK-SHA "+travelDay).list("data.offers")); n != 0 {
		t.Error("two on one seat")
	}
	if n := len(air.search(`[{"type":"adult"},{"age":0}]`, "PEK-SHA "+travelDay).list("data.offers")); n != 1 {
		t.Error("an infant takes a seat")
	}
}
