package storage_test

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
)

func TestKeptSecrets(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, config storage.Config) {
		ctx := t.Context()
		s := storagetest.Open(t, config)
		none, err := s.KeptSecret(ctx, "a")
		if err != nil || none != nil {
			t.Fatalf("%q, %v", none, err)
		}
		for _, step := range []struct{ name, was, secret, want string }{
			{"a", "", "one", "one"},
			{"a", "", "two", "one"}, // somebody was faster
			{"a", "one", "two", "two"},
			{"a", "one", "three", "two"},
			{"b", "", "other", "other"},
		} {
			kept, err := s.KeepSecret(ctx, step.name, []byte(step.was), []byte(step.secret))
			if err != nil || string(kept) != step.want {
				t.Errorf("%+v: %q, %v", step, kept, err)
			}
			read, err := s.KeptSecret(ctx, step.name)
			if err != nil || string(read) != step.want {
				t.Errorf("%+v: read %q, %v", step, read, err)
			}
		}
		var lies []byte
		err = s.DB().QueryRowContext(ctx, `SELECT value FROM secrets WHERE name = 'kept/a'`).Scan(&lies)
		if err != nil || bytes.Contains(lies, []byte("two")) {
			t.Errorf("in the open: %q, %v", lies, err)
		}
	})
}

// Of processes that keep one at the same time, one does, and all agree on it.
func TestKeptAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, config storage.Config) {
		s := storagetest.Open(t, config)
		got := make([]string, 4)
		var all sync.WaitGroup
		for i := range got {
			all.Go(func() {
				kept, err := s.KeepSecret(t.Context(), "a", nil, fmt.Append(nil, i))
				if err != nil {
					t.Error(err)
				}
				got[i] = string(kept)
			})
		}
		all.Wait()
		slices.Sort(got)
		if got[0] == "" || got[0] != got[len(got)-1] {
			t.Errorf("%q", got)
		}
	})
}
