package offerid

import (
	"bytes"
	"strings"
	"time"
)

// Layout: version 1, expiry 5, four deadlines of 5, MAC 19. 45 bytes are exactly 72
// characters.
const (
	prefixAcceptance  = "acc_"
	acceptancePayload = 1 + expirySize + deadlines*expirySize
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

const deadlines = 4

// Deadlines are the times a buyer was shown with what is consented to; which is
// which is the giver's to know. A zero time is none.
type Deadlines [deadlines]time.Time

// Accept makes the token of a consent, good until expiresAt. It carries the
// deadlines, so that whoever is given it can tell whether they still hold. All
// times are kept to the second, earlier ones.
func (s *Signer) Accept(a Acceptance, shown Deadlines, expiresAt time.Time) (string, error) {
	expiry, err := encodeExpiry(expiresAt)
	if err != nil {
		return "", err
	}
	token := make([]byte, 0, acceptanceSize)
	token = append(token, version)
	token = append(token, expiry...)
	for _, deadline := range shown {
		at := make([]byte, expirySize)
		if !deadline.IsZero() {
			at, err = encodeExpiry(deadline)
			if err != nil {
				return "", err
			}
		}
		token = append(token, at...)
	}
	token = append(token, mac(s.keys[0].acceptance, a.parts(token)...)[:acceptanceMAC]...)
	return prefixAcceptance + alphabet.EncodeToString(token), nil
}

// Accepts reports whether token is this very consent and not yet past its
// expiry, and the deadlines it carries. A token for another price, offer or agency
// is as good as none.
func (s *Signer) Accepts(a Acceptance, token string, now time.Time) (Deadlines, bool) {
	body, ok := strings.CutPrefix(token, prefixAcceptance)
	if !ok || len(body) != alphabet.EncodedLen(acceptanceSize) {
		return Deadlines{}, false
	}
	raw, ok := decoded(body, acceptanceSize)
	if !ok || raw[0] != version {
		return Deadlines{}, false
	}
	payload, sum := raw[:acceptancePayload], raw[acceptancePayload:]
	if !s.verifies(func(k keySet) []byte { return k.acceptance }, sum, a.parts(payload)...) {
		return Deadlines{}, false
	}
	var shown Deadlines
	for i := range shown {
		at := payload[1+expirySize*(1+i):][:expirySize]
		if !bytes.Equal(at, make([]byte, expirySize)) {
			shown[i] = decodeExpiry(at)
		}
	}
	return shown, now.Before(decodeExpiry(payload[1:][:expirySize]))
}

func (a Acceptance) parts(payload []byte) [][]byte {
	return [][]byte{[]byte(a.AgencyID), []byte(a.OfferID), a.Digest[:], payload}
}
