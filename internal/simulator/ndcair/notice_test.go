package ndcair_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/ndcair"
)

const secret = "shared by both"

type noticed struct {
	body   []byte
	header http.Header
	node   node
}

const acknowledgement = `<IATA_Acknowledgement xmlns="http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersMessage">` +
	`<Notification><StatusCode>OK</StatusCode></Notification></IATA_Acknowledgement>`

// subscriber acknowledges a supplier's notices and passes them on.
func subscriber(t *testing.T, s *sandbox, supplier string) <-chan noticed {
	t.Helper()
	return subscribed(t, s, supplier, func(int) (int, string) { return http.StatusOK, acknowledgement })
}

// subscribed answers the nth notice, from one, as reply says.
func subscribed(t *testing.T, s *sandbox, supplier string, reply func(int) (int, string)) <-chan noticed {
	t.Helper()
	notices, calls := make(chan noticed, 256), make(chan int, 1)
	calls <- 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := noticed{header: r.Header}
		var err error
		n.body, err = io.ReadAll(r.Body)
		if err == nil {
			err = xml.Unmarshal(n.body, &n.node)
		}
		if err != nil {
			t.Error(err)
		}
		count := 1 + <-calls
		calls <- count
		status, body := reply(count)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
		notices <- n
	}))
	t.Cleanup(server.Close)
	if err := s.surface.Subscribe(supplier, server.URL, secret); err != nil {
		t.Fatal(err)
	}
	return notices
}

// TestNotices: signed, about the order, and sent again until acknowledged.
func TestNotices(t *testing.T) {
	t.Parallel()
	box := start(t)
	pauses := make(chan time.Duration, 64)
	box.surface.Impatient(pauses)
	answers := []string{"", "<html/>", acknowledgement}
	notices := subscribed(t, box, "air-china", func(n int) (int, string) {
		if n == 1 {
			return http.StatusInternalServerError, ""
		}
		return http.StatusOK, answers[min(n, len(answers))-1]
	})
	box.seller("china-eastern").held(oneWay, "ord_other") // nobody is told of it
	h := box.seller("air-china").held(oneWay, "ord_mine")
	first, second, third := <-notices, <-notices, <-notices
	for _, n := range []noticed{first, second, third} {
		if n.node.text("Notification/CurrentOrder/Order/OrderID") != h.id || n.node.text("PayloadAttributes/CorrelationID") != "ord_mine" {
			t.Fatalf("notice %s", n.body)
		}
		if n.node.text("PayloadAttributes/TrxID") != first.node.text("PayloadAttributes/TrxID") {
			t.Fatal("another notice when sent again")
		}
	}
	if first.node.text("PayloadAttributes/RetransmissionInd") != "" || second.node.text("PayloadAttributes/RetransmissionInd") != "true" {
		t.Fatal("it does not say whether it is sent again")
	}
	at := strconv.FormatInt(morning.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(at + "." + string(third.body)))
	if want := "t=" + at + ",v1=" + hex.EncodeToString(mac.Sum(nil)); third.header.Get(ndcair.SignatureHeader) != want {
		t.Fatalf("signature %q instead of %q", third.header.Get(ndcair.SignatureHeader), want)
	}
	for range 3 {
		<-pauses
	}
	box.seller("air-china").change(h, "", payment(h.total)).ok()
	ticketed := <-notices
	operation := ticketed.node.first("Notification/ChangeGroup/ChangeOperationGroup/ChangeOperation")
	if operation == nil || operation.text("ChangeTypeCode") != "10" || ticketed.node.first("Notification/CurrentOrder/TicketDocInfo") == nil {
		t.Fatalf("after payment %s", ticketed.body)
	}
}

func TestSubscribeRefuses(t *testing.T) {
	t.Parallel()
	surface := start(t).surface
	for _, c := range [][3]string{
		{"nobody", "http://127.0.0.1/", "s"}, {"air-china", "ftp://127.0.0.1/", "s"}, {"air-china", "http://", "s"}, {"air-china", "http://127.0.0.1/", ""},
	} {
		if err := surface.Subscribe(c[0], c[1], c[2]); err == nil {
			t.Errorf("%v is taken", c)
		}
	}
}
