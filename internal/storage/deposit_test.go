package storage_test

import (
	"testing"

	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
)

func TestDeposits(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		storagetest.Deposits(t, func(t *testing.T) *storage.Store {
			return storagetest.Open(t, storage.Config{Sandbox: true})
		})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		storagetest.Deposits(t, func(t *testing.T) *storage.Store {
			return storagetest.Open(t, storage.Config{DatabaseURL: storagetest.Postgres(t), Sandbox: true})
		})
	})
}
