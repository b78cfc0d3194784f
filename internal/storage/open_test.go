package storage_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
)

var secret = bytes.Repeat([]byte{7}, 32)

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	logger := slog.New(slog.DiscardHandler)
	for name, tc := range map[string]struct {
		config storage.Config
		want   string
	}{
		"no logger":          {storage.Config{Sandbox: true}, "Logger"},
		"no secret":          {storage.Config{Logger: logger}, "secret"},
		"a short secret":     {storage.Config{Logger: logger, Secret: secret[:31]}, "secret"},
		"a short old secret": {storage.Config{Logger: logger, Sandbox: true, Secret: secret, OldSecrets: [][]byte{{1}}}, "secret"},
		"another database":   {storage.Config{Logger: logger, Sandbox: true, DatabaseURL: "mysql://u:hunter2@h/d"}, "postgres://"},
		"a broken URL":       {storage.Config{Logger: logger, Sandbox: true, DatabaseURL: "postgres://u:hunter2@h:port/d"}, "URL"},
	} {
		_, err := storage.Open(t.Context(), tc.config)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the password is in the error: %v", name, err)
		}
	}
}

func TestDataDirBelongsToOne(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a dir", "with?odd#name%20")
	config := storage.Config{DataDir: dir, Sandbox: true, Logger: slog.New(slog.DiscardHandler)}
	first, err := storage.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	_, err = storage.Open(t.Context(), config)
	if err == nil || !strings.Contains(err.Error(), "in use by another process") || !strings.Contains(err.Error(), dir) {
		t.Errorf("second: %v", err)
	}
	err = first.Close()
	if err != nil {
		t.Fatal(err)
	}
	storagetest.Open(t, config)
	_, err = os.Stat(filepath.Join(dir, "farebridge.db"))
	if err != nil {
		t.Error(err)
	}
}

func TestPrivateDatabaseIsRemoved(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	for _, dir := range []string{"", ":memory:"} {
		s, err := storage.Open(t.Context(), storage.Config{DataDir: dir, Sandbox: true, Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		during, _ := os.ReadDir(tmp)
		err = s.Close()
		after, _ := os.ReadDir(tmp)
		if err != nil || len(during) != 1 || len(after) != 0 {
			t.Errorf("%q: %d directories while open, %d after: %v", dir, len(during), len(after), err)
		}
	}
}

// Outside the sandbox Open does not touch the schema, Ready says so, and
// Migrate puts it right.
func TestProductionMigratesOnRequest(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, config storage.Config) {
		config.Sandbox, config.Secret = false, secret
		s := storagetest.Open(t, config)
		err := s.Ready(t.Context())
		if !errors.Is(err, storage.ErrNotMigrated) {
			t.Errorf("ready: %v", err)
		}
		for range 2 {
			err = s.Migrate(t.Context())
			if err != nil {
				t.Fatal(err)
			}
		}
		err = s.Ready(t.Context())
		if err != nil {
			t.Errorf("ready: %v", err)
		}
		got, err := s.Secret(t.Context())
		if err != nil || !bytes.Equal(got, secret) {
			t.Errorf("secret %x, %v", got, err)
		}
	})
}

// each gives a configuration of an empty sandbox on either database.
func each(t *testing.T, f func(t *testing.T, config storage.Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, storage.Config{Sandbox: true, DataDir: t.TempDir()})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, storage.Config{Sandbox: true, DatabaseURL: storagetest.Empty(t)})
	})
}

func TestProcessesStartTogether(t *testing.T) {
	t.Parallel()
	url := storagetest.Empty(t)
	var all sync.WaitGroup
	secrets := make([][]byte, 4)
	for i := range secrets {
		all.Go(func() {
			s, err := storage.Open(context.Background(), storage.Config{DatabaseURL: url, Sandbox: true, Logger: slog.New(slog.DiscardHandler)})
			if err != nil {
				t.Error(err)
				return
			}
			secrets[i], err = s.Secret(context.Background())
			err = errors.Join(err, s.Close())
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, one := range secrets {
		if len(one) != 32 || !bytes.Equal(one, secrets[0]) {
			t.Errorf("secret %x, another has %x", one, secrets[0])
		}
	}
}

func TestSandboxSecretStays(t *testing.T) {
	t.Parallel()
	config := storage.Config{DataDir: t.TempDir(), Sandbox: true, Logger: slog.New(slog.DiscardHandler)}
	var before []byte
	for range 2 {
		s, err := storage.Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Secret(t.Context())
		err = errors.Join(err, s.Close())
		if err != nil || len(got) != 32 || (before != nil && !bytes.Equal(got, before)) {
			t.Fatalf("secret %x, then %x, %v", before, got, err)
		}
		before = got
	}
}

// What was written under a secret can be read while that secret is known, and
// what is written next is written under the new one.
func TestSecretRotates(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, config storage.Config) {
		ctx := account.AsAgency(t.Context(), "agy_x")
		key := ordering.Key{Operation: "OrderCreate", Value: "k"}
		with := func(current byte, old ...byte) *storage.Orders {
			c := config
			c.Logger, c.Secret = slog.New(slog.DiscardHandler), bytes.Repeat([]byte{current}, 32)
			for _, b := range old {
				c.OldSecrets = append(c.OldSecrets, bytes.Repeat([]byte{b}, 32))
			}
			if c.DataDir != "" {
				c.DataDir = config.DataDir
			}
			s, err := storage.Open(ctx, c)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			return s.Orders(noJobs{})
		}
		reopen := func(o *storage.Orders, current byte, old ...byte) *storage.Orders {
			storage.CloseOrders(o)
			return with(current, old...)
		}
		first := with(1)
		draft := storagetest.Draft("agy_x")
		err := first.Create(ctx, func(time.Time) (ordering.Change, error) {
			return ordering.Change{Order: draft, Claim: &key}, nil
		})
		_, failed := first.Answer(ctx, key, ordering.Answer{Status: 201, Body: []byte("x")})
		if err := errors.Join(err, failed); err != nil {
			t.Fatal(err)
		}
		rotated := reopen(first, 2, 1)
		_, err = rotated.Order(ctx, draft.ID)
		if err != nil {
			t.Errorf("after rotation: %v", err)
		}
		_, err = rotated.Claimed(ctx, key)
		if err != nil {
			t.Errorf("answer after rotation: %v", err)
		}
		forgotten := reopen(rotated, 2)
		_, err = forgotten.Order(ctx, draft.ID)
		if err == nil {
			t.Error("an order was read without its secret")
		}
	})
}
