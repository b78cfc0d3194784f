package storage_test

import (
	"testing"

	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
)

func TestOrders(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		storagetest.Orders(t, func(t *testing.T) *storage.Store {
			return storagetest.Open(t, storage.Config{Sandbox: true})
		})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		storagetest.Orders(t, func(t *testing.T) *storage.Store {
			return storagetest.Open(t, storage.Config{DatabaseURL: storagetest.Postgres(t), Sandbox: true})
		})
	})
}
