package storage

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

const secretSize = 32

// purpose separates what a key is for; each has a key of its own.
type purpose string

const (
	purposeOrder  purpose = "farebridge/storage/order"
	purposeAnswer purpose = "farebridge/storage/answer"
	purposeSecret purpose = "farebridge/storage/secret"
	purposeKeyID  purpose = "farebridge/storage/key-id"
)

// sealVersion is the first byte of everything sealed.
const sealVersion = 1

var errSeal = errors.New("storage: sealed under a secret this process does not have, or damaged")

// keyring seals with one secret and opens with any it was given. A sealed value
// is version, key id, nonce, ciphertext and tag (AES-256-GCM). The key id is
// derived from the secret, so that rotation needs no numbering.
type keyring struct {
	secret  []byte
	current *ring
	all     []*ring
}

type ring struct {
	id    byte
	aeads map[purpose]cipher.AEAD
}

func newKeyring(secret []byte, old [][]byte) (*keyring, error) {
	k := &keyring{secret: secret}
	for _, one := range append([][]byte{secret}, old...) {
		r, err := newRing(one)
		if err != nil {
			return nil, err
		}
		k.all = append(k.all, r)
	}
	k.current = k.all[0]
	return k, nil
}

func newRing(secret []byte) (*ring, error) {
	if len(secret) < secretSize {
		return nil, fmt.Errorf("storage: a secret has at least %d bytes", secretSize)
	}
	id, err := hkdf.Key(sha256.New, secret, nil, string(purposeKeyID), 1)
	if err != nil {
		return nil, fmt.Errorf("storage: derive key: %w", err)
	}
	r := &ring{id: id[0], aeads: map[purpose]cipher.AEAD{}}
	for _, p := range []purpose{purposeOrder, purposeAnswer, purposeSecret} {
		key, err := hkdf.Key(sha256.New, secret, nil, string(p), secretSize)
		if err != nil {
			return nil, fmt.Errorf("storage: derive key: %w", err)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("storage: %w", err)
		}
		r.aeads[p], err = cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, fmt.Errorf("storage: %w", err)
		}
	}
	return r, nil
}

// seal encrypts. place names the row, so that a value moved to another row
// does not open there.
func (k *keyring) seal(p purpose, place string, plain []byte) []byte {
	header := []byte{sealVersion, k.current.id}
	return k.current.aeads[p].Seal(header, nil, plain, []byte(place))
}

func (k *keyring) open(p purpose, place string, sealed []byte) ([]byte, error) {
	if len(sealed) < 2 || sealed[0] != sealVersion {
		return nil, errSeal
	}
	// Two secrets share an id once in 256 times: try all that do.
	for _, r := range k.all {
		if r.id != sealed[1] {
			continue
		}
		plain, err := r.aeads[p].Open(nil, nil, sealed[2:], []byte(place))
		if err == nil {
			return plain, nil
		}
	}
	return nil, errSeal
}

// Secret is this installation's secret, at least 32 bytes, from which other
// packages derive their own keys under names of their own.
func (s *Store) Secret(context.Context) ([]byte, error) {
	return append([]byte(nil), s.keys.secret...), nil
}

// sandboxSecret is made once per database, so that all its processes agree. It
// lies beside what it seals: it protects nothing, and outside the sandbox Open
// insists on one from elsewhere.
func (s *Store) sandboxSecret(ctx context.Context) ([]byte, error) {
	fresh := make([]byte, secretSize)
	_, _ = rand.Read(fresh) // never fails (crypto/rand)
	db := s.db.WithContext(ctx)
	err := db.Exec(`INSERT INTO secrets (name, value) VALUES ('sandbox', ?) ON CONFLICT (name) DO NOTHING`, fresh).Error
	if err != nil {
		return nil, fmt.Errorf("storage: sandbox secret: %w", err)
	}
	var kept []byte
	err = db.Raw(`SELECT value FROM secrets WHERE name = 'sandbox'`).Row().Scan(&kept)
	if err != nil {
		return nil, fmt.Errorf("storage: sandbox secret: %w", err)
	}
	return kept, nil
}
