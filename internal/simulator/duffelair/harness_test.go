package duffelair_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/duffelair"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// morning is when the tests' worlds begin: 16:00 in China.
var morning = time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)

const travelDay = "2026-12-20"

// airline is a surface as one account sees it.
type airline struct {
	t        testing.TB
	surface  *duffelair.Surface
	stage    *stage.Stage
	token    string
	scenario string
}

// open starts an airline on a journal; "" keeps nothing.
func open(t testing.TB, path string) *airline {
	t.Helper()
	st := stage.New(func() time.Time { return morning })
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	skies := world.New(world.Config{Stage: st, Journal: j, Logger: log, Balances: map[string]world.Fen{"hainan-airlines": 100}})
	surface := duffelair.New(duffelair.Config{World: skies, Stage: st, Journal: j, Logger: log})
	duffelair.SetDeliveryWaits(surface, 0, 0, 0)
	err = j.Replay(func(r journal.Record) error {
		if err := skies.Replay(r); err != nil {
			return err
		}
		return surface.Replay(r)
	})
	if err != nil {
		t.Fatal(err)
	}
	a := &airline{t: t, surface: surface, stage: st, token: "duffel_test_air-china"}
	t.Cleanup(func() {
		surface.Close()
		_ = j.Close()
	})
	return a
}

func (a airline) as(supplier string) *airline {
	a.token = "duffel_test_" + supplier
	return &a
}

func (a airline) under(scenario string) *airline {
	a.scenario = scenario
	return &a
}

// answer is a decoded body with its status.
type answer struct {
	t      testing.TB
	status int
	raw    string
	body   any
}

// at follows a path like "data.offers.0.id"; what is not there is nil.
func (a answer) at(path string) any { return dig(a.body, path) }

func (a answer) text(path string) string {
	s, _ := a.at(path).(string)
	return s
}

func (a answer) list(path string) []any {
	l, _ := a.at(path).([]any)
	return l
}

func (a answer) must(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d instead of %d: %.600s", a.status, status, a.raw)
	}
	return a
}

func (a answer) refused(code, pointer string) answer {
	a.t.Helper()
	a.must(http.StatusUnprocessableEntity)
	if a.text("errors.0.code") != code || a.text("errors.0.source.pointer") != pointer {
		a.t.Fatalf("refused with %s", a.raw)
	}
	return a
}

func dig(v any, path string) any {
	for step := range strings.SplitSeq(path, ".") {
		switch node := v.(type) {
		case map[string]any:
			v = node[step]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n >= len(node) {
				return nil
			}
			v = node[n]
		default:
			return nil
		}
	}
	return v
}

func word(v any, path string) string {
	s, _ := dig(v, path).(string)
	return s
}

func (a *airline) call(method, path, body string) answer {
	a.t.Helper()
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+a.token)
	request.Header.Set("Duffel-Version", "v2")
	request.Header.Set("Content-Type", "application/json")
	if a.scenario != "" {
		request.Header.Set(stage.ScenarioHeader, a.scenario)
	}
	recorder := httptest.NewRecorder()
	a.surface.ServeHTTP(recorder, request)
	out := answer{t: a.t, status: recorder.Code, raw: recorder.Body.String()}
	if err := json.Unmarshal(recorder.Body.Bytes(), &out.body); err != nil {
		a.t.Fatalf("%s %s: %v in %.600s", method, path, err, out.raw)
	}
	return out
}

func (a *airline) get(path string) answer {
	a.t.Helper()
	return a.call(http.MethodGet, path, "").must(http.StatusOK)
}

func (a *airline) post(path, data string) answer {
	a.t.Helper()
	return a.call(http.MethodPost, path, `{"data":`+data+`}`)
}

// trip is a search with what most tests need of it.
type trip struct {
	request, offer, pax string
	found               answer
}

// search finds the cheapest offer of a day for one adult and whoever else.
func (a *airline) search(others ...string) trip {
	a.t.Helper()
	found := a.post("/air/offer_requests/", searchOf("PEK", "SHA", others...)).must(http.StatusCreated)
	return trip{found.text("data.id"), found.text("data.offers.0.id"), found.text("data.passengers.0.id"), found}
}

func searchOf(from, to string, others ...string) string {
	return fmt.Sprintf(`{"slices":[{"origin":%q,"destination":%q,"departure_date":%q}],"passengers":[%s],"cabin_class":"economy"}`,
		from, to, travelDay, strings.Join(append([]string{`{"type":"adult"}`}, others...), ","))
}

// person is a passenger of an order: an adult, the nth of a family.
func person(id string) string {
	return fmt.Sprintf(`{"id":%q,"title":"mr","gender":"m","given_name":"San","family_name":"Zhang","born_on":"1990-01-01",
		"email":"san@example.com","phone_number":"+8613800138000"}`, id)
}

// order books at once, with services "id" or "id=quantity".
func (a *airline) order(t trip, amount string, services ...string) answer {
	a.t.Helper()
	return a.post("/air/orders", fmt.Sprintf(
		`{"type":"instant","selected_offers":[%q],"passengers":[%s],"payments":[%s],"services":[%s]}`,
		t.offer, person(t.pax), balance(amount), quantities(services)))
}

func quantities(services []string) string {
	list := make([]string, len(services))
	for i, service := range services {
		id, quantity, given := strings.Cut(service, "=")
		if !given {
			quantity = "1"
		}
		list[i] = fmt.Sprintf(`{"id":%q,"quantity":%s}`, id, quantity)
	}
	return strings.Join(list, ",")
}

func balance(amount string) string {
	return fmt.Sprintf(`{"type":"balance","amount":%q,"currency":"CNY"}`, amount)
}

// sum adds decimal amounts.
func sum(t testing.TB, amounts ...string) string {
	t.Helper()
	total := world.Fen(0)
	for _, amount := range amounts {
		fen, err := world.ParseFen(amount)
		if err != nil {
			t.Fatalf("%q: %v", amount, err)
		}
		total += fen
	}
	return total.Amount()
}
