package offerid

import (
	"crypto/hmac"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

// Layout: version 1, search 15, ordinal 3, expiry 5, MAC 16. 40 bytes are
// exactly 64 characters.
const (
	searchSize   = 15
	ordinalSize  = 3
	offerMAC     = 16
	offerPayload = 1 + searchSize + ordinalSize + expirySize
	offerSize    = offerPayload + offerMAC

	// MaxOrdinal is the highest ordinal an id can carry.
	MaxOrdinal = 1<<(8*ordinalSize) - 1
)

// Offer is what an offer id says: where the offer is remembered, and until
// when it may be bought (whole seconds).
type Offer struct {
	Search    string // the id of the search it came from
	Ordinal   int    // its place in there
	ExpiresAt time.Time
}

// Offer makes the id under which an agency knows an offer.
func (s *Signer) Offer(agencyID string, o Offer) (string, error) {
	search, err := decodeSearch(o.Search)
	if err != nil {
		return "", err
	}
	if o.Ordinal < 0 || o.Ordinal > MaxOrdinal {
		return "", fmt.Errorf("offerid: ordinal %d", o.Ordinal)
	}
	expiry, err := encodeExpiry(o.ExpiresAt)
	if err != nil {
		return "", err
	}
	token := make([]byte, 0, offerSize)
	token = append(token, version)
	token = append(token, search...)
	token = append(token, byte(o.Ordinal>>16), byte(o.Ordinal>>8), byte(o.Ordinal))
	token = append(token, expiry...)
	token = append(token, mac(s.keys[0].offer, []byte(agencyID), token)[:offerMAC]...)
	return travel.PrefixOffer + alphabet.EncodeToString(token), nil
}

// ReadOffer reads an id this agency was given. Any other string is
// travel.CodeNotFound, whatever is wrong with it. An expired id still reads.
func (s *Signer) ReadOffer(agencyID, id string) (Offer, error) {
	body, ok := strings.CutPrefix(id, travel.PrefixOffer)
	if !ok || len(body) != alphabet.EncodedLen(offerSize) {
		return Offer{}, travel.NewError(travel.CodeNotFound)
	}
	token, ok := decoded(body, offerSize)
	if !ok || token[0] != version {
		return Offer{}, travel.NewError(travel.CodeNotFound)
	}
	payload, sum := token[:offerPayload], token[offerPayload:]
	if !s.verifies(func(k keySet) []byte { return k.offer }, sum, []byte(agencyID), payload) {
		return Offer{}, travel.NewError(travel.CodeNotFound)
	}
	ordinal := payload[1+searchSize:]
	return Offer{
		Search:    travel.PrefixSearch + alphabet.EncodeToString(payload[1:1+searchSize]),
		Ordinal:   int(ordinal[0])<<16 | int(ordinal[1])<<8 | int(ordinal[2]),
		ExpiresAt: decodeExpiry(payload[1+searchSize+ordinalSize:]),
	}, nil
}

// verifies tries every key: after a change of secrets, tokens of the old one
// are good until they expire.
func (s *Signer) verifies(purpose func(keySet) []byte, sum []byte, parts ...[]byte) bool {
	for _, keys := range s.keys {
		if hmac.Equal(sum, mac(purpose(keys), parts...)[:len(sum)]) {
			return true
		}
	}
	return false
}

func decodeSearch(id string) ([]byte, error) {
	if !travel.WellFormedID(travel.PrefixSearch, id) {
		return nil, fmt.Errorf("offerid: %q is not a search id", id)
	}
	return alphabet.DecodeString(strings.TrimPrefix(id, travel.PrefixSearch))
}

func encodeExpiry(t time.Time) ([]byte, error) {
	seconds := t.Unix()
	if seconds <= 0 || seconds >= 1<<(8*expirySize) {
		return nil, fmt.Errorf("offerid: expiry %v", t)
	}
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(seconds))
	return b[8-expirySize:], nil
}

func decodeExpiry(b []byte) time.Time {
	var wide [8]byte
	copy(wide[8-expirySize:], b)
	return time.Unix(int64(binary.BigEndian.Uint64(wide[:])), 0).UTC()
}
