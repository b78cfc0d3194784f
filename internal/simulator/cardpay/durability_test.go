package cardpay_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/simulator/cardpay"
	"github.com/farebridge/farebridge/internal/simulator/journal"
)

func TestKilledAndReopened(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "world.jsonl")
	m := open(t, path)
	m.create(t, ask("pay_authorized", cardpay.TokenOK))
	m.create(t, ask("pay_declined", cardpay.TokenDeclined))
	m.create(t, ask("pay_waiting", cardpay.Token3DS, "return_url", "https://shop.example/back"))
	m.act(t, m.create(t, ask("pay_cancelled", cardpay.TokenOK)), "cancel", nil)
	taken := m.create(t, ask("pay_captured", cardpay.TokenOK))
	m.act(t, taken, "capture", nil)
	m.act(t, taken, "refunds", object{"reference": "r1", "amount_minor": 100})

	again := open(t, path)
	for _, reference := range []string{"pay_authorized", "pay_declined", "pay_waiting", "pay_cancelled", "pay_captured"} {
		before, after := m.find(t, reference), again.find(t, reference)
		if len(before) != 1 || !reflect.DeepEqual(before, after) {
			t.Errorf("%s was %v and is %v", reference, before, after)
		}
	}
	if before, after := m.ledger(t, ""), again.ledger(t, ""); len(before) != 2 || !reflect.DeepEqual(before, after) {
		t.Errorf("the ledger was %v and is %v", before, after)
	}
	// References still name what they named.
	if got := again.want(t, http.StatusOK, "POST", "/v1/payment_intents", ask("pay_captured", cardpay.TokenOK)); got["id"] != taken["id"] {
		t.Errorf("a second intent %v", got)
	}
	again.act(t, taken, "refunds", object{"reference": "r1", "amount_minor": 100})
	again.act(t, taken, "capture", nil)
	if got := again.ledger(t, ""); len(got) != 2 {
		t.Errorf("repeats after the restart moved money: %v", got)
	}
}

func TestForeignRecordsAreIgnoredAndDamagedOnesAreNot(t *testing.T) {
	t.Parallel()
	m := open(t, "")
	if err := m.gateway.Replay(journal.Record{Kind: "air.order", Data: []byte(`7`)}); err != nil {
		t.Error(err)
	}
	for _, kind := range []string{"pay.change", "pay.notice"} {
		if err := m.gateway.Replay(journal.Record{Kind: kind, Data: []byte(`7`)}); err == nil {
			t.Errorf("a damaged %s was taken", kind)
		}
	}
}

// TestUnwrittenIsUndone: what the journal does not take, nobody is told.
func TestUnwrittenIsUndone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "world.jsonl")
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	m := open(t, "")
	m.gateway = cardpay.New(m.stage, j, slog.New(slog.DiscardHandler))
	t.Cleanup(m.gateway.Close)
	i := m.create(t, ask("pay_1", cardpay.TokenOK))
	if err := j.Close(); err != nil { // every write fails from now on
		t.Fatal(err)
	}
	m.wantCode(t, 500, "internal", "POST", "/v1/payment_intents/"+i["id"].(string)+"/capture", nil)
	m.wantCode(t, 500, "internal", "POST", "/v1/payment_intents", ask("pay_2", cardpay.TokenOK))
	if got := m.status(t, "pay_1"); got != "authorized" {
		t.Errorf("unwritten, yet %v", got)
	}
	if got := m.find(t, "pay_2"); len(got) != 0 {
		t.Errorf("unwritten, yet %v", got)
	}
	if got := m.ledger(t, ""); len(got) != 0 {
		t.Errorf("unwritten, yet moved: %v", got)
	}
}

// TestAnyLifeAddsUp drives one intent through random calls and checks that the
// ledger, the intent and what a restart remembers say the same.
func TestAnyLifeAddsUp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		path := filepath.Join(dir, fmt.Sprintf("%d.jsonl", rapid.Uint64().Draw(rt, "file")))
		defer func() { _ = os.Remove(path) }()
		m := open(t, path)
		card := rapid.SampledFrom([]string{cardpay.TokenOK, cardpay.TokenDeclined, cardpay.Token3DS}).Draw(rt, "card")
		i := m.create(t, ask("pay_1", card, "amount_minor", 10))
		for range rapid.IntRange(0, 8).Draw(rt, "calls") {
			verb := rapid.SampledFrom([]string{"capture", "cancel", "refunds", "refunds"}).Draw(rt, "verb")
			m.call(t, "POST", "/v1/payment_intents/"+i["id"].(string)+"/"+verb, object{
				"reference":    rapid.SampledFrom([]string{"r1", "r2", "r3"}).Draw(rt, "reference"),
				"amount_minor": rapid.IntRange(1, 11).Draw(rt, "minor"),
			})
		}
		now := m.find(t, "pay_1")[0].(object)
		sum, captures := 0.0, 0
		for _, entry := range m.ledger(t, "ord_pay_1") {
			sum += entry.(object)["amount_minor"].(float64)
			if entry.(object)["type"] == "capture" {
				captures++
			}
		}
		taken, given := now["amount_captured_minor"].(float64), now["amount_refunded_minor"].(float64)
		if sum != taken-given || sum < 0 || captures > 1 || (now["status"] == "refunded") != (taken > 0 && given == taken) {
			rt.Fatalf("the ledger sums to %v with %d captures, the intent says %v", sum, captures, now)
		}
		if after := open(t, path).find(t, "pay_1")[0]; !reflect.DeepEqual(after, any(now)) {
			rt.Fatalf("was %v, after a restart %v", now, after)
		}
	})
}
