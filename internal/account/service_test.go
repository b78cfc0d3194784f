package account_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestMain(m *testing.M) { storagetest.Main(m) }

// bench is a service over a real database, with a clock of its own and a count
// of the questions that reach the database.
type bench struct {
	*account.Service
	store *counting
	now   atomic.Int64
}

type counting struct {
	account.Store
	asked  atomic.Int32
	broken error
	during func() // runs while an answer is on its way back
}

func (c *counting) KeyByHash(ctx context.Context, hash [32]byte) (account.APIKey, account.Agency, error) {
	c.asked.Add(1)
	if c.broken != nil {
		return account.APIKey{}, account.Agency{}, c.broken
	}
	key, agency, err := c.Store.KeyByHash(ctx, hash)
	if c.during != nil {
		c.during()
	}
	return key, agency, err
}

func newBench(store account.Store, sandbox bool) *bench {
	b := &bench{store: &counting{Store: store}}
	b.Service = account.NewService(account.Options{
		Store: b.store, Sandbox: sandbox, TTL: 5 * time.Second,
		Now: func() time.Time { return time.Unix(0, b.now.Load()) },
	})
	return b
}

func (b *bench) pass(d time.Duration) { b.now.Add(int64(d)) }

func wantUnauthenticated(t *testing.T, what string, err error) {
	t.Helper()
	var e *travel.Error
	if !errors.As(err, &e) || e.Code != travel.CodeUnauthenticated {
		t.Errorf("%s: %v, want unauthenticated", what, err)
	}
}

func (b *bench) agency(t *testing.T) (account.Agency, account.APIKey, string) {
	t.Helper()
	a, err := b.CreateAgency(t.Context(), "Acme Travel", "", account.ProgramRetail)
	if err != nil {
		t.Fatal(err)
	}
	key, secret, err := b.CreateKey(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	return a, key, secret
}

func TestKeys(t *testing.T) {
	t.Parallel()
	storagetest.Each(t, func(t *testing.T, open func() *storage.Store) {
		ctx := t.Context()
		b := newBench(open(), true)
		a, key, secret := b.agency(t)
		if len(secret) != len("fb_test_")+43 || !strings.HasPrefix(secret, "fb_test_") {
			t.Errorf("a key of %d characters", len(secret))
		}
		if !strings.HasPrefix(secret, key.Prefix) || len(key.Prefix) != 14 || key.AgencyID != a.ID || key.CreatedAt.IsZero() {
			t.Errorf("key %+v", key)
		}
		got, err := b.Authenticate(ctx, secret)
		if want := (account.Principal{AgencyID: a.ID, KeyID: key.ID, Program: account.ProgramRetail}); err != nil || got != want {
			t.Errorf("principal %+v, %v", got, err)
		}
		for name, wrong := range map[string]string{
			"empty": "", "prefix": "fb_test_", "other case": strings.ToUpper(secret), "cut": secret[:len(secret)-1], "longer": secret + "x",
			"another": "fb_test_" + strings.Repeat("A", 43), "live": "fb_live_" + secret[8:], "huge": secret + strings.Repeat("x", 1<<20), "binary": "fb_test_\x00\xff",
		} {
			_, err = b.Authenticate(ctx, wrong)
			wantUnauthenticated(t, name, err)
		}
		second, _, err := b.CreateKey(ctx, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		keys, err := b.Keys(ctx, a.ID)
		if err != nil || len(keys) != 2 || keys[0] != key || keys[1] != second {
			t.Errorf("keys %+v, %v", keys, err)
		}
		_, _, err = b.CreateKey(ctx, travel.NewID(travel.PrefixAgency))
		if !errors.Is(err, account.ErrNoAgency) {
			t.Errorf("a key for nobody: %v", err)
		}
		_, err = b.CreateAgency(ctx, "Orphan", travel.NewID(travel.PrefixAgency), account.ProgramRetail)
		if !errors.Is(err, account.ErrNoAgency) {
			t.Errorf("an agency below nobody: %v", err)
		}
		_, err = b.CreateAgency(ctx, "Branch", a.ID, account.ProgramRetail)
		if err != nil {
			t.Errorf("a branch: %v", err)
		}
	})
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	storagetest.Each(t, func(t *testing.T, open func() *storage.Store) {
		ctx := t.Context()
		store := open()
		here, there := newBench(store, true), newBench(store, true)
		a, key, secret := here.agency(t)
		for _, b := range []*bench{here, there} {
			_, err := b.Authenticate(ctx, secret)
			if err != nil {
				t.Fatal(err)
			}
		}
		err := here.RevokeKey(ctx, travel.NewID(travel.PrefixAgency), key.ID)
		if !errors.Is(err, account.ErrNoKey) {
			t.Errorf("another agency revoked it: %v", err)
		}
		for range 2 {
			err = here.RevokeKey(ctx, a.ID, key.ID)
			if err != nil {
				t.Fatal(err)
			}
		}
		_, err = here.Authenticate(ctx, secret)
		wantUnauthenticated(t, "here", err)
		there.pass(5 * time.Second)
		_, err = there.Authenticate(ctx, secret)
		wantUnauthenticated(t, "there, after the TTL", err)
		keys, err := here.Keys(ctx, a.ID)
		if err != nil || len(keys) != 1 || keys[0].RevokedAt.IsZero() {
			t.Errorf("keys %+v, %v", keys, err)
		}
	})
}

func TestCache(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	b := newBench(storagetest.Open(t, storage.Config{Sandbox: true}), true)
	_, _, secret := b.agency(t)
	unknown := "fb_test_" + strings.Repeat("A", 43)
	for range 100 {
		_, err := b.Authenticate(ctx, secret)
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.Authenticate(ctx, unknown)
		wantUnauthenticated(t, "unknown", err)
	}
	if n := b.store.asked.Load(); n != 2 {
		t.Errorf("the database was asked %d times, want 2", n)
	}
	b.pass(5*time.Second - 1)
	_, err := b.Authenticate(ctx, secret)
	if err != nil || b.store.asked.Load() != 2 {
		t.Errorf("just before the TTL: asked %d times, %v", b.store.asked.Load(), err)
	}
	b.pass(1)
	b.store.broken = errors.New("database gone")
	_, err = b.Authenticate(ctx, secret)
	if !errors.Is(err, b.store.broken) || travel.CodeOf(err) != travel.CodeInternal {
		t.Errorf("a database that is gone: %v", err)
	}
	b.store.broken = nil
	_, err = b.Authenticate(ctx, secret)
	if err != nil {
		t.Errorf("a failure was remembered: %v", err)
	}
}

// A key is looked up, revoked, and only then does the answer arrive: it must
// not be remembered.
func TestCacheDoesNotRememberOldNews(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	b := newBench(storagetest.Open(t, storage.Config{Sandbox: true}), true)
	a, key, secret := b.agency(t)
	b.store.during = func() {
		b.store.during = nil
		err := b.RevokeKey(ctx, a.ID, key.ID)
		if err != nil {
			t.Error(err)
		}
	}
	_, err := b.Authenticate(ctx, secret)
	if err != nil {
		t.Errorf("it was in force when it was looked up: %v", err)
	}
	_, err = b.Authenticate(ctx, secret)
	wantUnauthenticated(t, "afterwards", err)
}

func TestCacheIsBounded(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	b := newBench(nobody{}, true)
	for i := range 3 * account.CacheLimit {
		_, err := b.Authenticate(ctx, "fb_test_"+strings.Repeat("x", i%100)+time.Unix(int64(i), 0).UTC().Format(time.RFC3339)[:19])
		wantUnauthenticated(t, "made up", err)
		if n := account.Cached(b.Service); n > account.CacheLimit {
			t.Fatalf("%d answers are remembered", n)
		}
	}
}

// nobody is a store without keys.
type nobody struct{ account.Store }

func (nobody) KeyByHash(context.Context, [32]byte) (account.APIKey, account.Agency, error) {
	return account.APIKey{}, account.Agency{}, account.ErrNoKey
}

func TestSandboxKeys(t *testing.T) {
	t.Parallel()
	storagetest.Each(t, func(t *testing.T, open func() *storage.Store) {
		ctx := t.Context()
		store := open()
		sandbox, production := newBench(store, true), newBench(store, false)
		for range 2 {
			err := sandbox.SeedSandbox(ctx)
			if err != nil {
				t.Fatal(err)
			}
		}
		agencies := map[string]bool{}
		for key, program := range map[string]string{"fb_test_agency": "retail", "fb_test_ota": "retail", "fb_test_gov": "gov-cn"} {
			p, err := sandbox.Authenticate(ctx, key)
			if err != nil || p.Program != program {
				t.Errorf("%s: %+v, %v", key, p, err)
			}
			agencies[p.AgencyID] = true
			_, err = production.Authenticate(ctx, key)
			wantUnauthenticated(t, key+" in production", err)
		}
		if len(agencies) != 3 {
			t.Errorf("%d agencies", len(agencies))
		}
		err := production.SeedSandbox(ctx)
		if err == nil {
			t.Error("production was seeded")
		}
		_, _, live := production.agency(t)
		_, err = production.Authenticate(ctx, live)
		if err != nil || !strings.HasPrefix(live, "fb_live_") {
			t.Errorf("a live key: %v", err)
		}
		_, err = sandbox.Authenticate(ctx, live)
		wantUnauthenticated(t, "a live key in the sandbox", err)
	})
}

// Only the hash is stored.
func TestSecretIsNotStored(t *testing.T) {
	t.Parallel()
	store := storagetest.Open(t, storage.Config{Sandbox: true})
	b := newBench(store, true)
	_, _, secret := b.agency(t)
	var n int
	err := store.DB().QueryRowContext(t.Context(), `SELECT count(*) FROM api_keys WHERE instr(prefix || id || agency_id || hex(hash) || hash, ?) > 0`, secret[14:]).Scan(&n)
	if err != nil || n != 0 {
		t.Errorf("the secret is in %d rows, %v", n, err)
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	none := context.Background()
	if id, ok := account.AgencyFrom(none); ok {
		t.Errorf("an agency out of nothing: %q", id)
	}
	if id, ok := account.AgencyFrom(account.AsAgency(none, "")); ok {
		t.Errorf("an empty agency: %q", id)
	}
	p := account.Principal{AgencyID: "agy_a", KeyID: "key_1", Program: "retail"}
	ctx := account.WithPrincipal(none, p)
	got, ok := account.PrincipalFrom(ctx)
	if id, has := account.AgencyFrom(ctx); !ok || got != p || !has || id != "agy_a" {
		t.Errorf("principal %+v, agency %q", got, id)
	}
	same := account.AsAgency(ctx, "agy_a")
	if got, ok := account.PrincipalFrom(same); !ok || got != p {
		t.Errorf("the principal was lost: %+v", got)
	}
	other := account.AsAgency(ctx, "agy_b")
	if got, ok := account.PrincipalFrom(other); ok {
		t.Errorf("%+v came along into another agency", got)
	}
	if id, _ := account.AgencyFrom(other); id != "agy_b" {
		t.Errorf("agency %q", id)
	}
}

func TestSandboxIDsAreWellFormed(t *testing.T) {
	t.Parallel()
	for _, a := range account.SandboxAccounts() {
		if !travel.WellFormedID(travel.PrefixAgency, a.Agency.ID) {
			t.Errorf("%q is not an id", a.Agency.ID)
		}
	}
}
