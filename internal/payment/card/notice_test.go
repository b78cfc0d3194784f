package card_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/payment"
	"github.com/farebridge/farebridge/internal/payment/card"
)

var noticeTime = time.Date(2026, 9, 16, 10, 0, 0, 0, time.UTC)

func noticeReader(secret string) payment.NoticeReader {
	return card.New(card.Config{ID: "card", NoticeSecret: secret}).Notices
}

func TestReadNotice(t *testing.T) {
	t.Parallel()
	body := []byte(`{"id":"evt_1","type":"payment_intent.captured","created":1,"data":{"reference":"pay_1","intent_id":"pi_1","status":"captured"}}`)
	genuine := signed("s3cret", noticeTime, body).Get("Farebridge-Card-Signature")
	stamp, mac, _ := strings.Cut(genuine, ",")
	for name, tc := range map[string]struct {
		signature string
		at        time.Time
		code      string // "" is believed
	}{
		"genuine":                {genuine, noticeTime, ""},
		"five minutes old":       {genuine, noticeTime.Add(5 * time.Minute), ""},
		"older":                  {genuine, noticeTime.Add(5*time.Minute + 1), "notice_stale"},
		"five minutes early":     {genuine, noticeTime.Add(-5 * time.Minute), ""},
		"earlier":                {genuine, noticeTime.Add(-5*time.Minute - 1), "notice_stale"},
		"two secrets":            {stamp + ",v1=00ff," + mac, noticeTime, ""},
		"two secrets, turned":    {genuine + ",v1=00ff", noticeTime, ""},
		"spaces":                 {stamp + ", " + mac, noticeTime, ""},
		"another scheme":         {stamp + "," + strings.Replace(mac, "v1", "v0", 1), noticeTime, "notice_unsigned"},
		"no time":                {mac, noticeTime, "notice_unsigned"},
		"another time":           {"t=1789552801," + mac, noticeTime, "notice_forged"},
		"the time written so":    {"t=+" + strings.TrimPrefix(stamp, "t=") + "," + mac, noticeTime, "notice_forged"},
		"half a signature":       {genuine[:len(genuine)-2], noticeTime, "notice_forged"},
		"a signature not in hex": {stamp + ",v1=zz", noticeTime, "notice_forged"},
		"an empty signature":     {stamp + ",v1=", noticeTime, "notice_forged"},
		"no header":              {"", noticeTime, "notice_unsigned"},
	} {
		header := http.Header{}
		header.Set("Farebridge-Card-Signature", tc.signature)
		n, err := noticeReader("s3cret").ReadNotice(header, body, tc.at)
		if tc.code == "" {
			if err != nil || n != (payment.Notice{ID: "evt_1", Reference: "pay_1"}) {
				t.Errorf("%s: %+v, %v", name, n, err)
			}
			continue
		}
		wantCode(t, name, payment.Rejected, tc.code, err)
	}
}

func TestSignedNonsenseIsRefused(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "null", "[]", "{}", `{"id":"evt_1"}`, `{"id":"evt_1","data":{"reference":""}}`, `{"id":7,"data":{"reference":"pay_1"}}`} {
		_, err := noticeReader("s3cret").ReadNotice(signed("s3cret", noticeTime, []byte(body)), []byte(body), noticeTime)
		wantCode(t, body, payment.Rejected, "notice_malformed", err)
	}
}

// TestNoSecretBelievesNobody: a forgotten configuration must not make everybody's
// signature right.
func TestNoSecretBelievesNobody(t *testing.T) {
	t.Parallel()
	body := []byte(`{"id":"evt_1","data":{"reference":"pay_1"}}`)
	_, err := noticeReader("").ReadNotice(signed("", noticeTime, body), body, noticeTime)
	wantCode(t, "signed with nothing", payment.Rejected, "notice_unsigned", err)
}

func FuzzReadNotice(f *testing.F) {
	body := []byte(`{"id":"evt_1","data":{"reference":"pay_1"}}`)
	f.Add(signed("s3cret", noticeTime, body).Get("Farebridge-Card-Signature"), body)
	f.Add("t=,v1=", []byte(nil))
	f.Add("t=9223372036854775807,v1=00", body)
	f.Fuzz(func(t *testing.T, signature string, content []byte) {
		header := http.Header{"Farebridge-Card-Signature": {signature}}
		n, err := noticeReader("s3cret").ReadNotice(header, content, noticeTime)
		if err == nil && (n.ID == "" || n.Reference == "") {
			t.Fatalf("believed a notice of nothing: %+v", n)
		}
		// Whatever it says, the same words are not believed under another secret.
		if err == nil {
			if _, err := noticeReader("other").ReadNotice(header, content, noticeTime); err == nil {
				t.Fatal("two secrets make one signature")
			}
		}
	})
}
