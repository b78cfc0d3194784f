package storage

import (
	"context"
	"fmt"
)

// CloseOrders closes the store under o.
func CloseOrders(o *Orders) { _ = o.store.Close() }

// MigrateDown takes our schema back to nothing.
func (s *Store) MigrateDown(ctx context.Context) error {
	provider, err := s.provider()
	if err != nil {
		return err
	}
	_, err = provider.DownTo(ctx, 0)
	if err != nil {
		return fmt.Errorf("down: %w", err)
	}
	return nil
}
