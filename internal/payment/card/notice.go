package card

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/payment"
)

// signatureHeader carries "t=<unix seconds>,v1=<hex>"; v1 is HMAC-SHA256 under
// the notice secret over t, a dot and the raw body. Several v1 may stand side
// by side while a secret is being replaced.
const signatureHeader = "Farebridge-Card-Signature"

// noticeTolerance is how far a notice's time may be from ours, either way.
const noticeTolerance = 5 * time.Minute

// ReadNotice believes nothing of a notice before its signature and its time are
// right. A replay within the tolerance carries the same ID, by which the reader
// knows it.
func (g *gateway) ReadNotice(header http.Header, body []byte, now time.Time) (payment.Notice, error) {
	stamp, signatures := splitSignature(header.Get(signatureHeader))
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || len(signatures) == 0 || len(g.secret) == 0 { // anybody can sign with no secret
		return payment.Notice{}, g.notBelieved("notice_unsigned", "no usable signature header")
	}
	if !g.signed(stamp, body, signatures) {
		return payment.Notice{}, g.notBelieved("notice_forged", "the signature does not fit the body")
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > noticeTolerance || age < -noticeTolerance {
		return payment.Notice{}, g.notBelieved("notice_stale", "the notice is from another time")
	}
	var e event
	if err := json.Unmarshal(body, &e); err != nil || e.ID == "" || e.Data.Reference == "" {
		return payment.Notice{}, g.notBelieved("notice_malformed", "no event id or reference")
	}
	return payment.Notice{ID: e.ID, Reference: e.Data.Reference}, nil
}

// signed uses the time as it was written, not as it was understood: the MAC is
// over bytes.
func (g *gateway) signed(stamp string, body []byte, signatures []string) bool {
	mac := hmac.New(sha256.New, g.secret)
	mac.Write([]byte(stamp + "."))
	mac.Write(body)
	want := mac.Sum(nil)
	ok := false
	for _, s := range signatures {
		got, err := hex.DecodeString(s)
		ok = (err == nil && hmac.Equal(got, want)) || ok
	}
	return ok
}

func (g *gateway) notBelieved(code, message string) error {
	return payment.Fail(payment.Rejected, g.id, code, message, nil)
}

func splitSignature(value string) (string, []string) {
	stamp, signatures := "", []string(nil)
	for part := range strings.SplitSeq(value, ",") {
		switch key, v, _ := strings.Cut(strings.TrimSpace(part), "="); key {
		case "t":
			stamp = v
		case "v1":
			signatures = append(signatures, v)
		}
	}
	return stamp, signatures
}
