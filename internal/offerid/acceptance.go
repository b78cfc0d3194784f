package offerid

import (
	"strings"
	"time"
)

// Layout: version 1, expiry 5, MAC 19. 25 bytes are exactly 40 characters.
const (
	prefixAcceptance  = "acc_"
	acceptancePayload = 1 + expirySize
	acceptanceMAC     = 19
	acceptanceSize    = acceptancePayload + acceptanceMAC
)

// Acceptance is what a buyer consents to: this agency buys, in place of this
// offer, at exactly the price and terms that Digest stands for.
type Acceptance struct {
	AgencyID string
	OfferID  string
	Digest   [32]byte
}

// Accept makes the token of a consent, good until expiresAt (whole seconds).
func (s *Signer) Accept(a Acceptance, expiresAt time.Time) (string, error) {
	expiry, err := encodeExpiry(expiresAt)
	if err != nil {
		return "", err
	}
	token := make([]byte, 0, acceptanceSize)
	token = append(token, version)
	token = append(token, expiry...)
	token = append(token, mac(s.keys[0].acceptance, a.parts(token)...)[:acceptanceMAC]...)
	return prefixAcceptance + alphabet.EncodeToString(token), nil
}

// Accepts reports whether token is this very consent and not yet past its
// expiry. A token for another price, offer or agency is as good as none.
func (s *Signer) Accepts(a Acceptance, token string, now time.Time) bool {
	body, ok := strings.CutPrefix(token, prefixAcceptance)
	if !ok || len(body) != alphabet.EncodedLen(acceptanceSize) {
		return false
	}
	raw, ok := decoded(body, acceptanceSize)
	if !ok || raw[0] != version {
		return false
	}
	payload, sum := raw[:acceptancePayload], raw[acceptancePayload:]
	if !s.verifies(func(k keySet) []byte { return k.acceptance }, sum, a.parts(payload)...) {
		return false
	}
	return now.Before(decodeExpiry(payload[1:]))
}

func (a Acceptance) parts(payload []byte) [][]byte {
	return [][]byte{[]byte(a.AgencyID), []byte(a.OfferID), a.Digest[:], payload}
}
