package paymenttest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/payment"
)

var noticeChecks = []check{
	{"NoticeNamesThePayment", []need{notices}, noticeNames},
	{"AlteredNoticeIsRefused", []need{notices}, alteredNotice},
	{"UnsignedNoticeIsRefused", []need{notices}, unsignedNotice},
	{"ForgedNoticeIsRefused", []need{notices, impostor}, forgedNotice},
	{"StaleNoticeIsRefused", []need{notices}, staleNotice},
	{"ReplayedNoticeKeepsItsID", []need{notices}, replayedNotice},
}

// received is one callback as it arrived.
type received struct {
	header http.Header
	body   []byte
}

// mailbox is where a payment's notices arrive.
type mailbox struct{ arrived chan received }

// notified authorizes and captures a payment whose notices come to the mailbox.
func (b *bench) notified(t *testing.T) (payment.Intent, *mailbox) {
	t.Helper()
	m := &mailbox{arrived: make(chan received, 16)}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			m.arrived <- received{r.Header.Clone(), body}
		}
	}))
	t.Cleanup(server.Close)
	in := b.intent(b.CardOK)
	in.NotifyURL = server.URL + "/v1/notices/payments/" + b.gateway.ID
	state, err := b.gateway.Authorize.Authorize(t.Context(), in)
	wantStatus(t, "authorize", payment.Authorized, state, err)
	return in, m
}

func (m *mailbox) next(t *testing.T) received {
	t.Helper()
	select {
	case r := <-m.arrived:
		return r
	case <-time.After(10 * time.Second):
		t.Fatal("no notice came")
		return received{}
	}
}

func (b *bench) wantRefused(t *testing.T, what string, header http.Header, body []byte, now time.Time) {
	t.Helper()
	if n, err := b.gateway.Notices.ReadNotice(header, body, now); err == nil {
		t.Fatalf("%s was believed: %+v", what, n)
	}
}

func noticeNames(t *testing.T, b *bench) {
	in, m := b.notified(t)
	r := m.next(t)
	n, err := b.gateway.Notices.ReadNotice(r.header, r.body, b.Now())
	if err != nil {
		t.Fatalf("a genuine notice was refused: %v", err)
	}
	if n.Reference != in.Reference || n.ID == "" {
		t.Fatalf("the notice says %+v, the payment is %s", n, in.Reference)
	}
}

func alteredNotice(t *testing.T, b *bench) {
	_, m := b.notified(t)
	r := m.next(t)
	for i := range r.body {
		altered := bytes.Clone(r.body)
		altered[i] ^= 1
		b.wantRefused(t, "a notice with one bit changed", r.header, altered, b.Now())
	}
	b.wantRefused(t, "a longer notice", r.header, append(bytes.Clone(r.body), ' '), b.Now())
	b.wantRefused(t, "an empty notice", r.header, nil, b.Now())
}

func unsignedNotice(t *testing.T, b *bench) {
	_, m := b.notified(t)
	b.wantRefused(t, "a notice without headers", http.Header{}, m.next(t).body, b.Now())
}

func forgedNotice(t *testing.T, b *bench) {
	_, m := b.notified(t)
	r := m.next(t)
	b.wantRefused(t, "a notice signed with another secret", b.Impostor(r.body, b.Now()), r.body, b.Now())
}

func staleNotice(t *testing.T, b *bench) {
	_, m := b.notified(t)
	r := m.next(t)
	for _, off := range []time.Duration{-6 * time.Minute, 6 * time.Minute, 24 * time.Hour} {
		b.wantRefused(t, "a notice "+off.String()+" away", r.header, r.body, b.Now().Add(off))
	}
	for _, off := range []time.Duration{-4 * time.Minute, 4 * time.Minute} {
		if _, err := b.gateway.Notices.ReadNotice(r.header, r.body, b.Now().Add(off)); err != nil {
			t.Errorf("a notice %v away was refused: %v", off, err)
		}
	}
}

// replayedNotice: a reader has no memory, so a replay must be recognizable by
// its ID, and two different notices of one payment must not look like a replay.
func replayedNotice(t *testing.T, b *bench) {
	in, m := b.notified(t)
	read := func(r received) string {
		n, err := b.gateway.Notices.ReadNotice(r.header, r.body, b.Now())
		if err != nil {
			t.Fatalf("a genuine notice was refused: %v", err)
		}
		return n.ID
	}
	first := m.next(t)
	if a, again := read(first), read(first); a != again {
		t.Fatalf("one notice has two ids: %s and %s", a, again)
	}
	state, err := b.gateway.Capture.Capture(t.Context(), in.Reference)
	wantStatus(t, "capture", payment.Captured, state, err)
	if a, other := read(first), read(m.next(t)); a == other {
		t.Fatalf("two notices share the id %s", a)
	}
}
