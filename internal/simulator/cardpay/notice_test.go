package cardpay_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/cardpay"
)

const patience = 10 * time.Second

// listener receives notices and answers them as told.
type listener struct {
	url     string
	arrived chan delivery
}

type delivery struct {
	signature string
	body      []byte
}

func listen(t *testing.T, answer func(http.ResponseWriter, *http.Request)) *listener {
	t.Helper()
	l := &listener{arrived: make(chan delivery, 64)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		l.arrived <- delivery{r.Header.Get(cardpay.SignatureHeader), body}
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	l.url = server.URL
	return l
}

func (l *listener) next(t *testing.T) (delivery, object) {
	t.Helper()
	select {
	case d := <-l.arrived:
		var body object
		if err := json.Unmarshal(d.body, &body); err != nil {
			t.Fatalf("notice %q: %v", d.body, err)
		}
		return d, body
	case <-time.After(patience):
		t.Fatal("no notice came")
		return delivery{}, nil
	}
}

func status(code int) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func TestEveryChangeIsNotifiedAndSigned(t *testing.T) {
	t.Parallel()
	m, l := open(t, ""), listen(t, status(204))
	m.stage.Advance(5 * time.Minute)
	i := m.create(t, ask("pay_1", cardpay.TokenOK, "notify_url", l.url))
	steps := []struct {
		want string
		next func()
	}{
		{"authorized", func() { m.act(t, i, "capture", nil) }},
		{"captured", func() { m.act(t, i, "refunds", object{"reference": "r1", "amount_minor": 196200}) }},
		{"refunded", func() {}},
	}
	at := opening.Add(5 * time.Minute).Unix()
	for _, step := range steps {
		d, body := l.next(t)
		data := body["data"].(object)
		if data["status"] != step.want || data["reference"] != "pay_1" || data["intent_id"] != i["id"] || body["type"] != "payment_intent."+step.want {
			t.Errorf("notice %v, want %s", body, step.want)
		}
		mac := hmac.New(sha256.New, []byte(cardpay.NoticeSecret))
		_, _ = fmt.Fprintf(mac, "%d.%s", at, d.body)
		if want := fmt.Sprintf("t=%d,v1=%s", at, hex.EncodeToString(mac.Sum(nil))); d.signature != want {
			t.Errorf("signed %q, want %q", d.signature, want)
		}
		step.next()
	}
	m.act(t, i, "refunds", object{"reference": "r1", "amount_minor": 196200}) // changes nothing
	cardpay.DrainNotices(m.gateway)
	if len(l.arrived) != 0 {
		t.Error("a repeat was notified")
	}
}

func TestNoticeIsRetriedThenGivenUp(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "world.jsonl")
	m, l := open(t, path, 0, 0, 0), listen(t, status(500))
	m.create(t, ask("pay_1", cardpay.TokenOK, "notify_url", l.url))
	ids := map[any]bool{}
	for range 3 {
		_, body := l.next(t)
		ids[body["id"]] = true
	}
	if len(ids) != 1 {
		t.Errorf("one notice came as %v", ids)
	}
	cardpay.DrainNotices(m.gateway)
	cardpay.DrainNotices(open(t, path, 0, 0, 0).gateway)
	if len(l.arrived) != 0 {
		t.Error("a notice given up was tried again")
	}
}

func TestUndeliveredNoticeSurvivesAKill(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "world.jsonl")
	var well atomic.Bool
	l := listen(t, func(w http.ResponseWriter, _ *http.Request) {
		if !well.Load() {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	m := open(t, path, 0, time.Hour, time.Hour)
	m.create(t, ask("pay_1", cardpay.TokenOK, "notify_url", l.url))
	_, first := l.next(t)
	m.log.await(t, "attempt=1 of=3")
	well.Store(true)

	second := open(t, path, 0, time.Hour, time.Hour)
	if _, body := l.next(t); body["id"] != first["id"] {
		t.Errorf("after the restart came %v, want %v again", body, first)
	}
	second.log.await(t, "attempt=2") // counted across the restart
	cardpay.DrainNotices(second.gateway)
	cardpay.DrainNotices(open(t, path, 0, time.Hour, time.Hour).gateway)
	if len(l.arrived) != 0 {
		t.Error("a delivered notice came again")
	}
}

func TestCloseDoesNotWaitForTheMerchant(t *testing.T) {
	t.Parallel()
	released := make(chan struct{})
	m, l := open(t, ""), listen(t, func(http.ResponseWriter, *http.Request) { <-released })
	t.Cleanup(func() { close(released) })
	m.create(t, ask("pay_1", cardpay.TokenOK, "notify_url", l.url))
	l.next(t)
	closed := make(chan struct{})
	go func() {
		m.gateway.Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(patience / 2): // well under the ten seconds a post may take
		t.Fatal("Close waits for a merchant who never answers")
	}
}
