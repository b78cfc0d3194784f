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

// NewID is the prefix and 120 random bits; ids are not guessable and not ordered.
func NewID(prefix string) string {
	var b [15]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return prefix + idAlphabet.EncodeToString(b[:])
}

// WellFormedID reports whether id could have come from NewID(prefix).
func WellFormedID(prefix, id string) bool {
	body, ok := strings.CutPrefix(id, prefix)
	if !ok || len(body) != 24 {
		return false
	}
	_, err := idAlphabet.DecodeString(body)
	return err == nil
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
