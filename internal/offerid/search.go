package offerid

import (
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

// Layout: version 1, search 15, expiry 5, MAC 19. 40 bytes are exactly 64
// characters.
const (
	searchPayload   = 1 + searchSize + expirySize
	searchMAC       = 19
	searchTokenSize = searchPayload + searchMAC
)

// Search is what a shopping id says: which search it is, by the name memory
// has for it, and until when it may be read again (whole seconds).
type Search struct {
	ID        string
	ExpiresAt time.Time
}

// Search makes the id under which an agency knows a search.
func (s *Signer) Search(agencyID string, of Search) (string, error) {
	search, err := decodeSearch(of.ID)
	if err != nil {
		return "", err
	}
	expiry, err := encodeExpiry(of.ExpiresAt)
	if err != nil {
		return "", err
	}
	token := make([]byte, 0, searchTokenSize)
	token = append(token, version)
	token = append(token, search...)
	token = append(token, expiry...)
	token = append(token, mac(s.keys[0].search, []byte(agencyID), token)[:searchMAC]...)
	return travel.PrefixSearch + alphabet.EncodeToString(token), nil
}

// ReadSearch reads a shopping id this agency was given. Any other string is
// travel.CodeNotFound, whatever is wrong with it. An expired id still reads.
func (s *Signer) ReadSearch(agencyID, id string) (Search, error) {
	body, ok := strings.CutPrefix(id, travel.PrefixSearch)
	if !ok || len(body) != alphabet.EncodedLen(searchTokenSize) {
		return Search{}, travel.NewError(travel.CodeNotFound)
	}
	token, ok := decoded(body, searchTokenSize)
	if !ok || token[0] != version {
		return Search{}, travel.NewError(travel.CodeNotFound)
	}
	payload, sum := token[:searchPayload], token[searchPayload:]
	if !s.verifies(func(k keySet) []byte { return k.search }, sum, []byte(agencyID), payload) {
		return Search{}, travel.NewError(travel.CodeNotFound)
	}
	return Search{
		ID:        travel.PrefixSearch + alphabet.EncodeToString(payload[1:1+searchSize]),
		ExpiresAt: decodeExpiry(payload[1+searchSize:]),
	}, nil
}
