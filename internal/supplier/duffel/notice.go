package duffel

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

// signatureHeader is "t=<Unix seconds>,v1=<hex>": HMAC-SHA256, under the secret
// as the bytes it is written in, of "<t>.<body>".
const signatureHeader = "X-Duffel-Signature"

// noticeAge is how far a notice's time may be from ours. Duffel names no limit;
// each redelivery is signed anew.
const noticeAge = 300 * time.Second

// Codes of a notice that is not taken.
const (
	codeNoSignature    = "no_signature"
	codeWrongSignature = "wrong_signature"
	codeStaleSignature = "stale_signature"
)

// notifier reads webhooks. It needs nothing of the connector but the secret.
type notifier struct{ secret []byte }

// noticeKinds are the events that concern a booking. A payment that failed is a
// change like others: what it means for the tickets is asked of the order.
var noticeKinds = map[string]supplier.NoticeKind{
	"order.created":                           supplier.NoticeBooked,
	"order.creation_failed":                   supplier.NoticeBookingFailed,
	"order.airline_initiated_change_detected": supplier.NoticeScheduleChange,
	"air.order.changed":                       supplier.NoticeChanged,
	"order_cancellation.confirmed":            supplier.NoticeCancelled,
	"air.payment.succeeded":                   supplier.NoticeTicketed,
	"payment.created":                         supplier.NoticeTicketed,
	"air.payment.failed":                      supplier.NoticeChanged,
	"air.payment.cancelled":                   supplier.NoticeChanged,
}

// ReadNotice believes nothing before the signature is found right.
func (n notifier) ReadNotice(header http.Header, body []byte, now time.Time) ([]supplier.Notice, supplier.NoticeReply, error) {
	err := n.verify(header.Get(signatureHeader), body, now)
	if err != nil {
		return nil, supplier.NoticeReply{}, err
	}
	var event wireEvent
	err = json.Unmarshal(body, &event)
	if err != nil || event.ID == "" || event.Type == "" {
		return nil, supplier.NoticeReply{}, supplier.Fail(supplier.Rejected, supplier.CodeUnreadable, "not an event", err)
	}
	notice := supplier.Notice{ID: event.ID, Kind: supplier.NoticeOther}
	if kind, known := noticeKinds[event.Type]; known {
		object := event.object()
		notice.Kind = kind
		notice.SupplierOrderID = object.orderID(event.Type)
		notice.Reference = noted(object.Metadata, referenceKey)
	}
	return []supplier.Notice{notice}, supplier.NoticeReply{ContentType: "application/json", Body: []byte("{}")}, nil
}

func (n notifier) verify(signature string, body []byte, now time.Time) error {
	stamp, mac, ok := signed(signature)
	if !ok {
		return supplier.Fail(supplier.Rejected, codeNoSignature, "no signature that can be read", nil)
	}
	expected := hmac.New(sha256.New, n.secret)
	_, _ = expected.Write([]byte(stamp + ".")) // never fails (hash.Hash)
	_, _ = expected.Write(body)
	if !hmac.Equal(expected.Sum(nil), mac) {
		return supplier.Fail(supplier.Rejected, codeWrongSignature, "signed by somebody else", nil)
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return supplier.Fail(supplier.Rejected, codeNoSignature, "signed at no time", err)
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > noticeAge || age < -noticeAge {
		return supplier.Fail(supplier.Rejected, codeStaleSignature, "signed too long ago", nil)
	}
	return nil
}

// signed splits the header. Parts that are not known are left alone.
func signed(header string) (string, []byte, bool) {
	stamp, mac := "", []byte(nil)
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			stamp = value
		case "v1":
			raw, err := hex.DecodeString(value)
			if err != nil {
				return "", nil, false
			}
			mac = raw
		}
	}
	return stamp, mac, stamp != "" && len(mac) > 0
}

// object is what the event is about, empty when it has another shape: the event
// is understood all the same, and its order is not said.
func (e wireEvent) object() wireEventObject {
	var data struct {
		Object wireEventObject `json:"object"`
	}
	if json.Unmarshal(e.Data, &data) != nil {
		return wireEventObject{}
	}
	return data.Object
}

// orderID: events of orders have the order as their object, others name it.
func (o wireEventObject) orderID(event string) string {
	order := strings.HasPrefix(event, "order.") || strings.HasPrefix(event, "air.order.")
	if o.OrderID == "" && order && event != "order.creation_failed" {
		return o.ID
	}
	return o.OrderID
}
