package simulator_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// modelled is what a flight of three seats must look like after any story of
// holds, payments, cancellations, hours and restarts.
type modelled struct {
	air   client
	clock time.Duration
	held  map[string]time.Duration // order id → when it was made
	paid  []string
}

const modelSeats = 3

func TestAnyStoryKeepsTheBooks(t *testing.T) {
	t.Parallel()
	config := scarce(t, modelSeats)
	dir, story := t.TempDir(), 0
	rapid.Check(t, func(r *rapid.T) {
		story++
		config.Journal = filepath.Join(dir, strconv.Itoa(story))
		m := &modelled{air: start(t, config).as("air-china"), held: map[string]time.Duration{}}
		steps := map[string]func(*rapid.T){
			"hold": m.hold, "pay": m.pay, "cancel": m.cancelHeld, "refund": m.refund, "wait": m.wait,
			"restart": func(*rapid.T) { m.air = start(t, config).as("air-china") },
		}
		plot := rapid.SampledFrom([]string{"hold", "hold", "hold", "pay", "cancel", "refund", "wait", "restart"})
		for _, step := range rapid.SliceOfN(plot, 1, 12).Draw(r, "story") {
			steps[step](r)
			m.check(r)
		}
	})
}

// pay pays a held order; with none there is nothing to do, as in the steps below.
func (m *modelled) pay(r *rapid.T) {
	id, ok := m.anyHeld(r)
	if !ok {
		return
	}
	m.now().pay(id, m.now().order(id).text("data.total_amount")).must(http.StatusCreated)
	delete(m.held, id)
	m.paid = append(m.paid, id)
}

func (m *modelled) cancelHeld(r *rapid.T) {
	id, ok := m.anyHeld(r)
	if !ok {
		return
	}
	m.cancel(id)
	delete(m.held, id)
}

func (m *modelled) refund(*rapid.T) {
	if len(m.paid) == 0 {
		return
	}
	m.cancel(m.paid[0])
	m.paid = m.paid[1:]
}

func (m *modelled) wait(r *rapid.T) {
	m.clock += time.Duration(rapid.IntRange(1, 30).Draw(r, "hours")) * time.Hour
	for id, made := range m.held {
		if m.clock > made+24*time.Hour {
			delete(m.held, id)
		}
	}
}

func (m *modelled) now() client { return m.air.later(m.clock) }

func (m *modelled) anyHeld(r *rapid.T) (string, bool) {
	ids := make([]string, 0, len(m.held))
	for id := range m.held {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return "", false
	}
	slices.Sort(ids)
	return rapid.SampledFrom(ids).Draw(r, "order"), true
}

func (m *modelled) search() answer { return m.now().search(oneAdult, "PEK-SHA 2027-06-20") }

func (m *modelled) hold(*rapid.T) {
	a := m.search()
	if len(a.list("data.offers")) == 0 {
		return // check sees whether that is right
	}
	order := m.now().call(http.MethodPost, "/air/orders", holdBody(a.text("data.offers.0.id"), a.text("data.passengers.0.id"), "")).must(http.StatusCreated)
	m.held[order.text("data.id")] = m.clock
}

func (m *modelled) cancel(id string) {
	quote := m.now().call(http.MethodPost, "/air/order_cancellations", fmt.Sprintf(`{"data":{"order_id":%q}}`, id)).must(http.StatusCreated)
	m.now().call(http.MethodPost, "/air/order_cancellations/"+quote.text("data.id")+"/actions/confirm", "").must(http.StatusOK)
}

// check compares the simulator with the model: who holds, who has paid, and
// whether there is a seat left.
func (m *modelled) check(r *rapid.T) {
	var held, paid []string
	for _, o := range m.now().call(http.MethodGet, "/air/orders?limit=200", "").must(http.StatusOK).list("data") {
		switch {
		case dig(o, "cancelled_at") != nil:
		case dig(o, "payment_status.awaiting_payment") == true:
			held = append(held, text(o, "id"))
		default:
			paid = append(paid, text(o, "id"))
		}
	}
	if len(held) != len(m.held) || len(paid) != len(m.paid) {
		r.Fatalf("%d held and %d paid, want %d and %d", len(held), len(paid), len(m.held), len(m.paid))
	}
	for _, id := range held {
		if _, ok := m.held[id]; !ok {
			r.Fatalf("%s is still held", id)
		}
	}
	left := len(m.search().list("data.offers")) > 0
	if want := len(held)+len(paid) < modelSeats; left != want {
		r.Fatalf("a seat left: %v, want %v", left, want)
	}
}
