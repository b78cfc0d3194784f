package offerid

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
)

const (
	minSecret  = 32 // bytes
	version    = 1  // first byte of every token
	expirySize = 5  // bytes of Unix seconds: until the year 36812
)

// alphabet is the one of travel's ids: lower case, without i, l, o and u.
// 5 bytes are 8 characters, so tokens of a multiple of 5 bytes have exactly
// one spelling.
var alphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// decoded is a token's bytes. base32 skips line breaks, so that a text of the
// right length need not hold the right number of bytes.
func decoded(body string, size int) ([]byte, bool) {
	raw, err := alphabet.DecodeString(body)
	return raw, err == nil && len(raw) == size
}

// Signer makes and reads tokens. It is safe for concurrent use.
type Signer struct {
	keys []keySet // the first one signs, all of them verify
}

type keySet struct{ offer, search, acceptance []byte }

// NewSigner derives a key for each purpose from a secret of at least 32 bytes,
// which all processes that serve one API share. Tokens made under a retired
// secret still read.
func NewSigner(secret []byte, retired ...[]byte) (*Signer, error) {
	s := &Signer{}
	for _, from := range append([][]byte{secret}, retired...) {
		if len(from) < minSecret {
			return nil, fmt.Errorf("offerid: a secret has %d bytes, %d are the least", len(from), minSecret)
		}
		offer, err := hkdf.Key(sha256.New, from, nil, "farebridge offer id v1", sha256.Size)
		if err != nil {
			return nil, fmt.Errorf("offerid: derive key: %w", err)
		}
		search, err := hkdf.Key(sha256.New, from, nil, "farebridge search id v1", sha256.Size)
		if err != nil {
			return nil, fmt.Errorf("offerid: derive key: %w", err)
		}
		acceptance, err := hkdf.Key(sha256.New, from, nil, "farebridge acceptance v1", sha256.Size)
		if err != nil {
			return nil, fmt.Errorf("offerid: derive key: %w", err)
		}
		s.keys = append(s.keys, keySet{offer: offer, search: search, acceptance: acceptance})
	}
	return s, nil
}

// mac covers every part with its length, so that no two lists of parts are
// authenticated by the same bytes.
func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	var size [8]byte
	for _, part := range parts {
		binary.BigEndian.PutUint64(size[:], uint64(len(part)))
		h.Write(size[:])
		h.Write(part)
	}
	return h.Sum(nil)
}
