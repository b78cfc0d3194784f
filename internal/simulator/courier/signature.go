package courier

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"
)

// Sign is "t=<unix seconds>,v1=<hex>": HMAC-SHA256 under the secret, as the bytes
// it is written in, over t, a dot and the raw body. It is Duffel's way, and the
// simulator's other wires, which have none laid down, share it.
func Sign(secret string, body []byte, at time.Time) string {
	t := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t + "."))
	mac.Write(body)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}
