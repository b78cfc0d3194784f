package ndc

import (
	"bytes"
	"encoding/xml"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

func TestNotices(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC)
	c := New(Config{NoticeSecret: "secret"})
	for change, want := range map[string]supplier.NoticeKind{
		"2": supplier.NoticeScheduleChange, "10": supplier.NoticeTicketed, "22": supplier.NoticeCancelled,
		"9": supplier.NoticeChanged, "4711": supplier.NoticeChanged,
	} {
		body := []byte(noticeBody("order 1", change))
		notice, reply, err := only(c.Notify.ReadNotice(signNotice("secret", at, body), body, at.Add(noticeLife)))
		if err != nil || notice.Kind != want || notice.SupplierOrderID != "order 1" || notice.Reference != "ord_1" || notice.ID == "" {
			t.Errorf("%s: %+v, %v", change, notice, err)
		}
		var ack struct {
			XMLName xml.Name
			Status  string `xml:"Notification>StatusCode"`
		}
		err = xml.Unmarshal(reply.Body, &ack)
		if err != nil || ack.XMLName.Local != "IATA_Acknowledgement" || ack.Status == "" {
			t.Errorf("%s: acknowledged by %s, %v", change, reply.Body, err)
		}
		again, _, _ := only(c.Notify.ReadNotice(signNotice("secret", at.Add(time.Second), body), body, at))
		if again.ID != notice.ID {
			t.Errorf("%s: %s came again as %s", change, notice.ID, again.ID)
		}
	}

	body := []byte(noticeBody("order 1", "22"))
	for name, tc := range map[string]struct {
		secret string
		body   []byte
		now    time.Time
	}{
		"another secret": {"guess", body, at},
		"no secret":      {"", body, at},
		"too late":       {"secret", body, at.Add(noticeLife + time.Second)},
		"too early":      {"secret", body, at.Add(-noticeLife - time.Second)},
		"other message":  {"secret", []byte(orderAnswer("r")), at},
		"about nothing":  {"secret", []byte(inMessage("IATA_OrderChangeNotifRQ", "")), at},
		"no XML":         {"secret", []byte("{}"), at},
	} {
		_, _, err := c.Notify.ReadNotice(signNotice(tc.secret, at, tc.body), tc.body, tc.now)
		if supplier.KindOf(err) != supplier.Rejected {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, _, err := c.Notify.ReadNotice(signNotice("secret", at, body), bytes.Replace(body, []byte("order 1"), []byte("order 2"), 1), at)
	if supplier.KindOf(err) != supplier.Rejected {
		t.Errorf("changed on the way: %v", err)
	}
	if New(Config{}).Notify != nil {
		t.Error("notices nobody can prove are read")
	}
}

// only is the notice of a message about one order.
func only(notices []supplier.Notice, reply supplier.NoticeReply, err error) (supplier.Notice, supplier.NoticeReply, error) {
	if len(notices) != 1 {
		return supplier.Notice{}, reply, err
	}
	return notices[0], reply, err
}
