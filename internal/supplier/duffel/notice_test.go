package duffel_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/duffel"
)

// signature is Duffel's, made from its description and not by our own code.
func signature(secret string, body []byte, at time.Time) http.Header {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d.%s", at.Unix(), body)
	header := http.Header{}
	header.Set("X-Duffel-Signature", fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(mac.Sum(nil))))
	return header
}

func listening(t testing.TB, secret string) supplier.Notifier {
	t.Helper()
	return duffel.New(duffel.Config{ID: "sup", BaseURL: "http://supplier.invalid", WebhookSecret: secret}).Notify
}

// TestDuffelsOwnSignature: the vector is published with Duffel's Ruby client.
func TestDuffelsOwnSignature(t *testing.T) {
	t.Parallel()
	body := []byte(`{"created_at":"2022-01-08T18:44:56.129339Z","data":{"changes":{},"object":{}},"id":"eve_0000AFEsrBKZAcKgGtZCnQ","live_mode":false,"object":"order","type":"order.updated"}`)
	header := http.Header{}
	header.Set("X-Duffel-Signature", "t=1641667496,v1=691f25ffb1f206c0fda5bb7b1a9d60fafe42c5f42819d44a06a7cfe09486f102")
	at := time.Unix(1641667496, 0)
	notice, reply, err := only(listening(t, "a_secret").ReadNotice(header, body, at))
	if err != nil || notice != (supplier.Notice{ID: "eve_0000AFEsrBKZAcKgGtZCnQ", Kind: supplier.NoticeOther}) || len(reply.Body) == 0 {
		t.Fatalf("%+v, %+v, %v", notice, reply, err)
	}
	for name, spoil := range map[string]func() (string, string, time.Time){
		"other secret": func() (string, string, time.Time) { return "b_secret", header.Get("X-Duffel-Signature"), at },
		"none":         func() (string, string, time.Time) { return "a_secret", "", at },
		"no hex":       func() (string, string, time.Time) { return "a_secret", "t=1641667496,v1=zz", at },
		"other time": func() (string, string, time.Time) {
			return "a_secret", "t=1641667497" + header.Get("X-Duffel-Signature")[12:], at
		},
		"cut short": func() (string, string, time.Time) { return "a_secret", header.Get("X-Duffel-Signature")[:40], at },
		"too old": func() (string, string, time.Time) {
			return "a_secret", header.Get("X-Duffel-Signature"), at.Add(301 * time.Second)
		},
		"from the future": func() (string, string, time.Time) {
			return "a_secret", header.Get("X-Duffel-Signature"), at.Add(-301 * time.Second)
		},
	} {
		secret, value, now := spoil()
		changed := http.Header{}
		changed.Set("X-Duffel-Signature", value)
		_, _, err := listening(t, secret).ReadNotice(changed, body, now)
		if supplier.KindOf(err) != supplier.Rejected {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, skew := range []time.Duration{300 * time.Second, -300 * time.Second} {
		if _, _, err := listening(t, "a_secret").ReadNotice(header, body, at.Add(skew)); err != nil {
			t.Errorf("%v apart: %v", skew, err)
		}
	}
	if _, _, err := listening(t, "a_secret").ReadNotice(header, append(body, ' '), at); supplier.KindOf(err) != supplier.Rejected {
		t.Errorf("changed body: %v", err)
	}
}

func TestWhatNoticesAreAbout(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	thin, owned := `{"object":{"id":"ord_1"}}`, `{"object":{"id":"x_1","order_id":"ord_1"}}`
	for _, tc := range []struct {
		event, data string
		kind        supplier.NoticeKind
		order       string
	}{
		{"order.created", thin, supplier.NoticeBooked, "ord_1"},
		{"order.creation_failed", `{"object":{"id":"off_1"}}`, supplier.NoticeBookingFailed, ""},
		{"order.airline_initiated_change_detected", thin, supplier.NoticeScheduleChange, "ord_1"},
		{"order.airline_initiated_change_detected", owned, supplier.NoticeScheduleChange, "ord_1"},
		{"air.order.changed", thin, supplier.NoticeChanged, "ord_1"},
		{"order_cancellation.created", owned, supplier.NoticeOther, ""},
		{"order_cancellation.confirmed", owned, supplier.NoticeCancelled, "ord_1"},
		{"order_cancellation.confirmed", `{"object":{"id":"ore_1"}}`, supplier.NoticeCancelled, ""},
		{"air.payment.succeeded", owned, supplier.NoticeTicketed, "ord_1"},
		{"air.payment.failed", owned, supplier.NoticeChanged, "ord_1"},
		{"air.payment.pending", owned, supplier.NoticeOther, ""},
		{"stays.booking.created", thin, supplier.NoticeOther, ""},
		{"ping.triggered", `{}`, supplier.NoticeOther, ""},
		{"never.seen.before", `[1]`, supplier.NoticeOther, ""},
		{"order.created", `"text"`, supplier.NoticeBooked, ""},
	} {
		body := []byte(`{"id":"wev_1","type":"` + tc.event + `","data":` + tc.data + `}`)
		got, _, err := only(listening(t, noticeSecret).ReadNotice(signature(noticeSecret, body, now), body, now))
		want := supplier.Notice{ID: "wev_1", Kind: tc.kind, SupplierOrderID: tc.order}
		if err != nil || got != want {
			t.Errorf("%s %s: %+v, %v", tc.event, tc.data, got, err)
		}
	}
	fat := []byte(`{"id":"wev_1","type":"order.creation_failed","data":{"object":{"metadata":{"farebridge_order_id":"ord_ours"}}}}`)
	got, _, err := only(listening(t, noticeSecret).ReadNotice(signature(noticeSecret, fat, now), fat, now))
	if err != nil || got.Reference != "ord_ours" {
		t.Errorf("%+v, %v", got, err)
	}
	for _, body := range []string{``, `{}`, `{"id":"wev_1"}`, `{"type":"order.created"}`, `[]`, `{"id":7,"type":"order.created"}`} {
		raw := []byte(body)
		if _, _, err := listening(t, noticeSecret).ReadNotice(signature(noticeSecret, raw, now), raw, now); supplier.KindOf(err) != supplier.Rejected {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestWithoutASecretNobodyListens(t *testing.T) {
	t.Parallel()
	if listening(t, "") != nil {
		t.Error("unsigned notices would be believed")
	}
}

// FuzzNotice: nothing but what is signed is believed, and nothing panics.
func FuzzNotice(f *testing.F) {
	f.Add("t=1,v1=00", []byte(`{"id":"wev_1","type":"order.created","data":{"object":{"id":"ord_1"}}}`), true)
	f.Add(",,=,t=,v1=", []byte(`{}`), false)
	now := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, value string, body []byte, sign bool) {
		header := http.Header{"X-Duffel-Signature": {value}}
		if sign {
			header = signature(noticeSecret, body, now)
		}
		notice, _, err := only(listening(t, noticeSecret).ReadNotice(header, body, now))
		if err == nil && (!sign || notice.ID == "" || notice.Kind == "") {
			t.Fatalf("believed %q %s: %+v", strings.TrimSpace(value), body, notice)
		}
		if err != nil && supplier.KindOf(err) != supplier.Rejected {
			t.Fatal(err)
		}
	})
}

// only is the notice of a message about one order.
func only(notices []supplier.Notice, reply supplier.NoticeReply, err error) (supplier.Notice, supplier.NoticeReply, error) {
	if len(notices) != 1 {
		return supplier.Notice{}, reply, err
	}
	return notices[0], reply, err
}
