package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// keptPrefix keeps the names of kept secrets apart from the sandbox's own.
const keptPrefix = "kept/"

// KeptSecret is what KeepSecret keeps under a name, nil for nothing. What was
// sealed under a secret that is no longer known is nothing.
func (s *Store) KeptSecret(ctx context.Context, name string) ([]byte, error) {
	plain, _, err := s.kept(s.db.WithContext(ctx), name)
	if err != nil {
		return nil, fmt.Errorf("storage: secret %s: %w", name, err)
	}
	return plain, nil
}

// KeepSecret keeps a secret that a peer told us once, for all processes on this
// database, unless another one has put its own in the place of was meanwhile. It
// says what is kept now.
func (s *Store) KeepSecret(ctx context.Context, name string, was, secret []byte) ([]byte, error) {
	var now []byte
	err := s.write(ctx, func(tx *gorm.DB) error {
		plain, sealed, err := s.kept(tx, name)
		if err != nil {
			return err
		}
		if !bytes.Equal(plain, was) {
			now = plain
			return nil
		}
		value := s.keys.seal(purposeSecret, keptPrefix+name, secret)
		put := tx.Exec(`INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`, keptPrefix+name, value)
		if sealed != nil {
			put = tx.Exec(`UPDATE secrets SET value = ? WHERE name = ? AND value = ?`, value, keptPrefix+name, sealed)
		}
		if put.Error != nil {
			return put.Error
		}
		if put.RowsAffected == 0 {
			return errStale
		}
		now = secret
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("storage: secret %s: %w", name, err)
	}
	return now, nil
}

// kept reads a secret through db, which may be a transaction, with its row's value.
func (s *Store) kept(db *gorm.DB, name string) ([]byte, []byte, error) {
	var sealed []byte
	err := db.Raw(`SELECT value FROM secrets WHERE name = ?`, keptPrefix+name).Row().Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	plain, err := s.keys.open(purposeSecret, keptPrefix+name, sealed)
	if err != nil {
		return nil, sealed, nil // as good as none, and can be replaced
	}
	return plain, sealed, nil
}
