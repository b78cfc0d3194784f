package ndc

import (
	"strings"
	"testing"
	"time"
)

// The transaction's id is that of all its messages, and one message may be about
// several orders: each is told, and none takes another's place.
func TestNoticesOfOneTransaction(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC)
	c := New(Config{NoticeSecret: "secret"})
	of := func(body string) []byte {
		return []byte(strings.Replace(body, "<Notification>", "<PayloadAttributes><TrxID>T-1</TrxID></PayloadAttributes><Notification>", 1))
	}
	seen := map[string]string{}
	for _, body := range []string{noticeBody("order 1", "10"), noticeBody("order 1", "22"), noticeBody("order 2", "22")} {
		notice, _, err := only(c.Notify.ReadNotice(signNotice("secret", at, of(body)), of(body), at))
		if err != nil || notice.ID == "" || seen[notice.ID] != "" {
			t.Errorf("%+v %v, and %s before", notice, err, seen[notice.ID])
		}
		seen[notice.ID] = body
	}
	several := of(strings.Replace(noticeBody("order 1", "22"), "</Order></CurrentOrder>",
		"</Order><Order><OrderID>order 2</OrderID></Order></CurrentOrder><OrderBaseline><Order><OrderID>order 1</OrderID></Order></OrderBaseline>", 1))
	notices, _, err := c.Notify.ReadNotice(signNotice("secret", at, several), several, at)
	if err != nil || len(notices) != 2 || notices[0].ID == notices[1].ID ||
		notices[0].SupplierOrderID != "order 1" || notices[0].Reference != "ord_1" || notices[1].SupplierOrderID != "order 2" || notices[1].Reference != "" {
		t.Errorf("%+v %v", notices, err)
	}
	endless := of(strings.Replace(noticeBody("order 1", "22"), "</Order></CurrentOrder>", "</Order>"+strings.Repeat("<Order><OrderID>x</OrderID></Order>", 3)+"</CurrentOrder>", 1))
	if notices, _, err := c.Notify.ReadNotice(signNotice("secret", at, endless), endless, at); err != nil || len(notices) != 2 {
		t.Errorf("an order named again: %+v %v", notices, err)
	}
}
