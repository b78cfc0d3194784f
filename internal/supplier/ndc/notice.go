package ndc

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

// signatureHeader is ours: see the package's notices.
const signatureHeader = "X-Ndc-Signature"

// noticeLife is how old, or early, a signed notice may be.
const noticeLife = 5 * time.Minute

// mostNoticed bounds the orders of one message.
const mostNoticed = 100

// ReadNotice reads an OrderChangeNotifRQ, which may be about several orders. Its
// id is the mark of its content, which is the same when it comes again; the TrxID
// is that of all messages of a transaction.
func (c *connector) ReadNotice(header http.Header, body []byte, now time.Time) ([]supplier.Notice, supplier.NoticeReply, error) {
	refuse := func(code, message string, cause error) ([]supplier.Notice, supplier.NoticeReply, error) {
		return nil, supplier.NoticeReply{}, supplier.Fail(supplier.Rejected, code, message, cause)
	}
	sent, ok := c.signed(header.Get(signatureHeader), body)
	if !ok {
		return refuse("signature", "not signed by the supplier", nil)
	}
	if age := now.Sub(sent); age > noticeLife || age < -noticeLife {
		return refuse("signature", "signed at another time", nil)
	}
	w, err := decodeNotice(body)
	if err != nil {
		return refuse(supplier.CodeUnreadable, "not an OrderChangeNotifRQ", err)
	}
	sum := sha256.Sum256(body)
	mark := hex.EncodeToString(sum[:16])
	notices := c.noticesOf(w, mark)
	if len(notices) == 0 || len(notices) > mostNoticed {
		return refuse(supplier.CodeUnreadable, fmt.Sprintf("a notice about %d orders", len(notices)), nil)
	}
	reply, err := acknowledgement(mark)
	if err != nil {
		return refuse(supplier.CodeUnreadable, "cannot be acknowledged", err)
	}
	return notices, reply, nil
}

// noticesOf is one notice for each order, by what it is now and what it was before.
// Of an order that is said without its id our own reference tells which it is.
func (c *connector) noticesOf(w wireNotice, mark string) []supplier.Notice {
	var notices []supplier.Notice
	at := map[string]int{}
	for _, order := range slices.Concat(w.Orders, w.Baseline) {
		id := string(order.OrderID)
		view := orderView{wire: &order}
		reference := view.reference(c.seller.AgencyID)
		if id == "" && reference == "" {
			continue
		}
		key := cmp.Or(id, reference)
		if n, known := at[key]; known {
			notices[n].Reference = cmp.Or(notices[n].Reference, reference)
			continue
		}
		at[key] = len(notices)
		notices = append(notices, supplier.Notice{
			ID: fmt.Sprintf("%s.%d", mark, len(notices)), Kind: w.kind(), Reference: reference, SupplierOrderID: id,
		})
	}
	return notices
}

// decodeNotice reads the document by the local name of its root.
func decodeNotice(body []byte) (wireNotice, error) {
	var w struct {
		XMLName xml.Name
		wireNotice
	}
	err := xml.Unmarshal(body, &w)
	if err != nil {
		return wireNotice{}, err
	}
	if w.XMLName.Local != "IATA_OrderChangeNotifRQ" {
		return wireNotice{}, xml.UnmarshalError("another root")
	}
	return w.wireNotice, nil
}

// signed reports whether a signature is that of the body, and when it was made.
func (c *connector) signed(signature string, body []byte) (time.Time, bool) {
	var stamp string
	var marks []string
	for part := range strings.SplitSeq(signature, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			stamp = value
		case "v1":
			marks = append(marks, value)
		}
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || len(c.secret) == 0 {
		return time.Time{}, false
	}
	mac := hmac.New(sha256.New, c.secret)
	_, _ = mac.Write([]byte(stamp + ".")) // a hash never fails
	_, _ = mac.Write(body)
	want := mac.Sum(nil)
	for _, mark := range marks {
		got, err := hex.DecodeString(mark)
		if err == nil && hmac.Equal(got, want) {
			return time.Unix(seconds, 0), true
		}
	}
	return time.Time{}, false
}

// noticeKinds are IATA's change types (code set CHT) that mean something here.
// Whatever else changed, the order is read again.
var noticeKinds = map[token]supplier.NoticeKind{
	"1": supplier.NoticeScheduleChange, "2": supplier.NoticeScheduleChange, "3": supplier.NoticeScheduleChange,
	"4": supplier.NoticeScheduleChange, "5": supplier.NoticeScheduleChange,
	"10": supplier.NoticeTicketed,
	"13": supplier.NoticeCancelled, "22": supplier.NoticeCancelled,
}

// kind is that of the gravest of the operations.
func (w *wireNotice) kind() supplier.NoticeKind {
	found := supplier.NoticeChanged
	rank := map[supplier.NoticeKind]int{supplier.NoticeTicketed: 1, supplier.NoticeScheduleChange: 2, supplier.NoticeCancelled: 3}
	for _, operation := range w.Operations {
		kind, known := noticeKinds[operation.ChangeTypeCode]
		if known && rank[kind] > rank[found] {
			found = kind
		}
	}
	return found
}

// acknowledgement is the IATA_Acknowledgement of a notice.
func acknowledgement(id string) (supplier.NoticeReply, error) {
	body := sendAcknowledgement{
		XMLName: root("IATA_Acknowledgement"), Message: messageNamespace, Common: commonNamespace, Payload: payloadOf(id),
	}
	body.Notification.StatusCode = "OK"
	document, err := xml.Marshal(body)
	if err != nil {
		return supplier.NoticeReply{}, err
	}
	return supplier.NoticeReply{ContentType: "application/xml; charset=utf-8", Body: append([]byte(xml.Header), document...)}, nil
}
