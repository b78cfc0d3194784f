package travel

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
)

// Prefixes of the ids we hand out. Ids are opaque to callers.
const (
	PrefixSearch  = "shp_"
	PrefixOffer   = "ofr_"
	PrefixOrder   = "ord_"
	PrefixPayment = "pay_"
	PrefixEvent   = "evt_"
	PrefixAgency  = "agy_"
	PrefixKey     = "key_"
)

var idAlphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// idBytes are the random bytes of an id.
const idBytes = 15

// NewID is the prefix and 120 random bits; ids are not guessable and not ordered.
func NewID(prefix string) string {
	var b [idBytes]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return prefix + idAlphabet.EncodeToString(b[:])
}

// WellFormedID reports whether id could have come from NewID(prefix).
func WellFormedID(prefix, id string) bool {
	body, ok := strings.CutPrefix(id, prefix)
	if !ok || len(body) != 24 {
		return false
	}
	raw, err := idAlphabet.DecodeString(body)
	return err == nil && len(raw) == idBytes // base32 skips line breaks, an id has none
}

// referenceAlphabet leaves out letters and digits that are misheard or misread.
const referenceAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// NewReference is a 6-character order reference people can read aloud.
func NewReference() string {
	var b [6]byte
	_, _ = rand.Read(b[:])
	for i, r := range b {
		b[i] = referenceAlphabet[int(r)%len(referenceAlphabet)] // 256 is a multiple of 32: no bias
	}
	return string(b[:])
}
