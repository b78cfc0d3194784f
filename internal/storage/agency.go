package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/farebridge/farebridge/internal/account"
)

var _ account.Store = (*Store)(nil)

type agencyRow struct {
	ID        string
	Name      string
	ParentID  *string
	Program   string
	CreatedAt time.Time
}

// TableName is gorm's.
func (agencyRow) TableName() string { return "agencies" }

type keyRow struct {
	ID        string
	AgencyID  string
	Prefix    string
	Hash      []byte
	CreatedAt time.Time
	RevokedAt *time.Time
}

// TableName is gorm's.
func (keyRow) TableName() string { return "api_keys" }

// AddAgency inserts an agency. The answer is false when its id exists.
func (s *Store) AddAgency(ctx context.Context, a account.Agency) (bool, error) {
	row := agencyRow{ID: a.ID, Name: a.Name, Program: a.Program}
	if a.ParentID != "" {
		row.ParentID = &a.ParentID
	}
	return s.add(ctx, &row, func(now time.Time) { row.CreatedAt = now })
}

// AddKey inserts a key under its hash. The answer is false when the id or the
// hash exists.
func (s *Store) AddKey(ctx context.Context, k account.APIKey, hash [32]byte) (account.APIKey, bool, error) {
	row := keyRow{ID: k.ID, AgencyID: k.AgencyID, Prefix: k.Prefix, Hash: hash[:]}
	added, err := s.add(ctx, &row, func(now time.Time) { row.CreatedAt = now })
	if err != nil {
		return account.APIKey{}, false, err
	}
	return row.key(), added, nil
}

func (s *Store) add(ctx context.Context, row any, stamp func(now time.Time)) (bool, error) {
	added := false
	err := s.write(ctx, func(tx *gorm.DB) error {
		now, err := s.now(tx)
		if err != nil {
			return err
		}
		stamp(now)
		result := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(row)
		added = result.RowsAffected > 0
		return result.Error
	})
	if errors.Is(err, gorm.ErrForeignKeyViolated) {
		return false, account.ErrNoAgency
	}
	if err != nil {
		return false, fmt.Errorf("storage: %w", err)
	}
	return added, nil
}

// KeyByHash finds a key, revoked or not, and its agency.
func (s *Store) KeyByHash(ctx context.Context, hash [32]byte) (account.APIKey, account.Agency, error) {
	var found struct {
		Key      keyRow `gorm:"embedded"`
		Name     string
		ParentID *string
		Program  string
	}
	result := s.db.WithContext(ctx).Raw(`SELECT k.id, k.agency_id, k.prefix, k.created_at, k.revoked_at, a.name, a.parent_id, a.program
		FROM api_keys k JOIN agencies a ON a.id = k.agency_id WHERE k.hash = ?`, hash[:]).Scan(&found)
	if result.Error != nil {
		return account.APIKey{}, account.Agency{}, fmt.Errorf("storage: key: %w", result.Error)
	}
	if result.RowsAffected == 0 {
		return account.APIKey{}, account.Agency{}, account.ErrNoKey
	}
	agency := account.Agency{ID: found.Key.AgencyID, Name: found.Name, Program: found.Program}
	if found.ParentID != nil {
		agency.ParentID = *found.ParentID
	}
	return found.Key.key(), agency, nil
}

// RevokeKey ends a key of an agency; a second time changes nothing.
func (s *Store) RevokeKey(ctx context.Context, agencyID, keyID string) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		now, err := s.now(tx)
		if err != nil {
			return err
		}
		result := tx.Exec(`UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ? AND agency_id = ?`, now, keyID, agencyID)
		if result.Error == nil && result.RowsAffected == 0 {
			return account.ErrNoKey
		}
		return result.Error
	})
	if errors.Is(err, account.ErrNoKey) {
		return err
	}
	if err != nil {
		return fmt.Errorf("storage: revoke key: %w", err)
	}
	return nil
}

// Keys lists an agency's keys, oldest first.
func (s *Store) Keys(ctx context.Context, agencyID string) ([]account.APIKey, error) {
	var rows []keyRow
	err := s.db.WithContext(ctx).Where("agency_id = ?", agencyID).Order("created_at, id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("storage: keys: %w", err)
	}
	keys := make([]account.APIKey, len(rows))
	for i, row := range rows {
		keys[i] = row.key()
	}
	return keys, nil
}

func (r keyRow) key() account.APIKey {
	k := account.APIKey{ID: r.ID, AgencyID: r.AgencyID, Prefix: r.Prefix, CreatedAt: r.CreatedAt.UTC()}
	if r.RevokedAt != nil {
		k.RevokedAt = r.RevokedAt.UTC()
	}
	return k
}
