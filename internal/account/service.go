package account

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

// How keys begin.
const (
	livePrefix = "fb_live_"
	testPrefix = "fb_test_"
)

const (
	secretBytes  = 32 // 256 bits
	shownLetters = 6  // of a key's secret, beyond its prefix

	// keyLimit bounds what is hashed for somebody unknown.
	keyLimit = 128

	// DefaultTTL is how long an answer about a key is believed, and so how long
	// a key revoked in another process still works here.
	DefaultTTL = 5 * time.Second
)

// Options of a Service. Store and Now are required.
type Options struct {
	Store   Store
	Sandbox bool
	Now     func() time.Time // for ageing the cache only
	TTL     time.Duration    // DefaultTTL
}

// Service authenticates callers and administers agencies and keys.
type Service struct {
	store   Store
	sandbox bool
	cache   *cache
}

// NewService makes a Service.
func NewService(o Options) *Service {
	return &Service{store: o.Store, sandbox: o.Sandbox, cache: newCache(o.Now, cmp.Or(o.TTL, DefaultTTL))}
}

// Authenticate says whose key it is. Whatever is wrong with it, the answer is
// the same *travel.Error, unauthenticated; any other error is ours.
func (s *Service) Authenticate(ctx context.Context, key string) (Principal, error) {
	if !s.fits(key) {
		return Principal{}, travel.NewError(travel.CodeUnauthenticated)
	}
	hash := sha256.Sum256([]byte(key))
	known, ticket, ok := s.cache.get(hash)
	if !ok {
		var err error
		known, err = s.look(ctx, hash)
		if err != nil {
			return Principal{}, err
		}
		s.cache.put(hash, known, ticket)
	}
	if known == (Principal{}) {
		return Principal{}, travel.NewError(travel.CodeUnauthenticated)
	}
	return known, nil
}

// look asks the store; the zero Principal is nobody.
func (s *Service) look(ctx context.Context, hash [32]byte) (Principal, error) {
	key, agency, err := s.store.KeyByHash(ctx, hash)
	if errors.Is(err, ErrNoKey) {
		return Principal{}, nil
	}
	if err != nil {
		return Principal{}, fmt.Errorf("account: authenticate: %w", err)
	}
	if !key.RevokedAt.IsZero() {
		return Principal{}, nil
	}
	return Principal{AgencyID: agency.ID, KeyID: key.ID, Program: agency.Program}, nil
}

// fits reports whether a key could be of this mode. A sandbox key in a
// production database stays shut, and a live key is not tried out in a sandbox.
func (s *Service) fits(key string) bool {
	return len(key) <= keyLimit && strings.HasPrefix(key, s.prefix())
}

func (s *Service) prefix() string {
	if s.sandbox {
		return testPrefix
	}
	return livePrefix
}

// CreateAgency makes an agency under a new id. ParentID, when given, exists
// (ErrNoAgency).
func (s *Service) CreateAgency(ctx context.Context, name, parentID, program string) (Agency, error) {
	if strings.TrimSpace(name) == "" || program == "" {
		return Agency{}, errors.New("account: an agency has a name and a program")
	}
	a := Agency{ID: travel.NewID(travel.PrefixAgency), Name: name, ParentID: parentID, Program: program}
	added, err := s.store.AddAgency(ctx, a)
	if err != nil {
		return Agency{}, fmt.Errorf("account: create agency: %w", err)
	}
	if !added {
		return Agency{}, errors.New("account: create agency: id taken")
	}
	return a, nil
}

// CreateKey makes a key for an agency. The string is the key itself, and this
// is the only time anybody sees it.
func (s *Service) CreateKey(ctx context.Context, agencyID string) (APIKey, string, error) {
	random := make([]byte, secretBytes)
	_, _ = rand.Read(random) // never fails (crypto/rand)
	return s.addKey(ctx, travel.NewID(travel.PrefixKey), agencyID, s.prefix()+base64.RawURLEncoding.EncodeToString(random))
}

// addKey stores SHA-256 of the secret. A slow hash protects secrets that can be
// guessed; 256 random bits cannot, and it would cost every call.
func (s *Service) addKey(ctx context.Context, id, agencyID, secret string) (APIKey, string, error) {
	hash := sha256.Sum256([]byte(secret))
	shown := secret[:min(len(secret), len(testPrefix)+shownLetters)]
	key, added, err := s.store.AddKey(ctx, APIKey{ID: id, AgencyID: agencyID, Prefix: shown}, hash)
	if err != nil {
		return APIKey{}, "", fmt.Errorf("account: create key: %w", err)
	}
	if !added {
		return APIKey{}, "", errTaken
	}
	s.cache.drop(hash)
	return key, secret, nil
}

var errTaken = errors.New("account: create key: id or secret taken")

// RevokeKey ends a key of an agency: here at once, in other processes within
// their TTL. ErrNoKey.
func (s *Service) RevokeKey(ctx context.Context, agencyID, keyID string) error {
	err := s.store.RevokeKey(ctx, agencyID, keyID)
	if err != nil {
		return fmt.Errorf("account: revoke key: %w", err)
	}
	s.cache.dropKey(keyID)
	return nil
}

// Keys lists an agency's keys, oldest first.
func (s *Service) Keys(ctx context.Context, agencyID string) ([]APIKey, error) {
	keys, err := s.store.Keys(ctx, agencyID)
	if err != nil {
		return nil, fmt.Errorf("account: keys: %w", err)
	}
	return keys, nil
}
