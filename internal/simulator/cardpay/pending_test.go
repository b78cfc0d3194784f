package cardpay_test

import (
	"log/slog"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/cardpay"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
)

func (m *merchant) under(t *testing.T, scenario string, body object) object {
	t.Helper()
	return m.want(t, http.StatusCreated, "POST", "/v1/payment_intents", body, stage.ScenarioHeader, scenario)
}

func TestScenarioPaymentPending(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "world.jsonl")
	m, l := open(t, path), listen(t, status(204))
	made := m.under(t, stage.PaymentPending, ask("pay_1", cardpay.TokenOK, "notify_url", l.url))
	if made["status"] != "requires_action" || made["next_action"] != nil || made["authorized_at"] != nil {
		t.Fatalf("made %v", made)
	}
	if _, body := l.next(t); body["type"] != "payment_intent.requires_action" {
		t.Fatalf("first notice %v", body)
	}
	m.wantCode(t, 409, "invalid_state", "POST", "/v1/payment_intents/"+made["id"].(string)+"/capture", nil)
	m.stage.Advance(2*time.Minute - time.Millisecond)
	if got := m.status(t, "pay_1"); got != "requires_action" {
		t.Fatalf("before two minutes: %v", got)
	}
	m.gateway.Close()

	m = open(t, path)
	if got := m.status(t, "pay_1"); got != "requires_action" {
		t.Fatalf("after a restart: %v", got)
	}
	// Nobody calls: the clock alone brings it about, and the notice.
	m.stage.Advance(2 * time.Minute)
	_, body := l.next(t)
	for body["type"] == "payment_intent.requires_action" {
		_, body = l.next(t) // taken when the process ended, and not yet noted as such
	}
	if body["type"] != "payment_intent.authorized" {
		t.Fatalf("second notice %v", body)
	}
	got := m.find(t, "pay_1")[0].(object)
	if got["status"] != "authorized" || got["authorized_at"] != "2026-09-16T10:02:00Z" {
		t.Errorf("found %v", got)
	}
	m.act(t, got, "capture", nil)
}

func TestPendingAndOtherEnds(t *testing.T) {
	t.Parallel()
	m := open(t, "")
	if got := m.under(t, stage.PaymentPending, ask("pay_no", cardpay.TokenDeclined))["status"]; got != "declined" {
		t.Errorf("a bad card is %v", got)
	}
	gone := m.under(t, stage.PaymentPending, ask("pay_gone", cardpay.TokenOK))
	if got := m.act(t, gone, "cancel", nil)["status"]; got != "cancelled" {
		t.Errorf("cancelled while pending: %v", got)
	}
	m.under(t, stage.PaymentPending, ask("pay_late", cardpay.TokenOK, "expires_at", opening.Add(time.Minute).Format(time.RFC3339)))
	// A jump over both the bank's answer and the deadline: the bank was first.
	m.under(t, stage.PaymentPending, ask("pay_soon", cardpay.TokenOK))
	m.stage.Advance(time.Hour)
	for reference, want := range map[string]string{"pay_gone": "cancelled", "pay_late": "expired", "pay_soon": "authorized"} {
		if got := m.status(t, reference); got != want {
			t.Errorf("%s is %v, want %s", reference, got, want)
		}
	}
}

// Where time merely passes, the gateway wakes by itself.
func TestPendingEndsWithTime(t *testing.T) {
	t.Parallel()
	var passed atomic.Int64
	st := stage.New(func() time.Time { return opening.Add(time.Duration(passed.Load())) })
	j, err := journal.Open("")
	if err != nil {
		t.Fatal(err)
	}
	m, l := &merchant{stage: st, gateway: cardpay.New(st, j, slog.New(slog.DiscardHandler))}, listen(t, status(204))
	t.Cleanup(m.gateway.Close)
	var clock alarms
	cardpay.SetWake(m.gateway, clock.set)
	m.under(t, stage.PaymentPending, ask("pay_1", cardpay.TokenOK, "notify_url", l.url))
	l.next(t)
	if len(clock.all) != 1 || clock.all[0].after != 2*time.Minute {
		t.Fatalf("alarms %v", clock.all)
	}
	clock.all[0].ring() // too early: the simulated clock stands still
	if len(clock.all) != 2 {
		t.Fatal("no alarm after the one that was too early")
	}
	passed.Store(int64(3 * time.Minute))
	clock.all[1].ring()
	if _, body := l.next(t); body["type"] != "payment_intent.authorized" {
		t.Fatalf("notice %v", body)
	}
	if len(clock.all) != 2 || !clock.all[1].stopped {
		t.Errorf("alarms after the end: %+v", clock.all)
	}
}

// alarms are set and ring when the test says so.
type alarms struct{ all []*alarm }

type alarm struct {
	after   time.Duration
	ring    func()
	stopped bool
}

func (a *alarm) Stop() bool {
	a.stopped = true
	return true
}

func (a *alarms) set(after time.Duration, ring func()) cardpay.Alarm {
	one := &alarm{after: after, ring: ring}
	a.all = append(a.all, one)
	return one
}

func TestScenarioLostNotice(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "world.jsonl")
	m, l := open(t, path), listen(t, status(204))
	made := m.under(t, stage.PaymentLostNotice, ask("pay_1", cardpay.Token3DS, "notify_url", l.url))
	m.stage.Bind("ord_pay_2", stage.Scenario{Name: stage.PaymentLostNotice})
	m.create(t, ask("pay_2", cardpay.TokenOK, "notify_url", l.url))
	m.browse(t, checkoutURL(t, made), "approve")
	cardpay.DrainNotices(m.gateway)
	m.gateway.Close()
	m = open(t, path)
	if a, b := m.status(t, "pay_1"), m.status(t, "pay_2"); a != "authorized" || b != "authorized" {
		t.Errorf("asked, they are %v and %v", a, b)
	}
	m.act(t, made, "capture", nil)
	cardpay.DrainNotices(m.gateway)
	if len(l.arrived) != 0 {
		t.Errorf("%d notices arrived", len(l.arrived))
	}
}
